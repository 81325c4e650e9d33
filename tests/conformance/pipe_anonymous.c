/* CreatePipe. */
#include "pipes.h"

/* Claim:  what is written at one end is read at the other; each end has its
 *         direction: 5.
 * Source: "CreatePipe function".  Wine 8: same. */
static void both_ends(void)
{
    HANDLE read, write;
    DWORD done;
    char buf[8];

    CHECK(CreatePipe(&read, &write, NULL, 0));
    CHECK(WriteFile(write, "hello", 5, &done, NULL) && done == 5);
    CHECK(ReadFile(read, buf, sizeof buf, &done, NULL) && done == 5);
    CHECK(memcmp(buf, "hello", 5) == 0);
    CHECK_FAILS(WriteFile(read, "x", 1, &done, NULL), ERROR_ACCESS_DENIED);
    CHECK_FAILS(ReadFile(write, buf, 1, &done, NULL), ERROR_ACCESS_DENIED);
    CHECK(GetFileType(read) == FILE_TYPE_PIPE);
    CloseHandle(read);
    CloseHandle(write);
}

/* Claim:  the writer closed: data first, then 109; the reader closed: 232.
 * Source: Wine's kernel32 pipe test_CreatePipe.  Wine 8: same. */
static void ends_closed(void)
{
    HANDLE read, write;
    DWORD done;
    char buf[8];

    CHECK(CreatePipe(&read, &write, NULL, 0));
    CHECK(WriteFile(write, "last", 4, &done, NULL));
    CloseHandle(write);
    CHECK(ReadFile(read, buf, sizeof buf, &done, NULL) && done == 4);
    CHECK_FAILS(ReadFile(read, buf, sizeof buf, &done, NULL),
                ERROR_BROKEN_PIPE);
    CloseHandle(read);
    CHECK(CreatePipe(&read, &write, NULL, 0));
    CloseHandle(read);
    CHECK_FAILS(WriteFile(write, "x", 1, &done, NULL), ERROR_NO_DATA);
    CloseHandle(write);
}

/* Claim:  nSize 0 is 4096 bytes, which are written without a reader.
 * Source: Wine's kernel32 pipe test_CreatePipe.  Wine 8: same. */
static void default_size(void)
{
    static char data[4096];
    HANDLE read, write;
    DWORD done, in = 0, all = 0;

    CHECK(CreatePipe(&read, &write, NULL, 0));
    CHECK(GetNamedPipeInfo(read, NULL, NULL, &in, NULL) && in == 4096);
    CHECK(WriteFile(write, data, sizeof data, &done, NULL));
    CHECK(PeekNamedPipe(read, NULL, 0, NULL, &all, NULL) && all == 4096);
    CloseHandle(read);
    CloseHandle(write);
}

/* Claim:  no port takes its ends: 87.
 * Source: "CreateIoCompletionPort function", FileHandle.  Wine 8: same. */
static void no_port(void)
{
    HANDLE port = port_new(0), read, write;

    CHECK(CreatePipe(&read, &write, NULL, 0));
    CHECK_FAILS(CreateIoCompletionPort(read, port, KEY, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateIoCompletionPort(write, port, KEY, 0),
                ERROR_INVALID_PARAMETER);
    CloseHandle(read);
    CloseHandle(write);
    CloseHandle(port);
}

#define BLOCK 70000

static DWORD WINAPI write_block(LPVOID argument)
{
    static char data[BLOCK];
    HANDLE write = *(HANDLE *)argument;
    DWORD done = 0;

    fill_pattern(data, sizeof data, 5);
    CHECK(WriteFile(write, data, sizeof data, &done, NULL) && done == BLOCK);
    return (DWORD)CloseHandle(write);
}

/* Claim:  a large write waits for its reader, and all of it arrives.
 * Source: "Anonymous Pipe Operations".  Wine 8: same. */
static void large_write(void)
{
    static char copy[BLOCK], expected[BLOCK];
    HANDLE read, write, thread;
    DWORD done, total = 0;

    CHECK(CreatePipe(&read, &write, NULL, 100));
    thread = thread_start(write_block, &write);
    while (total < BLOCK &&
           CHECK(ReadFile(read, copy + total, 999, &done, NULL)))
        total += done;
    thread_join(thread);
    fill_pattern(expected, sizeof expected, 5);
    CHECK(total == BLOCK && memcmp(copy, expected, BLOCK) == 0);
    CHECK_FAILS(ReadFile(read, copy, 1, &done, NULL), ERROR_BROKEN_PIPE);
    CloseHandle(read);
}

/* Claim:  PeekNamedPipe looks at the end that reads, and only there.
 * Source: "PeekNamedPipe function".  Wine 8: tells what is left in the pipe. */
static void peek(void)
{
    HANDLE read, write;
    DWORD done, copied = 0, all = 0, left = 77;
    char buf[4];

    CHECK(CreatePipe(&read, &write, NULL, 0));
    CHECK(WriteFile(write, "hello", 5, &done, NULL));
    CHECK(PeekNamedPipe(read, buf, 4, &copied, &all, &left));
    CHECK(copied == 4 && all == 5);
    DIFFERS(WINE_8, "tells what is left in the pipe") CHECK(left == 0);
    CHECK_FAILS(PeekNamedPipe(write, NULL, 0, NULL, &all, NULL),
                ERROR_ACCESS_DENIED);
    CloseHandle(read);
    CloseHandle(write);
}

TAP_MAIN(CASE(both_ends), CASE(ends_closed), CASE(default_size), CASE(no_port),
         CASE(large_write), CASE(peek))
