/* CreateThread, _beginthreadex, ExitThread, exit codes, ids and pseudo handles,
 * the last error of each thread. */
#include "crt_handler.h"

#include <errno.h>

struct seen {
    void *argument;
    DWORD id;
    DWORD error_before, error_after;
    volatile LONG after_exit;
};

static DWORD WINAPI look_around(void *argument)
{
    struct seen *seen = argument;

    seen->id = GetCurrentThreadId();
    seen->argument = argument;
    seen->error_before = GetLastError();
    SetLastError(777);
    Sleep(1);
    seen->error_after = GetLastError();
    return 5;
}

static unsigned __stdcall look_around_too(void *argument)
{
    return look_around(argument);
}

/* Claim:  the thread gets its argument, has the number that was told, and its
 *         handle is signalled when it ends, and stays so.
 * Source: "CreateThread function".  Wine 8: same. */
static void create_thread(void)
{
    struct seen seen = {0};
    DWORD id = 0;
    HANDLE thread = CreateThread(NULL, 0, look_around, &seen, 0, &id);

    CHECK(thread != NULL && id != 0);
    CHECK(wait_for(thread) && is_set(thread));
    CHECK(seen.id == id && seen.argument == &seen);
    CHECK(id != GetCurrentThreadId());
    CHECK(CloseHandle(thread));
}

/* Claim:  _beginthreadex is the same with other types.
 * Source: "_beginthread, _beginthreadex".  Wine 8: same. */
static void begin_thread(void)
{
    struct seen seen = {0};
    unsigned id = 0;
    HANDLE thread =
        (HANDLE)_beginthreadex(NULL, 0, look_around_too, &seen, 0, &id);

    CHECK(thread != NULL && id != 0);
    CHECK(wait_for(thread));
    CHECK(seen.id == id && seen.argument == &seen);
    CHECK(CloseHandle(thread));
}

/* Claim:  the last error belongs to the thread: new threads start with 0, and
 *         neither sees the other's.
 * Source: "GetLastError function".  Wine 8: same. */
static void last_error_of_each_thread(void)
{
    struct seen seen = {0};
    HANDLE thread;

    SetLastError(555);
    thread = CreateThread(NULL, 0, look_around, &seen, 0, NULL);
    SetLastError(556);
    WaitForSingleObject(thread, DEADLINE);
    CHECK_ERROR(556);
    CHECK(seen.error_before == 0 && seen.error_after == 777);
    CloseHandle(thread);
}

/* Claim:  Sleep and a wait that succeeds keep the last error.
 * Source: Wine's ntdll sync test_delayexecution.  Wine 8: same. */
static void sleep_keeps_the_last_error(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL);

    SetLastError(555);
    Sleep(0);
    Sleep(1);
    CHECK_ERROR(555);
    CHECK(WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    CHECK_ERROR(555);
    CloseHandle(event);
}

static void leave_from_deep_inside(struct seen *seen)
{
    seen->id = GetCurrentThreadId();
    ExitThread(9);
}

static DWORD WINAPI leave_early(void *argument)
{
    struct seen *seen = argument;

    leave_from_deep_inside(seen);
    seen->after_exit = 1;
    return 0;
}

/* Claim:  ExitThread ends the calling thread wherever it is.
 * Source: "ExitThread function".  Wine 8: same. */
static void exit_thread(void)
{
    struct seen seen = {0};
    HANDLE thread = thread_start(leave_early, &seen);

    thread_join(thread);
    CHECK(seen.id != 0 && seen.after_exit == 0);
}

/* Claim:  closing the handle does not end the thread.
 * Source: "CreateThread function", Remarks.  Wine 8: same. */
static DWORD WINAPI set_when_told(void *argument)
{
    HANDLE *events = argument;

    wait_for(events[0]);
    SetEvent(events[1]);
    return 0;
}

static void closing_the_handle_ends_nothing(void)
{
    HANDLE events[2] = {event_new(), event_new()};

    CloseHandle(thread_start(set_when_told, events));
    SetEvent(events[0]);
    CHECK(wait_for(events[1]));
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

/* Claim:  several threads can be waited for together.
 * Source: "WaitForMultipleObjects function".  Wine 8: same. */
static void joining_many(void)
{
    enum { MANY = 32 };
    struct seen seen[MANY];
    HANDLE threads[MANY];

    memset(seen, 0, sizeof seen);
    for (int i = 0; i < MANY; i++)
        threads[i] = thread_start(look_around, &seen[i]);
    CHECK(WaitForMultipleObjects(MANY, threads, TRUE, DEADLINE) ==
          WAIT_OBJECT_0);
    for (int i = 0; i < MANY; i++) {
        for (int k = 0; k < i; k++)
            CHECK(threads[i] != threads[k]);
        CHECK(seen[i].argument == &seen[i]);
        CloseHandle(threads[i]);
    }
}

static DWORD WINAPI do_nothing(void *argument)
{
    InterlockedIncrement((volatile LONG *)argument);
    return 0;
}

/* Claim:  threads come and go without limit (s).
 * Source: "CreateThread function".  Wine 8: same. */
static void many_come_and_go(void)
{
    volatile LONG count = 0;

    for (int i = 0; i < 500; i++)
        thread_join(thread_start(do_nothing, (void *)&count));
    CHECK(count == 500);
}

/* Claim:  numbers of threads that run at once differ; one's own never changes.
 * Source: "GetCurrentThreadId function".  Wine 8: same. */
static void numbers(void)
{
    DWORD mine = GetCurrentThreadId();

    Sleep(1);
    CHECK(mine != 0 && GetCurrentThreadId() == mine);
}

/* Claim:  Sleep takes its time.
 * Source: "Sleep function".  Wine 8: same. */
static void sleep_takes_its_time(void)
{
    ULONGLONG start = GetTickCount64(), slept;

    Sleep(120);
    slept = GetTickCount64() - start;
    CHECK(slept >= 100 && slept < DEADLINE, "%u ms", (unsigned)slept);
}

struct ending {
    HANDLE done;
    volatile LONG after;
};

static void end_early(void *argument)
{
    struct ending *ending = argument;

    SetEvent(ending->done);
    _endthread();
    ending->after = 1;
}

/* Claim:  _endthread ends the thread where it is called; the handle that
 *         _beginthread gave closes by itself.
 * Source: "_endthread, _endthreadex", Remarks.  Wine 8: same. */
static void end_thread(void)
{
    struct ending ending = {event_new(), 0};
    uintptr_t thread = _beginthread(end_early, 0, &ending);

    CHECK(thread != (uintptr_t)-1 && wait_for(ending.done));
    CHECK(WAIT_UNTIL(WaitForSingleObject((HANDLE)thread, 0) == WAIT_FAILED));
    CHECK(ending.after == 0);
    CloseHandle(ending.done);
}

static unsigned __stdcall end_from_deep_inside(void *argument)
{
    struct seen *seen = argument;

    if (seen->after_exit == 0)
        _endthreadex(0xC0FFEE07);
    seen->after_exit = 2;
    return 0;
}

/* Claim:  _endthreadex ends the thread where it is called, with that exit code;
 *         the handle stays open.
 * Source: "_endthread, _endthreadex", Remarks.  Wine 8: same. */
static void end_thread_ex(void)
{
    struct seen seen = {0};
    DWORD code = UNTOUCHED;
    HANDLE thread =
        (HANDLE)_beginthreadex(NULL, 0, end_from_deep_inside, &seen, 0, NULL);

    CHECK(thread != NULL && wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code) && code == 0xC0FFEE07, "%x",
          (unsigned)code);
    CHECK(seen.after_exit == 0);
    CHECK(CloseHandle(thread));
}

static DWORD WINAPI end_when_told(void *event)
{
    wait_for(event);
    return 0x89ABCDEF;
}

/* Claim:  the exit code is STILL_ACTIVE as long as the thread runs, then all 32
 *         bits of what its function returned; a bad handle leaves it alone.
 * Source: "GetExitCodeThread function", Remarks.  Wine 8: same. */
static void exit_code(void)
{
    HANDLE event = event_new(), thread = thread_start(end_when_told, event);
    DWORD code = UNTOUCHED;

    CHECK(GetExitCodeThread(thread, &code) && code == STILL_ACTIVE);
    SetEvent(event);
    CHECK(wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code) && code == 0x89ABCDEF);
    code = UNTOUCHED;
    CHECK_FAILS(GetExitCodeThread(event, &code), ERROR_INVALID_HANDLE);
    CloseHandle(thread);
    CHECK_FAILS(GetExitCodeThread(thread, &code), ERROR_INVALID_HANDLE);
    CHECK(code == UNTOUCHED);
    CloseHandle(event);
}

/* Claim:  a thread made suspended runs when it is resumed, which tells that it
 *         was suspended once; resuming one that runs tells 0.
 * Source: "ResumeThread function", Return value.  Wine 8: same. */
static void resume(void)
{
    HANDLE events[2] = {event_new(), event_new()};
    HANDLE thread =
        CreateThread(NULL, 0, set_when_told, events, CREATE_SUSPENDED, NULL);

    SetEvent(events[0]);
    CHECK(WaitForSingleObject(events[1], QUIET) == WAIT_TIMEOUT);
    CHECK(!is_set(thread));
    CHECK(ResumeThread(thread) == 1);
    CHECK(wait_for(events[1]) && wait_for(thread));
    CloseHandle(thread);
    ResetEvent(events[0]);
    thread = thread_start(set_when_told, events);
    CHECK(ResumeThread(thread) == 0);
    SetEvent(events[0]);
    thread_join(thread);
    CHECK_FAILS(ResumeThread(thread) != (DWORD)-1, ERROR_INVALID_HANDLE);
    CHECK_FAILS(ResumeThread(events[0]) != (DWORD)-1, ERROR_INVALID_HANDLE);
    CloseHandle(events[0]);
    CloseHandle(events[1]);
}

/* Claim:  GetThreadId is the number that CreateThread told, also when the
 *         thread has ended; what is no thread has none.
 * Source: "GetThreadId function", Return value.  Wine 8: same. */
static void number_of_a_handle(void)
{
    HANDLE event = event_new(), thread;
    DWORD id = 0;

    thread = CreateThread(NULL, 0, end_when_told, event, 0, &id);
    CHECK(id != 0 && GetThreadId(thread) == id);
    CHECK(GetThreadId(GetCurrentThread()) == GetCurrentThreadId());
    SetEvent(event);
    CHECK(wait_for(thread));
    CHECK(GetThreadId(thread) == id);
    CloseHandle(thread);
    CHECK_FAILS(GetThreadId(thread), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetThreadId(event), ERROR_INVALID_HANDLE);
    CloseHandle(event);
}

/* Claim:  the pseudo handles are -2 and -1, and mean the thread and the process
 *         that use them.
 * Source: "GetCurrentThread function", Remarks; "GetCurrentProcess function",
 *         Remarks.  Wine 8: same. */
static void pseudo_handles(void)
{
    DWORD code = 0;

    CHECK(GetCurrentThread() == (HANDLE)(LONG_PTR)-2);
    CHECK(GetCurrentProcess() == (HANDLE)(LONG_PTR)-1);
    CHECK(GetExitCodeThread(GetCurrentThread(), &code) && code == STILL_ACTIVE);
    code = 0;
    CHECK(GetExitCodeProcess(GetCurrentProcess(), &code));
    CHECK(code == STILL_ACTIVE);
    CHECK(GetProcessId(GetCurrentProcess()) == GetCurrentProcessId());
    CHECK(GetCurrentProcessId() != 0);
    CHECK(WaitForSingleObject(GetCurrentThread(), 0) == WAIT_TIMEOUT);
    CHECK(WaitForSingleObject(GetCurrentProcess(), 0) == WAIT_TIMEOUT);
}

struct turns {
    volatile LONG next, bad;
};

static DWORD WINAPI take_odd_turns(void *argument)
{
    struct turns *turns = argument;

    for (LONG turn = 1; turn < 200; turn += 2) {
        while (turns->next != turn) {
            BOOL switched = SwitchToThread();

            if (switched != FALSE && switched != TRUE)
                turns->bad = 1;
        }
        InterlockedIncrement(&turns->next);
    }
    return 0;
}

/* Claim:  a thread that waits by SwitchToThread lets another one go on, on the
 *         same processor, too; the result is TRUE or FALSE, on Linux TRUE.
 * Source: "SwitchToThread function", Return value.  Wine 8: same. */
static void switch_to_thread(void)
{
    DWORD_PTR mine, all;
    struct turns turns = {0, 0};
    HANDLE thread =
        CreateThread(NULL, 0, take_odd_turns, &turns, CREATE_SUSPENDED, NULL);

    CHECK(GetProcessAffinityMask(GetCurrentProcess(), &mine, &all));
    SetThreadAffinityMask(thread, mine & -mine);
    SetThreadAffinityMask(GetCurrentThread(), mine & -mine);
    CHECK(ResumeThread(thread) == 1);
    for (LONG turn = 0; turn < 200; turn += 2) {
        while (turns.next != turn)
            SwitchToThread();
        InterlockedIncrement(&turns.next);
    }
    thread_join(thread);
    CHECK(turns.next == 200 && turns.bad == 0);
    SetThreadAffinityMask(GetCurrentThread(), mine);
    CHECK(tap_where() != NATIVE || SwitchToThread() == TRUE);
}

/* Claim:  a thread without a function is a wrong argument.
 * Source: "_beginthread, _beginthreadex", Return value.
 *         Wine 8: begins it, which ends the program. */
static void begin_nothing(void)
{
    if (tap_where() == WINE_8)
        SKIP("it begins");
    _set_invalid_parameter_handler(note);
    told = 0;
    errno = 0;
    CHECK(_beginthreadex(NULL, 0, NULL, NULL, 0, NULL) == 0);
    CHECK(errno == EINVAL && told == 1);
    errno = 0;
    CHECK(_beginthread(NULL, 0, NULL) == (uintptr_t)-1);
    CHECK(errno == EINVAL && told == 2);
}

/* Claim:  _getpid is the process's id.
 * Source: "_getpid", Return value.  Wine 8: same. */
static void process_number(void)
{
    CHECK((DWORD)_getpid() == GetCurrentProcessId());
}

TAP_MAIN(CASE(create_thread), CASE(begin_thread),
         CASE(last_error_of_each_thread), CASE(sleep_keeps_the_last_error),
         CASE(exit_thread), CASE(closing_the_handle_ends_nothing),
         CASE(joining_many), CASE_LONG(many_come_and_go, 60), CASE(numbers),
         CASE(sleep_takes_its_time), CASE(end_thread), CASE(end_thread_ex),
         CASE(begin_nothing), CASE(exit_code), CASE(resume),
         CASE(number_of_a_handle), CASE(pseudo_handles), CASE(switch_to_thread),
         CASE(process_number))
