#include "api/socket_io.h"

#include "api/overlapped.h"
#include "api/winsock.h"

/* Message flags of Windows to the engine's; false if one does not fit here. */
static bool translate_flags(const struct socket_object *socket, DWORD flags,
                            enum lane_kind lane, uint16_t *engine)
{
    const DWORD receive_flags =
        MSG_OOB | MSG_PEEK | MSG_WAITALL | MSG_PUSH_IMMEDIATE | MSG_PARTIAL;
    const DWORD send_flags = MSG_OOB | MSG_DONTROUTE | MSG_PARTIAL;

    *engine = 0;
    if (flags & ~(lane == LANE_RECEIVE ? receive_flags : send_flags))
        return false;
    if ((flags & MSG_OOB) != 0 &&
        (!socket_is_stream(socket) || socket->family == AF_UNIX))
        return false;
    if ((flags & MSG_WAITALL) != 0 &&
        ((flags & (MSG_PEEK | MSG_PARTIAL | MSG_OOB)) != 0 ||
         !socket_is_stream(socket)))
        return false;
    *engine = (flags & MSG_OOB ? ENGINE_OOB : 0) |
              (flags & MSG_PEEK ? ENGINE_PEEK : 0) |
              (flags & MSG_WAITALL ? ENGINE_WAITALL : 0);
    return true;
}

static inline NTSTATUS run(struct transfer *transfer, DWORD flags)
{
    if (!translate_flags(transfer->socket, flags, transfer->lane,
                         &transfer->flags))
        return STATUS_NOT_SUPPORTED;
    return transfer_run(transfer);
}

/* A request that was started has the call's reference. */
static void release(const struct transfer *transfer)
{
    if (transfer->socket != NULL)
        winsock_release(transfer->socket);
}

/* What WSARecv and WSASend return; *count is written only when it is final. */
static int give_result(NTSTATUS status, const struct transfer *transfer,
                       LPDWORD count)
{
    if (status == STATUS_PENDING)
        return winsock_error(WSA_IO_PENDING);
    if (count != NULL && !status_is_error(status))
        *count = (DWORD)transfer->done;
    return status == STATUS_SUCCESS ? winsock_result(0) : winsock_fail(status);
}

/* "The completion port and the completion routine": of the two a socket has the
 * one (WSARecv, Remarks). */
static DWORD refuse_routine(const struct socket_object *socket,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSAOVERLAPPED overlapped)
{
    if (routine == NULL || overlapped == NULL ||
        io_port((struct io_object *)(uintptr_t)&socket->io) == NULL)
        return 0;
    return WSAEINVAL;
}

static void set_routine(struct transfer *transfer,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    transfer->routine = (struct routine){(uintptr_t)routine, CALL_SOCKET};
}

static DWORD check_receive(const struct socket_object *socket,
                           DWORD buffer_count, LPDWORD received, LPDWORD flags,
                           LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (flags == NULL || (received == NULL && overlapped == NULL))
        return WSAEFAULT;
    if (buffer_count == 0)
        return WSAEINVAL;
    return refuse_routine(socket, routine, overlapped);
}

/* Part of WSARecv itself, like `send_call` of WSASend: a frame and a spill of
 * every register would be 40 instructions a message. */
static inline __attribute__((always_inline)) int
receive_call(struct transfer *transfer, LPDWORD received, LPDWORD flags,
             LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    NTSTATUS status;
    DWORD error;
    int result;

    if (transfer->socket == NULL)
        return SOCKET_ERROR;
    set_routine(transfer, routine);
    error = check_receive(transfer->socket, transfer->buffer_count, received,
                          flags, transfer->overlapped, routine);
    if (error != 0) {
        result = winsock_error(error);
    } else {
        status = run(transfer, *flags);
        if (!status_is_error(status) && status != STATUS_PENDING)
            *flags = status == STATUS_BUFFER_OVERFLOW ? MSG_PARTIAL : 0;
        result = give_result(status, transfer, received);
    }
    release(transfer);
    return result;
}

int socket_receive_call(struct transfer *transfer, LPDWORD received,
                        LPDWORD flags,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    return receive_call(transfer, received, flags, routine);
}

int WSAAPI WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                   LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                   LPWSAOVERLAPPED lpOverlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_RECEIVE,
        .buffers = lpBuffers,
        .buffer_count = dwBufferCount,
        .overlapped = lpOverlapped,
    };

    return receive_call(&transfer, lpNumberOfBytesRecvd, lpFlags,
                        lpCompletionRoutine);
}

static DWORD check_send(const struct socket_object *socket, DWORD buffer_count,
                        LPDWORD sent, LPWSAOVERLAPPED overlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (sent == NULL && overlapped == NULL)
        return WSAEFAULT;
    if (buffer_count == 0)
        return WSAEINVAL;
    return refuse_routine(socket, routine, overlapped);
}

static inline __attribute__((always_inline)) int
send_call(struct transfer *transfer, LPDWORD sent, DWORD flags,
          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    DWORD error;
    int result;

    if (transfer->socket == NULL)
        return SOCKET_ERROR;
    set_routine(transfer, routine);
    error = check_send(transfer->socket, transfer->buffer_count, sent,
                       transfer->overlapped, routine);
    if (error != 0)
        result = winsock_error(error);
    else
        result = give_result(run(transfer, flags), transfer, sent);
    release(transfer);
    return result;
}

int socket_send_call(struct transfer *transfer, LPDWORD sent, DWORD flags,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    return send_call(transfer, sent, flags, routine);
}

int WSAAPI WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                   LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                   LPWSAOVERLAPPED lpOverlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
{
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = LANE_SEND,
        .buffers = lpBuffers,
        .buffer_count = dwBufferCount,
        .overlapped = lpOverlapped,
    };

    return send_call(&transfer, lpNumberOfBytesSent, dwFlags,
                     lpCompletionRoutine);
}

int socket_move_call(struct transfer *transfer, int len, int flags)
{
    struct socket_object *socket = transfer->socket;
    NTSTATUS status;

    if (socket == NULL)
        return SOCKET_ERROR;
    status = len < 0 ? STATUS_ACCESS_VIOLATION : run(transfer, (DWORD)flags);
    winsock_release(socket);
    if (status != STATUS_SUCCESS)
        return winsock_fail(status);
    last_error_set(0);
    return (int)transfer->done;
}

/* recv and send: one buffer, no OVERLAPPED; the count is the result. */
static int move_one(SOCKET s, char *bytes, int len, int flags,
                    enum lane_kind lane)
{
    WSABUF buffer = {(ULONG)len, bytes};
    struct transfer transfer = {
        .socket = winsock_find(s),
        .lane = lane,
        .buffers = &buffer,
        .buffer_count = 1,
    };

    return socket_move_call(&transfer, len, flags);
}

int WSAAPI recv(SOCKET s, char *buf, int len, int flags)
{
    return move_one(s, buf, len, flags, LANE_RECEIVE);
}

int WSAAPI send(SOCKET s, const char *buf, int len, int flags)
{
    return move_one(s, (char *)(uintptr_t)buf, len, flags, LANE_SEND);
}

static NTSTATUS move_file(struct socket_object *socket, char *bytes, DWORD len,
                          OVERLAPPED *overlapped, const struct routine *routine,
                          DWORD *count, enum lane_kind lane)
{
    WSABUF buffer = {len, bytes};
    struct transfer transfer = {
        .socket = socket,
        .lane = lane,
        .buffers = &buffer,
        .buffer_count = 1,
        .overlapped = overlapped,
        .routine = *routine,
    };
    NTSTATUS status;

    object_get(&socket->io.head);
    status = run(&transfer, 0);
    release(&transfer);
    *count = (DWORD)transfer.done;
    return status;
}

NTSTATUS socket_read(struct socket_object *socket, void *buffer, DWORD len,
                     OVERLAPPED *overlapped, const struct routine *routine,
                     DWORD *bytes)
{
    return move_file(socket, buffer, len, overlapped, routine, bytes,
                     LANE_RECEIVE);
}

NTSTATUS socket_write(struct socket_object *socket, const void *buffer,
                      DWORD len, OVERLAPPED *overlapped,
                      const struct routine *routine, DWORD *bytes)
{
    return move_file(socket, (char *)(uintptr_t)buffer, len, overlapped,
                     routine, bytes, LANE_SEND);
}

BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped,
                                   LPDWORD lpcbTransfer, BOOL fWait,
                                   LPDWORD lpdwFlags)
{
    struct socket_object *socket = winsock_find(s);
    NTSTATUS status;

    if (socket == NULL)
        return FALSE;
    winsock_release(socket); /* a wait must not keep the descriptor open */
    if (lpOverlapped == NULL || lpcbTransfer == NULL)
        return api_error(WSAEFAULT);
    status = overlapped_result((HANDLE)s, lpOverlapped, lpcbTransfer, fWait);
    if (status == STATUS_PENDING)
        return api_error(WSA_IO_INCOMPLETE);
    if (lpdwFlags == NULL)
        return api_error(WSAEFAULT);
    *lpdwFlags = status == STATUS_BUFFER_OVERFLOW ? MSG_PARTIAL : 0;
    last_error_set(errmap_winsock(status));
    return status >= 0;
}
