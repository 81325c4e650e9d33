#include "sys/topology_map.h"

#include <errno.h>
#include <hwloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#define NO_NODE UINT_MAX

/* What a map is made of, while it is made. */
struct draft {
    hwloc_topology_t topology;
    struct topology_map *map;
    uint64_t *masks; /* group_count of each part */
};

static struct topology_map the_map;

/* ---- Objects of hwloc ---- */

static const struct {
    hwloc_obj_type_t type;
    enum topology_kind kind;
} wanted[] = {
    {HWLOC_OBJ_CORE, TOPOLOGY_CORE},       {HWLOC_OBJ_NUMANODE, TOPOLOGY_NODE},
    {HWLOC_OBJ_L1CACHE, TOPOLOGY_CACHE},   {HWLOC_OBJ_L1ICACHE, TOPOLOGY_CACHE},
    {HWLOC_OBJ_L2CACHE, TOPOLOGY_CACHE},   {HWLOC_OBJ_L2ICACHE, TOPOLOGY_CACHE},
    {HWLOC_OBJ_L3CACHE, TOPOLOGY_CACHE},   {HWLOC_OBJ_L3ICACHE, TOPOLOGY_CACHE},
    {HWLOC_OBJ_L4CACHE, TOPOLOGY_CACHE},   {HWLOC_OBJ_L5CACHE, TOPOLOGY_CACHE},
    {HWLOC_OBJ_PACKAGE, TOPOLOGY_PACKAGE}, {HWLOC_OBJ_DIE, TOPOLOGY_DIE},
};

#define WANTED (sizeof wanted / sizeof *wanted)

static unsigned count_of(const struct draft *draft, hwloc_obj_type_t type)
{
    int count = hwloc_get_nbobjs_by_type(draft->topology, type);

    return count > 0 ? (unsigned)count : 0;
}

/* Where hwloc sees no such thing, what stands for it: a processor is a core of
 * its own, the machine one package, and a package one die. */
static hwloc_obj_type_t type_of(const struct draft *draft,
                                hwloc_obj_type_t type)
{
    if (count_of(draft, type) > 0)
        return type;
    if (type == HWLOC_OBJ_CORE)
        return HWLOC_OBJ_PU;
    if (type == HWLOC_OBJ_DIE)
        return type_of(draft, HWLOC_OBJ_PACKAGE);
    return type == HWLOC_OBJ_PACKAGE ? HWLOC_OBJ_MACHINE : type;
}

static hwloc_obj_t object_at(const struct draft *draft, hwloc_obj_type_t type,
                             unsigned index)
{
    return hwloc_get_obj_by_type(draft->topology, type, index);
}

/* ---- Groups ---- */

/* A processor is of the first node that claims it: others have memory only. */
static unsigned home_of(const struct draft *draft, unsigned cpu)
{
    unsigned count = count_of(draft, HWLOC_OBJ_NUMANODE);

    for (unsigned i = 0; i < count; i++)
        if (hwloc_bitmap_isset(object_at(draft, HWLOC_OBJ_NUMANODE, i)->cpuset,
                               cpu))
            return i;
    return NO_NODE;
}

/* The next group to fill, as the last has no room for so many. */
static bool make_room(struct topology_map *map, unsigned *filled, unsigned more)
{
    if (map->group_count > 0 && *filled + more <= TOPOLOGY_GROUP_SIZE)
        return true;
    if (map->group_count == TOPOLOGY_GROUPS)
        return false;
    map->group_count++;
    *filled = 0;
    return true;
}

/* The group for now, the number when all are known. */
static void assign(struct topology_map *map, unsigned cpu)
{
    if (cpu >= AFFINITY_CPUS || map->places[cpu] != TOPOLOGY_NONE)
        return;
    map->places[cpu] = (uint16_t)((map->group_count - 1) * TOPOLOGY_GROUP_SIZE);
    map->processor_count++;
}

/* Cores stay whole too, in the order of hwloc, which has neighbours together.
 */
static void assign_node(const struct draft *draft, unsigned node,
                        unsigned *filled, const unsigned *homes,
                        unsigned in_node)
{
    hwloc_obj_type_t type = type_of(draft, HWLOC_OBJ_CORE);
    unsigned cores = count_of(draft, type);
    bool whole = in_node <= TOPOLOGY_GROUP_SIZE;

    if (in_node == 0 || (whole && !make_room(draft->map, filled, in_node)))
        return;
    if (!whole)
        *filled = TOPOLOGY_GROUP_SIZE; /* begins a group */
    for (unsigned i = 0; i < cores; i++) {
        hwloc_bitmap_t set = object_at(draft, type, i)->cpuset;
        int first = hwloc_bitmap_first(set);
        unsigned weight = (unsigned)hwloc_bitmap_weight(set), cpu;

        if (first < 0 || (unsigned)first >= AFFINITY_CPUS ||
            homes[first] != node ||
            (!whole && !make_room(draft->map, filled, weight)))
            continue;
        hwloc_bitmap_foreach_begin(cpu, set) assign(draft->map, cpu);
        hwloc_bitmap_foreach_end();
        *filled += weight;
    }
}

static void number_processors(struct topology_map *map)
{
    unsigned next[TOPOLOGY_GROUPS] = {0};

    for (unsigned cpu = 0; cpu < AFFINITY_CPUS; cpu++) {
        unsigned group = map->places[cpu] / TOPOLOGY_GROUP_SIZE;

        if (map->places[cpu] == TOPOLOGY_NONE)
            continue;
        map->places[cpu] = (uint16_t)(map->places[cpu] + next[group]);
        map->cpus[map->places[cpu]] = (uint16_t)cpu;
        map->active[group] |= (uint64_t)1 << next[group]++;
    }
}

static void find_homes(const struct draft *draft, unsigned *homes,
                       unsigned *in_node)
{
    unsigned count = count_of(draft, HWLOC_OBJ_PU);

    for (unsigned i = 0; i < count; i++) {
        unsigned cpu = object_at(draft, HWLOC_OBJ_PU, i)->os_index;

        if (cpu >= AFFINITY_CPUS)
            continue;
        homes[cpu] = home_of(draft, cpu);
        if (homes[cpu] == NO_NODE)
            homes[cpu] = 0;
        in_node[homes[cpu]]++;
    }
}

static bool make_groups(struct draft *draft)
{
    unsigned nodes = count_of(draft, HWLOC_OBJ_NUMANODE), filled = 0;
    unsigned *homes = calloc(AFFINITY_CPUS, sizeof *homes);
    unsigned *in_node = calloc(nodes + 1, sizeof *in_node);

    if (homes != NULL && in_node != NULL) {
        find_homes(draft, homes, in_node);
        for (unsigned i = 0; i < nodes; i++)
            assign_node(draft, i, &filled, homes, in_node[i]);
        number_processors(draft->map);
    }
    free(homes);
    free(in_node);
    return draft->map->processor_count > 0;
}

/* ---- Parts ---- */

static void set_mask(const struct draft *draft, uint64_t *masks,
                     const struct hwloc_obj *object)
{
    unsigned cpu;

    hwloc_bitmap_foreach_begin(cpu, object->cpuset)
    {
        unsigned place =
            cpu < AFFINITY_CPUS ? draft->map->places[cpu] : TOPOLOGY_NONE;

        if (place != TOPOLOGY_NONE &&
            (object->type != HWLOC_OBJ_NUMANODE ||
             home_of(draft, cpu) == object->logical_index))
            masks[place / TOPOLOGY_GROUP_SIZE] |=
                (uint64_t)1 << place % TOPOLOGY_GROUP_SIZE;
    }
    hwloc_bitmap_foreach_end();
}

static void describe_cache(struct topology_part *part,
                           const struct hwloc_obj *object)
{
    const struct hwloc_cache_attr_s *cache = &object->attr->cache;

    part->level = cache->depth;
    part->line_bytes = cache->linesize;
    part->size_bytes = cache->size;
    part->ways = cache->associativity < 0 || cache->associativity > 0xFF
                     ? 0xFF
                     : (unsigned)cache->associativity;
    part->holds = cache->type == HWLOC_OBJ_CACHE_UNIFIED ? CACHE_OF_ALL
                  : cache->type == HWLOC_OBJ_CACHE_DATA  ? CACHE_OF_DATA
                                                        : CACHE_OF_INSTRUCTIONS;
}

static void describe_core(const struct draft *draft, struct topology_part *part,
                          const struct hwloc_obj *object)
{
    int kind = hwloc_cpukinds_get_by_cpuset(draft->topology, object->cpuset, 0);

    part->efficiency = kind > 0 ? (unsigned)kind : 0;
}

static void describe(struct draft *draft, enum topology_kind kind,
                     const struct hwloc_obj *object)
{
    struct topology_map *map = draft->map;
    struct topology_part *part = &map->parts[map->part_count];
    uint64_t *masks = draft->masks + (size_t)map->part_count * map->group_count;

    map->part_count++;
    part->kind = kind;
    part->masks = masks;
    set_mask(draft, masks, object);
    if (kind == TOPOLOGY_CACHE)
        describe_cache(part, object);
    if (kind == TOPOLOGY_CORE)
        describe_core(draft, part, object);
    if (kind == TOPOLOGY_NODE) {
        part->number = map->node_count++;
        part->kernel_node = object->os_index;
    }
}

static bool make_parts(struct draft *draft)
{
    size_t total = 0;

    for (size_t i = 0; i < WANTED; i++)
        total += count_of(draft, type_of(draft, wanted[i].type));
    draft->map->parts = calloc(total, sizeof *draft->map->parts);
    draft->masks =
        calloc(total * draft->map->group_count, sizeof *draft->masks);
    if (draft->map->parts == NULL || draft->masks == NULL) {
        free(draft->map->parts);
        free(draft->masks);
        return false;
    }
    for (size_t i = 0; i < WANTED; i++) {
        hwloc_obj_type_t type = type_of(draft, wanted[i].type);
        unsigned count = count_of(draft, type);

        for (unsigned nth = 0; nth < count; nth++)
            describe(draft, wanted[i].kind, object_at(draft, type, nth));
    }
    return true;
}

/* ---- The map ---- */

static void clear(struct topology_map *map)
{
    memset(map, 0, sizeof *map);
    memset(map->places, 0xFF, sizeof map->places); /* TOPOLOGY_NONE */
}

static bool make_map(struct draft *draft)
{
    bool made;

    if (hwloc_topology_init(&draft->topology) < 0)
        return false;
    hwloc_topology_set_flags(draft->topology,
                             HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING);
    hwloc_topology_set_icache_types_filter(draft->topology,
                                           HWLOC_TYPE_FILTER_KEEP_ALL);
    made = hwloc_topology_load(draft->topology) == 0 && make_groups(draft) &&
           make_parts(draft);
    hwloc_topology_destroy(draft->topology);
    return made;
}

/* One group, one node, and nothing shared. */
static void make_simplest(struct topology_map *map)
{
    static struct topology_part parts[TOPOLOGY_GROUP_SIZE + 2];
    static uint64_t masks[TOPOLOGY_GROUP_SIZE];
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned count = online < 1 ? 1 : (unsigned)online;

    if (count > TOPOLOGY_GROUP_SIZE)
        count = TOPOLOGY_GROUP_SIZE;
    clear(map);
    map->group_count = map->node_count = 1;
    map->processor_count = count;
    map->parts = parts;
    map->part_count = count + 2;
    for (unsigned i = 0; i < count; i++) {
        map->places[i] = map->cpus[i] = (uint16_t)i;
        masks[i] = (uint64_t)1 << i;
        map->active[0] |= masks[i];
        parts[i] = (struct topology_part){TOPOLOGY_CORE, &masks[i]};
    }
    parts[count] = (struct topology_part){TOPOLOGY_NODE, map->active};
    parts[count + 1] = (struct topology_part){TOPOLOGY_PACKAGE, map->active};
}

static void make(void)
{
    struct draft draft = {.map = &the_map};

    clear(&the_map);
    if (!make_map(&draft))
        make_simplest(&the_map);
}

const struct topology_map *topology_map(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make);
    return &the_map;
}

/* ---- Asking ---- */

bool topology_place(unsigned cpu, struct topology_place *place)
{
    const struct topology_map *map = topology_map();
    unsigned found = cpu < AFFINITY_CPUS ? map->places[cpu] : TOPOLOGY_NONE;

    if (found == TOPOLOGY_NONE)
        return false;
    place->group = (uint16_t)(found / TOPOLOGY_GROUP_SIZE);
    place->number = (uint8_t)(found % TOPOLOGY_GROUP_SIZE);
    return true;
}

uint64_t topology_mask(const struct affinity *set, unsigned group)
{
    const struct topology_map *map = topology_map();
    uint64_t mask = 0;

    if (group >= map->group_count)
        return 0;
    for (unsigned i = 0; i < TOPOLOGY_GROUP_SIZE; i++)
        if ((map->active[group] >> i & 1) != 0 &&
            affinity_has(set, map->cpus[group * TOPOLOGY_GROUP_SIZE + i]))
            mask |= (uint64_t)1 << i;
    return mask;
}

void topology_add(struct affinity *set, unsigned group, uint64_t mask)
{
    const struct topology_map *map = topology_map();

    if (group >= map->group_count)
        return;
    for (unsigned i = 0; i < TOPOLOGY_GROUP_SIZE; i++)
        if ((map->active[group] & mask) >> i & 1)
            affinity_add(set, map->cpus[group * TOPOLOGY_GROUP_SIZE + i]);
}

const struct topology_part *topology_node(unsigned number)
{
    const struct topology_map *map = topology_map();

    for (unsigned i = 0; i < map->part_count; i++)
        if (map->parts[i].kind == TOPOLOGY_NODE &&
            map->parts[i].number == number)
            return &map->parts[i];
    return NULL;
}

/* "Node 0 MemFree:  123 kB". A machine without nodes has no such file. */
static int read_free(unsigned kernel_node, uint64_t *bytes)
{
    char path[64], line[256];
    unsigned long long kib;
    FILE *stream;
    int rc = -ENOENT;

    snprintf(path, sizeof path, "/sys/devices/system/node/node%u/meminfo",
             kernel_node);
    stream = fopen(path, "re");
    if (stream == NULL)
        return -errno;
    while (rc < 0 && fgets(line, sizeof line, stream) != NULL)
        if (sscanf(line, "Node %*u MemFree: %llu kB", &kib) == 1) {
            *bytes = (uint64_t)kib * 1024;
            rc = 0;
        }
    fclose(stream);
    return rc;
}

int topology_node_free(unsigned number, uint64_t *bytes)
{
    const struct topology_part *node = topology_node(number);
    struct sysinfo info;

    if (node == NULL)
        return -EINVAL;
    if (read_free(node->kernel_node, bytes) == 0)
        return 0;
    if (sysinfo(&info) < 0)
        return -errno;
    *bytes = (uint64_t)info.freeram * info.mem_unit;
    return 0;
}
