/* Telling what the machine is made of, in Windows' structures. */
#include <stddef.h>

#include "api/affinity.h"
#include "api/api.h"
#include "iocp/topology.h"
#include "sys/cpu.h"
#include "sys/topology_map.h"

#define INFO_EX SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX
#define INFO SYSTEM_LOGICAL_PROCESSOR_INFORMATION

/* ---- Counts ---- */

/* Of a processor that has come since the map was made nothing is known. */
static struct topology_place current_place(void)
{
    struct topology_place place = {0, 0};

    topology_place(cpu_current(), &place);
    return place;
}

DWORD WINAPI GetCurrentProcessorNumber(VOID)
{
    return current_place().number;
}

VOID WINAPI GetCurrentProcessorNumberEx(PPROCESSOR_NUMBER number)
{
    struct topology_place place = current_place();

    *number = (PROCESSOR_NUMBER){place.group, place.number, 0};
}

DWORD WINAPI GetActiveProcessorCount(WORD group)
{
    const struct topology_map *map = topology_map();

    if (group == ALL_PROCESSOR_GROUPS)
        return map->processor_count;
    if (group < map->group_count)
        return (DWORD)__builtin_popcountll(map->active[group]);
    api_error(ERROR_INVALID_PARAMETER);
    return 0;
}

DWORD WINAPI GetMaximumProcessorCount(WORD group)
{
    return GetActiveProcessorCount(group);
}

WORD WINAPI GetActiveProcessorGroupCount(VOID)
{
    return (WORD)topology_map()->group_count;
}

WORD WINAPI GetMaximumProcessorGroupCount(VOID)
{
    return GetActiveProcessorGroupCount();
}

/* ---- What a part is in numbers ---- */

static PROCESSOR_CACHE_TYPE cache_type(const struct topology_part *part)
{
    if (part->holds == CACHE_OF_ALL)
        return CacheUnified;
    return part->holds == CACHE_OF_DATA ? CacheData : CacheInstruction;
}

static DWORD cache_size(const struct topology_part *part)
{
    return part->size_bytes > MAXDWORD ? MAXDWORD : (DWORD)part->size_bytes;
}

/* One with several processors. */
static BYTE core_flags(const struct topology_part *part)
{
    unsigned groups = topology_map()->group_count, count = 0;

    for (unsigned group = 0; group < groups; group++)
        count += (unsigned)__builtin_popcountll(part->masks[group]);
    return part->kind == TOPOLOGY_CORE && count > 1 ? LTP_PC_SMT : 0;
}

static LOGICAL_PROCESSOR_RELATIONSHIP relation_of(enum topology_kind kind)
{
    switch (kind) {
    case TOPOLOGY_CORE:
        return RelationProcessorCore;
    case TOPOLOGY_NODE:
        return RelationNumaNode;
    case TOPOLOGY_CACHE:
        return RelationCache;
    case TOPOLOGY_PACKAGE:
        return RelationProcessorPackage;
    default:
        return RelationProcessorDie;
    }
}

/* ---- One group ---- */

static INFO information(const struct topology_part *part, uint64_t mask)
{
    INFO info = {mask, relation_of(part->kind), {.Reserved = {0, 0}}};

    if (part->kind == TOPOLOGY_CORE)
        info.ProcessorCore.Flags = core_flags(part);
    if (part->kind == TOPOLOGY_NODE)
        info.NumaNode.NodeNumber = part->number;
    if (part->kind == TOPOLOGY_CACHE)
        info.Cache = (CACHE_DESCRIPTOR){(BYTE)part->level, (BYTE)part->ways,
                                        (WORD)part->line_bytes,
                                        cache_size(part), cache_type(part)};
    return info;
}

/* Those of a group, or how many there are. */
static DWORD put_group(unsigned group, INFO *out)
{
    const struct topology_map *map = topology_map();
    DWORD count = 0;

    for (unsigned i = 0; i < map->part_count; i++) {
        const struct topology_part *part = &map->parts[i];

        if (part->masks[group] == 0 || part->kind == TOPOLOGY_DIE)
            continue;
        if (out != NULL)
            out[count] = information(part, part->masks[group]);
        count++;
    }
    return count;
}

/* Whether `needed` bytes go to the buffer. */
static NTSTATUS check_room(const void *buffer, DWORD *length, DWORD needed)
{
    DWORD room = *length;

    *length = needed;
    if (room < needed)
        return STATUS_BUFFER_TOO_SMALL;
    return buffer != NULL ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

BOOL WINAPI GetLogicalProcessorInformation(
    PSYSTEM_LOGICAL_PROCESSOR_INFORMATION buffer, PDWORD length)
{
    unsigned group = affinity_current_group();
    NTSTATUS status;

    if (length == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    status =
        check_room(buffer, length, put_group(group, NULL) * sizeof *buffer);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    put_group(group, buffer);
    return TRUE;
}

/* ---- All groups ---- */

/* Where the next structure goes; without a buffer they are measured only. */
struct writer {
    BYTE *at;
    DWORD bytes;
};

static INFO_EX *put(struct writer *writer,
                    LOGICAL_PROCESSOR_RELATIONSHIP relation, size_t size)
{
    INFO_EX *info = (INFO_EX *)(void *)writer->at;

    writer->bytes += (DWORD)size;
    if (info == NULL)
        return NULL;
    writer->at += size;
    ZeroMemory(info, size);
    info->Relationship = relation;
    info->Size = (DWORD)size;
    return info;
}

/* The masks of a part that has any; `out` is NULL, or has room. */
static WORD put_masks(const struct topology_part *part, GROUP_AFFINITY *out)
{
    unsigned groups = topology_map()->group_count;
    WORD count = 0;

    for (unsigned group = 0; group < groups; group++) {
        if (part->masks[group] == 0)
            continue;
        if (out != NULL)
            out[count] = (GROUP_AFFINITY){part->masks[group], (WORD)group, {0}};
        count++;
    }
    return count;
}

static GROUP_AFFINITY first_mask(const struct topology_part *part)
{
    GROUP_AFFINITY masks[TOPOLOGY_GROUPS];

    return put_masks(part, masks) > 0 ? masks[0] : (GROUP_AFFINITY){0, 0, {0}};
}

static size_t with_masks(size_t before, WORD count)
{
    return before + count * sizeof(GROUP_AFFINITY);
}

static void put_processors(struct writer *writer,
                           const struct topology_part *part)
{
    WORD count = put_masks(part, NULL);
    INFO_EX *info =
        put(writer, relation_of(part->kind),
            with_masks(offsetof(INFO_EX, Processor.GroupMask), count));

    if (info == NULL)
        return;
    info->Processor.Flags = core_flags(part);
    info->Processor.EfficiencyClass = (BYTE)part->efficiency;
    info->Processor.GroupCount = count;
    put_masks(part, info->Processor.GroupMask);
}

/* A node without processors has one mask, of none. */
static void put_node(struct writer *writer, const struct topology_part *part,
                     bool all_masks)
{
    WORD count = all_masks ? put_masks(part, NULL) : 0;
    WORD places = count > 1 ? count : 1;
    INFO_EX *info =
        put(writer, RelationNumaNode,
            with_masks(offsetof(INFO_EX, NumaNode.GroupMask), places));

    if (info == NULL)
        return;
    info->NumaNode.NodeNumber = part->number;
    info->NumaNode.GroupCount = count;
    if (count > 0)
        put_masks(part, info->NumaNode.GroupMasks);
    else
        info->NumaNode.GroupMask = first_mask(part);
}

static void put_cache(struct writer *writer, const struct topology_part *part)
{
    INFO_EX *info = put(writer, RelationCache,
                        offsetof(INFO_EX, Cache) + sizeof(CACHE_RELATIONSHIP));

    if (info == NULL)
        return;
    info->Cache.Level = (BYTE)part->level;
    info->Cache.Associativity = (BYTE)part->ways;
    info->Cache.LineSize = (WORD)part->line_bytes;
    info->Cache.CacheSize = cache_size(part);
    info->Cache.Type = cache_type(part);
    info->Cache.GroupMask = first_mask(part);
}

static void put_groups(struct writer *writer)
{
    const struct topology_map *map = topology_map();
    size_t size = offsetof(INFO_EX, Group.GroupInfo) +
                  map->group_count * sizeof(PROCESSOR_GROUP_INFO);
    INFO_EX *info = put(writer, RelationGroup, size);

    if (info == NULL)
        return;
    info->Group.MaximumGroupCount = (WORD)map->group_count;
    info->Group.ActiveGroupCount = (WORD)map->group_count;
    for (unsigned i = 0; i < map->group_count; i++) {
        PROCESSOR_GROUP_INFO *group = &info->Group.GroupInfo[i];

        group->ActiveProcessorMask = map->active[i];
        group->ActiveProcessorCount =
            (BYTE)__builtin_popcountll(map->active[i]);
        group->MaximumProcessorCount = group->ActiveProcessorCount;
    }
}

static bool is_wanted(LOGICAL_PROCESSOR_RELATIONSHIP wanted,
                      const struct topology_part *part)
{
    if (wanted == RelationAll)
        return part->kind != TOPOLOGY_DIE;
    if (wanted == RelationNumaNodeEx)
        wanted = RelationNumaNode;
    return relation_of(part->kind) == wanted;
}

static void put_all(struct writer *writer,
                    LOGICAL_PROCESSOR_RELATIONSHIP wanted)
{
    const struct topology_map *map = topology_map();

    for (unsigned i = 0; i < map->part_count; i++) {
        const struct topology_part *part = &map->parts[i];

        if (!is_wanted(wanted, part))
            continue;
        if (part->kind == TOPOLOGY_NODE)
            put_node(writer, part, wanted == RelationNumaNodeEx);
        else if (part->kind == TOPOLOGY_CACHE)
            put_cache(writer, part);
        else
            put_processors(writer, part);
    }
    if (wanted == RelationAll || wanted == RelationGroup)
        put_groups(writer);
}

BOOL WINAPI GetLogicalProcessorInformationEx(
    LOGICAL_PROCESSOR_RELATIONSHIP wanted,
    PSYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX buffer, PDWORD length)
{
    struct writer writer = {NULL, 0};
    NTSTATUS status;

    if (length == NULL ||
        (wanted > RelationNumaNodeEx && wanted != RelationAll))
        return api_error(ERROR_INVALID_PARAMETER);
    put_all(&writer, wanted);
    status = check_room(buffer, length, writer.bytes);
    if (status != STATUS_SUCCESS)
        return api_fail(status);
    writer = (struct writer){(BYTE *)buffer, 0};
    put_all(&writer, wanted);
    return TRUE;
}
