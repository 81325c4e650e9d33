/* The filter of exceptions that nobody handles; error modes; last errors of
 * statuses. What ends a process is not tried here. */
#include "support.h"

#include <winternl.h>

#define CODE 0xE0001234u

static struct {
    EXCEPTION_RECORD record;
    DWORD thread;
    LONG calls;
} seen;

static LONG WINAPI go_on(EXCEPTION_POINTERS *exception)
{
    seen.record = *exception->ExceptionRecord;
    seen.thread = GetCurrentThreadId();
    seen.calls++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG WINAPI other(EXCEPTION_POINTERS *exception)
{
    (void)exception;
    return EXCEPTION_EXECUTE_HANDLER;
}

/* Claim:  the filter that was set before is given back.
 * Source: "SetUnhandledExceptionFilter function", Return value.
 *         Wine 8: same. */
static void filter_before(void)
{
    SetUnhandledExceptionFilter(go_on);
    CHECK(SetUnhandledExceptionFilter(other) == go_on);
    CHECK(SetUnhandledExceptionFilter(NULL) == other);
    CHECK(SetUnhandledExceptionFilter(NULL) == NULL);
}

static DWORD WINAPI raise_one(void *arguments)
{
    RaiseException(CODE, 0, 2, arguments);
    return 7;
}

/* Runs it where no frame of the C library's has a handler. */
static void run(LPTHREAD_START_ROUTINE routine, void *argument, DWORD result)
{
    HANDLE thread;
    DWORD code = 0;

    memset(&seen, 0, sizeof seen);
    SetUnhandledExceptionFilter(go_on);
    thread = thread_start(routine, argument);
    CHECK(wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code) && code == result);
    CloseHandle(thread);
    SetUnhandledExceptionFilter(NULL);
}

/* Claim:  RaiseException calls the filter, in the thread, with the code and
 *         the arguments, and goes on when that says so.
 * Source: "RaiseException function", Parameters.  Wine 8: same. */
static void raised(void)
{
    ULONG_PTR arguments[] = {11, 22};

    run(raise_one, arguments, 7);
    CHECK(seen.calls == 1 && seen.thread != GetCurrentThreadId());
    CHECK(seen.record.ExceptionCode == CODE);
    CHECK(seen.record.ExceptionFlags == 0);
    CHECK(seen.record.NumberParameters == 2);
    CHECK(seen.record.ExceptionInformation[0] == 11);
    CHECK(seen.record.ExceptionInformation[1] == 22);
    CHECK(seen.record.ExceptionAddress != NULL);
}

static DWORD WINAPI raise_many(void *arguments)
{
    RaiseException(CODE, 0, 1000, arguments);
    RaiseException(CODE, 0, 1000, NULL);
    return 8;
}

/* Claim:  there are at most 15 arguments; without an array there are none.
 * Source: "RaiseException function", Parameters.  Wine 8: same. */
static void too_many_arguments(void)
{
    ULONG_PTR arguments[1000] = {0};

    run(raise_many, arguments, 8);
    CHECK(seen.calls == 2 && seen.record.NumberParameters == 0);
}

#ifdef __x86_64__
typedef int (*nothing)(void);

/* The call of nowhere returns: what is on the stack is where it came from. */
static LONG WINAPI return_from_it(EXCEPTION_POINTERS *exception)
{
    CONTEXT *context = exception->ContextRecord;

    go_on(exception);
    seen.thread = (context->ContextFlags & CONTEXT_CONTROL) == CONTEXT_CONTROL;
    seen.thread = seen.thread && context->Rip == 0x40;
    context->Rip = *(const ULONG_PTR *)context->Rsp;
    context->Rsp += sizeof(ULONG_PTR);
    context->Rax = 77;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD WINAPI call_nowhere(void *argument)
{
    nothing volatile nowhere = (nothing)(ULONG_PTR)0x40;

    (void)argument;
    SetUnhandledExceptionFilter(return_from_it);
    return (DWORD)nowhere();
}

/* Claim:  a wrong address is EXCEPTION_ACCESS_VIOLATION; the registers are
 *         shown, and taken back.
 * Source: "SetUnhandledExceptionFilter function", Return value;
 *         "EXCEPTION_RECORD structure".  Wine 8: same. */
static void wrong_address(void)
{
    run(call_nowhere, NULL, 77);
    CHECK(seen.calls == 1 && seen.thread == TRUE);
    CHECK(seen.record.ExceptionCode == (DWORD)EXCEPTION_ACCESS_VIOLATION);
    CHECK(seen.record.ExceptionAddress == (PVOID)0x40);
    CHECK(seen.record.NumberParameters == 2);
    CHECK(seen.record.ExceptionInformation[0] == 8);
    CHECK(seen.record.ExceptionInformation[1] == 0x40);
}
#else
static void wrong_address(void)
{
    SKIP("the case knows x86-64 only");
}
#endif

/* Claim:  UnhandledExceptionFilter asks the filter.
 * Source: "UnhandledExceptionFilter function", Return value.
 *         Wine 8: same. */
static void asked(void)
{
    EXCEPTION_RECORD record = {.ExceptionCode = CODE};
    CONTEXT context = {.ContextFlags = 0};
    EXCEPTION_POINTERS exception = {&record, &context};

    memset(&seen, 0, sizeof seen);
    SetUnhandledExceptionFilter(go_on);
    CHECK(UnhandledExceptionFilter(&exception) == EXCEPTION_CONTINUE_EXECUTION);
    CHECK(seen.calls == 1 && seen.record.ExceptionCode == CODE);
    SetUnhandledExceptionFilter(NULL);
}

/* Claim:  the error mode is kept, and the one before given back.
 * Source: "SetErrorMode function", Return value.  Wine 8: same. */
static void error_mode(void)
{
    UINT before = SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);

    CHECK(GetErrorMode() == (SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX));
    CHECK(SetErrorMode(before) ==
          (SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX));
    CHECK(GetErrorMode() == before);
}

static DWORD WINAPI end_itself(void *argument)
{
    (void)argument;
    TerminateThread(GetCurrentThread(), 42);
    return 1;
}

/* Claim:  a thread that terminates itself ends with that code; what is no
 *         thread is 6, one that has ended is left as it is.
 * Source: "TerminateThread function".  Wine 8: same. */
static void thread_ends_itself(void)
{
    HANDLE thread = thread_start(end_itself, NULL), event = event_new();
    DWORD code = 0;

    CHECK(wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code) && code == 42);
    CHECK(TerminateThread(thread, 42));
    CHECK_FAILS(TerminateThread(event, 1), ERROR_INVALID_HANDLE);
    CHECK_FAILS(TerminateThread(NULL, 1), ERROR_INVALID_HANDLE);
    CHECK(GetExitCodeThread(thread, &code) && code == 42);
    CloseHandle(event);
    CloseHandle(thread);
}

typedef ULONG(NTAPI *translate)(NTSTATUS);

/* Claim:  a status becomes its last error; an unknown one 317.
 * Source: "RtlNtStatusToDosError function".  Wine 8: same. */
static void errors_of_statuses(void)
{
    translate of = (translate)(ULONG_PTR)GetProcAddress(
        GetModuleHandleA("ntdll"), "RtlNtStatusToDosError");

    if (!CHECK(of != NULL))
        return;
    CHECK(of(0) == 0);
    CHECK(of((NTSTATUS)0xC0000005) == ERROR_NOACCESS);
    CHECK(of((NTSTATUS)0xC0000008) == ERROR_INVALID_HANDLE);
    CHECK(of((NTSTATUS)0xC0000011) == ERROR_HANDLE_EOF);
    CHECK(of((NTSTATUS)0xC0000120) == ERROR_OPERATION_ABORTED);
    CHECK(of((NTSTATUS)0x00000103) == ERROR_IO_PENDING);
    CHECK(of((NTSTATUS)0xC000020D) == ERROR_NETNAME_DELETED);
    CHECK(of((NTSTATUS)0xC00F1234) == ERROR_MR_MID_NOT_FOUND);
}

/* Claim:  the macros of winerror.h.
 * Source: "HRESULT_FROM_WIN32 macro", "IS_ERROR macro".  Wine 8: same. */
static void macros(void)
{
    CHECK(IS_ERROR(0x80070005) && IS_ERROR(E_FAIL) && !IS_ERROR(S_OK));
    CHECK(FAILED(E_FAIL) && SUCCEEDED(S_FALSE) && !FAILED(S_OK));
    CHECK(MAKE_HRESULT(1, FACILITY_WIN32, 5) == E_ACCESSDENIED);
    CHECK(HRESULT_FROM_WIN32(ERROR_ACCESS_DENIED) == E_ACCESSDENIED);
    CHECK(HRESULT_FROM_WIN32(0) == S_OK);
    CHECK(HRESULT_FROM_WIN32((ULONG)E_FAIL) == E_FAIL);
    CHECK(HRESULT_CODE(E_ACCESSDENIED) == ERROR_ACCESS_DENIED);
    CHECK(HRESULT_FACILITY(E_ACCESSDENIED) == FACILITY_WIN32);
    CHECK(HRESULT_SEVERITY(E_ACCESSDENIED) == SEVERITY_ERROR);
    CHECK(HRESULT_FROM_NT(0xC0000005) == (HRESULT)0xD0000005);
}

TAP_MAIN(CASE(filter_before), CASE(raised), CASE(too_many_arguments),
         CASE(wrong_address), CASE(asked), CASE(error_mode),
         CASE(thread_ends_itself), CASE(errors_of_statuses), CASE(macros))
