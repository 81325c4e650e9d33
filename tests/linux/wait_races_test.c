/* Two threads that meet in a wait: a wait packet that is cancelled while
 * another thread asks its object, and an APC that is taken back when it has
 * ended a wait. The moments are made, not waited for: the linker puts the
 * functions here before the library's. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <windows.h>
#include <winternl.h>

#include <iocp/wait_packet.h>

#include "harness/tap.h"

#define KEY 0x5eed

static void until(const atomic_bool *flag)
{
    while (!atomic_load(flag))
        sched_yield();
}

static HANDLE port_new(DWORD concurrency)
{
    HANDLE port =
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, concurrency);

    CHECK(port != NULL);
    return port;
}

/* What was taken from the port at once or in that time; else the last error. */
static DWORD take(HANDLE port, DWORD timeout_ms, ULONG_PTR *key)
{
    OVERLAPPED *overlapped;
    DWORD bytes;

    return GetQueuedCompletionStatus(port, &bytes, key, &overlapped, timeout_ms)
               ? 0
               : GetLastError();
}

/* ---- A wait packet, cancelled while its object is asked ---- */

struct watch;

void __real_dispatcher_lock(void);
void __wrap_dispatcher_lock(void);
bool __real_watch_cancel(struct watch *watch);
bool __wrap_watch_cancel(struct watch *watch);
int __real_futex_wait(_Atomic uint32_t *word, uint32_t expected,
                      uint64_t deadline_ns);
int __wrap_futex_wait(_Atomic uint32_t *word, uint32_t expected,
                      uint64_t deadline_ns);

static __thread bool asks, cancels;
static atomic_bool asked, gone_on; /* by who asks; by who cancels */
static HANDLE target;

/* Who asks has asked, and is kept until who cancels waits for it, or does not,
 * and has tried to go on. */
void __wrap_dispatcher_lock(void)
{
    if (asks) {
        asks = false;
        atomic_store(&asked, true);
        until(&gone_on);
    }
    __real_dispatcher_lock();
}

static __thread bool cancelled;

bool __wrap_watch_cancel(struct watch *watch)
{
    bool result = __real_watch_cancel(watch);

    cancelled = cancels;
    return result;
}

int __wrap_futex_wait(_Atomic uint32_t *word, uint32_t expected,
                      uint64_t deadline_ns)
{
    if (cancelled)
        atomic_store(&gone_on, true);
    return __real_futex_wait(word, expected, deadline_ns);
}

static void *post_to_target(void *unused)
{
    (void)unused;
    asks = true; /* a packet for the target: its watcher has to ask it */
    CHECK(PostQueuedCompletionStatus(target, 1, 1, NULL));
    CHECK(!asks, "nobody asked the target");
    return NULL;
}

static NTSTATUS associate(HANDLE packet, HANDLE port, BOOLEAN *already)
{
    return NtAssociateWaitCompletionPacket(packet, port, target, (PVOID)KEY,
                                           NULL, STATUS_SUCCESS, 0, already);
}

/* After a cancel that succeeded the packet can be associated again. */
static void cancelled_while_asked(void)
{
    HANDLE port = port_new(0), packet;
    pthread_t poster;
    ULONG_PTR key = 0;
    BOOLEAN already = FALSE;

    target = port_new(0);
    CHECK(NtCreateWaitCompletionPacket(&packet, GENERIC_ALL, NULL) ==
          STATUS_SUCCESS);
    CHECK(associate(packet, port, &already) == STATUS_SUCCESS && !already);
    CHECK(pthread_create(&poster, NULL, post_to_target, NULL) == 0);
    until(&asked);
    cancels = true;
    CHECK(NtCancelWaitCompletionPacket(packet, TRUE) == STATUS_SUCCESS);
    cancels = cancelled = false;
    CHECK(take(port, 0, &key) == WAIT_TIMEOUT);
    CHECK(associate(packet, port, &already) == STATUS_SUCCESS && already);
    atomic_store(&gone_on, true);
    pthread_join(poster, NULL);
    CHECK(take(port, 0, &key) == 0 && key == KEY);
    CHECK(take(port, 0, &key) == WAIT_TIMEOUT, "another one");
    CloseHandle(packet);
    CloseHandle(target);
    CloseHandle(port);
}

/* ---- An APC that is taken back when it has ended a wait ---- */

struct apc_queue;
struct apc_alert;

bool __real_apc_arm(struct apc_queue *apcs, struct apc_alert *alert);
bool __wrap_apc_arm(struct apc_queue *apcs, struct apc_alert *alert);
void __real_apc_disarm(struct apc_queue *apcs);
void __wrap_apc_disarm(struct apc_queue *apcs);

static __thread HANDLE timer; /* of who waits */
static atomic_int ran, withdrawn;

static VOID CALLBACK note(LPVOID unused, DWORD low, DWORD high)
{
    (void)unused;
    (void)low;
    (void)high;
    atomic_fetch_add(&ran, 1);
}

/* The time comes when the thread can be told of it, */
bool __wrap_apc_arm(struct apc_queue *apcs, struct apc_alert *alert)
{
    LARGE_INTEGER now = {.QuadPart = 0};
    bool armed = __real_apc_arm(apcs, alert);

    if (timer != NULL)
        CHECK(SetWaitableTimer(timer, &now, 0, note, NULL, FALSE));
    return armed;
}

/* and is taken back when it was told. */
void __wrap_apc_disarm(struct apc_queue *apcs)
{
    if (timer != NULL) {
        CHECK(CancelWaitableTimer(timer));
        CloseHandle(timer);
        timer = NULL;
        atomic_fetch_add(&withdrawn, 1);
    }
    __real_apc_disarm(apcs);
}

struct waiter {
    HANDLE port;
    DWORD timeout_ms, error;
    ULONG_PTR key;
    atomic_bool done, may_end;
};

static void *wait_for_a_packet(void *argument)
{
    struct waiter *self = argument;
    LARGE_INTEGER in_an_hour = {.QuadPart = -36000000000};
    OVERLAPPED_ENTRY entry = {0};
    ULONG count = 0;

    /* From here on the thread is one that can be told. */
    timer = CreateWaitableTimerA(NULL, TRUE, NULL);
    CHECK(SetWaitableTimer(timer, &in_an_hour, 0, note, NULL, FALSE));
    self->error = GetQueuedCompletionStatusEx(self->port, &entry, 1, &count,
                                              self->timeout_ms, TRUE)
                      ? 0
                      : GetLastError();
    self->key = entry.lpCompletionKey;
    atomic_store(&self->done, true);
    until(&self->may_end); /* not blocked: it counts as running */
    return NULL;
}

/* It waits on, has its packet, and holds its one slot while it works. */
static void withdrawn_and_waits_on(void)
{
    struct waiter waiter = {.port = port_new(1), .timeout_ms = INFINITE};
    pthread_t thread;
    ULONG_PTR key = 0;

    CHECK(pthread_create(&thread, NULL, wait_for_a_packet, &waiter) == 0);
    while (atomic_load(&withdrawn) == 0 && !atomic_load(&waiter.done))
        sched_yield();
    CHECK(PostQueuedCompletionStatus(waiter.port, 0, KEY, NULL));
    until(&waiter.done);
    CHECK(waiter.error == 0, "error %u", waiter.error);
    CHECK(waiter.key == KEY && atomic_load(&ran) == 0);
    CHECK(PostQueuedCompletionStatus(waiter.port, 0, KEY + 1, NULL));
    CHECK(take(waiter.port, 0, &key) == WAIT_TIMEOUT, "the slot is taken");
    atomic_store(&waiter.may_end, true);
    pthread_join(thread, NULL);
    CHECK(take(waiter.port, 0, &key) == 0 && key == KEY + 1);
    CloseHandle(waiter.port);
}

/* And not for longer than it was to. */
static void withdrawn_and_runs_out(void)
{
    struct waiter waiter = {
        .port = port_new(1), .timeout_ms = 30, .may_end = true};
    ULONGLONG start = GetTickCount64();

    wait_for_a_packet(&waiter);
    CHECK(atomic_load(&withdrawn) == 1 && atomic_load(&ran) == 0);
    CHECK(waiter.error == WAIT_TIMEOUT, "error %u", waiter.error);
    CHECK(GetTickCount64() - start >= 25);
    CloseHandle(waiter.port);
}

TAP_MAIN(CASE(cancelled_while_asked), CASE(withdrawn_and_waits_on),
         CASE(withdrawn_and_runs_out))
