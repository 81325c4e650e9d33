/* WSAIoctl and ioctlsocket. */
#define IOCP_DECLARE_CONNECTEX
#include "api/extension.h"

#include <string.h>

#include "api/winsock.h"
#include "iocp/datagram.h"
#include "iocp/unix_address.h"
#include "op/immediate.h"
#include "op/routine.h"
#include "op/socket_events.h"
#include "sys/envelope.h"
#include "sys/net.h"
#include "sys/unix_socket.h"

/* An ioctl on its way: what goes in, what comes out. */
struct control {
    struct socket_object *socket;
    const void *in;
    DWORD in_len;
    void *out;
    DWORD out_len;
    DWORD returned; /* bytes written to `out` */
};

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
    void *function;

    if (control->in == NULL || control->in_len < sizeof(GUID) ||
        control->out == NULL || control->out_len < sizeof function)
        return WSAEFAULT;
    function = extension_find(control->in);
    if (function == NULL)
        return WSAEINVAL;
    memcpy(control->out, &function, sizeof function);
    control->returned = sizeof function;
    return 0;
}

static DWORD set_nonblocking(struct control *control)
{
    ULONG on;

    if (control->in == NULL || control->in_len < sizeof on)
        return WSAEFAULT;
    memcpy(&on, control->in, sizeof on);
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
    memcpy(control->out, &bytes, sizeof bytes);
    control->returned = sizeof bytes;
    return 0;
}

/* Milliseconds on Windows, whole seconds on Linux: rounded up. */
static int seconds(ULONG ms)
{
    return ms == 0 ? 1 : (int)(((uint64_t)ms + 999) / 1000);
}

static DWORD set_keep_alive(struct control *control)
{
    struct tcp_keepalive values;
    int fd = control->socket->io.fd;
    int rc;

    if (control->in == NULL || control->in_len < sizeof values)
        return WSAEFAULT;
    memcpy(&values, control->in, sizeof values);
    rc = socket_set_option(fd, SOCKET_OPTION_KEEP_ALIVE, values.onoff != 0);
    if (rc == 0 && values.onoff != 0)
        rc = socket_set_option(fd, SOCKET_OPTION_KEEP_IDLE,
                               seconds(values.keepalivetime));
    if (rc == 0 && values.onoff != 0)
        rc = socket_set_option(fd, SOCKET_OPTION_KEEP_INTERVAL,
                               seconds(values.keepaliveinterval));
    return rc < 0 ? errmap_winsock(errmap_socket(-rc)) : 0;
}

static DWORD set_unreachable(struct control *control)
{
    BYTE on; /* a BOOL; programs give one byte too */

    if (control->in == NULL || control->in_len < sizeof on)
        return WSAEFAULT;
    if (control->socket->type != SOCK_DGRAM)
        return WSAEINVAL;
    memcpy(&on, control->in, sizeof on);
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

    if (control->out == NULL || control->out_len < sizeof at_mark)
        return WSAEFAULT;
    if (!socket_is_stream(control->socket))
        return WSAEINVAL;
    at_mark = !socket_is_before_mark(control->socket->io.fd);
    memcpy(control->out, &at_mark, sizeof at_mark);
    control->returned = sizeof at_mark;
    return 0;
}

static DWORD get_peer_process(struct control *control)
{
    uint32_t pid;
    int rc;

    if (control->socket->family != AF_UNIX)
        return WSAEOPNOTSUPP;
    if (control->out == NULL || control->out_len < sizeof pid)
        return WSAEFAULT;
    rc = unix_socket_peer(control->socket->io.fd, &pid);
    if (rc < 0)
        return errmap_winsock(errmap_socket(-rc));
    memcpy(control->out, &pid, sizeof pid);
    control->returned = sizeof pid;
    return 0;
}

static DWORD carry_out(struct control *control, DWORD code)
{
    switch (code) {
    case SIO_GET_EXTENSION_FUNCTION_POINTER:
        return get_extension(control);
    case (DWORD)FIONBIO:
        return set_nonblocking(control);
    case (DWORD)FIONREAD:
        return get_readable(control);
    case (DWORD)SIOCATMARK:
        return get_at_mark(control);
    case SIO_KEEPALIVE_VALS:
        return set_keep_alive(control);
    case SIO_UDP_CONNRESET:
        return set_unreachable(control);
    case SIO_AF_UNIX_GETPEERPID:
        return get_peer_process(control);
    default:
        return WSAEOPNOTSUPP;
    }
}

/* An unknown code with an OVERLAPPED starts, and fails then. */
static int fail_later(struct immediate *immediate)
{
    NTSTATUS status = immediate_pend(immediate);

    if (status != STATUS_SUCCESS) {
        immediate_drop(immediate);
        return winsock_fail(status);
    }
    immediate_end(immediate, STATUS_NOT_SUPPORTED, 0);
    return winsock_error(WSA_IO_PENDING);
}

/* The local codes end inside the call; with an OVERLAPPED their packet says
 * 0 bytes whatever *lpcbBytesReturned says. */
static int run(struct control *control, DWORD code, DWORD *returned,
               OVERLAPPED *overlapped, const struct routine *routine)
{
    struct immediate immediate;
    NTSTATUS status = immediate_begin_routine(&immediate, &control->socket->io,
                                              overlapped, routine);
    DWORD error;

    if (status != STATUS_SUCCESS)
        return winsock_fail(status);
    error = carry_out(control, code);
    if (error == WSAEOPNOTSUPP && overlapped != NULL)
        return fail_later(&immediate);
    if (error != 0) {
        immediate_drop(&immediate);
        return winsock_error(error);
    }
    *returned = control->returned;
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
        error = carry_out(&control, (DWORD)cmd);
    winsock_put(socket);
    return error != 0 ? winsock_error(error) : winsock_result(0);
}
