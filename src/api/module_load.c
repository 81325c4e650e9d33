/* LoadLibrary and FreeLibrary: where a name is looked for, and how often each
 * shared object was loaded. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/api.h"
#include "api/module.h"
#include "base/lock.h"
#include "base/utf.h"
#include "iocp/thread.h"
#include "sys/module.h"
#include "sys/path.h"

/* ---- What LoadLibrary counted ---- */

struct loaded {
    struct loaded *next;
    uintptr_t base; /* (c) */
    void *link;     /* (c) the dynamic linker counts each opening as well */
    unsigned count; /* (lock) */
};

static struct {
    struct lock lock;
    struct loaded *first; /* (lock) */
} modules = {.lock = LOCK_INITIALISER(LOCK_OBJECT)};

static struct loaded *find_locked(uintptr_t base)
{
    struct loaded *loaded = modules.first;

    while (loaded != NULL && loaded->base != base)
        loaded = loaded->next;
    return loaded;
}

/* One opening more; `fresh` is used for the first, and freed otherwise. */
static void count_up(struct loaded *fresh)
{
    struct loaded *loaded;

    lock_take(&modules.lock);
    loaded = find_locked(fresh->base);
    if (loaded == NULL) {
        fresh->next = modules.first;
        modules.first = fresh;
        loaded = fresh;
        fresh = NULL;
    }
    loaded->count++;
    lock_drop(&modules.lock);
    free(fresh);
}

/* One opening less: what is to be unloaded once, or NULL. */
static void *count_down(uintptr_t base)
{
    struct loaded **place, *loaded = NULL;
    void *link = NULL;

    lock_take(&modules.lock);
    for (place = &modules.first; *place != NULL; place = &(*place)->next) {
        if ((*place)->base != base)
            continue;
        loaded = *place;
        link = loaded->link;
        if (--loaded->count > 0)
            loaded = NULL;
        else
            *place = loaded->next;
        break;
    }
    lock_drop(&modules.lock);
    free(loaded);
    return link;
}

NTSTATUS module_open(const char *path, HMODULE *module)
{
    struct loaded *fresh = calloc(1, sizeof *fresh);
    int error = 0;

    if (fresh == NULL)
        return STATUS_NO_MEMORY;
    fresh->base = module_load(path, &fresh->link, &error);
    if (fresh->base == 0) {
        free(fresh);
        return STATUS_FROM_CODE(error == -ENOEXEC ? ERROR_BAD_EXE_FORMAT
                                                  : ERROR_MOD_NOT_FOUND);
    }
    *module = (HMODULE)fresh->base;
    count_up(fresh);
    return STATUS_SUCCESS;
}

/* ---- Where a name is looked for ---- */

static NTSTATUS open_in_program_folder(const char *name, HMODULE *module)
{
    char path[2 * MODULE_PATH_SIZE];
    char *last;

    if (module_path(module_program(), path) != 0)
        return MODULE_NOT_FOUND;
    last = strrchr(path, '/');
    if (last == NULL || strlen(name) >= MODULE_PATH_SIZE)
        return MODULE_NOT_FOUND;
    strcpy(last + 1, name); /* NOLINT: it fits */
    return module_open(path, module);
}

static NTSTATUS open_here(const char *name, HMODULE *module)
{
    char path[MODULE_PATH_SIZE] = "./";

    if (strlen(name) + 3 > sizeof path)
        return MODULE_NOT_FOUND;
    strcat(path, name); /* NOLINT: it fits */
    return module_open(path, module);
}

/* A file that is there and cannot be loaded ends the search. */
static NTSTATUS search(const char *name, DWORD flags, HMODULE *module)
{
    const DWORD places =
        LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_APPLICATION_DIR |
        LOAD_LIBRARY_SEARCH_USER_DIRS | LOAD_LIBRARY_SEARCH_SYSTEM32 |
        LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    const DWORD all = LOAD_LIBRARY_SEARCH_DEFAULT_DIRS;
    bool chosen = (flags & places) != 0;
    NTSTATUS status = MODULE_NOT_FOUND;

    if (strchr(name, '/') != NULL)
        return module_open(name, module);
    if (!chosen || (flags & (all | LOAD_LIBRARY_SEARCH_APPLICATION_DIR)) != 0)
        status = open_in_program_folder(name, module);
    if (status == MODULE_NOT_FOUND &&
        (!chosen || (flags & (all | LOAD_LIBRARY_SEARCH_SYSTEM32)) != 0))
        status = module_open(name, module);
    if (status == MODULE_NOT_FOUND && !chosen)
        status = open_here(name, module);
    return status;
}

/* The name with the ending a shared object has here: with ".so" in place of
 * ".dll", or behind a name without a dot. NULL if it has another ending, or
 * memory is out; a name that ends in a dot has none. */
char *module_with_ending(const char *path)
{
    size_t len = strlen(path);
    const char *dot = strchr(module_last_part(path), '.');
    bool dll = len > 4 && strcasecmp(path + len - 4, ".dll") == 0;
    char *made;

    if (dot != NULL && !dll)
        return NULL;
    made = malloc(len + 4);
    if (made == NULL)
        return NULL;
    memcpy(made, path, len);
    strcpy(made + len - (dll ? 4 : 0), ".so"); /* NOLINT: it fits */
    return made;
}

static NTSTATUS load(const char *name, DWORD flags, HMODULE *module)
{
    char *path = path_from_windows(name), *other;
    NTSTATUS status;

    if (path == NULL)
        return STATUS_NO_MEMORY;
    status = search(path, flags, module);
    other = status == MODULE_NOT_FOUND ? module_with_ending(path) : NULL;
    if (other != NULL)
        status = search(other, flags, module);
    free(other);
    free(path);
    return status;
}

/* ---- LoadLibrary ---- */

static NTSTATUS check_flags(HANDLE file, DWORD flags)
{
    const DWORD data =
        LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_IMAGE_RESOURCE |
        LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE | LOAD_LIBRARY_REQUIRE_SIGNED_TARGET;

    if (file != NULL || (flags & ~0x1FFBu) != 0)
        return STATUS_INVALID_PARAMETER;
    return (flags & data) != 0 ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

HMODULE WINAPI LoadLibraryExA(LPCSTR name, HANDLE file, DWORD flags)
{
    NTSTATUS status = check_flags(file, flags);
    HMODULE module = NULL;

    if (status == STATUS_SUCCESS && (name == NULL || *name == '\0'))
        status = STATUS_INVALID_PARAMETER;
    if (status == STATUS_SUCCESS)
        module = module_system_named(name);
    if (status == STATUS_SUCCESS && module == NULL)
        status = load(name, flags, &module);
    if (status != STATUS_SUCCESS)
        api_fail(status);
    return module;
}

HMODULE WINAPI LoadLibraryExW(LPCWSTR name, HANDLE file, DWORD flags)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    HMODULE module = NULL;

    if (name != NULL && utf8 == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        module = LoadLibraryExA(utf8, file, flags);
    free(utf8);
    return module;
}

HMODULE WINAPI LoadLibraryA(LPCSTR name)
{
    return LoadLibraryExA(name, NULL, 0);
}

HMODULE WINAPI LoadLibraryW(LPCWSTR name)
{
    return LoadLibraryExW(name, NULL, 0);
}

/* What was loaded with the program stays, and that is a success. */
BOOL WINAPI FreeLibrary(HMODULE module)
{
    void *link;

    if (module == NULL)
        return api_error(ERROR_INVALID_HANDLE);
    if (module_is_system(module))
        return TRUE;
    if (module_base_of(module) == 0)
        return api_error(ERROR_MOD_NOT_FOUND);
    link = count_down((uintptr_t)module);
    if (link != NULL)
        module_unload(link);
    return TRUE;
}

VOID WINAPI FreeLibraryAndExitThread(HMODULE module, DWORD exit_code)
{
    FreeLibrary(module);
    ExitThread(exit_code);
}

BOOL WINAPI DisableThreadLibraryCalls(HMODULE module)
{
    if (module != NULL &&
        (module_is_system(module) || module_base_of(module) != 0))
        return TRUE;
    return api_error(ERROR_MOD_NOT_FOUND);
}
