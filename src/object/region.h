/* What VirtualAlloc and MapViewOfFile gave out: which addresses, and what each
 * page of them is. The kernel's own list would not do: it joins neighbours and
 * does not know what was reserved together, or with which protection.
 *
 * Sizes and addresses of these calls are a program's: anything may come. */
#ifndef OBJECT_REGION_H
#define OBJECT_REGION_H

#include <stdbool.h>

#include "iocp/types.h"
#include "iocp/virtual_memory.h"

struct object;

/* Reserves addresses, at *base (made a multiple of 64 KiB) or, if that is 0,
 * anywhere; with `commit` they are memory at once. *base and *size are what was
 * taken. */
NTSTATUS region_reserve(uintptr_t *base, SIZE_T *size, DWORD protect,
                        bool commit);
/* Makes reserved pages memory; what is memory already gets the protection. */
NTSTATUS region_commit(uintptr_t *base, SIZE_T *size, DWORD protect);
NTSTATUS region_reset(uintptr_t base, SIZE_T size);

/* A size of 0 means all from `base`, where a region has to begin. */
NTSTATUS region_decommit(uintptr_t base, SIZE_T size);
NTSTATUS region_release(uintptr_t base);

NTSTATUS region_protect(uintptr_t base, SIZE_T size, DWORD protect, DWORD *old);
NTSTATUS region_query(uintptr_t address, MEMORY_BASIC_INFORMATION *out);
NTSTATUS region_lock(uintptr_t base, SIZE_T size);
NTSTATUS region_unlock(uintptr_t base, SIZE_T size);

/* A view of a file. `owner` is counted until the view goes; `fd` is only used
 * by the call. */
struct region_view {
    uintptr_t base; /* 0: anywhere; afterwards where it is */
    SIZE_T size;    /* of the view, made whole pages */
    uint64_t offset;
    DWORD protect;
    int fd;
    struct object *owner;
};

NTSTATUS region_map(struct region_view *view);
/* STATUS_NOT_MAPPED_VIEW: no view begins there. */
NTSTATUS region_unmap(uintptr_t base);
/* Pages of one view; *base and *size become the range that is to be written. */
NTSTATUS region_view_range(uintptr_t *base, SIZE_T *size);

#endif
