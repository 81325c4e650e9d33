/* The life of a connection. Every function below either starts the next
 * request or ends the connection, and must touch it no more afterwards:
 * another worker may already have it.
 *
 * Sizes of pieces: a send that makes no progress has to be seen, but nothing
 * tells how far a TransmitFile has come. So a piece is the unit of progress:
 * small while little has been sent or the last one was slow, larger as the
 * transfer proves fast. */
#include "connection.h"

#include "server.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNK_FIRST = 256 << 10, /* most answers go out in one piece */
    CHUNK_SLOW = 16 << 10,
    CHUNK_MOST = 4 << 20, /* far below TransmitFile's 2^31 - 2 */
    CHUNK_SLOW_MS = 1000  /* a piece that took longer was slow */
};

static void connection_await(struct connection *connection);
static void connection_parse(struct connection *connection);

static void connection_end(struct connection *connection)
{
    struct server *server = connection->server;

    timer_disarm(&server->timers, &connection->timer);
    closesocket(connection->socket);
    free(connection);
    acceptor_connection_left(server);
    server_leave(server);
}

/* Ends it with a reset: what the peer did not take is given up, or the
 * system would go on keeping it for a peer that does not read. */
static void connection_abort(struct connection *connection)
{
    struct linger hard = {1, 0};

    setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, (const char *)&hard,
               sizeof hard);
    connection_end(connection);
}

void connection_cancel(struct timer *timer)
{
    struct connection *connection =
        (struct connection *)((char *)timer -
                              offsetof(struct connection, timer));

    CancelIoEx((HANDLE)connection->socket, &connection->overlapped);
}

/* The result of starting a request: did it, or did it not. */
static bool started(int result)
{
    return result == 0 || WSAGetLastError() == WSA_IO_PENDING;
}

static void connection_receive(struct connection *connection)
{
    WSABUF buffer;
    DWORD bytes, flags = 0;

    buffer.buf = connection->input + connection->used;
    buffer.len = (ULONG)(sizeof connection->input - connection->used);
    memset(&connection->overlapped, 0, sizeof connection->overlapped);
    if (!started(WSARecv(connection->socket, &buffer, 1, &bytes, &flags,
                         &connection->overlapped, NULL)))
        connection_end(connection);
}

/* Closing with unread bytes would reset the connection and may destroy the
 * answer before the peer has read it: RFC 9112, 9.6. So our side is shut
 * first, and what still comes is thrown away for a short while. */
static void connection_linger(struct connection *connection)
{
    if (shutdown(connection->socket, SD_SEND) != 0) {
        connection_end(connection);
        return;
    }
    connection->state = CONNECTION_LINGERING;
    connection->used = 0;
    timer_arm(&connection->server->timers, &connection->timer, TIMER_LINGER);
    connection_receive(connection);
}

static void on_lingered(struct connection *connection, bool ok, DWORD bytes)
{
    if (!ok || bytes == 0)
        connection_end(connection);
    else
        connection_receive(connection);
}

static bool send_memory(struct connection *connection,
                        const struct piece *piece)
{
    WSABUF buffers[2];
    DWORD bytes;

    buffers[0].buf = (char *)piece->head;
    buffers[0].len = (ULONG)piece->head_length;
    buffers[1].buf = (char *)piece->body;
    buffers[1].len = (ULONG)piece->body_length;
    return started(WSASend(connection->socket, buffers,
                           piece->body_length ? 2 : 1, &bytes, 0,
                           &connection->overlapped, NULL));
}

static bool send_file(struct connection *connection, const struct piece *piece)
{
    TRANSMIT_FILE_BUFFERS around;

    around.Head = (char *)piece->head;
    around.HeadLength = (DWORD)piece->head_length;
    around.Tail = (char *)piece->tail;
    around.TailLength = (DWORD)piece->tail_length;
    connection->overlapped.Offset = (DWORD)piece->file_offset;
    connection->overlapped.OffsetHigh = (DWORD)(piece->file_offset >> 32);
    return connection->server->transmit_file(
               connection->socket, connection->answer->file->handle,
               piece->file_length, 0, &connection->overlapped, &around, 0) ||
           WSAGetLastError() == WSA_IO_PENDING;
}

static void log_answer(struct connection *connection)
{
    struct server *server = connection->server;
    struct log_line line;

    if (!server->log)
        return;
    line.peer = connection->peer;
    line.request = &connection->request;
    line.used = connection->used;
    line.status = connection->answer->status;
    line.bytes = answer_body_sent(connection->answer);
    log_write(server->log, &line, &server->site.dates);
}

/* The answer is over, sent or not. Returns whether another may follow. */
static bool answer_end(struct connection *connection)
{
    bool keep_alive = connection->answer->keep_alive;

    log_answer(connection);
    answer_fini(connection->answer);
    free(connection->answer);
    connection->answer = NULL;
    return keep_alive;
}

/* Bytes of the next request that came with this one move to the front. */
static void drop_request(struct connection *connection)
{
    size_t done = connection->request.fed;

    connection->used -= done;
    memmove(connection->input, connection->input + done, connection->used);
    request_init(&connection->request, connection->input);
}

static void answer_finished(struct connection *connection)
{
    if (!answer_end(connection)) {
        connection_linger(connection);
        return;
    }
    drop_request(connection);
    connection_await(connection);
}

static void send_next(struct connection *connection)
{
    struct piece piece;

    if (!answer_next(connection->answer, connection->chunk, &piece)) {
        answer_finished(connection);
        return;
    }
    connection->expected = (uint32_t)(piece.head_length + piece.body_length +
                                      piece.file_length + piece.tail_length);
    connection->piece_start = GetTickCount64();
    memset(&connection->overlapped, 0, sizeof connection->overlapped);
    timer_arm(&connection->server->timers, &connection->timer, TIMER_SEND);
    if (piece.file_length ? send_file(connection, &piece)
                          : send_memory(connection, &piece))
        return;
    answer_end(connection);
    connection_abort(connection);
}

static uint32_t next_chunk(uint64_t sent, ULONGLONG piece_ms)
{
    uint64_t chunk = sent / 16;

    if (piece_ms > CHUNK_SLOW_MS)
        return CHUNK_SLOW;
    if (chunk < CHUNK_FIRST)
        return CHUNK_FIRST;
    return chunk < CHUNK_MOST ? (uint32_t)chunk : CHUNK_MOST;
}

/* Fewer bytes than the piece had: the file has shrunk, and the head already
 * promised more. Only the end of the connection can tell the client. */
static void on_sent(struct connection *connection, bool ok, DWORD bytes)
{
    struct answer *answer = connection->answer;

    timer_disarm(&connection->server->timers, &connection->timer);
    answer->sent += ok ? bytes : 0;
    if (!ok || bytes != connection->expected) {
        answer_end(connection);
        connection_abort(connection);
        return;
    }
    connection->chunk =
        next_chunk(answer->sent, GetTickCount64() - connection->piece_start);
    send_next(connection);
}

/* An answer to fill in, or NULL with the connection ended. */
static struct answer *answer_begin(struct connection *connection)
{
    connection->answer = malloc(sizeof *connection->answer);
    if (!connection->answer) {
        connection_abort(connection);
        return NULL;
    }
    answer_init(connection->answer);
    return connection->answer;
}

static void answer_send(struct connection *connection)
{
    if (connection->answer->head.failed || connection->answer->tail.failed) {
        answer_end(connection);
        connection_abort(connection); /* memory is out */
        return;
    }
    connection->state = CONNECTION_SENDING;
    connection->chunk = CHUNK_FIRST;
    send_next(connection);
}

static void connection_answer(struct connection *connection)
{
    struct server *server = connection->server;
    struct answer *answer = answer_begin(connection);

    if (!answer)
        return;
    answer->keep_alive = !server_is_stopping(server);
    service_answer(&server->site, &connection->request, answer);
    answer_send(connection);
}

/* An answer that no request asked for; the connection ends with it. */
static void connection_refuse(struct connection *connection, int status)
{
    struct answer *answer = answer_begin(connection);

    if (!answer)
        return;
    answer_with_status(answer, status, &connection->server->site.dates);
    answer_send(connection);
}

/* The head timer runs from a request's first byte to its last and is not
 * renewed by the bytes between. */
static void receive_rest(struct connection *connection)
{
    if (!connection->head_timed) {
        connection->head_timed = true;
        timer_arm(&connection->server->timers, &connection->timer, TIMER_HEAD);
    }
    connection_receive(connection);
}

static void connection_parse(struct connection *connection)
{
    enum request_progress progress;

    progress = request_feed(&connection->request, &connection->used);
    if (progress == REQUEST_PARTIAL) {
        receive_rest(connection);
        return;
    }
    if (connection->head_timed) {
        connection->head_timed = false;
        timer_disarm(&connection->server->timers, &connection->timer);
    }
    connection_answer(connection);
}

/* Waits for a request, or takes the one that is already here. A server that
 * stops does so too: bytes that have come are a request in progress, and where
 * none have, it soon lets the idle timers expire. */
static void connection_await(struct connection *connection)
{
    connection->state = CONNECTION_READING;
    if (connection->used) {
        connection_parse(connection);
    } else {
        timer_arm(&connection->server->timers, &connection->timer, TIMER_IDLE);
        connection_receive(connection);
    }
}

static void receive_failed(struct connection *connection)
{
    enum timer_kind expired;

    expired = timer_disarm(&connection->server->timers, &connection->timer);
    connection->head_timed = false;
    if (expired == TIMER_HEAD)
        connection_refuse(connection, 408);
    else
        connection_end(connection);
}

static void on_received(struct connection *connection, bool ok, DWORD bytes)
{
    if (!ok) {
        receive_failed(connection);
        return;
    }
    if (bytes == 0) {
        connection_end(connection);
        return;
    }
    if (!connection->head_timed)
        timer_disarm(&connection->server->timers, &connection->timer);
    connection->used += bytes;
    connection_parse(connection);
}

void connection_completed(OVERLAPPED *overlapped, bool ok, DWORD bytes)
{
    struct connection *connection = (struct connection *)overlapped;

    switch (connection->state) {
    case CONNECTION_READING:
        on_received(connection, ok, bytes);
        break;
    case CONNECTION_SENDING:
        on_sent(connection, ok, bytes);
        break;
    case CONNECTION_LINGERING:
        on_lingered(connection, ok, bytes);
        break;
    }
}

static struct connection *connection_new(struct server *server, SOCKET socket,
                                         const char *peer)
{
    struct connection *connection = malloc(sizeof *connection);

    if (!connection)
        return NULL;
    /* The input needs no clearing, and stays untouched memory until used. */
    memset(connection, 0, offsetof(struct connection, input));
    connection->server = server;
    connection->socket = socket;
    strcpy(connection->peer, peer);
    request_init(&connection->request, connection->input);
    return connection;
}

void connection_start(struct server *server, SOCKET socket, const char *peer,
                      bool refused)
{
    struct connection *connection = connection_new(server, socket, peer);
    int on = 1;

    if (!connection) {
        closesocket(socket);
        acceptor_connection_left(server);
        return;
    }
    server_enter(server);
    /* Answers are whole pieces: nothing is gained by holding small ones. */
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, (const char *)&on, sizeof on);
    if (!CreateIoCompletionPort((HANDLE)socket, server->port, KEY_CONNECTION,
                                0))
        connection_end(connection);
    else if (refused)
        connection_refuse(connection, 503);
    else
        connection_await(connection);
}
