/* Which thread runs a shard that any thread may run.
 *
 * A thread that would park on a port runs the shard instead: it sleeps in the
 * back-end, takes what came, and has its packet without a thread in between.
 * A thread that starts a request and finds nobody there carries it out itself.
 * So with little to do a message costs what it costs a program that waits for
 * readiness by itself.
 *
 * But nobody has to come. The library's own thread, asleep on a timer, takes
 * over when for WATCH_NS nobody asked the kernel, and at once when there are
 * requests that no port thread looks after (`hosted`: of files without a port,
 * or that somebody waits for). The timer is set by who leaves the shard and
 * finds it not set, so it runs at most once in WATCH_NS, and not when the
 * program is idle. */
#ifndef ENGINE_LEAD_H
#define ENGINE_LEAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sys/wake_timer.h"

struct op;
struct shard;
struct waiter;

struct lead {
    struct waiter *waiter;       /* (shard) of the port thread that runs it */
    _Atomic uint32_t hosted;     /* (a) requests no port thread looks after */
    _Atomic uint64_t polls;      /* (shard) to set, (a): the kernel was asked */
    _Atomic bool wanted;         /* (a) a port thread would have run it */
    _Atomic bool called;         /* (a) the library's thread is to run it */
    _Atomic bool watched;        /* (a) the timer is set */
    _Atomic uint64_t polls_then; /* (a) `polls` when it was set */
    struct wake_timer timer;
    uint64_t stay_ns;       /* (library's thread) how long it stays, and */
    uint64_t stay_until_ns; /* (library's thread) until when */
};

/* 0 or -errno; lead_close is to be called in any case. */
int lead_open(struct lead *lead);
void lead_close(struct lead *lead);

/* From here on port threads may run the shard; there is one such shard. */
void lead_begin(struct shard *shard);

/* What the library's thread does, for ever. */
void lead_watch(struct shard *shard);

/* Around the sleep of a turn, by who runs the shard. False: its packet is
 * there, and it must not sleep. */
bool lead_falls_asleep(struct shard *shard);
void lead_awake(struct shard *shard);

/* Since the last time: a thread parked because the shard was taken. */
bool lead_was_wanted(struct shard *shard);

/* Somebody left the shard. */
void lead_left(struct shard *shard);

/* The library's thread is to run the shard: there is more to do. */
void lead_call(struct shard *shard);

#endif
