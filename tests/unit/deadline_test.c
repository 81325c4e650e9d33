/* Deadlines (their heap: heap_test.c). That something does not expire is seen
 * by another deadline, later on the same clock, that does. */
#include "sync/deadline.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lock.h"
#include "harness/tap.h"
#include "iocp/errors.h"
#include "sys/futex.h"

#define MS INT64_C(-10000) /* a relative one of a millisecond */
#define UNIX_EPOCH 116444736000000000

struct watched {
    struct deadline deadline;
    _Atomic uint32_t count; /* how often it expired; a futex */
    int64_t when_ns;        /* the last time, monotonic */
    int64_t due_ns;         /* what it was set to then */
    unsigned order;         /* among all */
};

static unsigned expired; /* of the one thread */

/* For one that others set meanwhile: what it was set to is not read. */
static void note_count(struct deadline *deadline)
{
    struct watched *watched = (struct watched *)deadline;

    atomic_fetch_add(&watched->count, 1);
    futex_wake(&watched->count, INT32_MAX);
}

static void note(struct deadline *deadline)
{
    struct watched *watched = (struct watched *)deadline;

    watched->when_ns = (int64_t)clock_now_ns();
    watched->due_ns = deadline->due_ns;
    watched->order = ++expired;
    note_count(deadline);
}

static void watched_init(struct watched *watched)
{
    deadline_init(&watched->deadline, note);
    atomic_init(&watched->count, 0);
}

static void await_count(_Atomic uint32_t *count, uint32_t least)
{
    uint32_t seen;

    while ((seen = atomic_load(count)) < least)
        futex_wait(count, seen, CLOCK_NEVER);
}

/* It expired, and its callback is over. */
static void await_end(struct watched *watched)
{
    await_count(&watched->count, 1);
    deadline_settle(&watched->deadline);
}

static bool set(struct watched *watched, int64_t due)
{
    return CHECK(deadline_set(&watched->deadline, due) == STATUS_SUCCESS);
}

static int64_t file_time_now(void)
{
    return UNIX_EPOCH + (int64_t)(clock_wall_ns() / 100);
}

/* ---- When they expire ---- */

static void relative_counts_from_now(void)
{
    struct watched watched;
    int64_t began = (int64_t)clock_now_ns();

    watched_init(&watched);
    set(&watched, 20 * MS);
    await_end(&watched);
    CHECK(watched.when_ns >= began + 20000000);
    CHECK(!deadline_is_set(&watched.deadline));
    CHECK(!deadline_cancel(&watched.deadline));
}

static void absolute_is_a_time_of_the_wall(void)
{
    struct watched soon, over;
    int64_t due = file_time_now() + 200000;

    watched_init(&soon);
    watched_init(&over);
    set(&soon, due);
    set(&over, 1); /* 1601 */
    await_end(&over);
    await_end(&soon);
    CHECK(file_time_now() >= due);
}

static struct lock outer = LOCK_INITIALISER(LOCK_POOL);

static void note_under_lock(struct deadline *deadline)
{
    lock_take(&outer);
    note(deadline);
    lock_drop(&outer);
}

/* 0 is over when it is set, and expires on the thread all the same. */
static void at_once_is_never_in_the_call(void)
{
    struct watched watched;

    watched_init(&watched);
    watched.deadline.expire = note_under_lock;
    lock_take(&outer);
    set(&watched, 0);
    CHECK(atomic_load(&watched.count) == 0);
    lock_drop(&outer);
    await_end(&watched);
}

static void far_ones_never_come(void)
{
    struct watched late[3], soon;
    static const int64_t dues[] = {INT64_MIN, -INT64_MAX, INT64_MAX};

    watched_init(&soon);
    for (int i = 0; i < 3; i++) {
        watched_init(&late[i]);
        set(&late[i], dues[i]);
    }
    set(&soon, 5 * MS);
    await_end(&soon);
    for (int i = 0; i < 3; i++) {
        CHECK(deadline_is_set(&late[i].deadline));
        CHECK(deadline_cancel(&late[i].deadline));
        CHECK(atomic_load(&late[i].count) == 0);
    }
}

static void a_second_setting_replaces_the_first(void)
{
    struct watched moved, cancelled, last;

    watched_init(&moved);
    watched_init(&cancelled);
    watched_init(&last);
    set(&moved, 3600000 * MS);
    set(&moved, 10 * MS); /* earlier than the timer was set to */
    set(&cancelled, 3600000 * MS);
    CHECK(deadline_cancel(&cancelled.deadline));
    CHECK(!deadline_cancel(&cancelled.deadline));
    await_end(&moved);
    CHECK(atomic_load(&moved.count) == 1);
    CHECK(atomic_load(&cancelled.count) == 0);
    set(&last, 1500 * MS);
    set(&last, 1600 * MS); /* later: the timer runs out in vain */
    await_end(&last);
    CHECK(atomic_load(&last.count) == 1);
}

/* ---- Many ---- */

static unsigned long sleeps_of(const char *task)
{
    unsigned long count = 0;
    char path[300], line[128];
    FILE *file;

    snprintf(path, sizeof path, "/proc/self/task/%s/status", task);
    file = fopen(path, "r");
    if (file == NULL)
        return 0;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "voluntary_ctxt_switches: %lu", &count) == 1)
            break;
    fclose(file);
    return count;
}

/* How many there are; *sleeps: how often the last one went to sleep. */
static unsigned library_threads(unsigned long *sleeps)
{
    DIR *tasks = opendir("/proc/self/task");
    struct dirent *entry;
    unsigned count = 0;
    char path[300], name[32];

    while ((entry = readdir(tasks)) != NULL) {
        FILE *file;

        snprintf(path, sizeof path, "/proc/self/task/%s/comm", entry->d_name);
        file = fopen(path, "r");
        if (file == NULL)
            continue;
        if (fgets(name, sizeof name, file) != NULL &&
            strncmp(name, "iocp-", 5) == 0) {
            count++;
            *sleeps = sleeps_of(entry->d_name);
        }
        fclose(file);
    }
    closedir(tasks);
    return count;
}

#define MANY 5000u

static int by_order(const void *one, const void *other)
{
    const struct watched *a = *(struct watched *const *)one;
    const struct watched *b = *(struct watched *const *)other;

    return a->order < b->order ? -1 : 1;
}

static void thousands_cost_one_thread(void)
{
    static struct watched many[MANY];
    static struct watched *sorted[MANY];
    unsigned long sleeps;

    srandom(2);
    for (unsigned i = 0; i < MANY; i++) {
        watched_init(&many[i]);
        sorted[i] = &many[i];
        set(&many[i], MS * 100 - random() % 100000);
    }
    CHECK(library_threads(&sleeps) == 1);
    for (unsigned i = 0; i < MANY; i++)
        await_end(&many[i]);
    qsort(sorted, MANY, sizeof *sorted, by_order);
    for (unsigned i = 1; i < MANY; i++)
        if (!CHECK(sorted[i - 1]->due_ns <= sorted[i]->due_ns))
            return;
}

/* What is set and cancelled before its time costs the thread nothing. */
static void far_ones_wake_nobody(void)
{
    struct watched first, far_off;
    unsigned long before = 0, after = 0;

    watched_init(&first);
    watched_init(&far_off);
    set(&first, 0);
    await_end(&first);
    CHECK(library_threads(&before) == 1);
    for (int i = 0; i < 1000; i++) {
        set(&far_off, (3600000 - i) * MS); /* each the earliest so far */
        CHECK(deadline_cancel(&far_off.deadline));
    }
    CHECK(library_threads(&after) == 1);
    /* It may have been on its way to sleep at the first look. */
    CHECK(after - before <= 2, "%lu wake-ups", after - before);
}

/* ---- Again and again ---- */

#define PERIOD 3000000u

static void note_and_repeat(struct deadline *deadline)
{
    struct watched *watched = (struct watched *)deadline;

    if (atomic_load(&watched->count) < 9)
        deadline_repeat(deadline, PERIOD);
    note(deadline);
}

static int64_t dues[10];

static void collect(struct deadline *deadline)
{
    struct watched *watched = (struct watched *)deadline;

    dues[atomic_load(&watched->count)] = deadline->due_ns;
    note_and_repeat(deadline);
}

static void repeated_ones_keep_their_phase(void)
{
    struct watched watched;

    watched_init(&watched);
    watched.deadline.expire = collect;
    set(&watched, MS);
    await_count(&watched.count, 10);
    deadline_settle(&watched.deadline);
    for (int i = 1; i < 10; i++) {
        CHECK(dues[i] > dues[i - 1]);
        CHECK((dues[i] - dues[0]) % PERIOD == 0);
    }
}

static void what_was_missed_is_left_out(void)
{
    struct watched watched;
    int64_t now = (int64_t)clock_now_ns();

    watched_init(&watched);
    watched.deadline.due_ns = now - 10 * (int64_t)1000000000 - 1;
    CHECK(deadline_set(&watched.deadline, 0) == STATUS_SUCCESS);
    await_end(&watched);
    watched.deadline.due_ns = now - 10 * (int64_t)1000000000 - 1;
    deadline_repeat(&watched.deadline, 3600u * UINT64_C(1000000000));
    CHECK(watched.deadline.due_ns == now + (3590 * (int64_t)1000000000) - 1);
    deadline_repeat(&watched.deadline, UINT64_MAX);
    CHECK(deadline_cancel(&watched.deadline));
    watched.deadline.due_ns = now - 2500000001;
    deadline_repeat(&watched.deadline, 1000000000);
    CHECK(watched.deadline.due_ns > now);
    CHECK((watched.deadline.due_ns - (now - 2500000001)) % 1000000000 == 0);
    CHECK(deadline_cancel(&watched.deadline));
}

/* After an absolute one the period counts on the clock that cannot be moved. */
static void absolute_ones_repeat_on_the_monotonic_clock(void)
{
    struct watched watched;

    watched_init(&watched);
    watched.deadline.expire = collect;
    set(&watched, file_time_now() + 10000);
    await_count(&watched.count, 3);
    deadline_cancel(&watched.deadline);
    deadline_settle(&watched.deadline);
    deadline_cancel(&watched.deadline); /* it may have repeated meanwhile */
    CHECK(dues[1] < (int64_t)clock_now_ns() && dues[2] > dues[1]);
    CHECK(dues[0] > (int64_t)clock_now_ns());
}

/* ---- The end of one ---- */

static _Atomic uint32_t entered, released;
static _Atomic bool ended;

static void linger(struct deadline *deadline)
{
    (void)deadline;
    atomic_store(&entered, 1);
    futex_wake(&entered, 1);
    await_count(&released, 1);
    atomic_store(&ended, true);
}

static void *let_go(void *unused)
{
    atomic_store(&released, 1);
    futex_wake(&released, 1);
    return unused;
}

static void settle_waits_for_what_runs(void)
{
    struct deadline deadline;
    pthread_t thread;

    deadline_init(&deadline, linger);
    CHECK(deadline_set(&deadline, 0) == STATUS_SUCCESS);
    await_count(&entered, 1);
    CHECK(!deadline_cancel(&deadline), "it runs, and cannot be cancelled");
    pthread_create(&thread, NULL, let_go, NULL);
    deadline_settle(&deadline);
    CHECK(atomic_load(&ended));
    pthread_join(thread, NULL);
}

static void free_it(struct deadline *deadline)
{
    free(deadline);
}

static void one_may_free_itself(void)
{
    struct watched after;

    for (int i = 0; i < 100; i++) {
        struct deadline *deadline = malloc(sizeof *deadline);

        deadline_init(deadline, free_it);
        CHECK(deadline_set(deadline, 0) == STATUS_SUCCESS);
    }
    watched_init(&after);
    set(&after, MS);
    await_end(&after);
}

/* ---- Races ---- */

#define RACERS 4u
#define ROUNDS 2000

static struct watched shared[8];

static void *set_and_cancel(void *seed)
{
    unsigned state = (unsigned)(uintptr_t)seed;

    for (int i = 0; i < ROUNDS; i++) {
        struct deadline *deadline =
            &shared[(unsigned)rand_r(&state) % 8].deadline;

        switch (rand_r(&state) % 4) {
        case 0:
            deadline_cancel(deadline);
            break;
        case 1:
            deadline_settle(deadline);
            break;
        default:
            deadline_set(deadline, -(rand_r(&state) % 300));
        }
    }
    return NULL;
}

static void everybody_at_once(void)
{
    pthread_t threads[RACERS];

    for (int i = 0; i < 8; i++) {
        watched_init(&shared[i]);
        shared[i].deadline.expire = note_count;
    }
    for (uintptr_t i = 0; i < RACERS; i++)
        pthread_create(&threads[i], NULL, set_and_cancel, (void *)i);
    for (unsigned i = 0; i < RACERS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 8; i++) {
        deadline_cancel(&shared[i].deadline);
        deadline_settle(&shared[i].deadline);
        atomic_store(&shared[i].count, 0);
        set(&shared[i], 0);
        await_end(&shared[i]);
    }
}

/* ---- fork() ---- */

static int in_the_child(struct watched *parents)
{
    struct watched own;

    if (deadline_is_set(&parents->deadline))
        return 1;
    watched_init(&own);
    if (deadline_set(&own.deadline, MS) != STATUS_SUCCESS ||
        deadline_set(&parents->deadline, MS) != STATUS_SUCCESS)
        return 2;
    await_end(&own);
    await_end(parents);
    return 0;
}

static void a_child_of_fork_has_its_own(void)
{
    struct watched parents;
    int status = -1;
    pid_t child;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    SKIP("the sanitizer has no threads in a child of fork");
#endif
    watched_init(&parents);
    set(&parents, 3600000 * MS);
    child = fork();
    if (child == 0)
        _exit(in_the_child(&parents));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    CHECK(status == 0, "status %#x", (unsigned)status);
    CHECK(deadline_cancel(&parents.deadline));
    CHECK(atomic_load(&parents.count) == 0);
}

TAP_MAIN(CASE(relative_counts_from_now), CASE(absolute_is_a_time_of_the_wall),
         CASE(at_once_is_never_in_the_call), CASE(far_ones_never_come),
         CASE(a_second_setting_replaces_the_first),
         CASE(thousands_cost_one_thread), CASE(far_ones_wake_nobody),
         CASE(repeated_ones_keep_their_phase),
         CASE(what_was_missed_is_left_out),
         CASE(absolute_ones_repeat_on_the_monotonic_clock),
         CASE(settle_waits_for_what_runs), CASE(one_may_free_itself),
         CASE(everybody_at_once), CASE(a_child_of_fork_has_its_own))
