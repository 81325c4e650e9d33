/* Bytes through a pipe: at once and later, in order, and how much may wait. */
#include "pipes.h"

/* Claim:  a read of what is there says TRUE and posts a packet all the same.
 * Source: "ReadFile function", Pipes; "SetFileCompletionNotificationModes
 *         function".  Wine 8: same. */
static void read_at_once(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(event_new());
    char buf[16];

    CHECK(pipe_send(pair.client, "hello", 5));
    CHECK(ReadFile(pair.server, buf, sizeof buf, NULL, &ov));
    CHECK(ov.Internal == 0 && ov.InternalHigh == 5 && is_set(ov.hEvent));
    CHECK(memcmp(buf, "hello", 5) == 0);
    CHECK_PACKET(port, KEY, &ov, 5, 0);
    CHECK_NO_PACKET(port);
    CloseHandle(ov.hEvent);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  in skip mode what is done at once posts none, what pended does.
 * Source: "SetFileCompletionNotificationModes function".  Wine 8: same. */
static void skip_mode(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(event_new());
    char buf[16];

    CHECK(SetFileCompletionNotificationModes(
        pair.server, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    CHECK(pipe_send(pair.client, "hello", 5));
    CHECK(ReadFile(pair.server, buf, sizeof buf, NULL, &ov));
    CHECK(is_set(ov.hEvent));
    CHECK_NO_PACKET(port);
    pend_read(pair.server, buf, sizeof buf, &ov);
    CHECK(pipe_send(pair.client, "later", 5));
    CHECK_PACKET(port, KEY, &ov, 5, 0);
    CloseHandle(ov.hEvent);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  a read of an empty pipe pends, and ends with the next write, which
 *         says TRUE at once.
 * Source: "ReadFile function", Pipes.  Wine 8: same. */
static void read_pends(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(event_new());
    char buf[16];

    pend_read(pair.server, buf, sizeof buf, &ov);
    CHECK(ov.Internal == PENDING && !is_set(ov.hEvent));
    CHECK(pipe_send(pair.client, "hello", 5));
    CHECK(ov.Internal == 0 && ov.InternalHigh == 5 && is_set(ov.hEvent));
    CHECK_PACKET(port, KEY, &ov, 5, 0);
    CloseHandle(ov.hEvent);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  a pending request without an event makes the handle not signalled;
 *         its end signals it.
 * Source: "OVERLAPPED structure", hEvent.  Wine 8: same. */
static void handle_is_the_event(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    DWORD done = 0;
    char buf[16];

    pend_read(pair.server, buf, sizeof buf, &ov);
    CHECK(!is_set(pair.server));
    CHECK(pipe_send(pair.client, "x", 1));
    CHECK(GetOverlappedResult(pair.server, &ov, &done, TRUE) && done == 1);
    CHECK(is_set(pair.server));
    pipe_close(&pair);
}

/* Claim:  several reads that pend are served oldest first.
 * Source: docs/semantics/pipes.md.  Wine 8: same. */
static void reads_in_order(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov[3];
    char buf[3][4];

    for (int i = 0; i < 3; i++) {
        ov[i] = overlapped_new(NULL);
        pend_read(pair.server, buf[i], 4, &ov[i]);
    }
    CHECK(pipe_send(pair.client, "onlyfour+two", 10));
    CHECK_PACKET(port, KEY, &ov[0], 4, 0);
    CHECK_PACKET(port, KEY, &ov[1], 4, 0);
    CHECK_PACKET(port, KEY, &ov[2], 2, 0);
    CHECK(memcmp(buf[0], "only", 4) == 0 && memcmp(buf[1], "four", 4) == 0 &&
          memcmp(buf[2], "+t", 2) == 0);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  bytes of several writes come with one read, and a short read leaves
 *         the rest.
 * Source: "Named Pipe Type, Read, and Wait Modes".  Wine 8: same. */
static void bytes_have_no_bounds(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];

    CHECK(pipe_send(pair.client, "abc", 3));
    CHECK(pipe_send(pair.client, "def", 3));
    CHECK(ReadFile(pair.server, buf, 4, NULL, &ov) && ov.InternalHigh == 4);
    CHECK(memcmp(buf, "abcd", 4) == 0);
    CHECK(pipe_holds(pair.server, "ef"));
    pipe_close(&pair);
}

/* Claim:  both directions are apart.
 * Source: "PIPE_ACCESS_DUPLEX" in "CreateNamedPipeA function".
 *         Wine 8: same. */
static void directions_are_apart(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);

    CHECK(pipe_send(pair.client, "up", 2));
    CHECK(pipe_send(pair.server, "down", 4));
    CHECK(pipe_holds(pair.client, "down"));
    CHECK(pipe_holds(pair.server, "up"));
    pipe_close(&pair);
}

/* Claim:  reading 0 bytes of an empty pipe pends until something is written,
 *         and leaves it there.
 * Source: Wine's kernel32 pipe test_readfileex_pending.  Wine 8: same. */
static void read_of_nothing(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    pend_read(pair.server, &byte, 0, &ov);
    CHECK(pipe_send(pair.client, "x", 1));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK(pipe_holds(pair.server, "x"));
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  writing 0 bytes to a byte pipe succeeds and nobody sees it.
 * Source: docs/semantics/pipes.md.  Wine 8: same. */
static void write_of_nothing(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL), read = overlapped_new(NULL);
    char buf[4];

    CHECK(WriteFile(pair.client, "", 0, NULL, &ov));
    pend_read(pair.server, buf, 4, &read);
    CHECK(pipe_send(pair.client, "x", 1));
    CHECK(read.Internal == 0 && read.InternalHigh == 1);
    pipe_close(&pair);
}

/* Claim:  a write that fits says TRUE at once, up to the size of the buffer.
 * Source: "CreateNamedPipeA function", Remarks.  Wine 8: same. */
static void write_fits(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    static char data[QUOTA];

    CHECK(WriteFile(pair.server, data, QUOTA, NULL, &ov));
    CHECK_PACKET(port, KEY, &ov, QUOTA, 0);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  a write larger than the buffer pends until its last byte was read.
 * Source: "CreateNamedPipeA function", Remarks; Wine's ntdll pipe
 *         test_blocking_rw.  Wine 8: same. */
static void write_pends_until_read(void)
{
    enum { SIZE = 3 * QUOTA };
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL), read = overlapped_new(NULL);
    static char data[SIZE], copy[SIZE];

    fill_pattern(data, sizeof data, 3);
    pend_write(pair.server, data, sizeof data, &ov);
    CHECK(ReadFile(pair.client, copy, QUOTA, NULL, &read));
    CHECK(read.InternalHigh == QUOTA && ov.Internal == PENDING);
    CHECK_NO_PACKET(port);
    CHECK(ReadFile(pair.client, copy + QUOTA, sizeof copy, NULL, &read));
    CHECK(read.InternalHigh == SIZE - QUOTA);
    CHECK_PACKET(port, KEY, &ov, SIZE, 0);
    CHECK(memcmp(data, copy, SIZE) == 0);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  reads that wait are room as well.
 * Source: "CreateNamedPipeA function", Remarks.  Wine 8: same. */
static void waiting_reads_are_room(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL), read = overlapped_new(NULL);
    static char data[2 * QUOTA], copy[QUOTA];
    DWORD done;

    pend_read(pair.client, copy, QUOTA, &read);
    CHECK(WriteFile(pair.server, data, 2 * QUOTA, NULL, &ov));
    CHECK(ov.InternalHigh == 2 * QUOTA);
    /* Waits, as the client may be in another process. */
    CHECK(GetOverlappedResult(pair.client, &read, &done, TRUE));
    CHECK(done == QUOTA);
    pipe_close(&pair);
}

/* Claim:  writes that pend end oldest first.
 * Source: docs/semantics/pipes.md.  Wine 8: same. */
static void writes_in_order(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov[2] = {overlapped_new(NULL), overlapped_new(NULL)};
    OVERLAPPED read = overlapped_new(NULL);
    static char data[2][2 * QUOTA], copy[4 * QUOTA];

    memset(data[0], 'a', sizeof data[0]);
    memset(data[1], 'b', sizeof data[1]);
    pend_write(pair.server, data[0], 2 * QUOTA, &ov[0]);
    pend_write(pair.server, data[1], 2 * QUOTA, &ov[1]);
    CHECK(ReadFile(pair.client, copy, 2 * QUOTA, NULL, &read));
    CHECK_PACKET(port, KEY, &ov[0], 2 * QUOTA, 0);
    CHECK(ov[1].Internal == PENDING);
    CHECK(ReadFile(pair.client, copy + 2 * QUOTA, 2 * QUOTA, NULL, &read));
    CHECK_PACKET(port, KEY, &ov[1], 2 * QUOTA, 0);
    CHECK(memcmp(copy, data, sizeof copy) == 0);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  CancelIoEx and CancelIo end what pends with 995; what was written
 *         before stays.
 * Source: "CancelIoEx function", "CancelIo function".  Wine 8: same. */
static void cancelled(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    static char data[2 * QUOTA];

    pend_read(pair.server, data, sizeof data, &ov);
    CHECK(CancelIoEx(pair.server, &ov));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    CHECK_FAILS(CancelIoEx(pair.server, &ov), ERROR_NOT_FOUND);
    pend_read(pair.server, data, sizeof data, &ov);
    CHECK(CancelIo(pair.server));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    CHECK(pipe_send(pair.server, "stays", 5));
    pend_write(pair.server, data, sizeof data, &ov);
    CHECK(CancelIoEx(pair.server, NULL));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    CHECK(pipe_holds(pair.client, "stays"));
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  bad buffers: ReadFile 998, WriteFile 1784; no packet, and nothing
 *         of the OVERLAPPED but the mark of a start.
 * Source: Wine's ntdll file tests.  Wine 8: ReadFile pends. */
static void bad_buffers(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);

    if (tap_where() == WINE_8)
        SKIP("Wine 8 writes to the address later");
    CHECK_FAILS(ReadFile(pair.server, NULL, 5, NULL, &ov), ERROR_NOACCESS);
    CHECK_FAILS(WriteFile(pair.server, NULL, 5, NULL, &ov),
                ERROR_INVALID_USER_BUFFER);
    CHECK_NO_PACKET(port);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  before a client came, reads and writes fail with 536.
 * Source: Wine's kernel32 pipe test_CreateNamedPipe.  Wine 8: same. */
static void never_connected(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];

    port_add(port, pair.server, KEY);
    CHECK_FAILS(ReadFile(pair.server, buf, 4, NULL, &ov), ERROR_PIPE_LISTENING);
    CHECK_FAILS(WriteFile(pair.server, buf, 4, NULL, &ov),
                ERROR_PIPE_LISTENING);
    CHECK_NO_PACKET(port);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  in PIPE_NOWAIT a read of an empty pipe fails with 232, and a write
 *         takes what fits.
 * Source: "ReadFile function", "WriteFile function", Pipes.  Wine 8: writes
 *         wait. */
static void without_waiting(void)
{
    struct pipe_pair pair = pipe_server(PIPE_BYTES | PIPE_NOWAIT);
    HANDLE client = pipe_client(pair.name, ASYNC);
    OVERLAPPED ov = overlapped_new(NULL);
    static char data[2 * QUOTA];
    char buf[4];

    CHECK_FAILS(ReadFile(pair.server, buf, 4, NULL, &ov), ERROR_NO_DATA);
    CHECK(pipe_send(client, "x", 1));
    CHECK(pipe_holds(pair.server, "x"));
    if (tap_where() != WINE_8) { /* it pends there for ever */
        CHECK(WriteFile(pair.server, data, sizeof data, NULL, &ov));
        CHECK(ov.InternalHigh == QUOTA);
        CHECK(WriteFile(pair.server, data, sizeof data, NULL, &ov));
        CHECK(ov.InternalHigh == 0);
    }
    CloseHandle(client);
    pipe_close(&pair);
}

static DWORD WINAPI read_later(LPVOID argument)
{
    let_it_block();
    return (DWORD)pipe_holds(*(HANDLE *)argument, "unread");
}

/* Claim:  FlushFileBuffers waits until the other end has read all.
 * Source: "FlushFileBuffers function", Remarks.  Wine 8: same. */
static void flush_waits(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    DWORD left = UNTOUCHED;
    HANDLE thread;

    CHECK(FlushFileBuffers(pair.server));
    CHECK(pipe_send(pair.server, "unread", 6));
    thread = thread_start(read_later, &pair.client);
    CHECK(FlushFileBuffers(pair.server));
    CHECK(PeekNamedPipe(pair.client, NULL, 0, NULL, &left, NULL));
    CHECK(left == 0);
    thread_join(thread);
    pipe_close(&pair);
}

/* Claim:  a request that was started before the association posts its packet.
 * Source: docs/semantics/packets.md.  Wine 8: same. */
static void associated_later(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];

    pend_read(pair.server, buf, 4, &ov);
    port_add(port, pair.server, KEY);
    CHECK(pipe_send(pair.client, "x", 1));
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    pipe_close(&pair);
    CloseHandle(port);
}

#define ROUNDS 20000

static DWORD WINAPI write_all(LPVOID argument)
{
    HANDLE pipe = *(HANDLE *)argument;
    OVERLAPPED ov = overlapped_new(event_new());
    DWORD done = 0;

    for (DWORD i = 0; i < ROUNDS; i++) {
        if (!WriteFile(pipe, &i, sizeof i, NULL, &ov) &&
            GetLastError() != ERROR_IO_PENDING)
            break;
        if (!GetOverlappedResult(pipe, &ov, &done, TRUE) || done != sizeof i)
            break;
        done = i + 1;
    }
    CloseHandle(ov.hEvent);
    return done;
}

/* Claim:  what one thread writes another reads, all of it and in order (s).
 * Source: "Named Pipe Type, Read, and Wait Modes".  Wine 8: same. */
static void stream(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    HANDLE thread = thread_start(write_all, &pair.client);
    OVERLAPPED ov = overlapped_new(NULL);
    DWORD got, next = 0;

    while (next < ROUNDS) {
        if (!CHECK(started(start_read(pair.server, &got, sizeof got, &ov))))
            break;
        if (!CHECK_PACKET(port, KEY, &ov, sizeof got, 0) ||
            !CHECK(got == next++))
            break;
    }
    thread_join(thread);
    pipe_close(&pair);
    CloseHandle(port);
}

TAP_MAIN(CASE(read_at_once), CASE(skip_mode), CASE(read_pends),
         CASE(handle_is_the_event), CASE(reads_in_order),
         CASE(bytes_have_no_bounds), CASE(directions_are_apart),
         CASE(read_of_nothing), CASE(write_of_nothing), CASE(write_fits),
         CASE(write_pends_until_read), CASE(waiting_reads_are_room),
         CASE(writes_in_order), CASE(cancelled), CASE(bad_buffers),
         CASE(never_connected), CASE(without_waiting), CASE(flush_waits),
         CASE(associated_later), CASE_LONG(stream, 120))
