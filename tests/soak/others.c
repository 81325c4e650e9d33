/* Beside the streams: files, whose bytes are always the same ones, and
 * datagrams, which may be lost but not changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "soak.h"

enum { FILE_BYTES = 1 << 20, IN_FLIGHT = 3, DATAGRAM_BYTES = 8000 };

/* A file, or one end of a pair of datagram sockets. */
struct thing {
    CRITICAL_SECTION lock;
    struct thing *other; /* the other end; NULL: a file */
    HANDLE volatile handle;
    unsigned base;
    unsigned in_flight;
    BOOL filled;   /* the file has its bytes */
    BOOL renewing; /* closed, to be opened when nothing is in flight */
    unsigned sequence;
    struct sockaddr_in name;
};

static struct thing *things;
static unsigned thing_count;
static volatile LONG reads, writes, sent, received, truncated, renewed;

static void pump_locked(struct thing *thing);

/* ---- Ends ---- */

static BOOL may_fail(const struct thing *thing, const struct request *request,
                     DWORD error)
{
    if (error == ERROR_OPERATION_ABORTED)
        return request_was_asked(request) || thing->renewing;
    if (thing->other == NULL)
        return FALSE;
    return error == ERROR_MORE_DATA || error == ERROR_PORT_UNREACHABLE ||
           error == ERROR_CONNECTION_REFUSED;
}

static void over_locked(struct thing *thing, struct request *request,
                        DWORD error)
{
    thing->in_flight--;
    CHECK(error == 0 || may_fail(thing, request, error), "%s ended with %lu",
          thing->other == NULL ? "a file" : "a datagram", (unsigned long)error);
    request_give(request);
}

static void judge_read(const struct thing *thing, const struct request *request,
                       DWORD bytes)
{
    ULONGLONG at = request->overlapped.Offset;
    ULONGLONG left = FILE_BYTES - at;

    CHECK(bytes == (request->size < left ? request->size : left),
          "%lu bytes read at %llu", (unsigned long)bytes,
          (unsigned long long)at);
    CHECK(pattern_is(request->buffer, thing->base, at, bytes),
          "a file has changed at %llu", (unsigned long long)at);
    InterlockedIncrement(&reads);
}

/* The first four bytes tell which piece of the pattern follows. */
static void judge_datagram(const struct thing *thing,
                           const struct request *request, DWORD bytes)
{
    unsigned sequence;

    if (!CHECK(bytes >= sizeof sequence && bytes <= request->size))
        return;
    memcpy(&sequence, request->buffer, sizeof sequence);
    CHECK(pattern_is(request->buffer + sizeof sequence, thing->other->base,
                     sequence, bytes - (DWORD)sizeof sequence),
          "a datagram has changed");
    InterlockedIncrement(&received);
}

static void ended(struct request *request, DWORD error, DWORD bytes)
{
    struct thing *thing = request->owner;

    EnterCriticalSection(&thing->lock);
    if (request->extra == 'r' && error == 0)
        judge_read(thing, request, bytes);
    if (request->extra == 'd' && (error == 0 || error == ERROR_MORE_DATA))
        judge_datagram(thing, request, bytes);
    if (error == ERROR_MORE_DATA)
        InterlockedIncrement(&truncated);
    if (request->extra == 'f')
        thing->filled = error == 0;
    if (request->extra == 'w' && error == 0 &&
        CHECK(bytes == request->size, "%lu bytes of %lu written",
              (unsigned long)bytes, (unsigned long)request->size))
        InterlockedIncrement(thing->other == NULL ? &writes : &sent);
    over_locked(thing, request, error);
    pump_locked(thing);
    LeaveCriticalSection(&thing->lock);
}

/* ---- Starts ---- */

static void judge_start_locked(struct thing *thing, struct request *request,
                               BOOL done)
{
    DWORD error;

    if (request_started(request, done, FALSE, &error) != REFUSED)
        return;
    thing->in_flight--;
    CHECK(thing->other == NULL ? error == ERROR_INVALID_HANDLE
                               : error == WSAENOTSOCK || error == WSAECONNRESET,
          "refused with %lu", (unsigned long)error);
    request_undo(request);
}

static struct request *begin_locked(struct thing *thing, unsigned extra,
                                    DWORD size)
{
    struct request *request = request_begin(thing->handle, ended, thing, size);

    request->extra = extra;
    thing->in_flight++;
    return request;
}

static void access_file_locked(struct thing *thing)
{
    DWORD size = some_size(), at = dice(FILE_BYTES);
    BOOL is_read = dice(2) == 0, done;
    struct request *request;

    if (!is_read && size > FILE_BYTES - at)
        size = FILE_BYTES - at;
    request = begin_locked(thing, is_read ? 'r' : 'w', size);
    request->overlapped.Offset = at;
    if (is_read) {
        done = ReadFile(request->handle, request->buffer, size, NULL,
                        &request->overlapped);
    } else {
        pattern_copy(request->buffer, thing->base, at, size);
        done = WriteFile(request->handle, request->buffer, size, NULL,
                         &request->overlapped);
    }
    judge_start_locked(thing, request, done);
}

static void receive_locked(struct thing *thing)
{
    DWORD size = (DWORD)sizeof(unsigned) + dice(DATAGRAM_BYTES), flags = 0;
    struct request *request = begin_locked(thing, 'd', size);
    WSABUF buffer = {.len = size, .buf = request->buffer};

    judge_start_locked(thing, request,
                       WSARecv((SOCKET)request->handle, &buffer, 1, NULL,
                               &flags, &request->overlapped, NULL) == 0);
}

static void send_locked(struct thing *thing)
{
    DWORD size = (DWORD)sizeof(unsigned) + dice(DATAGRAM_BYTES);
    struct request *request = begin_locked(thing, 'w', size);
    WSABUF buffer = {.len = size, .buf = request->buffer};

    thing->sequence++;
    memcpy(request->buffer, &thing->sequence, sizeof thing->sequence);
    pattern_copy(request->buffer + sizeof thing->sequence, thing->base,
                 thing->sequence, size - (DWORD)sizeof thing->sequence);
    judge_start_locked(thing, request,
                       WSASend((SOCKET)request->handle, &buffer, 1, NULL, 0,
                               &request->overlapped, NULL) == 0);
}

/* ---- Opening ---- */

static void fill_locked(struct thing *thing)
{
    struct request *request = begin_locked(thing, 'f', FILE_BYTES);

    pattern_copy(request->buffer, thing->base, 0, FILE_BYTES);
    judge_start_locked(thing, request,
                       WriteFile(request->handle, request->buffer, FILE_BYTES,
                                 NULL, &request->overlapped));
}

static HANDLE file_new(const struct thing *thing)
{
    char name[80];

    snprintf(name, sizeof name, "soak.%lu.%u.tmp",
             (unsigned long)GetCurrentProcessId(), (unsigned)(thing - things));
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       CREATE_ALWAYS,
                       FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
}

/* At its old address, which the other end knows, or if that is taken at
 * another one: then all is lost. */
static HANDLE datagrams_new(struct thing *thing)
{
    SOCKET made = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    int length = sizeof thing->name;

    if (bind(made, (struct sockaddr *)&thing->name, length) != 0) {
        thing->name.sin_port = 0;
        CHECK(bind(made, (struct sockaddr *)&thing->name, length) == 0);
    }
    CHECK(getsockname(made, (struct sockaddr *)&thing->name, &length) == 0);
    return (HANDLE)made;
}

static void connect_locked(struct thing *thing)
{
    CHECK(connect((SOCKET)thing->handle, (struct sockaddr *)&thing->other->name,
                  sizeof thing->name) == 0);
}

static void open_locked(struct thing *thing)
{
    HANDLE made = thing->other == NULL ? file_new(thing) : datagrams_new(thing);

    thing->renewing = FALSE;
    if (!CHECK(made != INVALID_HANDLE_VALUE) ||
        !CHECK(CreateIoCompletionPort(made, port, KEY_WORK, 0) == port))
        return;
    thing->handle = made;
    thing->filled = FALSE;
    if (thing->other == NULL)
        fill_locked(thing);
    else if (thing->other->name.sin_port != 0)
        connect_locked(thing);
}

static void close_locked(struct thing *thing)
{
    HANDLE handle = thing->handle;

    if (handle == NULL)
        return;
    thing->renewing = TRUE;
    thing->handle = NULL;
    InterlockedIncrement(&renewed);
    CHECK(thing->other == NULL ? CloseHandle(handle)
                               : closesocket((SOCKET)handle) == 0);
}

/* A file is read when it has been filled. */
static void pump_locked(struct thing *thing)
{
    if (thing->renewing && thing->in_flight == 0 && !stopping)
        open_locked(thing);
    if (thing->handle == NULL)
        return;
    if (thing->other == NULL && !thing->filled) {
        if (thing->in_flight == 0)
            fill_locked(thing);
        return;
    }
    while (thing->in_flight < IN_FLIGHT)
        if (thing->other != NULL)
            receive_locked(thing);
        else
            access_file_locked(thing);
}

void others_disturb(void)
{
    struct thing *thing = &things[dice(thing_count)];

    EnterCriticalSection(&thing->lock);
    if (dice(8) == 0) {
        close_locked(thing);
        pump_locked(thing);
    } else if (thing->other != NULL && thing->handle != NULL && !stopping) {
        send_locked(thing);
    }
    LeaveCriticalSection(&thing->lock);
}

void others_open(unsigned files, unsigned datagrams)
{
    thing_count = files + 2 * datagrams;
    things = calloc(thing_count, sizeof *things);
    for (unsigned i = 0; i < thing_count; i++) {
        struct thing *thing = &things[i];

        InitializeCriticalSection(&thing->lock);
        thing->base = dice(1u << 20);
        thing->name.sin_family = AF_INET;
        thing->name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (i >= files)
            thing->other = &things[files + ((i - files) ^ 1)];
    }
    for (unsigned i = 0; i < thing_count; i++) {
        EnterCriticalSection(&things[i].lock);
        open_locked(&things[i]);
        LeaveCriticalSection(&things[i].lock);
    }
    for (unsigned i = files; i < thing_count; i++) {
        EnterCriticalSection(&things[i].lock);
        connect_locked(&things[i]);
        pump_locked(&things[i]);
        LeaveCriticalSection(&things[i].lock);
    }
}

void others_close(void)
{
    for (unsigned i = 0; i < thing_count; i++) {
        EnterCriticalSection(&things[i].lock);
        close_locked(&things[i]);
        LeaveCriticalSection(&things[i].lock);
    }
}

void others_free(void)
{
    for (unsigned i = 0; i < thing_count; i++) {
        CHECK(things[i].handle == NULL && things[i].in_flight == 0);
        DeleteCriticalSection(&things[i].lock);
    }
    free(things);
}

void others_report(void)
{
    tap_diag("%ld reads, %ld writes; %ld datagrams sent, %ld received, %ld cut "
             "short; %ld files and sockets renewed",
             (long)reads, (long)writes, (long)sent, (long)received,
             (long)truncated, (long)renewed);
}
