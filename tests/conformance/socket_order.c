/* Many requests of one socket at a time: bytes and packets keep their order. */
#include "support.h"

enum { MANY = 64, FEW = 16, RECEIVE = 4096, SEND = 100000 };

/* A stream on a port; what goes each way. */
struct rig {
    HANDLE port;
    struct pair pair;
    char *sent, *received, *answer;
    OVERLAPPED receives[MANY], sends[MANY];
};

static struct rig *rig_new(void)
{
    struct rig *rig = calloc(1, sizeof *rig);

    rig->port = port_new(0);
    rig->pair = pair_on(rig->port, KEY);
    rig->sent = malloc(MANY * SEND);
    rig->received = calloc(1, MANY * SEND);
    rig->answer = malloc(MANY * RECEIVE);
    fill_pattern(rig->sent, MANY * SEND, 3);
    fill_pattern(rig->answer, MANY * RECEIVE, 5);
    return rig;
}

static void rig_free(struct rig *rig)
{
    pair_close(&rig->pair);
    CloseHandle(rig->port);
    free(rig->answer);
    free(rig->received);
    free(rig->sent);
    free(rig);
}

static int index_of(const OVERLAPPED *ov, const OVERLAPPED *first, int count)
{
    return ov >= first && ov < first + count ? (int)(ov - first) : -1;
}

/* The packets of `receives` and `sends` requests; those of each kind come in
 * the order of the calls. The count of each request is in its OVERLAPPED. */
static void packets_in_order(struct rig *rig, int receives, int sends)
{
    int receive = 0, send = 0;

    while (receive < receives || send < sends) {
        struct packet got = packet_next(rig->port, DEADLINE);
        int at = index_of(got.overlapped, rig->receives, MANY);

        if (!CHECK(got.overlapped && got.ok, "error %u", (unsigned)got.error))
            return;
        if (at >= 0)
            CHECK(at == receive++, "receive %d", at);
        else
            CHECK(index_of(got.overlapped, rig->sends, MANY) == send++);
    }
}

/* The receives have taken the start of `answer`, each a part that follows that
 * of the one before; the rest is still there. */
static void receives_in_order(struct rig *rig, char (*bufs)[RECEIVE], int count)
{
    size_t at = 0, all = (size_t)count * RECEIVE;

    for (int i = 0; i < count; i++) {
        size_t got = rig->receives[i].InternalHigh;

        if (!CHECK(got > 0 && got <= RECEIVE && at + got <= all) ||
            !CHECK(memcmp(bufs[i], rig->answer + at, got) == 0, "receive %d",
                   i))
            return;
        at += got;
    }
    recv_all(rig->pair.mine, rig->received, (int)(all - at));
    CHECK(memcmp(rig->received, rig->answer + at, all - at) == 0);
}

/* Claim:  64 receives and 64 sends are outstanding on one socket: each fills
 *         and goes out in the order of the calls, and so do the packets.
 * Source: "WSARecv function", "WSASend function", Remarks.  Wine 8: same. */
static void many_of_both(void)
{
    static char bufs[MANY][RECEIVE];
    struct rig *rig = rig_new();

    for (int i = 0; i < MANY; i++) {
        rig->receives[i] = overlapped_new(NULL);
        pend_recv(rig->pair.mine, bufs[i], RECEIVE, &rig->receives[i]);
    }
    for (int i = 0; i < MANY; i++) {
        rig->sends[i] = overlapped_new(NULL);
        CHECK(started(start_send(rig->pair.mine, rig->sent + i * SEND, SEND,
                                 &rig->sends[i])));
    }
    send_all(rig->pair.peer, rig->answer, MANY * RECEIVE);
    recv_all(rig->pair.peer, rig->received, MANY * SEND);
    CHECK(memcmp(rig->received, rig->sent, MANY * SEND) == 0);
    packets_in_order(rig, MANY, MANY);
    receives_in_order(rig, bufs, MANY);
    for (int i = 0; i < MANY; i++)
        CHECK(rig->sends[i].InternalHigh == SEND);
    CHECK_NO_PACKET(rig->port);
    rig_free(rig);
}

/* Every packet, in whatever order: which requests were cancelled. */
static void collect(struct rig *rig, const OVERLAPPED *first, int count,
                    int *cancelled)
{
    for (int i = 0; i < count; i++) {
        struct packet got = packet_next(rig->port, DEADLINE);
        int at = index_of(got.overlapped, first, count);

        if (!CHECK(at >= 0))
            return;
        CHECK(got.ok || got.error == ERROR_OPERATION_ABORTED);
        cancelled[at] = !got.ok;
    }
}

/* Claim:  receives cancelled in the middle leave the order of the others, and
 *         take nothing.
 * Source: "CancelIoEx function"; "WSARecv function", Remarks.  Wine 8: same. */
static void receives_without_the_middle(void)
{
    static char bufs[FEW][8];
    struct rig *rig = rig_new();
    int cancelled[FEW] = {0}, left = 0;

    for (int i = 0; i < FEW; i++) {
        rig->receives[i] = overlapped_new(NULL);
        pend_recv(rig->pair.mine, bufs[i], 8, &rig->receives[i]);
    }
    for (int i = 1; i < FEW - 1; i++)
        if (i % 3 != 0)
            CHECK(CancelIoEx((HANDLE)rig->pair.mine, &rig->receives[i]));
    for (int i = 1; i < FEW - 1; i++)
        if (i % 3 != 0)
            CHECK(WAIT_UNTIL(rig->receives[i].Internal != PENDING));
    for (int i = 0; i < FEW; i++)
        left += i == 0 || i == FEW - 1 || i % 3 == 0;
    send_all(rig->pair.peer, rig->answer, 8 * left);
    collect(rig, rig->receives, FEW, cancelled);
    left = 0;
    for (int i = 0; i < FEW; i++) {
        int whole = i == 0 || i == FEW - 1 || i % 3 == 0;

        CHECK(cancelled[i] == !whole, "receive %d", i);
        if (whole)
            CHECK(memcmp(bufs[i], rig->answer + 8 * left++, 8) == 0,
                  "receive %d", i);
    }
    rig_free(rig);
}

/* Claim:  so it is with sends: those that had not begun send nothing, the
 * others go out whole and in order. Source: "CancelIoEx function"; "WSASend
 * function", Remarks.  Wine 8: same. */
static void sends_without_the_middle(void)
{
    struct rig *rig = rig_new();
    const int size = 4 * SEND, room = 65536;
    int cancelled[FEW] = {0};
    size_t at = 0;

    /* So that the first ones fill it, however much the system has. */
    CHECK(setsockopt(rig->pair.mine, SOL_SOCKET, SO_SNDBUF, (const char *)&room,
                     sizeof room) == 0);
    for (int i = 0; i < FEW; i++) {
        rig->sends[i] = overlapped_new(NULL);
        CHECK(started(start_send(rig->pair.mine, rig->sent + i * size, size,
                                 &rig->sends[i])));
    }
    for (int i = FEW - 6; i < FEW - 2; i++)
        CHECK(CancelIoEx((HANDLE)rig->pair.mine, &rig->sends[i]));
    for (int i = FEW - 6; i < FEW - 2; i++)
        CHECK(WAIT_UNTIL(rig->sends[i].Internal != PENDING));
    recv_all(rig->pair.peer, rig->received, (FEW - 4) * size);
    collect(rig, rig->sends, FEW, cancelled);
    for (int i = 0; i < FEW; i++) {
        CHECK(cancelled[i] == (i >= FEW - 6 && i < FEW - 2), "send %d", i);
        if (cancelled[i])
            continue;
        CHECK(memcmp(rig->received + at, rig->sent + i * size, size) == 0,
              "send %d", i);
        at += size;
    }
    rig_free(rig);
}

/* Claim:  a send of 16 MiB ends whole, though the peer takes 4 KiB at a time.
 * Source: "WSASend function", Remarks.  Wine 8: same. */
static void huge_send_in_small_pieces(void)
{
    enum { HUGE = 16 << 20, CHUNK = 4096 };
    struct rig *rig = rig_new();
    char *data = malloc(HUGE), chunk[CHUNK];
    int at = 0;
    OVERLAPPED ov = overlapped_new(NULL);

    fill_pattern(data, HUGE, 7);
    CHECK(started(start_send(rig->pair.mine, data, HUGE, &ov)));
    while (at < HUGE) {
        int got = recv(rig->pair.peer, chunk, CHUNK, 0);

        if (!CHECK(got > 0) || !CHECK(memcmp(chunk, data + at, got) == 0))
            break;
        at += got;
    }
    CHECK_PACKET(rig->port, KEY, &ov, HUGE, 0);
    CHECK(ov.InternalHigh == HUGE);
    free(data);
    rig_free(rig);
}

/* Claim:  zero-byte receives among others: each waits its turn, takes nothing
 *         and leaves the data to the next.
 * Source: "WSARecv function", dwBufferCount; Wine's ws2_32 sock
 *         test_empty_recv.  Wine 8: same. */
static void zero_bytes_in_between(void)
{
    struct rig *rig = rig_new();
    char bufs[3][4];

    for (int i = 0; i < 6; i++) {
        rig->receives[i] = overlapped_new(NULL);
        pend_recv(rig->pair.mine, bufs[i / 2], i % 2 ? 4 : 0,
                  &rig->receives[i]);
    }
    send_all(rig->pair.peer, "abcdefghijkl", 12);
    for (int i = 0; i < 6; i++)
        CHECK_PACKET(rig->port, KEY, &rig->receives[i], i % 2 ? 4 : 0, 0);
    CHECK(memcmp(bufs, "abcdefghijkl", 12) == 0);
    rig_free(rig);
}

TAP_MAIN(CASE(many_of_both), CASE(receives_without_the_middle),
         CASE(sends_without_the_middle),
         CASE_LONG(huge_send_in_small_pieces, 60), CASE(zero_bytes_in_between))
