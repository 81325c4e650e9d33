/* Arguments that make no sense, of calls whose handle is good. NULL pointers
 * that belong to one call's subject are with that subject (accept_errors.c,
 * address.c, file_io.c, transmit.c...). */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) == 0, code)

struct rig {
    HANDLE port;
    struct pair pair;
    OVERLAPPED ov;
    char buf[64];
    WSABUF buffer;
    DWORD bytes, flags;
};

/* Static: a request that Wine 8 starts must not outlive its memory. */
static struct rig *rig_new(void)
{
    static struct rig rig;

    memset(&rig, 0, sizeof rig);
    rig.port = port_new(0);
    rig.pair = pair_on(rig.port, KEY);
    rig.ov = overlapped_new(NULL);
    rig.buffer = (WSABUF){.len = sizeof rig.buf, .buf = rig.buf};
    return &rig;
}

static void rig_free(struct rig *rig)
{
    CHECK_NO_PACKET(rig->port);
    pair_close(&rig->pair);
    CloseHandle(rig->port);
}

/* Claim:  a receive into no buffers is 10022, with or without the array.
 * Source: Wine's ws2_32 sock test_empty_recv.  Wine 8: waits for data. */
static void receive_into_no_buffers(void)
{
    struct rig *rig = rig_new();

    DIFFERS(WINE_8, "a receive into no buffers waits")
    FAILS(WSARecv(rig->pair.mine, NULL, 0, NULL, &rig->flags, &rig->ov, NULL),
          WSAEINVAL);
    DIFFERS(WINE_8, "a receive into no buffers waits")
    FAILS(WSARecv(rig->pair.mine, &rig->buffer, 0, NULL, &rig->flags, &rig->ov,
                  NULL),
          WSAEINVAL);
    if (tap_where() != WINE_8)
        FAILS(WSARecv(rig->pair.mine, &rig->buffer, 0, &rig->bytes, &rig->flags,
                      NULL, NULL),
              WSAEINVAL);
    rig_free(rig);
}

/* Claim:  without an OVERLAPPED the count is needed: 10014.
 * Source: "WSASend function", "WSARecv function".
 *         Wine 8: a receive does without. */
static void count_is_needed(void)
{
    struct rig *rig = rig_new();

    send_all(rig->pair.peer, "abc", 3);
    FAILS(WSASend(rig->pair.mine, &rig->buffer, 1, NULL, 0, NULL, NULL),
          WSAEFAULT);
    DIFFERS(WINE_8, "a plain WSARecv needs no count")
    FAILS(
        WSARecv(rig->pair.mine, &rig->buffer, 1, NULL, &rig->flags, NULL, NULL),
        WSAEFAULT);
    if (tap_where() != WINE_8)
        recv_all(rig->pair.mine, rig->buf, 3);
    CHECK(memcmp(rig->buf, "abc", 3) == 0);
    rig_free(rig);
}

/* Claim:  the flags of a receive are needed: 10014.
 * Source: "WSARecv function", lpFlags.  Wine 8: same. */
static void flags_are_needed(void)
{
    struct rig *rig = rig_new();

    FAILS(WSARecv(rig->pair.mine, &rig->buffer, 1, NULL, NULL, &rig->ov, NULL),
          WSAEFAULT);
    FAILS(
        WSARecv(rig->pair.mine, &rig->buffer, 1, &rig->bytes, NULL, NULL, NULL),
        WSAEFAULT);
    rig_free(rig);
}

/* Both directions with a buffer at `place`, where there is none: refused at
 * once, without a packet, and the connection is as good as before. */
static void refuse_buffer_at(void *place)
{
    struct rig *rig = rig_new();
    int result;

    send_all(rig->pair.peer, "abc", 3);
    result = start_recv(rig->pair.mine, place, 3, &rig->ov);
    CHECK(result == WSAEFAULT, "result %d", result);
    CHECK_NO_PACKET(rig->port);
    result = start_send(rig->pair.mine, place, 3, &rig->ov);
    CHECK(result == WSAEFAULT, "result %d", result);
    CHECK_NO_PACKET(rig->port);
    recv_all(rig->pair.mine, rig->buf, 3);
    CHECK(memcmp(rig->buf, "abc", 3) == 0);
    rig_free(rig);
}

/* Claim:  a NULL buffer is 10014, at once.
 * Source: "WSARecv function", "WSASend function", WSAEFAULT;
 *         docs/semantics/sockets.md.
 *         Wine 8: same. */
static void null_buffers(void)
{
    refuse_buffer_at(NULL);
}

/* Claim:  so is any other address that is not the program's.
 * Source: as above.  Wine 8: same. */
static void buffers_nowhere(void)
{
    refuse_buffer_at((void *)16);
}

/* Claim:  no array at all is 10014.
 * Source: as above.  Wine 8: same. */
static void arrays_nowhere(void)
{
    struct rig *rig = rig_new();

    FAILS(WSARecv(rig->pair.mine, NULL, 1, NULL, &rig->flags, &rig->ov, NULL),
          WSAEFAULT);
    FAILS(WSASend(rig->pair.mine, NULL, 1, NULL, 0, &rig->ov, NULL), WSAEFAULT);
    rig_free(rig);
}

/* Claim:  the same for send and recv.
 * Source: "send function", "recv function", WSAEFAULT.  Wine 8: same. */
static void plain_buffers_nowhere(void)
{
    struct rig *rig = rig_new();

    send_all(rig->pair.peer, "abc", 3);
    CHECK_FAILS(recv(rig->pair.mine, NULL, 3, 0) != SOCKET_ERROR, WSAEFAULT);
    CHECK_FAILS(send(rig->pair.mine, NULL, 3, 0) != SOCKET_ERROR, WSAEFAULT);
    recv_all(rig->pair.mine, rig->buf, 3);
    CHECK(send(rig->pair.mine, "", 0, 0) == 0);
    rig_free(rig);
}

/* Claim:  a receive that nobody can satisfy finds its bad buffer when the data
 *         comes, or before: 10014 at once, or 998 with the packet; nothing
 *         faults.
 * Source: docs/semantics/sockets.md (bad pointer); when is the system's choice.
 *         Wine 8: same. */
static void buffer_nowhere_while_pending(void)
{
    struct rig *rig = rig_new();
    int result = start_recv(rig->pair.mine, (void *)16, 3, &rig->ov);

    CHECK(result == WSAEFAULT || result == WSA_IO_PENDING, "result %d", result);
    if (result == WSA_IO_PENDING) {
        send_all(rig->pair.peer, "abc", 3);
        CHECK_PACKET(rig->port, KEY, &rig->ov, 0, ERROR_NOACCESS);
    }
    rig_free(rig);
}

/* Claim:  MSG_WAITALL goes neither with MSG_PEEK nor with datagrams: 10045.
 * Source: "WSARecv function", lpFlags.  Wine 8: ignores it, and waits. */
static void waitall_where_it_cannot_be(void)
{
    struct rig *rig = rig_new();
    static OVERLAPPED ov;
    SOCKET mine, peer;

    rig->flags = MSG_WAITALL | MSG_PEEK;
    DIFFERS(WINE_8, "an overlapped receive ignores MSG_WAITALL")
    FAILS(WSARecv(rig->pair.mine, &rig->buffer, 1, NULL, &rig->flags, &rig->ov,
                  NULL),
          WSAEOPNOTSUPP);
    udp_pair(&mine, &peer);
    rig->flags = MSG_WAITALL;
    DIFFERS(WINE_8, "an overlapped receive ignores MSG_WAITALL")
    FAILS(WSARecv(mine, &rig->buffer, 1, NULL, &rig->flags, &ov, NULL),
          WSAEOPNOTSUPP);
    closesocket(mine);
    closesocket(peer);
    rig_free(rig);
}

/* Claim:  a great many buffers in one send work, or are too many (10055): no
 *         third way.
 * Source: "WSASend function", WSAENOBUFS.  Wine 8: 10040, and a packet. */
static void a_great_many_buffers(void)
{
    enum { MANY = 3000 };
    static WSABUF buffers[MANY];
    static char data[MANY], copy[MANY];
    struct rig *rig = rig_new();
    int result;

    fill_pattern(data, MANY, 8);
    for (int i = 0; i < MANY; i++)
        buffers[i] = (WSABUF){.len = 1, .buf = &data[i]};
    result =
        WSASend(rig->pair.mine, buffers, MANY, NULL, 0, &rig->ov, NULL) == 0
            ? 0
            : WSAGetLastError();
    DIFFERS(WINE_8, "too many buffers are 10040, with a packet")
    CHECK(started(result) || result == WSAENOBUFS, "result %d", result);
    if (result == WSAEMSGSIZE)
        packet_next(rig->port, DEADLINE);
    if (started(result)) {
        recv_all(rig->pair.peer, copy, MANY);
        CHECK(memcmp(data, copy, MANY) == 0);
        CHECK_PACKET(rig->port, KEY, &rig->ov, MANY, 0);
    }
    rig_free(rig);
}

/* Claim:  WSAGetOverlappedResult: no count is 10014, no OVERLAPPED 10014 or
 *         87; without flags the count is stored.
 * Source: docs/semantics/overlapped.md (Wine's ws2_32 sock test_TransmitFile
 *         and others).
 *         Wine 8: needs no count. */
static void results_nowhere(void)
{
    struct rig *rig = rig_new();
    OVERLAPPED done = {.Internal = 0, .InternalHigh = 7};
    DWORD error;

    DIFFERS(WINE_8, "WSAGetOverlappedResult needs no count")
    CHECK_FAILS(
        WSAGetOverlappedResult(rig->pair.mine, &done, NULL, FALSE, &rig->flags),
        WSAEFAULT);
    CHECK(!WSAGetOverlappedResult(rig->pair.mine, NULL, &rig->bytes, FALSE,
                                  &rig->flags));
    error = GetLastError();
    CHECK(error == WSAEFAULT || error == WSA_INVALID_PARAMETER, "error %u",
          (unsigned)error);
    WSAGetOverlappedResult(rig->pair.mine, &done, &rig->bytes, FALSE, NULL);
    CHECK(rig->bytes == 7);
    rig_free(rig);
}

/* Claim:  an ioctl that nobody knows: with an OVERLAPPED 997, then 50 through
 *         the port; without one 10045.
 * Source: Wine's ws2_32 sock ioctl tests.  Wine 8: same. */
static void unknown_ioctl(void)
{
    struct rig *rig = rig_new();

    FAILS(WSAIoctl(rig->pair.mine, 0xdeadbeef, NULL, 0, NULL, 0, &rig->bytes,
                   NULL, NULL),
          WSAEOPNOTSUPP);
    FAILS(WSAIoctl(rig->pair.mine, 0xdeadbeef, NULL, 0, NULL, 0, &rig->bytes,
                   &rig->ov, NULL),
          WSA_IO_PENDING);
    CHECK_PACKET(rig->port, KEY, &rig->ov, 0, ERROR_NOT_SUPPORTED);
    rig_free(rig);
}

/* Claim:  an ioctl without its value, or with too short a one, is 10014.
 * Source: "ioctlsocket function", "WSAIoctl function".  Wine 8: same. */
static void ioctl_values_nowhere(void)
{
    struct rig *rig = rig_new();
    u_long on = 1;

    FAILS(WSAIoctl(rig->pair.mine, FIONBIO, &on, 2, NULL, 0, &rig->bytes, NULL,
                   NULL),
          WSAEFAULT);
    FAILS(WSAIoctl(rig->pair.mine, FIONBIO, NULL, 0, NULL, 0, &rig->bytes, NULL,
                   NULL),
          WSAEFAULT);
    FAILS(WSAIoctl(rig->pair.mine, FIONREAD, NULL, 0, NULL, 0, &rig->bytes,
                   NULL, NULL),
          WSAEFAULT);
    rig_free(rig);
}

/* Claim:  without WSAStartup every call is 10093.
 * Source: "WSAStartup function", Remarks.  Wine 8: only those that make
 *         sockets and look names up. */
static void winsock_not_started(void)
{
    struct addrinfo *found = NULL;
    HANDLE ignored;

    if (tap_where() == WINE_8)
        SKIP("cases share one process there");
    CHECK_FAILS(socket(AF_INET, SOCK_STREAM, 0) != INVALID_SOCKET,
                WSANOTINITIALISED);
    CHECK_FAILS(WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, 1) !=
                    INVALID_SOCKET,
                WSANOTINITIALISED);
    CHECK(getaddrinfo("127.0.0.1", "80", NULL, &found) == WSANOTINITIALISED);
    ignored = WSACreateEvent(); /* as does what is the system's */
    CHECK(WSASetEvent(ignored) && WSAResetEvent(ignored));
    CHECK(WSAWaitForMultipleEvents(1, &ignored, FALSE, 0, FALSE) ==
          WSA_WAIT_TIMEOUT);
    CHECK(WSACloseEvent(ignored));
    ignored = event_new(); /* the kernel side works */
    CHECK(CloseHandle(ignored));
}

/* Claim:  the last argument of CreateFile's pointer kind and a template are
 *         optional; an unknown disposition is 87 and opens nothing.
 * Source: "CreateFileA function".  Wine 8: same. */
static void unknown_disposition(void)
{
    char name[NAME_SIZE];

    temp_name(name);
    CHECK_FAILS(CreateFileA(name, GENERIC_WRITE, 0, NULL, 99, 0, NULL) !=
                    INVALID_HANDLE_VALUE,
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateFileA(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                            NULL) != INVALID_HANDLE_VALUE,
                ERROR_FILE_NOT_FOUND);
}

TAP_MAIN(CASE(receive_into_no_buffers), CASE(count_is_needed),
         CASE(flags_are_needed), CASE(null_buffers), CASE(buffers_nowhere),
         CASE(arrays_nowhere), CASE(plain_buffers_nowhere),
         CASE(buffer_nowhere_while_pending), CASE(waitall_where_it_cannot_be),
         CASE(a_great_many_buffers), CASE(results_nowhere), CASE(unknown_ioctl),
         CASE(ioctl_values_nowhere), CASE(winsock_not_started),
         CASE(unknown_disposition))
