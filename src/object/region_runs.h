/* One region: a list of runs, each some pages that are alike. A page for page
 * list would be as large as the memory of the machine: programs reserve
 * terabytes. */
#ifndef OBJECT_REGION_RUNS_H
#define OBJECT_REGION_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "iocp/types.h"

struct object;

struct run {
    uintptr_t start; /* it ends where the next begins, or the region ends */
    DWORD state;     /* MEM_COMMIT or MEM_RESERVE */
    DWORD protect;   /* PAGE_ of committed pages, else 0 */
    bool locked;
};

struct region {
    uintptr_t start, end;
    DWORD type, protect;  /* MEM_; PAGE_ as it was given out */
    struct object *owner; /* counted; of a view, else NULL */
    size_t count, room;
    struct run *runs; /* owned; in order, never empty */
};

/* NULL when memory is out. `first` is what all pages are. */
struct region *region_new(uintptr_t start, uintptr_t end, struct run first);
void region_free(struct region *region);

/* Room for one region_set more, which then cannot fail. False: no memory. */
bool region_make_room(struct region *region);

/* Makes the pages from `from` to `to` like `as`. */
void region_set(struct region *region, uintptr_t from, uintptr_t to,
                struct run as);

/* Commits the pages with a protection; those that are locked stay so. It needs
 * no more room than one region_set. */
void region_set_committed(struct region *region, uintptr_t from, uintptr_t to,
                          DWORD protect);

/* The run a page is in, and where the run ends. */
const struct run *region_run(const struct region *region, uintptr_t page,
                             uintptr_t *end);

#endif
