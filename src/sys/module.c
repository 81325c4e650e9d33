#include "sys/module.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#else
#define MACHINE EM_AARCH64
#endif

/* ---- Looking through what is loaded ---- */

struct look {
    uintptr_t address; /* to be found in a module, or 0 */
    const char *name;  /* to be found, or NULL */
    bool whole;        /* the name has a folder */
    unsigned seen;
    uintptr_t base; /* out: 0 if not found */
    /* out: the dynamic linker's name, copied while it cannot go; "": the
     * program */
    char loaded[MODULE_PATH_SIZE];
};

/* Where the module lies: its lowest and the end of its highest segment. */
static void extent(const struct dl_phdr_info *info, uintptr_t *low,
                   uintptr_t *high)
{
    *low = UINTPTR_MAX;
    *high = 0;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;

        if (part->p_type != PT_LOAD)
            continue;
        if (start < *low)
            *low = start;
        if (start + part->p_memsz > *high)
            *high = start + part->p_memsz;
    }
    *low &= ~((uintptr_t)sysconf(_SC_PAGESIZE) - 1);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static bool is_named(const struct look *look, const char *loaded)
{
    char one[PATH_MAX], other[PATH_MAX];

    if (!look->whole)
        return strcmp(last_part(loaded), look->name) == 0;
    return realpath(look->name, one) != NULL &&
           realpath(loaded, other) != NULL && strcmp(one, other) == 0;
}

/* The program comes first, and its name is empty. */
static int visit(struct dl_phdr_info *info, size_t size, void *argument)
{
    struct look *look = argument;
    const char *name = info->dlpi_name;
    uintptr_t low, high;
    bool found;

    (void)size;
    extent(info, &low, &high);
    if (look->seen++ == 0)
        name = "/proc/self/exe";
    if (look->name != NULL)
        found = is_named(look, name);
    else
        found = look->address == 0 ||
                (look->address >= low && look->address < high);
    if (!found)
        return 0;
    look->base = low;
    look->loaded[0] = '\0';
    if (look->seen > 1)
        strncat(look->loaded, info->dlpi_name, MODULE_PATH_SIZE - 1);
    return 1;
}

static uintptr_t look_for(struct look *look)
{
    dl_iterate_phdr(visit, look);
    return look->base;
}

uintptr_t module_program(void)
{
    struct look look = {0};

    return look_for(&look);
}

uintptr_t module_at(uintptr_t address)
{
    struct look look = {.address = address};

    return address == 0 ? 0 : look_for(&look);
}

/* The program's own file has another name in the list. */
static bool names_program(const char *name)
{
    char path[MODULE_PATH_SIZE];

    return strchr(name, '/') == NULL && module_path(0, path) == 0 &&
           strcmp(last_part(path), name) == 0;
}

uintptr_t module_named(const char *name)
{
    struct look look = {.name = name, .whole = strchr(name, '/') != NULL};

    if (names_program(name))
        return module_program();
    return look_for(&look);
}

int module_path(uintptr_t base, char path[MODULE_PATH_SIZE])
{
    struct look look = {.address = base};
    ssize_t len;

    if (look_for(&look) == 0)
        return -ENOENT;
    if (*look.loaded != '\0') {
        char *whole = realpath(look.loaded, NULL);

        strncpy(path, whole != NULL ? whole : look.loaded,
                MODULE_PATH_SIZE - 1);
        path[MODULE_PATH_SIZE - 1] = '\0';
        free(whole);
        return 0;
    }
    len = readlink("/proc/self/exe", path, MODULE_PATH_SIZE - 1);
    if (len < 0)
        return -ENOENT;
    path[len] = '\0';
    return 0;
}

/* ---- Loading ---- */

/* The dynamic linker has one word for all: whether a file that is there is no
 * program for this machine can be seen in it. */
static int reason(const char *path)
{
    Elf64_Ehdr head;
    int fd;
    bool good;

    if (strchr(path, '/') == NULL)
        return -ENOENT;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return -ENOENT;
    good = read(fd, &head, sizeof head) == (ssize_t)sizeof head &&
           memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
           head.e_ident[EI_CLASS] == ELFCLASS64 && head.e_type == ET_DYN &&
           head.e_machine == MACHINE;
    close(fd);
    return good ? -ENOENT : -ENOEXEC;
}

/* The name that the linker keeps must hold when the current folder is another
 * one. `path` itself when it needs nothing, or does not fit. */
static const char *absolute(const char *path, char buf[2 * MODULE_PATH_SIZE])
{
    size_t len;

    if (*path == '/' || strchr(path, '/') == NULL ||
        strlen(path) >= MODULE_PATH_SIZE - 1 ||
        getcwd(buf, MODULE_PATH_SIZE) == NULL)
        return path;
    if (strncmp(path, "./", 2) == 0)
        path += 2;
    len = strlen(buf);
    buf[len] = '/';
    memcpy(buf + len + 1, path, strlen(path) + 1);
    return buf;
}

uintptr_t module_load(const char *path, void **link, int *error)
{
    char buf[2 * MODULE_PATH_SIZE];
    const struct link_map *map;

    path = absolute(path, buf);
    *link = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (*link == NULL) {
        *error = reason(path);
        return 0;
    }
    /* Its dynamic section lies in it; the difference of addresses may be 0. */
    map = *link;
    return module_at((uintptr_t)map->l_ld);
}

void module_unload(void *link)
{
    dlclose(link);
}

/* What has the module open again, which does not load it: NULL if it is not
 * loaded. */
static void *reopen(uintptr_t base, int flags)
{
    struct look look = {.address = base};

    if (base == 0 || look_for(&look) != base)
        return NULL;
    return dlopen(*look.loaded != '\0' ? look.loaded : NULL,
                  RTLD_NOW | RTLD_NOLOAD | flags);
}

bool module_pin(uintptr_t base)
{
    void *link = reopen(base, RTLD_NODELETE);

    if (link == NULL)
        return false;
    dlclose(link);
    return true;
}

uintptr_t module_symbol(uintptr_t base, const char *name)
{
    void *link = reopen(base, 0), *found;

    if (link == NULL)
        return 0;
    found = dlsym(link, name);
    dlclose(link);
    if (found == NULL || module_at((uintptr_t)found) != base)
        return 0;
    return (uintptr_t)found;
}
