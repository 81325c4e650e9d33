/* CancelSynchronousIo: a thread blocked in a request, and threads that are in
 * none. */
#include "support.h"

#define SOCKETS_WAIT "a blocking Winsock call is no synchronous request"

/* A thread that makes one blocking call. */
struct blocked {
    int (*call)(struct blocked *self); /* 0, or the error */
    SOCKET socket;
    char *data;
    int length;
    OVERLAPPED ov;
    HANDLE thread;
    volatile LONG error;
};

static DWORD WINAPI make_call(void *argument)
{
    struct blocked *self = argument;

    self->error = self->call(self);
    return 0;
}

static void start(struct blocked *self)
{
    self->error = -1;
    self->thread = thread_start(make_call, self);
}

static int receive(struct blocked *self)
{
    int got = recv(self->socket, self->data, self->length, 0);

    self->length = got;
    return got >= 0 ? 0 : WSAGetLastError();
}

static int transmit(struct blocked *self)
{
    int sent = send(self->socket, self->data, self->length, 0);

    return sent >= 0 ? 0 : WSAGetLastError();
}

static int read_file(struct blocked *self)
{
    DWORD count = 0;
    BOOL ok = ReadFile((HANDLE)self->socket, self->data, (DWORD)self->length,
                       &count, &self->ov);

    self->length = (int)count;
    return ok ? 0 : (int)GetLastError();
}

static int accept_one(struct blocked *self)
{
    SOCKET got = accept(self->socket, NULL, NULL);
    int error = got != INVALID_SOCKET ? 0 : WSAGetLastError();

    if (got != INVALID_SOCKET)
        closesocket(got);
    return error;
}

static int is_cancelled(struct blocked *self)
{
    return WAIT_UNTIL(self->error != -1 || CancelSynchronousIo(self->thread)) &&
           wait_for(self->thread) && self->error == ERROR_OPERATION_ABORTED;
}

/* A pair whose first end was made without WSA_FLAG_OVERLAPPED. */
static struct pair pair_synchronous(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address);
    struct pair pair = {WSASocketA(AF_INET, SOCK_STREAM, 0, NULL, 0, 0), 0};

    CHECK(connect(pair.mine, address_of(&address), address.length) == 0);
    pair.peer = accept(listener, NULL, NULL);
    CHECK(pair.peer != INVALID_SOCKET);
    closesocket(listener);
    return pair;
}

/* Claim:  a blocked read fails with 995; its OVERLAPPED is not written; the
 *         next read is not concerned.
 * Source: "CancelSynchronousIo function"; Wine's ntdll pipe
 *         test_cancelsynchronousio.  Wine 8: same. */
static void blocked_read(void)
{
    struct pair pair = pair_synchronous();
    char buf[8];
    struct blocked reader = {
        .call = read_file, .socket = pair.mine, .data = buf, .length = 8};

    reader.ov.InternalHigh = UNTOUCHED;
    start(&reader);
    CHECK(is_cancelled(&reader), "error %d", (int)reader.error);
    CHECK(reader.ov.Internal == PENDING);
    CHECK(reader.ov.InternalHigh == UNTOUCHED);
    thread_join(reader.thread);
    reader.length = 8;
    start(&reader);
    send_all(pair.peer, "abc", 3);
    CHECK(wait_for(reader.thread) && reader.error == 0);
    CHECK(reader.length == 3 && memcmp(buf, "abc", 3) == 0);
    thread_join(reader.thread);
    pair_close(&pair);
}

/* Claim:  so does a blocked recv; no byte is taken.
 * Source: "CancelSynchronousIo function". Windows: not documented for Winsock.
 *         Wine 8: 1168. */
static void blocked_recv(void)
{
    struct pair pair = pair_new(AF_INET);
    char buf[8];
    struct blocked reader = {
        .call = receive, .socket = pair.mine, .data = buf, .length = 8};

    start(&reader);
    DIFFERS(WINE_8, SOCKETS_WAIT)
    CHECK(is_cancelled(&reader), "error %d", (int)reader.error);
    send_all(pair.peer, "abc", 3);
    if (wait_for(reader.thread) && reader.error != 0)
        recv_all(pair.mine, buf, 3);
    CHECK(memcmp(buf, "abc", 3) == 0);
    thread_join(reader.thread);
    pair_close(&pair);
}

/* Claim:  and a blocked send.
 * Source: as above.  Wine 8: 1168. */
static void blocked_send(void)
{
    const int size = 64 << 20;
    struct pair pair = pair_new(AF_INET);
    char *data = calloc(1, (size_t)size);
    struct blocked writer = {
        .call = transmit, .socket = pair.mine, .data = data, .length = size};

    start(&writer);
    DIFFERS(WINE_8, SOCKETS_WAIT)
    CHECK(is_cancelled(&writer), "error %d", (int)writer.error);
    reset_close(pair.peer);
    thread_join(writer.thread);
    closesocket(pair.mine);
    free(data);
}

/* Claim:  and a blocked accept; the listener goes on.
 * Source: as above.  Wine 8: 1168. */
static void blocked_accept(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client;
    struct blocked server = {
        .call = accept_one, .socket = listener, .data = NULL, .length = 0};

    start(&server);
    DIFFERS(WINE_8, SOCKETS_WAIT)
    CHECK(is_cancelled(&server), "error %d", (int)server.error);
    if (server.error != -1) {
        thread_join(server.thread);
        start(&server);
    }
    client = connected_to(&address);
    CHECK(wait_for(server.thread) && server.error == 0);
    thread_join(server.thread);
    closesocket(client);
    closesocket(listener);
}

/* Claim:  CancelIoEx without an address ends the blocked call of another
 *         thread, too; with an address it finds none.
 * Source: "CancelIoEx function", Remarks.  Wine 8: same. */
static void cancel_io_ex_ends_it(void)
{
    struct pair pair = pair_synchronous();
    char buf[8];
    struct blocked reader = {
        .call = read_file, .socket = pair.mine, .data = buf, .length = 8};
    OVERLAPPED other;

    start(&reader);
    let_it_block();
    CHECK_FAILS(CancelIoEx((HANDLE)pair.mine, &other), ERROR_NOT_FOUND);
    CHECK(
        WAIT_UNTIL(reader.error != -1 || CancelIoEx((HANDLE)pair.mine, NULL)));
    CHECK(wait_for(reader.thread));
    CHECK(reader.error == ERROR_OPERATION_ABORTED, "error %d",
          (int)reader.error);
    thread_join(reader.thread);
    pair_close(&pair);
}

/* Claim:  CancelIo of another thread does not.
 * Source: "CancelIo function".  Wine 8: same. */
static void cancel_io_does_not(void)
{
    struct pair pair = pair_synchronous();
    char buf[8];
    struct blocked reader = {
        .call = read_file, .socket = pair.mine, .data = buf, .length = 8};

    start(&reader);
    let_it_block();
    CHECK(CancelIo((HANDLE)pair.mine));
    CHECK(WaitForSingleObject(reader.thread, QUIET) == WAIT_TIMEOUT);
    send_all(pair.peer, "abc", 3);
    CHECK(wait_for(reader.thread) && reader.error == 0);
    thread_join(reader.thread);
    pair_close(&pair);
}

/* ---- Nothing to cancel ------------------------------------------------ */

static DWORD WINAPI wait_for_event(void *event)
{
    WaitForSingleObject(event, INFINITE);
    return 0;
}

static DWORD WINAPI take_packet(void *port)
{
    packet_next(port, INFINITE);
    return 0;
}

/* Claim:  1168 for a thread that waits for an event, one that waits for a
 *         packet, one that has ended, and oneself.
 * Source: "CancelSynchronousIo function"; Wine's kernel32 pipe
 *         test_CancelSynchronousIo.  Wine 8: same. */
static void nothing_to_cancel(void)
{
    HANDLE event = event_new(), port = port_new(0);
    HANDLE waiter = thread_start(wait_for_event, event);
    HANDLE taker = thread_start(take_packet, port);

    let_it_block();
    CHECK_FAILS(CancelSynchronousIo(waiter), ERROR_NOT_FOUND);
    CHECK_FAILS(CancelSynchronousIo(taker), ERROR_NOT_FOUND);
    CHECK_FAILS(CancelSynchronousIo(GetCurrentThread()), ERROR_NOT_FOUND);
    SetEvent(event);
    post(port, 0, 0, NULL);
    CHECK(wait_for(waiter) && wait_for(taker));
    CHECK_FAILS(CancelSynchronousIo(waiter), ERROR_NOT_FOUND);
    thread_join(waiter);
    thread_join(taker);
    CloseHandle(event);
    CloseHandle(port);
}

struct pending {
    struct pair pair;
    OVERLAPPED ov;
    char buf[8];
    HANDLE end;
};

static DWORD WINAPI start_and_wait(void *argument)
{
    struct pending *pending = argument;

    pend_recv(pending->pair.mine, pending->buf, 8, &pending->ov);
    wait_for(pending->end);
    return 0;
}

/* Claim:  requests that are only pending are not concerned: 1168, and they
 *         stay.
 * Source: as above.  Wine 8: same. */
static void pending_requests_stay(void)
{
    HANDLE port = port_new(0);
    struct pending pending = {.pair = pair_on(port, KEY)};
    HANDLE thread;

    pending.ov = overlapped_new(NULL);
    pending.end = event_new();
    thread = thread_start(start_and_wait, &pending);
    CHECK(WAIT_UNTIL(pending.ov.Internal == PENDING));
    CHECK_FAILS(CancelSynchronousIo(thread), ERROR_NOT_FOUND);
    CHECK_NO_PACKET(port);
    SetEvent(pending.end);
    thread_join(thread);
    send_all(pending.pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &pending.ov, 3, 0);
    CloseHandle(pending.end);
    pair_close(&pending.pair);
    CloseHandle(port);
}

/* Claim:  what is no thread is 6; success leaves the last error alone.
 * Source: as above.  Wine 8: same. */
static void handles_and_last_error(void)
{
    struct pair pair = pair_synchronous();
    HANDLE event = event_new();
    char buf[8];
    struct blocked reader = {
        .call = read_file, .socket = pair.mine, .data = buf, .length = 8};

    CHECK_FAILS(CancelSynchronousIo(event), ERROR_INVALID_HANDLE);
    CHECK_FAILS(CancelSynchronousIo(NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(CancelSynchronousIo((HANDLE)0xdeadbee0), ERROR_INVALID_HANDLE);
    start(&reader);
    let_it_block();
    SetLastError(UNTOUCHED);
    if (CHECK(CancelSynchronousIo(reader.thread)))
        CHECK_ERROR(UNTOUCHED);
    else
        send_all(pair.peer, "x", 1);
    CHECK(wait_for(reader.thread));
    thread_join(reader.thread);
    CloseHandle(event);
    pair_close(&pair);
}

TAP_MAIN(CASE(blocked_read), CASE(blocked_recv), CASE(blocked_send),
         CASE(blocked_accept), CASE(cancel_io_ex_ends_it),
         CASE(cancel_io_does_not), CASE(nothing_to_cancel),
         CASE(pending_requests_stay), CASE(handles_and_last_error))
