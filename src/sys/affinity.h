/* Which processors threads may run on, by the kernel's numbers. Windows' groups
 * are made of them in sys/topology_map.h. */
#ifndef SYS_AFFINITY_H
#define SYS_AFFINITY_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Linux is never built for more. */
#define AFFINITY_CPUS 8192u

struct affinity {
    uint64_t words[AFFINITY_CPUS / 64];
};

static inline void affinity_add(struct affinity *set, unsigned cpu)
{
    if (cpu < AFFINITY_CPUS)
        set->words[cpu / 64] |= (uint64_t)1 << cpu % 64;
}

static inline bool affinity_has(const struct affinity *set, unsigned cpu)
{
    return cpu < AFFINITY_CPUS && (set->words[cpu / 64] >> cpu % 64 & 1) != 0;
}

/* Of a thread, by its kernel number; 0 is the calling one. 0 or -errno, -ESRCH
 * when there is none. */
int affinity_get(int thread, struct affinity *set);
int affinity_set(int thread, const struct affinity *set);

/* How many processors a thread may use; at least 1. */
unsigned affinity_count(int thread);

/* Whether the set is of all processors, of up to 64 that have the numbers from
 * 0 without a gap: the usual machine, on which Windows' numbers are the
 * kernel's.
 */
bool affinity_is_plain(const struct affinity *set);

/* A process' own set, which Linux does not have: that of its first thread. Of
 * the calling process it is remembered from before a thread of it was bound.
 * Setting it sets that of all its threads, as Windows does. 0 or -errno. */
int affinity_get_process(int pid, struct affinity *set);
int affinity_set_process(int pid, const struct affinity *set);

/* The same, counted, of the calling process. */
unsigned affinity_count_of_process(void);

/* To be called before one of our threads is bound. */
void affinity_remember_process(void);

/* pthread_create. Linux binds a new thread as its starter is, Windows as the
 * process is. Once a thread was bound, new ones get the set of the process; but
 * not those of a thread of the library that chose its place, nor when the
 * machine's owner has taken all of the set away. */
int affinity_start_thread(pthread_t *thread, pthread_attr_t *attributes,
                          void *(*run)(void *), void *argument);
void affinity_chosen(void);

#endif
