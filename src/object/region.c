/* The lock is held while the kernel is told, so that its list and ours agree;
 * not while pages are brought into memory or written to a disk. */
#include "object/region.h"

#include "iocp/errors.h"
#include "object/region_foreign.h"
#include "object/region_list.h"
#include "sys/machine.h"
#include "sys/memory.h"

/* ---- Reserving and committing ---- */

NTSTATUS region_reserve(uintptr_t *base, SIZE_T *size, DWORD protect,
                        bool commit)
{
    uintptr_t start = *base & ~(uintptr_t)(REGION_ALIGNMENT - 1);
    struct run first = {0, MEM_RESERVE, 0, false};
    struct region *region;
    unsigned access;
    NTSTATUS status = region_read_protect(protect, MEM_PRIVATE, &access);

    if (!region_is_range(*base, *size))
        return STATUS_INVALID_PARAMETER;
    if (status != STATUS_SUCCESS)
        return status;
    if (commit)
        first = (struct run){0, MEM_COMMIT, protect, false};
    *size = region_page_end(*base, *size) - start;
    lock_take(&regions.lock);
    status = region_take_locked(start, *size, first, &region);
    if (status == STATUS_SUCCESS) {
        region->type = MEM_PRIVATE;
        region->protect = protect;
        *base = region->start;
        if (commit && access != 0)
            status = region_commit_status(
                memory_protect(region->start, *size, access));
        if (status != STATUS_SUCCESS)
            region_give_back_locked(region);
    }
    lock_drop(&regions.lock);
    return status;
}

/* What is new gets the protection, and what was there already, too. */
static NTSTATUS commit_locked(uintptr_t start, uintptr_t end, DWORD protect)
{
    struct region *region = region_find_locked(start);
    unsigned access;
    NTSTATUS status;

    if (region == NULL || end > region->end)
        return STATUS_CONFLICTING_ADDRESSES;
    if (region->type != MEM_PRIVATE) /* a view is all there is */
        return STATUS_SUCCESS;
    status = region_read_protect(protect, region->type, &access);
    if (status != STATUS_SUCCESS)
        return status;
    if (!region_make_room(region))
        return STATUS_NO_MEMORY;
    status = region_commit_status(memory_protect(start, end - start, access));
    if (status == STATUS_SUCCESS)
        region_set_committed(region, start, end, protect);
    return status;
}

NTSTATUS region_commit(uintptr_t *base, SIZE_T *size, DWORD protect)
{
    uintptr_t start = region_page(*base), end;
    unsigned access;
    NTSTATUS status = region_read_protect(protect, MEM_MAPPED, &access);

    if (!region_is_range(*base, *size))
        return STATUS_INVALID_PARAMETER;
    if (status != STATUS_SUCCESS)
        return status;
    end = region_page_end(*base, *size);
    lock_take(&regions.lock);
    status = commit_locked(start, end, protect);
    lock_drop(&regions.lock);
    *base = start;
    *size = end - start;
    return status;
}

/* Here only pages that lie in the range as a whole are meant. A hint, so the
 * kernel may refuse it. */
NTSTATUS region_reset(uintptr_t base, SIZE_T size)
{
    uintptr_t start, end;
    struct region *region;
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;

    if (!region_is_range(base, size))
        return STATUS_INVALID_PARAMETER;
    start = region_page(base + machine_page_bytes() - 1);
    end = region_page(base + size);
    lock_take(&regions.lock);
    region = region_find_locked(region_page(base));
    if (region != NULL && region->type == MEM_PRIVATE && end <= region->end) {
        status = STATUS_SUCCESS;
        if (start < end)
            memory_forget(start, end - start);
    }
    lock_drop(&regions.lock);
    return status;
}

/* ---- Giving back ---- */

static NTSTATUS decommit_locked(uintptr_t base, SIZE_T size)
{
    uintptr_t start = region_page(base), end;
    struct region *region = region_find_locked(start);

    if (region == NULL || (size == 0 && region->start != start))
        return STATUS_CONFLICTING_ADDRESSES;
    end = size == 0 ? region->end : region_page_end(base, size);
    if (region->type != MEM_PRIVATE || end > region->end)
        return STATUS_INVALID_PARAMETER;
    if (!region_make_room(region))
        return STATUS_NO_MEMORY;
    if (memory_discard(start, end - start) != 0)
        return STATUS_COMMITMENT_LIMIT;
    region_set(region, start, end, (struct run){0, MEM_RESERVE, 0, false});
    return STATUS_SUCCESS;
}

NTSTATUS region_decommit(uintptr_t base, SIZE_T size)
{
    NTSTATUS status;

    if (!region_is_range(base, size == 0 ? 1 : size))
        return STATUS_INVALID_PARAMETER;
    lock_take(&regions.lock);
    status = decommit_locked(base, size);
    lock_drop(&regions.lock);
    return status;
}

NTSTATUS region_release(uintptr_t base)
{
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
    struct region *region;

    lock_take(&regions.lock);
    region = region_find_locked(region_page(base));
    if (region != NULL && region->type != MEM_PRIVATE)
        status = STATUS_INVALID_PARAMETER;
    else if (region != NULL && region->start == region_page(base)) {
        region_give_back_locked(region);
        status = STATUS_SUCCESS;
    }
    lock_drop(&regions.lock);
    return status;
}

/* ---- Protecting ---- */

static NTSTATUS protect_locked(struct region *region, uintptr_t start,
                               uintptr_t end, DWORD protect, DWORD *old)
{
    unsigned access, allowed = 0;
    uintptr_t run_end;
    NTSTATUS status = region_read_protect(protect, region->type, &access);

    if (status != STATUS_SUCCESS)
        return status;
    if (end > region->end ||
        !region_all_committed(region, start, end, REGION_ANY))
        return STATUS_CONFLICTING_ADDRESSES;
    /* Of a view no more than it was made with, and a shared page stays one. */
    if (region->type == MEM_MAPPED) {
        region_read_protect(region->protect, MEM_MAPPED, &allowed);
        if ((access & ~allowed) != 0 ||
            ((access & MEMORY_WRITE) != 0 &&
             (access & MEMORY_SHARED) != (allowed & MEMORY_SHARED)))
            return STATUS_INVALID_PARAMETER;
    }
    if (!region_make_room(region))
        return STATUS_NO_MEMORY;
    status = region_commit_status(memory_protect(start, end - start, access));
    if (status != STATUS_SUCCESS)
        return status;
    *old = region_run(region, start, &run_end)->protect;
    region_set_committed(region, start, end, protect);
    return STATUS_SUCCESS;
}

static NTSTATUS protect_foreign(uintptr_t start, uintptr_t end, DWORD protect,
                                DWORD *old)
{
    unsigned access;
    NTSTATUS status = region_read_protect(protect, MEM_MAPPED, &access);
    DWORD before;

    if (status != STATUS_SUCCESS)
        return status;
    if (!foreign_is_mapped(start, end, &before))
        return STATUS_CONFLICTING_ADDRESSES;
    status = region_commit_status(memory_protect(start, end - start, access));
    if (status == STATUS_SUCCESS)
        *old = before;
    return status;
}

NTSTATUS region_protect(uintptr_t base, SIZE_T size, DWORD protect, DWORD *old)
{
    uintptr_t start = region_page(base), end;
    struct region *region;
    bool reaches_ours;
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;

    if (!region_is_range(base, size))
        return STATUS_INVALID_PARAMETER;
    end = region_page_end(base, size);
    lock_take(&regions.lock);
    region = region_find_locked(start);
    reaches_ours = region_number_locked(start) < regions.count &&
                   regions.list[region_number_locked(start)]->start < end;
    if (region != NULL)
        status = protect_locked(region, start, end, protect, old);
    lock_drop(&regions.lock);
    return reaches_ours ? status : protect_foreign(start, end, protect, old);
}

/* ---- Asking ---- */

static void describe(const struct region *region, uintptr_t page,
                     MEMORY_BASIC_INFORMATION *out)
{
    uintptr_t end, next;
    const struct run *run = region_run(region, page, &end);

    /* Whether a page is locked makes no other region of it. */
    while (end < region->end) {
        const struct run *behind = region_run(region, end, &next);

        if (behind->state != run->state || behind->protect != run->protect)
            break;
        end = next;
    }
    *out = (MEMORY_BASIC_INFORMATION){
        .BaseAddress = (PVOID)page,
        .AllocationBase = (PVOID)region->start,
        .AllocationProtect = region->protect,
        .RegionSize = end - page,
        .State = run->state,
        .Protect = run->protect,
        .Type = region->type,
    };
}

NTSTATUS region_query(uintptr_t address, MEMORY_BASIC_INFORMATION *out)
{
    uintptr_t page = region_page(address), low = 0, high = REGION_END;
    size_t at;
    bool ours;

    if (address >= REGION_END)
        return STATUS_INVALID_PARAMETER;
    lock_take(&regions.lock);
    at = region_number_locked(page);
    ours = region_find_locked(page) != NULL;
    if (ours)
        describe(regions.list[at], page, out);
    else {
        if (at > 0)
            low = regions.list[at - 1]->end;
        if (at < regions.count)
            high = regions.list[at]->start;
    }
    lock_drop(&regions.lock);
    if (!ours)
        foreign_query(page, low, high, out);
    return STATUS_SUCCESS;
}
