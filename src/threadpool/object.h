/* What work, timers, waits and I/O of a pool have in common: calls of the
 * program's function that are queued or run, and who waits for them.
 *
 * References: one is the program's or its cleanup group's, until the object is
 * closed; each call that is queued or announced is one, and becomes that of the
 * callback when it runs. */
#ifndef THREADPOOL_OBJECT_H
#define THREADPOOL_OBJECT_H

#include "iocp/types.h"
#include "threadpool/pool.h"

struct pool_group;
struct pool_object;
struct pool_run;

/* What a call is about. */
struct pool_news {
    uint32_t result; /* a wait: 0 signalled, 1 timed out */
    NTSTATUS status; /* I/O, and all that follows */
    OVERLAPPED *overlapped;
    ULONG_PTR information;
};

/* A call that is queued. */
struct pool_call {
    struct list_node link;      /* (t) pool->calls */
    struct list_node of_object; /* (t) object->calls */
    struct pool_object *object; /* counted */
    uint32_t result;
};

/* A callback that runs: TP_CALLBACK_INSTANCE. On the worker's stack. */
struct pool_run {
    struct pool_object *object; /* counted */
    struct pool_news news;
    bool released; /* only its cleanup group waits for it still */
    bool is_long;  /* its place on the port was given away */
    /* What is to be done when the callback has returned; NULL: nothing. */
    void (*after)(struct pool_run *run);
    void *critical_section;
    HANDLE mutex, semaphore, event;
    uint32_t semaphore_count;
    void *library;
};

struct pool_object_kind {
    /* Calls the program's function. */
    void (*run)(struct pool_object *object, struct pool_run *run);
    /* Closed: nothing new is to be queued. May be NULL. */
    void (*stop)(struct pool_object *object);
    /* The last reference is gone: drops what it holds. May be NULL. */
    void (*destroy)(struct pool_object *object);
    bool closes_itself; /* when its one call is over */
};

/* What an environment says. */
struct pool_terms {
    struct pool *pool; /* NULL: that of the process */
    struct pool_group *group;
    void (*cancelled)(void *context, void *group_context);
    void (*finally)(void *run, void *context);
    unsigned priority;
    bool is_long;
};

/* Who has closed it. */
enum pool_object_state {
    POOL_OPEN,
    POOL_OF_GROUP, /* its group, which gives it up once its calls have ended */
    POOL_CLOSED,   /* the program, or its one call; also while its group does */
};

struct pool_object {
    const struct pool_object_kind *kind; /* (c) */
    struct pool_terms terms;             /* (c) uses the pool; group counted */
    void (*function)(void);              /* (c) the program's */
    void *context;                       /* (c) the program's */
    _Atomic uint32_t refs;               /* (a) */
    _Atomic int state;                   /* (a) enum pool_object_state */
    struct list_node member;             /* (group lock) */
    uint32_t pending;       /* (t) calls queued, or announced for I/O */
    uint32_t running;       /* (t) callbacks that are waited for */
    uint32_t released;      /* (t) those that only a cleanup group waits for */
    uint32_t waiting;       /* (t) threads */
    _Atomic uint32_t ends;  /* (a) how often nothing was left; a futex */
    struct list_node calls; /* (t) oldest first */
    struct pool_call first; /* (t) so that one can always be queued */
    bool first_used;        /* (t) */
    bool refuses;           /* (t) calls, for good */
    bool began;             /* (t) a call of it became a callback once */
    uint32_t more[2]; /* (t) calls there was no memory for, by result: they
                       * are queued one after the other when `first` is free */
};

/* Fills in a new object, open, with one reference; one that closes itself has
 * another, for who submits its call. False: no pool to be had. */
bool object_fill(struct pool_object *object,
                 const struct pool_object_kind *kind,
                 const struct pool_terms *terms, void (*function)(void),
                 void *context);

/* Queues a call. Cannot fail. */
void pool_object_submit(struct pool_object *object, uint32_t result);

/* Drops what is queued or announced; the second, also what will be, and tells
 * whether a callback had begun before. */
void pool_object_cancel(struct pool_object *object);
bool pool_object_refuse(struct pool_object *object);

/* Waits until nothing is queued, announced or running; the second also for
 * callbacks that were released. */
void pool_object_wait(struct pool_object *object);
void pool_object_wait_for_all(struct pool_object *object);
bool pool_object_is_busy(struct pool_object *object);

/* A call that will not be queued, but come with a packet; or will not come. */
void pool_object_announce(struct pool_object *object);
void pool_object_withdraw(struct pool_object *object);

/* Gives it up; once. */
void pool_object_close(struct pool_object *object);

void pool_object_get(struct pool_object *object);
void pool_object_put(struct pool_object *object);

/* ---- For workers ---- */

/* A call that was queued or announced becomes a callback. The pool's lock is
 * held. */
void object_begin_locked(struct pool_object *object);

/* Takes the first call. The pool's lock is held. */
bool object_take_call_locked(struct pool *pool, struct pool_run *run);

/* Calls the program's function, and does what follows. */
void pool_object_run(struct pool_run *run);

/* ---- For callbacks ---- */

/* Nobody but its cleanup group waits for it any more. */
void pool_run_release(struct pool_run *run);

#endif
