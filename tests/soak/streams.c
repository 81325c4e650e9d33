/* Bytes go both ways, in transfers of all sizes; each that arrives is the one
 * it should be, whatever was cancelled on the way. */
#include "streams.h"

#include <stdlib.h>
#include <string.h>

struct tally tally;

/* ---- Judging ---- */

/* What a transfer may end with, beside success. Once an end is closed, or was
 * reset, everything else is due to that. */
static BOOL may_fail(const struct end *end, const struct request *request,
                     DWORD error)
{
    switch (error) {
    case ERROR_OPERATION_ABORTED: /* a pipe says so when it is closed too */
        return request_was_asked(request) ||
               (end->connection->is_pipe && end->handle == NULL);
    case ERROR_NETNAME_DELETED:    /* reset */
    case ERROR_CONNECTION_ABORTED: /* closed here, or it is gone */
        return !end->connection->is_pipe;
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED:
        return end->connection->is_pipe;
    default:
        return FALSE;
    }
}

/* A call that was refused: the connection is gone, or the handle is. */
static BOOL may_refuse(const struct end *end, DWORD error)
{
    switch (error) {
    case WSAENOTSOCK:
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAENOTCONN:
        return !end->connection->is_pipe;
    case ERROR_INVALID_HANDLE:
    case ERROR_BROKEN_PIPE:
    case ERROR_NO_DATA:
    case ERROR_PIPE_NOT_CONNECTED:
        return end->connection->is_pipe;
    default:
        return FALSE;
    }
}

/* The other end has said its last word, or was closed. */
static BOOL may_end(const struct end *end)
{
    return end->other->shut || end->other->handle == NULL ||
           end->connection->state != OPEN;
}

static void consume(struct end *end, struct request *read)
{
    BOOL known = read->error == 0 || may_fail(end, read, read->error);

    CHECK(known, "a read ended with %lu", (unsigned long)read->error);
    if (read->error != 0) {
        if (read->error != ERROR_OPERATION_ABORTED)
            stream_break_locked(end->connection);
        CHECK(read->bytes == 0, "and %lu bytes", (unsigned long)read->bytes);
        return;
    }
    if (read->bytes == 0) {
        CHECK(may_end(end), "the end, and the other goes on sending");
        end->at_end = TRUE;
        return;
    }
    CHECK(!end->at_end, "bytes after the end");
    CHECK(
        pattern_is(read->buffer, end->other->base, end->received, read->bytes),
        "wrong bytes of a %s: %lu at %llu",
        end->connection->is_pipe ? "pipe" : "connection",
        (unsigned long)read->bytes, (unsigned long long)end->received);
    end->received += read->bytes;
    InterlockedExchangeAdd64(&tally.bytes, read->bytes);
}

/* ---- Ends ---- */

static void read_over_locked(struct end *end, struct request *read, DWORD error,
                             DWORD bytes)
{
    read->over = TRUE;
    read->error = error;
    read->bytes = bytes;
    while (end->oldest != NULL && end->oldest->over) {
        struct request *first = end->oldest;

        end->oldest = first->next;
        end->reads--;
        end->connection->in_flight--;
        consume(end, first);
        request_give(first);
    }
}

/* A cancelled write tells no count: the pipe may have carried some of it. */
static BOOL cuts(const struct connection *connection)
{
    return connection->is_pipe;
}

static void send_over_locked(struct end *end, struct request *send, DWORD error,
                             DWORD bytes)
{
    end->sending = FALSE;
    end->connection->in_flight--;
    CHECK(error == 0 || may_fail(end, send, error), "a send ended with %lu",
          (unsigned long)error);
    CHECK(error != 0 || bytes == send->size, "%lu bytes of %lu sent",
          (unsigned long)bytes, (unsigned long)send->size);
    end->sent += bytes;
    if (error != 0 &&
        (error != ERROR_OPERATION_ABORTED || cuts(end->connection)))
        stream_break_locked(end->connection);
    request_give(send);
}

static void read_ended(struct request *request, DWORD error, DWORD bytes)
{
    struct end *end = request->owner;
    struct connection *connection = end->connection;

    EnterCriticalSection(&connection->lock);
    read_over_locked(end, request, error, bytes);
    stream_pump_locked(connection);
    LeaveCriticalSection(&connection->lock);
}

static void send_ended(struct request *request, DWORD error, DWORD bytes)
{
    struct end *end = request->owner;
    struct connection *connection = end->connection;

    EnterCriticalSection(&connection->lock);
    send_over_locked(end, request, error, bytes);
    stream_pump_locked(connection);
    LeaveCriticalSection(&connection->lock);
}

/* ---- Starts ---- */

static BOOL call_read(struct end *end, struct request *request)
{
    WSABUF buffer = {.len = request->size, .buf = request->buffer};
    DWORD flags = 0;

    if (end->connection->is_pipe)
        return ReadFile(request->handle, request->buffer, request->size, NULL,
                        &request->overlapped);
    return WSARecv((SOCKET)request->handle, &buffer, 1, NULL, &flags,
                   &request->overlapped, NULL) == 0;
}

static BOOL call_send(struct end *end, struct request *request)
{
    WSABUF buffer = {.len = request->size, .buf = request->buffer};

    if (end->connection->is_pipe)
        return WriteFile(request->handle, request->buffer, request->size, NULL,
                         &request->overlapped);
    return WSASend((SOCKET)request->handle, &buffer, 1, NULL, 0,
                   &request->overlapped, NULL) == 0;
}

static void refused_locked(struct end *end, struct request *request,
                           DWORD error)
{
    end->connection->in_flight--;
    CHECK(may_refuse(end, error), "refused with %lu", (unsigned long)error);
    request_undo(request);
    stream_break_locked(end->connection);
}

static struct request *begin_locked(struct end *end, ended_fn ended)
{
    struct request *request =
        request_begin(end->handle, ended, end, some_size());

    request->blanket = &end->cancelled_all;
    end->connection->in_flight++;
    return request;
}

/* The newest of the list, before its packet can be looked at: that needs the
 * lock. */
static void start_read_locked(struct end *end)
{
    struct request *request = begin_locked(end, read_ended);
    enum outcome outcome;
    DWORD error;

    outcome =
        request_started(request, call_read(end, request), end->skips, &error);
    if (outcome == REFUSED) {
        refused_locked(end, request, error);
        return;
    }
    request->next = NULL;
    if (end->oldest == NULL)
        end->oldest = request;
    else
        end->newest->next = request;
    end->newest = request;
    end->reads++;
    if (outcome == HAS_ENDED)
        read_over_locked(end, request, error,
                         (DWORD)request->overlapped.InternalHigh);
}

static void start_send_locked(struct end *end)
{
    struct request *request = begin_locked(end, send_ended);
    enum outcome outcome;
    DWORD error;

    pattern_copy(request->buffer, end->base, end->sent, request->size);
    end->sending = TRUE;
    outcome =
        request_started(request, call_send(end, request), end->skips, &error);
    if (outcome == HAS_ENDED)
        send_over_locked(end, request, error,
                         (DWORD)request->overlapped.InternalHigh);
    if (outcome == REFUSED) {
        end->sending = FALSE;
        refused_locked(end, request, error);
    }
}

static void shut_locked(struct end *end)
{
    end->shut = TRUE;
    if (shutdown((SOCKET)end->handle, SD_SEND) != 0)
        stream_break_locked(end->connection);
}

/* One step; FALSE when there is none to make now. */
static BOOL step_locked(struct end *end)
{
    struct connection *connection = end->connection;

    if (connection->state != OPEN)
        return FALSE;
    if (end->handle == NULL)
        stream_break_locked(connection);
    else if (!end->at_end && end->reads < READS)
        start_read_locked(end);
    else if (!end->sending && !end->shut && connection->finishing)
        shut_locked(end);
    else if (!end->sending && !end->shut)
        start_send_locked(end);
    else
        return FALSE;
    return TRUE;
}

/* Everything was sent and has arrived. */
static void finish_locked(struct connection *connection)
{
    struct end *ends = connection->ends;

    if (connection->state != OPEN || !ends[0].at_end || !ends[1].at_end ||
        connection->in_flight > 0)
        return;
    CHECK(ends[0].shut && ends[1].shut, "it ends, and nobody has ended it");
    for (int i = 0; i < 2; i++)
        CHECK(ends[i].sent == ends[1 - i].received,
              "%llu bytes sent, %llu received",
              (unsigned long long)ends[i].sent,
              (unsigned long long)ends[1 - i].received);
    InterlockedIncrement(&tally.finished);
    stream_break_locked(connection);
}

/* A few steps of each end in turn. */
void stream_pump_locked(struct connection *connection)
{
    BOOL more = TRUE;

    while (more) {
        more = step_locked(&connection->ends[0]);
        more |= step_locked(&connection->ends[1]);
    }
    finish_locked(connection);
    stream_settle_locked(connection);
}

void stream_reset_locked(struct end *end, HANDLE handle)
{
    end->cancelled_all = 0;
    end->skips = dice(3) == 0;
    end->base = dice(1u << 20);
    end->sent = end->received = 0;
    end->oldest = end->newest = NULL;
    end->reads = 0;
    end->sending = end->shut = end->at_end = FALSE;
    end->handle = handle;
    if (end->skips)
        CHECK(SetFileCompletionNotificationModes(
            handle, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
}

/* ---- Closes ---- */

/* Whoever takes the handle away closes it. */
void stream_close_handle(struct end *end)
{
    const struct linger hard = {1, 0};
    HANDLE handle =
        InterlockedExchangePointer((PVOID volatile *)&end->handle, NULL);

    if (handle == NULL)
        return;
    if (end->connection->is_pipe) {
        CHECK(CloseHandle(handle));
        return;
    }
    if (dice(2) == 0)
        CHECK(setsockopt((SOCKET)handle, SOL_SOCKET, SO_LINGER,
                         (const char *)&hard, sizeof hard) == 0);
    CHECK(closesocket((SOCKET)handle) == 0);
}

void stream_break_locked(struct connection *connection)
{
    unsigned first = dice(2);

    if (connection->state == OPEN || connection->state == OPENING) {
        connection->state = CLOSING;
        InterlockedIncrement(&tally.broken);
    }
    stream_close_handle(&connection->ends[first]);
    stream_close_handle(&connection->ends[1 - first]);
}

/* ---- Disturbances ---- */

static void cancel_all(struct end *end)
{
    HANDLE handle = end->handle;

    InterlockedExchange(&end->cancelled_all, 1);
    if (handle != NULL)
        CancelIoEx(handle, NULL);
}

/* Without the lock: another thread may be starting or cancelling. */
static void close_one(struct connection *connection)
{
    stream_close_handle(&connection->ends[dice(2)]);
    EnterCriticalSection(&connection->lock);
    if (connection->state != CLOSED)
        stream_break_locked(connection);
    stream_pump_locked(connection);
    LeaveCriticalSection(&connection->lock);
}

static void end_it(struct connection *connection, BOOL gracefully)
{
    EnterCriticalSection(&connection->lock);
    if (connection->state == OPEN) {
        if (gracefully && !connection->is_pipe)
            connection->finishing = TRUE;
        else
            stream_break_locked(connection);
    }
    if (connection->state == CLOSED && !stopping)
        stream_open_locked(connection);
    stream_pump_locked(connection);
    LeaveCriticalSection(&connection->lock);
}

void streams_disturb(void)
{
    struct connection *connection = &connections[dice(connection_count)];

    switch (dice(10)) {
    case 0:
        cancel_all(&connection->ends[dice(2)]);
        break;
    case 1:
        close_one(connection);
        break;
    case 2:
        end_it(connection, FALSE);
        break;
    case 3:
    case 4:
        end_it(connection, TRUE);
        break;
    default:
        for (int i = 0; i < 8; i++)
            request_cancel_any();
    }
}

void streams_report(void)
{
    tap_diag("%ld streams opened, %ld ended in order, %ld broken; %lld MB",
             (long)tally.opened, (long)tally.finished,
             (long)(tally.broken - tally.finished),
             (long long)tally.bytes / 1000000);
}
