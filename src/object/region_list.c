/* All regions stand in one array in the order of their addresses. */
#include "object/region_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "iocp/errors.h"
#include "iocp/virtual_memory.h"
#include "sys/machine.h"
#include "sys/memory.h"

struct region_list regions = {.lock = LOCK_INITIALISER(LOCK_MEMORY)};

#define ENTRY_BYTES sizeof(void *) /* of the list, which has pointers */
#define HINTS (PAGE_NOCACHE | PAGE_WRITECOMBINE)

/* ---- Pages and protections ---- */

uintptr_t region_page(uintptr_t address)
{
    return address & ~((uintptr_t)machine_page_bytes() - 1);
}

uintptr_t region_page_end(uintptr_t address, SIZE_T size)
{
    return region_page(address + size + machine_page_bytes() - 1);
}

/* Neither empty nor beyond what a program may address. */
bool region_is_range(uintptr_t base, SIZE_T size)
{
    return size != 0 && base < REGION_END && size <= REGION_END - base;
}

static int plain_access(DWORD protect, bool may_copy)
{
    const int copy = may_copy ? MEMORY_READ | MEMORY_WRITE : -1;

    switch (protect) {
    case PAGE_NOACCESS:
        return 0;
    case PAGE_READONLY:
        return MEMORY_READ;
    case PAGE_READWRITE:
        return MEMORY_READ | MEMORY_WRITE | MEMORY_SHARED;
    case PAGE_WRITECOPY:
        return copy;
    case PAGE_EXECUTE:
        return MEMORY_EXECUTE;
    case PAGE_EXECUTE_READ:
        return MEMORY_READ | MEMORY_EXECUTE;
    case PAGE_EXECUTE_READWRITE:
        return MEMORY_READ | MEMORY_WRITE | MEMORY_EXECUTE | MEMORY_SHARED;
    case PAGE_EXECUTE_WRITECOPY:
        return may_copy ? copy | MEMORY_EXECUTE : -1;
    default:
        return -1;
    }
}

/* A guard page raises an exception once, which nothing here could raise. */
NTSTATUS region_read_protect(DWORD protect, DWORD type, unsigned *access)
{
    int bits = plain_access(protect & ~(DWORD)(PAGE_GUARD | HINTS),
                            type != MEM_PRIVATE);

    if (bits < 0 || ((protect & HINTS) != 0 && bits == 0))
        return STATUS_INVALID_PARAMETER;
    if ((protect & PAGE_GUARD) != 0)
        return STATUS_NOT_SUPPORTED;
    *access = (unsigned)bits;
    return STATUS_SUCCESS;
}

static NTSTATUS reserve_status(int rc)
{
    if (rc == 0)
        return STATUS_SUCCESS;
    return rc == -ENOMEM ? STATUS_NO_MEMORY : STATUS_CONFLICTING_ADDRESSES;
}

NTSTATUS region_commit_status(int rc)
{
    if (rc == -EACCES || rc == -EPERM)
        return STATUS_ACCESS_DENIED;
    return rc == 0 ? STATUS_SUCCESS : STATUS_COMMITMENT_LIMIT;
}

/* ---- The list ---- */

/* The number of the first region that ends beyond a page. */
size_t region_number_locked(uintptr_t page)
{
    size_t low = 0, high = regions.count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (regions.list[middle]->end <= page)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct region *region_find_locked(uintptr_t page)
{
    size_t at = region_number_locked(page);

    return at < regions.count && regions.list[at]->start <= page
               ? regions.list[at]
               : NULL;
}

static bool make_room_locked(void)
{
    size_t room = regions.room * 2 + 16;
    struct region **list;

    if (regions.count < regions.room)
        return true;
    list = realloc(regions.list, room * ENTRY_BYTES);
    if (list == NULL)
        return false;
    regions.list = list;
    regions.room = room;
    return true;
}

static void insert_locked(struct region *region)
{
    size_t at = region_number_locked(region->start);

    memmove(&regions.list[at + 1], &regions.list[at],
            (regions.count - at) * ENTRY_BYTES);
    regions.list[at] = region;
    regions.count++;
}

static void remove_locked(struct region *region)
{
    size_t at = region_number_locked(region->start);

    regions.count--;
    memmove(&regions.list[at], &regions.list[at + 1],
            (regions.count - at) * ENTRY_BYTES);
}

bool region_all_committed(const struct region *region, uintptr_t from,
                          uintptr_t to, unsigned also)
{
    uintptr_t end;

    for (uintptr_t page = from; page < to; page = end) {
        const struct run *run = region_run(region, page, &end);

        if (run->state != MEM_COMMIT ||
            ((also & REGION_ACCESSIBLE) != 0 &&
             run->protect == PAGE_NOACCESS) ||
            ((also & REGION_LOCKED) != 0 && !run->locked))
            return false;
    }
    return true;
}

/* Takes addresses and puts their region, all of `first`, into the list. */
NTSTATUS region_take_locked(uintptr_t base, SIZE_T size, struct run first,
                            struct region **made)
{
    struct region *region = NULL;
    NTSTATUS status;

    if (!make_room_locked())
        return STATUS_NO_MEMORY;
    status =
        reserve_status(memory_reserve(base, size, REGION_ALIGNMENT, &base));
    if (status != STATUS_SUCCESS)
        return status;
    region = region_new(base, base + size, first);
    if (region == NULL) {
        memory_release(base, size);
        return STATUS_NO_MEMORY;
    }
    insert_locked(region);
    *made = region;
    return STATUS_SUCCESS;
}

void region_give_back_locked(struct region *region)
{
    memory_release(region->start, region->end - region->start);
    remove_locked(region);
    region_free(region);
}
