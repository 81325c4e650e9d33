#include "sys/topology.h"

#include <hwloc.h>
#include <stdbool.h>
#include <stddef.h>

#include "sys/affinity.h"

struct machine {
    hwloc_topology_t topology;
    hwloc_bitmap_t ours; /* processors that this process may use */
};

/* Some of hwloc's parts would move the thread about to ask each processor. All
 * kinds of objects are kept: what is between gives nodes their processors. */
static int load(hwloc_topology_t topology)
{
    hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING);
    return hwloc_topology_load(topology);
}

/* All threads of the process together: some of ours are bound already. Of a
 * machine that is described to hwloc (HWLOC_SYNTHETIC) we may use everything.
 */
static void find_ours(const struct machine *machine)
{
    if (!hwloc_topology_is_thissystem(machine->topology) ||
        hwloc_get_cpubind(machine->topology, machine->ours,
                          HWLOC_CPUBIND_PROCESS) < 0)
        hwloc_bitmap_fill(machine->ours);
}

static void machine_close(struct machine *machine)
{
    hwloc_bitmap_free(machine->ours);
    hwloc_topology_destroy(machine->topology);
}

static int machine_open(struct machine *machine)
{
    if (hwloc_topology_init(&machine->topology) < 0)
        return -1;
    machine->ours = hwloc_bitmap_alloc();
    if (machine->ours == NULL || load(machine->topology) < 0) {
        machine_close(machine);
        return -1;
    }
    find_ours(machine);
    return 0;
}

static hwloc_obj_t node_at(const struct machine *machine, unsigned index)
{
    return hwloc_get_obj_by_type(machine->topology, HWLOC_OBJ_NUMANODE, index);
}

static unsigned count_nodes(const struct machine *machine)
{
    int count = hwloc_get_nbobjs_by_type(machine->topology, HWLOC_OBJ_NUMANODE);

    return count > 0 ? (unsigned)count : 0;
}

static unsigned ours_in(const struct machine *machine, hwloc_bitmap_t set)
{
    hwloc_bitmap_t usable = hwloc_bitmap_dup(set);
    int processors;

    if (usable == NULL)
        return 0;
    hwloc_bitmap_and(usable, usable, machine->ours);
    processors = hwloc_bitmap_weight(usable);
    hwloc_bitmap_free(usable);
    return processors > 0 ? (unsigned)processors : 0;
}

/* How many busy threads it takes: half its processors, for those that take
 * packets want the others. None where there is only memory. */
static unsigned room_on(const struct machine *machine, unsigned index)
{
    return (ours_in(machine, node_at(machine, index)->cpuset) + 1) / 2;
}

static unsigned node_of_cpu(const struct machine *machine, unsigned cpu)
{
    unsigned count = count_nodes(machine);

    for (unsigned index = 0; index < count; index++)
        if (hwloc_bitmap_isset(node_at(machine, index)->cpuset, cpu))
            return index;
    return 0;
}

static int find_node(const struct machine *machine, unsigned home_cpu,
                     unsigned nth)
{
    unsigned count = count_nodes(machine);
    unsigned home = node_of_cpu(machine, home_cpu);

    for (unsigned i = 0; i < count && count > 1; i++) {
        unsigned index = (home + i) % count;
        unsigned room = room_on(machine, index);

        if (nth < room)
            return (int)index;
        nth -= room;
    }
    return TOPOLOGY_ANYWHERE;
}

void topology_nodes_for(unsigned home_cpu, unsigned count, int *nodes)
{
    struct machine machine;
    bool known = machine_open(&machine) == 0;

    for (unsigned nth = 0; nth < count; nth++)
        nodes[nth] =
            known ? find_node(&machine, home_cpu, nth) : TOPOLOGY_ANYWHERE;
    if (known)
        machine_close(&machine);
}

int topology_node_for(unsigned home_cpu, unsigned nth)
{
    struct machine machine;
    int node;

    if (machine_open(&machine) < 0)
        return TOPOLOGY_ANYWHERE;
    node = find_node(&machine, home_cpu, nth);
    machine_close(&machine);
    return node;
}

static unsigned count_of(const struct machine *machine, hwloc_obj_type_t type)
{
    int count = hwloc_get_nbobjs_by_type(machine->topology, type);

    return count > 0 ? (unsigned)count : 0;
}

/* A machine that tells no cores has one processor in each. */
static unsigned count_our_cores(const struct machine *machine)
{
    unsigned count = count_of(machine, HWLOC_OBJ_CORE), ours = 0;

    for (unsigned i = 0; i < count; i++)
        ours += ours_in(machine, hwloc_get_obj_by_type(machine->topology,
                                                       HWLOC_OBJ_CORE, i)
                                     ->cpuset) > 0;
    return ours;
}

void topology_summary(struct topology_summary *summary)
{
    hwloc_const_bitmap_t all;
    struct machine machine;
    int first;

    *summary = (struct topology_summary){0};
    if (machine_open(&machine) < 0)
        return;
    all = hwloc_topology_get_topology_cpuset(machine.topology);
    hwloc_bitmap_and(machine.ours, machine.ours, all);
    first = hwloc_bitmap_first(machine.ours);
    summary->processors = count_of(&machine, HWLOC_OBJ_PU);
    summary->cores = count_of(&machine, HWLOC_OBJ_CORE);
    summary->packages = count_of(&machine, HWLOC_OBJ_PACKAGE);
    summary->nodes = count_nodes(&machine);
    summary->ours = ours_in(&machine, machine.ours);
    summary->our_cores = count_our_cores(&machine);
    summary->first_cpu = first > 0 ? (unsigned)first : 0;
    machine_close(&machine);
    if (summary->cores == 0)
        summary->cores = summary->processors;
    if (summary->our_cores == 0)
        summary->our_cores = summary->ours;
}

unsigned topology_ours_on(int node)
{
    struct machine machine;
    unsigned ours = 0;

    if (machine_open(&machine) < 0)
        return 0;
    if (node >= 0 && (unsigned)node < count_nodes(&machine))
        ours = ours_in(&machine, node_at(&machine, (unsigned)node)->cpuset);
    machine_close(&machine);
    return ours;
}

static void bind(const struct machine *machine, int node)
{
    hwloc_bitmap_and(machine->ours, machine->ours,
                     node_at(machine, (unsigned)node)->cpuset);
    hwloc_set_cpubind(machine->topology, machine->ours, HWLOC_CPUBIND_THREAD);
}

void topology_settle(unsigned home_cpu, unsigned nth)
{
    struct machine machine;
    int node;

    if (machine_open(&machine) < 0)
        return;
    node = find_node(&machine, home_cpu, nth);
    if (node != TOPOLOGY_ANYWHERE) {
        bind(&machine, node);
        affinity_chosen(); /* whom it starts stays here */
    }
    machine_close(&machine);
}
