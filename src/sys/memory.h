/* Ranges of addresses: what mmap and its relatives do. Addresses and sizes are
 * whole pages. Errors are negative errno values. */
#ifndef SYS_MEMORY_H
#define SYS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum memory_access {
    MEMORY_READ = 1 << 0,
    MEMORY_WRITE = 1 << 1,
    MEMORY_EXECUTE = 1 << 2,
    MEMORY_SHARED = 1 << 3, /* of a mapped file: others see what is written */
};

/* Takes `size` bytes of addresses out of use, at `at`, or at a multiple of
 * `alignment` that the kernel chooses. Nothing may be done with them yet, and
 * they cost no memory. -EEXIST: some of them are in use. */
int memory_reserve(uintptr_t at, size_t size, size_t alignment,
                   uintptr_t *start);

/* Lets addresses go. */
int memory_release(uintptr_t start, size_t size);

/* Makes reserved addresses memory, or changes what may be done with it. New
 * memory is zero. `access` is of enum memory_access. */
int memory_protect(uintptr_t start, size_t size, unsigned access);

/* Back to reserved addresses: what was there is gone. */
int memory_discard(uintptr_t start, size_t size);

/* What is there is not needed any more; it stays until the kernel wants it. */
int memory_forget(uintptr_t start, size_t size);

/* Memory that is not there yet is to come from this node, by the kernel's
 * number, if it has some. */
int memory_prefer(uintptr_t start, size_t size, unsigned node);

int memory_lock(uintptr_t start, size_t size);
int memory_unlock(uintptr_t start, size_t size);

/* Puts a file in the place of reserved addresses. */
int memory_map(uintptr_t start, size_t size, unsigned access, int fd,
               uint64_t offset);

/* Writes a mapped file's changed pages back. */
int memory_sync(uintptr_t start, size_t size);

/* One line of the kernel's list. */
struct memory_mapping {
    uintptr_t start, end;
    unsigned access;
    bool of_file;
};

/* The first mapping that ends beyond `address`; false: there is none. */
bool memory_find(uintptr_t address, struct memory_mapping *found);

/* A file without a name, of this size. The descriptor, or -errno. */
int memory_file(uint64_t size);

#endif
