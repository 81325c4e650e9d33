/* Files whose requests end in callbacks. */
#include "api/threadpool.h"
#include "iocp/threadpool_legacy.h"
#include "threadpool/io.h"

static struct pool_object *io_of(PTP_IO io)
{
    return (struct pool_object *)io;
}

static ULONG error_of(const struct pool_news *news)
{
    return errmap_win32(news->status);
}

static void run_io(struct pool_object *object, struct pool_run *run)
{
    PTP_WIN32_IO_CALLBACK function = (PTP_WIN32_IO_CALLBACK)object->function;

    function(instance_of(run), object->context, run->news.overlapped,
             error_of(&run->news), run->news.information, (PTP_IO)object);
}

PTP_IO WINAPI CreateThreadpoolIo(HANDLE handle, PTP_WIN32_IO_CALLBACK function,
                                 PVOID context,
                                 PTP_CALLBACK_ENVIRON environment)
{
    static const struct pool_object_kind kind = {
        .run = run_io,
        .destroy = io_forget,
    };
    struct pool_object *made = NULL;
    struct pool_terms terms;
    struct io_object *file;
    NTSTATUS status;

    if (!terms_read(&terms, environment, true))
        return NULL;
    file = (struct io_object *)table_get(handle, OBJECT_IO, &status);
    if (file != NULL) {
        status = STATUS_INVALID_PARAMETER;
        if (function != NULL)
            status = io_new(file, &kind, &terms, (void (*)(void))function,
                            context, &made);
        object_put(&file->head);
    }
    return api_result(status) ? (PTP_IO)made : NULL;
}

VOID WINAPI StartThreadpoolIo(PTP_IO io)
{
    if (io != NULL)
        pool_object_announce(io_of(io));
}

VOID WINAPI CancelThreadpoolIo(PTP_IO io)
{
    if (io != NULL)
        pool_object_withdraw(io_of(io));
}

VOID WINAPI WaitForThreadpoolIoCallbacks(PTP_IO io, BOOL cancel)
{
    threadpool_wait_for(io_of(io), cancel);
}

VOID WINAPI CloseThreadpoolIo(PTP_IO io)
{
    if (io != NULL)
        pool_object_close(io_of(io));
}

static void run_bound(struct pool_object *object, struct pool_run *run)
{
    LPOVERLAPPED_COMPLETION_ROUTINE function =
        (LPOVERLAPPED_COMPLETION_ROUTINE)object->function;

    function(error_of(&run->news), (DWORD)run->news.information,
             run->news.overlapped);
}

BOOL WINAPI BindIoCompletionCallback(HANDLE handle,
                                     LPOVERLAPPED_COMPLETION_ROUTINE function,
                                     ULONG flags)
{
    static const struct pool_object_kind kind = {.run = run_bound};
    struct io_object *file;
    NTSTATUS status;

    file = (struct io_object *)table_get(handle, OBJECT_IO, &status);
    if (file == NULL)
        return api_fail(status);
    status = STATUS_INVALID_PARAMETER;
    if (function != NULL && flags == 0)
        status = io_bind(file, &kind, (void (*)(void))function);
    object_put(&file->head);
    return api_result(status);
}
