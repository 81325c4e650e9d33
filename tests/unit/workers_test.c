/* The pool of blocking threads: grows under load to its limit, shrinks when
 * idle, gives back what nobody has begun, loses nothing. Nobody sleeps to
 * synchronise: works wait for a gate that the test opens. */
#include "engine/workers.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "harness/tap.h"
#include "sys/thread.h"

#define WORKS 200u

static struct workers workers;
static _Atomic bool gate_open;
static _Atomic unsigned begun, wakes;

struct job {
    struct work work;
    bool ended;
};

static struct job jobs[WORKS];
static bool refuse_threads;

/* In the place of the library's, which a test cannot make fail. */
int thread_start(const char *name, void *(*run)(void *), void *argument)
{
    pthread_t thread;

    (void)name;
    if (refuse_threads || pthread_create(&thread, NULL, run, argument) != 0)
        return -EAGAIN;
    pthread_detach(thread);
    return 0;
}

static void carry(struct work *work)
{
    struct job *job = LIST_ITEM(work, struct job, work);

    begun++;
    while (!gate_open)
        sched_yield();
    job->ended = true;
}

static void wake(void *owner)
{
    (void)owner;
    wakes++;
}

static void init(unsigned idle_ms)
{
    workers_init(&workers, carry, wake, NULL, idle_ms);
}

static void add(unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        list_init(&jobs[i].work.link);
        workers_add(&workers, &jobs[i].work);
    }
}

static unsigned threads(void)
{
    unsigned count;

    lock_take(&workers.lock);
    count = workers.threads;
    lock_drop(&workers.lock);
    return count;
}

static unsigned collect(unsigned wanted)
{
    struct list_node list, *node;
    unsigned count = 0;

    list_init(&list);
    while (count < wanted) {
        workers_collect(&workers, &list);
        while ((node = list_first(&list)) != NULL) {
            list_remove(node);
            count++;
        }
        sched_yield();
    }
    return count;
}

static void every_work_finishes_once(void)
{
    init(1000);
    gate_open = true;
    for (unsigned round = 0; round < 50; round++) {
        add(0, WORKS);
        CHECK(collect(WORKS) == WORKS);
    }
    CHECK(begun == 50 * WORKS, "%u began", begun);
    for (unsigned i = 0; i < WORKS; i++)
        CHECK(jobs[i].ended);
    CHECK(wakes > 0 && wakes <= 50 * WORKS);
    workers_fini(&workers);
}

/* While all threads are held up, the rest waits and can be taken back. */
static void grows_to_its_limit(void)
{
    unsigned taken = 0;

    init(1000);
    add(0, WORKS);
    while (begun < WORKERS_MAX)
        sched_yield();
    CHECK(threads() == WORKERS_MAX);
    for (unsigned i = 0; i < WORKS; i++)
        if (workers_take_back(&workers, &jobs[i].work))
            taken++;
    CHECK(taken == WORKS - WORKERS_MAX, "%u taken back", taken);
    gate_open = true;
    CHECK(collect(WORKERS_MAX) == WORKERS_MAX);
    CHECK(begun == WORKERS_MAX, "what was taken back is not begun");
    workers_fini(&workers);
}

static void one_thread_serves_one_after_the_other(void)
{
    init(10000);
    gate_open = true;
    for (unsigned i = 0; i < 100; i++) {
        add(i, 1);
        collect(1);
        for (;;) { /* until it waits for the next */
            bool idle;

            lock_take(&workers.lock);
            idle = workers.idle == workers.threads;
            lock_drop(&workers.lock);
            if (idle)
                break;
            sched_yield();
        }
    }
    CHECK(threads() == 1, "%u threads", threads());
    workers_fini(&workers);
}

static void idle_threads_end(void)
{
    init(1);
    gate_open = true;
    add(0, WORKS);
    collect(WORKS);
    while (threads() > 0)
        sched_yield();
    add(0, 1); /* and a new one starts */
    CHECK(collect(1) == 1);
    workers_fini(&workers);
}

static void without_threads_the_caller_works(void)
{
    refuse_threads = true;
    init(1000);
    gate_open = true;
    add(0, 3);
    CHECK(begun == 3 && threads() == 0);
    CHECK(collect(3) == 3);
    workers_fini(&workers);
}

TAP_MAIN(CASE(every_work_finishes_once), CASE(grows_to_its_limit),
         CASE(one_thread_serves_one_after_the_other), CASE(idle_threads_end),
         CASE(without_threads_the_caller_works))
