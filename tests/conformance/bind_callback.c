/* BindIoCompletionCallback: a function for every completion of a handle. */
#include "pooled.h"

/* The last call; the OVERLAPPED is all that names a request. */
static struct {
    HANDLE called; /* semaphore; released last */
    volatile LONG count;
    DWORD error, bytes, thread;
    OVERLAPPED *overlapped;
} seen;

static void start(void)
{
    memset(&seen, 0, sizeof seen);
    seen.called = CreateSemaphoreA(NULL, 0, 1000, NULL);
    CHECK(seen.called != NULL);
}

static void end(void)
{
    CHECK(!is_set(seen.called), "calls that nobody expected");
    CloseHandle(seen.called);
}

static void CALLBACK note(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    seen.error = error;
    seen.bytes = bytes;
    seen.overlapped = overlapped;
    seen.thread = GetCurrentThreadId();
    InterlockedIncrement(&seen.count);
    ReleaseSemaphore(seen.called, 1, NULL);
}

static struct pair bound_pair(void)
{
    struct pair pair = pair_new(AF_INET);

    CHECK(BindIoCompletionCallback((HANDLE)pair.mine, note, 0));
    return pair;
}

/* Claim:  a request that was pending calls the function on another thread,
 *         with 0, its bytes, its OVERLAPPED. No start is needed.
 * Source: "BindIoCompletionCallback function"; "FileIOCompletionRoutine
 *         callback function".  Wine 8: same. */
static void pending_request(void)
{
    struct pair pair;
    OVERLAPPED overlapped = overlapped_new(NULL);
    char data[8];

    start();
    pair = bound_pair();
    pend_recv(pair.mine, data, sizeof data, &overlapped);
    CHECK(is_quiet(seen.called));
    send_all(pair.peer, "abcde", 5);
    CHECK(happens(seen.called));
    CHECK(seen.error == 0 && seen.bytes == 5 && seen.overlapped == &overlapped);
    CHECK(seen.thread != GetCurrentThreadId());
    CHECK(memcmp(data, "abcde", 5) == 0);
    pair_close(&pair);
    end();
}

/* Claim:  a request that succeeds at once calls it too.
 * Source: "I/O Completion Ports"; observed.  Wine 8: same. */
static void done_at_once(void)
{
    struct pair pair;
    OVERLAPPED overlapped = overlapped_new(NULL);

    start();
    pair = bound_pair();
    CHECK(started(start_send(pair.mine, "xyz", 3, &overlapped)));
    CHECK(happens(seen.called));
    CHECK(seen.error == 0 && seen.bytes == 3 && seen.overlapped == &overlapped);
    pair_close(&pair);
    end();
}

/* Claim:  a request that is cancelled calls it with the Win32 error 995.
 * Source: "FileIOCompletionRoutine callback function", dwErrorCode.
 *         Wine 8: same. */
static void cancelled_request(void)
{
    struct pair pair;
    OVERLAPPED overlapped = overlapped_new(NULL);
    char data[8];

    start();
    pair = bound_pair();
    pend_recv(pair.mine, data, sizeof data, &overlapped);
    CHECK(CancelIoEx((HANDLE)pair.mine, &overlapped));
    CHECK(happens(seen.called));
    CHECK(seen.error == ERROR_OPERATION_ABORTED, "error %#x",
          (unsigned)seen.error);
    CHECK(seen.bytes == 0 && seen.overlapped == &overlapped);
    pair_close(&pair);
    end();
}

/* Claim:  a request that fails at once calls nothing.
 * Source: "BindIoCompletionCallback function", Remarks.  Wine 8: same. */
static void failed_at_once(void)
{
    struct pair pair;
    OVERLAPPED overlapped = overlapped_new(NULL);

    start();
    pair = bound_pair();
    CHECK(shutdown(pair.mine, SD_SEND) == 0);
    CHECK(start_send(pair.mine, "y", 1, &overlapped) == WSAESHUTDOWN);
    CHECK(is_quiet(seen.called));
    pair_close(&pair);
    end();
}

#define MANY 64

static struct {
    OVERLAPPED overlapped[MANY];
    char data[MANY][32];
    volatile LONG called[MANY];
    HANDLE done; /* semaphore */
} many;

static void CALLBACK note_which(DWORD error, DWORD bytes,
                                OVERLAPPED *overlapped)
{
    ptrdiff_t which = overlapped - many.overlapped;

    CHECK(error == 0 && bytes == sizeof many.data[0]);
    if (CHECK(which >= 0 && which < MANY))
        InterlockedIncrement(&many.called[which]);
    ReleaseSemaphore(many.done, 1, NULL);
}

/* Claim:  every request of a file calls it once.
 * Source: as above.  Wine 8: same. */
static void many_requests(void)
{
    HANDLE file = file_new(ASYNC, MANY * sizeof many.data[0]);

    memset(&many, 0, sizeof many);
    many.done = CreateSemaphoreA(NULL, 0, MANY * 2, NULL);
    CHECK(BindIoCompletionCallback(file, note_which, 0));
    for (int i = 0; i < MANY; i++) {
        many.overlapped[i] = overlapped_at((ULONGLONG)i * sizeof many.data[0]);
        CHECK(started(start_read(file, many.data[i], sizeof many.data[i],
                                 &many.overlapped[i])));
    }
    for (int i = 0; i < MANY; i++)
        CHECK(happens(many.done));
    CHECK(is_quiet(many.done));
    for (int i = 0; i < MANY; i++)
        CHECK(many.called[i] == 1, "%d: %d", i, (int)many.called[i]);
    CloseHandle(file);
    CloseHandle(many.done);
}

/* Claim:  two handles, each with its function, do not mix.
 * Source: "BindIoCompletionCallback function".  Wine 8: same. */
static void two_handles(void)
{
    HANDLE file = file_new(ASYNC, sizeof many.data);
    OVERLAPPED overlapped = overlapped_new(NULL);
    struct pair pair;
    char data[4];

    start();
    memset(&many, 0, sizeof many);
    many.done = CreateSemaphoreA(NULL, 0, 10, NULL);
    pair = bound_pair();
    CHECK(BindIoCompletionCallback(file, note_which, 0));
    many.overlapped[3] = overlapped_at(0);
    CHECK(started(start_read(file, many.data[3], sizeof many.data[3],
                             &many.overlapped[3])));
    pend_recv(pair.mine, data, sizeof data, &overlapped);
    send_all(pair.peer, "12", 2);
    CHECK(happens(many.done) && happens(seen.called));
    CHECK(many.called[3] == 1 && seen.count == 1);
    CHECK(seen.bytes == 2 && seen.overlapped == &overlapped);
    CloseHandle(file);
    pair_close(&pair);
    CloseHandle(many.done);
    end();
}

/* Claim:  87 for a handle that is synchronous, bound already (whatever the
 *         function), or has a port; 6 or 87 for none.
 * Source: "BindIoCompletionCallback function"; Wine's kernel32 sync tests.
 *         Wine 8: same. */
static void refused(void)
{
    HANDLE sync = file_new(0, 16), file = file_new(ASYNC, 16);
    HANDLE other = file_new(ASYNC, 16), port = port_new(0);

    CHECK_FAILS(BindIoCompletionCallback(sync, note, 0),
                ERROR_INVALID_PARAMETER);
    CHECK(BindIoCompletionCallback(file, note, 0));
    CHECK_FAILS(BindIoCompletionCallback(file, note, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(BindIoCompletionCallback(file, NULL, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateIoCompletionPort(file, port, KEY, 0),
                ERROR_INVALID_PARAMETER);
    port_add(port, other, KEY);
    CHECK_FAILS(BindIoCompletionCallback(other, note, 0),
                ERROR_INVALID_PARAMETER);
    CHECK(!BindIoCompletionCallback(NULL, note, 0));
    CHECK(GetLastError() == ERROR_INVALID_HANDLE ||
          GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(!BindIoCompletionCallback(INVALID_HANDLE_VALUE, note, 0));
    CloseHandle(sync);
    CloseHandle(file);
    CloseHandle(other);
    CloseHandle(port);
}

/* Claim:  a bound handle cannot have an I/O object, nor one that has an I/O
 *         object be bound.
 * Source: "CreateThreadpoolIo function"; observed.  Wine 8: same. */
static void io_objects(void)
{
    HANDLE one = file_new(ASYNC, 16), other = file_new(ASYNC, 16);
    PTP_IO io = CreateThreadpoolIo(one, (PTP_WIN32_IO_CALLBACK)(ULONG_PTR)note,
                                   NULL, NULL);

    CHECK(io != NULL);
    CHECK_FAILS(BindIoCompletionCallback(one, note, 0),
                ERROR_INVALID_PARAMETER);
    CHECK(BindIoCompletionCallback(other, note, 0));
    CHECK_FAILS(CreateThreadpoolIo(
                    other, (PTP_WIN32_IO_CALLBACK)(ULONG_PTR)note, NULL, NULL),
                ERROR_INVALID_PARAMETER);
    CloseThreadpoolIo(io);
    CloseHandle(one);
    CloseHandle(other);
}

TAP_MAIN(CASE(pending_request), CASE(done_at_once), CASE(cancelled_request),
         CASE(failed_at_once), CASE(many_requests), CASE(two_handles),
         CASE(refused), CASE(io_objects))
