/* Names that another process has: objects are not shared between processes, so
 * who wants one of that name is told. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

static char name[64];
static int to_child[2], to_parent[2];
static int bad; /* in the child */

static void say(int end)
{
    CHECK(write(end, "x", 1) == 1);
}

static void hear(int end)
{
    char byte;

    CHECK(read(end, &byte, 1) == 1);
}

/* `child` runs in a process of its own, which had nothing of the library. Each
 * of the two may be told to go on by the other. */
static pid_t start(void (*child)(void))
{
    pid_t pid;

    snprintf(name, sizeof name, "openiocp test %d", (int)getpid());
    CHECK(pipe(to_child) == 0 && pipe(to_parent) == 0);
    pid = fork();
    if (pid != 0)
        return pid;
    child();
    _exit(bad);
}

static void end(pid_t pid)
{
    int status = -1;

    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%x", status);
}

static void is_refused(HANDLE handle)
{
    bad |= !CHECK(handle == NULL && GetLastError() == ERROR_ALREADY_EXISTS,
                  "error %u", GetLastError());
}

static void is_not_opened(HANDLE handle)
{
    bad |= !CHECK(handle == NULL && GetLastError() == ERROR_NOT_SUPPORTED,
                  "error %u", GetLastError());
}

static void second_instance(void)
{
    HANDLE mutex;

    hear(to_child[0]);
    is_refused(CreateMutexA(NULL, FALSE, name));
    is_refused(CreateEventA(NULL, FALSE, FALSE, name));
    is_refused(CreateSemaphoreA(NULL, 0, 1, name));
    is_not_opened(OpenMutexA(SYNCHRONIZE, FALSE, name));
    is_not_opened(OpenEventA(SYNCHRONIZE, FALSE, name));
    say(to_parent[1]);
    hear(to_child[0]);
    mutex = CreateMutexA(NULL, FALSE, name);
    bad |= !CHECK(mutex != NULL && GetLastError() == ERROR_SUCCESS);
    CloseHandle(mutex);
}

static void of_another_process(void)
{
    pid_t pid = start(second_instance);
    HANDLE first = CreateMutexA(NULL, FALSE, name);
    HANDLE again = CreateMutexA(NULL, FALSE, name);

    CHECK(first != NULL && again != NULL);
    say(to_child[1]);
    hear(to_parent[0]);
    CloseHandle(first);
    CloseHandle(again);
    CHECK(OpenMutexA(SYNCHRONIZE, FALSE, name) == NULL &&
          GetLastError() == ERROR_FILE_NOT_FOUND);
    say(to_child[1]);
    end(pid);
}

static void maps_the_same_name(void)
{
    HANDLE mapping;

    hear(to_child[0]);
    is_refused(CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                  4096, name));
    is_not_opened(OpenFileMappingA(FILE_MAP_READ, FALSE, name));
    say(to_parent[1]);
    hear(to_child[0]);
    mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                 4096, name);
    bad |= !CHECK(mapping != NULL && GetLastError() == ERROR_SUCCESS);
    CloseHandle(mapping);
}

static void mappings(void)
{
    pid_t pid = start(maps_the_same_name);
    HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL,
                                        PAGE_READWRITE, 0, 4096, name);

    CHECK(mapping != NULL);
    say(to_child[1]);
    hear(to_parent[0]);
    CloseHandle(mapping);
    say(to_child[1]);
    end(pid);
}

static void takes_and_ends(void)
{
    bad |= !CHECK(CreateEventA(NULL, FALSE, FALSE, name) != NULL);
    say(to_parent[1]);
    hear(to_child[0]); /* and ends with the handle open */
}

static void process_that_ended(void)
{
    pid_t pid = start(takes_and_ends);
    HANDLE event;

    hear(to_parent[0]);
    is_refused(CreateEventA(NULL, FALSE, FALSE, name));
    say(to_child[1]);
    end(pid);
    event = CreateEventA(NULL, FALSE, FALSE, name);
    CHECK(event != NULL);
    CloseHandle(event);
}

static void has_its_own(void)
{
    HANDLE event;

    hear(to_child[0]);
    event = CreateEventA(NULL, FALSE, FALSE, name);
    bad |= !CHECK(event != NULL && GetLastError() == ERROR_SUCCESS);
    CloseHandle(event);
}

static void each_its_own(void)
{
    HANDLE event;
    pid_t pid;

    setenv("IOCP_NAMES", "process", 1);
    pid = start(has_its_own);
    event = CreateEventA(NULL, FALSE, FALSE, name);
    say(to_child[1]);
    end(pid);
    CloseHandle(event);
}

TAP_MAIN(CASE(of_another_process), CASE(mappings), CASE(process_that_ended),
         CASE(each_its_own))
