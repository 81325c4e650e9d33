/* LockFile and LockFileEx: who is kept off, who waits, what is announced. */
#include "file_locks.h"

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

TAP_MAIN(CASE(who_is_in_the_way), CASE(on_one_handle), CASE(unlocking),
         CASE(exclusive_is_mandatory), CASE(shared_is_read_only),
         CASE(at_the_pointer), CASE(asynchronous_reads_are_refused),
         CASE(plain_calls), CASE(beyond_the_end), CASE(empty_ranges),
         CASE(bad_arguments))
