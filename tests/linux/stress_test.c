/* Everything that changes a running count, at once and at random: 64 threads, 8
 * ports, blocks of every kind, threads that go from port to port, that end and
 * are replaced. Linked with a port that tells of each drop of its lock, where
 * must hold, for every packet given out:
 *
 *   fewer than N ran before it. (A thread that wakes has its place back at
 *   once, so more than N may run, but then nothing is given out.)
 *
 * And each packet is delivered once. STRESS_SECONDS makes it last. */
#include <windows.h>

#include <iocp/linux.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "harness/tap.h"
#include "object/table.h"
#include "port/port.h"

#define PORTS 8
#define THREADS 64
#define PACKETS 10000u
#define OUTSTANDING 400u
#define SLOTS (1u << 16) /* more than are outstanding: numbers come again */

/* ---- What must hold ---- */

static struct {
    HANDLE handle;
    struct port *port;
    uint64_t delivered; /* (p) at the last drop of its lock */
} ports[PORTS];

static _Atomic unsigned too_many, kept_apart, given_out, seen_away;

static void look(struct port *port, uint64_t *delivered)
{
    if (port->delivered != *delivered) {
        given_out += (unsigned)(port->delivered - *delivered);
        too_many += port->running > port->concurrency;
    }
    *delivered = port->delivered;
    kept_apart += port->queue.count > 0 && port->parked_count > 0 &&
                  port->running < port->concurrency;
    seen_away += port->lookout.away > 0;
}

void __real_lock_forget_level(const struct lock *lock);
void __wrap_lock_forget_level(const struct lock *lock);

void __wrap_lock_forget_level(const struct lock *lock)
{
    for (int i = 0; i < PORTS; i++)
        if (ports[i].port != NULL && lock == &ports[i].port->lock)
            look(ports[i].port, &ports[i].delivered);
    __real_lock_forget_level(lock);
}

/* ---- Packets ---- */

static _Atomic unsigned char under_way[SLOTS];
static _Atomic unsigned outstanding, twice;

static void post(unsigned number)
{
    twice += atomic_exchange(&under_way[number % SLOTS], 1) != 0;
    outstanding++;
    CHECK(PostQueuedCompletionStatus(ports[rand() % PORTS].handle, 0, number,
                                     NULL));
}

static void delivered(unsigned number)
{
    twice += atomic_exchange(&under_way[number % SLOTS], 0) != 1;
    outstanding--;
}

/* ---- What threads do with them ---- */

static CRITICAL_SECTION section;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static HANDLE event, file;
static int ends[2];
static _Atomic int live, stop;

static void foreign_nap(void)
{
    const struct timespec nap = {.tv_nsec = 700000};

    nanosleep(&nap, NULL);
}

static void compute(void)
{
    for (volatile int i = 0; i < 2000; i++)
        ;
}

static void enter_section(void)
{
    EnterCriticalSection(&section);
    compute();
    LeaveCriticalSection(&section);
}

static void sleep_in_section(void)
{
    EnterCriticalSection(&section);
    Sleep(1);
    LeaveCriticalSection(&section);
}

static void sleep_a_moment(void)
{
    Sleep(1);
}

static void wait_in_vain(void)
{
    WaitForSingleObject(event, 1);
}

static void read_a_byte(void)
{
    OVERLAPPED where = {0};
    DWORD bytes;
    char byte;

    CHECK(ReadFile(file, &byte, 1, &bytes, &where) && bytes == 1);
}

static void nap_and_say_so(void)
{
    IocpEnterBlocking();
    foreign_nap();
    IocpLeaveBlocking();
}

static void nap_in_mutex(void)
{
    pthread_mutex_lock(&mutex);
    foreign_nap();
    pthread_mutex_unlock(&mutex);
}

static void poll_in_vain(void)
{
    struct pollfd never = {.fd = ends[0], .events = POLLIN};

    CHECK(poll(&never, 1, 1) == 0);
}

static void (*const acts[])(void) = {
    compute,        compute,      compute,        enter_section,
    wait_in_vain,   read_a_byte,  sleep_a_moment, sleep_in_section,
    nap_and_say_so, nap_in_mutex, poll_in_vain,   foreign_nap,
};

static DWORD WINAPI work(void *seed);

static void start(unsigned seed)
{
    HANDLE thread =
        CreateThread(NULL, 0, work, (void *)(ULONG_PTR)seed, 0, NULL);

    if (CHECK(thread != NULL))
        CloseHandle(thread);
}

/* One in eight times from another port; whoever finds nothing goes on too, so
 * that no port is left alone. */
static DWORD WINAPI work(void *argument)
{
    unsigned seed = (unsigned)(ULONG_PTR)argument;
    unsigned at = seed % PORTS;
    bool ends_here = false;

    while (!stop && !ends_here) {
        OVERLAPPED *overlapped;
        ULONG_PTR number;
        DWORD bytes;

        if (!GetQueuedCompletionStatus(ports[at].handle, &bytes, &number,
                                       &overlapped, 20)) {
            at = (unsigned)rand_r(&seed) % PORTS;
            continue;
        }
        delivered((unsigned)number);
        acts[(unsigned)rand_r(&seed) % (sizeof acts / sizeof *acts)]();
        if (rand_r(&seed) % 8 == 0)
            at = (unsigned)rand_r(&seed) % PORTS;
        ends_here = rand_r(&seed) % 64 == 0;
    }
    if (stop)
        live--;
    else
        start(seed);
    return 0;
}

/* ---- The case ---- */

static void open_all(void)
{
    DWORD bytes;

    InitializeCriticalSection(&section);
    event = CreateEventA(NULL, FALSE, FALSE, NULL);
    file = CreateFileA("stress.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(WriteFile(file, "x", 1, &bytes, NULL) && pipe(ends) == 0);
    for (int i = 0; i < PORTS; i++) {
        ports[i].handle = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0,
                                                 1 + (DWORD)i % 4);
        ports[i].port =
            (struct port *)table_get(ports[i].handle, OBJECT_PORT, NULL);
    }
    live = THREADS;
    for (unsigned i = 0; i < THREADS; i++)
        start(i + 1);
}

static void close_all(void)
{
    stop = 1;
    while (live > 0)
        Sleep(1);
    for (int i = 0; i < PORTS; i++) {
        IOCP_PORT_STATISTICS now;

        while (IocpGetPortStatistics(ports[i].handle, &now, sizeof now) &&
               now.Running > 0)
            Sleep(1); /* its last threads are on their way out */
        CHECK(now.Queued == 0 && now.Parked == 0);
        CloseHandle(ports[i].handle);
        object_put(&ports[i].port->head);
    }
    CloseHandle(file);
    CloseHandle(event);
    close(ends[0]);
    close(ends[1]);
}

static void at_every_dispatch_fewer_than_n_run(void)
{
    const char *seconds = getenv("STRESS_SECONDS");
    ULONGLONG until =
        GetTickCount64() + 1000 * (ULONGLONG)(seconds ? atoi(seconds) : 0);
    unsigned number = 0;

    open_all();
    while (number < PACKETS || GetTickCount64() < until) {
        if (outstanding < OUTSTANDING)
            post(number++);
        else
            foreign_nap();
    }
    while (outstanding > 0)
        Sleep(1);
    close_all();
    CHECK(twice == 0, "%u", twice);
    CHECK(given_out == number, "%u of %u", given_out, number);
    CHECK(too_many == 0, "%u times", too_many);
    CHECK(kept_apart == 0, "%u times", kept_apart);
    CHECK(seen_away > 0); /* it has seen what it is for */
    tap_diag("%u packets, threads away at %u drops of a lock", number,
             seen_away);
}

TAP_MAIN(CASE_LONG(at_every_dispatch_fewer_than_n_run, 3600))
