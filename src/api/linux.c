#include "iocp/linux.h"

#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "base/limits.h"
#include "engine/engine.h"
#include "object/io_object.h"
#include "port/concurrency.h"
#include "port/port.h"

/* IOCP_PORT_STATISTICS of the first version ended before InFlight. */
#define STATISTICS_FIRST_SIZE 32u
/* IOCP_BACKEND_INFO ended before Shards. */
#define BACKEND_FIRST_SIZE 232u
/* No IOCP_LIMITS will ever be larger. */
#define LIMITS_SIZE_MAX 256u

BOOL IocpGetBackend(IOCP_BACKEND_INFO *info, DWORD size)
{
    IOCP_BACKEND_INFO now = {0};
    struct engine_choice choice;
    NTSTATUS status;

    if (info == NULL || size < BACKEND_FIRST_SIZE)
        return api_error(ERROR_INVALID_PARAMETER);
    status = engine_start();
    choice = engine_chosen();
    now.Size = size < sizeof now ? BACKEND_FIRST_SIZE : sizeof now;
    now.Features = choice.features;
    now.Shards = choice.shards;
    snprintf(now.Name, sizeof now.Name, "%s", choice.name);
    snprintf(now.Reason, sizeof now.Reason, "%s", choice.reason);
    memcpy(info, &now, now.Size);
    return api_result(status);
}

int IocpGetFileDescriptor(HANDLE handle)
{
    NTSTATUS status;
    struct io_object *io = (struct io_object *)table_get(
        handle, OBJECT_FILE | OBJECT_SOCKET, &status);
    int fd;

    if (io == NULL) {
        api_fail(status);
        return -1;
    }
    fd = io_tell_fd(io);
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

static void read_counters(struct port *port, IOCP_PORT_STATISTICS *stats)
{
    lock_take(&port->lock);
    stats->Concurrency = port->concurrency;
    stats->Running = port->running;
    stats->Parked = port->parked_count;
    stats->Queued = port->queue.count;
    stats->Delivered = port->delivered;
    stats->InFlight = port_charged_locked(port);
    stats->Posted = port->queue.posted;
    stats->Refused = port->refused;
    lock_drop(&port->lock);
}

BOOL IocpGetPortStatistics(HANDLE handle, IOCP_PORT_STATISTICS *stats,
                           DWORD size)
{
    IOCP_PORT_STATISTICS now;
    NTSTATUS status;
    struct port *port;

    if (stats == NULL || size < STATISTICS_FIRST_SIZE)
        return api_error(ERROR_INVALID_PARAMETER);
    port = (struct port *)table_get(handle, OBJECT_PORT, &status);
    if (port == NULL)
        return api_fail(status);
    read_counters(port, &now);
    object_put(&port->head);
    now.Size = size < sizeof now ? STATISTICS_FIRST_SIZE : sizeof now;
    memcpy(stats, &now, now.Size);
    return TRUE;
}

BOOL IocpGetLimits(IOCP_LIMITS *limits, DWORD size)
{
    if (limits == NULL || size < sizeof *limits)
        return api_error(ERROR_INVALID_PARAMETER);
    limits->Size = sizeof *limits;
    limits->HandleRequests = limit_of(LIMIT_HANDLE_REQUESTS);
    limits->PortRequests = limit_of(LIMIT_PORT_REQUESTS);
    limits->ProcessRequests = limit_of(LIMIT_PROCESS_REQUESTS);
    limits->PortPosts = limit_of(LIMIT_PORT_POSTS);
    limits->Handles = limit_of(LIMIT_HANDLES);
    return TRUE;
}

/* A program built against a later version may ask for nothing we lack. */
static bool asks_too_much(const IOCP_LIMITS *limits, DWORD size)
{
    const char *bytes = (const char *)limits;

    for (DWORD i = sizeof *limits; i < size; i++)
        if (bytes[i] != 0)
            return true;
    return false;
}

static void set_unless_0(enum limit limit, DWORD value)
{
    if (value != 0)
        limit_set(limit, value);
}

BOOL IocpSetLimits(const IOCP_LIMITS *limits, DWORD size)
{
    if (limits == NULL || size < sizeof *limits || size > LIMITS_SIZE_MAX ||
        asks_too_much(limits, size))
        return api_error(ERROR_INVALID_PARAMETER);
    set_unless_0(LIMIT_HANDLE_REQUESTS, limits->HandleRequests);
    set_unless_0(LIMIT_PORT_REQUESTS, limits->PortRequests);
    set_unless_0(LIMIT_PROCESS_REQUESTS, limits->ProcessRequests);
    set_unless_0(LIMIT_PORT_POSTS, limits->PortPosts);
    set_unless_0(LIMIT_HANDLES, limits->Handles < LIMIT_HANDLES_MAX
                                    ? limits->Handles
                                    : LIMIT_HANDLES_MAX);
    return TRUE;
}
