/* The filter of exceptions that nobody handles, and the ways to end. What runs
 * in a signal handler here takes no lock and no memory. */
#include "iocp/exception.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/context.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/utf.h"
#include "sys/console.h"
#include "sys/fault.h"
#include "sys/machine.h"

/* By which a program tells a debugger the name of a thread. */
#define THREAD_NAME_EXCEPTION 0x406D1388u

static _Atomic(LPTOP_LEVEL_EXCEPTION_FILTER) filter;
static _Atomic UINT error_mode;

/* ---- Faults ---- */

static const DWORD codes[] = {
    [FAULT_MEMORY] = EXCEPTION_ACCESS_VIOLATION,
    [FAULT_MISALIGNED] = EXCEPTION_DATATYPE_MISALIGNMENT,
    [FAULT_PAGE] = EXCEPTION_IN_PAGE_ERROR,
    [FAULT_INTEGER_ZERO] = EXCEPTION_INT_DIVIDE_BY_ZERO,
    [FAULT_INTEGER_OVERFLOW] = EXCEPTION_INT_OVERFLOW,
    [FAULT_FLOAT_ZERO] = EXCEPTION_FLT_DIVIDE_BY_ZERO,
    [FAULT_FLOAT_OVERFLOW] = EXCEPTION_FLT_OVERFLOW,
    [FAULT_FLOAT_UNDERFLOW] = EXCEPTION_FLT_UNDERFLOW,
    [FAULT_FLOAT_INEXACT] = EXCEPTION_FLT_INEXACT_RESULT,
    [FAULT_FLOAT_INVALID] = EXCEPTION_FLT_INVALID_OPERATION,
    [FAULT_ILLEGAL] = EXCEPTION_ILLEGAL_INSTRUCTION,
    [FAULT_PRIVILEGED] = EXCEPTION_PRIV_INSTRUCTION,
    [FAULT_BREAKPOINT] = EXCEPTION_BREAKPOINT,
    [FAULT_STEP] = EXCEPTION_SINGLE_STEP,
};

static const ULONG_PTR accesses[] = {
    [FAULT_READ] = 0,
    [FAULT_WRITE] = 1,
    [FAULT_EXECUTE] = 8,
};

static EXCEPTION_RECORD record_of(const struct fault *fault)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = codes[fault->kind],
        .ExceptionAddress = (PVOID)fault->registers[FAULT_PC],
    };

    if (fault->kind == FAULT_MEMORY || fault->kind == FAULT_PAGE) {
        record.NumberParameters = 2;
        record.ExceptionInformation[0] = accesses[fault->access];
        record.ExceptionInformation[1] = fault->address;
    }
    if (fault->kind == FAULT_PAGE) {
        record.NumberParameters = 3;
        record.ExceptionInformation[2] = (DWORD)STATUS_IO_DEVICE_ERROR;
    }
    return record;
}

/* Called in a signal handler. */
static bool decide(struct fault *fault)
{
    LPTOP_LEVEL_EXCEPTION_FILTER ask = atomic_load(&filter);
    EXCEPTION_RECORD record = record_of(fault);
    CONTEXT context;
    EXCEPTION_POINTERS exception = {&record, &context};
    LONG answer;

    if (ask == NULL)
        return false;
    context_from_fault(&context, fault);
    answer = ask(&exception);
    if (answer == EXCEPTION_EXECUTE_HANDLER)
        fault_exit(record.ExceptionCode);
    context_to_fault(&context, fault);
    return answer == EXCEPTION_CONTINUE_EXECUTION;
}

/* ---- The filter ---- */

/* The signals are taken over once, when the first filter is set: a program that
 * has none sees no difference. */
static void take_signals(void)
{
    static struct lock lock = LOCK_INITIALISER(LOCK_OBJECT);
    static bool taken;

    lock_take(&lock);
    if (!taken)
        fault_take(decide);
    taken = true;
    lock_drop(&lock);
}

LPTOP_LEVEL_EXCEPTION_FILTER WINAPI
SetUnhandledExceptionFilter(LPTOP_LEVEL_EXCEPTION_FILTER new_filter)
{
    LPTOP_LEVEL_EXCEPTION_FILTER old = atomic_exchange(&filter, new_filter);

    if (new_filter != NULL)
        take_signals();
    return old;
}

LONG WINAPI UnhandledExceptionFilter(PEXCEPTION_POINTERS exception)
{
    LPTOP_LEVEL_EXCEPTION_FILTER ask = atomic_load(&filter);

    if (machine_is_debugged())
        return EXCEPTION_CONTINUE_SEARCH;
    return ask != NULL ? ask(exception) : EXCEPTION_EXECUTE_HANDLER;
}

/* ---- RaiseException ---- */

static _Noreturn void end(const EXCEPTION_RECORD *record, LONG answer)
{
    if (answer == EXCEPTION_EXECUTE_HANDLER)
        machine_exit(record->ExceptionCode);
    log_line("exception 0x%08X was raised, and nobody handled it",
             record->ExceptionCode);
    fault_abort();
}

static LONG ask_filter(EXCEPTION_RECORD *record)
{
    LPTOP_LEVEL_EXCEPTION_FILTER ask = atomic_load(&filter);
    CONTEXT context;
    EXCEPTION_POINTERS exception = {record, &context};

    memset(&context, 0, sizeof context);
    return ask != NULL ? ask(&exception) : EXCEPTION_CONTINUE_SEARCH;
}

VOID WINAPI RaiseException(DWORD code, DWORD flags, DWORD count,
                           const ULONG_PTR *arguments)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = code,
        .ExceptionFlags = flags & EXCEPTION_NONCONTINUABLE,
        .ExceptionAddress = __builtin_return_address(0),
    };
    LONG answer;

    if (record.ExceptionCode == THREAD_NAME_EXCEPTION)
        return;
    if (arguments != NULL) {
        record.NumberParameters = count < EXCEPTION_MAXIMUM_PARAMETERS
                                      ? count
                                      : EXCEPTION_MAXIMUM_PARAMETERS;
        memcpy(record.ExceptionInformation, arguments,
               record.NumberParameters * sizeof *arguments);
    }
    answer = ask_filter(&record);
    if (answer == EXCEPTION_CONTINUE_EXECUTION && record.ExceptionFlags == 0)
        return;
    end(&record, answer);
}

/* ---- Error mode ---- */

UINT WINAPI SetErrorMode(UINT mode)
{
    return atomic_exchange(&error_mode, mode);
}

UINT WINAPI GetErrorMode(VOID)
{
    return atomic_load(&error_mode);
}

/* ---- The end ---- */

VOID WINAPI FatalAppExitA(UINT action, LPCSTR text)
{
    (void)action;
    if (text != NULL) {
        console_complain(text);
        console_complain("\n");
    }
    machine_exit(1);
}

VOID WINAPI FatalAppExitW(UINT action, LPCWSTR text)
{
    FatalAppExitA(action, text != NULL ? utf8_from_utf16(text) : NULL);
}

VOID WINAPI FatalExit(int exit_code)
{
    machine_exit((uint32_t)exit_code);
}
