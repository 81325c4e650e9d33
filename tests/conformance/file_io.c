/* ReadFile and WriteFile: asynchronous with a port, synchronous with and
 * without OVERLAPPED, ends of files, far offsets. */
#include "support.h"

#define FAR_AWAY (5ull << 30) /* beyond 4 GiB */

/* A request of an associated file went well or ends in its packet. */
#define CHECK_DONE(port, result, overlapped, bytes, error)                     \
    do {                                                                       \
        int result_ = (result);                                                \
                                                                               \
        CHECK(started(result_), "result %d", result_);                         \
        CHECK_PACKET((port), KEY, (overlapped), (bytes), (error));             \
    } while (0)

static HANDLE file_on(HANDLE port, DWORD size)
{
    HANDLE file = file_new(ASYNC, size);

    port_add(port, file, KEY);
    return file;
}

/* Claim:  reads and writes go to the offset of their OVERLAPPED, and each
 *         posts one packet with its count.
 * Source: "ReadFile function", "WriteFile function".  Wine 8: same. */
static void requests_use_their_offset(void)
{
    HANDLE port = port_new(0), file = file_on(port, 1000);
    OVERLAPPED ov = overlapped_at(100);
    char buf[100], expected[1000];

    fill_pattern(expected, sizeof expected, 0);
    CHECK_DONE(port, start_read(file, buf, 50, &ov), &ov, 50, 0);
    CHECK(memcmp(buf, expected + 100, 50) == 0);
    CHECK(ov.Internal == 0 && ov.InternalHigh == 50);
    ov = overlapped_at(500);
    CHECK_DONE(port, start_write(file, "written", 7, &ov), &ov, 7, 0);
    ov = overlapped_at(498);
    CHECK_DONE(port, start_read(file, buf, 11, &ov), &ov, 11, 0);
    memcpy(expected + 500, "written", 7);
    CHECK(memcmp(buf, expected + 498, 11) == 0);
    CHECK_NO_PACKET(port);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  the pointer of an asynchronous file neither matters nor moves.
 * Source: "FILE_FLAG_OVERLAPPED" in "CreateFileA function".  Wine 8: same. */
static void file_pointer_stays(void)
{
    HANDLE port = port_new(0), file = file_on(port, 1000);
    OVERLAPPED ov = overlapped_at(100);
    LARGE_INTEGER zero = {.QuadPart = 0}, where = {.QuadPart = -1};
    char buf[50];

    CHECK_DONE(port, start_read(file, buf, 50, &ov), &ov, 50, 0);
    CHECK(SetFilePointerEx(file, zero, &where, FILE_CURRENT));
    CHECK(where.QuadPart == 0);
    CHECK_DONE(port, start_write(file, buf, 50, &ov), &ov, 50, 0);
    CHECK(SetFilePointerEx(file, zero, &where, FILE_CURRENT));
    CHECK(where.QuadPart == 0);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  at the end, and beyond, a read starts and fails with 38 through its
 *         packet; one that crosses the end is short.
 * Source: "ReadFile function", Remarks; Wine's ntdll file test_read_write.
 *         Wine 8: same. */
static void asynchronous_end_of_file(void)
{
    static const ULONGLONG places[] = {100, 101, FAR_AWAY};
    HANDLE port = port_new(0), file = file_on(port, 100);
    OVERLAPPED ov;
    DWORD bytes = UNTOUCHED;
    char buf[50];

    for (unsigned i = 0; i < COUNT_OF(places); i++) {
        ov = overlapped_at(places[i]);
        CHECK(start_read(file, buf, 50, &ov) == ERROR_IO_PENDING);
        CHECK_PACKET(port, KEY, &ov, 0, ERROR_HANDLE_EOF);
        CHECK((DWORD)ov.Internal == 0xc0000011 && ov.InternalHigh == 0);
        CHECK_FAILS(GetOverlappedResult(file, &ov, &bytes, TRUE),
                    ERROR_HANDLE_EOF);
        CHECK(bytes == 0);
    }
    ov = overlapped_at(90);
    CHECK_DONE(port, start_read(file, buf, 50, &ov), &ov, 10, 0);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  reading zero bytes succeeds everywhere, with a NULL buffer too.
 * Source: Wine's ntdll file test_read_write.  Wine 8: same. */
static void zero_byte_reads(void)
{
    HANDLE port = port_new(0), file = file_on(port, 100);
    OVERLAPPED ov = overlapped_at(0);

    CHECK_DONE(port, start_read(file, NULL, 0, &ov), &ov, 0, 0);
    ov = overlapped_at(100);
    CHECK_DONE(port, start_read(file, NULL, 0, &ov), &ov, 0, 0);
    ov = overlapped_at(FAR_AWAY);
    CHECK_DONE(port, start_read(file, NULL, 0, &ov), &ov, 0, 0);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  writing zero bytes succeeds and does not grow the file.
 * Source: "WriteFile function", Remarks; docs/semantics/files.md.
 *         Wine 8: same. */
static void zero_byte_writes(void)
{
    HANDLE port = port_new(0), file = file_on(port, 100);
    OVERLAPPED ov = overlapped_at(500);
    LARGE_INTEGER size;

    CHECK_DONE(port, start_write(file, "", 0, &ov), &ov, 0, 0);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 100);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  offsets have 64 bits: a write beyond 4 GiB leaves a gap of zeros.
 * Source: "WriteFile function"; "SetEndOfFile function".  Wine 8: same. */
static void offsets_beyond_4_gib(void)
{
    HANDLE port = port_new(0), file = file_on(port, 100);
    OVERLAPPED ov = overlapped_at(FAR_AWAY);
    LARGE_INTEGER size;
    char buf[20], zeros[10] = {0};

    CHECK_DONE(port, start_write(file, "far away", 8, &ov), &ov, 8, 0);
    CHECK(GetFileSizeEx(file, &size) &&
          size.QuadPart == (LONGLONG)FAR_AWAY + 8);
    ov = overlapped_at(FAR_AWAY - 10);
    CHECK_DONE(port, start_read(file, buf, 20, &ov), &ov, 18, 0);
    CHECK(memcmp(buf, zeros, 10) == 0 && memcmp(buf + 10, "far away", 8) == 0);
    ov = overlapped_at(FAR_AWAY & 0xffffffff);
    CHECK_DONE(port, start_read(file, buf, 8, &ov), &ov, 8, 0);
    CHECK(memcmp(buf, zeros, 8) == 0);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  a write at offset 0xffffffffffffffff appends; a read there is 87, as
 *         are other negative offsets.
 * Source: "WriteFile function", lpOverlapped; Wine's ntdll file tests.
 *         Wine 8: a refused one posts a packet all the same. */
static void negative_offsets(void)
{
    HANDLE port = port_new(0), file = file_on(port, 100);
    OVERLAPPED ov = overlapped_at(~0ull);
    LARGE_INTEGER size;
    char buf[8];

    CHECK_DONE(port, start_write(file, "end", 3, &ov), &ov, 3, 0);
    CHECK(GetFileSizeEx(file, &size) && size.QuadPart == 103);
    ov = overlapped_at(100);
    CHECK_DONE(port, start_read(file, buf, 8, &ov), &ov, 3, 0);
    CHECK(memcmp(buf, "end", 3) == 0);
    ov = overlapped_at(~0ull);
    CHECK(start_read(file, buf, 3, &ov) == ERROR_INVALID_PARAMETER);
    ov = overlapped_at(0x8000000000000000);
    CHECK(start_read(file, buf, 3, &ov) == ERROR_INVALID_PARAMETER);
    CHECK(start_write(file, buf, 3, &ov) == ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "a read refused for its offset posts a packet")
    CHECK_NO_PACKET(port);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  an asynchronous file needs an OVERLAPPED: 87, count 0.
 * Source: "ReadFile function", lpOverlapped; docs/semantics/files.md.
 *         Wine 8: same. */
static void asynchronous_needs_overlapped(void)
{
    HANDLE port = port_new(0), file = file_on(port, 100);
    DWORD done = UNTOUCHED;
    char buf[8] = "before";

    CHECK_FAILS(ReadFile(file, buf, 8, &done, NULL), ERROR_INVALID_PARAMETER);
    CHECK(done == 0 && strcmp(buf, "before") == 0);
    done = UNTOUCHED;
    CHECK_FAILS(WriteFile(file, buf, 8, &done, NULL), ERROR_INVALID_PARAMETER);
    CHECK(done == 0);
    CHECK_FAILS(ReadFile(file, buf, 8, NULL, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(WriteFile(file, buf, 8, NULL, NULL), ERROR_INVALID_PARAMETER);
    CHECK_NO_PACKET(port);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  the count is set to 0 on entry; with 997 it stays 0.
 * Source: docs/semantics/files.md.  Wine 8: same. */
static void count_is_zeroed(void)
{
    HANDLE port = port_new(0), file = file_on(port, 100);
    OVERLAPPED ov = overlapped_at(0);
    DWORD done = UNTOUCHED;
    char buf[8];

    if (ReadFile(file, buf, 8, &done, &ov))
        CHECK(done == 8);
    else
        CHECK(GetLastError() == ERROR_IO_PENDING && done == 0);
    CHECK_PACKET(port, KEY, &ov, 8, 0);
    done = UNTOUCHED;
    CHECK_FAILS(ReadFile(NULL, buf, 8, &done, &ov), ERROR_INVALID_HANDLE);
    CHECK(done == 0);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  a synchronous file reads and writes at its pointer; at the end a
 *         read is TRUE with 0 bytes and no last error.
 * Source: "Testing for the End of a File".  Wine 8: same. */
static void synchronous_without_overlapped(void)
{
    HANDLE file = file_new(0, 100);
    char buf[80], expected[100];
    DWORD done = 0;

    fill_pattern(expected, sizeof expected, 0);
    CHECK(ReadFile(file, buf, 60, &done, NULL) && done == 60);
    CHECK(memcmp(buf, expected, 60) == 0);
    CHECK(ReadFile(file, buf, 60, &done, NULL) && done == 40);
    CHECK(memcmp(buf, expected + 60, 40) == 0);
    SetLastError(UNTOUCHED);
    CHECK(ReadFile(file, buf, 60, &done, NULL) && done == 0);
    CHECK_ERROR(UNTOUCHED);
    CHECK(WriteFile(file, "more", 4, &done, NULL) && done == 4);
    CHECK(SetFilePointerEx(file, (LARGE_INTEGER){.QuadPart = 100}, NULL,
                           FILE_BEGIN));
    CHECK(ReadFile(file, buf, 60, &done, NULL) && done == 4);
    CHECK(memcmp(buf, "more", 4) == 0);
    CloseHandle(file);
}

/* Claim:  a synchronous file with an OVERLAPPED works at that offset, at once,
 *         sets the event, and leaves the pointer behind what it moved.
 * Source: "Synchronous and Asynchronous I/O"; Wine's ntdll file
 *         test_read_write.  Wine 8: same. */
static void synchronous_with_overlapped(void)
{
    HANDLE file = file_new(0, 100);
    OVERLAPPED ov = overlapped_at(30);
    LARGE_INTEGER zero = {.QuadPart = 0}, where;
    char buf[80], expected[100];
    DWORD done = UNTOUCHED;

    fill_pattern(expected, sizeof expected, 0);
    ov.hEvent = event_new();
    CHECK(ReadFile(file, buf, 20, &done, &ov) && done == 20);
    CHECK(memcmp(buf, expected + 30, 20) == 0);
    CHECK(ov.Internal == 0 && ov.InternalHigh == 20 && is_set(ov.hEvent));
    CHECK(SetFilePointerEx(file, zero, &where, FILE_CURRENT));
    CHECK(where.QuadPart == 50);
    CHECK(WriteFile(file, "x", 1, &done, &ov) && done == 1);
    CHECK(SetFilePointerEx(file, zero, &where, FILE_CURRENT));
    CHECK(where.QuadPart == 31);
    CloseHandle(ov.hEvent);
    CloseHandle(file);
}

/* Claim:  at the end it fails at once with 38 and fills in the OVERLAPPED.
 * Source: "ReadFile function", Remarks.  Wine 8: same. */
static void synchronous_end_of_file(void)
{
    HANDLE file = file_new(0, 100);
    OVERLAPPED ov = overlapped_at(100);
    DWORD done = UNTOUCHED;
    char buf[8];

    CHECK_FAILS(ReadFile(file, buf, 8, &done, &ov), ERROR_HANDLE_EOF);
    CHECK(done == 0);
    CHECK((DWORD)ov.Internal == 0xc0000011 && ov.InternalHigh == 0);
    ov = overlapped_at(95);
    CHECK(ReadFile(file, buf, 8, &done, &ov) && done == 5);
    CloseHandle(file);
}

/* Claim:  NULL buffers: ReadFile 998, WriteFile 1784, on synchronous files too.
 * Source: Wine's ntdll file tests; docs/semantics/files.md.  Wine 8: same. */
static void null_buffers(void)
{
    HANDLE file = file_new(0, 100);
    DWORD done = UNTOUCHED;

    CHECK_FAILS(ReadFile(file, NULL, 8, &done, NULL), ERROR_NOACCESS);
    CHECK(done == 0);
    CHECK_FAILS(WriteFile(file, NULL, 8, &done, NULL),
                ERROR_INVALID_USER_BUFFER);
    CHECK(ReadFile(file, NULL, 0, &done, NULL) && done == 0);
    CHECK(WriteFile(file, NULL, 0, &done, NULL) && done == 0);
    CloseHandle(file);
}

#define MANY 64
#define BLOCK 4096

/* Claim:  many requests in flight on one file complete once each, in any
 *         order, with their own data (s).
 * Source: "Synchronous and Asynchronous I/O".  Wine 8: same. */
static void many_requests_at_once(void)
{
    static OVERLAPPED ov[MANY];
    static char data[MANY][BLOCK], expected[MANY * BLOCK];
    HANDLE port = port_new(0), file = file_on(port, MANY * BLOCK);
    int seen[MANY] = {0};

    fill_pattern(expected, sizeof expected, 0);
    for (int i = 0; i < MANY; i++) {
        ov[i] = overlapped_at((ULONGLONG)i * BLOCK);
        CHECK(started(start_read(file, data[i], BLOCK, &ov[i])));
    }
    for (int i = 0; i < MANY; i++) {
        struct packet got = packet_next(port, DEADLINE);

        if (!CHECK(got.ok && got.bytes == BLOCK))
            break;
        seen[got.overlapped - ov]++;
    }
    CHECK_NO_PACKET(port);
    for (int i = 0; i < MANY; i++)
        if (!CHECK(seen[i] == 1, "request %d: %d packets", i, seen[i]))
            break;
    CHECK(memcmp(data, expected, sizeof expected) == 0);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  a large write and read arrive whole.
 * Source: "WriteFile function".  Wine 8: same. */
static void large_requests(void)
{
    const DWORD size = 8u << 20;
    HANDLE port = port_new(0), file = file_on(port, 0);
    OVERLAPPED ov = overlapped_at(12345);
    char *data = malloc(size), *copy = malloc(size);

    fill_pattern(data, size, 9);
    CHECK_DONE(port, start_write(file, data, size, &ov), &ov, size, 0);
    CHECK_DONE(port, start_read(file, copy, size, &ov), &ov, size, 0);
    CHECK(memcmp(data, copy, size) == 0);
    free(copy);
    free(data);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  closing the file lets its requests finish with a normal packet.
 * Source: docs/semantics/cancel-close.md.  Wine 8: same. */
static void close_lets_requests_finish(void)
{
    HANDLE port = port_new(0), file = file_on(port, 100000);
    OVERLAPPED ov = overlapped_at(0);
    static char buf[100000];

    CHECK(started(start_read(file, buf, sizeof buf, &ov)));
    CHECK(CloseHandle(file));
    CHECK_PACKET(port, KEY, &ov, sizeof buf, 0);
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

TAP_MAIN(CASE(requests_use_their_offset), CASE(file_pointer_stays),
         CASE(asynchronous_end_of_file), CASE(zero_byte_reads),
         CASE(zero_byte_writes), CASE(offsets_beyond_4_gib),
         CASE(negative_offsets), CASE(asynchronous_needs_overlapped),
         CASE(count_is_zeroed), CASE(synchronous_without_overlapped),
         CASE(synchronous_with_overlapped), CASE(synchronous_end_of_file),
         CASE(null_buffers), CASE(many_requests_at_once), CASE(large_requests),
         CASE(close_lets_requests_finish))
