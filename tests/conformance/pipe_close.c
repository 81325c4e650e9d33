/* The ends of pipes: the peer closes, the own handle is closed, the server
 * disconnects. */
#include "pipes.h"

/* Claim:  the peer closed: what it wrote is read first, then 109 at once,
 *         without a packet; a write gets 232, without a packet.
 * Source: "ReadFile function", "WriteFile function", Pipes.  Wine 8: same. */
static void peer_closed(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(event_new());
    char buf[4];

    CHECK(pipe_send(pair.client, "last", 4));
    CHECK(CloseHandle(pair.client));
    CHECK_FAILS(WriteFile(pair.server, buf, 4, NULL, &ov), ERROR_NO_DATA);
    CHECK(pipe_holds(pair.server, "last"));
    CHECK_FAILS(ReadFile(pair.server, buf, 4, NULL, &ov), ERROR_BROKEN_PIPE);
    CHECK(!is_set(ov.hEvent) && ov.Internal == PENDING);
    CHECK_NO_PACKET(port);
    CloseHandle(ov.hEvent);
    CloseHandle(pair.server);
    CloseHandle(port);
}

/* Claim:  the server closed: the client sees the same.
 * Source: "CloseHandle function"; "Named Pipe Operations".  Wine 8: same. */
static void server_closed(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];

    CHECK(pipe_send(pair.server, "last", 4));
    CHECK(CloseHandle(pair.server));
    CHECK_FAILS(WriteFile(pair.client, buf, 4, NULL, &ov), ERROR_NO_DATA);
    CHECK(pipe_holds(pair.client, "last"));
    CHECK_FAILS(ReadFile(pair.client, buf, 4, NULL, &ov), ERROR_BROKEN_PIPE);
    CloseHandle(pair.client);
}

/* Claim:  reads and writes that pend when the peer closes end with 109 and
 *         their packets.
 * Source: "ReadFile function", Pipes.  Wine 8: same. */
static void peer_closes_under_requests(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED read = overlapped_new(NULL), write = overlapped_new(NULL);
    static char data[2 * QUOTA];
    char buf[4];

    pend_read(pair.server, buf, 4, &read);
    CHECK(CloseHandle(pair.client));
    CHECK_PACKET(port, KEY, &read, 0, ERROR_BROKEN_PIPE);
    CloseHandle(pair.server);
    pair = pipe_on(port, PIPE_BYTES);
    pend_write(pair.server, data, sizeof data, &write);
    CHECK(CloseHandle(pair.client));
    CHECK_PACKET(port, KEY, &write, 0, ERROR_BROKEN_PIPE);
    CHECK_NO_PACKET(port);
    CloseHandle(pair.server);
    CloseHandle(port);
}

/* Claim:  closing the own handle ends its requests with 109.
 * Source: Wine's ntdll file test_file_io_completion.  Wine 8: same. */
static void own_handle_closed(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];

    pend_read(pair.server, buf, 4, &ov);
    CHECK(CloseHandle(pair.server));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_BROKEN_PIPE);
    CHECK_NO_PACKET(port);
    CloseHandle(pair.client);
    CloseHandle(port);
}

/* Claim:  DisconnectNamedPipe: both ends get 233 for reads and writes, and
 *         what was written is lost; a second time it fails with 233.
 * Source: "DisconnectNamedPipe function", Remarks.  Wine 8: same. */
static void disconnected(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[4];

    CHECK(pipe_send(pair.client, "lost", 4));
    CHECK(pipe_send(pair.server, "lost", 4));
    CHECK(DisconnectNamedPipe(pair.server));
    CHECK_FAILS(ReadFile(pair.client, buf, 4, NULL, &ov),
                ERROR_PIPE_NOT_CONNECTED);
    CHECK_FAILS(WriteFile(pair.client, buf, 4, NULL, &ov),
                ERROR_PIPE_NOT_CONNECTED);
    CHECK_FAILS(ReadFile(pair.server, buf, 4, NULL, &ov),
                ERROR_PIPE_NOT_CONNECTED);
    CHECK_FAILS(WriteFile(pair.server, buf, 4, NULL, &ov),
                ERROR_PIPE_NOT_CONNECTED);
    CHECK_FAILS(DisconnectNamedPipe(pair.server), ERROR_PIPE_NOT_CONNECTED);
    pipe_close(&pair);
}

/* Claim:  requests that pend when the server disconnects end with 233.
 * Source: docs/semantics/pipes.md.  Wine 8: same. */
static void disconnected_under_requests(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_both_on(port, PIPE_BYTES);
    OVERLAPPED read = overlapped_new(NULL), write = overlapped_new(NULL);
    static char data[2 * QUOTA];
    char buf[4];

    pend_read(pair.server, buf, 4, &read);
    CHECK(DisconnectNamedPipe(pair.server));
    CHECK_PACKET(port, KEY, &read, 0, ERROR_PIPE_NOT_CONNECTED);
    pipe_close(&pair);
    pair = pipe_both_on(port, PIPE_BYTES);
    pend_write(pair.client, data, sizeof data, &write);
    CHECK(DisconnectNamedPipe(pair.server));
    CHECK_PACKET(port, OTHER_KEY, &write, 0, ERROR_PIPE_NOT_CONNECTED);
    CHECK_NO_PACKET(port);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  a client cannot disconnect: 1, and nothing is disturbed.
 * Source: "DisconnectNamedPipe function", hNamedPipe; docs/semantics/pipes.md.
 *         Wine 8: 50. */
static void client_cannot_disconnect(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);

    CHECK(pipe_send(pair.server, "stays", 5));
    DIFFERS(WINE_8, "fails with 50")
    CHECK_FAILS(DisconnectNamedPipe(pair.client), ERROR_INVALID_FUNCTION);
    CHECK(pipe_holds(pair.client, "stays"));
    pipe_close(&pair);
}

/* Claim:  a client that was sent away does not share what its successor has.
 * Source: "DisconnectNamedPipe function", Remarks.  Wine 8: same. */
static void successor(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    HANDLE old = pair.client;
    OVERLAPPED connect = overlapped_new(NULL), ov = overlapped_new(NULL);
    char buf[4];

    CHECK(DisconnectNamedPipe(pair.server));
    CHECK_FAILS(ConnectNamedPipe(pair.server, &connect), ERROR_IO_PENDING);
    pair.client = pipe_client(pair.name, ASYNC);
    CHECK(connect.Internal == 0);
    CHECK(pipe_send(pair.server, "new", 3));
    CHECK_FAILS(ReadFile(old, buf, 4, NULL, &ov), ERROR_PIPE_NOT_CONNECTED);
    CHECK(CloseHandle(old));
    CHECK(pipe_holds(pair.client, "new"));
    CHECK(pipe_send(pair.client, "up", 2));
    CHECK(pipe_holds(pair.server, "up"));
    pipe_close(&pair);
}

static DWORD WINAPI flush(LPVOID argument)
{
    CHECK_FAILS(FlushFileBuffers(*(HANDLE *)argument), ERROR_BROKEN_PIPE);
    return 0;
}

/* Claim:  FlushFileBuffers ends with 109 when the peer closes unread.
 * Source: docs/semantics/pipes.md.  Wine 8: same. */
static void flush_of_the_unread(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    HANDLE thread;

    CHECK(pipe_send(pair.server, "unread", 6));
    thread = thread_start(flush, &pair.server);
    let_it_block();
    CloseHandle(pair.client);
    thread_join(thread);
    CloseHandle(pair.server);
}

static DWORD WINAPI read_blocking(LPVOID argument)
{
    DWORD done;
    char byte;

    CHECK_FAILS(ReadFile(*(HANDLE *)argument, &byte, 1, &done, NULL),
                ERROR_BROKEN_PIPE);
    return 0;
}

/* Claim:  a synchronous read ends when the peer closes.
 * Source: "ReadFile function", Pipes.  Wine 8: same. */
static void blocking_read_ends(void)
{
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    HANDLE client = pipe_client(pair.name, 0), thread;

    thread = thread_start(read_blocking, &client);
    let_it_block();
    CloseHandle(pair.server);
    thread_join(thread);
    CloseHandle(client);
}

#define ROUNDS 300

struct race {
    HANDLE client;
    volatile LONG go;
};

static DWORD WINAPI close_client(LPVOID argument)
{
    struct race *race = argument;

    while (!race->go)
        continue;
    CloseHandle(race->client);
    return 0;
}

/* Claim:  a request that races with the peer's close ends once, by a packet if
 *         it was started and by the call if not (s).
 * Source: docs/semantics/packets.md.  Wine 8: same. */
static void close_against_requests(void)
{
    HANDLE port = port_new(0);

    for (int i = 0; i < ROUNDS; i++) {
        struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
        struct race race = {pair.client, 0};
        HANDLE thread = thread_start(close_client, &race);
        OVERLAPPED ov = overlapped_new(NULL);
        char buf[4];
        int result;

        race.go = 1;
        result = start_read(pair.server, buf, 4, &ov);
        if (result == ERROR_IO_PENDING)
            CHECK_PACKET(port, KEY, &ov, 0, ERROR_BROKEN_PIPE);
        else
            CHECK(result == ERROR_BROKEN_PIPE, "%d", result);
        thread_join(thread);
        CHECK(packet_next(port, 0).overlapped == NULL);
        CloseHandle(pair.server);
    }
    CloseHandle(port);
}

TAP_MAIN(CASE(peer_closed), CASE(server_closed),
         CASE(peer_closes_under_requests), CASE(own_handle_closed),
         CASE(disconnected), CASE(disconnected_under_requests),
         CASE(client_cannot_disconnect), CASE(successor),
         CASE(flush_of_the_unread), CASE(blocking_read_ends),
         CASE_LONG(close_against_requests, 60))
