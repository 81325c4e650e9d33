/* Connections come by ConnectEx and AcceptEx, and pipes by ConnectNamedPipe:
 * these are requests as others, and are cancelled and closed like them. Which
 * connection an AcceptEx brought, the client's address says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "streams.h"

enum { ACCEPTS = 16, ADDRESS_ROOM = sizeof(struct sockaddr_in) + 16 };

struct connection *connections;
unsigned connection_count;

static SOCKET listener;
static struct sockaddr_in listener_address;
static LPFN_ACCEPTEX accept_ex;
static LPFN_CONNECTEX connect_ex;
static LPFN_GETACCEPTEXSOCKADDRS accept_addresses;

static void settle_or_pump_locked(struct connection *connection)
{
    if (connection->state == OPENING && connection->ends[0].handle != NULL &&
        connection->ends[1].handle != NULL && connection->in_flight == 0) {
        connection->state = OPEN;
        InterlockedIncrement(&tally.opened);
    }
    stream_pump_locked(connection);
}

/* ---- The client ---- */

static void connect_ended(struct request *request, DWORD error, DWORD bytes)
{
    struct end *end = request->owner;
    struct connection *connection = end->connection;

    EnterCriticalSection(&connection->lock);
    connection->in_flight--;
    CHECK(bytes == 0);
    if (error != 0 || end->handle == NULL ||
        setsockopt((SOCKET)request->handle, SOL_SOCKET,
                   SO_UPDATE_CONNECT_CONTEXT, NULL, 0) != 0)
        stream_break_locked(connection);
    request_give(request);
    settle_or_pump_locked(connection);
    LeaveCriticalSection(&connection->lock);
}

/* Of many addresses: one has not the ports for all that come and go. */
static SOCKET client_new(struct connection *connection)
{
    SOCKET client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    struct sockaddr_in name = {.sin_family = AF_INET};
    int length = sizeof name;

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK + dice(200));
    if (bind(client, (struct sockaddr *)&name, sizeof name) != 0 ||
        getsockname(client, (struct sockaddr *)&name, &length) != 0 ||
        CreateIoCompletionPort((HANDLE)client, port, KEY_WORK, 0) != port) {
        CHECK(0, "no socket to connect");
        closesocket(client);
        return INVALID_SOCKET;
    }
    connection->port = name.sin_port;
    connection->address = name.sin_addr.s_addr;
    return client;
}

static void connect_locked(struct connection *connection)
{
    struct end *end = &connection->ends[0];
    SOCKET client = client_new(connection);
    struct request *request;
    enum outcome outcome;
    DWORD error;

    if (client == INVALID_SOCKET)
        return;
    stream_reset_locked(end, (HANDLE)client);
    connection->state = OPENING;
    connection->in_flight++;
    request = request_begin((HANDLE)client, connect_ended, end, 1);
    request->blanket = &end->cancelled_all;
    outcome =
        request_started(request,
                        connect_ex(client, (struct sockaddr *)&listener_address,
                                   sizeof listener_address, NULL, 0, NULL,
                                   &request->overlapped),
                        end->skips, &error);
    if (outcome == PENDS)
        return;
    connection->in_flight--;
    CHECK(outcome == REFUSED && error == WSAENOTSOCK,
          "ConnectEx is refused with %lu", (unsigned long)error);
    request_undo(request);
    stream_break_locked(connection);
}

/* ---- The server ---- */

static BOOL is_client_locked(const struct connection *connection,
                             const struct sockaddr_in *client)
{
    return connection->state == OPENING && !connection->is_pipe &&
           connection->port == client->sin_port &&
           connection->address == client->sin_addr.s_addr &&
           connection->ends[1].handle == NULL &&
           connection->ends[0].handle != NULL;
}

static BOOL give_to(struct connection *connection, SOCKET accepted,
                    const struct sockaddr_in *client)
{
    BOOL taken;

    if (connection->port != client->sin_port)
        return FALSE;
    EnterCriticalSection(&connection->lock);
    taken = is_client_locked(connection, client);
    if (taken) {
        stream_reset_locked(&connection->ends[1], (HANDLE)accepted);
        settle_or_pump_locked(connection);
    }
    LeaveCriticalSection(&connection->lock);
    return taken;
}

/* Whose client went away meanwhile is closed. */
static void adopt(SOCKET accepted, const struct sockaddr_in *client)
{
    if (setsockopt(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                   (const char *)&listener, sizeof listener) == 0 &&
        CHECK(CreateIoCompletionPort((HANDLE)accepted, port, KEY_WORK, 0) ==
              port))
        for (unsigned i = 0; i < connection_count; i++)
            if (give_to(&connections[i], accepted, client))
                return;
    closesocket(accepted);
}

static void accept_start(void);

static void accept_ended(struct request *request, DWORD error, DWORD bytes)
{
    struct sockaddr *local, *remote;
    SOCKET accepted = (SOCKET)request->owner;
    int local_length, remote_length;

    CHECK(bytes == 0);
    CHECK(error == 0 || error == ERROR_NETNAME_DELETED ||
              (error == ERROR_OPERATION_ABORTED &&
               (stopping || request_was_asked(request))),
          "AcceptEx ended with %lu", (unsigned long)error);
    accept_start();
    if (error == 0) {
        accept_addresses(request->buffer, 0, ADDRESS_ROOM, ADDRESS_ROOM, &local,
                         &local_length, &remote, &remote_length);
        adopt(accepted, (struct sockaddr_in *)remote);
    } else {
        closesocket(accepted);
    }
    request_give(request);
}

static void accept_start(void)
{
    SOCKET acceptor;
    struct request *request;
    DWORD bytes, error;
    BOOL done;

    if (stopping)
        return;
    acceptor = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    request = request_begin((HANDLE)listener, accept_ended, (void *)acceptor,
                            2 * ADDRESS_ROOM);
    done = accept_ex(listener, acceptor, request->buffer, 0, ADDRESS_ROOM,
                     ADDRESS_ROOM, &bytes, &request->overlapped);
    if (request_started(request, done, FALSE, &error) != REFUSED)
        return;
    CHECK(stopping, "AcceptEx is refused with %lu", (unsigned long)error);
    request_undo(request);
    closesocket(acceptor);
}

/* ---- Pipes ---- */

static void pipe_ended(struct request *request, DWORD error, DWORD bytes)
{
    struct end *end = request->owner;
    struct connection *connection = end->connection;

    (void)bytes;
    EnterCriticalSection(&connection->lock);
    connection->in_flight--;
    CHECK(error == 0 || error == ERROR_BROKEN_PIPE ||
              (error == ERROR_OPERATION_ABORTED &&
               (end->handle == NULL || request_was_asked(request))),
          "ConnectNamedPipe ended with %lu", (unsigned long)error);
    if (error != 0)
        stream_break_locked(connection);
    request_give(request);
    settle_or_pump_locked(connection);
    LeaveCriticalSection(&connection->lock);
}

static HANDLE pipe_server(const char *name)
{
    HANDLE server = CreateNamedPipeA(
        name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
        PIPE_TYPE_BYTE | PIPE_READMODE_BYTE, 1, 1u << dice(SIZE_MAX_BITS),
        1u << dice(SIZE_MAX_BITS), 0, NULL);

    CHECK(server != INVALID_HANDLE_VALUE);
    CHECK(CreateIoCompletionPort(server, port, KEY_WORK, 0) == port);
    return server;
}

static HANDLE pipe_client(const char *name)
{
    HANDLE client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);

    if (client != INVALID_HANDLE_VALUE)
        CHECK(CreateIoCompletionPort(client, port, KEY_WORK, 0) == port);
    return client;
}

static void pipe_listen_locked(struct end *end)
{
    struct request *request = request_begin(end->handle, pipe_ended, end, 1);
    enum outcome outcome;
    DWORD error;

    request->blanket = &end->cancelled_all;
    end->connection->in_flight++;
    outcome = request_started(
        request, ConnectNamedPipe(end->handle, &request->overlapped),
        end->skips, &error);
    if (outcome == PENDS)
        return;
    end->connection->in_flight--;
    CHECK(outcome == REFUSED &&
              (error == ERROR_PIPE_CONNECTED || error == ERROR_INVALID_HANDLE),
          "ConnectNamedPipe is refused with %lu", (unsigned long)error);
    request_undo(request);
}

/* The client comes before or after the server listens. */
static void pipe_open_locked(struct connection *connection)
{
    BOOL early = dice(2) == 0;
    char name[80];
    HANDLE client;

    snprintf(name, sizeof name, "\\\\.\\pipe\\openiocp-soak-%lu-%u",
             (unsigned long)GetCurrentProcessId(),
             (unsigned)(connection - connections));
    stream_reset_locked(&connection->ends[1], pipe_server(name));
    connection->state = OPENING;
    if (!early)
        pipe_listen_locked(&connection->ends[1]);
    client = pipe_client(name);
    if (client == INVALID_HANDLE_VALUE) { /* somebody closed the server */
        stream_break_locked(connection);
        return;
    }
    stream_reset_locked(&connection->ends[0], client);
    if (early)
        pipe_listen_locked(&connection->ends[1]);
    settle_or_pump_locked(connection);
}

/* ---- All ---- */

void stream_open_locked(struct connection *connection)
{
    connection->finishing = FALSE;
    if (connection->is_pipe)
        pipe_open_locked(connection);
    else
        connect_locked(connection);
}

void stream_settle_locked(struct connection *connection)
{
    if (connection->state != CLOSING || connection->in_flight > 0)
        return;
    connection->state = CLOSED;
    if (!stopping)
        stream_open_locked(connection);
}

static void *extension(GUID id)
{
    void *found = NULL;
    DWORD bytes;

    CHECK(WSAIoctl(listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
                   &found, sizeof found, &bytes, NULL, NULL) == 0);
    return found;
}

static void listen_somewhere(void)
{
    int length = sizeof listener_address;

    listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    memset(&listener_address, 0, sizeof listener_address);
    listener_address.sin_family = AF_INET;
    listener_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&listener_address, length) == 0 &&
          listen(listener, SOMAXCONN) == 0 &&
          getsockname(listener, (struct sockaddr *)&listener_address,
                      &length) == 0);
    CHECK(CreateIoCompletionPort((HANDLE)listener, port, KEY_WORK, 0) == port);
    accept_ex = (LPFN_ACCEPTEX)extension((GUID)WSAID_ACCEPTEX);
    connect_ex = (LPFN_CONNECTEX)extension((GUID)WSAID_CONNECTEX);
    accept_addresses =
        (LPFN_GETACCEPTEXSOCKADDRS)extension((GUID)WSAID_GETACCEPTEXSOCKADDRS);
}

void streams_open(unsigned count, unsigned pipes)
{
    connection_count = count + pipes;
    connections = calloc(connection_count, sizeof *connections);
    listen_somewhere();
    for (unsigned i = 0; i < connection_count; i++) {
        struct connection *connection = &connections[i];

        InitializeCriticalSection(&connection->lock);
        connection->is_pipe = i >= count;
        for (int j = 0; j < 2; j++) {
            connection->ends[j].connection = connection;
            connection->ends[j].other = &connection->ends[1 - j];
        }
    }
    for (int i = 0; i < ACCEPTS; i++)
        accept_start();
    for (unsigned i = 0; i < connection_count; i++) {
        EnterCriticalSection(&connections[i].lock);
        stream_open_locked(&connections[i]);
        LeaveCriticalSection(&connections[i].lock);
    }
}

void streams_close(void)
{
    closesocket(listener);
    for (unsigned i = 0; i < connection_count; i++) {
        EnterCriticalSection(&connections[i].lock);
        stream_break_locked(&connections[i]);
        stream_settle_locked(&connections[i]);
        LeaveCriticalSection(&connections[i].lock);
    }
}

void streams_free(void)
{
    for (unsigned i = 0; i < connection_count; i++) {
        CHECK(connections[i].state == CLOSED && connections[i].in_flight == 0);
        CHECK(connections[i].ends[0].handle == NULL &&
              connections[i].ends[1].handle == NULL);
        DeleteCriticalSection(&connections[i].lock);
    }
    free(connections);
}
