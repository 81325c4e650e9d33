/* The machine as Windows would describe it: processors in groups of up to 64,
 * and what they share. Made of what hwloc knows, once, by the first call that
 * asks; that takes milliseconds, so nothing that is called often may be first.
 *
 * A processor has a number in its group, in the order of the kernel's numbers:
 * up to 64 processors they are the same, unless some are missing. Nodes stay
 * whole, unless one alone has more than 64. What a cpuset takes from a
 * container is not there at all; what an affinity mask takes is. */
#ifndef SYS_TOPOLOGY_MAP_H
#define SYS_TOPOLOGY_MAP_H

#include <stdbool.h>
#include <stdint.h>

#include "sys/affinity.h"

#define TOPOLOGY_GROUPS 64u /* of 64 */
#define TOPOLOGY_GROUP_SIZE 64u

enum topology_kind {
    TOPOLOGY_CORE,
    TOPOLOGY_NODE,
    TOPOLOGY_CACHE,
    TOPOLOGY_PACKAGE,
    TOPOLOGY_DIE,
};

enum topology_cache { CACHE_OF_ALL, CACHE_OF_INSTRUCTIONS, CACHE_OF_DATA };

/* Processors that have something in common. */
struct topology_part {
    enum topology_kind kind;
    const uint64_t *masks; /* (c) one of each group */
    unsigned number;       /* nodes: from 0, without gaps */
    unsigned kernel_node;  /* nodes: the kernel's number */
    unsigned efficiency;   /* cores: 0, or more for those that do more */
    enum topology_cache holds;
    unsigned level, ways, line_bytes; /* caches; ways 0xFF: fully associative */
    uint64_t size_bytes;
};

struct topology_place {
    uint16_t group;
    uint8_t number;
};

struct topology_map {
    unsigned group_count, processor_count, node_count;
    uint64_t active[TOPOLOGY_GROUPS]; /* the processors of each group */
    struct topology_part *parts;      /* by kind, nodes by number */
    unsigned part_count;
    uint16_t cpus[TOPOLOGY_GROUPS * TOPOLOGY_GROUP_SIZE]; /* kernel's number */
    uint16_t places[AFFINITY_CPUS]; /* group * 64 + number, or TOPOLOGY_NONE */
};

#define TOPOLOGY_NONE UINT16_MAX

/* Never NULL: where hwloc fails it has one node, and each processor is a core.
 * It stays for ever. */
const struct topology_map *topology_map(void);

/* Where the kernel's processor is; false: nowhere. */
bool topology_place(unsigned cpu, struct topology_place *place);

/* The part of a set that is in a group. */
uint64_t topology_mask(const struct affinity *set, unsigned group);

/* Adds the processors of a group to a set. */
void topology_add(struct affinity *set, unsigned group, uint64_t mask);

/* The node of that number, or NULL. */
const struct topology_part *topology_node(unsigned number);

/* How much memory of a node is free; 0 or -errno. */
int topology_node_free(unsigned number, uint64_t *bytes);

#endif
