/* Where busy threads belong, on machines described to hwloc. */
#include "sys/topology.h"

#include <sched.h>
#include <stdlib.h>

#include "harness/tap.h"

static void machine(const char *description)
{
    setenv("HWLOC_SYNTHETIC", description, 1);
}

static void one_node_binds_nobody(void)
{
    machine("node:1 core:64 pu:1");
    for (unsigned nth = 0; nth < 40; nth++)
        CHECK(topology_node_for(0, nth) == TOPOLOGY_ANYWHERE, "%u", nth);
}

static void a_node_is_filled_before_the_next(void)
{
    machine("node:4 core:16 pu:2"); /* 32 processors each */
    CHECK(topology_node_for(0, 0) == 0);
    CHECK(topology_node_for(0, 1) == 0);
    CHECK(topology_node_for(0, 15) == 0);
    CHECK(topology_node_for(0, 16) == 1);
    CHECK(topology_node_for(0, 31) == 1);
    CHECK(topology_node_for(0, 32) == 2);
    CHECK(topology_node_for(0, 63) == 3);
    CHECK(topology_node_for(0, 64) == TOPOLOGY_ANYWHERE);
}

static void home_is_where_the_first_is(void)
{
    machine("node:4 core:4 pu:1"); /* processors 8 to 11 are node 2 */
    CHECK(topology_node_for(9, 0) == 2);
    CHECK(topology_node_for(9, 1) == 2);
    CHECK(topology_node_for(9, 2) == 3);
    CHECK(topology_node_for(9, 4) == 0);
    CHECK(topology_node_for(9, 6) == 1);
}

static void unknown_processor_is_at_home_on_the_first(void)
{
    machine("node:2 core:4 pu:1");
    CHECK(topology_node_for(4000, 0) == 0);
}

static void small_nodes_take_one(void)
{
    machine("node:2 core:1 pu:1");
    CHECK(topology_node_for(0, 0) == 0);
    CHECK(topology_node_for(0, 1) == 1);
    CHECK(topology_node_for(0, 2) == TOPOLOGY_ANYWHERE);
}

/* What hwloc is told of is taken for the machine that we are on. */
static void believe(const char *description)
{
    setenv("HWLOC_THISSYSTEM", "1", 1);
    machine(description);
}

static cpu_set_t bound_to(void)
{
    cpu_set_t set;

    CHECK(sched_getaffinity(0, sizeof set, &set) == 0);
    return set;
}

static void the_thread_goes_there(void)
{
    cpu_set_t before = bound_to(), after;

    if (!CPU_ISSET(0, &before) || !CPU_ISSET(1, &before))
        SKIP("it takes processors 0 and 1");
    believe("node:2 core:1 pu:1");
    topology_settle(0, 1);
    after = bound_to();
    CHECK(CPU_COUNT(&after) == 1 && CPU_ISSET(1, &after));
}

static void on_one_node_it_stays(void)
{
    cpu_set_t before = bound_to(), after;

    believe("node:1 core:2 pu:1");
    topology_settle(0, 1);
    after = bound_to();
    CHECK(CPU_EQUAL(&before, &after));
}

TAP_MAIN(CASE(one_node_binds_nobody), CASE(a_node_is_filled_before_the_next),
         CASE(home_is_where_the_first_is),
         CASE(unknown_processor_is_at_home_on_the_first),
         CASE(small_nodes_take_one), CASE(the_thread_goes_there),
         CASE(on_one_node_it_stays))
