/* Mappings of files, and of memory that has no file.
 *
 * A section is what is shared: a descriptor, a size, what pages of it may be at
 * most. A mapping is what a handle names: a section and what this opener may do
 * with it. Views count the section, so that it outlives all handles; its name
 * goes with the last of them, as on Windows. */
#ifndef OBJECT_SECTION_H
#define OBJECT_SECTION_H

#include <stdbool.h>

#include "base/list.h"
#include "iocp/types.h"
#include "object/object.h"

struct section {
    struct object head;
    int fd;                 /* (c) owned */
    uint64_t size;          /* (c) bytes that views may reach */
    DWORD protect;          /* (c) PAGE_ */
    char *name;             /* (c) owned; NULL: none */
    int claim;              /* (name lock) owned descriptor; below 0: none */
    struct list_node named; /* (name lock) */
    unsigned openers;       /* (name lock) mappings that keep the name */
};

struct mapping {
    struct object head;
    struct section *section; /* (c) counted */
    DWORD access;            /* (c) FILE_MAP_ */
    bool left;               /* it keeps the name no more */
};

/* Takes over `fd` if it succeeds. With a name that is taken: that section, and
 * *existed is true; `fd` is closed then. NULL: STATUS_NO_MEMORY, or
 * STATUS_OBJECT_NAME_COLLISION: another process has the name. */
struct section *section_open(int fd, uint64_t size, DWORD protect,
                             const char *name, bool *existed, NTSTATUS *status);

/* The section of that name, with a reference; NULL:
 * STATUS_OBJECT_NAME_NOT_FOUND, or STATUS_NOT_SUPPORTED: another process has
 * it. Both count the caller as an opener, which mapping_new takes over. */
struct section *section_find(const char *name, NTSTATUS *status);

/* A mapping without a handle; takes over the reference on the section. NULL
 * when memory is out, and then that is given back. */
struct mapping *mapping_new(struct section *section, DWORD access);

#endif
