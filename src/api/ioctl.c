/* WSAIoctl and ioctlsocket. */
#define IOCP_DECLARE_CONNECTEX
#include "api/extension.h"

#include <string.h>

#include "api/control.h"
#include "api/winsock.h"
#include "iocp/datagram.h"
#include "iocp/interfaces.h"
#include "iocp/tcp_info.h"
#include "iocp/unix_address.h"
#include "op/immediate.h"
#include "op/routine.h"
#include "op/socket_events.h"
#include "sys/envelope.h"
#include "sys/net.h"
#include "sys/unix_socket.h"

void *extension_find(const GUID *guid)
{
    static const struct {
        GUID guid;
        void *function;
    } extensions[] = {
        {WSAID_ACCEPTEX, (void *)AcceptEx},
        {WSAID_GETACCEPTEXSOCKADDRS, (void *)GetAcceptExSockaddrs},
        {WSAID_CONNECTEX, (void *)ConnectEx},
        {WSAID_DISCONNECTEX, (void *)DisconnectEx},
        {WSAID_TRANSMITFILE, (void *)TransmitFile},
        {WSAID_TRANSMITPACKETS, (void *)TransmitPackets},
        {WSAID_WSARECVMSG, (void *)WSARecvMsg},
        {WSAID_WSASENDMSG, (void *)WSASendMsg},
    };

    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
        if (memcmp(guid, &extensions[i].guid, sizeof *guid) == 0)
            return extensions[i].function;
    return NULL;
}

static DWORD get_extension(struct control *control)
{
    GUID id;
    void *function;

    if (!control_take(control, &id, sizeof id) || control->out == NULL ||
        control->out_len < sizeof function)
        return WSAEFAULT;
    function = extension_find(&id);
    if (function == NULL)
        return WSAEINVAL;
    return control_give(control, &function, sizeof function);
}

static DWORD set_nonblocking(struct control *control)
{
    ULONG on;

    if (!control_take(control, &on, sizeof on))
        return WSAEFAULT;
    if (on == 0 && socket_events_wanted(control->socket))
        return WSAEINVAL; /* WSAEventSelect, Remarks */
    lock_take(&control->socket->io.lock);
    control->socket->nonblocking = on != 0;
    lock_drop(&control->socket->io.lock);
    return 0;
}

static DWORD get_readable(struct control *control)
{
    uint32_t bytes;
    int rc;

    if (control->out == NULL || control->out_len < sizeof bytes)
        return WSAEFAULT;
    rc = socket_readable_bytes(control->socket->io.fd, &bytes);
    if (rc < 0)
        return errmap_winsock(errmap_socket(-rc));
    return control_give(control, &bytes, sizeof bytes);
}

/* There are no layers: the socket is its own base. */
static DWORD get_base(struct control *control)
{
    SOCKET base = control->name;

    return control_give(control, &base, sizeof base);
}

static DWORD set_unreachable(struct control *control)
{
    BYTE on; /* a BOOL; programs give one byte too */

    if (!control_take(control, &on, sizeof on))
        return WSAEFAULT;
    if (control->socket->type != SOCK_DGRAM)
        return WSAEINVAL;
    lock_take(&control->socket->io.lock);
    control->socket->ignore_unreachable = on == 0;
    lock_drop(&control->socket->io.lock);
    socket_hear_unreachable(control->socket->io.fd, on != 0);
    return 0;
}

/* "If no OOB data is waiting to be read, the operation returns TRUE"
 * (ioctlsocket), and so it does when it is what is read next. */
static DWORD get_at_mark(struct control *control)
{
    BOOL at_mark;

    if (!socket_is_stream(control->socket))
        return WSAEINVAL;
    at_mark = !socket_is_before_mark(control->socket->io.fd);
    return control_give(control, &at_mark, sizeof at_mark);
}

static DWORD get_peer_process(struct control *control)
{
    uint32_t pid;
    int rc;

    if (control->socket->family != AF_UNIX)
        return WSAEOPNOTSUPP;
    rc = unix_socket_peer(control->socket->io.fd, &pid);
    if (rc < 0)
        return errmap_winsock(errmap_socket(-rc));
    return control_give(control, &pid, sizeof pid);
}

/* ---- The codes ---- */

struct control_code {
    control_run *run;
    DWORD code;
    BOOL pends; /* with an OVERLAPPED; its packet has the bytes then */
};

static const struct control_code codes[] = {
    {get_extension, SIO_GET_EXTENSION_FUNCTION_POINTER, FALSE},
    {set_nonblocking, (DWORD)FIONBIO, FALSE},
    {get_readable, (DWORD)FIONREAD, FALSE},
    {get_at_mark, (DWORD)SIOCATMARK, FALSE},
    {control_keep_alive, SIO_KEEPALIVE_VALS, FALSE},
    {set_unreachable, SIO_UDP_CONNRESET, FALSE},
    {get_base, SIO_BASE_HANDLE, FALSE},
    {get_base, SIO_BSP_HANDLE, FALSE},
    {get_base, SIO_BSP_HANDLE_SELECT, FALSE},
    {get_base, SIO_BSP_HANDLE_POLL, FALSE},
    {control_address_list, SIO_ADDRESS_LIST_QUERY, FALSE},
    {control_interface_list, SIO_GET_INTERFACE_LIST, TRUE},
    {control_route, SIO_ROUTING_INTERFACE_QUERY, FALSE},
    {control_broadcast, SIO_GET_BROADCAST_ADDRESS, FALSE},
    {control_tcp_info, SIO_TCP_INFO, FALSE},
    {control_send_backlog, SIO_IDEAL_SEND_BACKLOG_QUERY, FALSE},
    {control_fast_loopback, SIO_LOOPBACK_FAST_PATH, FALSE},
    {get_peer_process, SIO_AF_UNIX_GETPEERPID, FALSE},
};

static DWORD run_unknown(struct control *control)
{
    (void)control;
    return WSAEOPNOTSUPP;
}

static const struct control_code *code_find(DWORD code)
{
    static const struct control_code unknown = {run_unknown, 0, FALSE};

    for (size_t i = 0; i < ARRAYSIZE(codes); i++)
        if (codes[i].code == code)
            return &codes[i];
    return &unknown;
}

/* It starts, and tells how it went by its end. */
static int end_later(struct immediate *immediate, NTSTATUS how, size_t bytes)
{
    NTSTATUS status = immediate_pend(immediate);

    if (status != STATUS_SUCCESS) {
        immediate_drop(immediate);
        return winsock_fail(status);
    }
    immediate_end(immediate, how, bytes);
    return winsock_error(WSA_IO_PENDING);
}

static NTSTATUS status_of(DWORD error)
{
    switch (error) {
    case 0:
        return STATUS_SUCCESS;
    case WSAEOPNOTSUPP:
        return STATUS_NOT_SUPPORTED;
    case WSAEFAULT: /* the one thing that can be wrong with a code that pends */
        return STATUS_BUFFER_TOO_SMALL;
    default:
        return STATUS_INSUFFICIENT_RESOURCES;
    }
}

/* Most codes end inside the call; with an OVERLAPPED their packet says 0 bytes
 * whatever *lpcbBytesReturned says. */
static int run(struct control *control, DWORD number, DWORD *returned,
               OVERLAPPED *overlapped, const struct routine *routine)
{
    const struct control_code *code = code_find(number);
    struct immediate immediate;
    NTSTATUS status = immediate_begin_routine(&immediate, &control->socket->io,
                                              overlapped, routine);
    DWORD error;

    if (status != STATUS_SUCCESS)
        return winsock_fail(status);
    error = code->run(control);
    if (overlapped != NULL && (code->pends || error == WSAEOPNOTSUPP))
        return end_later(&immediate, status_of(error), control->returned);
    if (error == 0 || (error == WSAEFAULT && control->returned != 0))
        *returned = control->returned;
    if (error != 0) {
        immediate_drop(&immediate);
        return winsock_error(error);
    }
    immediate_end(&immediate, STATUS_SUCCESS, 0);
    return winsock_result(0);
}

int WSAAPI WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer,
                    DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                    LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED lpOverlapped,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct socket_object *socket = winsock_get(s);
    struct control control = {
        .socket = socket,
        .name = s,
        .in = lpvInBuffer,
        .in_len = cbInBuffer,
        .out = lpvOutBuffer,
        .out_len = cbOutBuffer,
    };
    const struct routine routine = {
        lpOverlapped != NULL ? (uintptr_t)lpCompletionRoutine : 0,
        CALL_SOCKET,
    };
    int result;

    if (socket == NULL)
        return SOCKET_ERROR;
    if (lpcbBytesReturned == NULL)
        result = winsock_error(WSAEFAULT);
    else if (lpOverlapped != NULL && dwIoControlCode == SIO_BSP_HANDLE_POLL)
        result = winsock_error(WSAEFAULT); /* must be NULL */
    else if (lpCompletionRoutine != NULL && lpOverlapped != NULL &&
             io_port(&socket->io) != NULL)
        result = winsock_error(WSAEINVAL);
    else
        result = run(&control, dwIoControlCode, lpcbBytesReturned, lpOverlapped,
                     &routine);
    winsock_put(socket);
    return result;
}

int WSAAPI ioctlsocket(SOCKET s, LONG cmd, u_long *argp)
{
    struct socket_object *socket = winsock_get(s);
    struct control control = {
        .socket = socket,
        .name = s,
        .in = argp,
        .in_len = sizeof *argp,
        .out = argp,
        .out_len = sizeof *argp,
    };
    DWORD error = WSAEOPNOTSUPP;

    if (socket == NULL)
        return SOCKET_ERROR;
    if (argp == NULL)
        error = WSAEFAULT;
    else if (cmd == FIONBIO || cmd == FIONREAD || cmd == SIOCATMARK)
        error = code_find((DWORD)cmd)->run(&control);
    winsock_put(socket);
    return error != 0 ? winsock_error(error) : winsock_result(0);
}
