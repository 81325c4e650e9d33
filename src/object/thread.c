/* Threads: pthreads with a handle.
 *
 * A thread is over when its destructors have run, not when its function has
 * returned: whoever waits for it may then unload, close or exit what those
 * still use. The end is therefore in a destructor of our own, which puts itself
 * off by one round so that all others come first; among them the one that gives
 * back the thread's slot on its port.
 *
 * All threads are detached: a handle is not a duty to join. */
#include "object/thread.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "iocp/errors.h"
#include "iocp/thread.h"
#include "sys/affinity.h"
#include "sys/futex.h"
#include "sys/thread_id.h"

/* POSIX promises this many rounds of destructors; the last is ours. */
#define EXIT_ROUNDS 2u

/* Bytes. The least is what Windows rounds a reservation up to, and room for the
 * library's own calls. */
#define STACK_USUAL ((size_t)1 << 20)
#define STACK_LEAST ((size_t)64 << 10)

static pthread_key_t current_key;
static bool current_key_made;

uint32_t thread_current_id(void)
{
    static __thread uint32_t id;

    if (id == 0)
        id = sys_thread_id();
    return id;
}

static struct waitable *thread_waitable(struct object *object)
{
    return &((struct thread *)object)->done;
}

static void thread_destroy(struct object *object)
{
    apc_close(&((struct thread *)object)->apcs); /* it never ran */
    free(object);
}

static const struct object_ops thread_ops = {
    .name = "thread",
    .destroy = thread_destroy,
    .waitable = thread_waitable,
};

static struct thread *thread_alloc(void)
{
    struct thread *thread = calloc(1, sizeof *thread);

    if (thread == NULL)
        return NULL;
    object_init(&thread->head, OBJECT_THREAD, &thread_ops);
    waitable_init(&thread->done, false, false);
    atomic_init(&thread->id, 0);
    atomic_init(&thread->suspended, 0);
    atomic_init(&thread->exit_code, STILL_ACTIVE);
    apc_init(&thread->apcs);
    return thread;
}

/* The destructor of current_key, on the thread that ends. */
static void on_exit_round(void *value)
{
    struct thread *thread = value;

    /* At the first round: what this gives back to the pools goes with what
     * they keep for the thread. */
    apc_close(&thread->apcs);
    if (++thread->exit_rounds < EXIT_ROUNDS) {
        pthread_setspecific(current_key, thread);
        return;
    }
    thread_used(&thread->used);
    thread->ended_ns = (int64_t)clock_wall_ns();
    atomic_store(&thread->exit_code, thread->result);
    waitable_set(&thread->done);
    object_put(&thread->head);
}

/* When the library is loaded, as in base/thread_exit.c: a thread whose value
 * could not be set would never be over. */
__attribute__((constructor)) static void make_current_key(void)
{
    current_key_made = pthread_key_create(&current_key, on_exit_round) == 0;
}

/* ---- Starting ---- */

static void announce_id(struct thread *thread)
{
    atomic_store(&thread->id, thread_current_id());
    futex_wake(&thread->id, INT_MAX);
}

uint32_t thread_id(struct thread *thread)
{
    uint32_t id;

    while ((id = atomic_load(&thread->id)) == 0)
        futex_wait(&thread->id, 0, CLOCK_NEVER);
    return id;
}

static void await_resume(struct thread *thread)
{
    uint32_t count;

    while ((count = atomic_load(&thread->suspended)) != 0)
        futex_wait(&thread->suspended, count, CLOCK_NEVER);
}

static void *thread_main(void *argument)
{
    struct thread *thread = argument; /* a reference of our own */

    pthread_setspecific(current_key, thread);
    announce_id(thread);
    await_resume(thread);
    /* "If an application queues an APC before the thread begins running, the
     * thread begins by calling the APC function" (QueueUserAPC, Remarks). */
    apc_run(&thread->apcs);
    thread->result = thread->start(thread->argument);
    return NULL;
}

/* "By default, every thread has one megabyte of stack space" (CreateThread,
 * Remarks); where the system's own usual size is larger, that. */
static size_t usual_stack_size(const pthread_attr_t *attributes)
{
    size_t size = 0;

    pthread_attr_getstacksize(attributes, &size);
    return size < STACK_USUAL ? STACK_USUAL : size;
}

/* Whole pages, and no less than pthreads needs to start at all. */
static size_t stack_size(const pthread_attr_t *attributes,
                         struct thread_stack wanted)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t least = (size_t)sysconf(_SC_THREAD_STACK_MIN);
    size_t size = wanted.bytes;

    if (!wanted.is_whole || size == 0)
        least = usual_stack_size(attributes);
    else if (least < STACK_LEAST)
        least = STACK_LEAST;
    if (size < least)
        size = least;
    return size > SIZE_MAX - page ? size : (size + page - 1) / page * page;
}

static int start_pthread(struct thread *thread, struct thread_stack stack)
{
    pthread_attr_t attributes;
    pthread_t unused;
    int error = pthread_attr_init(&attributes);

    if (error != 0)
        return error;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    error =
        pthread_attr_setstacksize(&attributes, stack_size(&attributes, stack));
    if (error == 0)
        error =
            affinity_start_thread(&unused, &attributes, thread_main, thread);
    pthread_attr_destroy(&attributes);
    return error;
}

struct thread *thread_new(uint32_t (*start)(void *), void *argument,
                          bool suspended)
{
    struct thread *thread = current_key_made ? thread_alloc() : NULL;

    if (thread == NULL)
        return NULL;
    thread->start = start;
    thread->argument = argument;
    thread->made_ns = (int64_t)clock_wall_ns();
    atomic_init(&thread->suspended, suspended ? 1 : 0);
    return thread;
}

NTSTATUS thread_launch(struct thread *thread, struct thread_stack stack)
{
    int error;

    object_get(&thread->head); /* the thread's own, dropped at its end */
    error = start_pthread(thread, stack);
    if (error == 0)
        return STATUS_SUCCESS;
    object_put(&thread->head);
    /* pthreads say EAGAIN both for a limit on threads and for a stack that
     * does not fit; a stack the caller asked for is the likelier reason. */
    return error == ENOMEM || stack.bytes != 0 ? STATUS_NO_MEMORY
                                               : STATUS_INSUFFICIENT_RESOURCES;
}

/* ---- Running ---- */

uint32_t thread_resume(struct thread *thread)
{
    uint32_t count = atomic_load(&thread->suspended);

    while (count != 0)
        if (atomic_compare_exchange_weak(&thread->suspended, &count, count - 1))
            break;
    if (count == 1)
        futex_wake(&thread->suspended, 1);
    return count;
}

/* The object of a thread that somebody else started. */
static struct thread *adopt(void)
{
    struct thread *thread = thread_alloc();

    if (thread == NULL)
        return NULL;
    if (pthread_setspecific(current_key, thread) != 0) {
        object_put(&thread->head);
        return NULL;
    }
    atomic_store(&thread->id, thread_current_id());
    return thread;
}

struct thread *thread_current(void)
{
    struct thread *thread;

    if (!current_key_made)
        return NULL;
    thread = pthread_getspecific(current_key);
    if (thread == NULL)
        thread = adopt();
    if (thread != NULL)
        object_get(&thread->head);
    return thread;
}

struct apc_queue *thread_apcs(void)
{
    struct thread *thread =
        current_key_made ? pthread_getspecific(current_key) : NULL;

    return thread != NULL ? &thread->apcs : NULL;
}

_Noreturn void thread_exit(uint32_t exit_code)
{
    struct thread *thread =
        current_key_made ? pthread_getspecific(current_key) : NULL;

    if (thread != NULL)
        thread->result = exit_code;
    pthread_exit(NULL);
}
