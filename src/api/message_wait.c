/* MsgWaitForMultipleObjects(Ex): a wait for objects, and on Windows for input.
 *
 * A thread without windows never has input unless another one posts to it, and
 * nobody can here. To wait for it all the same would look like a hang, so who
 * asks for it is told. */
#include "api/api.h"
#include "iocp/sync.h"
#include "iocp/thread.h"

static DWORD refuse(DWORD error)
{
    api_error(error);
    return WAIT_FAILED;
}

static DWORD wait_for_nothing(DWORD timeout_ms, BOOL alertable)
{
    return SleepEx(timeout_ms, alertable) == WAIT_IO_COMPLETION
               ? WAIT_IO_COMPLETION
               : WAIT_TIMEOUT;
}

DWORD WINAPI MsgWaitForMultipleObjectsEx(DWORD count, const HANDLE *handles,
                                         DWORD timeout_ms, DWORD wake_mask,
                                         DWORD flags)
{
    const DWORD known = MWMO_WAITALL | MWMO_ALERTABLE | MWMO_INPUTAVAILABLE;
    BOOL alertable = (flags & MWMO_ALERTABLE) != 0;

    /* "The maximum number of object handles is MAXIMUM_WAIT_OBJECTS minus
     * one." */
    if (count >= MAXIMUM_WAIT_OBJECTS || (flags & ~known) != 0)
        return refuse(ERROR_INVALID_PARAMETER);
    if (wake_mask != 0 || (flags & MWMO_WAITALL) != 0)
        return refuse(ERROR_NOT_SUPPORTED);
    if (count == 0)
        return wait_for_nothing(timeout_ms, alertable);
    return WaitForMultipleObjectsEx(count, handles, FALSE, timeout_ms,
                                    alertable);
}

DWORD WINAPI MsgWaitForMultipleObjects(DWORD count, const HANDLE *handles,
                                       BOOL all, DWORD timeout_ms,
                                       DWORD wake_mask)
{
    return MsgWaitForMultipleObjectsEx(count, handles, timeout_ms, wake_mask,
                                       all ? MWMO_WAITALL : 0);
}
