/* LockFile and LockFileEx: who is kept off, who waits, what is announced. */
#include "support.h"

#define SHARES (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
#define AT_ONCE LOCKFILE_FAIL_IMMEDIATELY
#define EXCLUSIVE LOCKFILE_EXCLUSIVE_LOCK
#define NOT_158 "says 33"
#define NO_PACKET "locks post no packets"
#define NO_LOCKS "fcntl locks keep nobody from reading or writing"

/* Two handles of one file of 100 bytes. */
struct two {
    HANDLE one, other;
};

static HANDLE open_named(const char *name, DWORD flags)
{
    HANDLE file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, SHARES, NULL,
                              OPEN_EXISTING, flags, NULL);

    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

static struct two two_new(DWORD one, DWORD other)
{
    char name[NAME_SIZE];
    struct two two;

    temp_name(name);
    file_make(name, 100);
    two.one = open_named(name, one);
    two.other = open_named(name, other | FILE_FLAG_DELETE_ON_CLOSE);
    return two;
}

static void two_close(struct two *two)
{
    CloseHandle(two->one);
    CloseHandle(two->other);
}

static BOOL lock_at(HANDLE file, DWORD flags, ULONGLONG start, DWORD length)
{
    OVERLAPPED place = overlapped_at(start);

    return LockFileEx(file, flags | AT_ONCE, 0, length, 0, &place);
}

static BOOL unlock_at(HANDLE file, ULONGLONG start, DWORD length)
{
    OVERLAPPED place = overlapped_at(start);

    return UnlockFileEx(file, 0, length, 0, &place);
}

static BOOL read_at(HANDLE file, ULONGLONG start, DWORD length)
{
    OVERLAPPED place = overlapped_at(start);
    char data[100];
    DWORD count;

    return ReadFile(file, data, length, &count, &place) && count == length;
}

static BOOL write_at(HANDLE file, ULONGLONG start, DWORD length)
{
    OVERLAPPED place = overlapped_at(start);
    char data[100] = "";
    DWORD count;

    return WriteFile(file, data, length, &count, &place) && count == length;
}

/* An asynchronous wait for [0, 10): CHECKs that it is pending. */
static void pend_lock(HANDLE file, OVERLAPPED *overlapped)
{
    CHECK_FAILS(LockFileEx(file, EXCLUSIVE, 0, 10, 0, overlapped),
                ERROR_IO_PENDING);
}

/* Claim:  an exclusive lock refuses every other lock that overlaps it, shared
 *         locks only exclusive ones; ranges beside each other are free.
 * Source: "LockFileEx function", Remarks.  Wine 8: same. */
static void who_is_in_the_way(void)
{
    struct two two = two_new(0, 0);

    CHECK(lock_at(two.one, EXCLUSIVE, 10, 10));
    CHECK_FAILS(lock_at(two.other, EXCLUSIVE, 19, 1), ERROR_LOCK_VIOLATION);
    CHECK_FAILS(lock_at(two.other, 0, 5, 6), ERROR_LOCK_VIOLATION);
    CHECK(lock_at(two.other, EXCLUSIVE, 20, 10));
    CHECK(lock_at(two.other, EXCLUSIVE, 0, 10));
    CHECK(lock_at(two.one, 0, 50, 10));
    CHECK(lock_at(two.other, 0, 55, 10));
    CHECK_FAILS(lock_at(two.other, EXCLUSIVE, 52, 1), ERROR_LOCK_VIOLATION);
    two_close(&two);
}

/* Claim:  exclusive locks conflict on one handle too; a shared one may lie over
 *         an exclusive one of the same handle.
 * Source: as above.  Wine 8: same. */
static void on_one_handle(void)
{
    struct two two = two_new(0, 0);

    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    CHECK_FAILS(lock_at(two.one, EXCLUSIVE, 5, 10), ERROR_LOCK_VIOLATION);
    CHECK(lock_at(two.one, 0, 0, 10));
    two_close(&two);
}

/* Claim:  unlocking takes exactly a range that was locked, by that handle; each
 *         lock needs one; an exclusive one goes first.
 * Source: "UnlockFileEx function", Remarks.  Wine 8: says 33. */
static void unlocking(void)
{
    struct two two = two_new(0, 0);

    DIFFERS(WINE_8, NOT_158)
    CHECK_FAILS(unlock_at(two.one, 0, 10), ERROR_NOT_LOCKED);
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    DIFFERS(WINE_8, NOT_158)
    CHECK_FAILS(unlock_at(two.one, 0, 9), ERROR_NOT_LOCKED);
    DIFFERS(WINE_8, NOT_158)
    CHECK_FAILS(unlock_at(two.one, 1, 9), ERROR_NOT_LOCKED);
    DIFFERS(WINE_8, NOT_158)
    CHECK_FAILS(unlock_at(two.other, 0, 10), ERROR_NOT_LOCKED);
    CHECK(lock_at(two.one, 0, 0, 10));
    CHECK(unlock_at(two.one, 0, 10));
    CHECK(lock_at(two.other, 0, 0, 10)); /* what is left is shared */
    CHECK(unlock_at(two.one, 0, 10));
    DIFFERS(WINE_8, NOT_158)
    CHECK_FAILS(unlock_at(two.one, 0, 10), ERROR_NOT_LOCKED);
    two_close(&two);
}

/* Claim:  an exclusive lock keeps other handles from reading and writing, its
 *         own handle goes on; next to it all is free.
 * Source: as above, "exclusive access to the calling process".
 * Wine 8: keeps nobody off. */
static void exclusive_is_mandatory(void)
{
    struct two two = two_new(0, 0);

    CHECK(lock_at(two.one, EXCLUSIVE, 10, 10));
    CHECK(read_at(two.one, 10, 10) && write_at(two.one, 10, 10));
    DIFFERS(WINE_8, NO_LOCKS)
    CHECK_FAILS(read_at(two.other, 19, 2), ERROR_LOCK_VIOLATION);
    DIFFERS(WINE_8, NO_LOCKS)
    CHECK_FAILS(write_at(two.other, 0, 11), ERROR_LOCK_VIOLATION);
    CHECK(read_at(two.other, 0, 10) && write_at(two.other, 20, 10));
    CHECK(unlock_at(two.one, 10, 10));
    CHECK(read_at(two.other, 10, 10));
    two_close(&two);
}

/* Claim:  a shared lock keeps everybody from writing, its owner included, and
 *         nobody from reading.
 * Source: as above, "denies all processes write access".
 * Wine 8: keeps nobody off. */
static void shared_is_read_only(void)
{
    struct two two = two_new(0, 0);

    CHECK(lock_at(two.one, 0, 10, 10));
    CHECK(read_at(two.one, 10, 10) && read_at(two.other, 10, 10));
    DIFFERS(WINE_8, NO_LOCKS)
    CHECK_FAILS(write_at(two.other, 10, 1), ERROR_LOCK_VIOLATION);
    DIFFERS(WINE_8, NO_LOCKS)
    CHECK_FAILS(write_at(two.one, 10, 1), ERROR_LOCK_VIOLATION);
    two_close(&two);
}

/* Claim:  without an offset it is the file pointer that counts.
 * Source: as above.  Wine 8: keeps nobody off. */
static void at_the_pointer(void)
{
    struct two two = two_new(0, 0);
    char data[4];
    DWORD count;

    CHECK(lock_at(two.one, EXCLUSIVE, 50, 10));
    CHECK(ReadFile(two.other, data, sizeof data, &count, NULL) && count == 4);
    SetFilePointer(two.other, 58, NULL, FILE_BEGIN);
    DIFFERS(WINE_8, NO_LOCKS)
    CHECK_FAILS(ReadFile(two.other, data, sizeof data, &count, NULL),
                ERROR_LOCK_VIOLATION);
    two_close(&two);
}

/* Claim:  a request of an asynchronous handle is refused the same way, and
 *         then posts nothing.
 * Source: as above.  Wine 8: keeps nobody off. */
static void asynchronous_reads_are_refused(void)
{
    struct two two = two_new(0, FILE_FLAG_OVERLAPPED);
    OVERLAPPED overlapped = overlapped_at(0);
    HANDLE port = port_new(1);
    char data[4];

    if (tap_where() == WINE_8)
        SKIP(NO_LOCKS);
    port_add(port, two.other, KEY);
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    CHECK(start_read(two.other, data, 4, &overlapped) == ERROR_LOCK_VIOLATION);
    CHECK_NO_PACKET(port);
    two_close(&two);
    CloseHandle(port);
}

/* Claim:  LockFile is exclusive and does not wait.
 * Source: "LockFile function", Remarks.  Wine 8: says 33 for 158. */
static void plain_calls(void)
{
    struct two two = two_new(0, FILE_FLAG_OVERLAPPED);

    CHECK(LockFile(two.one, 10, 0, 10, 0));
    CHECK_FAILS(LockFile(two.other, 15, 0, 1, 0), ERROR_LOCK_VIOLATION);
    DIFFERS(WINE_8, NOT_158)
    CHECK_FAILS(UnlockFile(two.one, 10, 0, 11, 0), ERROR_NOT_LOCKED);
    CHECK(UnlockFile(two.one, 10, 0, 10, 0));
    CHECK(LockFile(two.other, 15, 0, 1, 0));
    two_close(&two);
}

/* Claim:  ranges may lie beyond the end and above 4 GiB, "and it is not an
 *         error".
 * Source: "LockFileEx function", Remarks.  Wine 8: same. */
static void beyond_the_end(void)
{
    struct two two = two_new(0, 0);

    CHECK(lock_at(two.one, EXCLUSIVE, 5000000000u, 10));
    CHECK(lock_at(two.other, EXCLUSIVE, 705032704u, 10)); /* the low half */
    CHECK_FAILS(lock_at(two.other, EXCLUSIVE, 5000000009u, 10),
                ERROR_LOCK_VIOLATION);
    two_close(&two);
}

/* Claim:  no bytes at all are a place between two bytes: in the way of a range
 *         around it, not of one beside it.
 * Source: docs/semantics/files.md, "Locks".  Wine 8: same. */
static void empty_ranges(void)
{
    struct two two = two_new(0, 0);

    CHECK(lock_at(two.one, EXCLUSIVE, 50, 0));
    CHECK_FAILS(lock_at(two.other, EXCLUSIVE, 48, 4), ERROR_LOCK_VIOLATION);
    CHECK(lock_at(two.other, EXCLUSIVE, 40, 10));
    CHECK(lock_at(two.other, EXCLUSIVE, 50, 10));
    CHECK(unlock_at(two.one, 50, 0));
    two_close(&two);
}

/* Claim:  bad arguments: no OVERLAPPED, a reserved value, a bad handle.
 * Source: docs/semantics/files.md, "Locks".  Wine 8: same, but for a NULL
 *         OVERLAPPED, which it follows. */
static void bad_arguments(void)
{
    struct two two = two_new(0, 0);
    OVERLAPPED place = overlapped_at(0);
    HANDLE event = event_new();

    CHECK_FAILS(LockFileEx(two.one, AT_ONCE, 1, 10, 0, &place),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(UnlockFileEx(two.one, 1, 10, 0, &place),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(LockFileEx(NULL, AT_ONCE, 0, 10, 0, &place),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(LockFile(event, 0, 0, 1, 0), ERROR_INVALID_HANDLE);
    CHECK_FAILS(UnlockFile(event, 0, 0, 1, 0), ERROR_INVALID_HANDLE);
    if (tap_where() != WINE_8)
        CHECK_FAILS(LockFileEx(two.one, AT_ONCE, 0, 10, 0, NULL),
                    ERROR_INVALID_PARAMETER);
    CloseHandle(event);
    two_close(&two);
}

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

TAP_MAIN(CASE(who_is_in_the_way), CASE(on_one_handle), CASE(unlocking),
         CASE(exclusive_is_mandatory), CASE(shared_is_read_only),
         CASE(at_the_pointer), CASE(asynchronous_reads_are_refused),
         CASE(plain_calls), CASE(beyond_the_end), CASE(empty_ranges),
         CASE(bad_arguments), CASE(at_once_posts), CASE(refused_posts_nothing),
         CASE(granted_by_unlock), CASE(granted_by_close), CASE(oldest_first),
         CASE(cancelled), CASE(closed_while_waiting),
         CASE(synchronous_handles_block), CASE(skip_mode), CASE(one_at_a_time))
