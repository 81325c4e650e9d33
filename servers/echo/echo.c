/* The echo server, in the shape production IOCP servers have.
 *
 * One port, N workers that take completions in batches, a pool of AcceptEx
 * requests that is kept full, and one request at a time on each connection:
 * receive -> send -> receive. So a connection belongs to whichever thread took
 * its last completion, and only the list of live connections needs a lock.
 *
 * The trap: an OVERLAPPED and its buffer belong to the request from the call
 * that starts it until its packet is taken. Free a connection only when it has
 * no request in flight; stopping therefore cancels, and waits for the packets.
 */
#include <winsock2.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include <windows.h>

#include "echo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ACCEPT_POOL = 64,      /* AcceptEx requests kept waiting */
    BATCH_LIMIT = 64,      /* packets a worker takes in one call */
    CANCEL_PERIOD_MS = 20, /* while stopping: time between two cancels */
    ADDRESS_BYTES = sizeof(struct sockaddr_in) + 16 /* as AcceptEx demands */
};

enum connection_state {
    ACCEPTING, /* AcceptEx in flight; the socket has no peer yet */
    RECEIVING, /* WSARecv in flight into `buffer` */
    SENDING    /* WSASend in flight of what is left of `received` */
};

/* One connection, and the one request it may have in flight: whoever takes
 * that request's packet owns the rest. (l): server.lock; (c): constant. */
struct connection {
    OVERLAPPED overlapped;
    struct connection *next;     /* (l) */
    struct connection *previous; /* (l) */
    SOCKET socket;               /* (c) */
    enum connection_state state;
    DWORD received; /* bytes of the message in `buffer` */
    DWORD sent;     /* bytes of it that are back with the peer */
    char addresses[2 * ADDRESS_BYTES];
    char buffer[];
};

/* Without a letter: constant once the workers run. (l): server.lock. */
static struct {
    struct echo_options options;
    HANDLE port;
    SOCKET listener;
    LPFN_ACCEPTEX accept_ex;
    HANDLE drained_event; /* stopping, and the last connection is gone */
    HANDLE workers[ECHO_THREAD_LIMIT];
    CRITICAL_SECTION lock;
    struct connection *live; /* (l) every connection, accepting ones too */
    int accept_count;        /* (l) places taken in the accept pool */
    BOOL stopping;           /* (l) no new connection any more */
} server;

/* -------------------------------------------------- list of connections -- */

/* TRUE: one place in the accept pool is the caller's, to fill or give back. */
static BOOL accept_reserve(void)
{
    BOOL reserved;

    EnterCriticalSection(&server.lock);
    reserved = !server.stopping && server.accept_count < ACCEPT_POOL;
    server.accept_count += reserved;
    LeaveCriticalSection(&server.lock);
    return reserved;
}

static void accept_release(void)
{
    EnterCriticalSection(&server.lock);
    server.accept_count--;
    LeaveCriticalSection(&server.lock);
}

static struct connection *connection_new(void)
{
    struct connection *connection =
        malloc(sizeof(*connection) + server.options.buffer_bytes);

    if (!connection)
        return NULL;
    memset(connection, 0, sizeof(*connection));
    connection->state = ACCEPTING;
    connection->socket = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                                    WSA_FLAG_OVERLAPPED);
    if (connection->socket == INVALID_SOCKET) {
        free(connection);
        return NULL;
    }
    return connection;
}

/* FALSE: the server is stopping, and nobody would cancel what comes now. */
static BOOL connection_link(struct connection *connection)
{
    BOOL linked;

    EnterCriticalSection(&server.lock);
    linked = !server.stopping;
    if (linked) {
        connection->next = server.live;
        if (server.live)
            server.live->previous = connection;
        server.live = connection;
    }
    LeaveCriticalSection(&server.lock);
    return linked;
}

static void connection_unlink_locked(struct connection *connection)
{
    if (connection->next)
        connection->next->previous = connection->previous;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server.live = connection->next;
}

/* The connection has no request in flight. It leaves the list before its
 * socket is closed, so that requests_cancel never meets a reused handle. */
static void connection_free(struct connection *connection)
{
    BOOL drained;

    EnterCriticalSection(&server.lock);
    connection_unlink_locked(connection);
    drained = server.stopping && !server.live;
    LeaveCriticalSection(&server.lock);
    closesocket(connection->socket);
    free(connection);
    if (drained)
        SetEvent(server.drained_event);
}

/* ------------------------------------------------------------- requests -- */

/* A start that fails with anything but "pending" queues no packet. */
static BOOL receive_start(struct connection *connection)
{
    WSABUF span = {server.options.buffer_bytes, connection->buffer};
    DWORD flags = 0;

    connection->state = RECEIVING;
    memset(&connection->overlapped, 0, sizeof(connection->overlapped));
    return WSARecv(connection->socket, &span, 1, NULL, &flags,
                   &connection->overlapped, NULL) == 0 ||
           WSAGetLastError() == WSA_IO_PENDING;
}

static BOOL send_start(struct connection *connection)
{
    WSABUF span = {connection->received - connection->sent,
                   connection->buffer + connection->sent};

    connection->state = SENDING;
    memset(&connection->overlapped, 0, sizeof(connection->overlapped));
    return WSASend(connection->socket, &span, 1, NULL, 0,
                   &connection->overlapped, NULL) == 0 ||
           WSAGetLastError() == WSA_IO_PENDING;
}

/* With 0 data bytes asked for, the packet comes as soon as a peer is there. */
static BOOL accept_start(struct connection *connection)
{
    DWORD bytes;

    return server.accept_ex(server.listener, connection->socket,
                            connection->addresses, 0, ADDRESS_BYTES,
                            ADDRESS_BYTES, &bytes, &connection->overlapped) ||
           WSAGetLastError() == ERROR_IO_PENDING;
}

/* Puts one more accepting socket to work; FALSE when that cannot be done. */
static BOOL accept_add(void)
{
    struct connection *connection = connection_new();

    if (!connection)
        return FALSE;
    if (!connection_link(connection)) {
        closesocket(connection->socket);
        free(connection);
        return FALSE;
    }
    if (!accept_start(connection)) {
        connection_free(connection);
        return FALSE;
    }
    return TRUE;
}

/* Tops the pool up. Runs after every accept and every close, so that a lack
 * of sockets delays new clients but never stops the listener for good. */
static void accept_fill(void)
{
    while (accept_reserve()) {
        if (!accept_add()) {
            accept_release();
            return;
        }
    }
}

static void connection_close(struct connection *connection)
{
    connection_free(connection);
    accept_fill();
}

/* ---------------------------------------------------------- completions -- */

static BOOL accepted_prepare(struct connection *connection)
{
    SOCKET socket = connection->socket;
    BOOL on = TRUE;

    return setsockopt(socket, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                      (const char *)&server.listener,
                      sizeof(server.listener)) == 0 &&
           setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, (const char *)&on,
                      sizeof(on)) == 0 &&
           CreateIoCompletionPort((HANDLE)socket, server.port, 0, 0);
}

static void accept_done(struct connection *connection, BOOL failed)
{
    BOOL ready;

    accept_release();
    accept_fill();
    ready = !failed && accepted_prepare(connection);
    if (!ready || !receive_start(connection))
        connection_close(connection);
}

/* 0 bytes is the peer's FIN; every byte before it has been echoed already. */
static void receive_done(struct connection *connection, DWORD bytes)
{
    connection->received = bytes;
    connection->sent = 0;
    if (bytes == 0 || !send_start(connection))
        connection_close(connection);
}

static void send_done(struct connection *connection, DWORD bytes)
{
    BOOL started;

    connection->sent += bytes;
    if (connection->sent < connection->received)
        started = send_start(connection);
    else
        started = receive_start(connection);
    if (!started)
        connection_close(connection);
}

/* OVERLAPPED.Internal holds the request's NTSTATUS; the sign bit says that it
 * failed: reset by the peer, cancelled, listener gone. ["OVERLAPPED
 * structure", Members] */
static void completion(const OVERLAPPED_ENTRY *entry)
{
    struct connection *connection =
        CONTAINING_RECORD(entry->lpOverlapped, struct connection, overlapped);
    DWORD bytes = entry->dwNumberOfBytesTransferred;
    BOOL failed = (LONG)connection->overlapped.Internal < 0;

    if (connection->state == ACCEPTING)
        accept_done(connection, failed);
    else if (failed)
        connection_close(connection);
    else if (connection->state == RECEIVING)
        receive_done(connection, bytes);
    else
        send_done(connection, bytes);
}

/* A packet without OVERLAPPED means stop. Only one is ever queued, and each
 * worker hands it on: a batch must not swallow the packets of the others. */
static DWORD WINAPI worker_run(LPVOID unused)
{
    OVERLAPPED_ENTRY entries[BATCH_LIMIT];
    BOOL stop = FALSE;
    ULONG count;

    (void)unused;
    while (!stop) {
        if (!GetQueuedCompletionStatusEx(server.port, entries, BATCH_LIMIT,
                                         &count, INFINITE, FALSE))
            echo_fail("GetQueuedCompletionStatusEx", GetLastError());
        for (ULONG i = 0; i < count; i++) {
            if (entries[i].lpOverlapped)
                completion(&entries[i]);
            else
                stop = TRUE;
        }
    }
    PostQueuedCompletionStatus(server.port, 0, 0, NULL);
    return 0;
}

/* ------------------------------------------------------- start and stop -- */

static void accept_ex_load(void)
{
    GUID id = WSAID_ACCEPTEX;
    DWORD bytes;

    if (WSAIoctl(server.listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                 sizeof(id), &server.accept_ex, sizeof(server.accept_ex),
                 &bytes, NULL, NULL) != 0)
        echo_fail("WSAIoctl(WSAID_ACCEPTEX)", (DWORD)WSAGetLastError());
}

static void listener_open(void)
{
    struct sockaddr_in address;

    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_port = htons(server.options.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server.listener = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                                 WSA_FLAG_OVERLAPPED);
    if (server.listener == INVALID_SOCKET)
        echo_fail("WSASocket", (DWORD)WSAGetLastError());
    if (bind(server.listener, (struct sockaddr *)&address, sizeof(address)))
        echo_fail("bind", (DWORD)WSAGetLastError());
    if (listen(server.listener, SOMAXCONN) != 0)
        echo_fail("listen", (DWORD)WSAGetLastError());
    if (!CreateIoCompletionPort((HANDLE)server.listener, server.port, 0, 0))
        echo_fail("CreateIoCompletionPort", GetLastError());
    accept_ex_load();
}

void echo_announce(void)
{
    struct sockaddr_in address;
    int length = sizeof(address);

    if (getsockname(server.listener, (struct sockaddr *)&address, &length))
        echo_fail("getsockname", (DWORD)WSAGetLastError());
    printf("listening on 127.0.0.1:%u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
}

static void workers_start(void)
{
    for (DWORD i = 0; i < server.options.threads; i++) {
        server.workers[i] = CreateThread(NULL, 0, worker_run, NULL, 0, NULL);
        if (!server.workers[i])
            echo_fail("CreateThread", GetLastError());
    }
}

void echo_start(const struct echo_options *options)
{
    WSADATA data;
    int error = WSAStartup(MAKEWORD(2, 2), &data);

    server.options = *options;
    if (error)
        echo_fail("WSAStartup", (DWORD)error);
    InitializeCriticalSection(&server.lock);
    server.drained_event = CreateEventW(NULL, TRUE, FALSE, NULL);
    server.port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0,
                                         server.options.threads);
    if (!server.drained_event || !server.port)
        echo_fail("CreateIoCompletionPort", GetLastError());
    listener_open();
    accept_fill();
    workers_start();
}

static BOOL stopping_begin(void)
{
    BOOL drained;

    EnterCriticalSection(&server.lock);
    server.stopping = TRUE;
    drained = !server.live;
    LeaveCriticalSection(&server.lock);
    return drained;
}

static void requests_cancel(void)
{
    CancelIoEx((HANDLE)server.listener, NULL);
    EnterCriticalSection(&server.lock);
    for (struct connection *connection = server.live; connection;
         connection = connection->next)
        CancelIoEx((HANDLE)connection->socket, NULL);
    LeaveCriticalSection(&server.lock);
}

/* Cancels again and again: a worker may be between two requests just then.
 * FALSE when something was still in flight after ECHO_STOP_LIMIT_MS. */
static BOOL connections_drain(void)
{
    BOOL drained = stopping_begin();

    for (int left_ms = ECHO_STOP_LIMIT_MS; !drained && left_ms > 0;
         left_ms -= CANCEL_PERIOD_MS) {
        requests_cancel();
        drained = WaitForSingleObject(server.drained_event, CANCEL_PERIOD_MS) ==
                  WAIT_OBJECT_0;
    }
    return drained;
}

void echo_stop(void)
{
    if (!connections_drain())
        echo_fail("stopping", WAIT_TIMEOUT);
    PostQueuedCompletionStatus(server.port, 0, 0, NULL);
    for (DWORD i = 0; i < server.options.threads; i++) {
        WaitForSingleObject(server.workers[i], INFINITE);
        CloseHandle(server.workers[i]);
    }
    closesocket(server.listener);
    CloseHandle(server.port);
    CloseHandle(server.drained_event);
    DeleteCriticalSection(&server.lock);
    WSACleanup();
}
