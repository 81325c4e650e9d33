#include "iocp/linux.h"

#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "engine/engine.h"
#include "object/io_object.h"
#include "port/concurrency.h"
#include "port/port.h"

BOOL IocpGetBackend(IOCP_BACKEND_INFO *info, DWORD size)
{
    struct engine_choice choice;
    NTSTATUS status;

    if (info == NULL || size < sizeof *info)
        return api_error(ERROR_INVALID_PARAMETER);
    status = engine_start();
    choice = engine_chosen();
    memset(info, 0, sizeof *info);
    info->Size = sizeof *info;
    info->Features = choice.features;
    snprintf(info->Name, sizeof info->Name, "%s", choice.name);
    snprintf(info->Reason, sizeof info->Reason, "%s", choice.reason);
    return api_result(status);
}

int IocpGetFileDescriptor(HANDLE handle)
{
    NTSTATUS status;
    struct io_object *io =
        (struct io_object *)table_get(handle, OBJECT_IO, &status);
    int fd;

    if (io == NULL) {
        api_fail(status);
        return -1;
    }
    fd = io->fd;
    object_put(&io->head);
    return fd;
}

DWORD IocpGetVersion(VOID)
{
    return IOCP_VERSION; /* from the build: major << 16 | minor << 8 | patch */
}

VOID IocpEnterBlocking(VOID)
{
    concurrency_block();
}

VOID IocpLeaveBlocking(VOID)
{
    concurrency_unblock();
}

BOOL IocpGetPortStatistics(HANDLE handle, IOCP_PORT_STATISTICS *stats,
                           DWORD size)
{
    NTSTATUS status;
    struct port *port;

    if (stats == NULL || size < sizeof *stats)
        return api_error(ERROR_INVALID_PARAMETER);
    port = (struct port *)table_get(handle, OBJECT_PORT, &status);
    if (port == NULL)
        return api_fail(status);
    lock_take(&port->lock);
    stats->Size = sizeof *stats;
    stats->Concurrency = port->concurrency;
    stats->Running = port->running;
    stats->Parked = port->parked_count;
    stats->Queued = port->queue.count;
    stats->Delivered = port->delivered;
    lock_drop(&port->lock);
    object_put(&port->head);
    return TRUE;
}
