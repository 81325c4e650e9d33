/* Threads that block where the library does not see it: their slot is given to
 * another thread, is theirs again when they come back, and the looking costs
 * nothing while nobody needs the answer. */
#include <windows.h>

#include <dirent.h>
#include <iocp/linux.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "harness/tap.h"

#define WORKERS 4
#define PATIENCE_MS tap_scaled(15000)

enum task { QUIT, NOTHING, READ, LOCK, POLL, SLEEP, SPIN, READ_AND_SPIN };

static struct {
    HANDLE port, threads[WORKERS];
    int ends[2];
    pthread_mutex_t mutex;
    _Atomic int taken, ended, woke, spins; /* spins: until it is 0 */
} crew;

static void until(_Atomic int *word, int value)
{
    while (atomic_load(word) != value)
        ;
}

static void read_byte(void)
{
    char byte;

    CHECK(read(crew.ends[0], &byte, 1) == 1);
    atomic_fetch_add(&crew.woke, 1);
}

static void perform(enum task task)
{
    struct pollfd readable = {.fd = crew.ends[0], .events = POLLIN};
    const struct timespec a_moment = {.tv_nsec = 20000000};

    if (task == READ || task == READ_AND_SPIN)
        read_byte();
    if (task == LOCK) {
        pthread_mutex_lock(&crew.mutex);
        pthread_mutex_unlock(&crew.mutex);
    }
    if (task == POLL)
        CHECK(poll(&readable, 1, -1) == 1);
    if (task == SLEEP)
        nanosleep(&a_moment, NULL);
    if (task == SPIN || task == READ_AND_SPIN)
        until(&crew.spins, 0);
}

static DWORD WINAPI work(void *unused)
{
    OVERLAPPED *overlapped;
    ULONG_PTR task;
    DWORD bytes;

    (void)unused;
    while (GetQueuedCompletionStatus(crew.port, &bytes, &task, &overlapped,
                                     INFINITE)) {
        atomic_fetch_add(&crew.taken, 1);
        if (task == QUIT)
            break;
        perform((enum task)task);
        atomic_fetch_add(&crew.ended, 1);
    }
    return 0;
}

static IOCP_PORT_STATISTICS statistics(void)
{
    IOCP_PORT_STATISTICS now;

    CHECK(IocpGetPortStatistics(crew.port, &now, sizeof now));
    return now;
}

#define WAIT_UNTIL(condition)                                                  \
    ({                                                                         \
        ULONGLONG end_ = GetTickCount64() + PATIENCE_MS;                       \
                                                                               \
        while (!(condition) && GetTickCount64() < end_)                        \
            Sleep(1);                                                          \
        CHECK(condition);                                                      \
    })

static void give(enum task task)
{
    CHECK(PostQueuedCompletionStatus(crew.port, 0, task, NULL));
}

static void begin(DWORD concurrency)
{
    crew.port =
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, concurrency);
    CHECK(pipe(crew.ends) == 0);
    pthread_mutex_init(&crew.mutex, NULL);
    crew.taken = crew.ended = crew.woke = crew.spins = 0;
    for (int i = 0; i < WORKERS; i++)
        crew.threads[i] = CreateThread(NULL, 0, work, NULL, 0, NULL);
    WAIT_UNTIL(statistics().Parked == WORKERS);
}

static void let_read(void)
{
    CHECK(write(crew.ends[1], "x", 1) == 1);
}

static void end(void)
{
    for (int i = 0; i < WORKERS; i++)
        give(QUIT);
    for (int i = 0; i < WORKERS; i++) {
        CHECK(WaitForSingleObject(crew.threads[i], PATIENCE_MS) ==
              WAIT_OBJECT_0);
        CloseHandle(crew.threads[i]);
    }
    CHECK(statistics().Running == 0, "%u run", statistics().Running);
    CloseHandle(crew.port);
    close(crew.ends[0]);
    close(crew.ends[1]);
}

/* ---- Giving the slot away ---- */

/* With a limit of one the second packet is taken while the first blocks. */
static void blocks_and_another_runs(enum task task)
{
    give(task);
    WAIT_UNTIL(crew.taken == 1);
    give(NOTHING);
    WAIT_UNTIL(crew.taken == 2 && crew.ended == 1);
    CHECK(statistics().Delivered == 2);
}

static void read_gives_slot(void)
{
    begin(1);
    blocks_and_another_runs(READ);
    let_read();
    WAIT_UNTIL(crew.ended == 2);
    end();
}

static void poll_gives_slot(void)
{
    begin(1);
    blocks_and_another_runs(POLL);
    let_read();
    WAIT_UNTIL(crew.ended == 2);
    end();
}

static void mutex_gives_slot(void)
{
    begin(1);
    pthread_mutex_lock(&crew.mutex);
    blocks_and_another_runs(LOCK);
    pthread_mutex_unlock(&crew.mutex);
    WAIT_UNTIL(crew.ended == 2);
    end();
}

/* All that block are found, one after the other, and the last packet still has
 * a thread. */
static void each_that_blocks_is_found(void)
{
    begin(1);
    for (int i = 0; i < WORKERS - 1; i++)
        give(READ);
    give(NOTHING);
    WAIT_UNTIL(crew.taken == WORKERS && crew.ended == 1);
    CHECK(statistics().Running == 0 && statistics().Parked == 1);
    for (int i = 0; i < WORKERS - 1; i++)
        let_read();
    WAIT_UNTIL(crew.ended == WORKERS);
    end();
}

/* Claim:  who computes keeps its slot, however long and however often it is
 *         looked at. */
static void computing_keeps_slot(void)
{
    begin(1);
    crew.spins = 1;
    give(SPIN);
    WAIT_UNTIL(crew.taken == 1);
    give(NOTHING);
    for (int i = 0; i < 100; i++) {
        Sleep(1);
        CHECK(crew.taken == 1 && statistics().Queued == 1);
    }
    crew.spins = 0;
    WAIT_UNTIL(crew.ended == 2);
    end();
}

/* ---- Taking it back ---- */

/* A woken one counts again, beyond the limit, and nothing is given out until
 * fewer run than may. */
static void woken_takes_slot_back(void)
{
    begin(1);
    crew.spins = 1;
    give(READ_AND_SPIN);
    WAIT_UNTIL(crew.taken == 1);
    give(SPIN);
    WAIT_UNTIL(crew.taken == 2);
    CHECK(statistics().Running == 1);
    let_read();
    WAIT_UNTIL(crew.woke == 1);
    give(NOTHING); /* now it matters whether the first is back */
    WAIT_UNTIL(statistics().Running == 2);
    CHECK(crew.taken == 2 && statistics().Queued == 1);
    crew.spins = 0;
    WAIT_UNTIL(crew.ended == 3);
    end();
}

/* Its next call says as much, though nobody looked: inside a blocking call of
 * the library it does not count, behind it it does. */
static void own_call_takes_slot_back(void)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;

    begin(1);
    CHECK(PostQueuedCompletionStatus(crew.port, 0, NOTHING, NULL));
    WAIT_UNTIL(crew.ended == 1);
    for (int i = 0; i < WORKERS; i++)
        give(QUIT);
    WAIT_UNTIL(statistics().Running == 0 && crew.taken == 1 + WORKERS);
    /* We are the only one, and not seen: nobody else is parked. */
    CHECK(!GetQueuedCompletionStatus(crew.port, &bytes, &key, &overlapped, 0));
    CHECK(statistics().Running == 1);
    Sleep(1);
    CHECK(statistics().Running == 1);
    IocpEnterBlocking();
    CHECK(statistics().Running == 0);
    IocpLeaveBlocking();
    CHECK(statistics().Running == 1);
    CHECK(
        CloseHandle(CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0)));
    for (int i = 0; i < WORKERS; i++)
        CloseHandle(crew.threads[i]);
    CloseHandle(crew.port);
    close(crew.ends[0]);
    close(crew.ends[1]);
}

/* ---- What it costs ---- */

#ifdef __SANITIZE_THREAD__
#define OWN_TICKS 1
#else
#define OWN_TICKS 0
#endif

/* How often threads of this process have given up their processor to wait, the
 * calling one left out. */
static unsigned long waits_of_others(void)
{
    DIR *tasks = opendir("/proc/self/task");
    unsigned long all = 0, waits;
    struct dirent *task;
    char line[256];

    while ((task = readdir(tasks)) != NULL) {
        char path[512];
        FILE *status;

        if (task->d_name[0] == '.' || atoi(task->d_name) == gettid())
            continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        status = fopen(path, "re");
        while (status != NULL && fgets(line, sizeof line, status) != NULL)
            if (sscanf(line, "voluntary_ctxt_switches: %lu", &waits) == 1)
                all += waits;
        if (status != NULL)
            fclose(status);
    }
    closedir(tasks);
    return all;
}

/* Until nobody does anything any more, then for half a second. */
static unsigned long wake_ups(void)
{
    unsigned long before, now = waits_of_others();

    do {
        tap_settle(50);
        before = now;
        now = waits_of_others();
    } while (now != before);
    Sleep(500);
    return waits_of_others() - now;
}

static void nobody_wakes_below_the_limit(void)
{
    if (OWN_TICKS)
        SKIP("a thread of the sanitizer's wakes up by itself");
    begin(2);
    give(READ);
    WAIT_UNTIL(crew.taken == 1);
    CHECK(wake_ups() == 0);
    let_read();
    WAIT_UNTIL(crew.ended == 1);
    CHECK(wake_ups() == 0);
    end();
}

static void nobody_wakes_at_the_limit(void)
{
    if (OWN_TICKS)
        SKIP("a thread of the sanitizer's wakes up by itself");
    begin(1);
    give(READ);
    WAIT_UNTIL(crew.taken == 1);
    CHECK(wake_ups() == 0); /* there is no packet */
    give(READ);
    WAIT_UNTIL(crew.taken == 2); /* so the look-out runs */
    CHECK(wake_ups() == 0);
    give(NOTHING);
    WAIT_UNTIL(crew.ended == 1);
    CHECK(wake_ups() == 0); /* two are away, two are parked */
    for (int i = 0; i < 2; i++)
        let_read();
    WAIT_UNTIL(crew.ended == 3);
    end();
}

static void nobody_wakes_without_a_parked_thread(void)
{
    if (OWN_TICKS)
        SKIP("a thread of the sanitizer's wakes up by itself");
    begin(1);
    for (int i = 0; i < WORKERS; i++)
        give(READ);
    WAIT_UNTIL(crew.taken == WORKERS);
    give(NOTHING);
    CHECK(wake_ups() == 0 && statistics().Queued == 1);
    for (int i = 0; i < WORKERS; i++)
        let_read();
    WAIT_UNTIL(crew.ended == WORKERS + 1);
    end();
}

static DWORD WINAPI takes_and_works(void *unused)
{
    OVERLAPPED *overlapped;
    ULONG_PTR task;
    DWORD bytes;

    (void)unused;
    CHECK(GetQueuedCompletionStatus(crew.port, &bytes, &task, &overlapped,
                                    INFINITE));
    atomic_fetch_add(&crew.taken, 1);
    perform((enum task)task);
    return 0;
}

/* Also of a thread that never waited: its packet was there. */
static void first_packet_gives_slot(void)
{
    HANDLE first, second;

    crew.port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    CHECK(pipe(crew.ends) == 0);
    crew.taken = crew.woke = 0;
    give(READ);
    give(NOTHING);
    first = CreateThread(NULL, 0, takes_and_works, NULL, 0, NULL);
    WAIT_UNTIL(crew.taken == 1);
    second = CreateThread(NULL, 0, takes_and_works, NULL, 0, NULL);
    CHECK(WaitForSingleObject(second, PATIENCE_MS) == WAIT_OBJECT_0);
    CHECK(crew.woke == 0 && crew.taken == 2);
    let_read();
    CHECK(WaitForSingleObject(first, INFINITE) == WAIT_OBJECT_0);
    CloseHandle(first);
    CloseHandle(second);
    CloseHandle(crew.port);
}

TAP_MAIN(CASE(read_gives_slot), CASE(first_packet_gives_slot),
         CASE(poll_gives_slot), CASE(mutex_gives_slot),
         CASE(each_that_blocks_is_found), CASE(computing_keeps_slot),
         CASE(woken_takes_slot_back), CASE(own_call_takes_slot_back),
         CASE(nobody_wakes_below_the_limit), CASE(nobody_wakes_at_the_limit),
         CASE(nobody_wakes_without_a_parked_thread))
