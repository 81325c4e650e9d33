/* Pointers that are NULL and numbers that make no sense, of calls whose handle
 * is good: the rest of bad_arguments.c, one row a call. Nothing starts, nothing
 * is queued. */
#include "support.h"

struct good {
    HANDLE port, file, event;
    SOCKET stream, datagram; /* datagrams: bound, not connected */
    struct pair pair;
};

static struct good good;
static OVERLAPPED ov;
static char buf[64];
static DWORD bytes, flags;
static WSABUF wsabuf = {.len = 10, .buf = buf};
static int length;

static void good_open(void)
{
    struct address name;

    good.port = port_new(0);
    good.pair = pair_on(good.port, KEY);
    good.stream = tcp_new(AF_INET);
    good.datagram = udp_bound(&name);
    good.event = event_new();
    good.file = file_new(ASYNC, 100);
}

static void good_close(void)
{
    CHECK_NO_PACKET(good.port);
    CHECK(!is_set(good.event));
    pair_close(&good.pair);
    closesocket(good.stream);
    closesocket(good.datagram);
    CloseHandle(good.file);
    CloseHandle(good.event);
    CloseHandle(good.port);
}

struct call {
    const char *name;
    int (*run)(void); /* whether it succeeded */
    DWORD error;
    const char *wine; /* how Wine 8 differs; "" : it faults */
};

#define CALL(name, expression)                                                 \
    static int name(void)                                                      \
    {                                                                          \
        return expression;                                                     \
    }

static void try_all(const struct call *calls, unsigned count)
{
    good_open();
    for (unsigned i = 0; i < count; i++) {
        const char *wine = calls[i].wine;
        DWORD error;
        int ok;

        if (wine != NULL && *wine == 0 && tap_where() != NATIVE)
            continue;
        ov = overlapped_new(NULL);
        SetLastError(UNTOUCHED);
        ok = calls[i].run();
        error = GetLastError();
        if (wine != NULL && *wine != 0)
            tap_differs(WINE_8, wine);
        CHECK(!ok && error == calls[i].error, "%s: %s, error %u", calls[i].name,
              ok ? "succeeded" : "failed", (unsigned)error);
    }
    good_close();
}

/* ---- Datagrams -------------------------------------------------------- */

static struct sockaddr *to(void)
{
    static struct address there;

    there = loopback(AF_INET, 9);
    return address_of(&there);
}

#define TO_LENGTH ((int)sizeof(struct sockaddr_in))

CALL(send_to_nothing, sendto(good.datagram, NULL, 10, 0, to(), TO_LENGTH) >= 0)

CALL(send_to_short, sendto(good.datagram, buf, 1, 0, to(), 3) >= 0)

CALL(send_to_no_count, WSASendTo(good.datagram, &wsabuf, 1, NULL, 0, to(),
                                 TO_LENGTH, NULL, NULL) == 0)

CALL(send_to_no_buffers, WSASendTo(good.datagram, NULL, 1, NULL, 0, to(),
                                   TO_LENGTH, &ov, NULL) == 0)

CALL(receive_no_flags, WSARecvFrom(good.datagram, &wsabuf, 1, NULL, NULL, NULL,
                                   NULL, &ov, NULL) == 0)

CALL(receive_no_count, WSARecvFrom(good.datagram, &wsabuf, 1, NULL, &flags,
                                   NULL, NULL, NULL, NULL) == 0)

CALL(message_nowhere,
     WSASendMsg(good.datagram, NULL, 0, &bytes, &ov, NULL) == 0)

static const struct call datagram_calls[] = {
    {"sendto NULL", send_to_nothing, WSAEFAULT, NULL},
    {"sendto short address", send_to_short, WSAEFAULT, NULL},
    {"WSASendTo no count", send_to_no_count, WSAEFAULT, NULL},
    {"WSASendTo no buffers", send_to_no_buffers, WSAEFAULT, ""},
    {"WSARecvFrom no flags", receive_no_flags, WSAEFAULT, ""},
    {"WSARecvFrom no count", receive_no_count, WSAEFAULT, ""},
    {"WSASendMsg NULL", message_nowhere, WSAEFAULT, ""},
};

/* Claim:  datagram calls answer missing pointers with 10014.
 * Source: "WSASendTo function", "WSARecvFrom function", "WSASendMsg function",
 *         Return value.  Wine 8: see the table. */
static void datagrams(void)
{
    try_all(datagram_calls, COUNT_OF(datagram_calls));
}

/* ---- Events, polls, options ------------------------------------------- */

CALL(enum_nowhere, WSAEnumNetworkEvents(good.stream, NULL, NULL) == 0)

CALL(select_no_event, WSAEventSelect(good.stream, NULL, FD_READ) == 0)

CALL(poll_nothing, WSAPoll(NULL, 1, 0) >= 0)

CALL(poll_none, WSAPoll(NULL, 0, 0) >= 0)

CALL(select_nothing, select(0, NULL, NULL, NULL, NULL) >= 0)

CALL(wait_for_none, WSAWaitForMultipleEvents(0, &good.event, FALSE, 0, FALSE) !=
                        WSA_WAIT_FAILED)

CALL(own_name_nowhere,
     (length = sizeof buf, getsockname(good.datagram, NULL, &length) == 0))

CALL(own_name_no_length,
     getsockname(good.datagram, (struct sockaddr *)buf, NULL) == 0)

CALL(option_nowhere, (length = 4, getsockopt(good.stream, SOL_SOCKET, SO_TYPE,
                                             NULL, &length) == 0))

CALL(option_no_length,
     getsockopt(good.stream, SOL_SOCKET, SO_TYPE, buf, NULL) == 0)

CALL(option_from_nowhere,
     setsockopt(good.stream, IPPROTO_IP, IP_TTL, NULL, 4) == 0)

CALL(group_from_nowhere,
     setsockopt(good.datagram, IPPROTO_IP, IP_ADD_MEMBERSHIP, NULL, 8) == 0)

CALL(ioctl_no_count, WSAIoctl(good.stream, SIO_ADDRESS_LIST_QUERY, NULL, 0, buf,
                              sizeof buf, NULL, NULL, NULL) == 0)

CALL(route_of_nothing, WSAIoctl(good.stream, SIO_ROUTING_INTERFACE_QUERY, NULL,
                                0, buf, sizeof buf, &bytes, NULL, NULL) == 0)

CALL(control_nowhere, ioctlsocket(good.stream, FIONREAD, NULL) == 0)

static const struct call socket_calls[] = {
    {"WSAEnumNetworkEvents NULL", enum_nowhere, WSAEFAULT, ""},
    {"WSAEventSelect no event", select_no_event, WSAEINVAL, NULL},
    {"WSAPoll NULL", poll_nothing, WSAEFAULT, ""},
    {"WSAPoll none", poll_none, WSAEINVAL, NULL},
    {"select nothing", select_nothing, WSAEINVAL, NULL},
    {"WSAWaitForMultipleEvents none", wait_for_none, WSA_INVALID_PARAMETER,
     NULL},
    {"getsockname NULL", own_name_nowhere, WSAEFAULT, NULL},
    {"getsockname no length", own_name_no_length, WSAEFAULT, ""},
    {"getsockopt NULL", option_nowhere, WSAEFAULT, ""},
    {"getsockopt no length", option_no_length, WSAEFAULT, ""},
    {"setsockopt NULL", option_from_nowhere, WSAEFAULT, NULL},
    {"IP_ADD_MEMBERSHIP NULL", group_from_nowhere, WSAEFAULT, NULL},
    {"WSAIoctl no count", ioctl_no_count, WSAEFAULT, ""},
    {"WSAIoctl no input", route_of_nothing, WSAEFAULT, NULL},
    {"ioctlsocket NULL", control_nowhere, WSAEFAULT, NULL},
};

/* Claim:  events, polls, options and ioctls answer missing pointers with 10014,
 *         empty lists with 10022 or 87.
 * Source: "WSAPoll function", "select function", "WSAEventSelect function",
 *         "getsockopt function", "WSAIoctl function", Return value.
 *         Wine 8: see the table. */
static void sockets(void)
{
    try_all(socket_calls, COUNT_OF(socket_calls));
}

/* ---- Files, ports, threads -------------------------------------------- */

CALL(lock_nothing, LockFileEx(good.file, 0, 5, 1, 0, &ov))

CALL(read_ex_no_overlapped, ReadFileEx(good.file, buf, 1, NULL, NULL))

CALL(wait_for_no_objects,
     WaitForMultipleObjects(0, &good.event, FALSE, 0) != WAIT_FAILED)

CALL(wait_for_too_many,
     WaitForMultipleObjects(65, &good.event, FALSE, 0) != WAIT_FAILED)

CALL(duplicate_nowhere,
     DuplicateHandle((HANDLE)0xbad0, good.event, GetCurrentProcess(), NULL, 0,
                     FALSE, DUPLICATE_SAME_ACCESS))

CALL(watch_nothing,
     ReadDirectoryChangesW(good.file, NULL, 0, FALSE, FILE_NOTIFY_CHANGE_SIZE,
                           &bytes, &ov, NULL))

static const struct call kernel_calls[] = {
    {"LockFileEx reserved", lock_nothing, ERROR_INVALID_PARAMETER, NULL},
    {"ReadFileEx no OVERLAPPED", read_ex_no_overlapped, ERROR_INVALID_PARAMETER,
     ""},
    {"WaitForMultipleObjects none", wait_for_no_objects,
     ERROR_INVALID_PARAMETER, NULL},
    {"WaitForMultipleObjects 65", wait_for_too_many, ERROR_INVALID_PARAMETER,
     NULL},
    {"DuplicateHandle no process", duplicate_nowhere, ERROR_INVALID_HANDLE,
     NULL},
    {"ReadDirectoryChangesW file", watch_nothing, ERROR_INVALID_PARAMETER, "6"},
};

/* Claim:  the kernel's calls answer arguments that make no sense with 87, a
 *         process that is none with 6.
 * Source: "LockFileEx function", "WaitForMultipleObjects function",
 *         "DuplicateHandle function", "ReadDirectoryChangesW function".
 *         Wine 8: see the table. */
static void kernel(void)
{
    try_all(kernel_calls, COUNT_OF(kernel_calls));
}

TAP_MAIN(CASE(datagrams), CASE(sockets), CASE(kernel))
