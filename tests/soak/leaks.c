/* What only Linux, or the library itself, can say about leaks. The linker puts
 * the counters of faults/wrap_memory.c before malloc and the pools. */
#include "faults/seam.h"

#include <dirent.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <iocp/linux.h>

#include "base/clock.h"
#include "harness/tap.h"
#include "object/socket_store.h"

#define CALM_MS 5000

struct kept {
    long blocks, lent;
    int descriptors;
};

struct kept kept_now(void);
struct kept kept_at_last(const struct kept *before);
unsigned long long port_holds(HANDLE counted);

/* Nothing fails here. */
int seam_fault(enum seam seam)
{
    (void)seam;
    return 0;
}

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    int count = 0;

    while ((entry = readdir(folder)) != NULL)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

struct kept kept_now(void)
{
    socket_store_empty(); /* how many it has is chance */
    return (struct kept){seam_blocks(), seam_lent(), count_descriptors()};
}

static int exceeds(const struct kept *kept, const struct kept *limit)
{
    return kept->blocks > limit->blocks || kept->lent > limit->lent ||
           kept->descriptors > limit->descriptors;
}

/* The library's threads put down their last references when all calls have
 * long returned. */
struct kept kept_at_last(const struct kept *before)
{
    uint64_t deadline = clock_deadline_ns(tap_scaled(CALM_MS));
    struct kept kept = kept_now();

    while (exceeds(&kept, before) && clock_now_ns() < deadline) {
        sched_yield();
        kept = kept_now();
    }
    return kept;
}

unsigned long long port_holds(HANDLE counted)
{
    IOCP_PORT_STATISTICS stats;

    if (!CHECK(IocpGetPortStatistics(counted, &stats, sizeof stats)))
        return 0;
    return stats.InFlight + stats.Queued + stats.Posted;
}
