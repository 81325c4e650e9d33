/* Locks that wait need a thread that looks for other processes' locks. When it
 * cannot be started, the call that wanted it fails, and no other call goes on
 * as if it were there. */
#include <windows.h>

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "harness/tap.h"

int __real_thread_start(const char *name, void *(*run)(void *), void *argument);
int __wrap_thread_start(const char *name, void *(*run)(void *), void *argument);

static atomic_int asked, begun;
static pthread_t second;
static HANDLE holder, first_waiter, second_waiter;
static OVERLAPPED held, first_lock, second_lock;
static atomic_bool second_is_back, second_waits;

static bool wait_for_lock(HANDLE file, OVERLAPPED *overlapped)
{
    return !LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, overlapped) &&
           GetLastError() == ERROR_IO_PENDING;
}

static void *call_second(void *argument)
{
    second_waits = wait_for_lock(second_waiter, &second_lock);
    second_is_back = true;
    return argument;
}

/* The first start fails, and while it does another call comes: it may be back
 * before that, if nothing keeps it, and must not count on the thread. */
int __wrap_thread_start(const char *name, void *(*run)(void *), void *argument)
{
    const struct timespec moment = {0, 1000000};

    if (strcmp(name, "iocp-locks") != 0)
        return __real_thread_start(name, run, argument);
    if (asked++ > 0) {
        begun++;
        return __real_thread_start(name, run, argument);
    }
    CHECK(pthread_create(&second, NULL, call_second, NULL) == 0);
    for (int i = 0; i < 200 && !second_is_back; i++)
        nanosleep(&moment, NULL);
    return -EAGAIN;
}

static HANDLE file_open(void)
{
    HANDLE file = CreateFileA(
        "locks.tmp", GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
        OPEN_ALWAYS, FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);

    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

static void thread_that_cannot_be_started(void)
{
    DWORD bytes;

    /* With a port: its request outlives the thread. */
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    holder = file_open();
    first_waiter = file_open();
    second_waiter = file_open();
    CHECK(CreateIoCompletionPort(second_waiter, port, 0, 0) == port);
    CHECK(LockFileEx(holder, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &held));
    CHECK(!wait_for_lock(first_waiter, &first_lock));
    CHECK(GetLastError() == ERROR_NO_SYSTEM_RESOURCES);
    pthread_join(second, NULL);
    CHECK(second_waits);
    CHECK(asked == 2 && begun == 1, "asked %d times, %d threads", asked, begun);
    CHECK(UnlockFileEx(holder, 0, 1, 0, &held));
    CHECK(GetOverlappedResult(second_waiter, &second_lock, &bytes, TRUE));
    CloseHandle(second_waiter);
    CloseHandle(first_waiter);
    CloseHandle(holder);
    CloseHandle(port);
}

TAP_MAIN(CASE(thread_that_cannot_be_started))
