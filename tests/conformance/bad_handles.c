/* Every call with every handle that does not fit: NULL, garbage, closed,
 * stale, of another kind. Each fails with its documented error, does nothing,
 * and never faults, whatever its other arguments. */
#include "zoo.h"

/* ---- Calls of the kernel side ----------------------------------------- */

static OVERLAPPED ov;
static char buf[4096];
static DWORD bytes;

CALL(close_handle, CloseHandle(h))

CALL(associate, CreateIoCompletionPort(h, zoo.good_port, KEY, 0) != NULL)

CALL(associate_with,
     CreateIoCompletionPort((HANDLE)zoo.good_socket, h, KEY, 0) != NULL)

static int dequeue(HANDLE h)
{
    ULONG_PTR key;
    OVERLAPPED *done;

    return GetQueuedCompletionStatus(h, &bytes, &key, &done, 0);
}

static int dequeue_ex(HANDLE h)
{
    OVERLAPPED_ENTRY entry;
    ULONG count;

    return GetQueuedCompletionStatusEx(h, &entry, 1, &count, 0, FALSE);
}

CALL(post_to, PostQueuedCompletionStatus(h, 1, KEY, &ov))

CALL(read_overlapped, ReadFile(h, buf, 10, NULL, &ov))

CALL(read_plain, ReadFile(h, buf, 10, &bytes, NULL))

CALL(read_nothing, ReadFile(h, NULL, 10, NULL, &ov))

CALL(write_overlapped, WriteFile(h, buf, 10, NULL, &ov))

CALL(write_plain, WriteFile(h, buf, 10, &bytes, NULL))

static int file_size(HANDLE h)
{
    LARGE_INTEGER size;

    return GetFileSizeEx(h, &size);
}

CALL(file_pointer,
     SetFilePointerEx(h, (LARGE_INTEGER){.QuadPart = 0}, NULL, FILE_BEGIN))

CALL(flush, FlushFileBuffers(h))

static int information(HANDLE h)
{
    BY_HANDLE_FILE_INFORMATION info;

    return GetFileInformationByHandle(h, &info);
}

CALL(cancel, CancelIo(h))

CALL(cancel_ex, CancelIoEx(h, &ov))

CALL(cancel_all, CancelIoEx(h, NULL))

CALL(set_modes, SetFileCompletionNotificationModes(h, 1))

CALL(type, GetFileType(h) != FILE_TYPE_UNKNOWN)

CALL(wait_one, WaitForSingleObject(h, 0) != WAIT_FAILED)

static int wait_several(HANDLE h)
{
    HANDLE both[2] = {zoo.end, h};

    return WaitForMultipleObjects(2, both, FALSE, 0) != WAIT_FAILED;
}

CALL(set_event, SetEvent(h))

CALL(reset_event, ResetEvent(h))

CALL(find_close, FindClose(h))

static const struct call kernel_calls[] = {
    {"CloseHandle", close_handle, ANY | BIT(PSEUDO), 0},
    {"CreateIoCompletionPort", associate, IO | BIT(PSEUDO), 0},
    {"CreateIoCompletionPort to", associate_with, BIT(PORT) | BIT(NONE), 0},
    {"GetQueuedCompletionStatus", dequeue, BIT(PORT), 0},
    {"GetQueuedCompletionStatusEx", dequeue_ex, BIT(PORT), 0},
    {"PostQueuedCompletionStatus", post_to, BIT(PORT), 0},
    {"ReadFile overlapped", read_overlapped, IO, 0},
    {"ReadFile", read_plain, IO, 0},
    {"ReadFile NULL", read_nothing, IO, 0},
    {"WriteFile overlapped", write_overlapped, IO, 0},
    {"WriteFile", write_plain, IO, 0},
    {"GetFileSizeEx", file_size, IO, 0},
    {"SetFilePointerEx", file_pointer, IO, 0},
    {"FlushFileBuffers", flush, IO, 0},
    {"GetFileInformationByHandle", information, IO, 0},
    {"CancelIo", cancel, IO, NO_IO},
    {"CancelIoEx", cancel_ex, IO, NO_IO},
    {"CancelIoEx NULL", cancel_all, IO, NO_IO},
    {"SetFileCompletionNotificationModes", set_modes, IO, 0},
    {"GetFileType", type, IO, 0},
    {"WaitForSingleObject", wait_one, ANY | BIT(PSEUDO), 0},
    {"WaitForMultipleObjects", wait_several, ANY | BIT(PSEUDO), 0},
    {"SetEvent", set_event, BIT(EVENT), 0},
    {"ResetEvent", reset_event, BIT(EVENT), 0},
    {"FindClose", find_close, 0, 0},
};

/* Claim:  kernel calls answer every handle that does not fit with 6.
 * Source: docs/semantics/ports.md.  Wine 8: see the table. */
static void kernel_calls_say_6(void)
{
    try_all(kernel_calls, COUNT_OF(kernel_calls), ERROR_INVALID_HANDLE,
            "CancelIo and CancelIoEx take every kind of handle");
}

/* ---- Winsock's calls -------------------------------------------------- */

static WSABUF wsabuf = {.len = 10, .buf = buf};
static DWORD flags;
static int length;

CALL(do_bind, bind((SOCKET)h, NULL, 0) == 0)

CALL(do_listen, listen((SOCKET)h, 5) == 0)

CALL(do_accept, accept((SOCKET)h, NULL, NULL) != INVALID_SOCKET)

static int do_connect(HANDLE h)
{
    struct address address = loopback(AF_INET, 9);

    return connect((SOCKET)h, address_of(&address), address.length) == 0;
}

CALL(connect_null, connect((SOCKET)h, NULL, 0) == 0)

static int own_name(HANDLE h)
{
    length = sizeof buf;
    return getsockname((SOCKET)h, (struct sockaddr *)buf, &length) == 0;
}

static int peer_name(HANDLE h)
{
    length = sizeof buf;
    return getpeername((SOCKET)h, (struct sockaddr *)buf, &length) == 0;
}

static int get_option(HANDLE h)
{
    length = sizeof buf;
    return getsockopt((SOCKET)h, SOL_SOCKET, SO_TYPE, buf, &length) == 0;
}

static int set_option(HANDLE h)
{
    int one = 1;

    return setsockopt((SOCKET)h, SOL_SOCKET, SO_KEEPALIVE, (char *)&one,
                      sizeof one) == 0;
}

static int do_ioctl(HANDLE h)
{
    u_long on = 1;

    return ioctlsocket((SOCKET)h, FIONBIO, &on) == 0;
}

CALL(do_shutdown, shutdown((SOCKET)h, SD_BOTH) == 0)

CALL(do_close, closesocket((SOCKET)h) == 0)

CALL(do_send, send((SOCKET)h, buf, 1, 0) >= 0)

CALL(do_recv, recv((SOCKET)h, buf, 1, 0) >= 0)

CALL(send_overlapped, WSASend((SOCKET)h, &wsabuf, 1, NULL, 0, &ov, NULL) == 0)

CALL(send_plain, WSASend((SOCKET)h, &wsabuf, 1, &bytes, 0, NULL, NULL) == 0)

CALL(recv_overlapped,
     WSARecv((SOCKET)h, &wsabuf, 1, NULL, &flags, &ov, NULL) == 0)

CALL(recv_plain,
     WSARecv((SOCKET)h, &wsabuf, 1, &bytes, &flags, NULL, NULL) == 0)

static int wsa_ioctl(HANDLE h)
{
    u_long on = 1;

    return WSAIoctl((SOCKET)h, FIONBIO, &on, sizeof on, NULL, 0, &bytes, NULL,
                    NULL) == 0;
}

static int wsa_result_of(HANDLE h)
{
    ov = overlapped_new(NULL);
    ov.Internal = 0;
    return WSAGetOverlappedResult((SOCKET)h, &ov, &bytes, FALSE, &flags);
}

CALL(accept_on, started(start_accept((SOCKET)h, zoo.good_socket, buf, &ov)))

CALL(accept_into, started(start_accept(zoo.good_listener, (SOCKET)h, buf, &ov)))

static int connect_ex(HANDLE h)
{
    struct address address = loopback(AF_INET, 9);

    return started(start_connect((SOCKET)h, &address, &ov));
}

CALL(disconnect_ex, extensions()->disconnect((SOCKET)h, &ov, 0, 0))

CALL(transmit,
     extensions()->transmit((SOCKET)h, zoo.good_file, 0, 0, &ov, NULL, 0))

static const struct call winsock_calls[] = {
    {"bind", do_bind, BIT(SOCK), ~BIT(SOCK)},
    {"listen", do_listen, BIT(SOCK), BIT(FILES)},
    {"accept", do_accept, BIT(SOCK), BIT(FILES)},
    {"connect", do_connect, BIT(SOCK), BIT(FILES)},
    {"connect NULL", connect_null, BIT(SOCK), BIT(FILES)},
    {"getsockname", own_name, BIT(SOCK), BIT(FILES)},
    {"getpeername", peer_name, BIT(SOCK), 0},
    {"getsockopt", get_option, BIT(SOCK), 0},
    {"setsockopt", set_option, BIT(SOCK), 0},
    {"ioctlsocket", do_ioctl, BIT(SOCK), BIT(FILES)},
    {"shutdown", do_shutdown, BIT(SOCK), BIT(FILES)},
    {"closesocket", do_close, BIT(SOCK), 0},
    {"send", do_send, BIT(SOCK), 0},
    {"recv", do_recv, BIT(SOCK), 0},
    {"WSASend overlapped", send_overlapped, BIT(SOCK), 0},
    {"WSASend", send_plain, BIT(SOCK), 0},
    {"WSARecv overlapped", recv_overlapped, BIT(SOCK), 0},
    {"WSARecv", recv_plain, BIT(SOCK), 0},
    {"WSAIoctl", wsa_ioctl, BIT(SOCK), BIT(FILES)},
    {"WSAGetOverlappedResult", wsa_result_of, BIT(SOCK), 0},
    {"AcceptEx listener", accept_on, BIT(SOCK), BIT(FILES)},
    {"AcceptEx acceptor", accept_into, BIT(SOCK), 0},
    {"ConnectEx", connect_ex, BIT(SOCK), BIT(FILES)},
    {"DisconnectEx", disconnect_ex, BIT(SOCK), BIT(FILES)},
    {"TransmitFile", transmit, BIT(SOCK), BIT(FILES)},
};

/* Claim:  Winsock calls answer everything that is no socket with 10038, and
 *         leave the other object alone.
 * Source: docs/semantics/sockets.md;
 *         Wine's ws2_32 sock test_listen, test_getpeername.
 *         Wine 8: see the table. */
static void winsock_calls_say_10038(void)
{
    try_all(winsock_calls, COUNT_OF(winsock_calls), WSAENOTSOCK,
            "bind looks at its address first; a file is 10045 to many calls");
}

/* Claim:  a handle whose slot was given to a new object stays invalid, for
 *         closing, too.
 * Source: docs/semantics/cancel-close.md (Windows itself reuses them). */
static void stale_handles_stay_invalid(void)
{
    HANDLE stale = event_new(), fresh[64];

    if (tap_where() != NATIVE)
        SKIP("Windows gives the same value again");
    net_start();
    CloseHandle(stale);
    for (unsigned i = 0; i < COUNT_OF(fresh); i++) {
        fresh[i] = event_new();
        CHECK(fresh[i] != stale);
        CHECK_FAILS(SetEvent(stale), ERROR_INVALID_HANDLE);
        CHECK_FAILS(CloseHandle(stale), ERROR_INVALID_HANDLE);
        CHECK_FAILS(closesocket((SOCKET)stale) == 0, WSAENOTSOCK);
    }
    for (unsigned i = 0; i < COUNT_OF(fresh); i++)
        CHECK(!is_set(fresh[i]) && CloseHandle(fresh[i]));
}

/* Claim:  handles have low bits of 0 and 32 significant bits, and none is 0.
 * Source: "Interprocess Communication Between 32-bit and 64-bit Applications";
 *         docs/semantics/overlapped.md.  Wine 8: same. */
static void values_of_handles(void)
{
    HANDLE handles[4] = {event_new(), port_new(0), file_new(0, 0),
                         (HANDLE)tcp_new(AF_INET)};

    for (unsigned i = 0; i < COUNT_OF(handles); i++) {
        ULONG_PTR value = (ULONG_PTR)handles[i];

        CHECK(value != 0 && (value & 3) == 0 && value >> 32 == 0, "%llx",
              (unsigned long long)value);
        CHECK(CloseHandle(handles[i]));
    }
}

TAP_MAIN(CASE(kernel_calls_say_6), CASE(winsock_calls_say_10038),
         CASE(stale_handles_stay_invalid), CASE(values_of_handles))
