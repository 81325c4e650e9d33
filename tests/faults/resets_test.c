/* A peer that resets the connection behind each byte of a small exchange, and
 * memory that is not there. Nothing is pretended: the peer closes with
 * SO_LINGER 0, which sends a reset. */
#include <string.h>
#include <sys/mman.h>

#include "faults/scenarios.h"
#include "harness/tap.h"

#define MESSAGE 8
#define BLOCK (sizeof(SOCKADDR_IN) + 16)
#define FILE_BYTES 700000u

static void each_place(const struct scenario *scenario, unsigned count)
{
    struct loop_report report;

    loop_places(scenario, count, &report);
    loop_judge(scenario, &report);
}

static bool connected(struct stage *stage)
{
    return stage_port(stage) && stage_pair(stage);
}

static bool reset(SOCKET *s)
{
    LINGER now = {1, 0};
    bool ok =
        setsockopt(*s, SOL_SOCKET, SO_LINGER, (char *)&now, sizeof now) == 0;

    stage_close_socket(s);
    return ok;
}

static bool start_receive(struct stage *stage, struct request *request,
                          char *bytes, DWORD flags)
{
    WSABUF buffer = {MESSAGE, bytes};

    return stage_start(stage, request, CALL_RECV,
                       WSARecv(stage->ours, &buffer, 1, NULL, &flags,
                               &request->overlapped, NULL) == 0);
}

static bool start_send(struct stage *stage, struct request *request,
                       const char *bytes, DWORD count)
{
    WSABUF buffer = {count, (char *)(ULONG_PTR)bytes};

    return stage_start(stage, request, CALL_SEND,
                       WSASend(stage->ours, &buffer, 1, NULL, 0,
                               &request->overlapped, NULL) == 0);
}

/* After a reset every call fails, with an error of its own, and no packet is
 * owed by those that did not start. */
static bool fails_from_now_on(struct stage *stage)
{
    char bytes[MESSAGE] = "";
    struct request receive = {0}, send = {0};
    bool received = start_receive(stage, &receive, bytes, 0) &&
                    stage_finish(stage, &receive);
    bool sent =
        start_send(stage, &send, bytes, MESSAGE) && stage_finish(stage, &send);

    return (!received && !sent) || complain("a dead connection works");
}

/* Two receives wait for all, the peer sends some bytes and resets. */
static bool reset_while_receiving(struct stage *stage)
{
    static char bytes[2][MESSAGE];
    struct request receives[2] = {0};
    bool ok = start_receive(stage, &receives[0], bytes[0], MSG_WAITALL) &&
              start_receive(stage, &receives[1], bytes[1], MSG_WAITALL) &&
              (loop_place == 0 || send(stage->peer, "message", (int)loop_place,
                                       0) == (int)loop_place) &&
              reset(&stage->peer);

    for (unsigned i = 0; i < 2 && ok; i++) {
        bool whole = stage_finish(stage, &receives[i]);

        ok = !receives[i].pending && receives[i].bytes <= loop_place &&
             whole == (i == 0 && loop_place == MESSAGE);
    }
    ok = ok && fails_from_now_on(stage);
    return stage_close(stage) && ok;
}

/* The same, found by receives that begin afterwards. */
static bool reset_before_receiving(struct stage *stage)
{
    char bytes[MESSAGE];
    struct request request = {0};
    DWORD done = 0;
    bool ok = (loop_place == 0 || send(stage->peer, "message", (int)loop_place,
                                       0) == (int)loop_place) &&
              reset(&stage->peer);

    while (ok && start_receive(stage, &request, bytes, 0) &&
           stage_finish(stage, &request) && request.bytes > 0)
        done += request.bytes;
    ok = ok && request.error != 0 && done <= loop_place &&
         fails_from_now_on(stage);
    return stage_close(stage) && ok;
}

/* A byte at a time is sent; the peer takes some of them and resets. */
static bool reset_while_sending(struct stage *stage)
{
    static struct request sends[MESSAGE];
    char byte;
    bool ok = true;

    memset(sends, 0, sizeof sends);
    for (unsigned i = 0; i < MESSAGE && ok; i++) {
        if (i == loop_place)
            ok = reset(&stage->peer);
        ok = ok && (!start_send(stage, &sends[i], "x", 1) || i >= loop_place ||
                    recv(stage->peer, &byte, 1, 0) == 1);
    }
    ok = ok && (loop_place < MESSAGE || reset(&stage->peer));
    for (unsigned i = 0; i < MESSAGE; i++)
        stage_finish(stage, &sends[i]);
    ok = ok && fails_from_now_on(stage);
    return stage_close(stage) && ok;
}

static void behind_each_byte_received(void)
{
    static const struct scenario pending = {"reset while receiving", connected,
                                            reset_while_receiving};
    static const struct scenario before = {"reset before receiving", connected,
                                           reset_before_receiving};

    each_place(&pending, MESSAGE + 1);
    each_place(&before, MESSAGE + 1);
}

static void behind_each_byte_sent(void)
{
    static const struct scenario sending = {"reset while sending", connected,
                                            reset_while_sending};

    each_place(&sending, MESSAGE + 1);
}

static bool listening(struct stage *stage)
{
    return stage_port(stage) && stage_listen(stage) &&
           CreateIoCompletionPort((HANDLE)stage->listener, stage->port, 3, 0) ==
               stage->port;
}

/* AcceptEx waits for the first data, of a peer that sends some and resets. */
static bool reset_while_accepting(struct stage *stage)
{
    static char buffer[MESSAGE + 2 * BLOCK];
    struct request request = {0};
    DWORD bytes;
    bool ok;

    stage->ours = stage_socket();
    stage->peer = stage_socket();
    ok = CreateIoCompletionPort((HANDLE)stage->ours, stage->port, 4, 0) ==
             stage->port &&
         stage_start(stage, &request, CALL_ACCEPT_EX,
                     AcceptEx(stage->listener, stage->ours, buffer, MESSAGE,
                              BLOCK, BLOCK, &bytes, &request.overlapped)) &&
         connect(stage->peer, (SOCKADDR *)&stage->name, sizeof stage->name) ==
             0 &&
         (loop_place == 0 || send(stage->peer, "message", (int)loop_place, 0) ==
                                 (int)loop_place) &&
         reset(&stage->peer);
    stage_finish(stage, &request);
    ok = ok && !request.pending && request.bytes <= loop_place &&
         fails_from_now_on(stage);
    return stage_close(stage) && ok;
}

/* The peer is gone before accept takes it, and still has an address. */
static bool reset_before_accepting(struct stage *stage)
{
    SOCKADDR_IN name = {0}, real;
    int len = sizeof name, real_len = sizeof real;
    bool ok;

    stage->peer = stage_socket();
    ok = connect(stage->peer, (SOCKADDR *)&stage->name, sizeof stage->name) ==
             0 &&
         getsockname(stage->peer, (SOCKADDR *)&real, &real_len) == 0 &&
         reset(&stage->peer);
    stage->ours = accept(stage->listener, (SOCKADDR *)&name, &len);
    ok = ok && stage->ours != INVALID_SOCKET &&
         (name.sin_port == real.sin_port || complain("no address"));
    return stage_close(stage) && ok;
}

static void before_and_while_accepting(void)
{
    static const struct scenario before = {"reset before accept", listening,
                                           reset_before_accepting};
    static const struct scenario accepting = {"reset while accepting",
                                              listening, reset_while_accepting};

    each_place(&before, 1);
    each_place(&accepting, MESSAGE + 1);
}

static bool connected_with_file(struct stage *stage)
{
    return connected(stage) && stage_file(stage, FILE_BYTES, 0);
}

/* A large file is on its way, the peer takes some of it and resets. */
static bool reset_while_transmitting(struct stage *stage)
{
    static char bytes[FILE_BYTES];
    struct request request = {0};
    int wanted = (int)(loop_place * (FILE_BYTES / MESSAGE));
    bool ok = stage_start(stage, &request, CALL_TRANSMIT,
                          TransmitFile(stage->ours, stage->file, 0, 0,
                                       &request.overlapped, NULL, 0));

    ok = ok &&
         (wanted == 0 ||
          recv(stage->peer, bytes, wanted, MSG_WAITALL) == wanted) &&
         reset(&stage->peer);
    stage_finish(stage, &request);
    ok = ok && !request.pending && request.bytes <= FILE_BYTES;
    return stage_close(stage) && ok;
}

static void while_transmitting(void)
{
    static const struct scenario transmitting = {"reset while transmitting",
                                                 connected_with_file,
                                                 reset_while_transmitting};

    each_place(&transmitting, MESSAGE);
}

/* Of two buffers the second is nowhere: what the first holds may go out, and
 * then the request ends with an error. */
static bool send_from_nowhere(struct stage *stage)
{
    static char here[1 << 16];
    char *nowhere =
        mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    WSABUF buffers[2] = {{sizeof here, here}, {MESSAGE, nowhere}};
    struct request request = {0};
    bool ok, sent;

    ok = stage_start(stage, &request, CALL_NOWHERE,
                     WSASend(stage->ours, buffers, 2, NULL, 0,
                             &request.overlapped, NULL) == 0);
    sent = stage_finish(stage, &request);
    munmap(nowhere, 4096);
    return stage_close(stage) && ok && !sent;
}

static void memory_that_is_nowhere(void)
{
    static const struct scenario sending = {"send from nowhere", connected,
                                            send_from_nowhere};

    each_place(&sending, 1);
}

TAP_MAIN(CASE_LONG(behind_each_byte_received, 60),
         CASE_LONG(behind_each_byte_sent, 60),
         CASE_LONG(before_and_while_accepting, 60),
         CASE_LONG(while_transmitting, 60), CASE(memory_that_is_nowhere))
