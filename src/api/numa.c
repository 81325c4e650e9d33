/* Nodes of memory. */
#include "api/affinity.h"
#include "api/api.h"
#include "iocp/thread.h"
#include "iocp/topology.h"
#include "iocp/virtual_memory.h"
#include "sys/machine.h"
#include "sys/memory.h"
#include "sys/topology_map.h"

BOOL WINAPI GetNumaHighestNodeNumber(PULONG highest)
{
    if (highest == NULL)
        return api_error(ERROR_NOACCESS);
    *highest = topology_map()->node_count - 1;
    return TRUE;
}

/* ---- Processors of a node ---- */

BOOL WINAPI GetNumaNodeProcessorMaskEx(USHORT number, PGROUP_AFFINITY out)
{
    const struct topology_part *node = topology_node(number);
    unsigned groups = topology_map()->group_count, group = 0;

    if (node == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    if (out == NULL)
        return api_error(ERROR_NOACCESS);
    while (group < groups && node->masks[group] == 0)
        group++;
    *out = group == groups
               ? (GROUP_AFFINITY){0, 0, {0}}
               : (GROUP_AFFINITY){node->masks[group], (WORD)group, {0}};
    return TRUE;
}

BOOL WINAPI GetNumaNodeProcessorMask(UCHAR number, PULONGLONG mask)
{
    const struct topology_part *node = topology_node(number);

    if (node == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    if (mask == NULL)
        return api_error(ERROR_NOACCESS);
    *mask = node->masks[affinity_current_group()];
    return TRUE;
}

/* ---- The node of a processor ---- */

static bool find_node(unsigned group, unsigned processor, unsigned *number)
{
    const struct topology_map *map = topology_map();

    if (group >= map->group_count || processor >= TOPOLOGY_GROUP_SIZE)
        return false;
    for (unsigned i = 0; i < map->node_count; i++)
        if ((topology_node(i)->masks[group] >> processor & 1) != 0) {
            *number = i;
            return true;
        }
    return false;
}

BOOL WINAPI GetNumaProcessorNode(UCHAR processor, PUCHAR node)
{
    unsigned number;

    if (node == NULL)
        return api_error(ERROR_NOACCESS);
    *node = 0xFF;
    if (!find_node(affinity_current_group(), processor, &number))
        return api_error(ERROR_INVALID_PARAMETER);
    *node = (UCHAR)number;
    return TRUE;
}

BOOL WINAPI GetNumaProcessorNodeEx(PPROCESSOR_NUMBER processor, PUSHORT node)
{
    unsigned number;

    if (processor == NULL || node == NULL)
        return api_error(ERROR_NOACCESS);
    *node = 0xFFFF;
    if (processor->Reserved != 0 ||
        !find_node(processor->Group, processor->Number, &number))
        return api_error(ERROR_INVALID_PARAMETER);
    *node = (USHORT)number;
    return TRUE;
}

/* ---- Memory ---- */

BOOL WINAPI GetNumaAvailableMemoryNodeEx(USHORT node, PULONGLONG bytes)
{
    uint64_t found;

    if (topology_node_free(node, &found) < 0)
        return api_error(ERROR_INVALID_PARAMETER);
    if (bytes == NULL)
        return api_error(ERROR_NOACCESS);
    *bytes = found;
    return TRUE;
}

BOOL WINAPI GetNumaAvailableMemoryNode(UCHAR node, PULONGLONG bytes)
{
    return GetNumaAvailableMemoryNodeEx(node, bytes);
}

/* It is a preference: where the kernel does not take it (containers often are
 * not permitted to have one), memory is memory. */
static void prefer(uintptr_t base, SIZE_T size, unsigned kernel_node)
{
    uintptr_t page = machine_page_bytes();
    uintptr_t start = base & ~(page - 1);
    uintptr_t end = (base + size + page - 1) & ~(page - 1);

    memory_prefer(start, end - start, kernel_node);
}

LPVOID WINAPI VirtualAllocExNuma(HANDLE process, LPVOID address, SIZE_T size,
                                 DWORD type, DWORD protect, DWORD preferred)
{
    const struct topology_part *node = NULL;
    LPVOID memory;

    if (preferred != NUMA_NO_PREFERRED_NODE) {
        node = topology_node(preferred);
        if (node == NULL) {
            api_error(ERROR_INVALID_PARAMETER);
            return NULL;
        }
    }
    memory = VirtualAllocEx(process, address, size, type, protect);
    if (memory != NULL && node != NULL && type != MEM_RESET)
        prefer(address != NULL ? (uintptr_t)address : (uintptr_t)memory, size,
               node->kernel_node);
    return memory;
}
