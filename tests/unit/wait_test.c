/* The dispatcher under load: no wake-up is lost, an auto-reset signal releases
 * exactly one, a wait for all takes all or nothing. A lost wake-up shows as a
 * case that hangs; its deadline fails it.
 *
 * The port side is a pair of counters here, so no library thread runs. */
#include "sync/wait.h"

#include <pthread.h>
#include <sched.h>

#include "base/clock.h"
#include "harness/tap.h"
#include "port/concurrency.h"

static _Atomic unsigned blocks, unblocks;

void concurrency_block(void)
{
    atomic_fetch_add(&blocks, 1);
}

void concurrency_unblock(void)
{
    atomic_fetch_add(&unblocks, 1);
}

#define THREADS_MAX 100u

static pthread_t threads[THREADS_MAX];

static void threads_start(unsigned count, void *(*run)(void *))
{
    for (uintptr_t i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, run, (void *)i);
}

static void threads_join(unsigned count)
{
    while (count-- > 0)
        pthread_join(threads[count], NULL);
}

static uint64_t in_ms(unsigned ms)
{
    return clock_now_ns() + (uint64_t)tap_scaled(ms) * 1000000u;
}

/* Until that many wait blocks are linked to the object. */
static void await_watchers(struct waitable *waitable, unsigned count)
{
    while (atomic_load(&waitable->watchers) != count)
        sched_yield();
}

/* ---- One thread ---- */

static void auto_reset_is_consumed_once(void)
{
    struct waitable event;

    waitable_init(&event, true, true);
    CHECK(waitable_wait(&event, CLOCK_NOW));
    CHECK(!waitable_wait(&event, CLOCK_NOW));
    waitable_set(&event);
    waitable_set(&event); /* merges with the first */
    CHECK(waitable_wait(&event, CLOCK_NEVER));
    CHECK(!waitable_wait(&event, CLOCK_NOW));
    CHECK(atomic_load(&blocks) == 0, "a wait that need not block blocked");
}

static void manual_reset_stays(void)
{
    struct waitable event;

    waitable_init(&event, false, false);
    CHECK(!waitable_wait(&event, CLOCK_NOW));
    waitable_set(&event);
    CHECK(waitable_wait(&event, CLOCK_NOW));
    CHECK(waitable_wait(&event, CLOCK_NEVER));
    waitable_reset(&event);
    CHECK(!waitable_wait(&event, CLOCK_NOW));
}

static void a_deadline_ends_the_wait(void)
{
    struct waitable event;
    uint64_t before = clock_now_ns();

    waitable_init(&event, true, false);
    CHECK(!waitable_wait(&event, before + 20000000u));
    CHECK(clock_now_ns() - before >= 20000000u);
    CHECK(atomic_load(&event.watchers) == 0);
    CHECK(atomic_load(&blocks) == 1 && atomic_load(&unblocks) == 1);
}

static void any_takes_the_lowest_index_only(void)
{
    struct waitable events[WAIT_MANY_MAX];
    struct waitable *list[WAIT_MANY_MAX];
    unsigned index = 99;

    for (unsigned i = 0; i < WAIT_MANY_MAX; i++) {
        waitable_init(&events[i], true, i == 40 || i == 63);
        list[i] = &events[i];
    }
    CHECK(wait_many(list, WAIT_MANY_MAX, false, CLOCK_NEVER, &index));
    CHECK(index == 40, "index %u", index);
    CHECK(wait_many(list, WAIT_MANY_MAX, false, CLOCK_NEVER, &index));
    CHECK(index == 63, "index %u", index);
    CHECK(!wait_many(list, WAIT_MANY_MAX, false, CLOCK_NOW, &index));
}

static void all_consumes_nothing_at_the_deadline(void)
{
    struct waitable one, two, manual;
    struct waitable *list[] = {&one, &manual, &two};
    unsigned index = 99;

    waitable_init(&one, true, true);
    waitable_init(&two, true, false);
    waitable_init(&manual, false, true);
    CHECK(!wait_many(list, 3, true, CLOCK_NOW, &index));
    CHECK(!wait_many(list, 3, true, in_ms(5), &index));
    CHECK(atomic_load(&one.signalled) == 1);
    waitable_set(&two);
    CHECK(wait_many(list, 3, true, CLOCK_NOW, &index) && index == 0);
    CHECK(atomic_load(&one.signalled) == 0 && atomic_load(&two.signalled) == 0);
    CHECK(atomic_load(&manual.signalled) == 1);
}

/* ---- Release ---- */

static struct waitable gate, done;
static _Atomic unsigned released, order[THREADS_MAX];

static void *wait_at_gate(void *id)
{
    waitable_wait(&gate, CLOCK_NEVER);
    order[atomic_fetch_add(&released, 1)] = (unsigned)(uintptr_t)id;
    waitable_set(&done);
    return NULL;
}

static void auto_reset_releases_one_oldest_first(void)
{
    const unsigned count = 12;

    waitable_init(&gate, true, false);
    waitable_init(&done, true, false);
    for (uintptr_t i = 0; i < count; i++) {
        pthread_create(&threads[i], NULL, wait_at_gate, (void *)i);
        await_watchers(&gate, (unsigned)i + 1);
    }
    for (unsigned i = 0; i < count; i++) {
        waitable_set(&gate);
        waitable_wait(&done, CLOCK_NEVER);
        CHECK(released == i + 1, "%u released by %u signals", released, i + 1);
        CHECK(order[i] == i, "thread %u came %u", order[i], i);
        CHECK(atomic_load(&gate.watchers) == count - i - 1);
    }
    threads_join(count);
    CHECK(blocks == unblocks);
}

/* More than one batch of wake-ups. */
static void manual_reset_releases_everyone(void)
{
    waitable_init(&gate, false, false);
    waitable_init(&done, true, false);
    threads_start(THREADS_MAX, wait_at_gate);
    await_watchers(&gate, THREADS_MAX);
    waitable_set(&gate);
    threads_join(THREADS_MAX);
    CHECK(released == THREADS_MAX && gate.watchers == 0);
}

static void pulse_releases_who_waits_now(void)
{
    waitable_init(&gate, false, false);
    waitable_init(&done, true, false);
    threads_start(8, wait_at_gate);
    await_watchers(&gate, 8);
    waitable_pulse(&gate);
    threads_join(8);
    CHECK(released == 8);
    CHECK(!waitable_wait(&gate, CLOCK_NOW), "a pulse left the signal");
}

/* ---- Lost wake-ups ---- */

static struct waitable ball[2];

static void *play(void *side)
{
    uintptr_t me = (uintptr_t)side;

    for (unsigned i = 0; i < 100000; i++) {
        waitable_wait(&ball[me], CLOCK_NEVER);
        waitable_set(&ball[1 - me]);
    }
    return NULL;
}

static void ping_pong_loses_no_wake(void)
{
    waitable_init(&ball[0], true, true);
    waitable_init(&ball[1], true, false);
    threads_start(2, play);
    threads_join(2);
    CHECK(ball[0].signalled == 1 && ball[1].signalled == 0);
}

static struct waitable token;
static _Atomic unsigned taken;
static _Atomic int stop;

/* Waits of all lengths, so that deadlines meet signals. */
static void *take_tokens(void *id)
{
    unsigned length = (unsigned)(uintptr_t)id;

    while (!stop) {
        length = length * 1103515245u + 12345u;
        if (waitable_wait(&token, clock_now_ns() + length % 60000u))
            atomic_fetch_add(&taken, 1);
    }
    return NULL;
}

static void deadlines_lose_no_signal(void)
{
    waitable_init(&token, true, false);
    threads_start(6, take_tokens);
    for (unsigned i = 0; i < 20000; i++) {
        waitable_set(&token);
        while (taken <= i)
            sched_yield();
    }
    CHECK(taken == 20000, "%u taken of 20000 signals", taken);
    stop = 1;
    threads_join(6);
    CHECK(token.watchers == 0);
}

/* ---- All at once ---- */

#define FORKS 5u

static struct waitable forks[FORKS];
static _Atomic unsigned holders[FORKS], collisions;

static void hold(unsigned fork)
{
    if (atomic_fetch_add(&holders[fork], 1) != 0)
        atomic_fetch_add(&collisions, 1);
}

static void let_go(unsigned fork)
{
    atomic_fetch_sub(&holders[fork], 1);
    waitable_set(&forks[fork]);
}

/* Taking one fork after the other would deadlock. */
static void *dine(void *seat)
{
    unsigned left = (unsigned)(uintptr_t)seat, right = (left + 1) % FORKS;
    struct waitable *both[] = {&forks[left], &forks[right]};
    unsigned index;

    for (unsigned i = 0; i < 20000; i++) {
        wait_many(both, 2, true, CLOCK_NEVER, &index);
        hold(left);
        hold(right);
        let_go(left);
        let_go(right);
    }
    return NULL;
}

/* Takes single forks without the lock, in between. */
static void *steal(void *seat)
{
    unsigned fork = (unsigned)(uintptr_t)seat % FORKS;

    while (!stop) {
        fork = (fork + 1) % FORKS;
        if (waitable_wait(&forks[fork], CLOCK_NOW)) {
            hold(fork);
            let_go(fork);
        }
    }
    return NULL;
}

static void all_takes_all_or_nothing(void)
{
    pthread_t thief;

    for (unsigned i = 0; i < FORKS; i++)
        waitable_init(&forks[i], true, true);
    threads_start(FORKS, dine);
    pthread_create(&thief, NULL, steal, NULL);
    threads_join(FORKS);
    stop = 1;
    pthread_join(thief, NULL);
    CHECK(collisions == 0, "%u times two held one fork", collisions);
    for (unsigned i = 0; i < FORKS; i++)
        CHECK(forks[i].signalled == 1, "fork %u is gone", i);
}

static struct waitable day, night;

static void linger(unsigned turns)
{
    for (volatile unsigned i = 0; i < turns; i++)
        continue;
}

/* Never both at once: a wait for both must never end. */
static void *alternate(void *unused)
{
    for (unsigned i = 0; !stop; i++) {
        waitable_set(&day);
        linger(i % 2000);
        waitable_reset(&day);
        waitable_set(&night);
        linger(i % 1000);
        waitable_reset(&night);
    }
    return unused;
}

/* Objects that are always signalled stand between the two, so that much can
 * happen while they are looked at. */
static void check_never_both(bool auto_reset)
{
    struct waitable between[WAIT_MANY_MAX], *list[WAIT_MANY_MAX];
    unsigned index;

    stop = 0;
    waitable_init(&day, auto_reset, false);
    waitable_init(&night, auto_reset, false);
    for (unsigned i = 0; i < WAIT_MANY_MAX; i++) {
        waitable_init(&between[i], false, true);
        list[i] = &between[i];
    }
    list[0] = &day;
    list[WAIT_MANY_MAX - 1] = &night;
    threads_start(1, alternate);
    for (unsigned i = 0; i < 20000; i++)
        if (wait_many(list, WAIT_MANY_MAX, true, clock_now_ns() + 1, &index)) {
            CHECK(0, "round %u: two moments taken for one", i);
            break;
        }
    stop = 1;
    threads_join(1);
}

static void all_means_at_one_moment(void)
{
    check_never_both(true);
    check_never_both(false);
}

/* ---- Computed objects ---- */

static struct {
    pthread_mutex_t mutex;
    unsigned items;
    struct waitable signal;
} shelf = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static bool shelf_poll(struct waitable *unused)
{
    bool full;

    (void)unused;
    pthread_mutex_lock(&shelf.mutex);
    full = shelf.items > 0;
    pthread_mutex_unlock(&shelf.mutex);
    return full;
}

static void shelf_put(void)
{
    pthread_mutex_lock(&shelf.mutex);
    shelf.items++;
    pthread_mutex_unlock(&shelf.mutex);
    waitable_notify(&shelf.signal);
}

static bool shelf_get(void)
{
    bool got;

    pthread_mutex_lock(&shelf.mutex);
    got = shelf.items > 0;
    if (got)
        shelf.items--;
    pthread_mutex_unlock(&shelf.mutex);
    return got;
}

static void shelf_init(void)
{
    waitable_init(&shelf.signal, false, false);
    shelf.signal.poll = shelf_poll;
}

#define ITEMS 20000u

static struct waitable closing;

static void *serve(void *unused)
{
    struct waitable *list[] = {&shelf.signal, &closing};
    unsigned index = 0;

    while (wait_many(list, 2, false, CLOCK_NEVER, &index) && index == 0)
        if (shelf_get() && atomic_fetch_add(&taken, 1) + 1 == ITEMS)
            waitable_set(&done);
    return unused;
}

static void computed_objects_lose_no_wake(void)
{
    shelf_init();
    waitable_init(&closing, false, false);
    waitable_init(&done, false, false);
    threads_start(4, serve);
    for (unsigned i = 0; i < ITEMS; i++) {
        shelf_put();
        if (i % 3 == 0)
            while (taken <= i)
                sched_yield();
    }
    waitable_wait(&done, CLOCK_NEVER);
    waitable_set(&closing);
    threads_join(4);
    CHECK(taken == ITEMS && shelf.signal.watchers == 0);
}

/* With one server nobody makes good for a change that it overlooks. */
static void a_computed_object_is_looked_at_after_registering(void)
{
    shelf_init();
    waitable_init(&closing, false, false);
    waitable_init(&done, false, false);
    threads_start(1, serve);
    for (unsigned i = 0; i < ITEMS; i++) {
        shelf_put();
        while (taken <= i)
            if (i % 2 == 0)
                sched_yield();
    }
    waitable_set(&closing);
    threads_join(1);
    CHECK(taken == ITEMS);
}

static void *await_both(void *unused)
{
    struct waitable *both[] = {&gate, &shelf.signal};
    unsigned index = 99;

    if (wait_many(both, 2, true, CLOCK_NEVER, &index) && index == 0)
        atomic_fetch_add(&released, 1);
    return unused;
}

static void all_with_a_computed_object(void)
{
    shelf_init();
    waitable_init(&gate, true, false);
    threads_start(1, await_both);
    await_watchers(&gate, 1);
    waitable_set(&gate); /* must not be taken alone */
    CHECK(gate.signalled == 1);
    shelf_put();
    threads_join(1);
    CHECK(released == 1 && gate.signalled == 0 && shelf.items == 1);

    threads_start(1, await_both); /* the item is still there */
    await_watchers(&gate, 1);
    waitable_set(&gate);
    threads_join(1);
    CHECK(released == 2 && gate.signalled == 0);
}

#define STRESS(name) CASE_LONG(name, 150) /* on a busy machine; hung after */
TAP_MAIN(CASE(auto_reset_is_consumed_once), CASE(manual_reset_stays),
         CASE(a_deadline_ends_the_wait), CASE(any_takes_the_lowest_index_only),
         CASE(all_consumes_nothing_at_the_deadline),
         CASE(auto_reset_releases_one_oldest_first),
         CASE(manual_reset_releases_everyone), CASE(all_with_a_computed_object),
         CASE(pulse_releases_who_waits_now), STRESS(ping_pong_loses_no_wake),
         STRESS(deadlines_lose_no_signal), STRESS(all_takes_all_or_nothing),
         STRESS(all_means_at_one_moment), STRESS(computed_objects_lose_no_wake),
         STRESS(a_computed_object_is_looked_at_after_registering))
