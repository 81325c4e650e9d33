#include "sys/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/mempolicy.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int protection(unsigned access)
{
    return (access & MEMORY_READ ? PROT_READ : 0) |
           (access & MEMORY_WRITE ? PROT_WRITE : 0) |
           (access & MEMORY_EXECUTE ? PROT_EXEC : 0);
}

static int result_of(int rc)
{
    return rc == 0 ? 0 : -errno;
}

/* Not writable, so that it does not count as memory that was promised. */
static void *reserve(uintptr_t at, size_t size, int flags)
{
    return mmap((void *)at, size, PROT_NONE,
                MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
}

/* A kernel before 4.17 takes the flag for none, and the address for a wish. */
static int reserve_at(uintptr_t at, size_t size, uintptr_t *start)
{
    void *got = reserve(at, size, MAP_FIXED_NOREPLACE);

    if (got == MAP_FAILED)
        return -errno;
    if ((uintptr_t)got != at) {
        munmap(got, size);
        return -EEXIST;
    }
    *start = at;
    return 0;
}

int memory_reserve(uintptr_t at, size_t size, size_t alignment,
                   uintptr_t *start)
{
    uintptr_t got, aligned;
    void *mapped;

    if (at != 0)
        return reserve_at(at, size, start);
    if (size > SIZE_MAX - alignment)
        return -ENOMEM;
    mapped = reserve(0, size + alignment, 0);
    if (mapped == MAP_FAILED)
        return -errno;
    got = (uintptr_t)mapped;
    aligned = (got + alignment - 1) & ~(alignment - 1);
    if (aligned > got)
        munmap(mapped, aligned - got);
    munmap((void *)(aligned + size), alignment - (aligned - got));
    *start = aligned;
    return 0;
}

int memory_release(uintptr_t start, size_t size)
{
    return result_of(munmap((void *)start, size));
}

int memory_protect(uintptr_t start, size_t size, unsigned access)
{
    return result_of(mprotect((void *)start, size, protection(access)));
}

int memory_discard(uintptr_t start, size_t size)
{
    return reserve(start, size, MAP_FIXED) != MAP_FAILED ? 0 : -errno;
}

int memory_forget(uintptr_t start, size_t size)
{
    return result_of(madvise((void *)start, size, MADV_FREE));
}

/* The C library has no word for it; libnuma would bring more than that. */
int memory_prefer(uintptr_t start, size_t size, unsigned node)
{
    enum { WORD_BITS = 8 * sizeof(unsigned long), NODES = 1024 };
    unsigned long nodes[NODES / WORD_BITS] = {0};

    if (node >= NODES)
        return -EINVAL;
    nodes[node / WORD_BITS] = 1ul << node % WORD_BITS;
    return result_of((int)syscall(SYS_mbind, start, size, MPOL_PREFERRED, nodes,
                                  (unsigned long)NODES + 1, 0u));
}

int memory_lock(uintptr_t start, size_t size)
{
    return result_of(mlock((void *)start, size));
}

int memory_unlock(uintptr_t start, size_t size)
{
    return result_of(munlock((void *)start, size));
}

int memory_map(uintptr_t start, size_t size, unsigned access, int fd,
               uint64_t offset)
{
    int how = access & MEMORY_SHARED ? MAP_SHARED : MAP_PRIVATE;
    void *got = mmap((void *)start, size, protection(access), how | MAP_FIXED,
                     fd, (off_t)offset);

    return got != MAP_FAILED ? 0 : -errno;
}

int memory_sync(uintptr_t start, size_t size)
{
    return result_of(msync((void *)start, size, MS_SYNC));
}

/* "start-end rwxp offset device inode path". */
static bool read_line(const char *line, struct memory_mapping *mapping)
{
    uint64_t inode;
    char rights[5];

    if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*x %*s %" SCNu64,
               &mapping->start, &mapping->end, rights, &inode) != 4)
        return false;
    mapping->access = (rights[0] == 'r' ? MEMORY_READ : 0) |
                      (rights[1] == 'w' ? MEMORY_WRITE : 0) |
                      (rights[2] == 'x' ? MEMORY_EXECUTE : 0) |
                      (rights[3] == 's' ? MEMORY_SHARED : 0);
    mapping->of_file = inode != 0;
    return true;
}

bool memory_find(uintptr_t address, struct memory_mapping *found)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[4200]; /* a path, and the numbers before it */
    bool hit = false;

    if (maps == NULL)
        return false;
    while (!hit && fgets(line, sizeof line, maps) != NULL)
        hit = read_line(line, found) && found->end > address;
    fclose(maps);
    return hit;
}

int memory_file(uint64_t size)
{
    int fd = memfd_create("openiocp-mapping", MFD_CLOEXEC);
    int rc;

    if (fd < 0)
        return -errno;
    rc = result_of(ftruncate(fd, (off_t)size));
    if (rc == 0)
        return fd;
    close(fd);
    return rc;
}
