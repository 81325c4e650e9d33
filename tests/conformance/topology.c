/* What the machine is made of. The numbers are the machine's, so what has to
 * agree is compared; machines of many groups are in tests/unit/groups_test.c.
 */
#include "support.h"

#include <stddef.h>

typedef SYSTEM_LOGICAL_PROCESSOR_INFORMATION INFO;
typedef SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX INFO_EX;

static unsigned bits(ULONGLONG mask)
{
    return (unsigned)__builtin_popcountll(mask);
}

/* ---- Counts ---- */

/* Claim:  the groups have all processors, and each at most 64.
 * Source: "GetActiveProcessorCount function".  Wine 8: same. */
static void counts(void)
{
    WORD groups = GetActiveProcessorGroupCount();
    DWORD sum = 0;

    CHECK(groups >= 1 && GetMaximumProcessorGroupCount() >= groups);
    for (WORD i = 0; i < groups; i++) {
        DWORD count = GetActiveProcessorCount(i);

        CHECK(count >= 1 && count <= 64);
        CHECK(GetMaximumProcessorCount(i) >= count);
        sum += count;
    }
    CHECK(GetActiveProcessorCount(ALL_PROCESSOR_GROUPS) == sum);
    CHECK(GetMaximumProcessorCount(ALL_PROCESSOR_GROUPS) >= sum);
}

/* Claim:  a group that is none has no processors, and is an error.
 * Source: "GetActiveProcessorCount function", Return value.
 *         Wine 8: says nothing of it. */
static void no_such_group(void)
{
    DIFFERS(WINE_8, "no error")
    CHECK_FAILS(GetActiveProcessorCount(0xFFF0), ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "no error")
    CHECK_FAILS(GetMaximumProcessorCount(0xFFF0), ERROR_INVALID_PARAMETER);
}

/* Claim:  the calling thread is on a processor of its group.
 * Source: "GetCurrentProcessorNumberEx function".  Wine 8: same. */
static void current_processor(void)
{
    PROCESSOR_NUMBER now = {0xFFFF, 0xFF, 0xFF};

    GetCurrentProcessorNumberEx(&now);
    CHECK(now.Group < GetActiveProcessorGroupCount());
    CHECK(now.Number < GetActiveProcessorCount(now.Group));
    CHECK(now.Reserved == 0);
    CHECK(GetCurrentProcessorNumber() < 64);
}

/* ---- One group ---- */

static INFO *describe(DWORD *count)
{
    DWORD length = 0, needed;
    INFO *all;

    CHECK_FAILS(GetLogicalProcessorInformation(NULL, &length),
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(length > 0 && length % sizeof *all == 0);
    all = calloc(1, length);
    needed = length;
    CHECK(GetLogicalProcessorInformation(all, &length) && length == needed);
    *count = length / sizeof *all;
    return all;
}

/* Claim:  each processor is of one core, one node and one package, caches have
 *         a level and a size.
 * Source: "GetLogicalProcessorInformation function".  Wine 8: same. */
static void one_group(void)
{
    ULONGLONG cores = 0, nodes = 0, packages = 0;
    GROUP_AFFINITY mine = {0};
    DWORD count;
    INFO *all = describe(&count);

    CHECK(GetThreadGroupAffinity(GetCurrentThread(), &mine));
    for (DWORD i = 0; i < count; i++) {
        INFO *one = &all[i];

        CHECK(one->ProcessorMask != 0);
        if (one->Relationship == RelationProcessorCore) {
            CHECK((cores & one->ProcessorMask) == 0);
            cores |= one->ProcessorMask;
            CHECK((one->ProcessorCore.Flags == LTP_PC_SMT) ==
                  (bits(one->ProcessorMask) > 1));
        } else if (one->Relationship == RelationNumaNode) {
            CHECK((nodes & one->ProcessorMask) == 0);
            nodes |= one->ProcessorMask;
        } else if (one->Relationship == RelationProcessorPackage) {
            CHECK((packages & one->ProcessorMask) == 0);
            packages |= one->ProcessorMask;
        } else if (one->Relationship == RelationCache) {
            CHECK(one->Cache.Level >= 1 && one->Cache.Level <= 5);
            CHECK(one->Cache.Size > 0);
        } else
            CHECK(0, "relation %d", (int)one->Relationship);
    }
    CHECK(bits(cores) == GetActiveProcessorCount(mine.Group));
    CHECK(nodes == cores && packages == cores);
    CHECK((mine.Mask & ~cores) == 0);
    free(all);
}

/* Claim:  a buffer that is too small stays as it is, and the need is told;
 *         nowhere to tell it is refused.
 * Source: "GetLogicalProcessorInformation function", ReturnLength.
 *         Wine 8: same. */
static void room_for_one_group(void)
{
    DWORD length = sizeof(INFO) - 1;
    INFO one;

    memset(&one, 0x5a, sizeof one);
    CHECK_FAILS(GetLogicalProcessorInformation(&one, &length),
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(length >= sizeof one);
    CHECK(*(unsigned char *)&one == 0x5a);
    CHECK_FAILS(GetLogicalProcessorInformation(&one, NULL),
                ERROR_INVALID_PARAMETER);
}

/* ---- All groups ---- */

static char *describe_ex(LOGICAL_PROCESSOR_RELATIONSHIP relation, DWORD *length)
{
    DWORD needed;
    char *all;

    *length = 0;
    CHECK_FAILS(GetLogicalProcessorInformationEx(relation, NULL, length),
                ERROR_INSUFFICIENT_BUFFER);
    needed = *length;
    all = calloc(1, needed);
    CHECK(GetLogicalProcessorInformationEx(relation, (INFO_EX *)all, length));
    CHECK(*length == needed);
    return all;
}

/* Calls it for each structure; they fill the buffer exactly. */
static unsigned each(LOGICAL_PROCESSOR_RELATIONSHIP relation,
                     void (*look)(const INFO_EX *, void *), void *argument)
{
    DWORD length, at = 0;
    char *all = describe_ex(relation, &length);
    unsigned count = 0;

    while (at + offsetof(INFO_EX, Processor) <= length) {
        const INFO_EX *one = (const INFO_EX *)(all + at);

        if (!CHECK(one->Size > 0 && at + one->Size <= length))
            break;
        if (relation != RelationAll)
            CHECK(one->Relationship == relation);
        look(one, argument);
        at += one->Size;
        count++;
    }
    CHECK(at == length);
    free(all);
    return count;
}

static void add_processors(const INFO_EX *one, void *sum)
{
    unsigned count = 0;

    CHECK(one->Processor.GroupCount >= 1);
    CHECK(one->Size == offsetof(INFO_EX, Processor.GroupMask) +
                           one->Processor.GroupCount * sizeof(GROUP_AFFINITY));
    for (WORD i = 0; i < one->Processor.GroupCount; i++)
        count += bits(one->Processor.GroupMask[i].Mask);
    if (one->Relationship == RelationProcessorCore)
        CHECK((one->Processor.Flags == LTP_PC_SMT) == (count > 1));
    *(unsigned *)sum += count;
}

/* Claim:  all processors are in the cores, and in the packages.
 * Source: "GetLogicalProcessorInformationEx function".  Wine 8: same. */
static void cores_and_packages(void)
{
    DWORD all = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
    unsigned sum = 0, cores, packages;

    cores = each(RelationProcessorCore, add_processors, &sum);
    CHECK(sum == all, "%u", sum);
    sum = 0;
    packages = each(RelationProcessorPackage, add_processors, &sum);
    CHECK(sum == all, "%u", sum);
    CHECK(cores >= packages && packages >= 1);
}

static void add_node(const INFO_EX *one, void *sum)
{
    CHECK(one->Size ==
          offsetof(INFO_EX, NumaNode.GroupMask) + sizeof(GROUP_AFFINITY));
    *(unsigned *)sum += bits(one->NumaNode.GroupMask.Mask);
}

static void check_cache(const INFO_EX *one, void *unused)
{
    (void)unused;
    CHECK(one->Cache.Level >= 1 && one->Cache.Level <= 5);
    CHECK(one->Cache.CacheSize > 0);
    CHECK(one->Cache.GroupMask.Mask != 0);
    CHECK(one->Size ==
          offsetof(INFO_EX, Cache.GroupMask) + sizeof(GROUP_AFFINITY));
}

/* Claim:  nodes are told with their processors.
 * Source: as above.  Wine 8: same. */
static void nodes(void)
{
    unsigned sum = 0;
    ULONG highest = UNTOUCHED;

    CHECK(GetNumaHighestNodeNumber(&highest));
    CHECK(each(RelationNumaNode, add_node, &sum) <= highest + 1);
    CHECK(sum <= GetActiveProcessorCount(ALL_PROCESSOR_GROUPS) && sum >= 1);
}

static void check_groups(const INFO_EX *one, void *unused)
{
    (void)unused;
    CHECK(one->Group.ActiveGroupCount == GetActiveProcessorGroupCount());
    CHECK(one->Group.MaximumGroupCount >= one->Group.ActiveGroupCount);
    for (WORD i = 0; i < one->Group.ActiveGroupCount; i++) {
        const PROCESSOR_GROUP_INFO *group = &one->Group.GroupInfo[i];

        CHECK(group->ActiveProcessorCount == GetActiveProcessorCount(i));
        CHECK(bits(group->ActiveProcessorMask) == group->ActiveProcessorCount);
        CHECK(group->MaximumProcessorCount >= group->ActiveProcessorCount);
    }
}

/* Claim:  one structure tells of all groups.
 * Source: "GROUP_RELATIONSHIP structure".  Wine 8: same. */
static void groups(void)
{
    CHECK(each(RelationGroup, check_groups, NULL) == 1);
}

static void look_at(const INFO_EX *one, void *seen)
{
    unsigned sum = 0;

    *(unsigned *)seen |= 1u << one->Relationship;
    if (one->Relationship == RelationProcessorCore ||
        one->Relationship == RelationProcessorPackage)
        add_processors(one, &sum);
    else if (one->Relationship == RelationCache)
        check_cache(one, NULL);
    else if (one->Relationship == RelationGroup)
        check_groups(one, NULL);
}

/* Claim:  everything at once.
 * Source: as above.  Wine 8: same. */
static void everything(void)
{
    const unsigned wanted = 1u << RelationProcessorCore |
                            1u << RelationNumaNode | 1u << RelationGroup |
                            1u << RelationProcessorPackage;
    unsigned seen = 0;

    each(RelationAll, look_at, &seen);
    CHECK((seen & wanted) == wanted, "%x", seen);
}

/* Claim:  too little room, no room to tell it, no such relation.
 * Source: as above, ReturnedLength.  Wine 8: same, but for the relation. */
static void room_for_all_groups(void)
{
    DWORD length = 1;
    INFO_EX one;

    memset(&one, 0x5a, sizeof one);
    CHECK_FAILS(GetLogicalProcessorInformationEx(RelationAll, &one, &length),
                ERROR_INSUFFICIENT_BUFFER);
    CHECK(length > 1 && *(unsigned char *)&one == 0x5a);
    CHECK_FAILS(GetLogicalProcessorInformationEx(RelationAll, NULL, NULL),
                ERROR_INVALID_PARAMETER);
    length = sizeof one;
    DIFFERS(WINE_8, "tells nothing of a relation it does not know")
    CHECK_FAILS(GetLogicalProcessorInformationEx(
                    (LOGICAL_PROCESSOR_RELATIONSHIP)99, &one, &length),
                ERROR_INVALID_PARAMETER);
}

/* ---- Nodes ---- */

/* Claim:  each processor has a node, whose mask has it.
 * Source: "GetNumaProcessorNode function", "GetNumaNodeProcessorMask function".
 *         Wine 8: does not have them. */
static void nodes_of_processors(void)
{
    DWORD count = GetActiveProcessorCount(0);
    ULONG highest = 0;

    CHECK(GetNumaHighestNodeNumber(&highest));
    for (DWORD i = 0; i < count; i++) {
        PROCESSOR_NUMBER number = {0, (BYTE)i, 0};
        USHORT node = 0xAAAA;
        GROUP_AFFINITY mask = {0};

        DIFFERS(WINE_8, "has no such call")
        CHECK(GetNumaProcessorNodeEx(&number, &node) && node <= highest);
        DIFFERS(WINE_8, "has no such call")
        CHECK(GetNumaNodeProcessorMaskEx(node, &mask));
        DIFFERS(WINE_8, "has no such call")
        CHECK(mask.Group == 0 && (mask.Mask >> i & 1) != 0);
    }
}

/* Claim:  the older calls tell the same.
 * Source: as above.  Wine 8: has one of them. */
static void older_calls_of_nodes(void)
{
    UCHAR node = 0xAA;
    ULONGLONG mask = 0;
    DWORD number = GetCurrentProcessorNumber();

    CHECK(GetNumaProcessorNode((UCHAR)number, &node) && node != 0xFF);
    DIFFERS(WINE_8, "has no such call")
    CHECK(GetNumaNodeProcessorMask(node, &mask) && mask != 0);
}

/* Claim:  nodes and processors that are none.
 * Source: as above, Return value; the node is 0xFF, 0xFFFF then.
 *         Wine 8: does not have most of these calls. */
static void no_such_node(void)
{
    ULONGLONG mask = 0;
    GROUP_AFFINITY affinity = {0};
    PROCESSOR_NUMBER nowhere = {0xFFF0, 0, 0};
    USHORT node = 7;
    UCHAR small = 7;

    DIFFERS(WINE_8, "has no such call")
    CHECK_FAILS(GetNumaNodeProcessorMask(0xFE, &mask), ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "has no such call")
    CHECK_FAILS(GetNumaNodeProcessorMaskEx(0xFFFE, &affinity),
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "has no such call")
    CHECK_FAILS(GetNumaProcessorNodeEx(&nowhere, &node),
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "has no such call")
    CHECK(node == 0xFFFF);
    CHECK_FAILS(GetNumaProcessorNode(200, &small), ERROR_INVALID_PARAMETER);
    CHECK(small == 0xFF);
    DIFFERS(WINE_8, "has no such call")
    CHECK_FAILS(GetNumaAvailableMemoryNodeEx(0xFFFE, &mask),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  some memory of node 0 is free.
 * Source: "GetNumaAvailableMemoryNode function".  Wine 8: does not tell. */
static void free_memory(void)
{
    ULONGLONG one = 0, other = 0;

    DIFFERS(WINE_8, "has no such call")
    CHECK(GetNumaAvailableMemoryNode(0, &one) && one > 0);
    DIFFERS(WINE_8, "has no such call")
    CHECK(GetNumaAvailableMemoryNodeEx(0, &other) && other > 0);
}

/* Claim:  memory with a wish for a node is memory.
 * Source: "VirtualAllocExNuma function".  Wine 8: same. */
static void memory_of_a_node(void)
{
    HANDLE me = GetCurrentProcess();
    char *memory =
        VirtualAllocExNuma(me, NULL, 100000, MEM_RESERVE, PAGE_READWRITE, 0);

    CHECK(memory != NULL);
    CHECK(VirtualAllocExNuma(me, memory, 5000, MEM_COMMIT, PAGE_READWRITE, 0) ==
          memory);
    memory[4999] = 1;
    CHECK(VirtualFree(memory, 0, MEM_RELEASE));
    memory = VirtualAllocExNuma(me, NULL, 1, MEM_RESERVE | MEM_COMMIT,
                                PAGE_READWRITE, NUMA_NO_PREFERRED_NODE);
    CHECK(memory != NULL && *memory == 0);
    CHECK(VirtualFree(memory, 0, MEM_RELEASE));
    CHECK_FAILS(VirtualAllocExNuma(me, NULL, 0, MEM_RESERVE, PAGE_READWRITE, 0),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  a node that is none is refused.
 * Source: "VirtualAllocExNuma function", nndPreferred.
 *         Wine 8: does not look at it. */
static void memory_of_no_node(void)
{
    DIFFERS(WINE_8, "ignores the node")
    CHECK_FAILS(VirtualAllocExNuma(GetCurrentProcess(), NULL, 1, MEM_RESERVE,
                                   PAGE_READWRITE, 0xFFFE),
                ERROR_INVALID_PARAMETER);
}

TAP_MAIN(CASE(counts), CASE(no_such_group), CASE(current_processor),
         CASE(one_group), CASE(room_for_one_group), CASE(cores_and_packages),
         CASE(nodes), CASE(groups), CASE(everything), CASE(room_for_all_groups),
         CASE(nodes_of_processors), CASE(older_calls_of_nodes),
         CASE(no_such_node), CASE(free_memory), CASE(memory_of_a_node),
         CASE(memory_of_no_node))
