/* I/O objects: which handles they take, and what closing them leaves. */
#include "pipes.h"
#include "pooled.h"

static void CALLBACK never(PTP_CALLBACK_INSTANCE instance, PVOID context,
                           PVOID overlapped, ULONG error, ULONG_PTR bytes,
                           PTP_IO io)
{
    CHECK(0, "called: %p %p %p %u %u %p", (void *)instance, context, overlapped,
          (unsigned)error, (unsigned)bytes, (void *)io);
}

/* Claim:  NULL with 87 for a handle that is synchronous or associated
 *         already, with 6 for none.
 * Source: "CreateThreadpoolIo function", Return value; observed.
 *         Wine 8: same. */
static void refused(void)
{
    HANDLE port = port_new(0), sync = file_new(0, 16);
    HANDLE file = file_new(ASYNC, 16), closed = event_new();

    CloseHandle(closed);
    CHECK_FAILS(CreateThreadpoolIo(sync, never, NULL, NULL),
                ERROR_INVALID_PARAMETER);
    port_add(port, file, KEY);
    CHECK_FAILS(CreateThreadpoolIo(file, never, NULL, NULL),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateThreadpoolIo(closed, never, NULL, NULL),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateThreadpoolIo(NULL, never, NULL, NULL),
                ERROR_INVALID_HANDLE);
    CloseHandle(file);
    CloseHandle(sync);
    CloseHandle(port);
}

/* Claim:  the handle belongs to the pool until it is closed, also after the
 *         object is closed.
 * Source: "CreateThreadpoolIo function"; observed.  Wine 8: same. */
static void associated_for_good(void)
{
    HANDLE port = port_new(0), file = file_new(ASYNC, 16);
    PTP_IO io = CreateThreadpoolIo(file, never, NULL, NULL);

    CHECK(io != NULL);
    for (int closed = 0; closed < 2; closed++) {
        CHECK_FAILS(CreateThreadpoolIo(file, never, NULL, NULL),
                    ERROR_INVALID_PARAMETER);
        CHECK_FAILS(CreateIoCompletionPort(file, port, KEY, 0),
                    ERROR_INVALID_PARAMETER);
        if (!closed)
            CloseThreadpoolIo(io);
    }
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  files, sockets and pipes opened for overlapped I/O are taken; the
 *         context and the environment may be NULL.
 * Source: "CreateThreadpoolIo function", Parameters.  Wine 8: same. */
static void taken(void)
{
    HANDLE file = file_new(ASYNC, 16);
    SOCKET socket = tcp_new(AF_INET);
    HANDLE pipe = pipe_server(PIPE_TYPE_BYTE).server;
    HANDLE handles[] = {file, (HANDLE)socket, pipe};

    for (unsigned i = 0; i < COUNT_OF(handles); i++) {
        PTP_IO io = CreateThreadpoolIo(handles[i], never, NULL, NULL);

        if (CHECK(io != NULL, "%u", i))
            CloseThreadpoolIo(io);
    }
    CloseHandle(file);
    CloseHandle(pipe);
    closesocket(socket);
}

/* A callback that says when it came, waits, and says when it has gone. */
static struct stay {
    HANDLE came, go, gone;
} stay;

static void CALLBACK stay_inside(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                 PVOID overlapped, ULONG error, ULONG_PTR bytes,
                                 PTP_IO io)
{
    struct stay *here = context;

    CHECK(overlapped != NULL && error == 0 && bytes == 1 && io != NULL);
    SetEventWhenCallbackReturns(instance, here->gone);
    SetEvent(here->came);
    CHECK(happens(here->go));
}

/* Claim:  closing an object while its callback runs does not wait for it.
 * Source: "CloseThreadpoolIo function", Remarks.  Wine 8: same. */
static void closed_while_its_callback_runs(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    PTP_IO io = CreateThreadpoolIo((HANDLE)pair.mine, stay_inside, &stay, NULL);
    char byte;

    stay.came = event_new();
    stay.go = event_new();
    stay.gone = event_new();
    StartThreadpoolIo(io);
    pend_recv(pair.mine, &byte, 1, &overlapped);
    send_all(pair.peer, "x", 1);
    CHECK(happens(stay.came));
    CloseThreadpoolIo(io);
    CHECK(!is_set(stay.gone));
    SetEvent(stay.go);
    CHECK(happens(stay.gone));
    pair_close(&pair);
    CloseHandle(stay.came);
    CloseHandle(stay.go);
    CloseHandle(stay.gone);
}

/* Whether this one is called is left open: documentation has the object live
 * until it was, Wine's tests see it go with the completion. */
static void CALLBACK perhaps(PTP_CALLBACK_INSTANCE instance, PVOID context,
                             PVOID overlapped, ULONG error, ULONG_PTR bytes,
                             PTP_IO io)
{
    CHECK(instance != NULL && io != NULL && overlapped == context);
    CHECK(error == 0 && bytes == 4);
}

/* Claim:  closing an object with a request under way does not wait either;
 *         the request ends as ever.
 * Source: as above.  Wine 8: same. */
static void closed_with_a_request(void)
{
    static OVERLAPPED overlapped;
    static char data[8];
    HANDLE done = event_new();
    struct pair pair = pair_new(AF_INET);
    PTP_IO io =
        CreateThreadpoolIo((HANDLE)pair.mine, perhaps, &overlapped, NULL);

    overlapped = overlapped_new(done);
    StartThreadpoolIo(io);
    pend_recv(pair.mine, data, sizeof data, &overlapped);
    CloseThreadpoolIo(io);
    CHECK(!is_set(done));
    send_all(pair.peer, "late", 4);
    CHECK(happens(done));
    CHECK(overlapped.Internal == 0 && overlapped.InternalHigh == 4);
    CHECK(memcmp(data, "late", 4) == 0);
    pair_close(&pair);
    CloseHandle(done);
}

/* Claim:  an object whose starts were all taken back is closed at once; the
 *         handle stays usable.
 * Source: "CloseThreadpoolIo function", Remarks.  Wine 8: same. */
static void closed_with_nothing(void)
{
    HANDLE file = file_new(ASYNC, 16), done = event_new();
    PTP_IO io = CreateThreadpoolIo(file, never, NULL, NULL);
    OVERLAPPED overlapped = overlapped_at(0);
    char data[16];

    StartThreadpoolIo(io);
    StartThreadpoolIo(io);
    CancelThreadpoolIo(io);
    CancelThreadpoolIo(io);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CloseThreadpoolIo(io);
    overlapped.hEvent = without_packet(done);
    CHECK(started(start_read(file, data, sizeof data, &overlapped)));
    CHECK(happens(done));
    CHECK(overlapped.InternalHigh == sizeof data);
    CloseHandle(file);
    CloseHandle(done);
}

TAP_MAIN(CASE(refused), CASE(associated_for_good), CASE(taken),
         CASE(closed_while_its_callback_runs), CASE(closed_with_a_request),
         CASE(closed_with_nothing))
