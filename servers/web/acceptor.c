/* Accepting. A slot is in flight, or it is parked: because the server is
 * full, or out of descriptors, or the listener failed. Parked slots are tried
 * again when a connection ends and at every tick, so running out of anything
 * costs a delay and nothing else.
 *
 * Full means: `limit` connections are being served. The next ones are told
 * 503 by ordinary short-lived connections, at most ACCEPT_POOL at a time;
 * beyond those, clients wait in the listen queue. */
#include "acceptor.h"

#include "connection.h"
#include "server.h"

#include <stdio.h>
#include <string.h>

static bool get_extension(SOCKET socket, GUID guid, void *function,
                          DWORD function_bytes)
{
    DWORD bytes;

    return WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid,
                    sizeof guid, function, function_bytes, &bytes, NULL,
                    NULL) == 0;
}

static SOCKET open_listener(const struct addrinfo *info)
{
    SOCKET socket = WSASocketA(info->ai_family, SOCK_STREAM, IPPROTO_TCP, NULL,
                               0, WSA_FLAG_OVERLAPPED);

    if (socket == INVALID_SOCKET)
        return INVALID_SOCKET;
    if (bind(socket, info->ai_addr, (int)info->ai_addrlen) == 0 &&
        listen(socket, SOMAXCONN) == 0)
        return socket;
    closesocket(socket);
    return INVALID_SOCKET;
}

static bool resolve(const char *address, unsigned port_number,
                    struct addrinfo **info)
{
    struct addrinfo hints;
    char service[8];

    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_protocol = IPPROTO_TCP;
    hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
    snprintf(service, sizeof service, "%u", port_number);
    return getaddrinfo(address, service, &hints, info) == 0;
}

bool acceptor_listen(struct acceptor *acceptor, const char *address,
                     unsigned port_number, LONG limit)
{
    struct addrinfo *info;
    GUID accept_guid = WSAID_ACCEPTEX;
    GUID addresses_guid = WSAID_GETACCEPTEXSOCKADDRS;

    memset(acceptor, 0, sizeof *acceptor);
    acceptor->limit = limit;
    if (!resolve(address, port_number, &info))
        return false;
    acceptor->family = info->ai_family;
    acceptor->listener = open_listener(info);
    freeaddrinfo(info);
    if (acceptor->listener == INVALID_SOCKET)
        return false;
    InitializeCriticalSection(&acceptor->lock);
    return get_extension(acceptor->listener, accept_guid, &acceptor->accept_ex,
                         sizeof acceptor->accept_ex) &&
           get_extension(acceptor->listener, addresses_guid,
                         &acceptor->get_addresses,
                         sizeof acceptor->get_addresses);
}

unsigned acceptor_port(const struct acceptor *acceptor)
{
    struct sockaddr_storage address;
    int length = sizeof address;

    memset(&address, 0, sizeof address);
    getsockname(acceptor->listener, (struct sockaddr *)&address, &length);
    if (address.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static void slot_drop_socket(struct accept_slot *slot)
{
    if (slot->socket != INVALID_SOCKET)
        closesocket(slot->socket);
    slot->socket = INVALID_SOCKET;
}

/* Starts one AcceptEx. Nothing is received with it, so that a client who
 * says nothing occupies no slot. */
static bool slot_start(struct server *server, struct accept_slot *slot)
{
    struct acceptor *acceptor = &server->acceptor;
    DWORD bytes;

    slot->socket = WSASocketA(acceptor->family, SOCK_STREAM, IPPROTO_TCP, NULL,
                              0, WSA_FLAG_OVERLAPPED);
    if (slot->socket == INVALID_SOCKET)
        return false;
    memset(&slot->overlapped, 0, sizeof slot->overlapped);
    server_enter(server);
    if (acceptor->accept_ex(acceptor->listener, slot->socket, slot->addresses,
                            0, ACCEPT_ADDRESS_BYTES, ACCEPT_ADDRESS_BYTES,
                            &bytes, &slot->overlapped) ||
        WSAGetLastError() == WSA_IO_PENDING)
        return true;
    slot_drop_socket(slot);
    server_leave(server);
    return false;
}

static bool is_full(struct acceptor *acceptor)
{
    LONG connections = InterlockedCompareExchange(&acceptor->connections, 0, 0);

    return connections >= acceptor->limit + ACCEPT_POOL;
}

static void park(struct acceptor *acceptor, struct accept_slot *slot)
{
    EnterCriticalSection(&acceptor->lock);
    slot->next_parked = acceptor->parked;
    acceptor->parked = slot;
    LeaveCriticalSection(&acceptor->lock);
}

static struct accept_slot *unpark(struct acceptor *acceptor)
{
    struct accept_slot *slot;

    EnterCriticalSection(&acceptor->lock);
    slot = acceptor->parked;
    if (slot)
        acceptor->parked = slot->next_parked;
    LeaveCriticalSection(&acceptor->lock);
    return slot;
}

static bool slot_try(struct server *server, struct accept_slot *slot)
{
    if (!server_is_stopping(server) && !is_full(&server->acceptor) &&
        slot_start(server, slot))
        return true;
    park(&server->acceptor, slot);
    return false;
}

void acceptor_start(struct server *server)
{
    for (int i = 0; i < ACCEPT_POOL; i++) {
        server->acceptor.slots[i].socket = INVALID_SOCKET;
        slot_try(server, &server->acceptor.slots[i]);
    }
}

/* Stops at the first slot that cannot start: the next would not either. */
void acceptor_refill(struct server *server)
{
    struct accept_slot *slot;

    while (!server_is_stopping(server) && !is_full(&server->acceptor) &&
           (slot = unpark(&server->acceptor)) != NULL)
        if (!slot_try(server, slot))
            return;
}

void acceptor_connection_left(struct server *server)
{
    InterlockedDecrement(&server->acceptor.connections);
    acceptor_refill(server);
}

static void peer_format(const struct acceptor *acceptor,
                        struct accept_slot *slot, char peer[PEER_BYTES])
{
    struct sockaddr *local, *remote = NULL;
    int local_length, remote_length;
    const void *address;

    acceptor->get_addresses(slot->addresses, 0, ACCEPT_ADDRESS_BYTES,
                            ACCEPT_ADDRESS_BYTES, &local, &local_length,
                            &remote, &remote_length);
    if (remote && remote->sa_family == AF_INET6)
        address = &((struct sockaddr_in6 *)remote)->sin6_addr;
    else if (remote)
        address = &((struct sockaddr_in *)remote)->sin_addr;
    if (!remote || !inet_ntop(remote->sa_family, address, peer, PEER_BYTES))
        strcpy(peer, "-");
}

/* Makes an accepted socket a connection. */
static void slot_deliver(struct server *server, struct accept_slot *slot)
{
    struct acceptor *acceptor = &server->acceptor;
    SOCKET socket = slot->socket;
    char peer[PEER_BYTES] = "-";
    bool refused;

    slot->socket = INVALID_SOCKET;
    if (server_is_stopping(server) ||
        setsockopt(socket, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                   (const char *)&acceptor->listener,
                   sizeof acceptor->listener) != 0) {
        closesocket(socket);
        return;
    }
    if (server->log)
        peer_format(acceptor, slot, peer);
    refused = InterlockedIncrement(&acceptor->connections) > acceptor->limit;
    connection_start(server, socket, peer, refused);
}

/* A peer that is gone before it was accepted is no reason to wait; other
 * failures may last, and trying at once would only burn time. */
static bool is_passing(DWORD error)
{
    return error == ERROR_NETNAME_DELETED || error == (DWORD)WSAECONNRESET ||
           error == ERROR_CONNECTION_ABORTED;
}

void acceptor_completed(struct server *server, OVERLAPPED *overlapped, bool ok)
{
    struct accept_slot *slot = (struct accept_slot *)overlapped;
    DWORD error = ok ? 0 : GetLastError();

    if (ok)
        slot_deliver(server, slot);
    else
        slot_drop_socket(slot);
    if (ok || is_passing(error))
        slot_try(server, slot);
    else
        park(&server->acceptor, slot);
    server_leave(server);
}

void acceptor_stop(struct server *server)
{
    closesocket(server->acceptor.listener);
}
