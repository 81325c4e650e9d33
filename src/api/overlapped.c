/* Results and cancellation, for files and sockets alike. */
#include "api/overlapped.h"

#include "api/api.h"
#include "base/clock.h"
#include "iocp/io.h"
#include "iocp/thread.h"
#include "object/io_object.h"
#include "object/thread.h"
#include "op/cancel.h"
#include "sync/wait.h"
#include "sys/thread_id.h"

static NTSTATUS status_of(const OVERLAPPED *overlapped)
{
    /* Acquire pairs with the release in op_write_result. */
    return (NTSTATUS)(uint32_t)__atomic_load_n(&overlapped->Internal,
                                               __ATOMIC_ACQUIRE);
}

/* Waits for the event, else for the file object itself. `apcs` NULL: not
 * alertable. */
static NTSTATUS wait(HANDLE handle, const OVERLAPPED *overlapped,
                     uint64_t deadline_ns, struct apc_queue *apcs)
{
    struct waitable *signal;
    unsigned index;
    uintptr_t event = (uintptr_t)overlapped->hEvent & ~(uintptr_t)3;
    NTSTATUS status;
    struct object *object =
        event != 0 ? table_get((HANDLE)event, OBJECT_EVENT, &status)
                   : table_get(handle, OBJECT_IO, &status);

    if (object == NULL)
        return status;
    signal = object->ops->waitable(object);
    status = wait_alertable(&signal, 1, false, deadline_ns, apcs, &index);
    object_put(object);
    return status;
}

/* The result is there; its signal follows under the object's lock. Waits that
 * out, so that the caller may use OVERLAPPED and event for the next request. A
 * handle that is closed meanwhile is no error. */
static void let_signal_pass(HANDLE handle)
{
    struct io_object *io =
        (struct io_object *)table_get(handle, OBJECT_IO, NULL);

    if (io == NULL)
        return;
    lock_take(&io->lock);
    lock_drop(&io->lock);
    object_put(&io->head);
}

/* CLOCK_NOW: does not wait. STATUS_TIMEOUT and STATUS_USER_APC are the wait's:
 * no request ends so. */
static NTSTATUS result_until(HANDLE handle, const OVERLAPPED *overlapped,
                             DWORD *bytes, uint64_t deadline_ns,
                             struct apc_queue *apcs)
{
    NTSTATUS status = status_of(overlapped);

    if (status == STATUS_PENDING && deadline_ns != CLOCK_NOW) {
        status = wait(handle, overlapped, deadline_ns, apcs);
        if (status != STATUS_SUCCESS)
            return status;
        status = status_of(overlapped);
    }
    if (status == STATUS_PENDING)
        return status;
    *bytes = (DWORD)overlapped->InternalHigh;
    let_signal_pass(handle);
    return status;
}

NTSTATUS overlapped_result(HANDLE handle, const OVERLAPPED *overlapped,
                           DWORD *bytes, BOOL may_wait)
{
    return result_until(handle, overlapped, bytes,
                        may_wait ? CLOCK_NEVER : CLOCK_NOW, NULL);
}

BOOL WINAPI GetOverlappedResult(HANDLE hFile, LPOVERLAPPED lpOverlapped,
                                LPDWORD lpNumberOfBytesTransferred, BOOL bWait)
{
    NTSTATUS status;

    if (lpOverlapped == NULL || lpNumberOfBytesTransferred == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    status = overlapped_result(hFile, lpOverlapped, lpNumberOfBytesTransferred,
                               bWait);
    if (status == STATUS_PENDING)
        return api_error(ERROR_IO_INCOMPLETE);
    return api_result(status);
}

/* A request that is pending without time to wait for it is "incomplete", and no
 * APC is looked for; else the time is over, or APCs came. */
BOOL WINAPI GetOverlappedResultEx(HANDLE hFile, LPOVERLAPPED lpOverlapped,
                                  LPDWORD lpNumberOfBytesTransferred,
                                  DWORD dwMilliseconds, BOOL bAlertable)
{
    struct apc_queue *apcs = bAlertable ? thread_apcs() : NULL;
    NTSTATUS status;

    if (lpOverlapped == NULL || lpNumberOfBytesTransferred == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    status = result_until(hFile, lpOverlapped, lpNumberOfBytesTransferred,
                          clock_deadline_ns(dwMilliseconds), apcs);
    if (status == STATUS_PENDING)
        return api_error(ERROR_IO_INCOMPLETE);
    if (status == STATUS_TIMEOUT)
        return api_error(WAIT_TIMEOUT);
    if (status != STATUS_USER_APC)
        return api_result(status);
    apc_run(apcs);
    return api_error(WAIT_IO_COMPLETION);
}

static unsigned cancel(HANDLE handle, const struct cancel_filter *filter,
                       NTSTATUS *status)
{
    struct io_object *io =
        (struct io_object *)table_get(handle, OBJECT_IO, status);
    unsigned count;

    if (io == NULL)
        return 0;
    count = op_cancel_matching(io, filter);
    object_put(&io->head);
    return count;
}

BOOL WINAPI CancelIoEx(HANDLE hFile, LPOVERLAPPED lpOverlapped)
{
    const struct cancel_filter filter = {
        .overlapped = lpOverlapped,
        .blocking = lpOverlapped == NULL,
    };
    NTSTATUS status;
    unsigned count = cancel(hFile, &filter, &status);

    if (status != STATUS_SUCCESS)
        return api_fail(status);
    return count > 0 ? TRUE : api_error(ERROR_NOT_FOUND);
}

static struct object *thread_get(HANDLE handle, NTSTATUS *status)
{
    if (handle != GetCurrentThread())
        return table_get(handle, OBJECT_THREAD, status);
    *status = STATUS_NO_MEMORY;
    return (struct object *)thread_current();
}

BOOL WINAPI CancelSynchronousIo(HANDLE hThread)
{
    NTSTATUS status;
    struct object *thread = thread_get(hThread, &status);
    bool found;

    if (thread == NULL)
        return api_fail(status);
    found = op_cancel_blocking((struct thread *)thread);
    object_put(thread);
    return found ? TRUE : api_error(ERROR_NOT_FOUND);
}

BOOL WINAPI CancelIo(HANDLE hFile)
{
    const struct cancel_filter filter = {.thread_id = sys_thread_id()};
    NTSTATUS status;

    cancel(hFile, &filter, &status);
    return api_result(status);
}
