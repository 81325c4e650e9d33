/* Locks, futexes, threads, the clock and the heap of the library. The files of
 * src/sys/ and src/base/ that hold the real ones are not linked. */
#include "sim/replace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/lock.h"
#include "sim/checker.h"
#include "sim/runtime.h"
#include "sys/cpu.h"
#include "sys/futex.h"
#include "sys/tcp_info.h"
#include "sys/thread.h"
#include "sys/thread_id.h"
#include "sys/thread_state.h"
#include "sys/topology.h"
#include "sys/wake_timer.h"

#pragma GCC diagnostic ignored "-Wmissing-prototypes"

/* ---- Locks ---- */

void __real_lock_forget_level(const struct lock *lock);

/* Locks are the library's own, on the futexes below. The last thing it does
 * with one it still holds, in builds that check levels, is this. */
void __wrap_lock_forget_level(const struct lock *lock)
{
    checker_lock_dropped((struct lock *)(uintptr_t)lock);
    __real_lock_forget_level(lock);
}

int __wrap_sched_yield(void)
{
    sim_yield();
    return 0;
}

/* ---- Futexes ---- */

int futex_wait(_Atomic uint32_t *word, uint32_t expected, uint64_t deadline_ns)
{
    sim_point();
    sim_accessed(word, sizeof *word);
    if (*word != expected || sim_chance(32)) /* or for no reason */
        return 0;
    if (deadline_ns != CLOCK_NEVER && deadline_ns <= sim_now_ns())
        return -ETIMEDOUT;
    return sim_sleep(word, deadline_ns);
}

/* An address whose owner is gone wakes nobody, and is not looked at. */
void futex_wake(_Atomic uint32_t *word, int count)
{
    if (!sim_planted(PLANT_LOST_WAKE))
        sim_wake(word,
                 count > (int)SIM_THREADS_MAX ? (int)SIM_THREADS_MAX : count);
    sim_point();
}

/* ---- Threads, processors, time ---- */

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *), void *argument)
{
    (void)attributes;
    *thread = (pthread_t)0;
    return sim_thread_create(run, argument);
}

int thread_start(const char *name, void *(*run)(void *), void *argument)
{
    (void)name;
    return sim_thread_create(run, argument);
}

void thread_yields_to_others(void)
{
}

int thread_at_fork(void (*in_child)(void))
{
    (void)in_child; /* no world forks */
    return 0;
}

uint32_t sys_thread_id(void)
{
    return 1000 + 4 * sim_self();
}

/* One: nobody spins before it sleeps. */
unsigned cpu_count(void)
{
    static unsigned count;

    if (count == 0)
        count = 1 + (unsigned)sim_random(3);
    return count;
}

unsigned cpu_usable(void)
{
    return cpu_count();
}

uint64_t clock_now_ns(void)
{
    return sim_now_ns();
}

uint64_t clock_wall_ns(void)
{
    return sim_now_ns();
}

uint64_t clock_file_time(void)
{
    return CLOCK_UNIX_EPOCH + clock_wall_ns() / 100;
}

/* Some part of the time has been spent running. */
uint64_t clock_thread_ns(void)
{
    static uint64_t ran_ns;

    ran_ns += sim_random(sim_now_ns() - ran_ns + 1);
    return ran_ns;
}

void topology_settle(unsigned home_cpu, unsigned nth)
{
    (void)home_cpu;
    (void)nth;
}

unsigned cpu_current(void)
{
    return 0;
}

bool thread_is_blocked(uint32_t thread_id)
{
    sim_point();
    return sim_is_asleep((thread_id - 1000) / 4);
}

/* Of each timer: when it runs out. */
#define TIMERS_MAX 4u
static struct {
    const struct wake_timer *timer;
    uint64_t at_ns;
} timers[TIMERS_MAX];

static uint64_t *time_of(const struct wake_timer *timer)
{
    for (unsigned i = 0; i < TIMERS_MAX; i++) {
        if (timers[i].timer == NULL) {
            timers[i].timer = timer;
            timers[i].at_ns = CLOCK_NEVER;
        }
        if (timers[i].timer == timer)
            return &timers[i].at_ns;
    }
    sim_fail("more timers than the simulator has room for");
}

int wake_timer_open(struct wake_timer *timer)
{
    timer->fd = -1;
    return 0;
}

void wake_timer_close(struct wake_timer *timer)
{
    (void)timer;
}

void wake_timer_set(struct wake_timer *timer, uint64_t delay_ns)
{
    *time_of(timer) = sim_now_ns() + delay_ns;
    sim_wake(timer, 1);
    sim_point();
}

void wake_timer_wait(struct wake_timer *timer)
{
    uint64_t *at_ns = time_of(timer);

    while (sim_now_ns() < *at_ns)
        sim_sleep(timer, *at_ns);
    *at_ns = CLOCK_NEVER;
}

/* ---- The heap ---- */

void *__wrap_malloc(size_t size)
{
    return sim_alloc(size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return sim_alloc_aligned(alignment, size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return memset(sim_alloc(count * size), 0, count * size);
}

void __wrap_free(void *block)
{
    sim_free(block);
}

void *__wrap_realloc(void *block, size_t size)
{
    void *larger = sim_alloc(size);
    size_t before = block != NULL ? sim_block_size(block) : 0;

    memcpy(larger, block, before < size ? before : size);
    sim_free(block);
    return larger;
}

char *__wrap_strdup(const char *text)
{
    return memcpy(sim_alloc(strlen(text) + 1), text, strlen(text) + 1);
}

/* No send here goes out in part and takes a reset with it. */
bool tcp_is_closed(int fd)
{
    (void)fd;
    return false;
}
