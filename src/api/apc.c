/* QueueUserAPC. What waits alertably runs them (sync/apc.h). */
#include "api/api.h"
#include "api/thread.h"
#include "iocp/thread.h"

static NTSTATUS push(struct thread *thread, PAPCFUNC function, ULONG_PTR data)
{
    struct packet *packet = packet_new((ULONG_PTR)function, NULL, data);

    if (packet == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    packet->call = CALL_APC;
    if (apc_push(&thread->apcs, packet))
        return STATUS_SUCCESS;
    packet->release(packet);
    return STATUS_UNSUCCESSFUL; /* ERROR_GEN_FAILURE, as Windows says it */
}

DWORD WINAPI QueueUserAPC(PAPCFUNC function, HANDLE handle, ULONG_PTR data)
{
    struct thread *thread;
    NTSTATUS status;

    if (function == NULL) /* Windows would call it */
        return (DWORD)api_error(ERROR_INVALID_PARAMETER);
    thread = thread_find(handle);
    if (thread == NULL)
        return 0;
    status = push(thread, function, data);
    object_put(&thread->head);
    return (DWORD)api_result(status);
}

/* A special APC interrupts a thread wherever it is: on Linux that would be a
 * signal handler, in which almost nothing may be called. */
BOOL WINAPI QueueUserAPC2(PAPCFUNC function, HANDLE handle, ULONG_PTR data,
                          QUEUE_USER_APC_FLAGS flags)
{
    if (flags == QUEUE_USER_APC_FLAGS_NONE)
        return QueueUserAPC(function, handle, data) != 0;
    return api_error(flags == QUEUE_USER_APC_FLAGS_SPECIAL_USER_APC
                         ? ERROR_NOT_SUPPORTED
                         : ERROR_INVALID_PARAMETER);
}
