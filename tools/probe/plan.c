/* How many threads run at once, how many there should be, and where the shards
 * go, each with its reasons: about a machine and a quota, whoever's they are.
 * The same input gives the same text. */
#include "plan.h"

#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/spread.h"
#include "sys/cpu_quota.h"
#include "sys/topology.h"

#define GROUP 64 /* processors of a group, at most */

struct plan {
    struct topology_summary machine;
    double quota;         /* 0: none */
    unsigned concurrency; /* threads that run at once */
    unsigned shards;      /* at most */
    int nodes[SPREAD_RINGS_MAX];
};

bool plan_read_quota(const char *text, double *quota)
{
    char *end;

    *quota = 0;
    if (strcmp(text, "none") == 0)
        return true;
    *quota = strtod(text, &end);
    return end != text && *end == '\0' && *quota > 0 && *quota < 1e6;
}

/* ---- The file ---- */

/* hwloc takes the machine we are on for a file that it cannot read. */
static bool is_topology(const char *file)
{
    hwloc_topology_t topology;
    bool good;

    if (hwloc_topology_init(&topology) < 0)
        return false;
    good = hwloc_topology_set_xml(topology, file) == 0 &&
           hwloc_topology_load(topology) == 0;
    hwloc_topology_destroy(topology);
    return good;
}

/* Whatever the environment describes gives way to the file. */
static bool use(const char *file)
{
    if (!is_topology(file)) {
        fprintf(stderr, "openiocp-probe: %s: no topology of hwloc's\n", file);
        return false;
    }
    unsetenv("HWLOC_SYNTHETIC");
    unsetenv("HWLOC_COMPONENTS");
    unsetenv("HWLOC_THISSYSTEM");
    return setenv("HWLOC_XMLFILE", file, 1) == 0;
}

/* ---- The numbers ---- */

static void make(struct plan *plan, double quota)
{
    unsigned paid;

    topology_summary(&plan->machine);
    if (plan->machine.ours == 0)
        plan->machine = (struct topology_summary){1, 1, 1, 1, 1, 1, 0};
    plan->quota = quota < 0 ? cpu_quota() : quota;
    plan->concurrency = plan->machine.ours;
    paid =
        plan->quota > 0 ? cpu_quota_processors(plan->quota) : plan->concurrency;
    if (paid < plan->concurrency)
        plan->concurrency = paid;
    plan->shards = spread_usual_limit(plan->concurrency);
    topology_nodes_for(plan->machine.first_cpu, plan->shards, plan->nodes);
}

static bool is_limited(const struct plan *plan)
{
    return plan->concurrency < plan->machine.ours;
}

/* ---- The words ---- */

static void because(const char *words)
{
    printf("  because %s\n", words);
}

static const char *ending(unsigned count)
{
    return count == 1 ? "" : "s";
}

static void print_machine(const struct plan *plan)
{
    const struct topology_summary *machine = &plan->machine;

    printf("machine: %u processor%s, %u core%s, %u node%s of memory\n",
           machine->processors, ending(machine->processors), machine->cores,
           ending(machine->cores), machine->nodes, ending(machine->nodes));
    printf("allowed: %u processor%s, %u core%s\n", machine->ours,
           ending(machine->ours), machine->our_cores,
           ending(machine->our_cores));
    if (plan->quota > 0)
        printf("quota: %.2f processors\n", plan->quota);
    else
        puts("quota: none found");
}

static void print_concurrency(const struct plan *plan)
{
    printf("concurrency: %u\n", plan->concurrency);
    if (is_limited(plan)) {
        printf("  because the quota is worth %.2f processors, and a part of "
               "one needs a whole thread\n",
               plan->quota);
        because("more threads at once use the quota up sooner, and then all "
                "of them stand still until the next period");
    } else
        because("as many threads can run at once as there are processors "
                "allowed");
    if (!is_limited(plan) && plan->quota > 0)
        because("the quota is worth as much or more");
    if (plan->machine.our_cores < plan->machine.ours)
        because("the processors of one core count each: threads that wait for "
                "memory leave it to the other");
    because("0 in CreateIoCompletionPort means the same number here");
}

static void print_threads(const struct plan *plan)
{
    printf("threads: %u\n", 2 * plan->concurrency);
    because("a thread that blocks in the library gives its place away, and "
            "another one has to be there to take it: twice as many is "
            "Microsoft's rule");
    because("those that wait cost nothing else; start more only if more than "
            "half of them block at a time");
}

/* Runs of shards on one node. */
static void print_places(const struct plan *plan)
{
    unsigned first = 0;

    while (first < plan->shards) {
        int node = plan->nodes[first];
        unsigned end = first + 1;

        while (end < plan->shards && plan->nodes[end] == node)
            end++;
        printf("placement: shard%s %u", ending(end - first), first + 1);
        if (end - first > 1)
            printf("-%u", end);
        if (node == TOPOLOGY_ANYWHERE)
            puts(" anywhere");
        else
            printf(" on node %d, of %u processors\n", node,
                   topology_ours_on(node));
        first = end;
    }
}

static void print_shards(const struct plan *plan)
{
    printf("shards: %s%u\n", plan->shards > 1 ? "1 to " : "", plan->shards);
    because("a shard and those who take its packets want a processor each, so "
            "half of them is the most");
    because("one batches best: the library starts another one only when all "
            "it has are busy");
    if (plan->shards == SPREAD_RINGS_MAX)
        because("the library never has more");
    because("IOCP_SHARDS can stay unset: the library does this by itself");
    print_places(plan);
    if (plan->nodes[0] == TOPOLOGY_ANYWHERE)
        because("there is one node of memory, near to all processors");
    else
        because("what shards share stays in one memory while it has room for "
                "them: half of its processors");
}

static void print_rest(const struct plan *plan)
{
    unsigned home = topology_ours_on(plan->nodes[0]);

    if (plan->nodes[0] != TOPOLOGY_ANYWHERE && plan->concurrency <= home) {
        puts("node: bind the program to one node");
        because("all threads that may run at once have room there, and their "
                "memory is near then (SetProcessAffinityMask, numactl "
                "--cpunodebind)");
    }
    if (plan->machine.processors > GROUP) {
        puts("groups: bind threads with SetThreadGroupAffinity");
        because("a mask has 64 bits, and SetThreadAffinityMask cannot name "
                "the processors of another group");
    }
}

bool plan_print(const struct plan_options *options)
{
    struct plan plan;

    if (options->topology != NULL && !use(options->topology))
        return false;
    make(&plan, options->quota);
    print_machine(&plan);
    print_concurrency(&plan);
    print_threads(&plan);
    print_shards(&plan);
    print_rest(&plan);
    return true;
}
