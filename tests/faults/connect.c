/* AcceptEx, ConnectEx, DisconnectEx. */
#define IOCP_DECLARE_CONNECTEX
#include <string.h>

#include "faults/scenarios.h"

#define BLOCK (sizeof(SOCKADDR_IN) + 16)
#define DATA 20u

static const char data[DATA] = "nineteen characters";

static bool listening(struct stage *stage)
{
    return stage_port(stage) && stage_listen(stage) &&
           CreateIoCompletionPort((HANDLE)stage->listener, stage->port, 3, 0) ==
               stage->port;
}

static bool start_accept(struct stage *stage, struct request *request,
                         char *buffer, DWORD receive_len)
{
    DWORD bytes;

    stage->ours = stage_socket();
    return stage->ours != INVALID_SOCKET &&
           stage_start(stage, request, CALL_ACCEPT_EX,
                       AcceptEx(stage->listener, stage->ours, buffer,
                                receive_len, BLOCK, BLOCK, &bytes,
                                &request->overlapped));
}

static bool connect_peer(struct stage *stage)
{
    stage->peer = stage_socket();
    return stage->peer != INVALID_SOCKET &&
           call_ok(CALL_CONNECT, connect(stage->peer, (SOCKADDR *)&stage->name,
                                         sizeof stage->name) == 0);
}

/* The accepted socket carries bytes. */
static bool talks(SOCKET from, SOCKET to)
{
    char byte = 0;

    return call_ok(CALL_SEND, send(from, "x", 1, 0) == 1) &&
           call_ok(CALL_RECV, recv(to, &byte, 1, 0) == 1) && byte == 'x';
}

static bool names_the_peer(struct stage *stage, char *buffer, DWORD receive_len)
{
    SOCKADDR *local, *remote;
    SOCKADDR_IN real;
    int local_len, remote_len, len = sizeof real;

    GetAcceptExSockaddrs(buffer, receive_len, BLOCK, BLOCK, &local, &local_len,
                         &remote, &remote_len);
    getsockname(stage->peer, (SOCKADDR *)&real, &len);
    return (remote_len == sizeof real &&
            ((SOCKADDR_IN *)(void *)remote)->sin_port == real.sin_port) ||
           complain("AcceptEx names another peer");
}

static bool accepts(struct stage *stage, DWORD receive_len)
{
    char buffer[DATA + 2 * BLOCK];
    struct request request = {0};
    bool ok =
        start_accept(stage, &request, buffer, receive_len) &&
        connect_peer(stage) &&
        (receive_len == 0 ||
         call_ok(CALL_SEND, send(stage->peer, data, DATA, 0) == (int)DATA)) &&
        stage_finish(stage, &request) &&
        memcmp(buffer, data, request.bytes) == 0 &&
        names_the_peer(stage, buffer, receive_len) &&
        talks(stage->ours, stage->peer);

    return stage_close(stage) && ok;
}

static bool accept_plain(struct stage *stage)
{
    return accepts(stage, 0);
}

static bool accept_data(struct stage *stage)
{
    return accepts(stage, DATA);
}

const struct scenario accepting = {"AcceptEx", listening, accept_plain};
const struct scenario accepting_data = {"AcceptEx with data", listening,
                                        accept_data};

static bool bind_any(SOCKET s)
{
    SOCKADDR_IN name = {.sin_family = AF_INET};

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return call_ok(CALL_BIND, bind(s, (SOCKADDR *)&name, sizeof name) == 0);
}

static bool start_connect(struct stage *stage, struct request *request,
                          DWORD send_len)
{
    DWORD bytes;

    stage->peer = stage_socket();
    return stage->peer != INVALID_SOCKET && bind_any(stage->peer) &&
           call_ok(CALL_PORT,
                   CreateIoCompletionPort((HANDLE)stage->peer, stage->port, 4,
                                          0) == stage->port) &&
           stage_start(stage, request, CALL_CONNECT_EX,
                       ConnectEx(stage->peer, (SOCKADDR *)&stage->name,
                                 sizeof stage->name,
                                 send_len > 0 ? (char *)(ULONG_PTR)data : NULL,
                                 send_len, &bytes, &request->overlapped));
}

static bool arrives(struct stage *stage, DWORD count)
{
    char in[DATA];

    stage->ours = accept(stage->listener, NULL, NULL);
    return call_ok(CALL_ACCEPT, stage->ours != INVALID_SOCKET) &&
           (count == 0 ||
            (call_ok(CALL_RECV, recv(stage->ours, in, (int)count,
                                     MSG_WAITALL) == (int)count) &&
             memcmp(in, data, count) == 0));
}

static bool connects(struct stage *stage, DWORD send_len)
{
    struct request request = {0};
    bool ok = start_connect(stage, &request, send_len) &&
              stage_finish(stage, &request) && request.bytes == send_len &&
              arrives(stage, send_len) && talks(stage->ours, stage->peer);

    return stage_close(stage) && ok;
}

static bool connect_plain(struct stage *stage)
{
    return connects(stage, 0);
}

static bool connect_data(struct stage *stage)
{
    return connects(stage, DATA);
}

const struct scenario connecting = {"ConnectEx", listening, connect_plain};
const struct scenario connecting_data = {"ConnectEx with data", listening,
                                         connect_data};

/* On loopback it may be connected before it is cancelled. */
static bool connect_cancelled(struct stage *stage)
{
    struct request request = {0};
    bool ok = start_connect(stage, &request, DATA);

    stage->cancelled = true;
    if (ok)
        CancelIoEx((HANDLE)stage->peer, &request.overlapped);
    stage_finish(stage, &request);
    return stage_close(stage) && ok;
}

const struct scenario connecting_cancelled = {"ConnectEx cancelled", listening,
                                              connect_cancelled};

static bool accept_cancelled(struct stage *stage)
{
    char buffer[2 * BLOCK];
    struct request request = {0};
    bool ok = start_accept(stage, &request, buffer, 0);

    stage->cancelled = true;
    if (ok)
        CancelIoEx((HANDLE)stage->listener, &request.overlapped);
    stage_finish(stage, &request);
    return stage_close(stage) && ok;
}

const struct scenario accepting_cancelled = {"AcceptEx cancelled", listening,
                                             accept_cancelled};

/* Connected, waiting for data, and then the acceptor is closed. */
static bool accept_closed(struct stage *stage)
{
    char buffer[DATA + 2 * BLOCK];
    struct request request = {0};
    bool ok =
        start_accept(stage, &request, buffer, DATA) && connect_peer(stage);

    return stage_close(stage) && ok;
}

const struct scenario accepting_closed = {"AcceptEx closed", listening,
                                          accept_closed};

static bool connected(struct stage *stage)
{
    return stage_port(stage) && stage_pair(stage);
}

static bool disconnect(struct stage *stage)
{
    struct request request = {0};
    char byte;
    bool ok =
        stage_start(stage, &request, CALL_DISCONNECT_EX,
                    DisconnectEx(stage->ours, &request.overlapped, 0, 0)) &&
        stage_finish(stage, &request) &&
        call_ok(CALL_RECV, recv(stage->peer, &byte, 1, 0) == 0);

    return stage_close(stage) && ok;
}

const struct scenario disconnecting = {"DisconnectEx", connected, disconnect};

static bool start_reuse(struct stage *stage, struct request *request)
{
    return stage_start(
        stage, request, CALL_DISCONNECT_EX,
        DisconnectEx(stage->ours, &request->overlapped, TF_REUSE_SOCKET, 0));
}

/* The same handle is connected once more. */
static bool disconnect_reuse(struct stage *stage)
{
    struct request request = {0};
    bool ok =
        start_reuse(stage, &request) && stage_finish(stage, &request) &&
        stage_listen(stage) &&
        call_ok(CALL_CONNECT, connect(stage->ours, (SOCKADDR *)&stage->name,
                                      sizeof stage->name) == 0);

    return stage_close(stage) && ok;
}

const struct scenario disconnecting_reuse = {"DisconnectEx with reuse",
                                             connected, disconnect_reuse};

/* Everything a server does first, the engine's start among it. */
static bool from_nothing(struct stage *stage)
{
    bool ok = stage_port(stage) && stage_pair(stage) &&
              talks(stage->peer, stage->ours);

    return stage_close(stage) && ok;
}

const struct scenario pairs_from_nothing = {"sockets", NULL, from_nothing};
