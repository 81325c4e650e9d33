/* When a packet is queued: the rows of the table in docs/semantics/packets.md,
 * as far as sockets and files reach them. */
#include "support.h"

/* A port, a stream whose `mine` is associated, a request with an event. */
struct rig {
    HANDLE port;
    struct pair pair;
    OVERLAPPED ov;
    char buf[64];
};

static struct rig rig_new(void)
{
    struct rig rig = {.port = port_new(0)};

    rig.pair = pair_on(rig.port, KEY);
    rig.ov = overlapped_new(event_new());
    return rig;
}

static void rig_free(struct rig *rig)
{
    pair_close(&rig->pair);
    CloseHandle((HANDLE)((ULONG_PTR)rig->ov.hEvent & ~(ULONG_PTR)3));
    CloseHandle(rig->port);
}

static void skip_on_success(HANDLE handle)
{
    CHECK(SetFileCompletionNotificationModes(
        handle, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
}

/* Row 1.
 * Claim:  a request refused at once posts nothing, sets no event, and leaves
 *         Internal pending, InternalHigh alone.
 * Source: "GetQueuedCompletionStatus function", Remarks; Wine's ws2_32 sock
 *         test_completion_port.
 *         Wine 8: a send on a stream never connected fails with 10054. */
static void refused_request_posts_nothing(void)
{
    struct rig rig = rig_new();
    SOCKET lone = tcp_new(AF_INET);

    port_add(rig.port, (HANDLE)lone, OTHER_KEY);
    CHECK(start_recv(lone, rig.buf, 1, &rig.ov) == WSAENOTCONN);
    CHECK(rig.ov.InternalHigh == UNTOUCHED && !is_set(rig.ov.hEvent));
    CHECK(rig.ov.Internal == PENDING, "Internal %llx",
          (unsigned long long)rig.ov.Internal);
    DIFFERS(WINE_8, "WSASend on an unconnected stream fails with 10054")
    CHECK(start_send(lone, "x", 1, &rig.ov) == WSAENOTCONN);
    CHECK(shutdown(rig.pair.mine, SD_SEND) == 0);
    CHECK(start_send(rig.pair.mine, "x", 1, &rig.ov) == WSAESHUTDOWN);
    CHECK(shutdown(rig.pair.mine, SD_RECEIVE) == 0);
    CHECK(start_recv(rig.pair.mine, rig.buf, 1, &rig.ov) == WSAESHUTDOWN);
    CHECK(!is_set(rig.ov.hEvent));
    CHECK_NO_PACKET(rig.port);
    closesocket(lone);
    rig_free(&rig);
}

/* Row 1 for files.
 * Claim:  a bad buffer or offset is refused at once: no packet, no event.
 * Source: Wine's ntdll file and threadpool tests.
 *         Wine 8: the bad offset and the refused write post packets. */
static void refused_file_request_posts_nothing(void)
{
    HANDLE port = port_new(0), file = file_new(ASYNC, 100);
    OVERLAPPED ov = overlapped_at(0);
    char buf[4];

    ov.hEvent = event_new();
    port_add(port, file, KEY);
    CHECK(start_read(file, NULL, 4, &ov) == ERROR_NOACCESS);
    CHECK_NO_PACKET(port);
    ov.Offset = ov.OffsetHigh = 0xffffffff;
    CHECK(start_read(file, buf, 4, &ov) == ERROR_INVALID_PARAMETER);
    CHECK(!is_set(ov.hEvent));
    DIFFERS(WINE_8, "a read refused for its offset posts a packet")
    CHECK_NO_PACKET(port);
    ov.Offset = ov.OffsetHigh = 0;
    CHECK(start_write(file, NULL, 4, &ov) == ERROR_INVALID_USER_BUFFER);
    DIFFERS(WINE_8, "a write refused for its NULL buffer posts a packet")
    CHECK_NO_PACKET(port);
    CHECK(!is_set(ov.hEvent));
    CloseHandle(ov.hEvent);
    CloseHandle(file);
    CloseHandle(port);
}

/* Row 2.
 * Claim:  a request that succeeds at once still posts one packet.
 * Source: "SetFileCompletionNotificationModes function", Remarks.
 *         Wine 8: same. */
static void success_at_once_posts(void)
{
    struct rig rig = rig_new();

    send_all(rig.pair.peer, "abc", 3);
    CHECK(started(start_recv(rig.pair.mine, rig.buf, 3, &rig.ov)));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    CHECK(is_set(rig.ov.hEvent));
    CHECK(started(start_send(rig.pair.mine, "de", 2, &rig.ov)));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 2, 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Row 3.
 * Claim:  a truncated datagram is a warning and posts a packet, FALSE with
 *         234 and the bytes that fit, whether the call returned 10040 or 997.
 * Source: docs/semantics/packets.md, row 3.  Wine 8: same. */
static void truncation_posts(void)
{
    HANDLE port = port_new(0);
    SOCKET mine, peer;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];
    int result;

    udp_pair(&mine, &peer);
    port_add(port, (HANDLE)mine, KEY);
    CHECK(send(peer, "longer", 6, 0) == 6);
    result = start_recv(mine, buf, sizeof buf, &ov);
    CHECK(result == WSAEMSGSIZE || result == WSA_IO_PENDING, "result %d",
          result);
    CHECK_PACKET(port, KEY, &ov, 4, ERROR_MORE_DATA);
    CHECK(memcmp(buf, "long", 4) == 0 && (DWORD)ov.Internal == 0x80000005);

    pend_recv(mine, buf, sizeof buf, &ov);
    CHECK(send(peer, "again longer", 12, 0) == 12);
    CHECK_PACKET(port, KEY, &ov, 4, ERROR_MORE_DATA);
    CHECK_NO_PACKET(port);
    closesocket(mine);
    closesocket(peer);
    CloseHandle(port);
}

/* Row 4.
 * Claim:  with the skip mode a request that returns 0 posts nothing, one that
 *         returns 997 posts; the event is set either way.
 * Source: "SetFileCompletionNotificationModes function".  Wine 8: same. */
static void skip_mode_saves_the_packet(void)
{
    struct rig rig = rig_new();
    int result;

    skip_on_success((HANDLE)rig.pair.mine);
    send_all(rig.pair.peer, "abc", 3);
    result = start_recv(rig.pair.mine, rig.buf, 3, &rig.ov);
    CHECK(started(result), "result %d", result);
    CHECK(wait_for(rig.ov.hEvent) && rig.ov.InternalHigh == 3);
    if (result == WSA_IO_PENDING)
        CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    result = start_send(rig.pair.mine, "de", 2, &rig.ov);
    CHECK(started(result), "result %d", result);
    CHECK(wait_for(rig.ov.hEvent) && rig.ov.InternalHigh == 2);
    if (result == WSA_IO_PENDING)
        CHECK_PACKET(rig.port, KEY, &rig.ov, 2, 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Row 4 for warnings.
 * Claim:  a truncation reported at once under the skip mode posts nothing.
 * Source: docs/semantics/packets.md, "Not certain".
 *         Wine 8: same. */
static void skip_mode_covers_truncation(void)
{
    HANDLE port = port_new(0);
    SOCKET mine, peer;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];
    int result;

    udp_pair(&mine, &peer);
    port_add(port, (HANDLE)mine, KEY);
    skip_on_success((HANDLE)mine);
    CHECK(send(peer, "longer", 6, 0) == 6);
    result = start_recv(mine, buf, sizeof buf, &ov);
    CHECK(result == WSAEMSGSIZE || result == WSA_IO_PENDING, "result %d",
          result);
    if (result == WSA_IO_PENDING)
        CHECK_PACKET(port, KEY, &ov, 4, ERROR_MORE_DATA);
    CHECK_NO_PACKET(port);
    closesocket(mine);
    closesocket(peer);
    CloseHandle(port);
}

/* Row 5.
 * Claim:  what has returned 997 posts its packet in skip mode too: success,
 *         end of stream, cancellation.
 * Source: Wine's ws2_32 sock test_connect_completion_port.  Wine 8: same. */
static void pended_requests_post_in_skip_mode(void)
{
    struct rig rig = rig_new();

    skip_on_success((HANDLE)rig.pair.mine);
    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    send_all(rig.pair.peer, "abc", 3);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);

    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    CHECK(CancelIoEx((HANDLE)rig.pair.mine, &rig.ov));
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, ERROR_OPERATION_ABORTED);

    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    shutdown(rig.pair.peer, SD_SEND);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Row 6.
 * Claim:  a set low bit in hEvent suppresses the packet only: the event is
 *         signalled, the OVERLAPPED filled in, waiting on the odd handle works.
 * Source: "GetQueuedCompletionStatus function", Remarks.  Wine 8: same. */
static void low_bit_suppresses_the_packet(void)
{
    struct rig rig = rig_new();
    DWORD bytes = 0;

    rig.ov.hEvent = without_packet(rig.ov.hEvent);
    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    CHECK(!is_set(rig.ov.hEvent));
    send_all(rig.pair.peer, "abc", 3);
    CHECK(wait_for(rig.ov.hEvent));
    CHECK(GetOverlappedResult((HANDLE)rig.pair.mine, &rig.ov, &bytes, TRUE));
    CHECK(bytes == 3 && rig.ov.Internal == 0 && rig.ov.InternalHigh == 3);

    send_all(rig.pair.peer, "de", 2);
    CHECK(started(start_recv(rig.pair.mine, rig.buf, 2, &rig.ov)));
    CHECK(wait_for(rig.ov.hEvent) && rig.ov.InternalHigh == 2);
    CHECK(started(start_send(rig.pair.mine, "x", 1, &rig.ov)));
    CHECK(wait_for(rig.ov.hEvent) && rig.ov.InternalHigh == 1);
    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    CHECK(CancelIoEx((HANDLE)rig.pair.mine, &rig.ov));
    CHECK(wait_for(rig.ov.hEvent) && (DWORD)rig.ov.Internal == 0xc0000120);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Row 6 for files.
 * Claim:  the same for a disk file.
 * Source: as above.  Wine 8: same. */
static void low_bit_suppresses_file_packets(void)
{
    HANDLE port = port_new(0), file = file_new(ASYNC, 100), event = event_new();
    OVERLAPPED ov = overlapped_at(0);
    char buf[10];

    port_add(port, file, KEY);
    ov.hEvent = without_packet(event);
    CHECK(started(start_read(file, buf, sizeof buf, &ov)));
    CHECK(wait_for(event) && ov.InternalHigh == sizeof buf);
    CHECK(started(start_write(file, buf, sizeof buf, &ov)));
    CHECK(wait_for(event) && ov.InternalHigh == sizeof buf);
    CHECK_NO_PACKET(port);
    CloseHandle(event);
    CloseHandle(file);
    CloseHandle(port);
}

/* Row 7.
 * Claim:  calls without an OVERLAPPED post nothing, successes and failures.
 * Source: Wine's ws2_32 sock test_connect_completion_port and
 *         test_shutdown_completion_port.  Wine 8: same. */
static void calls_without_overlapped_post_nothing(void)
{
    HANDLE port = port_new(0);
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), mine, peer;
    WSABUF buffer = {.len = 1, .buf = (char *)""};
    u_long queued = 0;
    DWORD bytes = 0, flags = 0;

    mine = tcp_new(AF_INET);
    port_add(port, (HANDLE)mine, KEY);
    port_add(port, (HANDLE)listener, OTHER_KEY);
    CHECK(recv(mine, (char *)&flags, 1, 0) == SOCKET_ERROR);
    CHECK(connect(mine, address_of(&address), address.length) == 0);
    peer = accept(listener, NULL, NULL);
    send_all(mine, "abc", 3);
    send_all(peer, "abc", 3);
    recv_all(mine, &flags, 1);
    flags = 0;
    CHECK(WSASend(mine, &buffer, 1, &bytes, 0, NULL, NULL) == 0 && bytes == 1);
    buffer.buf = (char *)&queued;
    CHECK(WSARecv(mine, &buffer, 1, &bytes, &flags, NULL, NULL) == 0 &&
          bytes == 1);
    CHECK(ioctlsocket(mine, FIONREAD, &queued) == 0);
    CHECK(extensions()->disconnect(mine, NULL, 0, 0));
    CHECK(shutdown(mine, SD_BOTH) == 0);
    CHECK_NO_PACKET(port);
    closesocket(peer);
    closesocket(mine);
    closesocket(listener);
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

/* Row 9.
 * Claim:  a request pended before the association posts to the port, with the
 *         key given later.
 * Source: Wine's ntdll file test_file_io_completion and ws2_32 sock
 *         test_completion_port.  Wine 8: same. */
static void association_may_come_later(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    port_add(port, (HANDLE)pair.mine, KEY);
    send_all(pair.peer, "x", 1);
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  without a port at completion there is no packet, then or later.
 * Source: docs/semantics/packets.md, row 9.  Wine 8: same. */
static void association_after_completion_is_too_late(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(event_new());
    char byte;

    pend_recv(pair.mine, &byte, 1, &ov);
    send_all(pair.peer, "x", 1);
    CHECK(wait_for(ov.hEvent));
    port_add(port, (HANDLE)pair.mine, KEY);
    CHECK_NO_PACKET(port);
    CloseHandle(ov.hEvent);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  a packet queued before its socket was closed is still delivered.
 * Source: docs/semantics/packets.md.  Wine 8: same. */
static void packets_outlive_their_handle(void)
{
    struct rig rig = rig_new();

    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    send_all(rig.pair.peer, "abc", 3);
    CHECK(wait_for(rig.ov.hEvent));
    closesocket(rig.pair.mine);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    CHECK_NO_PACKET(rig.port);
    closesocket(rig.pair.peer);
    CloseHandle(rig.ov.hEvent);
    CloseHandle(rig.port);
}

/* Claim:  posted packets are not filtered by low bits or skip modes.
 * Source: docs/semantics/ports.md.  Wine 8: same. */
static void posts_are_never_filtered(void)
{
    struct rig rig = rig_new();

    skip_on_success((HANDLE)rig.pair.mine);
    rig.ov.hEvent = without_packet(rig.ov.hEvent);
    post(rig.port, 5, KEY, &rig.ov);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 5, 0);
    CHECK(!is_set(rig.ov.hEvent) && rig.ov.Internal == UNTOUCHED);
    rig_free(&rig);
}

/* Claim:  an ioctl with an OVERLAPPED that succeeds posts a packet of 0
 *         bytes; one that fails at once posts nothing.
 * Source: Wine's ws2_32 sock test_get_extension_func.  Wine 8: same. */
static void ioctl_posts_zero_bytes(void)
{
    struct rig rig = rig_new();
    GUID id = WSAID_ACCEPTEX, unknown = {1, 2, 3, {4}};
    void *found = NULL;
    DWORD bytes = 0;

    CHECK(WSAIoctl(rig.pair.mine, SIO_GET_EXTENSION_FUNCTION_POINTER, &id,
                   sizeof id, &found, sizeof found, &bytes, &rig.ov,
                   NULL) == 0);
    CHECK(bytes == sizeof found && found);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 0, 0);
    CHECK(rig.ov.Internal == 0 && rig.ov.InternalHigh == 0);
    CHECK(WSAIoctl(rig.pair.mine, SIO_GET_EXTENSION_FUNCTION_POINTER, &unknown,
                   sizeof unknown, &found, sizeof found, &bytes, &rig.ov,
                   NULL) == SOCKET_ERROR);
    CHECK_ERROR(WSAEINVAL);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  one OVERLAPPED in flight twice posts two packets.
 * Source: Wine's ntdll file test, "Duplicate iosb".  Wine 8: same. */
static void one_overlapped_twice_posts_twice(void)
{
    struct rig rig = rig_new();

    rig.ov.hEvent = NULL;
    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    pend_recv(rig.pair.mine, rig.buf + 1, 1, &rig.ov);
    send_all(rig.pair.peer, "ab", 2);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 1, 0);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 1, 0);
    CHECK_NO_PACKET(rig.port);
    CHECK(memcmp(rig.buf, "ab", 2) == 0);
    rig_free(&rig);
}

TAP_MAIN(CASE(refused_request_posts_nothing),
         CASE(refused_file_request_posts_nothing), CASE(success_at_once_posts),
         CASE(truncation_posts), CASE(skip_mode_saves_the_packet),
         CASE(skip_mode_covers_truncation),
         CASE(pended_requests_post_in_skip_mode),
         CASE(low_bit_suppresses_the_packet),
         CASE(low_bit_suppresses_file_packets),
         CASE(calls_without_overlapped_post_nothing),
         CASE(association_may_come_later),
         CASE(association_after_completion_is_too_late),
         CASE(packets_outlive_their_handle), CASE(posts_are_never_filtered),
         CASE(ioctl_posts_zero_bytes), CASE(one_overlapped_twice_posts_twice))
