/* WSARecv and WSASend on a connection. */
#include <string.h>

#include "faults/scenarios.h"

#define SMALL 100u
#define LARGE (1u << 20)

static bool is_expected(const unsigned char *bytes, DWORD from, DWORD count)
{
    for (DWORD i = 0; i < count; i++)
        if (bytes[i] != stage_byte(from + i))
            return complain("byte %lu is wrong", (unsigned long)(from + i));
    return true;
}

static void fill(unsigned char *bytes, DWORD count)
{
    for (DWORD i = 0; i < count; i++)
        bytes[i] = stage_byte(i);
}

static bool start_receive(struct stage *stage, struct request *request,
                          SOCKET s, void *bytes, DWORD count)
{
    WSABUF buffer = {count, bytes};
    DWORD flags = 0;

    return stage_start(
        stage, request, CALL_RECV,
        WSARecv(s, &buffer, 1, NULL, &flags, &request->overlapped, NULL) == 0);
}

static bool start_send(struct stage *stage, struct request *request, SOCKET s,
                       const void *bytes, DWORD count)
{
    WSABUF buffer = {count, (char *)(ULONG_PTR)bytes};

    return stage_start(
        stage, request, CALL_SEND,
        WSASend(s, &buffer, 1, NULL, 0, &request->overlapped, NULL) == 0);
}

/* Receives what `send` sends, a part at a time as a stream comes. */
static bool receive_all(struct stage *stage, const struct request *send,
                        unsigned char *bytes, DWORD from, DWORD to)
{
    static struct request request; /* outlives this call, if `send` fails */

    for (DWORD done = from; done < to; done += request.bytes)
        if (!start_receive(stage, &request, stage->ours, bytes + done,
                           to - done) ||
            !stage_finish_after(stage, &request, send) || request.bytes == 0)
            return false;
    return is_expected(bytes + from, from, to - from);
}

static bool both_on_port(struct stage *stage)
{
    return stage_port(stage) && stage_pair(stage) &&
           CreateIoCompletionPort((HANDLE)stage->peer, stage->port, 2, 0) ==
               stage->port;
}

/* A receive that waits, a send that meets it; then one that finds its data. */
static bool messages(struct stage *stage)
{
    unsigned char in[SMALL], out[SMALL];
    struct request receive = {0}, send = {0};
    bool ok;

    fill(out, SMALL);
    ok = start_receive(stage, &receive, stage->ours, in, SMALL) &&
         start_send(stage, &send, stage->peer, out, SMALL) &&
         stage_finish(stage, &send) && stage_finish(stage, &receive) &&
         is_expected(in, 0, receive.bytes);
    if (ok && receive.bytes < SMALL) /* the rest */
        ok = start_receive(stage, &receive, stage->ours, in,
                           SMALL - receive.bytes) &&
             stage_finish(stage, &receive);
    ok = ok && start_send(stage, &send, stage->peer, out, SMALL) &&
         stage_finish(stage, &send) && receive_all(stage, &send, in, 0, SMALL);
    return stage_close(stage) && ok;
}

const struct scenario stream_messages = {"messages", both_on_port, messages};

/* Two sends that do not fit the socket, in order; really short ones. */
static bool large_sends(struct stage *stage)
{
    static unsigned char in[LARGE], out[LARGE];
    struct request sends[2] = {0};
    bool ok;

    fill(out, LARGE);
    memset(in, 0, LARGE);
    ok =
        start_send(stage, &sends[0], stage->peer, out, LARGE / 2) &&
        start_send(stage, &sends[1], stage->peer, out + LARGE / 2, LARGE / 2) &&
        receive_all(stage, &sends[0], in, 0, LARGE / 2) &&
        stage_finish(stage, &sends[0]) &&
        receive_all(stage, &sends[1], in, LARGE / 2, LARGE) &&
        stage_finish(stage, &sends[1]) && sends[0].bytes == LARGE / 2 &&
        sends[1].bytes == LARGE / 2;
    return stage_close(stage) && ok;
}

const struct scenario stream_large_sends = {"large sends", both_on_port,
                                            large_sends};

#define PARTS 10u

/* More buffers than a request has room for by itself. */
static bool many_buffers(struct stage *stage)
{
    unsigned char in[PARTS * 10], out[PARTS * 10];
    WSABUF from[PARTS], to[PARTS];
    struct request receive = {0}, send = {0};
    DWORD flags = MSG_WAITALL;
    bool ok;

    fill(out, sizeof out);
    for (DWORD i = 0; i < PARTS; i++) {
        from[i] = (WSABUF){10, (char *)out + i * 10};
        to[i] = (WSABUF){10, (char *)in + i * 10};
    }
    ok = stage_start(stage, &receive, CALL_RECV,
                     WSARecv(stage->ours, to, PARTS, NULL, &flags,
                             &receive.overlapped, NULL) == 0) &&
         stage_start(stage, &send, CALL_SEND,
                     WSASend(stage->peer, from, PARTS, NULL, 0,
                             &send.overlapped, NULL) == 0) &&
         stage_finish(stage, &send) && stage_finish(stage, &receive) &&
         receive.bytes == sizeof in && is_expected(in, 0, sizeof in);
    return stage_close(stage) && ok;
}

const struct scenario stream_many_buffers = {"many buffers", both_on_port,
                                             many_buffers};

/* No port: the events tell. A packet is due to nobody, so the ledger stays
 * empty; what does not end hangs, and is seen by that. */
static bool ended(SOCKET s, struct request *request, enum call call, bool now)
{
    DWORD flags;

    if (!now && WSAGetLastError() != WSA_IO_PENDING)
        return call_ok(call, false);
    return call_ok(call, WSAGetOverlappedResult(s, &request->overlapped,
                                                &request->bytes, TRUE, &flags));
}

static bool with_events(struct stage *stage)
{
    unsigned char in[SMALL], out[SMALL];
    WSABUF to = {SMALL, (char *)in}, from = {SMALL, (char *)out};
    struct request receive = {0}, send = {0};
    DWORD flags = 0, error;
    bool sent, started;

    fill(out, SMALL);
    stage->event = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (!call_ok(CALL_EVENT, stage->event != NULL))
        return false;
    receive.overlapped.hEvent = stage->event;
    started = WSARecv(stage->ours, &to, 1, NULL, &flags, &receive.overlapped,
                      NULL) == 0 ||
              WSAGetLastError() == WSA_IO_PENDING;
    error = WSAGetLastError();
    sent = ended(
        stage->peer, &send, CALL_SEND,
        WSASend(stage->peer, &from, 1, NULL, 0, &send.overlapped, NULL) == 0);
    if (!sent)
        stage_close_socket(&stage->peer); /* which ends the receive */
    WSASetLastError((int)error);
    return ended(stage->ours, &receive, CALL_RECV, false) && started && sent &&
           is_expected(in, 0, receive.bytes);
}

static bool events_run(struct stage *stage)
{
    bool ok = with_events(stage);

    return stage_close(stage) && ok;
}

const struct scenario stream_events = {"events", stage_pair, events_run};

/* Without an OVERLAPPED: the call itself waits. */
static bool blocking(struct stage *stage)
{
    unsigned char in[SMALL], out[SMALL];
    DWORD done = 0;
    int count = 1;
    bool ok;

    fill(out, SMALL);
    ok = call_ok(CALL_SEND,
                 send(stage->peer, (char *)out, SMALL, 0) == (int)SMALL);
    while (ok && done < SMALL && count > 0) {
        count = recv(stage->ours, (char *)in + done, (int)(SMALL - done),
                     MSG_WAITALL);
        ok = call_ok(CALL_RECV, count > 0);
        done += count > 0 ? (DWORD)count : 0;
    }
    ok = ok && is_expected(in, 0, SMALL);
    return stage_close(stage) && ok;
}

const struct scenario stream_blocking = {"blocking", stage_pair, blocking};

static bool skipping(struct stage *stage)
{
    return both_on_port(stage) &&
           SetFileCompletionNotificationModes(
               (HANDLE)stage->ours, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
}

/* In skip mode a receive that finds its data posts no packet. */
static bool skip(struct stage *stage)
{
    unsigned char in[SMALL], out[SMALL];
    WSABUF to = {SMALL, (char *)in};
    struct request receive = {0}, send = {0};
    DWORD flags = 0, bytes;
    bool ok;

    fill(out, SMALL);
    ok = start_send(stage, &send, stage->peer, out, SMALL) &&
         stage_finish(stage, &send);
    if (ok && WSARecv(stage->ours, &to, 1, &bytes, &flags, &receive.overlapped,
                      NULL) == 0)
        ok = is_expected(in, 0, bytes);
    else
        ok = ok && stage_start(stage, &receive, CALL_RECV, false) &&
             stage_finish(stage, &receive);
    return stage_close(stage) && ok;
}

const struct scenario stream_skip = {"skip mode", skipping, skip};

/* Two receives, of which the second waits for its lane, and a large send. */
static bool start_some(struct stage *stage, struct request requests[3])
{
    static unsigned char in[2][SMALL], out[LARGE];

    return start_receive(stage, &requests[0], stage->ours, in[0], SMALL) &&
           start_receive(stage, &requests[1], stage->ours, in[1], SMALL) &&
           start_send(stage, &requests[2], stage->peer, out, LARGE);
}

static bool cancelled(struct stage *stage)
{
    struct request requests[3] = {0};
    bool ok = start_some(stage, requests);

    stage->cancelled = true;
    CancelIoEx((HANDLE)stage->ours, &requests[1].overlapped);
    CancelIoEx((HANDLE)stage->ours, NULL);
    CancelIoEx((HANDLE)stage->peer, NULL);
    for (unsigned i = 0; i < 3 && ok; i++) {
        stage_finish(stage, &requests[i]);
        ok = !requests[i].pending;
    }
    return stage_close(stage) && ok;
}

const struct scenario stream_cancelled = {"cancelled streams", both_on_port,
                                          cancelled};

static bool closed(struct stage *stage)
{
    struct request requests[3] = {0};
    bool ok = start_some(stage, requests);

    return stage_close(stage) && ok;
}

const struct scenario stream_closed = {"closed streams", both_on_port, closed};
