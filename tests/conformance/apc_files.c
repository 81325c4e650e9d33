/* ReadFileEx and WriteFileEx: requests that end with a call. */
#include "support.h"

#define SIZE 64

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

static void start(void)
{
    memset(&told, 0, sizeof told);
}

/* Waits alertably until the routine was called that often. */
static int called(LONG times)
{
    while (told.calls < times)
        if (SleepEx(DEADLINE, TRUE) == 0)
            break;
    return told.calls == times;
}

/* Claim:  the routine is called on this thread in an alertable wait, with 0 and
 *         the count; the OVERLAPPED is final by then.
 * Source: "ReadFileEx function"; "LPOVERLAPPED_COMPLETION_ROUTINE callback
 *         function".  Wine 8: same. */
static void read_calls(void)
{
    HANDLE file = file_new(ASYNC, SIZE);
    OVERLAPPED overlapped = overlapped_at(8);
    char expected[SIZE], data[SIZE] = {0};

    start();
    fill_pattern(expected, SIZE, 0);
    SetLastError(UNTOUCHED);
    CHECK(ReadFileEx(file, data, 16, &overlapped, routine));
    CHECK(GetLastError() == 0 || tap_where() != NATIVE);
    CHECK(told.calls == 0);
    CHECK(called(1));
    CHECK(told.error == 0 && told.bytes == 16);
    CHECK(told.overlapped == &overlapped);
    CHECK(told.thread == GetCurrentThreadId());
    CHECK(told.internal == 0 && told.high == 16);
    CHECK(memcmp(data, expected + 8, 16) == 0);
    CHECK(SleepEx(0, TRUE) == 0 && told.calls == 1);
    CloseHandle(file);
}

/* Claim:  writing is the same.
 * Source: "WriteFileEx function".  Wine 8: same. */
static void write_calls(void)
{
    HANDLE file = file_new(ASYNC, SIZE);
    OVERLAPPED overlapped = overlapped_at(4), check = overlapped_at(4);
    char data[8] = {0};

    start();
    CHECK(WriteFileEx(file, "12345678", 8, &overlapped, routine));
    CHECK(told.calls == 0);
    CHECK(called(1) && told.error == 0 && told.bytes == 8);
    CHECK(ReadFileEx(file, data, 8, &check, routine));
    CHECK(called(2) && memcmp(data, "12345678", 8) == 0);
    CloseHandle(file);
}

/* Claim:  the routine is never called before the call has returned, nor in a
 *         wait that is not alertable, though the request has ended.
 * Source: "ReadFileEx function", Return value; Wine's kernel32 pipe test.
 *         Wine 8: same. */
static void not_before_an_alertable_wait(void)
{
    HANDLE file = file_new(ASYNC, SIZE);
    OVERLAPPED overlapped = overlapped_at(0);
    char data[SIZE];

    start();
    CHECK(ReadFileEx(file, data, SIZE, &overlapped, routine));
    CHECK(WAIT_UNTIL(HasOverlappedIoCompleted(&overlapped)));
    Sleep(1);
    CHECK(told.calls == 0);
    CHECK(SleepEx(INFINITE, TRUE) == WAIT_IO_COMPLETION && told.calls == 1);
    CloseHandle(file);
}

/* Claim:  hEvent is the program's own: it may be no handle, and an event there
 *         is neither reset nor set.
 * Source: "ReadFileEx function", Parameters.  Wine 8: same. */
static void event_is_not_looked_at(void)
{
    HANDLE file = file_new(ASYNC, SIZE), event = event_new();
    OVERLAPPED one = overlapped_at(0), other = overlapped_at(0);
    char data[SIZE];

    start();
    one.hEvent = (HANDLE)data;
    CHECK(ReadFileEx(file, data, SIZE, &one, routine));
    CHECK(called(1) && one.hEvent == (HANDLE)data);
    other.hEvent = event;
    CHECK(ReadFileEx(file, data, SIZE, &other, routine));
    CHECK(called(2) && !is_set(event));
    SetEvent(event);
    CHECK(ReadFileEx(file, data, SIZE, &other, routine));
    CHECK(is_set(event));
    CHECK(called(3) && is_set(event));
    CloseHandle(event);
    CloseHandle(file);
}

/* Claim:  at the end of the file the routine is told 38, and 0 bytes.
 * Source: "ReadFileEx function", Return value.  Wine 8: same, or fails at once.
 */
static void end_of_file(void)
{
    HANDLE file = file_new(ASYNC, SIZE);
    OVERLAPPED overlapped = overlapped_at(SIZE);
    char data[SIZE];

    start();
    if (ReadFileEx(file, data, SIZE, &overlapped, routine)) {
        CHECK(called(1));
        CHECK(told.error == ERROR_HANDLE_EOF && told.bytes == 0);
    } else {
        CHECK_ERROR(ERROR_HANDLE_EOF);
        CHECK(SleepEx(0, TRUE) == 0);
    }
    CloseHandle(file);
}

/* Claim:  what does not start calls nothing: a handle that is synchronous, has
 *         a port, is none, or lacks the right.
 * Source: "ReadFileEx function"; Wine's ntdll file test_file_io_completion.
 *         Wine 8: reads of synchronous handles, and of those with a port,
 *         start. */
static void refused(void)
{
    HANDLE sync = file_new(0, SIZE), ported = file_new(ASYNC, SIZE);
    HANDLE port = port_new(0), closed = event_new();
    OVERLAPPED overlapped = overlapped_at(0);
    char data[SIZE];

    start();
    port_add(port, ported, KEY);
    CloseHandle(closed);
    DIFFERS(WINE_8, "takes handles with a port")
    CHECK_FAILS(ReadFileEx(ported, data, SIZE, &overlapped, routine),
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "takes handles with a port")
    CHECK_FAILS(WriteFileEx(ported, data, SIZE, &overlapped, routine),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(ReadFileEx(closed, data, SIZE, &overlapped, routine),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(WriteFileEx(closed, data, SIZE, &overlapped, routine),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(ReadFileEx(port, data, SIZE, &overlapped, routine),
                ERROR_INVALID_HANDLE);
    if (tap_where() == NATIVE) {
        CHECK_FAILS(ReadFileEx(sync, data, SIZE, &overlapped, routine),
                    ERROR_INVALID_PARAMETER);
        CHECK_FAILS(WriteFileEx(sync, data, SIZE, &overlapped, routine),
                    ERROR_INVALID_PARAMETER);
        CHECK(SleepEx(0, TRUE) == 0);
    }
    SleepEx(10, TRUE);
    CloseHandle(port);
    CloseHandle(ported);
    CloseHandle(sync);
}

/* Claim:  many routines of one thread are called one after the other, each for
 *         its own request.
 * Source: "ReadFileEx function".  Wine 8: same. */
static void many_at_once(void)
{
    HANDLE file = file_new(ASYNC, SIZE);
    OVERLAPPED overlapped[SIZE];
    char data[SIZE], expected[SIZE];

    start();
    fill_pattern(expected, SIZE, 0);
    for (int i = 0; i < SIZE; i++) {
        overlapped[i] = overlapped_at((ULONGLONG)i);
        CHECK(ReadFileEx(file, &data[i], 1, &overlapped[i], routine));
    }
    CHECK(called(SIZE));
    CHECK(memcmp(data, expected, SIZE) == 0);
    CloseHandle(file);
}

/* ---- Thread exit --------------------------------------------------------- */

struct reader {
    HANDLE file;
    OVERLAPPED overlapped;
    char data[SIZE];
};

static DWORD WINAPI read_and_exit(void *argument)
{
    struct reader *reader = argument;

    CHECK(ReadFileEx(reader->file, reader->data, SIZE, &reader->overlapped,
                     routine));
    return 0;
}

/* Claim:  the routine of a thread that ended is never called, by nobody.
 * Source: "ReadFileEx function"; "QueueUserAPC function", Remarks.
 *         Wine 8: same. */
static void lost_with_the_thread(void)
{
    struct reader reader = {.file = file_new(ASYNC, SIZE),
                            .overlapped = overlapped_at(0)};
    HANDLE thread = thread_start(read_and_exit, &reader);

    start();
    thread_join(thread);
    CHECK(WAIT_UNTIL(HasOverlappedIoCompleted(&reader.overlapped)));
    CHECK(SleepEx(1, TRUE) == 0 && told.calls == 0);
    CloseHandle(reader.file);
}

/* Claim:  a read goes on with its routine when the handle gets a port before
 *         its end, and posts nothing there.
 * Source: Wine's ntdll file test_file_io_completion.  Wine 8: same. */
static void port_comes_later(void)
{
    HANDLE file = file_new(ASYNC, SIZE), port;
    OVERLAPPED overlapped = overlapped_at(0);
    char data[SIZE];

    start();
    CHECK(ReadFileEx(file, data, SIZE, &overlapped, routine));
    port = port_new(0);
    port_add(port, file, KEY);
    CHECK(called(1) && told.error == 0);
    CHECK_NO_PACKET(port);
    CloseHandle(file);
    CloseHandle(port);
}

TAP_MAIN(CASE(read_calls), CASE(write_calls),
         CASE(not_before_an_alertable_wait), CASE(event_is_not_looked_at),
         CASE(end_of_file), CASE(refused), CASE(many_at_once),
         CASE(lost_with_the_thread), CASE(port_comes_later))
