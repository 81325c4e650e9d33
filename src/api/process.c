/* _beginthreadex and its kin, from the C run-time library: CreateThread with
 * errno instead of the last error. */
#include "process.h"

#include <errno.h>
#include <stdlib.h>

#include "api/api.h"
#include "crt/invalid.h"
#include "iocp/io.h"
#include "iocp/thread.h"

uintptr_t __cdecl _beginthreadex(void *security, unsigned stack_bytes,
                                 unsigned(__stdcall *start)(void *),
                                 void *argument, unsigned flags, unsigned *id)
{
    HANDLE handle;

    if (start == NULL) {
        crt_invalid(EINVAL);
        return 0;
    }
    handle = CreateThread(security, stack_bytes, start, argument, flags, id);
    if (handle == NULL)
        errno = last_error_get() == ERROR_INVALID_PARAMETER ? EINVAL : EAGAIN;
    return (uintptr_t)handle;
}

void __cdecl _endthreadex(unsigned exit_code)
{
    ExitThread(exit_code);
}

/* ---- _beginthread: the thread closes its own handle ---- */

struct self_closing {
    void(__cdecl *start)(void *);
    void *argument;
    HANDLE handle;
};

/* The handle that is closed when this thread ends; NULL: none. */
static _Thread_local HANDLE own_handle;

void __cdecl _endthread(void)
{
    if (own_handle != NULL)
        CloseHandle(own_handle);
    ExitThread(0);
}

static DWORD WINAPI run_and_close(LPVOID argument)
{
    struct self_closing thread = *(struct self_closing *)argument;

    free(argument);
    own_handle = thread.handle;
    thread.start(thread.argument);
    CloseHandle(thread.handle);
    return 0;
}

uintptr_t __cdecl _beginthread(void(__cdecl *start)(void *),
                               unsigned stack_bytes, void *argument)
{
    struct self_closing *thread;
    HANDLE handle;

    if (start == NULL) {
        crt_invalid(EINVAL);
        return (uintptr_t)-1;
    }
    thread = malloc(sizeof *thread);
    if (thread == NULL) {
        errno = EACCES;
        return (uintptr_t)-1;
    }
    thread->start = start;
    thread->argument = argument;
    /* Suspended until it can know its handle. */
    handle = CreateThread(NULL, stack_bytes, run_and_close, thread,
                          CREATE_SUSPENDED, NULL);
    if (handle == NULL)
        goto free_thread;
    thread->handle = handle;
    ResumeThread(handle);
    return (uintptr_t)handle;

free_thread:
    free(thread);
    errno = last_error_get() == ERROR_NOT_ENOUGH_MEMORY ? EACCES : EAGAIN;
    return (uintptr_t)-1;
}

int __cdecl _getpid(void)
{
    return (int)GetCurrentProcessId();
}
