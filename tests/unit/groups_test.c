/* Groups, nodes and what is told of them, on machines described to hwloc; each
 * case is a process of its own, as a machine is looked at once. Processors 0
 * and 1 are real ones, if there are so many. */
#include <iocp/affinity.h>
#include <iocp/error_codes.h>
#include <iocp/process.h>
#include <iocp/system.h>
#include <iocp/thread.h>
#include <iocp/topology.h>
#include <iocp/virtual_memory.h>

#include <stdlib.h>
#include <string.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"
#include "sys/affinity.h"
#include "sys/topology_map.h"

static void machine(const char *description)
{
    setenv("HWLOC_SYNTHETIC", description, 1);
}

static void *describe(LOGICAL_PROCESSOR_RELATIONSHIP relation, DWORD *length)
{
    void *all;

    *length = 0;
    CHECK(!GetLogicalProcessorInformationEx(relation, NULL, length));
    CHECK_ERROR(ERROR_INSUFFICIENT_BUFFER);
    all = calloc(1, *length);
    CHECK(GetLogicalProcessorInformationEx(relation, all, length));
    return all;
}

static SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *
next(SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *one)
{
    return (void *)((char *)one + one->Size);
}

static unsigned count_of(LOGICAL_PROCESSOR_RELATIONSHIP relation)
{
    DWORD length, at = 0;
    char *all = describe(relation, &length);
    unsigned count = 0;

    for (; at < length; count++)
        at += ((SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *)(all + at))->Size;
    CHECK(at == length);
    free(all);
    return count;
}

/* 128 cores, 4 nodes: two nodes a group. */
static void nodes_share_groups(void)
{
    GROUP_AFFINITY mask;
    ULONG highest;

    machine("node:4 core:32 pu:1");
    CHECK(GetActiveProcessorGroupCount() == 2);
    CHECK(GetActiveProcessorCount(0) == 64 && GetActiveProcessorCount(1) == 64);
    CHECK(GetActiveProcessorCount(ALL_PROCESSOR_GROUPS) == 128);
    CHECK(GetNumaHighestNodeNumber(&highest) && highest == 3);
    CHECK(GetNumaNodeProcessorMaskEx(0, &mask));
    CHECK(mask.Group == 0 && mask.Mask == 0xFFFFFFFF);
    CHECK(GetNumaNodeProcessorMaskEx(3, &mask));
    CHECK(mask.Group == 1 && mask.Mask == 0xFFFFFFFF00000000);
    CHECK(count_of(RelationProcessorCore) == 128);
    CHECK(count_of(RelationNumaNode) == 4);
    CHECK(count_of(RelationProcessorPackage) == 1);
}

/* 40 and 40 do not fit into 64. */
static void nodes_stay_whole(void)
{
    GROUP_AFFINITY mask;

    machine("node:3 core:20 pu:2");
    CHECK(GetActiveProcessorGroupCount() == 3);
    for (WORD i = 0; i < 3; i++) {
        CHECK(GetActiveProcessorCount(i) == 40);
        CHECK(GetNumaNodeProcessorMaskEx(i, &mask));
        CHECK(mask.Group == i && mask.Mask == 0xFFFFFFFFFF);
    }
}

/* One that alone is too large is cut between cores. */
static void large_nodes_are_cut(void)
{
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *node;
    GROUP_AFFINITY mask;
    DWORD length;

    machine("node:2 core:25 pu:3");
    CHECK(GetActiveProcessorGroupCount() == 4);
    CHECK(GetActiveProcessorCount(0) == 63 && GetActiveProcessorCount(1) == 12);
    CHECK(GetNumaNodeProcessorMaskEx(1, &mask));
    CHECK(mask.Group == 2 && mask.Mask == ~(KAFFINITY)0 >> 1);
    node = describe(RelationNumaNode, &length);
    CHECK(node->NumaNode.GroupCount == 0 &&
          node->NumaNode.GroupMask.Group == 0);
    free(node);
    node = describe(RelationNumaNodeEx, &length);
    CHECK(node->Relationship == RelationNumaNode);
    CHECK(node->NumaNode.GroupCount == 2 &&
          node->NumaNode.GroupMasks[1].Group == 1 &&
          node->NumaNode.GroupMasks[1].Mask == 0xFFF);
    CHECK(next(node)->NumaNode.NodeNumber == 1);
    free(node);
}

/* Names of processors and back, on a machine that counts its nodes in turn. */
static void every_processor_has_a_place(void)
{
    struct topology_place place;

    machine("package:2 [numa] core:64 pu:1(indexes=package:core)");
    for (unsigned cpu = 0; cpu < 128; cpu++) {
        struct affinity set = {0};

        CHECK(topology_place(cpu, &place));
        CHECK(place.group == cpu % 2 && place.number == cpu / 2, "%u", cpu);
        topology_add(&set, place.group, (uint64_t)1 << place.number);
        CHECK(affinity_has(&set, cpu));
        CHECK(topology_mask(&set, place.group) == (uint64_t)1 << place.number);
        CHECK(topology_mask(&set, !place.group) == 0);
    }
    CHECK(!topology_place(128, &place));
    CHECK(topology_mask(&(struct affinity){0}, 2) == 0);
}

static void caches(void)
{
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *one;
    unsigned third = 0, others = 0;
    DWORD length, at = 0;
    char *all;

    machine(
        "package:2 l3:2(size=32MiB) l2:4(size=1MiB) l1d:1(size=48KiB) core:1 "
        "pu:2");
    all = describe(RelationCache, &length);
    for (; at < length; at += one->Size) {
        one = (void *)(all + at);
        if (one->Cache.Level == 3) {
            CHECK(one->Cache.CacheSize == 32u << 20);
            CHECK(one->Cache.Type == CacheUnified);
            CHECK(one->Cache.GroupMask.Mask == 0xFFull << 8 * third);
            third++;
        } else
            others++;
        if (one->Cache.Level == 1)
            CHECK(one->Cache.Type == CacheData &&
                  one->Cache.CacheSize == 48u << 10);
    }
    CHECK(third == 4 && others == 32, "%u %u", third, others);
    free(all);
    one = describe(RelationProcessorCore, &length);
    CHECK(one->Processor.Flags == LTP_PC_SMT && one->Size == 48);
    CHECK(one->Processor.GroupCount == 1 &&
          one->Processor.GroupMask[0].Mask == 3);
    free(one);
    CHECK(count_of(RelationProcessorPackage) == 2);
    CHECK(count_of(RelationProcessorDie) == 2, "a package is one");
    CHECK(count_of(RelationAll) == 16 + 1 + 36 + 2 + 1);
}

/* A package may be in several groups. */
static void packages_have_several_masks(void)
{
    SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX *one;
    DWORD length;

    machine("package:1 node:2 core:64 pu:1");
    one = describe(RelationProcessorPackage, &length);
    CHECK(length == 64 && one->Size == 64 && one->Processor.GroupCount == 2);
    CHECK(one->Processor.GroupMask[0].Group == 0 &&
          one->Processor.GroupMask[1].Group == 1 &&
          one->Processor.GroupMask[1].Mask == ~(KAFFINITY)0);
    free(one);
    one = describe(RelationGroup, &length);
    CHECK(length == 8 + 24 + 2 * 48 && one->Group.ActiveGroupCount == 2);
    CHECK(one->Group.GroupInfo[1].ActiveProcessorCount == 64);
    free(one);
}

/* The old call tells of the group that the thread is in. */
static void the_old_call_tells_of_one_group(void)
{
    static SYSTEM_LOGICAL_PROCESSOR_INFORMATION all[256];
    DWORD length = sizeof all;
    unsigned cores = 0, nodes = 0;

    machine("node:4 core:32 pu:1");
    CHECK(GetLogicalProcessorInformation(all, &length));
    for (DWORD i = 0; i < length / sizeof *all; i++) {
        cores += all[i].Relationship == RelationProcessorCore;
        nodes += all[i].Relationship == RelationNumaNode;
    }
    CHECK(cores == 64 && nodes == 2, "%u %u", cores, nodes);
}

static void nodes_of_processors(void)
{
    PROCESSOR_NUMBER number = {1, 33, 0};
    ULONGLONG mask;
    USHORT node;
    UCHAR small;

    machine("node:4 core:32 pu:1");
    CHECK(GetNumaProcessorNodeEx(&number, &node) && node == 3);
    number.Number = 31;
    CHECK(GetNumaProcessorNodeEx(&number, &node) && node == 2);
    number.Group = 2;
    CHECK(!GetNumaProcessorNodeEx(&number, &node) && node == 0xFFFF);
    CHECK(GetNumaProcessorNode(63, &small) && small == 1);
    CHECK(!GetNumaProcessorNode(64, &small) && small == 0xFF);
    CHECK(GetNumaNodeProcessorMask(1, &mask) && mask == 0xFFFFFFFF00000000);
    CHECK(GetNumaNodeProcessorMask(2, &mask) && mask == 0, "another group");
}

/* Processors 0 and 1 in groups of their own: threads move between them. */
static void threads_change_groups(void)
{
    GROUP_AFFINITY wanted = {1, 1, {0}}, before = {0}, now = {0};
    struct affinity set;
    PROCESSOR_NUMBER number;
    USHORT groups[4] = {9, 9, 9, 9}, count = 1;

    CHECK(affinity_get(0, &set) == 0);
    if (!affinity_has(&set, 0) || !affinity_has(&set, 1))
        SKIP("it takes processors 0 and 1");
    machine("package:2 [numa] core:64 pu:1(indexes=package:core)");
    CHECK(!GetProcessGroupAffinity(GetCurrentProcess(), &count, groups));
    CHECK_ERROR(ERROR_INSUFFICIENT_BUFFER);
    CHECK(count == 2);
    CHECK(GetProcessGroupAffinity(GetCurrentProcess(), &count, groups));
    CHECK(count == 2 && groups[0] == 0 && groups[1] == 1 && groups[2] == 9);
    CHECK(SetThreadGroupAffinity(GetCurrentThread(), &wanted, &before));
    CHECK(before.Group == 0 && (before.Mask & 1) != 0);
    CHECK(affinity_get(0, &set) == 0);
    CHECK(affinity_has(&set, 1) && affinity_count(0) == 1);
    GetCurrentProcessorNumberEx(&number);
    CHECK(number.Group == 1 && number.Number == 0);
    CHECK(GetThreadGroupAffinity(GetCurrentThread(), &now));
    CHECK(memcmp(&now, &wanted, sizeof now) == 0);
    CHECK(SetThreadAffinityMask(GetCurrentThread(), 1) == 1, "of its group");
    wanted.Group = 2;
    CHECK(!SetThreadGroupAffinity(GetCurrentThread(), &wanted, NULL));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    wanted = (GROUP_AFFINITY){1ull << 60, 0, {0}};
    CHECK(!SetThreadGroupAffinity(GetCurrentThread(), &wanted, NULL));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
}

/* Of a process in several groups the mask is of the first, and binds to it. */
static void processes_are_bound_to_the_first_group(void)
{
    DWORD_PTR mine, all;
    struct affinity set;
    USHORT group, count = 1;

    CHECK(affinity_get(0, &set) == 0);
    if (!affinity_has(&set, 0) || !affinity_has(&set, 1))
        SKIP("it takes processors 0 and 1");
    machine("package:2 [numa] core:64 pu:1(indexes=package:core)");
    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mine, &all));
    CHECK((mine & 1) != 0 && all == ~(DWORD_PTR)0);
    CHECK(SetProcessAffinityMask(GetCurrentProcess(), 1));
    CHECK(GetProcessGroupAffinity(GetCurrentProcess(), &count, &group));
    CHECK(count == 1 && group == 0);
    CHECK(affinity_count(0) == 1);
}

/* Threads that somebody starts who was bound. */
static DWORD WINAPI count_mine(void *unused)
{
    (void)unused;
    return affinity_count(0);
}

static void new_threads_are_free(void)
{
    unsigned before = affinity_count(0);
    HANDLE thread;
    DWORD code = 0;

    if (before < 2)
        SKIP("it takes two processors");
    CHECK(SetThreadAffinityMask(GetCurrentThread(), 1) != 0);
    CHECK(affinity_count(0) == 1);
    thread = CreateThread(NULL, 0, count_mine, NULL, 0, NULL);
    do
        CHECK(GetExitCodeThread(thread, &code));
    while (code == STILL_ACTIVE && SwitchToThread());
    CHECK(code == before, "%u", (unsigned)code);
}

static void memory_of_nodes(void)
{
    ULONGLONG bytes = 0;
    char *memory;

    machine("node:4 core:2 pu:1");
    CHECK(GetNumaAvailableMemoryNode(0, &bytes) && bytes > 0);
    CHECK(!GetNumaAvailableMemoryNode(4, &bytes));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    memory = VirtualAllocExNuma(GetCurrentProcess(), NULL, 10000, MEM_COMMIT,
                                PAGE_READWRITE, 3);
    CHECK(memory != NULL && memory[9999] == 0);
    CHECK(VirtualFree(memory, 0, MEM_RELEASE));
    CHECK(!VirtualAllocExNuma(GetCurrentProcess(), NULL, 10000, MEM_COMMIT,
                              PAGE_READWRITE, 4));
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
}

TAP_MAIN(CASE(nodes_share_groups), CASE(nodes_stay_whole),
         CASE(large_nodes_are_cut), CASE(every_processor_has_a_place),
         CASE(caches), CASE(packages_have_several_masks),
         CASE(the_old_call_tells_of_one_group), CASE(nodes_of_processors),
         CASE(threads_change_groups),
         CASE(processes_are_bound_to_the_first_group),
         CASE(new_threads_are_free), CASE(memory_of_nodes))
