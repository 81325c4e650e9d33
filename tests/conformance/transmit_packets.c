/* TransmitPackets. */
#include "support.h"

#define SIZE 300000u
#define NEEDS_CALL                                                             \
    if (tap_where() != NATIVE && !packets())                                   \
    SKIP("TransmitPackets is missing")

static char pattern[SIZE];

static LPFN_TRANSMITPACKETS packets(void)
{
    static LPFN_TRANSMITPACKETS function;
    GUID guid = WSAID_TRANSMITPACKETS;
    SOCKET socket;
    DWORD bytes;

    if (function)
        return function;
    socket = tcp_new(AF_INET);
    if (WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof guid,
                 &function, sizeof function, &bytes, NULL, NULL) != 0)
        function = NULL;
    closesocket(socket);
    return function;
}

static TRANSMIT_PACKETS_ELEMENT memory(const void *data, ULONG length)
{
    return (TRANSMIT_PACKETS_ELEMENT){.dwElFlags = TP_ELEMENT_MEMORY,
                                      .cLength = length,
                                      .pBuffer = (void *)data};
}

static TRANSMIT_PACKETS_ELEMENT part(HANDLE file, LONGLONG offset, ULONG length)
{
    TRANSMIT_PACKETS_ELEMENT element = {.dwElFlags = TP_ELEMENT_FILE,
                                        .cLength = length};

    element.nFileOffset.QuadPart = offset;
    element.hFile = file;
    return element;
}

static TRANSMIT_PACKETS_ELEMENT ends(TRANSMIT_PACKETS_ELEMENT element)
{
    element.dwElFlags |= TP_ELEMENT_EOP;
    return element;
}

static int start_packets(SOCKET socket, TRANSMIT_PACKETS_ELEMENT *elements,
                         DWORD count, DWORD send_size, OVERLAPPED *overlapped,
                         DWORD flags)
{
    SetLastError(UNTOUCHED);
    return packets()(socket, elements, count, send_size, overlapped, flags)
               ? 0
               : WSAGetLastError();
}

/* A file of the pattern, a stream on a port. */
struct rig {
    HANDLE port, file;
    struct pair pair;
    OVERLAPPED ov;
    char *data; /* what the peer got */
};

static struct rig rig_new(DWORD flags, DWORD size)
{
    struct rig rig = {.port = port_new(0), .file = file_new(flags, size)};

    rig.pair = pair_on(rig.port, KEY);
    rig.ov = overlapped_new(NULL);
    rig.data = calloc(1, 2 * SIZE + 100);
    fill_pattern(pattern, SIZE, 0);
    return rig;
}

static void rig_free(struct rig *rig)
{
    free(rig->data);
    pair_close(&rig->pair);
    CloseHandle(rig->file);
    CloseHandle(rig->port);
}

static void limit_waits(SOCKET socket)
{
    DWORD timeout = DEADLINE;

    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout,
               sizeof timeout);
}

/* ---- Streams ---------------------------------------------------------- */

/* Claim:  pieces of memory and of files go out in order; one packet counts
 *         them all.
 * Source: "LPFN_TRANSMITPACKETS callback function".  Wine 8: has none. */
static void in_order(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT elements[6];

    NEEDS_CALL;
    rig = rig_new(0, SIZE);
    elements[0] = memory("head", 4);
    elements[1] = part(rig.file, 100, 50);
    elements[2] = memory("middle", 6);
    elements[3] = memory("!", 1);
    elements[4] = part(rig.file, 0, 0);
    elements[5] = memory("tail", 4);
    CHECK(started(start_packets(rig.pair.mine, elements, 6, 0, &rig.ov, 0)));
    recv_all(rig.pair.peer, rig.data, SIZE + 65);
    CHECK_PACKET(rig.port, KEY, &rig.ov, SIZE + 65, 0);
    CHECK(rig.ov.InternalHigh == SIZE + 65);
    CHECK(memcmp(rig.data, "head", 4) == 0);
    CHECK(memcmp(rig.data + 4, pattern + 100, 50) == 0);
    CHECK(memcmp(rig.data + 54, "middle!", 7) == 0);
    CHECK(memcmp(rig.data + 61, pattern, SIZE) == 0);
    CHECK(memcmp(rig.data + 61 + SIZE, "tail", 4) == 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  the array may be gone when the call returns, and TP_ELEMENT_EOP and
 *         the send size change nothing of a stream.
 * Source: as above, nSendSize; "TRANSMIT_PACKETS_ELEMENT structure" calls it a
 *         matter of messages.  Wine 8: has none. */
static void ends_in_a_stream(void)
{
    static const DWORD sizes[] = {0, 1, 100, 0xFFFFFFFF};
    struct rig rig;

    NEEDS_CALL;
    rig = rig_new(0, 1000);
    for (unsigned i = 0; i < COUNT_OF(sizes); i++) {
        TRANSMIT_PACKETS_ELEMENT elements[] = {
            ends(memory("a", 1)), memory("", 0), ends(part(rig.file, 1, 999)),
            ends(memory("b", 1))};

        rig.ov = overlapped_new(NULL);
        CHECK(started(
            start_packets(rig.pair.mine, elements, 4, sizes[i], &rig.ov, 0)));
        recv_all(rig.pair.peer, rig.data, 1001);
        CHECK_PACKET(rig.port, KEY, &rig.ov, 1001, 0);
        CHECK(rig.data[0] == 'a' && rig.data[1000] == 'b');
        CHECK(memcmp(rig.data + 1, pattern + 1, 999) == 0);
    }
    rig_free(&rig);
}

/* Claim:  offset -1 is the file pointer, which moves along: two such elements
 *         send one piece after the other.
 * Source: "TRANSMIT_PACKETS_ELEMENT structure", nFileOffset.  Wine 8: has none.
 */
static void at_the_file_pointer(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT elements[3];

    NEEDS_CALL;
    rig = rig_new(0, 1000);
    CHECK(SetFilePointerEx(rig.file, (LARGE_INTEGER){.QuadPart = 300}, NULL,
                           FILE_BEGIN));
    elements[0] = part(rig.file, -1, 10);
    elements[1] = part(rig.file, -1, 20);
    elements[2] = part(rig.file, -1, 0);
    CHECK(started(start_packets(rig.pair.mine, elements, 3, 0, &rig.ov, 0)));
    recv_all(rig.pair.peer, rig.data, 700);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 700, 0);
    CHECK(memcmp(rig.data, pattern + 300, 700) == 0);
    rig_free(&rig);
}

/* Claim:  without an OVERLAPPED it returns when all is sent, and posts nothing;
 *         nothing to send is TRUE.
 * Source: "LPFN_TRANSMITPACKETS callback function", lpOverlapped.  Wine 8: has
 *         none. */
static void synchronous(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT elements[2];

    NEEDS_CALL;
    rig = rig_new(0, 1000);
    elements[0] = memory("x", 1);
    elements[1] = part(rig.file, 0, 0);
    CHECK(start_packets(rig.pair.mine, elements, 2, 0, NULL, 0) == 0);
    recv_all(rig.pair.peer, rig.data, 1001);
    CHECK(memcmp(rig.data + 1, pattern, 1000) == 0);
    CHECK(start_packets(rig.pair.mine, NULL, 0, 0, NULL, 0) == 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  overlapped, unbuffered and empty files may be mixed.
 * Source: as above makes no difference.  Wine 8: has none. */
static void all_kinds_of_files(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT elements[5];
    HANDLE empty, plain;

    NEEDS_CALL;
    rig = rig_new(ASYNC | FILE_FLAG_NO_BUFFERING, SIZE);
    empty = file_new(0, 0);
    plain = file_new(ASYNC, 5000);
    elements[0] = part(plain, 7, 100);
    elements[1] = part(empty, 0, 0);
    elements[2] = part(rig.file, 0, 0);
    elements[3] = memory("x", 1);
    elements[4] = part(plain, 0, 0);
    CHECK(started(start_packets(rig.pair.mine, elements, 5, 0, &rig.ov, 0)));
    recv_all(rig.pair.peer, rig.data, 100 + SIZE + 1 + 5000);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 100 + SIZE + 1 + 5000, 0);
    CHECK(memcmp(rig.data, pattern + 7, 100) == 0);
    CHECK(memcmp(rig.data + 100, pattern, SIZE) == 0);
    CHECK(rig.data[100 + SIZE] == 'x');
    CHECK(memcmp(rig.data + 101 + SIZE, pattern, 5000) == 0);
    CloseHandle(plain);
    CloseHandle(empty);
    rig_free(&rig);
}

/* Claim:  many elements, more than the socket takes at once, and a send behind
 *         them: nothing is lost or out of order.
 * Source: as above.  Wine 8: has none. */
static void many_elements(void)
{
    enum { MANY = 60 };
    static TRANSMIT_PACKETS_ELEMENT elements[MANY];
    const DWORD each = 100000;
    OVERLAPPED send = overlapped_new(NULL);
    struct rig rig;

    NEEDS_CALL;
    rig = rig_new(0, SIZE);
    for (int i = 0; i < MANY; i++)
        elements[i] =
            i % 3 == 2 ? memory(pattern + i, each) : part(rig.file, i, each);
    CHECK(started(start_packets(rig.pair.mine, elements, MANY, 0, &rig.ov, 0)));
    memset(elements, 0xff, sizeof elements);
    CHECK(started(start_send(rig.pair.mine, "end", 3, &send)));
    for (int i = 0; i < MANY; i++) {
        recv_all(rig.pair.peer, rig.data, (int)each);
        if (!CHECK(memcmp(rig.data, pattern + i, each) == 0, "element %d", i))
            break;
    }
    recv_all(rig.pair.peer, rig.data, 3);
    CHECK(memcmp(rig.data, "end", 3) == 0);
    CHECK_PACKET(rig.port, KEY, &rig.ov, MANY * each, 0);
    CHECK_PACKET(rig.port, KEY, &send, 3, 0);
    rig_free(&rig);
}

/* Claim:  TF_DISCONNECT ends the stream behind the data; with TF_REUSE_SOCKET
 *         and nothing to send the socket can be connected again.
 * Source: as above, dwFlags.  Wine 8: has none. */
static void disconnects(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT element = memory("bye", 3);
    struct address address;
    SOCKET listener, server;

    NEEDS_CALL;
    rig = rig_new(0, 0);
    CHECK(started(
        start_packets(rig.pair.mine, &element, 1, 0, &rig.ov, TF_DISCONNECT)));
    recv_all(rig.pair.peer, rig.data, 3);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    limit_waits(rig.pair.peer);
    CHECK(recv(rig.pair.peer, rig.data, 1, 0) == 0);
    rig.ov = overlapped_new(NULL);
    pair_close(&rig.pair);

    rig.pair = pair_on(rig.port, KEY);
    CHECK(started(start_packets(rig.pair.mine, NULL, 0, 0, &rig.ov,
                                TF_DISCONNECT | TF_REUSE_SOCKET)));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    limit_waits(rig.pair.peer);
    CHECK(recv(rig.pair.peer, rig.data, 1, 0) == 0);
    listener = listener_new(AF_INET, &address);
    CHECK(connect(rig.pair.mine, address_of(&address), address.length) == 0);
    server = accept(listener, NULL, NULL);
    send_all(rig.pair.mine, "x", 1);
    recv_all(server, rig.data, 1);
    closesocket(server);
    closesocket(listener);
    rig_free(&rig);
}

/* Claim:  closing the socket while it pends ends it, once.
 * Source: "closesocket function".  Wine 8: has none. */
static void closed_while_pending(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT elements[40];
    struct packet got;

    NEEDS_CALL;
    rig = rig_new(0, SIZE);
    for (unsigned i = 0; i < COUNT_OF(elements); i++)
        elements[i] = part(rig.file, 0, 0);
    CHECK(started(start_packets(rig.pair.mine, elements, COUNT_OF(elements), 0,
                                &rig.ov, 0)));
    CHECK(closesocket(rig.pair.mine) == 0);
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.ov && !got.ok &&
              (got.error == ERROR_CONNECTION_ABORTED ||
               got.error == ERROR_OPERATION_ABORTED),
          "error %u", (unsigned)got.error);
    CHECK_NO_PACKET(rig.port);
    rig.pair.mine = INVALID_SOCKET;
    rig_free(&rig);
}

/* ---- Datagrams -------------------------------------------------------- */

static void udp_free(HANDLE port, HANDLE file, SOCKET one, SOCKET other)
{
    closesocket(one);
    closesocket(other);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  on a datagram socket TP_ELEMENT_EOP, and the last element, end a
 *         datagram; memory and file make up one.
 * Source: "TRANSMIT_PACKETS_ELEMENT structure", TP_ELEMENT_EOP.  Wine 8: has
 *         none. */
static void datagrams(void)
{
    HANDLE port = port_new(0), file = file_new(0, 1000);
    OVERLAPPED ov = overlapped_new(NULL);
    TRANSMIT_PACKETS_ELEMENT elements[5];
    SOCKET one, other;
    char data[2000];

    NEEDS_CALL;
    fill_pattern(pattern, SIZE, 0);
    udp_pair(&one, &other);
    limit_waits(other);
    port_add(port, (HANDLE)one, KEY);
    elements[0] = memory("head", 4);
    elements[1] = ends(part(file, 10, 100));
    elements[2] = ends(memory("alone", 5));
    elements[3] = part(file, 0, 0);
    elements[4] = memory("tail", 4);
    CHECK(started(start_packets(one, elements, 5, 0xFFFFFFFF, &ov, 0)));
    CHECK(recv(other, data, sizeof data, 0) == 104);
    CHECK(memcmp(data, "head", 4) == 0);
    CHECK(memcmp(data + 4, pattern + 10, 100) == 0);
    CHECK(recv(other, data, sizeof data, 0) == 5);
    CHECK(memcmp(data, "alone", 5) == 0);
    CHECK(recv(other, data, sizeof data, 0) == 1004);
    CHECK(memcmp(data, pattern, 1000) == 0);
    CHECK(memcmp(data + 1000, "tail", 4) == 0);
    CHECK_PACKET(port, KEY, &ov, 104 + 5 + 1004, 0);
    CHECK_NO_PACKET(port);
    udp_free(port, file, one, other);
}

/* Claim:  the send size cuts what no element ends.
 * Source: "LPFN_TRANSMITPACKETS callback function", nSendSize.  Wine 8: has
 *         none. */
static void datagrams_by_size(void)
{
    static const int sizes[] = {400, 400, 200, 3};
    HANDLE port = port_new(0), file = file_new(0, 1000);
    TRANSMIT_PACKETS_ELEMENT elements[2];
    SOCKET one, other;
    char data[2000];

    NEEDS_CALL;
    udp_pair(&one, &other);
    limit_waits(other);
    elements[0] = ends(part(file, 0, 0));
    elements[1] = memory("end", 3);
    CHECK(start_packets(one, elements, 2, 400, NULL, 0) == 0);
    for (unsigned i = 0; i < COUNT_OF(sizes); i++)
        CHECK(recv(other, data, sizeof data, 0) == sizes[i]);
    udp_free(port, file, one, other);
}

/* Claim:  a datagram that is too long is 10040, and a disconnect 10022; nothing
 *         is sent.
 * Source: as above, dwFlags; "send function".  Wine 8: has none. */
static void wrong_datagrams(void)
{
    HANDLE port = port_new(0), file = file_new(0, 70000);
    OVERLAPPED ov = overlapped_new(NULL);
    TRANSMIT_PACKETS_ELEMENT element;
    SOCKET one, other;
    u_long left = 1;

    NEEDS_CALL;
    udp_pair(&one, &other);
    port_add(port, (HANDLE)one, KEY);
    element = part(file, 0, 0);
    CHECK(start_packets(one, &element, 1, 0xFFFFFFFF, &ov, 0) == WSAEMSGSIZE);
    element = memory("x", 1);
    CHECK(start_packets(one, &element, 1, 0, &ov, TF_DISCONNECT) == WSAEINVAL);
    CHECK_NO_PACKET(port);
    CHECK(ioctlsocket(other, FIONREAD, &left) == 0 && left == 0);
    udp_free(port, file, one, other);
}

/* ---- What is refused --------------------------------------------------- */

/* Claim:  no socket 10038; not connected 10057; shut down 10058; without a
 *         packet.
 * Source: as above, Return value.  Wine 8: has none. */
static void wrong_sockets(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT element = memory("x", 1);
    struct address address;
    SOCKET lone, udp;

    NEEDS_CALL;
    rig = rig_new(0, 0);
    lone = tcp_new(AF_INET);
    udp = udp_bound(&address);
    CHECK(start_packets(INVALID_SOCKET, &element, 1, 0, &rig.ov, 0) ==
          WSAENOTSOCK);
    CHECK(start_packets(lone, &element, 1, 0, &rig.ov, 0) == WSAENOTCONN);
    CHECK(start_packets(udp, &element, 1, 0, &rig.ov, 0) == WSAENOTCONN);
    CHECK(shutdown(rig.pair.mine, SD_SEND) == 0);
    CHECK(start_packets(rig.pair.mine, &element, 1, 0, &rig.ov, 0) ==
          WSAESHUTDOWN);
    CHECK_NO_PACKET(rig.port);
    closesocket(udp);
    closesocket(lone);
    rig_free(&rig);
}

/* Claim:  TF_REUSE_SOCKET alone, unknown flags, an element of both kinds, an
 *         offset outside the file and too many bytes are 10022; no array, or
 *         memory that is nowhere, 10014; nothing is sent and nothing posted,
 *         whatever stands before the bad element.
 * Source: as above; "TRANSMIT_PACKETS_ELEMENT structure".  Wine 8: has none. */
static void wrong_values(void)
{
    struct rig rig;
    TRANSMIT_PACKETS_ELEMENT elements[3];
    u_long left = 1;

    NEEDS_CALL;
    rig = rig_new(0, 100);
    elements[0] = memory("x", 1);
    CHECK(start_packets(rig.pair.mine, elements, 1, 0, &rig.ov,
                        TF_REUSE_SOCKET) == WSAEINVAL);
    CHECK(start_packets(rig.pair.mine, elements, 1, 0, &rig.ov, 0x4000) ==
          WSAEINVAL);
    CHECK(start_packets(rig.pair.mine, NULL, 1, 0, &rig.ov, 0) == WSAEFAULT);
    elements[1] = memory(NULL, 5);
    CHECK(start_packets(rig.pair.mine, elements, 2, 0, &rig.ov, 0) ==
          WSAEFAULT);
    elements[1] = memory("x", 1);
    elements[1].dwElFlags |= TP_ELEMENT_FILE;
    CHECK(start_packets(rig.pair.mine, elements, 2, 0, &rig.ov, 0) ==
          WSAEINVAL);
    elements[1] = part(rig.file, 101, 1);
    CHECK(start_packets(rig.pair.mine, elements, 2, 0, &rig.ov, 0) ==
          WSAEINVAL);
    elements[1] = part(rig.file, -2, 1);
    CHECK(start_packets(rig.pair.mine, elements, 2, 0, &rig.ov, 0) ==
          WSAEINVAL);
    elements[1] = part(rig.file, 0, 2000000000);
    elements[2] = part(rig.file, 0, 200000000);
    CHECK(start_packets(rig.pair.mine, elements, 3, 0, &rig.ov, 0) ==
          WSAEINVAL);
    elements[1] = part((HANDLE)rig.pair.peer, 0, 1);
    CHECK(start_packets(rig.pair.mine, elements, 2, 0, &rig.ov, 0) != 0);
    CHECK(GetLastError() != ERROR_IO_PENDING);
    CHECK_NO_PACKET(rig.port);
    CHECK(ioctlsocket(rig.pair.peer, FIONREAD, &left) == 0 && left == 0);
    rig_free(&rig);
}

TAP_MAIN(CASE(in_order), CASE(ends_in_a_stream), CASE(at_the_file_pointer),
         CASE(synchronous), CASE(all_kinds_of_files), CASE(many_elements),
         CASE(disconnects), CASE(closed_while_pending), CASE(datagrams),
         CASE(datagrams_by_size), CASE(wrong_datagrams), CASE(wrong_sockets),
         CASE(wrong_values))
