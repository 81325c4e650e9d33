/* ConnectNamedPipe in each state, WaitNamedPipe. */
#include "pipes.h"

/* Claim:  with no client yet the request pends; a client's CreateFile ends it
 *         before it returns: packet of 0 bytes, event set.
 * Source: "ConnectNamedPipe function", Remarks.  Wine 8: same. */
static void pends_until_a_client_comes(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(event_new());

    port_add(port, pair.server, KEY);
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_IO_PENDING);
    CHECK(ov.Internal == PENDING && !is_set(ov.hEvent));
    CHECK_NO_PACKET(port);
    pair.client = pipe_client(pair.name, ASYNC);
    CHECK(ov.Internal == 0 && is_set(ov.hEvent));
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    CHECK_NO_PACKET(port);
    CloseHandle(ov.hEvent);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  with the client there already it fails with 535 at once: no packet,
 *         the event stays reset.
 * Source: "ConnectNamedPipe function", Return value.  Wine 8: same. */
static void client_was_first(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(event_new());

    SetEvent(ov.hEvent);
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_PIPE_CONNECTED);
    CHECK(!is_set(ov.hEvent));
    CHECK_NO_PACKET(port);
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_PIPE_CONNECTED);
    CloseHandle(ov.hEvent);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  with a client that came and went it fails with 232 at once, until
 *         DisconnectNamedPipe.
 * Source: "ConnectNamedPipe function", Remarks.  Wine 8: same. */
static void client_came_and_went(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);

    CloseHandle(pair.client);
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_NO_DATA);
    CHECK_NO_PACKET(port);
    CHECK(DisconnectNamedPipe(pair.server));
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_IO_PENDING);
    pair.client = pipe_client(pair.name, ASYNC);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    pipe_close(&pair);
    CloseHandle(port);
}

/* Claim:  after a disconnect nobody can open the pipe until it listens again.
 * Source: "DisconnectNamedPipe function", Remarks.  Wine 8: same. */
static void disconnected_listens_no_more(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);

    CHECK(DisconnectNamedPipe(pair.server));
    CloseHandle(pair.client);
    pair.client = INVALID_HANDLE_VALUE;
    CHECK_FAILS(CreateFileA(pair.name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0,
                            NULL) != INVALID_HANDLE_VALUE,
                ERROR_PIPE_BUSY);
    pipe_close(&pair);
}

/* Claim:  PIPE_NOWAIT: 536 without a client, 535 with one, 232 when it went;
 *         after a disconnect the pipe listens again.
 * Source: "ConnectNamedPipe function", Remarks.  Wine 8: same. */
static void without_waiting(void)
{
    struct pipe_pair pair = pipe_server(PIPE_BYTES | PIPE_NOWAIT);
    OVERLAPPED ov = overlapped_new(NULL);

    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_PIPE_LISTENING);
    pair.client = pipe_client(pair.name, ASYNC);
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_PIPE_CONNECTED);
    CHECK(CloseHandle(pair.client));
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_NO_DATA);
    CHECK(DisconnectNamedPipe(pair.server));
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_PIPE_LISTENING);
    pair.client = pipe_client(pair.name, ASYNC);
    pipe_close(&pair);
}

/* Claim:  a client end cannot be connected.
 * Source: "ConnectNamedPipe function", hNamedPipe.  Wine 8: same. */
static void client_cannot_connect(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);

    CHECK_FAILS(ConnectNamedPipe(pair.client, &ov), ERROR_INVALID_FUNCTION);
    pipe_close(&pair);
}

static DWORD WINAPI open_later(LPVOID argument)
{
    struct pipe_pair *pair = argument;

    let_it_block();
    pair->client = pipe_client(pair->name, ASYNC);
    return 0;
}

/* The client is told to be late, and may be early for all that. */
static int connects(HANDLE server)
{
    return ConnectNamedPipe(server, NULL) ||
           GetLastError() == ERROR_PIPE_CONNECTED;
}

/* Claim:  on a synchronous handle, and on an asynchronous one without
 *         OVERLAPPED, it waits and says TRUE.
 * Source: "ConnectNamedPipe function", Remarks.  Wine 8: same. */
static void waits_without_overlapped(void)
{
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    HANDLE thread = thread_start(open_later, &pair);

    CHECK(connects(pair.server));
    thread_join(thread);
    CHECK(CloseHandle(pair.client) && CloseHandle(pair.server));
    pair.server = CreateNamedPipeA(pair.name, PIPE_ACCESS_DUPLEX, 0, 1, QUOTA,
                                   QUOTA, 0, NULL);
    thread = thread_start(open_later, &pair);
    CHECK(connects(pair.server));
    thread_join(thread);
    pipe_close(&pair);
}

/* Claim:  cancelling ends it with 995; closing the handle with 109.
 * Source: "CancelIoEx function"; docs/semantics/pipes.md.  Wine 8: 676
 *         instead of 109. */
static void cancelled_and_closed(void)
{
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);

    port_add(port, pair.server, KEY);
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_IO_PENDING);
    CHECK(CancelIoEx(pair.server, &ov));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    CHECK_FAILS(ConnectNamedPipe(pair.server, &ov), ERROR_IO_PENDING);
    CHECK(CloseHandle(pair.server));
    DIFFERS(WINE_8, "ends it with 676")
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_BROKEN_PIPE);
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

/* Claim:  WaitNamedPipe: TRUE when an instance listens, 121 when none does in
 *         time, 2 when there is none.
 * Source: "WaitNamedPipeA function".  Wine 8: same. */
static void waiting_for_an_instance(void)
{
    struct pipe_pair pair = pipe_server(PIPE_BYTES);
    HANDLE client;

    CHECK(WaitNamedPipeA(pair.name, 10));
    CHECK(WaitNamedPipeA(pair.name, NMPWAIT_USE_DEFAULT_WAIT));
    client = pipe_client(pair.name, ASYNC);
    CHECK_FAILS(WaitNamedPipeA(pair.name, 10), ERROR_SEM_TIMEOUT);
    CHECK_FAILS(WaitNamedPipeA(pair.name, NMPWAIT_USE_DEFAULT_WAIT),
                ERROR_SEM_TIMEOUT);
    CloseHandle(client);
    pipe_close(&pair);
    CHECK_FAILS(WaitNamedPipeA(pair.name, 10), ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(WaitNamedPipeW((LPCWSTR)u"\\\\.\\pipe\\openiocp-nothing", 10),
                ERROR_FILE_NOT_FOUND);
}

static DWORD WINAPI make_later(LPVOID argument)
{
    struct pipe_pair *pair = argument;

    let_it_block();
    return ConnectNamedPipe(pair->server, NULL);
}

/* Claim:  it ends as soon as an instance listens again.
 * Source: "WaitNamedPipeA function", Remarks.  Wine 8: same. */
static void waiting_ends(void)
{
    struct pipe_pair pair = pipe_pair(PIPE_BYTES);
    HANDLE thread;

    CloseHandle(pair.client);
    CHECK(DisconnectNamedPipe(pair.server));
    thread = thread_start(make_later, &pair);
    CHECK(WaitNamedPipeA(pair.name, NMPWAIT_WAIT_FOREVER));
    pair.client = pipe_client(pair.name, ASYNC);
    thread_join(thread);
    pipe_close(&pair);
}

TAP_MAIN(CASE(pends_until_a_client_comes), CASE(client_was_first),
         CASE(client_came_and_went), CASE(disconnected_listens_no_more),
         CASE(without_waiting), CASE(client_cannot_connect),
         CASE(waits_without_overlapped), CASE(cancelled_and_closed),
         CASE(waiting_for_an_instance), CASE(waiting_ends))
