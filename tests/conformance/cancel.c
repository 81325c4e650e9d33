/* CancelIo, CancelIoEx, and what a thread's end does to its requests. */
#include "support.h"

struct rig {
    HANDLE port, mine;
    struct pair pair;
    OVERLAPPED ov, other;
    char buf[8];
};

static struct rig rig_new(void)
{
    struct rig rig = {.port = port_new(0)};

    rig.pair = pair_on(rig.port, KEY);
    rig.mine = (HANDLE)rig.pair.mine;
    rig.ov = overlapped_new(NULL);
    rig.other = overlapped_new(NULL);
    return rig;
}

static void rig_free(struct rig *rig)
{
    pair_close(&rig->pair);
    CHECK_NO_PACKET(rig->port);
    CloseHandle(rig->port);
}

#define CHECK_CANCELLED(rig, overlapped)                                       \
    CHECK_PACKET((rig)->port, KEY, (overlapped), 0, ERROR_OPERATION_ABORTED)

/* Claim:  CancelIoEx with an address cancels that request: one packet, 995,
 *         0 bytes, status 0xC0000120, event set; the others stay.
 * Source: "CancelIoEx function".  Wine 8: same. */
static void cancels_one(void)
{
    struct rig rig = rig_new();
    DWORD bytes = UNTOUCHED;

    rig.ov.hEvent = event_new();
    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    pend_recv(rig.pair.mine, rig.buf + 1, 1, &rig.other);
    CHECK(CancelIoEx(rig.mine, &rig.ov));
    CHECK_CANCELLED(&rig, &rig.ov);
    CHECK((DWORD)rig.ov.Internal == 0xc0000120 && rig.ov.InternalHigh == 0);
    CHECK(is_set(rig.ov.hEvent));
    CHECK(wsa_result(rig.pair.mine, &rig.ov, &bytes) == WSA_OPERATION_ABORTED);
    CHECK_NO_PACKET(rig.port);
    send_all(rig.pair.peer, "x", 1);
    CHECK_PACKET(rig.port, KEY, &rig.other, 1, 0);
    CloseHandle(rig.ov.hEvent);
    rig_free(&rig);
}

/* Claim:  with NULL it cancels them all.
 * Source: as above.  Wine 8: same. */
static void cancels_all(void)
{
    struct rig rig = rig_new();
    struct packet first, second;

    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    pend_recv(rig.pair.mine, rig.buf + 1, 1, &rig.other);
    CHECK(CancelIoEx(rig.mine, NULL));
    first = packet_next(rig.port, DEADLINE);
    second = packet_next(rig.port, DEADLINE);
    CHECK(first.error == ERROR_OPERATION_ABORTED &&
          second.error == ERROR_OPERATION_ABORTED);
    CHECK(first.overlapped != second.overlapped);
    CHECK(first.overlapped == &rig.ov || first.overlapped == &rig.other);
    rig_free(&rig);
}

/* Claim:  an address that no request has is 1168.
 * Source: as above, Return value.  Wine 8: same. */
static void unknown_address(void)
{
    struct rig rig = rig_new();

    CHECK_FAILS(CancelIoEx(rig.mine, &rig.ov), ERROR_NOT_FOUND);
    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    CHECK_FAILS(CancelIoEx(rig.mine, &rig.other), ERROR_NOT_FOUND);
    CHECK_FAILS(CancelIoEx(rig.mine, (OVERLAPPED *)16), ERROR_NOT_FOUND);
    CHECK_NO_PACKET(rig.port);
    CHECK(CancelIoEx(rig.mine, &rig.ov));
    CHECK_CANCELLED(&rig, &rig.ov);
    CHECK_FAILS(CancelIoEx(rig.mine, &rig.ov), ERROR_NOT_FOUND);
    rig_free(&rig);
}

/* Claim:  so is NULL when nothing is pending.
 * Source: as above.  Wine 8: TRUE. */
static void nothing_pending(void)
{
    struct rig rig = rig_new();
    HANDLE file = file_new(ASYNC, 0);

    DIFFERS(WINE_8, "CancelIoEx(NULL) with nothing pending is TRUE")
    CHECK_FAILS(CancelIoEx(rig.mine, NULL), ERROR_NOT_FOUND);
    DIFFERS(WINE_8, "CancelIoEx(NULL) with nothing pending is TRUE")
    CHECK_FAILS(CancelIoEx(file, NULL), ERROR_NOT_FOUND);
    CloseHandle(file);
    rig_free(&rig);
}

/* Claim:  CancelIo is TRUE with nothing pending.
 * Source: "CancelIo function".  Wine 8: same. */
static void cancel_io_with_nothing_pending(void)
{
    struct rig rig = rig_new();

    CHECK(CancelIo(rig.mine));
    rig_free(&rig);
}

/* Claim:  CancelIo cancels the calling thread's requests.
 * Source: "CancelIo function".  Wine 8: same. */
static void cancel_io_cancels_own_requests(void)
{
    struct rig rig = rig_new();

    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    CHECK(CancelIo(rig.mine));
    CHECK_CANCELLED(&rig, &rig.ov);
    rig_free(&rig);
}

static DWORD WINAPI cancel_io(void *handle)
{
    CHECK(CancelIo(handle));
    return 0;
}

static DWORD WINAPI cancel_io_ex(void *handle)
{
    CHECK(CancelIoEx(handle, NULL));
    return 0;
}

/* Claim:  CancelIo from another thread cancels nothing, CancelIoEx does.
 * Source: both pages.  Wine 8: same. */
static void threads_matter_to_cancel_io(void)
{
    struct rig rig = rig_new();

    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    thread_join(thread_start(cancel_io, rig.mine));
    CHECK_NO_PACKET(rig.port);
    CHECK(rig.ov.Internal == PENDING);
    thread_join(thread_start(cancel_io_ex, rig.mine));
    CHECK_CANCELLED(&rig, &rig.ov);
    rig_free(&rig);
}

/* Claim:  two requests with one OVERLAPPED are both cancelled: two packets.
 * Source: Wine's ntdll file test, "Duplicate iosb".  Wine 8: same. */
static void one_overlapped_twice(void)
{
    struct rig rig = rig_new();

    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    pend_recv(rig.pair.mine, rig.buf + 1, 1, &rig.ov);
    CHECK(CancelIoEx(rig.mine, &rig.ov));
    CHECK_CANCELLED(&rig, &rig.ov);
    CHECK_CANCELLED(&rig, &rig.ov);
    rig_free(&rig);
}

/* Claim:  it is effective at once: soon after it returns the status is final
 *         and the event set, without any dequeuing.
 * Source: Wine's ntdll pipe test_cancelio.  Wine 8: same. */
static void effective_at_once(void)
{
    struct rig rig = rig_new();

    rig.ov.hEvent = without_packet(event_new());
    pend_recv(rig.pair.mine, rig.buf, 1, &rig.ov);
    CHECK(CancelIoEx(rig.mine, &rig.ov));
    CHECK(wait_for(rig.ov.hEvent));
    CHECK((DWORD)rig.ov.Internal == 0xc0000120);
    CloseHandle((HANDLE)((ULONG_PTR)rig.ov.hEvent & ~(ULONG_PTR)1));
    rig_free(&rig);
}

/* Claim:  a receive that ended as cancelled has taken no data: the next one
 *         gets it all. (One that still met the data ends with it.)
 * Source: docs/semantics/cancel-close.md.  Wine 8: same. */
static void cancelled_receive_takes_nothing(void)
{
    struct rig rig = rig_new();
    struct packet got;

    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    CHECK(CancelIoEx(rig.mine, &rig.ov));
    send_all(rig.pair.peer, "abc", 3);
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.ov);
    if (got.error == ERROR_OPERATION_ABORTED)
        recv_all(rig.pair.mine, rig.buf, 3);
    else
        CHECK(got.error == 0 && got.bytes == 3, "error %u, %u bytes",
              (unsigned)got.error, (unsigned)got.bytes);
    CHECK(memcmp(rig.buf, "abc", 3) == 0);
    rig_free(&rig);
}

/* Claim:  AcceptEx and pending sends can be cancelled, too.
 * Source: "CancelIoEx function".  Wine 8: same. */
static void other_requests(void)
{
    const ULONG size = 8u << 20;
    struct rig rig = rig_new();
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    SOCKET acceptor = tcp_new(AF_INET);
    char buf[ACCEPT_ROOM], *data = calloc(1, size);
    struct packet got;

    port_add(rig.port, (HANDLE)listener, KEY);
    CHECK(start_accept(listener, acceptor, buf, &rig.ov) == WSA_IO_PENDING);
    CHECK(CancelIoEx((HANDLE)listener, &rig.ov));
    CHECK_CANCELLED(&rig, &rig.ov);
    CHECK(start_send(rig.pair.mine, data, size, &rig.other) == WSA_IO_PENDING);
    CHECK(CancelIoEx(rig.mine, &rig.other));
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.other && got.error == ERROR_OPERATION_ABORTED,
          "error %u", (unsigned)got.error);
    free(data);
    closesocket(acceptor);
    closesocket(listener);
    rig_free(&rig);
}

/* Claim:  cancelling a finished request whose packet is still queued is 1168
 *         and changes nothing.
 * Source: "CancelIoEx function".  Wine 8: same. */
static void too_late(void)
{
    struct rig rig = rig_new();

    rig.ov.hEvent = event_new();
    pend_recv(rig.pair.mine, rig.buf, 8, &rig.ov);
    send_all(rig.pair.peer, "abc", 3);
    CHECK(wait_for(rig.ov.hEvent));
    CHECK_FAILS(CancelIoEx(rig.mine, &rig.ov), ERROR_NOT_FOUND);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    CloseHandle(rig.ov.hEvent);
    rig_free(&rig);
}

/* Claim:  the end that shutdown sends behind a pending send is no request that
 *         could be cancelled: the peer sees it after what was sent.
 * Source: "shutdown function"; "CancelIoEx function".  Wine 8: same. */
static void shutdown_is_not_cancelled(void)
{
    const ULONG size = 8u << 20;
    struct rig rig = rig_new();
    char *data = calloc(1, size);
    struct packet got;
    int count;

    CHECK(start_send(rig.pair.mine, data, size, &rig.ov) == WSA_IO_PENDING);
    CHECK(shutdown(rig.pair.mine, SD_SEND) == 0);
    CHECK(CancelIoEx(rig.mine, NULL));
    got = packet_next(rig.port, DEADLINE);
    CHECK(got.overlapped == &rig.ov && got.error == ERROR_OPERATION_ABORTED);
    while ((count = recv(rig.pair.peer, data, (int)size, 0)) > 0)
        ;
    CHECK(count == 0);
    free(data);
    rig_free(&rig);
}

/* ---- Races and thread ends -------------------------------------------- */

struct race {
    SOCKET peer;
    HANDLE go;
    volatile LONG round, done;
};

static DWORD WINAPI send_each_round(void *argument)
{
    struct race *race = argument;

    for (;;) {
        wait_for(race->go);
        if (race->round < 0)
            return 0;
        send(race->peer, "x", 1, 0);
        InterlockedIncrement(&race->done);
    }
}

/* Claim:  cancel against completion: exactly one packet, either 1 byte or
 *         995, and the byte is lost by neither (s).
 * Source: "CancelIoEx function".  Wine 8: same. */
static void races_with_completion(void)
{
    struct rig rig = rig_new();
    struct race race = {.peer = rig.pair.peer};
    HANDLE thread;

    race.go = CreateEventA(NULL, FALSE, FALSE, NULL);
    thread = thread_start(send_each_round, &race);
    for (LONG i = 0; i < 2000; i++) {
        struct packet got;
        char byte = 0;

        rig.ov = overlapped_new(NULL);
        pend_recv(rig.pair.mine, &byte, 1, &rig.ov);
        SetEvent(race.go);
        while (i % 2 && race.done == i)
            ; /* every second time: closer */
        CancelIoEx(rig.mine, &rig.ov);
        got = packet_next(rig.port, DEADLINE);
        if (!CHECK(got.overlapped == &rig.ov && got.key == KEY))
            break;
        CHECK(got.ok ? got.bytes == 1 && byte == 'x'
                     : got.bytes == 0 && got.error == ERROR_OPERATION_ABORTED);
        if (!got.ok)
            recv_all(rig.pair.mine, &byte, 1);
        CHECK(WAIT_UNTIL(race.done == i + 1));
    }
    race.round = -1;
    SetEvent(race.go);
    thread_join(thread);
    CloseHandle(race.go);
    rig_free(&rig);
}

static DWORD WINAPI start_and_end(void *argument)
{
    struct rig *rig = argument;

    pend_recv(rig->pair.mine, rig->buf, 8, &rig->ov);
    return 0;
}

/* Claim:  a request on an associated handle outlives its thread.
 * Source: Wine's ws2_32 sock iocp_async_read_thread (Vista and later).
 *         Wine 8: same. */
static void associated_request_outlives_its_thread(void)
{
    struct rig rig = rig_new();

    thread_join(thread_start(start_and_end, &rig));
    CHECK_NO_PACKET(rig.port);
    CHECK(rig.ov.Internal == PENDING);
    send_all(rig.pair.peer, "abc", 3);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 3, 0);
    rig_free(&rig);
}

/* Claim:  a request on a handle without a port is cancelled when its thread
 *         ends: 995.
 * Source: "ExitThread function", Remarks.  Wine 8: same. */
static void unassociated_request_dies_with_its_thread(void)
{
    struct rig rig = {.port = port_new(0), .pair = pair_new(AF_INET)};
    DWORD bytes = 0;

    rig.ov = overlapped_new(event_new());
    thread_join(thread_start(start_and_end, &rig));
    CHECK(wait_for(rig.ov.hEvent));
    CHECK_FAILS(
        GetOverlappedResult((HANDLE)rig.pair.mine, &rig.ov, &bytes, FALSE),
        ERROR_OPERATION_ABORTED);
    CloseHandle(rig.ov.hEvent);
    rig_free(&rig);
}

TAP_MAIN(CASE(cancels_one), CASE(cancels_all), CASE(unknown_address),
         CASE(nothing_pending), CASE(cancel_io_with_nothing_pending),
         CASE(cancel_io_cancels_own_requests),
         CASE(threads_matter_to_cancel_io), CASE(one_overlapped_twice),
         CASE(effective_at_once), CASE(cancelled_receive_takes_nothing),
         CASE(other_requests), CASE(shutdown_is_not_cancelled), CASE(too_late),
         CASE_LONG(races_with_completion, 60),
         CASE(associated_request_outlives_its_thread),
         CASE(unassociated_request_dies_with_its_thread))
