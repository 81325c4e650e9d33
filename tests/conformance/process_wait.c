/* Waiting for processes, their exit codes, ending them. */
#include "children.h"

/* STILL_ACTIVE until it has ended; then its exit code, for as long as there is
 * a handle. */
static void exit_code(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    DWORD code = UNTOUCHED;

    CHECK(GetExitCodeProcess(child.hProcess, &code) && code == STILL_ACTIVE);
    CHECK(!is_set(child.hProcess));
    CHECK(TerminateProcess(child.hProcess, 0x12345678));
    CHECK(child_result(child.hProcess) == 0x12345678);
    CHECK(is_set(child.hProcess), "it stays signalled");
    child_close(&child);

    child = child_start("exit 200", 0);
    CHECK(child_result(child.hProcess) == 200);
    child_close(&child);
}

/* "TerminateProcess fails with ERROR_ACCESS_DENIED" on what has ended. */
static void terminate_twice(void)
{
    PROCESS_INFORMATION child = child_start("exit 6", 0);

    CHECK(child_result(child.hProcess) == 6);
    DIFFERS(WINE_8, "is TRUE, and changes nothing")
    CHECK_FAILS(TerminateProcess(child.hProcess, 9), ERROR_ACCESS_DENIED);
    CHECK(child_result(child.hProcess) == 6);
    child_close(&child);
}

static void timeout(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);

    CHECK(WaitForSingleObject(child.hProcess, 0) == WAIT_TIMEOUT);
    CHECK(WaitForSingleObject(child.hProcess, QUIET) == WAIT_TIMEOUT);
    child_end(&child);
}

/* Any of several, all of several, with other kinds of objects among them. */
static void several(void)
{
    PROCESS_INFORMATION one = child_start("wait", 0);
    PROCESS_INFORMATION two = child_start("wait", 0);
    HANDLE event = event_new();
    HANDLE all[] = {one.hProcess, event, two.hProcess};

    CHECK(TerminateProcess(two.hProcess, 2));
    CHECK(WaitForMultipleObjects(3, all, FALSE, DEADLINE) == WAIT_OBJECT_0 + 2);
    CHECK(WaitForMultipleObjects(3, all, TRUE, 0) == WAIT_TIMEOUT);
    CHECK(TerminateProcess(one.hProcess, 1));
    CHECK(SetEvent(event));
    CHECK(WaitForMultipleObjects(3, all, TRUE, DEADLINE) == WAIT_OBJECT_0);
    CHECK(child_result(one.hProcess) == 1 && child_result(two.hProcess) == 2);
    child_close(&one);
    child_close(&two);
    CloseHandle(event);
}

static DWORD WINAPI wait_for_it(LPVOID process)
{
    return WaitForSingleObject(process, INFINITE);
}

/* All who wait are released. */
static void waited_for_by_several(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    HANDLE threads[3];

    for (unsigned i = 0; i < 3; i++)
        threads[i] = thread_start(wait_for_it, child.hProcess);
    let_it_block();
    CHECK(TerminateProcess(child.hProcess, 0));
    CHECK(WaitForMultipleObjects(3, threads, TRUE, DEADLINE) == WAIT_OBJECT_0);
    for (unsigned i = 0; i < 3; i++)
        CloseHandle(threads[i]);
    child_close(&child);
}

/* The process runs on when its handles are closed; another handle tells of its
 * end. */
static void closed_handles(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    HANDLE other = OpenProcess(PROCESS_ALL_ACCESS, FALSE, child.dwProcessId);

    CHECK(other != NULL);
    child_close(&child);
    CHECK(WaitForSingleObject(other, 0) == WAIT_TIMEOUT);
    CHECK(TerminateProcess(other, 77));
    CHECK(child_result(other) == 77);
    CloseHandle(other);
}

/* The calling process, by GetCurrentProcess(). */
static void calling_process(void)
{
    DWORD code = UNTOUCHED;

    CHECK(GetExitCodeProcess(GetCurrentProcess(), &code) &&
          code == STILL_ACTIVE);
    CHECK(WaitForSingleObject(GetCurrentProcess(), 0) == WAIT_TIMEOUT);
    CHECK(GetProcessId(GetCurrentProcess()) == GetCurrentProcessId());
}

/* Each call wants its right. */
static void rights(void)
{
    PROCESS_INFORMATION child = child_start("wait", 0);
    HANDLE waits = OpenProcess(SYNCHRONIZE, FALSE, child.dwProcessId);
    HANDLE asks = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE,
                              child.dwProcessId);
    DWORD code = UNTOUCHED;

    CHECK(waits != NULL && asks != NULL);
    CHECK_FAILS(TerminateProcess(waits, 1), ERROR_ACCESS_DENIED);
    CHECK_FAILS(GetExitCodeProcess(waits, &code), ERROR_ACCESS_DENIED);
    CHECK(code == UNTOUCHED);
    CHECK(WaitForSingleObject(waits, 0) == WAIT_TIMEOUT);
    CHECK(GetExitCodeProcess(asks, &code) && code == STILL_ACTIVE);
    CHECK_FAILS(TerminateProcess(asks, 1), ERROR_ACCESS_DENIED);
    CHECK_FAILS(WaitForSingleObject(asks, 0) != WAIT_FAILED,
                ERROR_ACCESS_DENIED);
    CloseHandle(waits);
    CloseHandle(asks);
    child_end(&child);
}

/* What is no process. */
static void wrong_handles(void)
{
    HANDLE event = event_new(), closed = event_new();
    DWORD code = UNTOUCHED;

    CloseHandle(closed);
    CHECK_FAILS(GetExitCodeProcess(event, &code), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetExitCodeProcess(closed, &code), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetExitCodeProcess(NULL, &code), ERROR_INVALID_HANDLE);
    CHECK_FAILS(TerminateProcess(event, 1), ERROR_INVALID_HANDLE);
    CHECK_FAILS(TerminateProcess(NULL, 1), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetProcessId(event), ERROR_INVALID_HANDLE);
    CHECK(code == UNTOUCHED);
    CloseHandle(event);
}

CHILDREN_MAIN(CASE(exit_code), CASE(terminate_twice), CASE(timeout),
              CASE(several), CASE(waited_for_by_several), CASE(closed_handles),
              CASE(calling_process), CASE(rights), CASE(wrong_handles))
