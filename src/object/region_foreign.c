#include "object/region_foreign.h"

#include "sys/memory.h"

static DWORD protect_of(unsigned access)
{
    static const DWORD names[] = {
        [0] = PAGE_NOACCESS,
        [MEMORY_READ] = PAGE_READONLY,
        [MEMORY_WRITE] = PAGE_READWRITE,
        [MEMORY_READ | MEMORY_WRITE] = PAGE_READWRITE,
        [MEMORY_EXECUTE] = PAGE_EXECUTE,
        [MEMORY_EXECUTE | MEMORY_READ] = PAGE_EXECUTE_READ,
        [MEMORY_EXECUTE | MEMORY_WRITE] = PAGE_EXECUTE_READWRITE,
        [MEMORY_EXECUTE | MEMORY_READ | MEMORY_WRITE] = PAGE_EXECUTE_READWRITE,
    };

    return names[access & (MEMORY_READ | MEMORY_WRITE | MEMORY_EXECUTE)];
}

/* A program and its libraries are files, mapped for this process alone. */
static DWORD type_of(const struct memory_mapping *mapping)
{
    if (mapping->access & MEMORY_SHARED)
        return MEM_MAPPED;
    return mapping->of_file ? MEM_IMAGE : MEM_PRIVATE;
}

bool foreign_is_mapped(uintptr_t start, uintptr_t end, DWORD *protect)
{
    struct memory_mapping mapping;

    for (uintptr_t page = start; page < end; page = mapping.end) {
        if (!memory_find(page, &mapping) || mapping.start > page)
            return false;
        if (page == start && protect != NULL)
            *protect = protect_of(mapping.access);
    }
    return true;
}

void foreign_query(uintptr_t page, uintptr_t low, uintptr_t high,
                   MEMORY_BASIC_INFORMATION *out)
{
    struct memory_mapping mapping;
    bool found = memory_find(page, &mapping);
    bool is_free = !found || mapping.start > page;
    uintptr_t end = !found ? high : is_free ? mapping.start : mapping.end;

    *out = (MEMORY_BASIC_INFORMATION){
        .BaseAddress = (PVOID)page,
        .RegionSize = (end < high ? end : high) - page,
        .State = MEM_FREE,
        .Protect = PAGE_NOACCESS,
    };
    if (is_free)
        return;
    out->AllocationBase = (PVOID)(mapping.start > low ? mapping.start : low);
    out->AllocationProtect = protect_of(mapping.access);
    out->State = MEM_COMMIT;
    out->Protect = out->AllocationProtect;
    out->Type = type_of(&mapping);
}
