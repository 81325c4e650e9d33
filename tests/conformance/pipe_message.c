/* Message pipes: bounds, parts of messages, empty ones; PeekNamedPipe,
 * TransactNamedPipe, CallNamedPipe. */
#include "pipes.h"

/* Claim:  each read takes one message, however much fits.
 * Source: "Named Pipe Type, Read, and Wait Modes".  Wine 8: same. */
static void bounds_are_kept(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_MESSAGES);

    CHECK(pipe_send(pair.client, "one", 3));
    CHECK(pipe_send(pair.client, "two", 3));
    CHECK(pipe_holds(pair.server, "one"));
    CHECK(pipe_holds(pair.server, "two"));
    pipe_close(&pair);
}

/* Claim:  a read too small for its message fails with 234, posts a packet, and
 *         the next read has the rest.
 * Source: "ReadFile function", Pipes.  Wine 8: same. */
static void part_of_a_message(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_MESSAGES);
    OVERLAPPED ov = overlapped_new(NULL);
    DWORD done = UNTOUCHED;
    char buf[3];

    CHECK(pipe_send(pair.client, "message", 7));
    CHECK_FAILS(ReadFile(pair.server, buf, 3, &done, &ov), ERROR_MORE_DATA);
    CHECK(done == 0 && (DWORD)ov.Internal == 0x80000005 &&
          ov.InternalHigh == 3);
    CHECK(memcmp(buf, "mes", 3) == 0);
    CHECK_PACKET(port, KEY, &ov, 3, ERROR_MORE_DATA);
    CHECK_FAILS(GetOverlappedResult(pair.server, &ov, &done, FALSE),
                ERROR_MORE_DATA);
    CHECK(done == 3);
    CHECK(pipe_holds(pair.server, "sage"));
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  the same for a read that pended; other reads have the rest.
 * Source: "ReadFile function", Pipes.  Wine 8: same. */
static void part_for_a_waiting_read(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_MESSAGES);
    OVERLAPPED ov[2] = {overlapped_new(NULL), overlapped_new(NULL)};
    char buf[2][3];

    pend_read(pair.server, buf[0], 3, &ov[0]);
    pend_read(pair.server, buf[1], 3, &ov[1]);
    CHECK(pipe_send(pair.client, "message", 7));
    CHECK_PACKET(port, KEY, &ov[0], 3, ERROR_MORE_DATA);
    CHECK_PACKET(port, KEY, &ov[1], 3, ERROR_MORE_DATA);
    CHECK(pipe_holds(pair.server, "e"));
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  without an OVERLAPPED the count of a part is told.
 * Source: Wine's kernel32 pipe test_CreateNamedPipe.  Wine 8: same. */
static void part_without_overlapped(void)
{
    struct pipe_pair pair = pipe_server(PIPE_MESSAGES);
    DWORD mode = PIPE_READMODE_MESSAGE, done = UNTOUCHED;
    char buf[3];

    pair.client = pipe_client(pair.name, 0);
    CHECK(SetNamedPipeHandleState(pair.client, &mode, NULL, NULL));
    CHECK(pipe_send(pair.server, "four", 4));
    CHECK_FAILS(ReadFile(pair.client, buf, 3, &done, NULL), ERROR_MORE_DATA);
    CHECK(done == 3);
    CHECK(ReadFile(pair.client, buf, 3, &done, NULL) && done == 1);
    pipe_close(&pair);
}

/* Claim:  an empty message is one: read with success and 0 bytes.
 * Source: docs/semantics/pipes.md.  Wine 8: same. */
static void empty_message(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_MESSAGES);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];

    CHECK(pipe_send(pair.client, "", 0));
    CHECK(pipe_send(pair.client, "x", 1));
    CHECK(ReadFile(pair.server, buf, 4, NULL, &ov));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK(pipe_holds(pair.server, "x"));
    pend_read(pair.server, buf, 4, &ov);
    CHECK(pipe_send(pair.client, "", 0));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  in byte-read mode messages are bytes.
 * Source: "Named Pipe Type, Read, and Wait Modes".  Wine 8: same. */
static void messages_as_bytes(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_TYPE_MESSAGE);

    CHECK(pipe_send(pair.client, "one", 3));
    CHECK(pipe_send(pair.client, "two", 3));
    CHECK(pipe_holds(pair.server, "onetwo"));
    pipe_close(&pair);
}

/* Claim:  a byte-type pipe has no message-read mode: 87 at either end.
 * Source: "SetNamedPipeHandleState function", lpMode.  Wine 8: same. */
static void bytes_have_no_messages(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    DWORD mode = PIPE_READMODE_MESSAGE;

    CHECK_FAILS(SetNamedPipeHandleState(pair.client, &mode, NULL, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetNamedPipeHandleState(pair.server, &mode, NULL, NULL),
                ERROR_INVALID_PARAMETER);
    pipe_close(&pair);
}

/* Claim:  a message larger than the buffer pends until it was read whole.
 * Source: "CreateNamedPipeA function", Remarks.  Wine 8: same. */
static void large_message(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_MESSAGES);
    OVERLAPPED ov = overlapped_new(NULL), read = overlapped_new(NULL);
    static char data[3 * QUOTA], copy[3 * QUOTA];

    pend_write(pair.server, data, sizeof data, &ov);
    CHECK_FAILS(ReadFile(pair.client, copy, QUOTA, NULL, &read),
                ERROR_MORE_DATA);
    CHECK(ov.Internal == PENDING);
    CHECK(ReadFile(pair.client, copy, sizeof copy, NULL, &read));
    CHECK(read.InternalHigh == 2 * QUOTA);
    CHECK_PACKET(port, KEY, &ov, sizeof data, 0);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  PeekNamedPipe copies and leaves; it tells all that is there, and
 *         what of the first message lies behind the copy.
 * Source: "PeekNamedPipe function".  Wine 8: same. */
static void peek_at_messages(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_MESSAGES);
    DWORD copied = 77, all = 77, left = 77;
    char buf[4];

    CHECK(PeekNamedPipe(pair.server, buf, 4, &copied, &all, &left));
    CHECK(copied == 0 && all == 0 && left == 0);
    CHECK(pipe_send(pair.client, "message", 7));
    CHECK(pipe_send(pair.client, "two", 3));
    CHECK(PeekNamedPipe(pair.server, buf, 4, &copied, &all, &left));
    CHECK(copied == 4 && memcmp(buf, "mess", 4) == 0);
    CHECK(all == 10 && left == 3, "%u %u", (unsigned)all, (unsigned)left);
    CHECK(PeekNamedPipe(pair.server, NULL, 0, NULL, NULL, NULL));
    CHECK(pipe_holds(pair.server, "message"));
    pipe_close(&pair);
}

/* Claim:  of a byte pipe it copies across writes, and nothing is left of a
 *         message.
 * Source: "PeekNamedPipe function".  Wine 8: tells what is left in the pipe. */
static void peek_at_bytes(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    DWORD copied = 77, all = 77, left = 77;
    char buf[4];

    CHECK(pipe_send(pair.client, "abc", 3));
    CHECK(pipe_send(pair.client, "def", 3));
    CHECK(PeekNamedPipe(pair.server, buf, 4, &copied, &all, &left));
    CHECK(copied == 4 && memcmp(buf, "abcd", 4) == 0);
    CHECK(all == 6);
    DIFFERS(WINE_8, "tells what is left in the pipe") CHECK(left == 0);
    CHECK(pipe_holds(pair.server, "abcdef"));
    pipe_close(&pair);
}

/* Claim:  of a pipe that was never connected: 230; at an end whose peer closed
 *         and left nothing: 109; after a disconnect: 230 and 233.
 * Source: Wine's kernel32 pipe test_CreateNamedPipe; docs/semantics/pipes.md.
 *         Wine 8: same. */
static void peek_at_the_end(void)
{
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    DWORD all = 77;

    CHECK_FAILS(PeekNamedPipe(pair.server, NULL, 0, NULL, &all, NULL),
                ERROR_BAD_PIPE);
    pair.client = pipe_client(pair.name, ASYNC);
    CHECK(DisconnectNamedPipe(pair.server));
    CHECK_FAILS(PeekNamedPipe(pair.server, NULL, 0, NULL, &all, NULL),
                ERROR_BAD_PIPE);
    CHECK_FAILS(PeekNamedPipe(pair.client, NULL, 0, NULL, &all, NULL),
                ERROR_PIPE_NOT_CONNECTED);
    pipe_close(&pair);
    pair = pipe_pair(PIPE_BYTES);
    CHECK(pipe_send(pair.client, "x", 1));
    CloseHandle(pair.client);
    CHECK(PeekNamedPipe(pair.server, NULL, 0, NULL, &all, NULL) && all == 1);
    CHECK(pipe_holds(pair.server, "x"));
    CHECK_FAILS(PeekNamedPipe(pair.server, NULL, 0, NULL, &all, NULL),
                ERROR_BROKEN_PIPE);
    CloseHandle(pair.server);
}

/* Claim:  TransactNamedPipe sends its message and ends with the answer, in one
 *         packet of the answer's length.
 * Source: "TransactNamedPipe function".  Wine 8: same. */
static void transact(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_both_on(port, PIPE_MESSAGES);
    OVERLAPPED ov = overlapped_new(NULL);
    char answer[16];

    CHECK_FAILS(TransactNamedPipe(pair.client, "ask", 3, answer, sizeof answer,
                                  NULL, &ov),
                ERROR_IO_PENDING);
    CHECK(pipe_holds(pair.server, "ask"));
    CHECK_NO_PACKET(port);
    CHECK(pipe_send(pair.server, "answer", 6));
    CHECK_PACKET(port, OTHER_KEY, &ov, 6, 0);
    CHECK(memcmp(answer, "answer", 6) == 0);
    CHECK_NO_PACKET(port);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  it needs message-read mode (230) and nothing unread (231).
 * Source: "TransactNamedPipe function", Remarks; docs/semantics/pipes.md.
 *         Wine 8: same. */
static void transact_refused(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_TYPE_MESSAGE);
    OVERLAPPED ov = overlapped_new(NULL);
    DWORD mode = PIPE_READMODE_MESSAGE;
    char answer[4];

    CHECK_FAILS(TransactNamedPipe(pair.client, "a", 1, answer, 4, NULL, &ov),
                ERROR_BAD_PIPE);
    CHECK(SetNamedPipeHandleState(pair.client, &mode, NULL, NULL));
    CHECK(pipe_send(pair.server, "unread", 6));
    CHECK_FAILS(TransactNamedPipe(pair.client, "a", 1, answer, 4, NULL, &ov),
                ERROR_PIPE_BUSY);
    pipe_close(&pair);
}

static DWORD WINAPI answer_one(LPVOID argument)
{
    HANDLE pipe = argument;
    DWORD done;
    char buf[16];

    CHECK(ConnectNamedPipe(pipe, NULL) ||
          GetLastError() == ERROR_PIPE_CONNECTED);
    CHECK(ReadFile(pipe, buf, sizeof buf, &done, NULL) && done == 3);
    CHECK(WriteFile(pipe, "answer", 6, &done, NULL));
    CHECK_FAILS(ReadFile(pipe, buf, sizeof buf, &done, NULL),
                ERROR_BROKEN_PIPE);
    CHECK(DisconnectNamedPipe(pipe));
    return 0;
}

/* Claim:  CallNamedPipe opens, asks, takes the answer and closes; a pipe that
 *         is not there is 2.
 * Source: "CallNamedPipeA function".  Wine 8: same. */
static void call(void)
{
    char name[PIPE_NAME_SIZE], answer[16];
    HANDLE pipe, thread;
    DWORD done = 0;

    pipe_name(name);
    CHECK_FAILS(CallNamedPipeA(name, (char[]){"ask"}, 3, answer, sizeof answer,
                               &done, NMPWAIT_NOWAIT),
                ERROR_FILE_NOT_FOUND);
    pipe = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX, PIPE_MESSAGES, 1, QUOTA,
                            QUOTA, 0, NULL);
    thread = thread_start(answer_one, pipe);
    CHECK(CallNamedPipeA(name, (char[]){"ask"}, 3, answer, sizeof answer, &done,
                         NMPWAIT_WAIT_FOREVER));
    CHECK(done == 6 && memcmp(answer, "answer", 6) == 0);
    thread_join(thread);
    CloseHandle(pipe);
}

TAP_MAIN(CASE(bounds_are_kept), CASE(part_of_a_message),
         CASE(part_for_a_waiting_read), CASE(part_without_overlapped),
         CASE(empty_message), CASE(messages_as_bytes),
         CASE(bytes_have_no_messages), CASE(large_message),
         CASE(peek_at_messages), CASE(peek_at_bytes), CASE(peek_at_the_end),
         CASE(transact), CASE(transact_refused), CASE(call))
