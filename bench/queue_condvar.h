/* The queue a port is measured against: a mutex, a condition variable and a
 * ring of packets, as any programmer would write it. A neutral header: no
 * Win32 name and no POSIX name, so that both worlds may include it.
 */
#ifndef BENCH_QUEUE_CONDVAR_H
#define BENCH_QUEUE_CONDVAR_H

#include <stdint.h>

/* The same three words a completion packet carries. */
struct queue_packet {
    uintptr_t key;
    void *pointer;
    uint32_t bytes;
};

struct queue_condvar;

/* Never fail: they end the process instead. */
struct queue_condvar *queue_condvar_new(unsigned capacity);
void queue_condvar_free(struct queue_condvar *queue);

/* Ends the process when the queue holds `capacity` packets already. */
void queue_condvar_push(struct queue_condvar *queue,
                        struct queue_packet packet);

/* Waits until there is a packet; the oldest comes first. */
struct queue_packet queue_condvar_pop(struct queue_condvar *queue);

/* A monotonic clock, here because it too has different names in each world. */
uint64_t queue_clock_ns(void);

#endif
