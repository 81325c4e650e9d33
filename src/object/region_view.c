/* Views: regions whose pages are those of a file. */
#include "base/errmap.h"
#include "iocp/virtual_memory.h"
#include "object/object.h"
#include "object/region.h"
#include "object/region_list.h"
#include "sys/memory.h"

static NTSTATUS map_locked(struct region_view *view, unsigned access)
{
    struct run pages = {0, MEM_COMMIT, view->protect, false};
    struct region *region;
    NTSTATUS status =
        region_take_locked(view->base, view->size, pages, &region);
    int rc;

    if (status != STATUS_SUCCESS)
        return status;
    region->type = MEM_MAPPED;
    region->protect = view->protect;
    rc = memory_map(region->start, view->size, access, view->fd, view->offset);
    if (rc != 0) {
        region_give_back_locked(region);
        return region_commit_status(rc);
    }
    region->owner = view->owner;
    view->base = region->start;
    return STATUS_SUCCESS;
}

/* The pages of a file are shared, also those that this view only reads. */
NTSTATUS region_map(struct region_view *view)
{
    unsigned access;
    NTSTATUS status = region_read_protect(view->protect, MEM_MAPPED, &access);

    if (status != STATUS_SUCCESS)
        return status;
    if (!region_is_range(view->base, view->size))
        return STATUS_INVALID_PARAMETER;
    view->size = region_page_end(view->base, view->size) - view->base;
    if ((access & MEMORY_WRITE) == 0)
        access |= MEMORY_SHARED;
    object_get(view->owner);
    lock_take(&regions.lock);
    status = map_locked(view, access);
    lock_drop(&regions.lock);
    if (status != STATUS_SUCCESS)
        object_put(view->owner);
    return status;
}

static struct region *view_locked(uintptr_t base)
{
    struct region *region = region_find_locked(region_page(base));

    return region != NULL && region->type == MEM_MAPPED ? region : NULL;
}

NTSTATUS region_unmap(uintptr_t base)
{
    struct object *owner = NULL;
    struct region *region;

    lock_take(&regions.lock);
    region = view_locked(base);
    if (region != NULL) {
        owner = region->owner;
        region_give_back_locked(region);
    }
    lock_drop(&regions.lock);
    if (owner == NULL)
        return STATUS_CONFLICTING_ADDRESSES;
    object_put(owner);
    return STATUS_SUCCESS;
}

NTSTATUS region_view_range(uintptr_t *base, SIZE_T *size)
{
    NTSTATUS status = STATUS_CONFLICTING_ADDRESSES;
    uintptr_t start = region_page(*base), end;
    struct region *region;

    lock_take(&regions.lock);
    region = view_locked(*base);
    if (region != NULL && *size <= region->end - *base) {
        end = *size == 0 ? region->end : region_page_end(*base, *size);
        *base = start;
        *size = end - start;
        status = STATUS_SUCCESS;
    }
    lock_drop(&regions.lock);
    return status;
}
