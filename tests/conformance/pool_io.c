/* I/O objects: requests whose completion is a callback of a pool; waiting for
 * them. */
#include "pooled.h"

/* What the callbacks of one object leave behind; the last one's arguments. */
struct seen {
    HANDLE called; /* semaphore */
    HANDLE go;     /* NULL, or the event a callback waits for */
    volatile LONG count;
    PVOID overlapped;
    ULONG error;
    ULONG_PTR bytes;
    PTP_IO io;
};

static void CALLBACK note(PTP_CALLBACK_INSTANCE instance, PVOID context,
                          PVOID overlapped, ULONG error, ULONG_PTR bytes,
                          PTP_IO io)
{
    struct seen *seen = context;

    CHECK(instance != NULL);
    seen->overlapped = overlapped;
    seen->error = error;
    seen->bytes = bytes;
    seen->io = io;
    InterlockedIncrement(&seen->count);
    ReleaseSemaphore(seen->called, 1, NULL);
    if (seen->go)
        CHECK(happens(seen->go));
}

/* A connected socket with an I/O object, and one request of it. */
struct wired {
    struct pair pair;
    PTP_IO io;
    struct seen seen;
    HANDLE done; /* the request's event */
    OVERLAPPED overlapped;
    char data[16];
};

static void wire(struct wired *wired)
{
    memset(wired, 0, sizeof *wired);
    wired->pair = pair_new(AF_INET);
    wired->seen.called = CreateSemaphoreA(NULL, 0, 1000, NULL);
    wired->done = event_new();
    wired->overlapped = overlapped_new(wired->done);
    wired->io =
        CreateThreadpoolIo((HANDLE)wired->pair.mine, note, &wired->seen, NULL);
    CHECK(wired->io != NULL);
}

/* Sockets first, then what still has to come, then the object. */
static void unwire(struct wired *wired)
{
    pair_close(&wired->pair);
    WaitForThreadpoolIoCallbacks(wired->io, FALSE);
    CloseThreadpoolIo(wired->io);
    CloseHandle(wired->done);
    CloseHandle(wired->seen.called);
}

static void start_and_pend(struct wired *wired)
{
    StartThreadpoolIo(wired->io);
    pend_recv(wired->pair.mine, wired->data, sizeof wired->data,
              &wired->overlapped);
}

/* A pending receive that gets so many bytes. */
static void receive(struct wired *wired, int bytes)
{
    start_and_pend(wired);
    send_all(wired->pair.peer, "0123456789", bytes);
    CHECK(happens(wired->seen.called));
}

#define CHECK_SEEN(wired, code, count)                                         \
    CHECK((wired)->seen.io == (wired)->io &&                                   \
              (wired)->seen.overlapped == &(wired)->overlapped &&              \
              (wired)->seen.error == (code) && (wired)->seen.bytes == (count), \
          "error %u bytes %u", (unsigned)(wired)->seen.error,                  \
          (unsigned)(wired)->seen.bytes)

/* Claim:  the callback gets the context, the request's OVERLAPPED, 0, the
 *         count of bytes, and the object.
 * Source: "PTP_WIN32_IO_CALLBACK callback function".  Wine 8: same. */
static void arguments(void)
{
    struct wired wired;

    wire(&wired);
    receive(&wired, 4);
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK_SEEN(&wired, 0, 4);
    CHECK(wired.seen.count == 1 && memcmp(wired.data, "0123", 4) == 0);
    unwire(&wired);
}

/* Claim:  the result is a Win32 error: 995 for a request that is cancelled.
 * Source: as above, IoResult.  Wine 8: same. */
static void result_is_a_win32_error(void)
{
    struct wired wired;

    wire(&wired);
    start_and_pend(&wired);
    CHECK(CancelIoEx((HANDLE)wired.pair.mine, &wired.overlapped));
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK(wired.seen.count == 1);
    CHECK_SEEN(&wired, ERROR_OPERATION_ABORTED, 0);
    unwire(&wired);
}

/* Claim:  a request that succeeds at once has its callback too.
 * Source: "StartThreadpoolIo function", Remarks.  Wine 8: same. */
static void done_at_once(void)
{
    struct wired wired;

    wire(&wired);
    send_all(wired.pair.peer, "abc", 3);
    StartThreadpoolIo(wired.io);
    CHECK(started(start_recv(wired.pair.mine, wired.data, sizeof wired.data,
                             &wired.overlapped)));
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK(wired.seen.count == 1);
    CHECK_SEEN(&wired, 0, 3);
    unwire(&wired);
}

/* Claim:  each start is for one request; there may be many, one after
 *         another.
 * Source: "StartThreadpoolIo function".  Wine 8: same. */
static void again_and_again(void)
{
    struct wired wired;

    wire(&wired);
    for (LONG i = 1; i <= 50; i++) {
        receive(&wired, 1 + i % 9);
        WaitForThreadpoolIoCallbacks(wired.io, FALSE);
        CHECK(wired.seen.count == i);
        CHECK_SEEN(&wired, 0, (ULONG_PTR)(1 + i % 9));
    }
    unwire(&wired);
}

#define MANY 64

static struct {
    OVERLAPPED overlapped[MANY];
    char data[MANY][64];
    volatile LONG called[MANY], ran;
} many;

static void CALLBACK note_which(PTP_CALLBACK_INSTANCE instance, PVOID context,
                                PVOID overlapped, ULONG error, ULONG_PTR bytes,
                                PTP_IO io)
{
    ptrdiff_t which = (OVERLAPPED *)overlapped - many.overlapped;

    CHECK(instance != NULL && io != NULL && context == &many);
    CHECK(error == 0 && bytes == sizeof many.data[0]);
    if (CHECK(which >= 0 && which < MANY))
        InterlockedIncrement(&many.called[which]);
    InterlockedIncrement(&many.ran);
}

/* Claim:  requests of a file may be many at once; each has its callback, and
 *         a wait ends after the last one.
 * Source: "CreateThreadpoolIo function"; "WaitForThreadpoolIoCallbacks
 *         function".  Wine 8: same. */
static void many_at_once(void)
{
    HANDLE file = file_new(ASYNC, MANY * sizeof many.data[0]);
    PTP_IO io = CreateThreadpoolIo(file, note_which, &many, NULL);

    memset(&many, 0, sizeof many);
    for (int i = 0; i < MANY; i++) {
        many.overlapped[i] = overlapped_at((ULONGLONG)i * sizeof many.data[0]);
        StartThreadpoolIo(io);
        CHECK(started(start_read(file, many.data[i], sizeof many.data[i],
                                 &many.overlapped[i])));
    }
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CHECK(many.ran == MANY, "%d ran", (int)many.ran);
    for (int i = 0; i < MANY; i++)
        CHECK(many.called[i] == 1, "%d: %d", i, (int)many.called[i]);
    CloseHandle(file);
    CloseThreadpoolIo(io);
}

/* Claim:  callbacks run in the pool of the environment.
 * Source: "CreateThreadpoolIo function", pcbe.  Wine 8: same. */
static void in_a_pool(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    HANDLE file = file_new(ASYNC, sizeof many.data);
    PTP_IO io = CreateThreadpoolIo(file, note_which, &many, &environment);
    struct blocker blocker;

    memset(&many, 0, sizeof many);
    blocker_new(&blocker, pool);
    many.overlapped[0] = overlapped_at(0);
    StartThreadpoolIo(io);
    CHECK(started(start_read(file, many.data[0], sizeof many.data[0],
                             &many.overlapped[0])));
    CHECK(gate_is_quiet(&blocker.gate) && many.ran == 0);
    blocker_free(&blocker);
    WaitForThreadpoolIoCallbacks(io, FALSE);
    CHECK(many.ran == 1);
    CloseHandle(file);
    CloseThreadpoolIo(io);
    CloseThreadpool(pool);
}

/* ---- Waiting and cancelling -------------------------------------------- */

struct waiting {
    PTP_IO io;
    HANDLE over;
};

static DWORD WINAPI wait_for_io(void *argument)
{
    struct waiting *waiting = argument;

    WaitForThreadpoolIoCallbacks(waiting->io, FALSE);
    SetEvent(waiting->over);
    return 0;
}

static HANDLE waiting_thread(struct waiting *waiting, PTP_IO io)
{
    waiting->io = io;
    waiting->over = event_new();
    return thread_start(wait_for_io, waiting);
}

static void waiting_ends(struct waiting *waiting, HANDLE thread)
{
    CHECK(happens(waiting->over));
    CHECK(happens(thread));
    CloseHandle(thread);
    CloseHandle(waiting->over);
}

/* Claim:  with nothing started a wait returns at once.
 * Source: "WaitForThreadpoolIoCallbacks function"; Wine's tests.
 *         Wine 8: same. */
static void nothing_to_wait_for(void)
{
    struct wired wired;

    wire(&wired);
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    WaitForThreadpoolIoCallbacks(wired.io, TRUE);
    CHECK(wired.seen.count == 0);
    unwire(&wired);
}

/* Claim:  what was started is waited for, even if no request followed; taking
 *         it back ends the wait.
 * Source: "CancelThreadpoolIo function"; Wine's tests.  Wine 8: same. */
static void started_without_a_request(void)
{
    struct wired wired;
    struct waiting waiting;
    HANDLE thread;

    wire(&wired);
    StartThreadpoolIo(wired.io);
    thread = waiting_thread(&waiting, wired.io);
    CHECK(is_quiet(waiting.over));
    CancelThreadpoolIo(wired.io);
    waiting_ends(&waiting, thread);
    CHECK(wired.seen.count == 0);
    unwire(&wired);
}

/* Claim:  a wait lasts until the request has ended and its callback returned.
 * Source: "WaitForThreadpoolIoCallbacks function"; Wine's tests.
 *         Wine 8: same. */
static void waits_for_the_callback(void)
{
    struct wired wired;
    struct waiting waiting;
    HANDLE thread;

    wire(&wired);
    wired.seen.go = event_new();
    start_and_pend(&wired);
    thread = waiting_thread(&waiting, wired.io);
    CHECK(is_quiet(waiting.over), "the request is pending");
    send_all(wired.pair.peer, "z", 1);
    CHECK(happens(wired.seen.called));
    CHECK(is_quiet(waiting.over), "the callback runs");
    SetEvent(wired.seen.go);
    waiting_ends(&waiting, thread);
    CHECK_SEEN(&wired, 0, 1);
    unwire(&wired);
    CloseHandle(wired.seen.go);
}

/* Claim:  waiting with TRUE forgets what was started: it returns at once, the
 *         request goes on, and its callback never comes; later ones do.
 * Source: "WaitForThreadpoolIoCallbacks function"; Wine's tests.
 *         Wine 8: same. */
static void forgotten(void)
{
    struct wired wired;

    wire(&wired);
    start_and_pend(&wired);
    WaitForThreadpoolIoCallbacks(wired.io, TRUE);
    CHECK(!is_set(wired.done), "the request was not cancelled");
    send_all(wired.pair.peer, "gone", 4);
    CHECK(happens(wired.done));
    CHECK(wired.overlapped.Internal == 0 && wired.overlapped.InternalHigh == 4);
    CHECK(is_quiet(wired.seen.called) && wired.seen.count == 0);
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    receive(&wired, 2);
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK(wired.seen.count == 1);
    CHECK_SEEN(&wired, 0, 2);
    unwire(&wired);
}

/* Claim:  TRUE drops callbacks that are queued.
 * Source: as above, fCancelPendingCallbacks.  Wine 8: same. */
static void queued_ones_dropped(void)
{
    PTP_POOL pool = pool_new(1);
    TP_CALLBACK_ENVIRON environment = environment_of(pool);
    HANDLE file = file_new(ASYNC, sizeof many.data);
    PTP_IO io = CreateThreadpoolIo(file, note_which, &many, &environment);
    HANDLE done = event_new();
    struct blocker blocker;

    memset(&many, 0, sizeof many);
    blocker_new(&blocker, pool);
    many.overlapped[0] = overlapped_at(0);
    many.overlapped[0].hEvent = done;
    StartThreadpoolIo(io);
    CHECK(started(start_read(file, many.data[0], sizeof many.data[0],
                             &many.overlapped[0])));
    CHECK(happens(done));
    WaitForThreadpoolIoCallbacks(io, TRUE);
    blocker_free(&blocker);
    blocker_new(&blocker, pool); /* behind whatever was still queued */
    CHECK(many.ran == 0);
    blocker_free(&blocker);
    CloseHandle(file);
    CloseThreadpoolIo(io);
    CloseThreadpool(pool);
    CloseHandle(done);
}

/* Claim:  a completion without a start has no callback: taken back before the
 *         request ended, it is dropped.
 * Source: Wine's ntdll thread pool tests.  Wine 8: same. */
static void taken_back(void)
{
    struct wired wired;

    wire(&wired);
    start_and_pend(&wired);
    CancelThreadpoolIo(wired.io);
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK(!is_set(wired.done), "the request was not cancelled");
    send_all(wired.pair.peer, "x", 1);
    CHECK(happens(wired.done));
    CHECK(is_quiet(wired.seen.called) && wired.seen.count == 0);
    unwire(&wired);
}

/* Claim:  on a handle that posts nothing for what succeeds at once, it has to
 *         be taken back, and no callback comes.
 * Source: "StartThreadpoolIo function", Remarks;
 *         "SetFileCompletionNotificationModes function".  Wine 8: same. */
static void skip_mode(void)
{
    struct wired wired;
    fd_set readable;

    wire(&wired);
    send_all(wired.pair.peer, "y", 1);
    FD_ZERO(&readable);
    FD_SET(wired.pair.mine, &readable);
    CHECK(select(0, &readable, NULL, NULL, NULL) == 1);
    CHECK(SetFileCompletionNotificationModes(
        (HANDLE)wired.pair.mine, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    StartThreadpoolIo(wired.io);
    CHECK(start_recv(wired.pair.mine, wired.data, 1, &wired.overlapped) == 0);
    CancelThreadpoolIo(wired.io);
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK(is_quiet(wired.seen.called) && wired.seen.count == 0);
    receive(&wired, 3); /* what was pending has its packet */
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK_SEEN(&wired, 0, 3);
    unwire(&wired);
}

/* Claim:  a request that fails at once has to be taken back, and no callback
 *         comes.
 * Source: "CancelThreadpoolIo function", Remarks.  Wine 8: same. */
static void failed_at_once(void)
{
    struct wired wired;

    wire(&wired);
    CHECK(shutdown(wired.pair.mine, SD_SEND) == 0);
    StartThreadpoolIo(wired.io);
    CHECK(start_send(wired.pair.mine, "y", 1, &wired.overlapped) ==
          WSAESHUTDOWN);
    CancelThreadpoolIo(wired.io);
    WaitForThreadpoolIoCallbacks(wired.io, FALSE);
    CHECK(is_quiet(wired.seen.called) && wired.seen.count == 0);
    unwire(&wired);
}

/* Claim:  an event with its low bit set keeps the packet, and so the
 *         callback, away.
 * Source: "GetQueuedCompletionStatus function", Remarks.  Wine 8: same. */
static void no_packet_no_callback(void)
{
    struct wired wired;

    wire(&wired);
    wired.overlapped.hEvent = without_packet(wired.done);
    start_and_pend(&wired);
    send_all(wired.pair.peer, "x", 1);
    CHECK(happens(wired.done));
    CHECK(is_quiet(wired.seen.called) && wired.seen.count == 0);
    CancelThreadpoolIo(wired.io);
    unwire(&wired);
}

TAP_MAIN(CASE(arguments), CASE(result_is_a_win32_error), CASE(done_at_once),
         CASE(again_and_again), CASE(many_at_once), CASE(in_a_pool),
         CASE(nothing_to_wait_for), CASE(started_without_a_request),
         CASE(waits_for_the_callback), CASE(forgotten),
         CASE(queued_ones_dropped), CASE(taken_back), CASE(skip_mode),
         CASE(failed_at_once), CASE(no_packet_no_callback))
