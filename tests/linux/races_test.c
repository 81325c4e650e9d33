/* Cancelling, closing, associating and duplicating against completion, many
 * times: each request ends exactly once. IOCP_RACE_ROUNDS says how many rounds
 * the longest case makes, the others in proportion; sanitizers make it slow. */
#include "linux/pair.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/tap.h"

#define ROUNDS 100000
#define CANCELLED ((DWORD)0xC0000120)
#define KEY 7

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOWER 10
#else
#define SLOWER 1
#endif

/* A share of the rounds, and says so if they are fewer than ROUNDS. */
static int rounds(int divisor)
{
    const char *wanted = getenv("IOCP_RACE_ROUNDS");
    int all = wanted != NULL ? atoi(wanted) : ROUNDS / SLOWER;

    if (all != ROUNDS)
        tap_diag("%d rounds instead of %d", all / divisor, ROUNDS / divisor);
    return all / divisor;
}

static unsigned dice(unsigned *seed, unsigned sides)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % sides;
}

/* ---- Cancel against completion ---- */

enum { LANES = 20 };

struct lane {
    OVERLAPPED overlapped;
    SOCKET ours, peer;
    char byte;
    int sent, taken; /* bytes */
    int started, ended;
};

struct field {
    HANDLE port;
    struct lane lanes[LANES];
    _Atomic int stop;
    unsigned long cancelled, completed;
};

static void field_open(struct field *field)
{
    pair_startup();
    field->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    for (int i = 0; i < LANES; i++) {
        struct lane *lane = &field->lanes[i];

        pair_connect(&lane->ours, &lane->peer);
        CHECK(CreateIoCompletionPort((HANDLE)lane->ours, field->port, KEY, 0));
    }
}

static void field_close(struct field *field)
{
    for (int i = 0; i < LANES; i++) {
        closesocket(field->lanes[i].ours);
        closesocket(field->lanes[i].peer);
    }
    CloseHandle(field->port);
}

static void begin(struct lane *lane)
{
    memset(&lane->overlapped, 0, sizeof lane->overlapped);
    lane->started++;
    CHECK(pair_receive(lane->ours, &lane->byte, &lane->overlapped));
}

static void send_one(struct lane *lane)
{
    lane->sent += send(lane->peer, "x", 1, 0) == 1;
}

/* What it takes for the receive to end, one way or the other. */
static void provoke(struct lane *lane, unsigned *seed)
{
    HANDLE handle = (HANDLE)lane->ours;
    BOOL has_data = lane->sent > lane->taken;

    switch (dice(seed, 4)) {
    case 0:
        send_one(lane);
        CancelIoEx(handle, &lane->overlapped);
        break;
    case 1:
        CancelIoEx(handle, &lane->overlapped);
        send_one(lane);
        break;
    case 2:
        if (!has_data)
            send_one(lane);
        break;
    default:
        CancelIo(handle);
    }
}

/* A byte is taken by exactly one receive, or by none that was cancelled. */
static bool judge(struct field *field, struct lane *lane, BOOL succeeded,
                  DWORD bytes)
{
    lane->ended++;
    lane->taken += (int)bytes;
    *(succeeded ? &field->completed : &field->cancelled) += 1;
    return CHECK(lane->ended == lane->started) &&
           CHECK(lane->taken <= lane->sent) &&
           CHECK(succeeded ? bytes == 1
                           : bytes == 0 &&
                                 GetLastError() == ERROR_OPERATION_ABORTED) &&
           CHECK((DWORD)lane->overlapped.Internal ==
                 (succeeded ? 0 : CANCELLED));
}

static bool collect(struct field *field)
{
    for (int i = 0; i < LANES; i++) {
        BOOL succeeded;
        DWORD bytes;
        OVERLAPPED *overlapped = pair_next(field->port, &succeeded, &bytes);

        if (!CHECK(overlapped != NULL) ||
            !judge(field, (struct lane *)overlapped, succeeded, bytes))
            return false;
    }
    return true;
}

/* A second thread that cancels all it can. */
static void *cancel_at_random(void *argument)
{
    struct field *field = argument;
    unsigned seed = 3;

    while (!field->stop) {
        struct lane *lane = &field->lanes[dice(&seed, LANES)];

        CancelIoEx((HANDLE)lane->ours,
                   dice(&seed, 2) ? NULL : &lane->overlapped);
        if (dice(&seed, 8) == 0)
            sched_yield();
    }
    return NULL;
}

static void cancel_rounds(struct field *field, int count)
{
    unsigned seed = 1;

    for (int round = 0; round < count; round += LANES) {
        for (int i = 0; i < LANES; i++)
            begin(&field->lanes[i]);
        for (int i = 0; i < LANES; i++)
            provoke(&field->lanes[i], &seed);
        if (!collect(field))
            return;
    }
    tap_diag("%lu ended, %lu were cancelled", field->completed,
             field->cancelled);
    CHECK(field->completed > 0 && field->cancelled > 0);
}

static void no_packet_left(struct field *field)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;

    CHECK(!GetQueuedCompletionStatus(field->port, &bytes, &key, &overlapped,
                                     50) &&
          overlapped == NULL);
}

static void cancel_against_completion(void)
{
    struct field field = {0};

    field_open(&field);
    cancel_rounds(&field, rounds(1));
    no_packet_left(&field);
    field_close(&field);
}

static void two_threads_cancel(void)
{
    struct field field = {0};
    pthread_t thread;

    field_open(&field);
    pthread_create(&thread, NULL, cancel_at_random, &field);
    cancel_rounds(&field, rounds(2));
    field.stop = 1;
    pthread_join(thread, NULL);
    no_packet_left(&field);
    field_close(&field);
}

/* ---- Several threads at one handle ---- */

/* Three threads do one thing each, at the same moment, over and over. */
struct trio {
    void *(*run[3])(struct trio *trio);
    pthread_barrier_t barrier;
    int rounds;
    HANDLE port;
    SOCKET ours, peer;
    OVERLAPPED overlapped;
    char byte;
    bool started, associated, closed;
    HANDLE duplicate;
};

struct member {
    struct trio *trio;
    int number;
};

static void *member_run(void *argument)
{
    struct member *member = argument;
    struct trio *trio = member->trio;

    for (int i = 0; i < trio->rounds; i++) {
        pthread_barrier_wait(&trio->barrier);
        if (i % 2)
            sched_yield();
        trio->run[member->number](trio);
        pthread_barrier_wait(&trio->barrier);
    }
    return NULL;
}

/* `check` runs in between: it ends what is left, and looks. */
static void trio_play(struct trio *trio, bool ported,
                      bool (*check)(struct trio *trio))
{
    struct member members[3];
    pthread_t threads[3];
    bool good = true;

    pair_startup();
    pthread_barrier_init(&trio->barrier, NULL, 4);
    for (int i = 0; i < 3; i++) {
        members[i] = (struct member){trio, i};
        pthread_create(&threads[i], NULL, member_run, &members[i]);
    }
    for (int i = 0; i < trio->rounds; i++) {
        memset(&trio->overlapped, 0, sizeof trio->overlapped);
        /* What comes late to the one before is nothing of this round's. */
        trio->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
        trio->started = trio->associated = trio->closed = false;
        trio->duplicate = NULL;
        pair_connect(&trio->ours, &trio->peer);
        if (ported)
            CreateIoCompletionPort((HANDLE)trio->ours, trio->port, KEY, 0);
        pthread_barrier_wait(&trio->barrier);
        pthread_barrier_wait(&trio->barrier);
        good = good && check(trio);
        closesocket(trio->peer);
        CloseHandle(trio->port);
    }
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
}

static void *do_start(struct trio *trio)
{
    trio->started = pair_receive(trio->ours, &trio->byte, &trio->overlapped);
    return NULL;
}

static void *do_send(struct trio *trio)
{
    send(trio->peer, "x", 1, 0);
    return NULL;
}

static void *do_close(struct trio *trio)
{
    trio->closed = closesocket(trio->ours) == 0;
    return NULL;
}

static void *do_associate(struct trio *trio)
{
    trio->associated =
        CreateIoCompletionPort((HANDLE)trio->ours, trio->port, KEY, 0) != NULL;
    return NULL;
}

static void *do_duplicate(struct trio *trio)
{
    HANDLE self = GetCurrentProcess();

    DuplicateHandle(self, (HANDLE)trio->ours, self, &trio->duplicate, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    if (trio->duplicate != NULL)
        trio->started = pair_receive((SOCKET)trio->duplicate, &trio->byte,
                                     &trio->overlapped);
    return NULL;
}

/* Takes packets for `ms` at most: how many. */
static int packets(struct trio *trio, DWORD ms)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;
    int count = 0;

    for (; count < 3; count++) {
        GetQueuedCompletionStatus(trio->port, &bytes, &key, &overlapped, ms);
        if (overlapped == NULL)
            break;
        CHECK(overlapped == &trio->overlapped && key == KEY);
        ms = 0;
    }
    return count;
}

static bool ends(struct trio *trio)
{
    ULONGLONG end = GetTickCount64() + tap_scaled(10000);

    while (!HasOverlappedIoCompleted(&trio->overlapped))
        if (GetTickCount64() > end)
            return false;
        else
            sched_yield();
    return true;
}

static bool check_closed(struct trio *trio)
{
    return CHECK(trio->closed) &&
           (!trio->started || CHECK(packets(trio, tap_scaled(10000)) == 1)) &&
           CHECK(packets(trio, 0) == 0);
}

/* A receive, its byte and the close of its handle. */
static void close_against_completion(void)
{
    struct trio trio = {.run = {do_start, do_send, do_close}};

    trio.rounds = rounds(20);
    trio_play(&trio, true, check_closed);
}

/* The packet is due if the request ended after the association: one at most,
 * and the request ends in any case. */
static bool check_associated(struct trio *trio)
{
    int count;

    if (!CHECK(trio->closed) || (trio->started && !CHECK(ends(trio))))
        return false;
    /* The result comes before its packet. */
    count = packets(trio, trio->started && trio->associated ? 20 : 0);
    return CHECK(count <= (trio->started && trio->associated)) &&
           CHECK(packets(trio, 0) == 0);
}

static void association_against_start_and_close(void)
{
    struct trio trio = {.run = {do_start, do_associate, do_close}};

    trio.rounds = rounds(400);
    trio_play(&trio, false, check_associated);
}

static void *do_start_then_send(struct trio *trio)
{
    do_start(trio);
    return do_send(trio);
}

static void *do_nothing(struct trio *trio)
{
    (void)trio;
    return NULL;
}

/* Without a close: the association finds the request pending and gets its
 * packet, or comes after its end. */
static bool check_association(struct trio *trio)
{
    OVERLAPPED second = {0}, *next;
    int count = 0;
    bool good;

    good = CHECK(trio->started && trio->associated && ends(trio)) &&
           CHECK(pair_receive(trio->ours, &trio->byte, &second));
    send(trio->peer, "y", 1, 0);
    while (good && (next = pair_next(trio->port, NULL, NULL)) != &second)
        good = CHECK(next == &trio->overlapped && ++count == 1);
    good = good && CHECK(packets(trio, 0) == 0);
    closesocket(trio->ours);
    return good;
}

static void association_against_completion(void)
{
    struct trio trio = {.run = {do_start_then_send, do_associate, do_nothing}};

    trio.rounds = rounds(400);
    trio_play(&trio, false, check_association);
}

/* The duplicate has it all, or there is none: a request by it is cancelled by
 * its own close and not by that of the original. */
static bool check_duplicate(struct trio *trio)
{
    bool good = CHECK(trio->closed);

    if (trio->duplicate != NULL) {
        good = good && CHECK(trio->started);
        good = good && CHECK(packets(trio, 0) == 0);
        good = good && CHECK(send(trio->peer, "x", 1, 0) == 1);
        good = good && CHECK(packets(trio, tap_scaled(10000)) == 1);
        good = good && CHECK(trio->overlapped.Internal == 0);
        good = good && CHECK(CloseHandle(trio->duplicate));
    }
    return good && CHECK(packets(trio, 0) == 0);
}

static void duplicate_against_close(void)
{
    struct trio trio = {.run = {do_duplicate, do_close, do_nothing}};

    trio.rounds = rounds(20);
    trio_play(&trio, true, check_duplicate);
}

TAP_MAIN(CASE_LONG(cancel_against_completion, 200),
         CASE_LONG(two_threads_cancel, 200),
         CASE_LONG(close_against_completion, 200),
         CASE_LONG(association_against_start_and_close, 200),
         CASE_LONG(association_against_completion, 200),
         CASE_LONG(duplicate_against_close, 200))
