/* Everything at once for a while: connections that carry known bytes, files,
 * datagrams and pipes; requests are cancelled, handles closed and opened again
 * at random. Afterwards every request has ended once, every byte was right,
 * and the library holds nothing any more.
 *
 * SOAK_SECONDS, SOAK_CONNECTIONS and SOAK_SEED say how long, how many and
 * which; the time ends the load and judges nothing. `make soak` runs it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

enum { WORKERS = 4, DISTURBERS = 2, PACKETS = 16, PERIOD = 1048573 };

HANDLE port;
volatile LONG stopping;

static unsigned seed, connection_total, seconds;
static __thread unsigned long long row;
static unsigned char *pattern;

/* ---- Numbers and bytes ---- */

void dice_seed(unsigned number)
{
    row = (number + 1) * 0x9E3779B97F4A7C15ull;
}

unsigned dice(unsigned sides)
{
    row ^= row >> 12;
    row ^= row << 25;
    row ^= row >> 27;
    return (unsigned)(row * 0x2545F4914F6CDD1Dull >> 33) % sides;
}

DWORD some_size(void)
{
    DWORD below = 1u << (1 + dice(SIZE_MAX_BITS));

    return 1 + dice(below);
}

/* With the begin behind the end: a transfer is one piece. */
void pattern_make(void)
{
    unsigned more = PERIOD;

    pattern = malloc(PERIOD + more);
    for (unsigned i = 0; i < PERIOD; i++)
        pattern[i] = (unsigned char)dice(256);
    memcpy(pattern + PERIOD, pattern, more);
}

static const unsigned char *piece(unsigned base, ULONGLONG at)
{
    return pattern + (base + at) % PERIOD;
}

void pattern_copy(void *to, unsigned base, ULONGLONG at, DWORD size)
{
    memcpy(to, piece(base, at), size);
}

BOOL pattern_is(const void *data, unsigned base, ULONGLONG at, DWORD size)
{
    return memcmp(data, piece(base, at), size) == 0;
}

/* ---- Threads ---- */

/* Half of them take one packet a call, the others several. */
static BOOL take_one(void)
{
    OVERLAPPED *overlapped = NULL;
    ULONG_PTR key = 0;
    DWORD bytes = 0;
    BOOL done =
        GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE);

    if (key == KEY_QUIT || !CHECK(overlapped != NULL))
        return FALSE;
    request_packet(overlapped, done, bytes);
    return TRUE;
}

static DWORD error_of(const OVERLAPPED_ENTRY *entry)
{
    DWORD bytes;

    return GetOverlappedResult(NULL, entry->lpOverlapped, &bytes, FALSE)
               ? 0
               : GetLastError();
}

static BOOL take_some(void)
{
    OVERLAPPED_ENTRY entries[PACKETS];
    BOOL goes_on = TRUE;
    ULONG count = 0;

    if (!CHECK(GetQueuedCompletionStatusEx(port, entries, PACKETS, &count,
                                           INFINITE, FALSE)))
        return FALSE;
    for (ULONG i = 0; i < count; i++) {
        OVERLAPPED_ENTRY *entry = &entries[i];

        if (entry->lpCompletionKey == KEY_QUIT && goes_on) {
            goes_on = FALSE;
        } else if (entry->lpCompletionKey == KEY_QUIT) {
            PostQueuedCompletionStatus(port, 0, KEY_QUIT, NULL);
        } else {
            DWORD error = error_of(entry);

            SetLastError(error);
            request_packet(entry->lpOverlapped, error == 0,
                           entry->dwNumberOfBytesTransferred);
        }
    }
    return goes_on;
}

static DWORD WINAPI work(LPVOID number)
{
    unsigned mine = (unsigned)(uintptr_t)number;

    dice_seed(seed * 100 + mine);
    while (mine % 2 ? take_one() : take_some())
        continue;
    return 0;
}

/* As often as it can, but for a moment now and then: else a slow machine
 * would do nothing but open and close. */
static DWORD WINAPI disturb(LPVOID number)
{
    dice_seed(seed * 100 + 50 + (unsigned)(uintptr_t)number);
    while (!stopping) {
        if (dice(3) > 0)
            streams_disturb();
        else
            others_disturb();
        Sleep(dice(4) == 0 ? 1 : 0);
    }
    return 0;
}

static void start(HANDLE *threads, unsigned count, LPTHREAD_START_ROUTINE run)
{
    for (unsigned i = 0; i < count; i++) {
        threads[i] = CreateThread(NULL, 0, run, (LPVOID)(uintptr_t)i, 0, NULL);
        CHECK(threads[i] != NULL);
    }
}

static void join(HANDLE *threads, unsigned count)
{
    WaitForMultipleObjects(count, threads, TRUE, INFINITE);
    for (unsigned i = 0; i < count; i++)
        CloseHandle(threads[i]);
}

/* ---- A round ---- */

static void open_all(void)
{
    WSADATA data;

    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    stopping = 0;
    requests_make(16 * (connection_total + 50));
    streams_open(connection_total, 1 + connection_total / 20);
    others_open(8, 4);
}

/* Nothing is left to wait for: each request has its packet, or has none. */
static void close_all(void)
{
    OVERLAPPED *overlapped = NULL;
    ULONG_PTR key;
    DWORD bytes;

    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 50) &&
              overlapped == NULL,
          "a packet too many");
    CHECK(port_holds(port) == 0, "the port still counts %llu",
          port_holds(port));
    CHECK(CloseHandle(port));
    streams_free();
    others_free();
    requests_free();
    CHECK(WSACleanup() == 0);
}

static void wait_for_the_last(void)
{
    unsigned looks = 0;

    while (requests_in_flight() > 0) {
        Sleep(1);
        if (++looks % 20000 == 0)
            tap_diag("%ld requests are still in flight",
                     (long)requests_in_flight());
    }
}

static void play(unsigned ms)
{
    HANDLE workers[WORKERS], disturbers[DISTURBERS];

    open_all();
    start(workers, WORKERS, work);
    start(disturbers, DISTURBERS, disturb);
    Sleep(ms);
    InterlockedExchange(&stopping, 1);
    join(disturbers, DISTURBERS);
    streams_close();
    others_close();
    wait_for_the_last();
    for (int i = 0; i < WORKERS; i++)
        PostQueuedCompletionStatus(port, 0, KEY_QUIT, NULL);
    join(workers, WORKERS);
    close_all();
}

/* ---- The whole ---- */

static unsigned setting(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);

    return text != NULL && *text != '\0' ? (unsigned)atoi(text) : otherwise;
}

/* Tables grow with the number of handles, and stay. */
#define GROWTH 64

static void judge(const struct kept *before)
{
    struct kept after = kept_at_last(before);

    CHECK(after.descriptors <= before->descriptors,
          "%d descriptors before, %d after", before->descriptors,
          after.descriptors);
    CHECK(after.lent == 0, "%ld requests and packets were not given back",
          after.lent);
    CHECK(after.blocks <= before->blocks + GROWTH,
          "%ld blocks of memory before, %ld after", before->blocks,
          after.blocks);
}

/* What the library keeps for good it has after a short round. */
static void everything_at_once(void)
{
    struct kept before;
    static const struct kept calm = {1L << 40, 0, 1 << 20};

    seconds = setting("SOAK_SECONDS", 3);
    connection_total = setting("SOAK_CONNECTIONS", 100);
    seed = setting("SOAK_SEED", 1);
    tap_diag("SOAK_SEED=%u SOAK_CONNECTIONS=%u SOAK_SECONDS=%u", seed,
             connection_total, seconds);
    dice_seed(seed);
    pattern_make();
    play(300);
    before = kept_at_last(&calm);
    play(seconds * 1000);
    judge(&before);
    requests_report();
    streams_report();
    others_report();
    free(pattern);
}

TAP_MAIN(CASE_LONG(everything_at_once, 600))
