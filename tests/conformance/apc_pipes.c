/* ReadFileEx and WriteFileEx on pipes: requests that wait, that are done at
 * once, cut messages, ends and cancels. */
#include "pipes.h"

/* What the routine was told, the last time. */
static struct told {
    volatile LONG calls;
    DWORD error, bytes, thread;
    OVERLAPPED *overlapped;
    ULONG_PTR internal, high;
} told;

static void CALLBACK routine(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    told.error = error;
    told.bytes = bytes;
    told.overlapped = overlapped;
    told.thread = GetCurrentThreadId();
    told.internal = overlapped->Internal;
    told.high = overlapped->InternalHigh;
    InterlockedIncrement(&told.calls);
}

static struct pipe_pair pair_start(DWORD mode)
{
    memset(&told, 0, sizeof told);
    return pipe_pair(mode);
}

/* Waits alertably until the routine was called that often. */
static int called(LONG times)
{
    while (told.calls < times)
        if (SleepEx(DEADLINE, TRUE) == 0)
            break;
    return told.calls == times;
}

/* Nothing is queued for this thread. */
static int calls_nothing(void)
{
    return SleepEx(0, TRUE) == 0 && told.calls == 0;
}

/* Claim:  a read waits for data; its routine is called on this thread, in an
 *         alertable wait and not before.
 * Source: "ReadFileEx function"; Wine's kernel32 pipe test_readfileex_pending.
 *         Wine 8: same. */
static void read_waits(void)
{
    struct pipe_pair pair = pair_start(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char data[8] = "";

    CHECK(ReadFileEx(pair.server, data, 4, &ov, routine));
    CHECK(ov.Internal == PENDING);
    CHECK(calls_nothing());
    CHECK(pipe_send(pair.client, "abcd", 4));
    CHECK(told.calls == 0);
    CHECK(called(1));
    CHECK(told.error == 0 && told.bytes == 4 && told.overlapped == &ov);
    CHECK(told.thread == GetCurrentThreadId());
    CHECK(told.internal == 0 && told.high == 4);
    CHECK(memcmp(data, "abcd", 4) == 0);
    pipe_close(&pair);
}

/* Claim:  what is done at once calls its routine too, later.
 * Source: "WriteFileEx function"; Wine's kernel32 pipe serverThreadMain5.
 *         Wine 8: same. */
static void done_at_once(void)
{
    struct pipe_pair pair = pair_start(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char data[4];

    CHECK(WriteFileEx(pair.server, "abcd", 4, &ov, routine));
    CHECK(told.calls == 0);
    CHECK(called(1));
    CHECK(told.error == 0 && told.bytes == 4 && told.internal == 0);
    CHECK(pipe_holds(pair.client, "abcd"));
    CHECK(pipe_send(pair.client, "wxyz", 4));
    CHECK(ReadFileEx(pair.server, data, 4, &ov, routine));
    CHECK(told.calls == 1);
    CHECK(called(2));
    CHECK(told.error == 0 && told.bytes == 4);
    pipe_close(&pair);
}

/* Claim:  a write that finds no room waits until it was read.
 * Source: "WriteFileEx function".  Wine 8: same. */
static void write_waits(void)
{
    static char much[2 * QUOTA], got[2 * QUOTA];
    struct pipe_pair pair = pair_start(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL), read = overlapped_new(event_new());
    DWORD bytes = 0;

    fill_pattern(much, sizeof much, 1);
    CHECK(WriteFileEx(pair.server, much, sizeof much, &ov, routine));
    CHECK(calls_nothing());
    CHECK(ReadFile(pair.client, got, sizeof got, NULL, &read) ||
          GetLastError() == ERROR_IO_PENDING);
    CHECK(GetOverlappedResult(pair.client, &read, &bytes, TRUE));
    CHECK(bytes == sizeof got && memcmp(got, much, sizeof got) == 0);
    CHECK(called(1));
    CHECK(told.error == 0 && told.bytes == sizeof much);
    CloseHandle(read.hEvent);
    pipe_close(&pair);
}

/* Claim:  a message that was cut is a success to the routine, with the bytes
 *         that came; GetOverlappedResult tells 234.
 * Source: "LPOVERLAPPED_COMPLETION_ROUTINE callback function", Parameters;
 *         "ReadFileEx function", Return value.
 *         Wine 8: tells the routine 234, and what is cut at once returns
 *         FALSE. */
static void cut_message(void)
{
    struct pipe_pair pair = pair_start(PIPE_MESSAGES);
    OVERLAPPED ov = overlapped_new(NULL);
    DWORD bytes = 0;
    BOOL started;
    char data[3];

    for (int at_once = 0; at_once < 2; at_once++) {
        told.calls = 0;
        if (at_once)
            CHECK(pipe_send(pair.client, "abcdef", 6));
        SetLastError(UNTOUCHED);
        started = ReadFileEx(pair.server, data, sizeof data, &ov, routine);
        if (at_once) {
            CHECK_ERROR(ERROR_MORE_DATA);
            DIFFERS(WINE_8, "returns FALSE") CHECK(started);
        } else {
            CHECK(started);
        }
        if (!at_once)
            CHECK(pipe_send(pair.client, "abcdef", 6));
        CHECK(called(1));
        DIFFERS(WINE_8, "says 234") CHECK(told.error == 0);
        CHECK(told.bytes == sizeof data);
        CHECK_FAILS(GetOverlappedResult(pair.server, &ov, &bytes, FALSE),
                    ERROR_MORE_DATA);
        CHECK(bytes == sizeof data);
        CHECK(pipe_holds(pair.server, "def"));
    }
    pipe_close(&pair);
}

/* Claim:  what does not start calls nothing: 109 and 232 when the other end is
 *         closed.
 * Source: "ReadFileEx function", Return value.  Wine 8: same. */
static void other_end_is_closed(void)
{
    struct pipe_pair pair = pair_start(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    CHECK(CloseHandle(pair.client));
    CHECK_FAILS(ReadFileEx(pair.server, &byte, 1, &ov, routine),
                ERROR_BROKEN_PIPE);
    CHECK_FAILS(WriteFileEx(pair.server, "x", 1, &ov, routine), ERROR_NO_DATA);
    CHECK(calls_nothing());
    CloseHandle(pair.server);
}

/* Claim:  a read that waits is told 109 when the other end is closed, and when
 *         its own is; 0 bytes.
 * Source: "ReadFile function", Pipes; Wine's ntdll file
 *         test_file_io_completion.  Wine 8: same. */
static void closed_while_it_waits(void)
{
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    for (int own = 0; own < 2; own++) {
        struct pipe_pair pair = pair_start(PIPE_BYTES);

        CHECK(ReadFileEx(pair.server, &byte, 1, &ov, routine));
        CHECK(CloseHandle(own ? pair.server : pair.client));
        CHECK(called(1));
        CHECK(told.error == ERROR_BROKEN_PIPE && told.bytes == 0, "%d: %u", own,
              (unsigned)told.error);
        CHECK(CloseHandle(own ? pair.client : pair.server));
    }
}

/* Claim:  a cancelled request calls its routine, in the next alertable wait of
 *         the thread that issued it: 995, 0 bytes.
 * Source: Wine's ntdll pipe test_cancelio.  Wine 8: same. */
static void cancelled(void)
{
    static char much[2 * QUOTA];
    struct pipe_pair pair = pair_start(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    CHECK(ReadFileEx(pair.server, &byte, 1, &ov, routine));
    CHECK(CancelIo(pair.server));
    CHECK(told.calls == 0);
    CHECK(called(1));
    CHECK(told.error == ERROR_OPERATION_ABORTED && told.bytes == 0);
    CHECK(told.internal == 0xC0000120);
    CHECK(WriteFileEx(pair.server, much, sizeof much, &ov, routine));
    CHECK(CancelIoEx(pair.server, &ov));
    CHECK(called(2));
    CHECK(told.error == ERROR_OPERATION_ABORTED && told.bytes == 0);
    pipe_close(&pair);
}

/* Claim:  hEvent is the program's own: it may be no handle.
 * Source: "ReadFileEx function", Parameters.  Wine 8: same. */
static void event_is_not_looked_at(void)
{
    struct pipe_pair pair = pair_start(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new((HANDLE)&pair);
    char byte;

    CHECK(ReadFileEx(pair.server, &byte, 1, &ov, routine));
    CHECK(pipe_send(pair.client, "x", 1));
    CHECK(called(1));
    CHECK(told.error == 0 && ov.hEvent == (HANDLE)&pair);
    CHECK(WriteFileEx(pair.server, "y", 1, &ov, routine));
    CHECK(called(2));
    CHECK(told.error == 0);
    pipe_close(&pair);
}

/* Claim:  a read of no bytes waits for data and leaves it.
 * Source: Wine's kernel32 pipe test_readfileex_pending.  Wine 8: same. */
static void read_of_nothing(void)
{
    struct pipe_pair pair = pair_start(PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    CHECK(ReadFileEx(pair.server, &byte, 0, &ov, routine));
    CHECK(calls_nothing());
    CHECK(pipe_send(pair.client, "abc", 3));
    CHECK(called(1));
    CHECK(told.error == 0 && told.bytes == 0);
    CHECK(pipe_holds(pair.server, "abc"));
    pipe_close(&pair);
}

/* Claim:  a pipe with a port takes no routines: 87, nothing is called, nothing
 *         posted, no data taken.
 * Source: Wine's ntdll file test_file_io_completion.  Wine 8: starts them. */
static void port_or_routine(void)
{
    HANDLE port;
    struct pipe_pair pair;
    OVERLAPPED ov = overlapped_new(NULL);
    char data[2];

    if (tap_where() == WINE_8)
        SKIP("it starts them");
    pair = pair_start(PIPE_BYTES);
    port = port_new(0);
    port_add(port, pair.server, KEY);
    CHECK(pipe_send(pair.client, "ab", 2));
    CHECK_FAILS(ReadFileEx(pair.server, data, 2, &ov, routine),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WriteFileEx(pair.server, "x", 1, &ov, routine),
                ERROR_INVALID_PARAMETER);
    CHECK(calls_nothing());
    CHECK_NO_PACKET(port);
    CHECK(ReadFile(pair.server, data, 2, NULL, &ov) ||
          GetLastError() == ERROR_IO_PENDING);
    CHECK_PACKET(port, KEY, &ov, 2, 0);
    pipe_close(&pair);
    CloseHandle(port);
}

TAP_MAIN(CASE(read_waits), CASE(done_at_once), CASE(write_waits),
         CASE(cut_message), CASE(other_end_is_closed),
         CASE(closed_while_it_waits), CASE(cancelled),
         CASE(event_is_not_looked_at), CASE(read_of_nothing),
         CASE(port_or_routine))
