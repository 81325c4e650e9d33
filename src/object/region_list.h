/* The list of all regions, and the rules about ranges and protections. For the
 * files of object/region*.c alone; the rest of the library has region.h.
 * `_locked`: the caller holds regions.lock. */
#ifndef OBJECT_REGION_LIST_H
#define OBJECT_REGION_LIST_H

#include <stdbool.h>

#include "base/lock.h"
#include "iocp/types.h"
#include "object/region_runs.h"

#define REGION_ALIGNMENT 0x10000u /* where regions begin */
/* Where Linux ends, a little above where Windows does: a stack may be there. */
#define REGION_END 0x7FFFFFFFF000u

extern struct region_list {
    struct lock lock;
    struct region **list; /* (memory lock) owned */
    size_t count, room;   /* (memory lock) */
} regions;

/* The rounding of Windows: every page is meant that holds a byte of it. */
uintptr_t region_page(uintptr_t address);
uintptr_t region_page_end(uintptr_t address, SIZE_T size);

/* Neither empty nor beyond what a program may address. */
bool region_is_range(uintptr_t base, SIZE_T size);

/* Which `memory_access` a PAGE_ constant means, for memory of this type.
 * STATUS_INVALID_PARAMETER: none; STATUS_NOT_SUPPORTED: a guard page. */
NTSTATUS region_read_protect(DWORD protect, DWORD type, unsigned *access);

/* What a failure to make memory of addresses means. */
NTSTATUS region_commit_status(int rc);

/* The number of the first region that ends beyond a page. */
size_t region_number_locked(uintptr_t page);
/* The region that a page is in, or NULL. */
struct region *region_find_locked(uintptr_t page);

/* Whether all pages of a range are committed, and what else is asked. */
enum { REGION_ANY = 0, REGION_ACCESSIBLE = 1, REGION_LOCKED = 2 };
bool region_all_committed(const struct region *region, uintptr_t from,
                          uintptr_t to, unsigned also);

/* Takes addresses, and puts their region, all of `first`, into the list. */
NTSTATUS region_take_locked(uintptr_t base, SIZE_T size, struct run first,
                            struct region **made);
/* Lets them go. The owner of a view stays counted. */
void region_give_back_locked(struct region *region);

#endif
