/* Threads, the baton they pass, the clock, the dice. */
#include "sim/runtime.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/checker.h"
#include "sim/replace.h"

#define LOG_LINES 48u
#define LOG_LINE 160u
/* More than any history here needs: somebody runs in circles. */
#define POINTS_MAX 4000000u

/* Priorities: those given at the start are above those of the demoted. */
#define FIRST_LOW (1u << 30)

enum state { UNUSED, RUNNABLE, SLEEPING, ENDED };

struct thread {
    enum state state;
    const void *key;
    uint64_t deadline_ns;
    bool timed_out;
    unsigned priority; /* only where priorities decide */
    _Atomic uint32_t baton;
    void *(*run)(void *);
    void *argument;
};

static struct {
    bool running;
    uint64_t seed;
    uint64_t dice;
    uint64_t now_ns;
    struct thread threads[SIM_THREADS_MAX];
    unsigned thread_count;
    unsigned current;
    bool by_priority;     /* else every pick is a throw of the dice */
    unsigned gap;         /* mean number of points between interruptions */
    unsigned until_break; /* points left */
    unsigned early;       /* odds that a deadline passes before it must */
    unsigned next_low;    /* the priority below all others */
    uint64_t points;
    uint64_t history;
    bool trace;
    char log[LOG_LINES][LOG_LINE];
    uint64_t log_count;
    pthread_key_t end_key;
} world;

enum sim_plant sim_plant;
static __thread unsigned self;
static __thread unsigned end_rounds;

/* ---- The dice ---- */

static uint64_t throw_dice(void)
{
    uint64_t x = world.dice += 0x9E3779B97F4A7C15u;

    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

uint64_t sim_random(uint64_t bound)
{
    return bound == 0 ? 0 : throw_dice() % bound;
}

bool sim_chance(unsigned odds)
{
    return odds != 0 && throw_dice() % odds == 0;
}

bool sim_planted(enum sim_plant plant)
{
    return sim_plant == plant && world.running && sim_chance(8);
}

/* ---- The history ---- */

static void remember(uint64_t what)
{
    world.history = (world.history ^ what) * 0x100000001B3u;
}

void sim_log(const char *format, ...)
{
    char *line = world.log[world.log_count++ % LOG_LINES];
    va_list arguments;
    int used = snprintf(line, LOG_LINE, "%9llu us  t%-2u ",
                        (unsigned long long)(world.now_ns / 1000), self);

    va_start(arguments, format);
    vsnprintf(line + used, LOG_LINE - (size_t)used, format, arguments);
    va_end(arguments);
    for (const char *c = line; *c != '\0'; c++)
        remember((unsigned char)*c);
    if (world.trace)
        printf("%s\n", line);
}

static void print_history(void)
{
    static const char *const names[] = {"unused", "runnable", "sleeping",
                                        "ended"};
    uint64_t first =
        world.log_count > LOG_LINES ? world.log_count - LOG_LINES : 0;

    for (uint64_t i = first; i < world.log_count && !world.trace; i++)
        printf("# %s\n", world.log[i % LOG_LINES]);
    for (unsigned i = 0; i < world.thread_count; i++)
        printf("# t%u %s on %p%s\n", i, names[world.threads[i].state],
               world.threads[i].key, i == world.current ? " (current)" : "");
}

void sim_fail(const char *format, ...)
{
    va_list arguments;

    print_history();
    printf("# seed=%llu: ", (unsigned long long)world.seed);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
    _exit(1);
}

uint64_t sim_history(void)
{
    return world.history;
}

/* ---- The baton ---- */

static void futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
    syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL,
            0);
}

static void await_baton(void)
{
    _Atomic uint32_t *baton = &world.threads[self].baton;

    while (atomic_exchange(baton, 0) == 0)
        futex(baton, FUTEX_WAIT, 0);
}

static void pass_baton(unsigned to)
{
    world.current = to;
    atomic_store(&world.threads[to].baton, 1);
    futex(&world.threads[to].baton, FUTEX_WAKE, 1);
}

static unsigned count_runnable(void)
{
    unsigned count = 0;

    for (unsigned i = 0; i < world.thread_count; i++)
        count += world.threads[i].state == RUNNABLE;
    return count;
}

static struct thread *earliest_sleeper(void)
{
    struct thread *earliest = NULL;

    for (unsigned i = 0; i < world.thread_count; i++) {
        struct thread *thread = &world.threads[i];

        if (thread->state == SLEEPING && thread->deadline_ns != SIM_NEVER &&
            (earliest == NULL || thread->deadline_ns < earliest->deadline_ns))
            earliest = thread;
    }
    return earliest;
}

/* Lets a deadline pass: when nothing else can happen, and now and then while
 * something could, as if the others were slow. */
static void pass_time(void)
{
    struct thread *sleeper = earliest_sleeper();

    if (sleeper == NULL || (count_runnable() > 0 && !sim_chance(world.early)))
        return;
    if (world.now_ns < sleeper->deadline_ns)
        world.now_ns = sleeper->deadline_ns;
    sleeper->timed_out = true;
    sleeper->state = RUNNABLE;
}

static unsigned pick_random(void)
{
    uint64_t wanted = sim_random(count_runnable());

    for (unsigned i = 0;; i++)
        if (world.threads[i].state == RUNNABLE && wanted-- == 0)
            return i;
}

static unsigned pick_highest(void)
{
    unsigned best = SIM_THREADS_MAX;

    for (unsigned i = 0; i < world.thread_count; i++)
        if (world.threads[i].state == RUNNABLE &&
            (best == SIM_THREADS_MAX ||
             world.threads[i].priority > world.threads[best].priority))
            best = i;
    return best;
}

static unsigned pick(void)
{
    pass_time();
    if (count_runnable() == 0)
        sim_fail("nobody can run: a wake-up or a packet was lost");
    return world.by_priority ? pick_highest() : pick_random();
}

static void reschedule(void)
{
    unsigned next = pick();

    remember(next);
    if (next == self)
        return;
    pass_baton(next);
    if (world.threads[self].state != ENDED)
        await_baton();
}

static unsigned new_gap(void)
{
    return 1 + (unsigned)sim_random(2 * world.gap);
}

static void demote(void)
{
    world.threads[self].priority = --world.next_low;
}

static void count_points(unsigned count)
{
    world.points += count;
    if (world.points > POINTS_MAX)
        sim_fail("no end in sight: somebody runs in circles");
}

void sim_point(void)
{
    if (!world.running || --world.until_break > 0)
        return;
    world.until_break = new_gap();
    count_points(world.until_break);
    demote();
    reschedule();
}

void sim_yield(void)
{
    count_points(1);
    demote();
    reschedule();
}

int sim_sleep(const void *key, uint64_t deadline_ns)
{
    struct thread *thread = &world.threads[self];

    thread->state = SLEEPING;
    thread->key = key;
    thread->deadline_ns = deadline_ns;
    thread->timed_out = false;
    reschedule();
    thread->key = NULL;
    return thread->timed_out ? -ETIMEDOUT : 0;
}

static unsigned count_sleepers(const void *key)
{
    unsigned count = 0;

    for (unsigned i = 0; i < world.thread_count; i++)
        count +=
            world.threads[i].state == SLEEPING && world.threads[i].key == key;
    return count;
}

static void wake_one(const void *key, uint64_t which)
{
    for (unsigned i = 0; i < world.thread_count; i++) {
        struct thread *thread = &world.threads[i];

        if (thread->state != SLEEPING || thread->key != key || which-- != 0)
            continue;
        thread->state = RUNNABLE;
        return;
    }
}

void sim_wake(const void *key, int count)
{
    unsigned sleepers;

    while (count-- > 0 && (sleepers = count_sleepers(key)) > 0)
        wake_one(key, sim_random(sleepers));
}

void sim_settle(void)
{
    struct thread *sleeper;

    do {
        while (count_runnable() > 1)
            sim_yield();
        sleeper = earliest_sleeper();
        if (sleeper != NULL)
            sim_sleep(&world, sleeper->deadline_ns + 1);
    } while (sleeper != NULL);
}

/* ---- Time and threads ---- */

uint64_t sim_now_ns(void)
{
    return world.now_ns += 1000;
}

unsigned sim_self(void)
{
    return self;
}

bool sim_is_asleep(unsigned thread)
{
    return world.threads[thread].state == SLEEPING;
}

/* The last thing a thread does: destructors of the library run in the rounds
 * before (POSIX promises four). */
static void on_thread_end(void *value)
{
    if (++end_rounds < 4) {
        pthread_setspecific(world.end_key, value);
        return;
    }
    sim_log("thread ends");
    checker_thread_ended();
    world.threads[self].state = ENDED;
    reschedule();
}

static void *thread_main(void *argument)
{
    struct thread *thread = argument;

    self = (unsigned)(thread - world.threads);
    pthread_setspecific(world.end_key, thread);
    await_baton();
    sim_log("thread begins");
    return thread->run(thread->argument);
}

int sim_thread_create(void *(*run)(void *), void *argument)
{
    struct thread *thread = &world.threads[world.thread_count];
    pthread_attr_t attributes;
    pthread_t unused;
    int rc;

    if (world.thread_count == SIM_THREADS_MAX)
        sim_fail("more threads than the simulator has room for");
    thread->run = run;
    thread->argument = argument;
    thread->priority = FIRST_LOW + (unsigned)sim_random(1000);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    rc = __real_pthread_create(&unused, &attributes, thread_main, thread);
    pthread_attr_destroy(&attributes);
    if (rc != 0)
        sim_fail("the machine has no thread for us: %s", strerror(rc));
    thread->state = RUNNABLE;
    world.thread_count++;
    sim_point();
    return 0;
}

void sim_begin(uint64_t seed, bool trace)
{
    static const unsigned gaps[] = {2, 5, 12, 40, 150};

    world.seed = seed;
    world.dice = seed * 0xD1342543DE82EF95u + 1;
    world.trace = trace;
    world.now_ns = 1000000000;
    world.history = 0xCBF29CE484222325u;
    world.gap = gaps[sim_random(sizeof gaps / sizeof *gaps)];
    world.by_priority = sim_chance(3);
    world.next_low = FIRST_LOW;
    world.early = sim_chance(2) ? 0 : 20;
    world.until_break = new_gap();
    world.thread_count = 1;
    world.threads[0].state = RUNNABLE;
    world.threads[0].priority = FIRST_LOW + 500;
    pthread_key_create(&world.end_key, on_thread_end);
    world.running = true;
}
