/* WSAConnect, WSAAccept, WSASendDisconnect and WSARecvDisconnect: what they
 * have beyond connect, accept and shutdown.
 *
 * The kernel has answered a connection before anybody can be asked, as Windows
 * does too since SYN floods (WSAAccept, Remarks): so it is accepted first, and
 * what the condition function does not want is reset. */
#include "iocp/connections.h"

#include "api/accept.h"
#include "api/socket.h"
#include "object/deferred.h"
#include "op/socket_events.h"
#include "sys/fd.h"
#include "sys/net.h"

/* ---- WSAConnect ---- */

static bool wants_better(const QOS *service)
{
    return service != NULL &&
           (service->SendingFlowspec.ServiceType > SERVICETYPE_BESTEFFORT ||
            service->ReceivingFlowspec.ServiceType > SERVICETYPE_BESTEFFORT);
}

static bool is_nowhere(const void *pointer)
{
    return pointer != NULL && !address_is_possible(pointer);
}

static DWORD check_extras(const struct socket_object *socket,
                          const WSABUF *caller, const WSABUF *callee,
                          const QOS *service, const QOS *group)
{
    if (group != NULL)
        return WSAEINVAL;
    if (is_nowhere(caller) || is_nowhere(callee) || is_nowhere(service))
        return WSAEFAULT;
    if (caller != NULL && caller->len > 0 && socket_is_stream(socket))
        return WSAEPROTONOSUPPORT;
    return wants_better(service) ? WSAEOPNOTSUPP : 0;
}

int WSAAPI WSAConnect(SOCKET s, const struct sockaddr *name, int namelen,
                      LPWSABUF lpCallerData, LPWSABUF lpCalleeData,
                      LPQOS lpSQOS, LPQOS lpGQOS)
{
    struct socket_object *socket = winsock_find(s);
    DWORD error;

    if (socket == NULL)
        return SOCKET_ERROR;
    error = check_extras(socket, lpCallerData, lpCalleeData, lpSQOS, lpGQOS);
    winsock_release(socket);
    if (error != 0)
        return winsock_error(error);
    if (lpCalleeData != NULL)
        lpCalleeData->len = 0;
    return connect(s, name, namelen);
}

/* ---- WSAAccept ---- */

struct condition {
    LPCONDITIONPROC function;
    DWORD_PTR data;
};

static WSABUF buffer_of(struct address *address)
{
    return (WSABUF){address->len, (CHAR *)address->bytes};
}

/* User code: no lock is held. It gets copies of its own. */
static int ask(const struct condition *condition, int fd, struct address peer)
{
    WSABUF no_data = {0, NULL}, no_answer = {0, NULL};
    struct address local;
    WSABUF caller = buffer_of(&peer), callee;
    GROUP group = 0;

    socket_local_address(fd, &local);
    callee = buffer_of(&local);
    return condition->function(&caller, &no_data, NULL, NULL, &callee,
                               &no_answer, &group, condition->data);
}

static void reset(int fd)
{
    socket_set_linger(fd, true, 0);
    fd_close(fd);
}

static DWORD defer(struct socket_object *listener, int fd,
                   const struct address *peer)
{
    if (deferred_put(listener, fd, peer))
        return WSATRY_AGAIN;
    reset(fd);
    return WSAENOBUFS;
}

/* 0: it is wanted; else the connection is not the caller's any more. */
static DWORD decide(struct socket_object *listener, int fd,
                    const struct address *peer,
                    const struct condition *condition)
{
    switch (ask(condition, fd, *peer)) {
    case CF_ACCEPT:
        return 0;
    case CF_DEFER:
        return defer(listener, fd, peer);
    case CF_REJECT:
        reset(fd);
        return WSAECONNREFUSED;
    default:
        reset(fd);
        return WSAEINVAL;
    }
}

static DWORD check_accept(const struct socket_object *listener,
                          const struct sockaddr *name, const INT *namelen,
                          const struct condition *condition)
{
    DWORD error = accept_check(listener);

    if (error != 0)
        return error;
    if (name != NULL && (uint32_t)*namelen < address_len_of(listener->family))
        return WSAEFAULT;
    return address_is_possible((void *)condition->function) ? 0 : WSAEFAULT;
}

static SOCKET accept_if(struct socket_object *listener, struct sockaddr *name,
                        LPINT namelen, const struct condition *condition)
{
    DWORD error = check_accept(listener, name, namelen, condition);
    struct address peer;
    NTSTATUS status;
    SOCKET accepted;
    int fd;

    if (error != 0)
        return (SOCKET)winsock_error(error);
    status = accept_take(listener, &fd, &peer);
    if (status != STATUS_SUCCESS)
        return (SOCKET)winsock_fail(status);
    error = decide(listener, fd, &peer, condition);
    if (error != 0)
        return (SOCKET)winsock_error(error);
    accepted = accept_publish(listener, fd);
    if (accepted != INVALID_SOCKET && name != NULL)
        socket_give_address(&peer, name, namelen);
    return accepted;
}

SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr *addr, LPINT addrlen,
                        LPCONDITIONPROC lpfnCondition, DWORD_PTR dwCallbackData)
{
    const struct condition condition = {lpfnCondition, dwCallbackData};
    struct socket_object *listener;
    SOCKET accepted;

    if (addr == NULL || addrlen == NULL) { /* then it is not told */
        addr = NULL;
        addrlen = NULL;
    }
    if (lpfnCondition == NULL)
        return accept(s, addr, addrlen);
    listener = winsock_get(s);
    if (listener == NULL)
        return INVALID_SOCKET;
    accepted = accept_if(listener, addr, addrlen, &condition);
    socket_events_enable(listener, SOCKET_EVENT_ACCEPT);
    winsock_put(listener);
    return accepted;
}

/* ---- Ending one direction ---- */

static int end(SOCKET s, int how, const WSABUF *data)
{
    struct socket_object *socket = winsock_find(s);

    if (socket == NULL)
        return SOCKET_ERROR;
    winsock_release(socket);
    return data != NULL ? winsock_error(WSAENOPROTOOPT) : shutdown(s, how);
}

int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF lpOutboundDisconnectData)
{
    return end(s, SD_SEND, lpOutboundDisconnectData);
}

int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF lpInboundDisconnectData)
{
    return end(s, SD_RECEIVE, lpInboundDisconnectData);
}
