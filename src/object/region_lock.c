/* VirtualLock. The kernel's own lock of pages knows no "was not locked", so
 * that is remembered with the pages. */
#include "base/errmap.h"

#include "iocp/errors.h"
#include "iocp/virtual_memory.h"
#include "object/region.h"
#include "object/region_foreign.h"
#include "object/region_list.h"
#include "sys/memory.h"

struct range {
    uintptr_t start, end;
};

/* Whether it is memory that the program can touch. */
static bool can_lock(struct range range)
{
    struct region *region;
    bool can = false;

    lock_take(&regions.lock);
    region = region_find_locked(range.start);
    if (region != NULL)
        can = range.end <= region->end &&
              region_all_committed(region, range.start, range.end,
                                   REGION_ACCESSIBLE);
    lock_drop(&regions.lock);
    return region != NULL ? can
                          : foreign_is_mapped(range.start, range.end, NULL);
}

/* Marks the pages of one region, run by run, as the runs differ. Without memory
 * for that they are locked, and say they are not. */
static void mark_locked(struct region *region, struct range range, bool locked)
{
    uintptr_t end;

    for (uintptr_t page = range.start; page < range.end; page = end) {
        struct run run = *region_run(region, page, &end);

        if (end > range.end)
            end = range.end;
        run.locked = locked;
        if (region_make_room(region))
            region_set(region, page, end, run);
    }
}

/* The pages may have gone meanwhile: then there is nothing to mark. */
static void mark(struct range range, bool locked)
{
    struct region *region;

    lock_take(&regions.lock);
    region = region_find_locked(range.start);
    if (region != NULL && range.end <= region->end)
        mark_locked(region, range, locked);
    lock_drop(&regions.lock);
}

NTSTATUS region_lock(uintptr_t base, SIZE_T size)
{
    struct range range;

    if (!region_is_range(base, size))
        return STATUS_INVALID_PARAMETER;
    range.start = region_page(base);
    range.end = region_page_end(base, size);
    if (!can_lock(range))
        return STATUS_ACCESS_VIOLATION;
    if (memory_lock(range.start, range.end - range.start) != 0)
        return STATUS_WORKING_SET_QUOTA;
    mark(range, true);
    return STATUS_SUCCESS;
}

static bool is_locked(struct range range)
{
    struct region *region;
    bool locked = true;

    lock_take(&regions.lock);
    region = region_find_locked(range.start);
    if (region != NULL)
        locked =
            range.end <= region->end &&
            region_all_committed(region, range.start, range.end, REGION_LOCKED);
    lock_drop(&regions.lock);
    return locked;
}

NTSTATUS region_unlock(uintptr_t base, SIZE_T size)
{
    struct range range;

    if (!region_is_range(base, size))
        return STATUS_INVALID_PARAMETER;
    range.start = region_page(base);
    range.end = region_page_end(base, size);
    if (!is_locked(range))
        return STATUS_FROM_CODE(ERROR_NOT_LOCKED);
    if (memory_unlock(range.start, range.end - range.start) != 0)
        return STATUS_ACCESS_VIOLATION;
    mark(range, false);
    return STATUS_SUCCESS;
}
