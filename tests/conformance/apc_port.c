/* GetQueuedCompletionStatusEx, alertable: packets and APCs for one thread. */
#include "crew.h"

static volatile LONG ran;

/* Cases of one process follow each other under Wine. */
static void start(void)
{
    ran = 0;
}

static void CALLBACK note(ULONG_PTR value)
{
    (void)value;
    InterlockedIncrement(&ran);
}

static void queue_to(HANDLE thread, PAPCFUNC function, void *value)
{
    CHECK(QueueUserAPC(function, thread, (ULONG_PTR)value) != 0);
}

/* TRUE with how many packets; else the last error. */
static BOOL take(HANDLE port, DWORD ms, BOOL alertable, ULONG *count)
{
    OVERLAPPED_ENTRY entries[4];

    *count = UNTOUCHED;
    return GetQueuedCompletionStatusEx(port, entries, 4, count, ms, alertable);
}

/* Claim:  without a packet an APC that is queued runs, also in a look, and the
 *         call fails with WAIT_IO_COMPLETION (192).
 * Source: "GetQueuedCompletionStatusEx function", fAlertable; Wine's ntdll file
 *         test_set_io_completion.  Wine 8: same. */
static void apc_instead_of_a_packet(void)
{
    HANDLE port = port_new(0);
    ULONG count;

    start();
    queue_to(GetCurrentThread(), note, NULL);
    CHECK_FAILS(take(port, 0, TRUE, &count), WAIT_IO_COMPLETION);
    CHECK(ran == 1);
    queue_to(GetCurrentThread(), note, NULL);
    queue_to(GetCurrentThread(), note, NULL);
    CHECK_FAILS(take(port, INFINITE, TRUE, &count), WAIT_IO_COMPLETION);
    CHECK(ran == 3);
    CHECK_FAILS(take(port, 0, TRUE, &count), WAIT_TIMEOUT);
    CHECK_FAILS(take(port, 1, TRUE, &count), WAIT_TIMEOUT);
    CloseHandle(port);
}

/* Claim:  a thread that belongs to the port gets the packet, and its APC stays
 *         queued.
 * Source: Wine's ntdll file test_set_io_completion.  Wine 8: same. */
static void packet_comes_first(void)
{
    HANDLE port = port_new(0);
    ULONG count;

    start();
    CHECK_NO_PACKET(port); /* from here on the thread is the port's */
    post(port, 7, KEY, NULL);
    post(port, 8, KEY, NULL);
    queue_to(GetCurrentThread(), note, NULL);
    CHECK(take(port, INFINITE, TRUE, &count) && count == 2);
    CHECK(ran == 0);
    CHECK_FAILS(take(port, INFINITE, TRUE, &count), WAIT_IO_COMPLETION);
    CHECK(ran == 1);
    CloseHandle(port);
}

/* Claim:  a call that is not alertable lets APCs be.
 * Source: "GetQueuedCompletionStatusEx function", fAlertable.
 *         Wine 8: same. */
static void only_if_alertable(void)
{
    HANDLE port = port_new(0);
    ULONG count;

    start();
    queue_to(GetCurrentThread(), note, NULL);
    CHECK_FAILS(take(port, 1, FALSE, &count), WAIT_TIMEOUT);
    CHECK(packet_next(port, 1).error == WAIT_TIMEOUT);
    CHECK(ran == 0);
    CHECK(SleepEx(0, TRUE) == WAIT_IO_COMPLETION && ran == 1);
    CloseHandle(port);
}

/* ---- Threads that wait --------------------------------------------------- */

struct waiter {
    HANDLE port;
    volatile LONG ready, done;
    BOOL ok;
    DWORD error;
    ULONG count;
};

static DWORD WINAPI wait_for_packets(void *argument)
{
    struct waiter *self = argument;

    InterlockedExchange(&self->ready, 1);
    self->ok = take(self->port, INFINITE, TRUE, &self->count);
    self->error = GetLastError();
    InterlockedExchange(&self->done, 1);
    return 0;
}

/* Claim:  an APC ends the wait of a thread that is blocked in the call.
 * Source: "GetQueuedCompletionStatusEx function", fAlertable.
 *         Wine 8: same. */
static void apc_ends_the_wait(void)
{
    struct waiter self = {.port = port_new(0)};
    HANDLE thread = thread_start(wait_for_packets, &self);

    start();
    CHECK(WAIT_UNTIL(self.ready));
    let_it_block();
    queue_to(thread, note, NULL);
    thread_join(thread);
    CHECK(!self.ok && self.error == WAIT_IO_COMPLETION && ran == 1);
    CloseHandle(self.port);
}

/* Claim:  closing the port ends an alertable wait as any: 735.
 * Source: "GetQueuedCompletionStatusEx function", Remarks.  Wine 8: leaves the
 *         thread in its wait; the APC then ends it. */
static void closing_ends_the_wait(void)
{
    struct waiter self = {.port = port_new(0)};
    HANDLE thread = thread_start(wait_for_packets, &self);

    start();
    CHECK(WAIT_UNTIL(self.ready));
    let_it_block();
    CloseHandle(self.port);
    DIFFERS(WINE_8, "stays in its wait")
    CHECK(WAIT_UNTIL(self.done));
    if (!self.done)
        queue_to(thread, note, NULL);
    thread_join(thread);
    DIFFERS(WINE_8, "stays in its wait")
    CHECK(!self.ok && self.error == ERROR_ABANDONED_WAIT_0);
}

/* Claim:  a thread whose wait was ended by an APC counts as running again: with
 *         one slot no packet goes to another thread while the APC runs.
 * Source: "I/O Completion Ports" (concurrency).  Wine 8: ignores the limit. */
static void CALLBACK spin_here(ULONG_PTR flag)
{
    InterlockedIncrement(&ran);
    spin((volatile LONG *)flag);
}

static void apc_takes_the_slot(void)
{
    struct waiter one = {.port = port_new(1)}, other = {.port = one.port};
    HANDLE first, second;
    volatile LONG go_on = 0;

    start();
    first = thread_start(wait_for_packets, &one);
    CHECK(WAIT_UNTIL(one.ready));
    second = thread_start(wait_for_packets, &other);
    CHECK(WAIT_UNTIL(other.ready));
    let_it_block();
    queue_to(first, spin_here, (void *)&go_on);
    CHECK(WAIT_UNTIL(ran == 1));
    post(one.port, 1, KEY, NULL);
    let_it_block();
    DIFFERS(WINE_8, NO_LIMIT)
    CHECK(!other.done);
    go_on = 1; /* the first goes on, and ends: its slot is free */
    thread_join(first);
    CHECK(!one.ok && one.error == WAIT_IO_COMPLETION);
    thread_join(second);
    CHECK(other.ok && other.count == 1);
    CloseHandle(one.port);
}

/* Claim:  the thread that an APC took out of the wait has left the stack: the
 *         next packet goes to another.
 * Source: follows from the above.  Wine 8: same. */
static void packet_goes_to_who_still_waits(void)
{
    struct waiter one = {.port = port_new(0)}, other = {.port = one.port};
    HANDLE first, second;

    start();
    first = thread_start(wait_for_packets, &one);
    CHECK(WAIT_UNTIL(one.ready));
    let_it_block();
    second = thread_start(wait_for_packets, &other);
    CHECK(WAIT_UNTIL(other.ready));
    let_it_block();
    queue_to(second, note, NULL);
    thread_join(second);
    CHECK(!other.ok && other.error == WAIT_IO_COMPLETION);
    post(one.port, 1, KEY, NULL);
    thread_join(first);
    CHECK(one.ok && one.count == 1);
    CloseHandle(one.port);
}

/* ---- Many at once ------------------------------------------------------- */

#define SENDERS 2
#define EACH 300

struct crowd {
    HANDLE port;
    HANDLE takers[2];
    volatile LONG packets;
};

static DWORD WINAPI send_both(void *argument)
{
    struct crowd *crowd = argument;

    for (int i = 0; i < EACH; i++) {
        post(crowd->port, 1, KEY, NULL);
        queue_to(crowd->takers[i % 2], note, NULL);
    }
    return 0;
}

static DWORD WINAPI take_both(void *argument)
{
    struct crowd *crowd = argument;
    ULONG count;

    while (ran < SENDERS * EACH || crowd->packets < SENDERS * EACH)
        if (take(crowd->port, 1, TRUE, &count))
            InterlockedExchangeAdd(&crowd->packets, (LONG)count);
    return 0;
}

/* Claim:  however APCs, packets and time-outs race, none is lost.
 * Source: follows from the above.  Wine 8: same. */
static void none_is_lost(void)
{
    struct crowd crowd = {.port = port_new(0)};
    HANDLE senders[SENDERS];

    start();
    for (int i = 0; i < 2; i++)
        crowd.takers[i] =
            CreateThread(NULL, 0, take_both, &crowd, CREATE_SUSPENDED, NULL);
    for (int i = 0; i < 2; i++)
        ResumeThread(crowd.takers[i]);
    for (int i = 0; i < SENDERS; i++)
        senders[i] = thread_start(send_both, &crowd);
    for (int i = 0; i < SENDERS; i++)
        thread_join(senders[i]);
    for (int i = 0; i < 2; i++)
        thread_join(crowd.takers[i]);
    CHECK(ran == SENDERS * EACH && crowd.packets == SENDERS * EACH);
    CloseHandle(crowd.port);
}

TAP_MAIN(CASE(apc_instead_of_a_packet), CASE(packet_comes_first),
         CASE(only_if_alertable), CASE(apc_ends_the_wait),
         CASE(closing_ends_the_wait), CASE(apc_takes_the_slot),
         CASE(packet_goes_to_who_still_waits), CASE_LONG(none_is_lost, 60))
