/* WSASendMsg and WSARecvMsg: datagrams with an address and control data. */
#define IOCP_DECLARE_CONNECTEX
#include "api/datagram.h"
#include "api/socket.h"
#include "api/socket_io.h"
#include "iocp/datagram.h"
#include "sys/control.h"

/* Both look at the message before the socket's kind, and both only know
 * datagrams. */
static DWORD check(const struct socket_object *socket, const WSAMSG *message)
{
    if (message == NULL)
        return WSAEFAULT;
    if (socket_is_stream(socket))
        return WSAEINVAL;
    if (message->name == NULL && message->namelen != 0)
        return WSAEFAULT;
    return message->Control.buf == NULL && message->Control.len != 0 ? WSAEFAULT
                                                                     : 0;
}

static DWORD fill_envelope(struct socket_object *socket, const WSAMSG *message,
                           struct envelope *envelope, void *control)
{
    DWORD error = check(socket, message);
    int len;

    if (error == 0 && !io_begin(&socket->io))
        error = WSAENOTSOCK;
    if (error != 0)
        return error;
    error = datagram_address(socket, message->name, message->namelen, envelope);
    io_end(&socket->io);
    if (error != 0 || message->Control.len == 0)
        return error;
    len = control_to_linux(message->Control.buf, message->Control.len, control);
    if (len < 0)
        return WSAEINVAL;
    envelope->control = len > 0 ? control : NULL;
    envelope->control_room = (uint32_t)len;
    return 0;
}

int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG lpMsg, DWORD dwFlags,
                      LPDWORD lpNumberOfBytesSent, LPWSAOVERLAPPED lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    uint64_t control[CONTROL_MAX / sizeof(uint64_t)];
    struct envelope envelope = {0};
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_SEND,
        .overlapped = lpOverlapped,
        .envelope = &envelope,
    };
    DWORD error;

    if (transfer.socket == NULL)
        return SOCKET_ERROR;
    error = fill_envelope(transfer.socket, lpMsg, &envelope, control);
    if (error != 0) {
        winsock_release(transfer.socket);
        return winsock_error(error);
    }
    transfer.buffers = lpMsg->lpBuffers;
    transfer.buffer_count = lpMsg->dwBufferCount;
    return socket_send_call(&transfer, lpNumberOfBytesSent, dwFlags,
                            lpCompletionRoutine);
}

static DWORD check_receive(const struct socket_object *socket,
                           const WSAMSG *message)
{
    DWORD error = check(socket, message);

    return error != 0
               ? error
               : datagram_check_room(socket, message->name, &message->namelen);
}

INT PASCAL WSARecvMsg(SOCKET s, LPWSAMSG lpMsg, LPDWORD lpdwNumberOfBytesRecvd,
                      LPWSAOVERLAPPED lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    uint64_t control[CONTROL_MAX / sizeof(uint64_t)] = {0};
    struct op_sender sender;
    struct envelope envelope = {0};
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_RECEIVE,
        .overlapped = lpOverlapped,
        .envelope = &envelope,
        .sender = &sender,
    };
    DWORD error, flags;

    if (transfer.socket == NULL)
        return SOCKET_ERROR;
    error = check_receive(transfer.socket, lpMsg);
    if (error != 0) {
        winsock_release(transfer.socket);
        return winsock_error(error);
    }
    sender =
        (struct op_sender){lpMsg->name, &lpMsg->namelen, lpMsg->Control.buf,
                           &lpMsg->Control.len, &lpMsg->dwFlags};
    if (lpMsg->Control.len > 0) {
        envelope.control = control;
        envelope.control_room = sizeof control;
    }
    transfer.buffers = lpMsg->lpBuffers;
    transfer.buffer_count = lpMsg->dwBufferCount;
    flags =
        lpMsg->dwFlags & MSG_PEEK; /* what a receive left there is no wish */
    return socket_receive_call(&transfer, lpdwNumberOfBytesRecvd, &flags,
                               lpCompletionRoutine);
}
