/* LockFileEx as a request: packets, waiting, threads. */
#include "file_locks.h"

/* Claim:  had at once on an asynchronous handle: TRUE, status written, event
 *         set, and a packet of 0 bytes.
 * Source: docs/semantics/packets.md.  Wine 8: none. */
static void at_once_posts(void)
{
    HANDLE file = file_new(ASYNC, 100), port = port_new(1);
    HANDLE event = event_new();
    OVERLAPPED overlapped = overlapped_new(event);
    BOOL done;

    if (tap_where() == WINE_8)
        SKIP(NO_PACKET);
    overlapped.Offset = overlapped.OffsetHigh = 0;
    port_add(port, file, KEY);
    done = LockFileEx(file, EXCLUSIVE, 0, 10, 0, &overlapped);
    CHECK(done || GetLastError() == ERROR_IO_PENDING);
    CHECK(CHECK_PACKET(port, KEY, &overlapped, 0, 0));
    CHECK(overlapped.Internal == 0 && overlapped.InternalHigh == 0);
    CHECK(is_set(event));
    CloseHandle(file);
    CloseHandle(port);
    CloseHandle(event);
}

/* Claim:  refused at once: no packet, the status stays pending.
 * Source: docs/semantics/packets.md.  Wine 8: same. */
static void refused_posts_nothing(void)
{
    struct two two = two_new(0, ASYNC);
    HANDLE port = port_new(1);
    OVERLAPPED overlapped = overlapped_at(0);

    port_add(port, two.other, KEY);
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    CHECK_FAILS(LockFileEx(two.other, AT_ONCE, 0, 10, 0, &overlapped),
                ERROR_LOCK_VIOLATION);
    CHECK_NO_PACKET(port);
    two_close(&two);
    CloseHandle(port);
}

/* Claim:  what has to wait on an asynchronous handle is pending; the packet
 *         comes when the other one unlocks.
 * Source: "LockFileEx function", Remarks.  Wine 8: none. */
static void granted_by_unlock(void)
{
    struct two two = two_new(0, ASYNC);
    HANDLE port = port_new(1);
    OVERLAPPED overlapped = overlapped_at(0);

    if (tap_where() == WINE_8)
        SKIP(NO_PACKET);
    port_add(port, two.other, KEY);
    CHECK(lock_at(two.one, EXCLUSIVE, 5, 10));
    pend_lock(two.other, &overlapped);
    CHECK(overlapped.Internal == PENDING);
    CHECK_NO_PACKET(port);
    CHECK(unlock_at(two.one, 5, 10));
    CHECK_PACKET(port, KEY, &overlapped, 0, 0);
    CHECK_FAILS(lock_at(two.one, 0, 0, 1), ERROR_LOCK_VIOLATION);
    two_close(&two);
    CloseHandle(port);
}

/* Claim:  closing a handle releases its locks, and whoever waits gets them.
 * Source: "LockFileEx function", Remarks, "closes a file that has outstanding
 *         locks".  Wine 8: none. */
static void granted_by_close(void)
{
    struct two two = two_new(0, ASYNC);
    HANDLE port = port_new(1);
    OVERLAPPED overlapped = overlapped_at(0);

    if (tap_where() == WINE_8)
        SKIP(NO_PACKET);
    port_add(port, two.other, KEY);
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    CHECK(lock_at(two.one, 0, 0, 100));
    pend_lock(two.other, &overlapped);
    CloseHandle(two.one);
    CHECK_PACKET(port, KEY, &overlapped, 0, 0);
    CloseHandle(two.other);
    CloseHandle(port);
}

/* Claim:  a wait for the handle's own shared lock ends too, and two who wait
 *         get it one after the other, oldest first.
 * Source: docs/semantics/files.md, "Locks".  Wine 8: in any order. */
static void oldest_first(void)
{
    struct two two = two_new(0, ASYNC);
    HANDLE port = port_new(1);
    OVERLAPPED first = overlapped_at(0), second = overlapped_at(0);

    if (tap_where() == WINE_8)
        SKIP("it wakes all who wait, in any order");
    port_add(port, two.other, KEY);
    CHECK(lock_at(two.one, 0, 0, 10));
    pend_lock(two.other, &first);
    pend_lock(two.other, &second);
    CHECK(unlock_at(two.one, 0, 10));
    CHECK_PACKET(port, KEY, &first, 0, 0);
    CHECK_NO_PACKET(port);
    CHECK(unlock_at(two.other, 0, 10));
    CHECK_PACKET(port, KEY, &second, 0, 0);
    two_close(&two);
    CloseHandle(port);
}

/* Claim:  cancelled while it waits: 995, and nothing is locked.
 * Source: "CancelIoEx function", Remarks.  Wine 8: cannot cancel it. */
static void cancelled(void)
{
    struct two two = two_new(0, ASYNC);
    HANDLE port = port_new(1);
    OVERLAPPED overlapped = overlapped_at(0);

    if (tap_where() == WINE_8)
        SKIP("it cannot cancel a lock that waits");
    port_add(port, two.other, KEY);
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    pend_lock(two.other, &overlapped);
    CHECK(CancelIoEx(two.other, &overlapped));
    CHECK_PACKET(port, KEY, &overlapped, 0, ERROR_OPERATION_ABORTED);
    CHECK(unlock_at(two.one, 0, 10));
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    two_close(&two);
    CloseHandle(port);
}

/* Claim:  its handle closed while it waits: 995, and nothing is locked.
 * Source: docs/semantics/cancel-close.md.  Wine 8: leaves it pending. */
static void closed_while_waiting(void)
{
    struct two two = two_new(ASYNC, 0);
    HANDLE port = port_new(1);
    OVERLAPPED overlapped = overlapped_at(0);

    if (tap_where() == WINE_8)
        SKIP("a lock that waits outlives its handle");
    port_add(port, two.one, KEY);
    CHECK(lock_at(two.other, EXCLUSIVE, 0, 10));
    pend_lock(two.one, &overlapped);
    CloseHandle(two.one);
    CHECK_PACKET(port, KEY, &overlapped, 0, ERROR_OPERATION_ABORTED);
    CHECK(unlock_at(two.other, 0, 10));
    CHECK(lock_at(two.other, EXCLUSIVE, 0, 10));
    CloseHandle(two.other);
    CloseHandle(port);
}

struct blocked {
    HANDLE file, event;
    BOOL locked;
};

static DWORD WINAPI lock_and_wait(void *argument)
{
    struct blocked *blocked = argument;
    OVERLAPPED overlapped = overlapped_at(0);

    overlapped.hEvent = blocked->event;
    blocked->locked =
        LockFileEx(blocked->file, EXCLUSIVE, 0, 10, 0, &overlapped);
    return 0;
}

/* Claim:  a synchronous handle waits inside the call; then its event is set.
 * Source: "LockFileEx function", Remarks.  Wine 8: same. */
static void synchronous_handles_block(void)
{
    struct two two = two_new(0, 0);
    struct blocked blocked = {two.other, event_new(), FALSE};
    HANDLE thread;

    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    thread = thread_start(lock_and_wait, &blocked);
    let_it_block();
    CHECK(WaitForSingleObject(thread, 0) == WAIT_TIMEOUT);
    CHECK(unlock_at(two.one, 0, 10));
    thread_join(thread);
    CHECK(blocked.locked);
    CHECK_FAILS(lock_at(two.one, EXCLUSIVE, 0, 10), ERROR_LOCK_VIOLATION);
    two_close(&two);
    CloseHandle(blocked.event);
}

/* Claim:  in skip mode a lock that was had at once posts nothing, one that had
 *         to wait does.
 * Source: "SetFileCompletionNotificationModes function".  Wine 8: none. */
static void skip_mode(void)
{
    struct two two = two_new(0, ASYNC);
    HANDLE port = port_new(1);
    OVERLAPPED first = overlapped_at(50), second = overlapped_at(0);

    if (tap_where() == WINE_8)
        SKIP(NO_PACKET);
    port_add(port, two.other, KEY);
    CHECK(SetFileCompletionNotificationModes(
        two.other, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    CHECK(LockFileEx(two.other, EXCLUSIVE, 0, 10, 0, &first));
    CHECK_NO_PACKET(port);
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    pend_lock(two.other, &second);
    CHECK(unlock_at(two.one, 0, 10));
    CHECK_PACKET(port, KEY, &second, 0, 0);
    two_close(&two);
    CloseHandle(port);
}

#define ROUNDS 300

struct turns {
    HANDLE file;
    LONG volatile *inside;
    int mistakes;
};

static DWORD WINAPI take_turns(void *argument)
{
    struct turns *turns = argument;

    for (int i = 0; i < ROUNDS; i++) {
        OVERLAPPED place = overlapped_at(0);

        if (!LockFileEx(turns->file, EXCLUSIVE, 0, 1, 0, &place) ||
            InterlockedIncrement(turns->inside) != 1)
            turns->mistakes++;
        InterlockedDecrement(turns->inside);
        turns->mistakes += !UnlockFile(turns->file, 0, 0, 1, 0);
    }
    return 0;
}

/* Claim:  one at a time is inside, and everybody gets his turns.
 * Source: "LockFileEx function".  Wine 8: same. */
static void one_at_a_time(void)
{
    struct two two = two_new(0, 0);
    volatile LONG inside = 0;
    struct turns one = {two.one, &inside, 0}, other = {two.other, &inside, 0};
    HANDLE thread = thread_start(take_turns, &one);

    take_turns(&other);
    thread_join(thread);
    CHECK(one.mistakes == 0 && other.mistakes == 0, "%d %d", one.mistakes,
          other.mistakes);
    two_close(&two);
}

TAP_MAIN(CASE(at_once_posts), CASE(refused_posts_nothing),
         CASE(granted_by_unlock), CASE(granted_by_close), CASE(oldest_first),
         CASE(cancelled), CASE(closed_while_waiting),
         CASE(synchronous_handles_block), CASE(skip_mode), CASE(one_at_a_time))
