/* A shard between its parts: shard.c feeds and runs it, lead.c decides which
 * thread runs it, select.c starts it. */
#ifndef ENGINE_SHARD_H
#define ENGINE_SHARD_H

#include <stdatomic.h>

#include "engine/balance.h"
#include "engine/engine.h"
#include "engine/lead.h"
#include "engine/rings.h"
#include "port/packet.h"

/* Packets for one port, queued to it together. */
struct batch {
    struct port *port; /* counted; NULL: empty */
    struct packet_queue packets;
    /* In this turn: */
    bool delivered; /* packets went to ports */
    bool woke;      /* a parked thread got one of them */
    bool wanted;    /* a thread had parked because the shard was taken */
};

/* (shard): for the thread that runs the shard, which may be another one each
 * time; taking over and letting go order what they do. */
struct shard {
    const struct engine_backend *backend; /* (c) */
    uint8_t number;                       /* (c) what requests name it by */
    void *queue;                          /* (c) the back-end's */
    struct op *_Atomic submitted;         /* (a) newest first */
    struct op *_Atomic cancelled;         /* (a) newest first */
    _Atomic uint32_t sleeping;            /* (a) */
    _Atomic uint32_t taken;               /* (a) a thread runs it */
    _Atomic bool delivering;  /* (shard) to set, (a): results that their ports
                               * do not have yet */
    struct batch batch;       /* (shard) */
    unsigned visits;          /* (shard) since the kernel was asked */
    _Atomic uint64_t arrived; /* (shard) to set, (a) to read */
    _Atomic uint64_t ended;   /* (shard) to set, (a) to read */
    uint64_t ended_before;    /* (shard) `ended` in the round before */
    _Atomic uint32_t opened;  /* (a) futex word of shard_start: 1, or -errno */
    struct lead lead;         /* of a back-end that is `movable` */
    struct ring_load load;    /* of one that is not */
};

/* Starts the thread and opens the back-end on it. 0 or -errno. */
int shard_start(const struct engine_backend *backend, struct shard **shard);

/* The shard that has a number. Any thread. */
struct shard *shard_numbered(uint8_t number);

void shard_submit(struct shard *shard, struct op *op);
void shard_cancel(struct shard *shard, struct op *op);
uint64_t shard_overflows(struct shard *shard);
/* How many requests have ended. Any thread. */
uint64_t shard_ended(const struct shard *shard);

/* Nothing is in flight there. Any thread; of the past when it returns. */
bool shard_is_idle(struct shard *shard);

/* The packets of what ended are not all with their ports. For who has the lock
 * of a handle: of its requests. */
bool shard_delivers(const struct shard *shard);

/* The right to run a shard whose back-end is movable. False: somebody has it,
 * and will see whatever was submitted before. */
bool shard_take(struct shard *shard);

/* Gives it up, and looks after what came in meanwhile. */
void shard_leave(struct shard *shard);

/* One round: takes what was submitted, lets the back-end run, sleeping until
 * the deadline if there is nothing to do, hands the packets on. */
void shard_turn(struct shard *shard, uint64_t deadline_ns);

#endif
