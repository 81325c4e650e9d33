/* Requests, each of which ends exactly once. They are taken oldest first, so
 * that a packet that comes twice finds one that nobody has begun again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

enum { RESTS, FLIES };

static struct {
    CRITICAL_SECTION lock;
    struct request *all;
    unsigned count;
    struct request *first, *last; /* that rest */
} table;

static volatile LONG in_flight;
static volatile LONG64 begun, refused, cancels, found;

void requests_make(unsigned count)
{
    InitializeCriticalSection(&table.lock);
    table.all = calloc(count, sizeof *table.all);
    table.count = count;
    table.first = NULL;
    for (unsigned i = 0; i < count; i++) {
        table.all[i].next = table.first;
        table.first = &table.all[i];
    }
    table.last = &table.all[0];
}

void requests_free(void)
{
    free(table.all);
    DeleteCriticalSection(&table.lock);
}

static void append(struct request *request)
{
    request->next = NULL;
    if (table.first == NULL)
        table.first = request;
    else
        table.last->next = request;
    table.last = request;
}

/* Who is about to cancel one holds it: it must not be another one by then. */
static struct request *take(void)
{
    struct request *request;

    EnterCriticalSection(&table.lock);
    for (;;) {
        request = table.first;
        if (request == NULL)
            break;
        table.first = request->next;
        if (request->holders == 0)
            break;
        append(request);
    }
    LeaveCriticalSection(&table.lock);
    return request;
}

struct request *request_begin(HANDLE handle, ended_fn ended, void *owner,
                              DWORD size)
{
    struct request *request = take();

    if (!CHECK(request != NULL, "no request is left"))
        abort();
    memset(&request->overlapped, 0, sizeof request->overlapped);
    request->asked = 0;
    request->blanket = NULL;
    request->handle = handle;
    request->ended = ended;
    request->owner = owner;
    request->buffer = malloc(size);
    request->size = size;
    request->over = FALSE;
    InterlockedIncrement(&in_flight);
    InterlockedIncrement64(&begun);
    CHECK(InterlockedExchange(&request->state, FLIES) == RESTS,
          "a request that rests is in flight");
    return request;
}

/* The one end. */
static BOOL land(struct request *request)
{
    return CHECK(InterlockedExchange(&request->state, RESTS) == FLIES,
                 "a request ends that is not in flight");
}

void request_give(struct request *request)
{
    if (request->buffer != NULL)
        memset(request->buffer, 0xDD, request->size);
    free(request->buffer);
    request->buffer = NULL;
    EnterCriticalSection(&table.lock);
    append(request);
    LeaveCriticalSection(&table.lock);
    InterlockedDecrement(&in_flight);
}

void request_undo(struct request *request)
{
    land(request);
    InterlockedIncrement64(&refused);
    request_give(request);
}

/* A warning is an end like others. */
enum outcome request_started(struct request *request, BOOL done, BOOL skips,
                             DWORD *error)
{
    *error = done ? 0 : GetLastError();
    if (!done && *error == ERROR_IO_PENDING)
        return PENDS;
    if (!done && *error != ERROR_MORE_DATA && *error != WSAEMSGSIZE)
        return REFUSED;
    if (!skips)
        return PENDS;
    CHECK(STATUS_OF(&request->overlapped) == (done ? 0 : 0x80000005u),
          "it has ended, and says %lx",
          (unsigned long)request->overlapped.Internal);
    if (*error == WSAEMSGSIZE)
        *error = ERROR_MORE_DATA;
    land(request);
    return HAS_ENDED;
}

static BOOL is_ours(const OVERLAPPED *overlapped)
{
    uintptr_t at = (uintptr_t)overlapped, first = (uintptr_t)table.all;

    return at >= first && (at - first) / sizeof *table.all < table.count &&
           (at - first) % sizeof *table.all == 0;
}

void request_packet(OVERLAPPED *overlapped, BOOL done, DWORD bytes)
{
    struct request *request = (struct request *)overlapped;
    DWORD error = done ? 0 : GetLastError();

    if (!CHECK(is_ours(overlapped), "a packet of nobody's"))
        return;
    if (!land(request))
        return;
    CHECK(done == (STATUS_OF(overlapped) < 0x80000000u),
          "the call says %d, the OVERLAPPED %lx", done,
          (unsigned long)overlapped->Internal);
    CHECK(bytes == overlapped->InternalHigh, "the packet says %lu bytes",
          (unsigned long)bytes);
    request->ended(request, error, bytes);
}

void request_cancel_any(void)
{
    struct request *request = &table.all[dice(table.count)];

    InterlockedIncrement(&request->holders);
    if (request->state == FLIES) {
        InterlockedExchange(&request->asked, 1);
        InterlockedIncrement64(&cancels);
        if (CancelIoEx(request->handle, &request->overlapped))
            InterlockedIncrement64(&found);
    }
    InterlockedDecrement(&request->holders);
}

BOOL request_was_asked(const struct request *request)
{
    return request->asked || (request->blanket != NULL && *request->blanket);
}

LONG requests_in_flight(void)
{
    return in_flight;
}

void requests_report(void)
{
    tap_diag("%lld requests, %lld of them refused; %lld cancelled singly, %lld "
             "were found",
             (long long)begun, (long long)refused, (long long)cancels,
             (long long)found);
}
