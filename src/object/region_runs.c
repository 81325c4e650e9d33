#include "object/region_runs.h"

#include <stdlib.h>
#include <string.h>

#include "iocp/virtual_memory.h"

struct region *region_new(uintptr_t start, uintptr_t end, struct run first)
{
    struct region *region = calloc(1, sizeof *region);

    if (region == NULL)
        return NULL;
    region->start = start;
    region->end = end;
    if (!region_make_room(region)) {
        free(region);
        return NULL;
    }
    first.start = start;
    region->runs[0] = first;
    region->count = 1;
    return region;
}

void region_free(struct region *region)
{
    free(region->runs);
    free(region);
}

/* What is put into a run makes two more of it. */
bool region_make_room(struct region *region)
{
    size_t room = region->room * 2 + 4;
    struct run *runs;

    if (region->count + 2 <= region->room)
        return true;
    runs = realloc(region->runs, room * sizeof *runs);
    if (runs == NULL)
        return false;
    region->runs = runs;
    region->room = room;
    return true;
}

/* The number of the run that holds a page: the last that begins before it. */
static size_t find(const struct region *region, uintptr_t page)
{
    size_t low = 0, high = region->count;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        if (region->runs[middle].start <= page)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Lets a run begin at `page`, and returns its number. */
static size_t split(struct region *region, uintptr_t page)
{
    size_t at = find(region, page);
    struct run *runs = region->runs;

    if (runs[at].start == page)
        return at;
    memmove(&runs[at + 1], &runs[at], (region->count - at) * sizeof *runs);
    runs[at + 1].start = page;
    region->count++;
    return at + 1;
}

static bool alike(const struct run *one, const struct run *other)
{
    return one->state == other->state && one->protect == other->protect &&
           one->locked == other->locked;
}

/* Takes out the runs from number `at` to before number `end`. */
static void take_out(struct region *region, size_t at, size_t end)
{
    struct run *runs = region->runs;

    memmove(&runs[at], &runs[end], (region->count - end) * sizeof *runs);
    region->count -= end - at;
}

void region_set(struct region *region, uintptr_t from, uintptr_t to,
                struct run as)
{
    size_t first = split(region, from);
    size_t end = to < region->end ? split(region, to) : region->count;

    as.start = from;
    region->runs[first] = as;
    take_out(region, first + 1, end);
    if (first + 1 < region->count &&
        alike(&region->runs[first], &region->runs[first + 1]))
        take_out(region, first + 1, first + 2);
    if (first > 0 && alike(&region->runs[first - 1], &region->runs[first]))
        take_out(region, first, first + 1);
}

const struct run *region_run(const struct region *region, uintptr_t page,
                             uintptr_t *end)
{
    size_t at = find(region, page);

    *end = at + 1 < region->count ? region->runs[at + 1].start : region->end;
    return &region->runs[at];
}

void region_set_committed(struct region *region, uintptr_t from, uintptr_t to,
                          DWORD protect)
{
    uintptr_t end;

    for (uintptr_t page = from; page < to; page = end) {
        struct run as = *region_run(region, page, &end);

        if (end > to)
            end = to;
        as.state = MEM_COMMIT;
        as.protect = protect;
        region_set(region, page, end, as);
    }
}
