/* What holds between processes: locks of files, watches of processes. The other
 * process is a fork made before this one has used the library, and the two talk
 * through a socket, unless a case says otherwise. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"

#define SHARES (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

struct other {
    pid_t pid;
    int talk;
    char name[128];
};

/* Runs `act` in another process; it ends with what `act` returns. */
static struct other start(int (*act)(const struct other *))
{
    struct other other = {0};
    int ends[2];

    snprintf(other.name, sizeof other.name, "./processes-%d.tmp", getpid());
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    other.pid = fork();
    other.talk = ends[other.pid == 0];
    close(ends[other.pid != 0]);
    if (other.pid == 0)
        _exit(act(&other));
    return other;
}

static void say(const struct other *other)
{
    CHECK(write(other->talk, "x", 1) == 1);
}

static bool hear(const struct other *other)
{
    char byte;

    return read(other->talk, &byte, 1) == 1;
}

static void end(struct other *other)
{
    int status = -1;

    close(other->talk);
    CHECK(waitpid(other->pid, &status, 0) == other->pid && status == 0,
          "the other process says %d", WEXITSTATUS(status));
    unlink(other->name);
}

static HANDLE open_named(const struct other *other, DWORD flags)
{
    HANDLE file = CreateFileA(other->name, GENERIC_READ | GENERIC_WRITE, SHARES,
                              NULL, OPEN_ALWAYS, flags, NULL);

    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

/* Locks [10, 20), until it is told to let go. */
static int lock_until_told(const struct other *other)
{
    HANDLE file;

    if (!hear(other))
        return 1;
    file = open_named(other, 0);
    if (!LockFile(file, 10, 0, 10, 0))
        return 2;
    say(other);
    if (!hear(other) || !UnlockFile(file, 10, 0, 10, 0))
        return 3;
    say(other);
    hear(other); /* until the end of the case */
    return 0;
}

static void locks_are_respected(void)
{
    struct other other = start(lock_until_told);
    HANDLE file = open_named(&other, 0);

    say(&other);
    CHECK(hear(&other));
    CHECK(!LockFile(file, 19, 0, 1, 0) &&
          GetLastError() == ERROR_LOCK_VIOLATION);
    CHECK(LockFile(file, 20, 0, 10, 0));
    say(&other);
    CHECK(hear(&other));
    CHECK(LockFile(file, 10, 0, 10, 0));
    CloseHandle(file);
    end(&other);
}

static void a_waiter_gets_its_packet(void)
{
    struct other other = start(lock_until_told);
    HANDLE file = open_named(&other, FILE_FLAG_OVERLAPPED);
    HANDLE port = CreateIoCompletionPort(file, NULL, 1, 0);
    OVERLAPPED place = {.Offset = 15}, *got = NULL;
    DWORD bytes;
    ULONG_PTR key;

    say(&other);
    CHECK(hear(&other));
    CHECK(!LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &place) &&
          GetLastError() == ERROR_IO_PENDING);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &got, 30) &&
          got == NULL);
    say(&other);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &got,
                                    tap_scaled(10000)) &&
          got == &place);
    CHECK(hear(&other));
    CloseHandle(file);
    CloseHandle(port);
    end(&other);
}

/* Ends without unlocking. */
static int lock_and_exit(const struct other *other)
{
    HANDLE file;

    if (!hear(other))
        return 1;
    file = open_named(other, 0);
    if (!LockFile(file, 10, 0, 10, 0))
        return 2;
    say(other);
    return hear(other) ? 0 : 3;
}

static void the_end_of_a_process_unlocks(void)
{
    struct other other = start(lock_and_exit);
    HANDLE file = open_named(&other, 0);
    OVERLAPPED place = {.Offset = 10};

    say(&other);
    CHECK(hear(&other));
    say(&other);
    CHECK(LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &place));
    CloseHandle(file);
    end(&other);
}

/* Tries a shared lock of [0, 30) each time it is asked. */
static int try_shared(const struct other *other)
{
    HANDLE file = NULL;

    while (hear(other)) {
        OVERLAPPED place = {0};
        bool had;

        if (file == NULL)
            file = open_named(other, 0);
        had = LockFileEx(file, LOCKFILE_FAIL_IMMEDIATELY, 0, 30, 0, &place);
        if (had)
            UnlockFileEx(file, 0, 30, 0, &place);
        if (write(other->talk, had ? "y" : "n", 1) != 1)
            return 1;
    }
    return 0;
}

static char asked(const struct other *other)
{
    char answer = '?';

    say(other);
    CHECK(read(other->talk, &answer, 1) == 1);
    return answer;
}

/* The kernel's locks do not stack: what is left of two is told anew. */
static void what_is_left_still_counts(void)
{
    struct other other = start(try_shared);
    HANDLE file = open_named(&other, 0);
    OVERLAPPED exclusive = {.Offset = 10}, shared = {.Offset = 5};
    const DWORD now = LOCKFILE_FAIL_IMMEDIATELY;

    CHECK(
        LockFileEx(file, now | LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &exclusive));
    CHECK(LockFileEx(file, now, 0, 10, 0, &shared));
    CHECK(asked(&other) == 'n');
    CHECK(UnlockFileEx(file, 0, 10, 0, &shared));
    CHECK(asked(&other) == 'n');
    CHECK(LockFileEx(file, now, 0, 10, 0, &shared));
    CHECK(UnlockFileEx(file, 0, 10, 0, &exclusive));
    CHECK(asked(&other) == 'y');
    CloseHandle(file);
    end(&other);
}

static DWORD run(const char *text)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    DWORD code = (DWORD)-1;
    char line[128];

    snprintf(line, sizeof line, "%s", text);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup,
                        &child))
        return code;
    WaitForSingleObject(child.hProcess, tap_scaled(5000));
    GetExitCodeProcess(child.hProcess, &code);
    CloseHandle(child.hThread);
    CloseHandle(child.hProcess);
    return code;
}

/* A child of fork starts and watches processes of its own, and disturbs none of
 * its parent's. */
static void started_in_a_fork(void)
{
    DWORD here;
    int status = -1;
    pid_t pid;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    SKIP("the sanitizer has no threads in a child of fork");
#endif
    here = run("/bin/sh -c \"exit 6\"");
    pid = fork();
    if (pid == 0)
        _exit(run("/bin/sh -c \"exit 7\"") == 7 ? 0 : 1);
    CHECK(here == 6);
    CHECK(waitpid(pid, &status, 0) == pid && status == 0, "%x", status);
    CHECK(run("/bin/sh -c \"exit 8\"") == 8);
}

TAP_MAIN(CASE(locks_are_respected), CASE(a_waiter_gets_its_packet),
         CASE(the_end_of_a_process_unlocks), CASE(what_is_left_still_counts),
         CASE(started_in_a_fork))
