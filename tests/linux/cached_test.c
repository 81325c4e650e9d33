/* Reads of what is in memory are done when the call returns, and are told of
 * as if they were not. Runs once on each engine. */
#include "linux/pair.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <iocp/linux.h>

#include "harness/tap.h"

#define BYTES 10000u

static HANDLE port, file;
static char path[40]; /* the other engine's run has one of its own */
static char expected[BYTES], in[BYTES];

static _Atomic int tries;

/* In the C library's place, also for the library that is tested. */
ssize_t preadv2(int fd, const struct iovec *iov, int count, off_t offset,
                int flags)
{
    if (flags & RWF_NOWAIT)
        atomic_fetch_add(&tries, 1);
    return syscall(SYS_preadv2, fd, iov, (long)count, offset, 0L, (long)flags);
}

/* Not every file system can tell what of a file is in memory. */
static BOOL can_tell(void)
{
    struct iovec iov = {in, sizeof in};
    int fd = open(path, O_RDONLY);
    ssize_t count = preadv2(fd, &iov, 1, 0, RWF_NOWAIT);

    close(fd);
    return count == (ssize_t)sizeof in;
}

static BOOL begin(void)
{
    int fd;

    snprintf(path, sizeof path, "cached-%d.tmp", (int)getpid());
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    for (unsigned i = 0; i < BYTES; i++)
        expected[i] = (char)(i * 7 + 1);
    CHECK(write(fd, expected, BYTES) == (ssize_t)BYTES);
    close(fd);
    file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED, NULL);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    return can_tell();
}

static void end(void)
{
    CloseHandle(file);
    CloseHandle(port);
    unlink(path);
}

static void associate(void)
{
    CHECK(CreateIoCompletionPort(file, port, 0, 0) == port);
}

static OVERLAPPED at(DWORD offset)
{
    OVERLAPPED overlapped = {.Offset = offset};

    memset(in, 0, sizeof in);
    return overlapped;
}

static BOOL no_packet(void)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;

    return !GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0) &&
           GetLastError() == WAIT_TIMEOUT;
}

static ULONGLONG in_flight(void)
{
    IOCP_PORT_STATISTICS stats;

    CHECK(IocpGetPortStatistics(port, &stats, sizeof stats));
    return stats.InFlight;
}

/* 997, and everything has happened: the one packet is there. */
static void pends_and_is_done(void)
{
    OVERLAPPED overlapped;
    DWORD count = 1, bytes = 0;
    BOOL succeeded = FALSE;

    if (!begin())
        SKIP("this file system cannot tell what is in memory");
    associate();
    overlapped = at(100);
    CHECK(!ReadFile(file, in, 500, &count, &overlapped));
    CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(overlapped.Internal == 0 && overlapped.InternalHigh == 500);
    CHECK(count == 0 && memcmp(in, expected + 100, 500) == 0);
    CHECK(WaitForSingleObject(file, 0) == WAIT_OBJECT_0);
    CHECK(in_flight() == 1);
    CHECK(pair_next(port, &succeeded, &bytes) == &overlapped);
    CHECK(succeeded && bytes == 500 && in_flight() == 0 && no_packet());
    end();
}

/* Row 4 of docs/semantics/packets.md. */
static void skip_mode_spares_the_packet(void)
{
    OVERLAPPED overlapped;
    DWORD count = 0;

    if (!begin())
        SKIP("this file system cannot tell what is in memory");
    associate();
    CHECK(SetFileCompletionNotificationModes(
        file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    overlapped = at(0);
    overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(ReadFile(file, in, sizeof in, &count, &overlapped));
    CHECK(count == sizeof in && memcmp(in, expected, sizeof in) == 0);
    CHECK(overlapped.Internal == 0 && overlapped.InternalHigh == sizeof in);
    CHECK(WaitForSingleObject(overlapped.hEvent, 0) == WAIT_OBJECT_0);
    CHECK(no_packet() && in_flight() == 0);
    CloseHandle(overlapped.hEvent);
    end();
}

static void ends_of_a_file(BOOL skip)
{
    OVERLAPPED overlapped;
    DWORD count = 0, bytes = 1;
    BOOL succeeded = TRUE, done;

    if (skip)
        CHECK(SetFileCompletionNotificationModes(
            file, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    overlapped = at(BYTES - 10);
    done = ReadFile(file, in, 100, &count, &overlapped);
    CHECK(done == skip && count == (skip ? 10u : 0u));
    CHECK(overlapped.Internal == 0 && overlapped.InternalHigh == 10);
    if (!done)
        CHECK(pair_next(port, NULL, &bytes) == &overlapped && bytes == 10);
    overlapped = at(BYTES);
    CHECK(!ReadFile(file, in, 100, &count, &overlapped));
    CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(pair_next(port, &succeeded, &bytes) == &overlapped && bytes == 0);
    CHECK(!succeeded && overlapped.Internal == 0xc0000011);
    CHECK(no_packet());
}

/* A read across the end is short; one at the end pends and fails, so that its
 * packet comes in skip mode too. */
static void end_of_file(void)
{
    if (!begin())
        SKIP("this file system cannot tell what is in memory");
    associate();
    ends_of_a_file(FALSE);
    CloseHandle(file);
    CloseHandle(port);
    begin();
    associate();
    ends_of_a_file(TRUE);
    end();
}

/* Any number of them, whichever way they went: one packet each. */
static void many_come_once_each(void)
{
    enum { MANY = 1000 };
    static OVERLAPPED overlapped[MANY];
    static char bytes[MANY];
    static unsigned seen[MANY];

    begin();
    associate();
    for (unsigned i = 0; i < MANY; i++) {
        overlapped[i] = at(i);
        CHECK(!ReadFile(file, &bytes[i], 1, NULL, &overlapped[i]) &&
              GetLastError() == ERROR_IO_PENDING);
    }
    for (unsigned i = 0; i < MANY; i++) {
        OVERLAPPED *next = pair_next(port, NULL, NULL);

        if (!CHECK(next != NULL))
            return;
        seen[next - overlapped]++;
    }
    CHECK(no_packet() && in_flight() == 0);
    for (unsigned i = 0; i < MANY; i++)
        if (!CHECK(seen[i] == 1 && bytes[i] == expected[i], "read %u", i))
            return;
    end();
}

/* Of an unbuffered file nothing is in memory: to try would wait for the disk,
 * in the call or on the engine's thread. */
static void unbuffered_is_not_tried(void)
{
    static _Alignas(4096) char block[8192];
    OVERLAPPED overlapped = {.Offset = 0};
    DWORD bytes = 0;

    begin();
    CloseHandle(file);
    file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED | FILE_FLAG_NO_BUFFERING, NULL);
    associate();
    atomic_store(&tries, 0);
    CHECK(!ReadFile(file, block, sizeof block, NULL, &overlapped));
    CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped);
    CHECK(bytes == sizeof block && memcmp(block, expected, bytes) == 0);
    CHECK(atomic_load(&tries) == 0);
    end();
}

/* ---- Result and signal are one step ---- */

#define RACE_MS 1000u
#define STOP (-1)

static struct {
    OVERLAPPED overlapped;
    _Atomic int wanted, returned; /* the number of a read */
} race;

static void *read_on(void *unused)
{
    char byte;
    int wanted, last = 0;

    while ((wanted = atomic_load(&race.wanted)) != STOP) {
        if (wanted == last) {
            sched_yield();
            continue;
        }
        ReadFile(file, &byte, 1, NULL, &race.overlapped);
        last = wanted;
        atomic_store(&race.returned, last);
    }
    return unused;
}

/* Who was told the result may use the event for something else: the signal of
 * this request does not come after that. */
static void signal_is_not_late(void)
{
    ULONGLONG end_ms = GetTickCount64() + RACE_MS;
    int late = 0, count = 0;
    pthread_t thread;
    DWORD bytes;

    begin();
    race.overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(pthread_create(&thread, NULL, read_on, NULL) == 0);
    while (GetTickCount64() < end_ms) {
        race.overlapped.Internal = STATUS_PENDING;
        atomic_store(&race.wanted, ++count);
        while (!GetOverlappedResult(file, &race.overlapped, &bytes, FALSE))
            ;
        ResetEvent(race.overlapped.hEvent);
        while (atomic_load(&race.returned) < count)
            sched_yield();
        late += WaitForSingleObject(race.overlapped.hEvent, 0) == WAIT_OBJECT_0;
    }
    atomic_store(&race.wanted, STOP);
    pthread_join(thread, NULL);
    CHECK(late == 0, "%d of %d came late", late, count);
    CloseHandle(race.overlapped.hEvent);
    end();
}

TAP_MAIN(CASE(pends_and_is_done), CASE(skip_mode_spares_the_packet),
         CASE(end_of_file), CASE(many_come_once_each),
         CASE(unbuffered_is_not_tried), CASE(signal_is_not_late))
