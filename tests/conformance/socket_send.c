/* WSASend: all or nothing, in order, larger than any buffer. */
#include "support.h"

#define HUGE_SIZE (8u << 20) /* more than the buffers of a stream */

struct drain {
    SOCKET socket;
    char *data;
    size_t size;
    HANDLE go; /* reads only once this is set */
};

static DWORD WINAPI drain(void *argument)
{
    struct drain *drain = argument;

    wait_for(drain->go);
    recv_all(drain->socket, drain->data, (int)drain->size);
    return 0;
}

static struct drain drain_new(SOCKET socket, size_t size)
{
    return (struct drain){socket, malloc(size), size, event_new()};
}

static void drain_free(struct drain *drain)
{
    CloseHandle(drain->go);
    free(drain->data);
}

/* Claim:  a send posts one packet with all its bytes; IPv4 and IPv6.
 * Source: "WSASend function", Remarks.  Wine 8: same. */
static void posts_all_its_bytes(void)
{
    static const int families[] = {AF_INET, AF_INET6};

    for (unsigned i = 0; i < COUNT_OF(families); i++) {
        HANDLE port = port_new(0);
        struct pair pair = pair_new(families[i]);
        OVERLAPPED ov = overlapped_new(NULL);
        char buf[8];

        port_add(port, (HANDLE)pair.mine, KEY);
        CHECK(started(start_send(pair.mine, "hello", 5, &ov)));
        CHECK_PACKET(port, KEY, &ov, 5, 0);
        recv_all(pair.peer, buf, 5);
        CHECK(memcmp(buf, "hello", 5) == 0);
        CHECK_NO_PACKET(port);
        pair_close(&pair);
        CloseHandle(port);
    }
}

/* Claim:  buffers are sent in order; the array may be gone by then.
 * Source: "WSASend function", lpBuffers.  Wine 8: same. */
static void buffers_are_sent_in_order(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    WSABUF buffers[4] = {{.len = 3, .buf = (char *)"abc"},
                         {.len = 0, .buf = NULL},
                         {.len = 1, .buf = (char *)"d"},
                         {.len = 4, .buf = (char *)"efgh"}};
    DWORD bytes = UNTOUCHED;
    char buf[8];
    int result;

    result = WSASend(pair.mine, buffers, 4, &bytes, 0, &ov, NULL);
    if (result == 0)
        CHECK(bytes == 8);
    else
        CHECK(WSAGetLastError() == WSA_IO_PENDING && bytes == UNTOUCHED);
    memset(buffers, 0, sizeof buffers);
    CHECK_PACKET(port, KEY, &ov, 8, 0);
    recv_all(pair.peer, buf, 8);
    CHECK(memcmp(buf, "abcdefgh", 8) == 0);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  sending zero bytes is a success with 0.
 * Source: "WSASend function"; docs/semantics/sockets.md.  Wine 8: same. */
static void zero_byte_send(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);

    CHECK(started(start_send(pair.mine, "", 0, &ov)));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK(started(start_send(pair.mine, NULL, 0, &ov)));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  an overlapped send larger than the buffers completes when all of it
 *         is taken, with the full count.
 * Source: "WSASend function", Remarks.  Wine 8: same. */
static void huge_send_completes_whole(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    struct drain peer = drain_new(pair.peer, HUGE_SIZE);
    char *data = malloc(HUGE_SIZE);
    HANDLE thread = thread_start(drain, &peer);

    fill_pattern(data, HUGE_SIZE, 1);
    CHECK(started(start_send(pair.mine, data, HUGE_SIZE, &ov)));
    SetEvent(peer.go);
    CHECK_PACKET(port, KEY, &ov, HUGE_SIZE, 0);
    thread_join(thread);
    CHECK(memcmp(data, peer.data, HUGE_SIZE) == 0);
    CHECK_NO_PACKET(port);
    free(data);
    drain_free(&peer);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  while nobody reads it stays pending, and a caller is not blocked.
 * Source: as above; docs/semantics/sockets.md.  Wine 8: same. */
static void huge_send_pends(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(event_new());
    struct drain peer = drain_new(pair.peer, HUGE_SIZE);
    char *data = calloc(1, HUGE_SIZE);
    HANDLE thread;

    CHECK(start_send(pair.mine, data, HUGE_SIZE, &ov) == WSA_IO_PENDING);
    CHECK_NO_PACKET(port);
    CHECK(ov.Internal == PENDING && !is_set(ov.hEvent));
    thread = thread_start(drain, &peer);
    SetEvent(peer.go);
    CHECK_PACKET(port, KEY, &ov, HUGE_SIZE, 0);
    thread_join(thread);
    free(data);
    CloseHandle(ov.hEvent);
    drain_free(&peer);
    pair_close(&pair);
    CloseHandle(port);
}

#define SENDS 40
#define SEND_SIZE 150000u

/* Claim:  sends reach the wire in call order, though each is larger than the
 *         socket's buffer; their packets come in that order, too (s).
 * Source: "WSASend function", Remarks.  Wine 8: same. */
static void sends_keep_their_order(void)
{
    static OVERLAPPED ov[SENDS];
    HANDLE port = port_new(0), thread;
    struct pair pair = pair_on(port, KEY);
    struct drain peer = drain_new(pair.peer, SENDS * SEND_SIZE);
    char *data = malloc(SENDS * SEND_SIZE);
    int size = 16384;

    setsockopt(pair.mine, SOL_SOCKET, SO_SNDBUF, (char *)&size, sizeof size);
    fill_pattern(data, SENDS * SEND_SIZE, 2);
    for (int i = 0; i < SENDS; i++) {
        ov[i] = overlapped_new(NULL);
        CHECK(started(
            start_send(pair.mine, data + i * SEND_SIZE, SEND_SIZE, &ov[i])));
    }
    thread = thread_start(drain, &peer);
    SetEvent(peer.go);
    for (int i = 0; i < SENDS; i++)
        if (!CHECK_PACKET(port, KEY, &ov[i], SEND_SIZE, 0))
            break;
    thread_join(thread);
    CHECK(memcmp(data, peer.data, SENDS * SEND_SIZE) == 0);
    free(data);
    drain_free(&peer);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  small sends in a row keep their order as well (s).
 * Source: as above.  Wine 8: same. */
static void many_small_sends_keep_their_order(void)
{
    enum { MANY = 3000 };
    static OVERLAPPED ov[MANY];
    static char data[MANY], copy[MANY];
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);

    fill_pattern(data, sizeof data, 4);
    for (int i = 0; i < MANY; i++) {
        ov[i] = overlapped_new(NULL);
        CHECK(started(start_send(pair.mine, data + i, 1, &ov[i])));
    }
    recv_all(pair.peer, copy, MANY);
    CHECK(memcmp(data, copy, MANY) == 0);
    for (int i = 0; i < MANY; i++)
        if (!CHECK_PACKET(port, KEY, &ov[i], 1, 0))
            break;
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  a plain send on a non-blocking socket takes a part, then 10035.
 * Source: "send function", Remarks.  Wine 8: same. */
static void non_blocking_send_is_partial(void)
{
    struct pair pair = pair_new(AF_INET);
    char *data = calloc(1, HUGE_SIZE);
    u_long on = 1;
    int sent, total = 0;

    CHECK(ioctlsocket(pair.mine, FIONBIO, &on) == 0);
    while ((sent = send(pair.mine, data, HUGE_SIZE, 0)) > 0 && total < 64 << 20)
        total += sent;
    CHECK(sent == SOCKET_ERROR && total > 0);
    CHECK_ERROR(WSAEWOULDBLOCK);
    free(data);
    pair_close(&pair);
}

/* Claim:  an overlapped send on a non-blocking socket pends instead.
 * Source: docs/semantics/sockets.md.  Wine 8: same. */
static void overlapped_send_pends_on_a_non_blocking_socket(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    struct drain peer = drain_new(pair.peer, HUGE_SIZE);
    char *data = calloc(1, HUGE_SIZE);
    HANDLE thread;
    u_long on = 1;

    CHECK(ioctlsocket(pair.mine, FIONBIO, &on) == 0);
    CHECK(start_send(pair.mine, data, HUGE_SIZE, &ov) == WSA_IO_PENDING);
    thread = thread_start(drain, &peer);
    SetEvent(peer.go);
    CHECK(wait_for(ov.hEvent) && ov.Internal == 0);
    CHECK(ov.InternalHigh == HUGE_SIZE);
    thread_join(thread);
    free(data);
    CloseHandle(ov.hEvent);
    drain_free(&peer);
    pair_close(&pair);
}

/* Claim:  a blocking send of much data returns when all is taken.
 * Source: "send function", Remarks.  Wine 8: same. */
static void blocking_send_takes_it_all(void)
{
    struct pair pair = pair_new(AF_INET);
    struct drain peer = drain_new(pair.peer, HUGE_SIZE);
    char *data = malloc(HUGE_SIZE);
    HANDLE thread = thread_start(drain, &peer);

    fill_pattern(data, HUGE_SIZE, 5);
    SetEvent(peer.go);
    CHECK(send(pair.mine, data, HUGE_SIZE, 0) == (int)HUGE_SIZE);
    thread_join(thread);
    CHECK(memcmp(data, peer.data, HUGE_SIZE) == 0);
    free(data);
    drain_free(&peer);
    pair_close(&pair);
}

/* Claim:  datagrams are sent one a call, an empty one too; one that is too
 *         long is 10040, without a packet.
 * Source: "WSASend function"; docs/semantics/sockets.md.
 *         Wine 8: with a packet. */
static void datagrams_are_sent_one_a_call(void)
{
    HANDLE port = port_new(0);
    SOCKET mine, peer;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8], *huge = calloc(1, 70000);

    udp_pair(&mine, &peer);
    port_add(port, (HANDLE)mine, KEY);
    CHECK(started(start_send(mine, "one", 3, &ov)));
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    CHECK(started(start_send(mine, "", 0, &ov)));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK(recv(peer, buf, 8, 0) == 3 && recv(peer, buf, 8, 0) == 0);
    CHECK(start_send(mine, huge, 70000, &ov) == WSAEMSGSIZE);
    DIFFERS(WINE_8, "a datagram refused for its size posts a packet")
    CHECK_NO_PACKET(port);
    free(huge);
    closesocket(mine);
    closesocket(peer);
    CloseHandle(port);
}

/* Claim:  both directions of a stream are independent: a pending receive does
 *         not hold up sends.
 * Source: "WSASend function".  Wine 8: same. */
static void directions_are_independent(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED receive = overlapped_new(NULL), ov = overlapped_new(NULL);
    char byte, buf[8];

    pend_recv(pair.mine, &byte, 1, &receive);
    for (int i = 0; i < 5; i++) {
        CHECK(started(start_send(pair.mine, "abc", 3, &ov)));
        CHECK_PACKET(port, KEY, &ov, 3, 0);
        recv_all(pair.peer, buf, 3);
    }
    CHECK(receive.Internal == PENDING);
    send_all(pair.peer, "x", 1);
    CHECK_PACKET(port, KEY, &receive, 1, 0);
    pair_close(&pair);
    CloseHandle(port);
}

TAP_MAIN(CASE(posts_all_its_bytes), CASE(buffers_are_sent_in_order),
         CASE(zero_byte_send), CASE(huge_send_completes_whole),
         CASE(huge_send_pends), CASE_LONG(sends_keep_their_order, 60),
         CASE_LONG(many_small_sends_keep_their_order, 60),
         CASE(non_blocking_send_is_partial),
         CASE(overlapped_send_pends_on_a_non_blocking_socket),
         CASE(blocking_send_takes_it_all), CASE(datagrams_are_sent_one_a_call),
         CASE(directions_are_independent))
