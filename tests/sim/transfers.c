/* Moving bytes: between the ends of a connection, from and to the file. */
#include <string.h>

#include "sim/endpoints.h"
#include "sim/runtime.h"

/* Of the file, the front is never written (disk.c fills it, file_byte says with
 * what); writes go to the slots behind it. */
#define FILE_FIXED 2048u
#define FILE_SLOT 64u
#define FILE_SLOTS 16u

/* Two buffers now and then. */
static DWORD split(WSABUF *buffers, struct request *request)
{
    DWORD first =
        sim_chance(3) ? (DWORD)sim_random(request->len + 1) : request->len;

    buffers[0].buf = (char *)request->memory->buffer;
    buffers[0].len = first;
    buffers[1].buf = (char *)request->memory->buffer + first;
    buffers[1].len = request->len - first;
    return first < request->len ? 2 : 1;
}

static int call_receive(struct endpoint *end, struct request *request)
{
    DWORD flags = sim_chance(6) ? MSG_WAITALL : 0, received;
    WSABUF buffers[2];
    DWORD count = split(buffers, request);

    flow_join(flow_of(end->port, !end->connector), request);
    request_start(request);
    return WSARecv(end->socket, buffers, count, &received, &flags,
                   &request->memory->overlapped, NULL);
}

/* One call at a time on each direction of a socket: the program must know in
 * which order it made them. */
void act_receive(void)
{
    struct endpoint *end = endpoint_some(CONNECTED);
    struct request *request;

    if (end == NULL || end->receiving)
        return;
    request = endpoint_request(
        A_RECEIVE, end,
        (DWORD)(sim_chance(8) ? 0 : 1 + sim_random(BUFFER_MAX)));
    end->receiving = true;
    endpoint_told(end, request, call_receive(end, request) == 0);
    end->receiving = false;
}

static int call_send(struct endpoint *end, struct request *request)
{
    WSABUF buffers[2];
    DWORD count = split(buffers, request), sent;

    flow_join(flow_of(end->port, end->connector), request);
    request_start(request);
    return WSASend(end->socket, buffers, count, &sent, 0,
                   &request->memory->overlapped, NULL);
}

void act_send(void)
{
    struct endpoint *end = endpoint_some(CONNECTED);
    struct request *request;

    if (end == NULL || end->sending)
        return;
    request =
        endpoint_request(A_SEND, end, (DWORD)(1 + sim_random(BUFFER_MAX)));
    end->sending = true;
    endpoint_told(end, request, call_send(end, request) == 0);
    end->sending = false;
}

static unsigned char file_byte(unsigned at)
{
    return (unsigned char)(at * 7 + (at >> 8));
}

/* The middle of the buffer is what the file has there, for the comparison. */
static BOOL call_transmit(struct endpoint *end, struct request *request)
{
    DWORD head = (DWORD)sim_random(20), tail = (DWORD)sim_random(20);
    DWORD middle = request->len - head - tail;
    unsigned at = (unsigned)sim_random(FILE_FIXED - BUFFER_MAX);
    unsigned char *bytes = request->memory->buffer;
    TRANSMIT_FILE_BUFFERS around = {bytes, head, bytes + head + middle, tail};

    for (DWORD i = 0; i < middle; i++)
        bytes[head + i] = file_byte(at + i);
    request->memory->overlapped.Offset = at;
    flow_join(flow_of(end->port, end->connector), request);
    request_start(request);
    return TransmitFile(end->socket, endpoint_file(), middle, 0,
                        &request->memory->overlapped, &around, 0);
}

void act_transmit(void)
{
    struct endpoint *end = endpoint_some(CONNECTED);
    struct request *request;

    if (end == NULL || end->sending)
        return;
    request = endpoint_request(A_TRANSMIT, end,
                               (DWORD)(41 + sim_random(BUFFER_MAX - 41)));
    end->sending = true;
    endpoint_told(end, request, call_transmit(end, request));
    end->sending = false;
}

/* ---- The file ---- */

static struct request *file_request(enum request_kind kind, DWORD len,
                                    unsigned at)
{
    struct request *request = request_new(kind, len);

    request->memory->overlapped.Offset = at;
    request_start(request);
    return request;
}

static void file_told(struct request *request, BOOL done)
{
    if (!done && GetLastError() != ERROR_IO_PENDING)
        request_refused(request, GetLastError());
}

void act_read(void)
{
    struct request *request =
        file_request(A_READ, (DWORD)(1 + sim_random(BUFFER_MAX)),
                     (unsigned)sim_random(FILE_FIXED + 4096));

    file_told(request,
              ReadFile(endpoint_file(), request->memory->buffer, request->len,
                       NULL, &request->memory->overlapped));
}

void act_write(void)
{
    unsigned slot = (unsigned)sim_random(FILE_SLOTS);
    struct request *request;

    request = file_request(A_WRITE, (DWORD)(1 + sim_random(FILE_SLOT)),
                           FILE_FIXED + slot * FILE_SLOT);
    file_told(request,
              WriteFile(endpoint_file(), request->memory->buffer, request->len,
                        NULL, &request->memory->overlapped));
}

/* ---- Others ---- */

void act_cancel(void)
{
    struct endpoint *end = endpoint_some(sim_chance(3) ? BUSY : CONNECTED);
    HANDLE handle = end != NULL ? (HANDLE)end->socket : endpoint_file();
    OVERLAPPED *one = sim_chance(2) ? request_some() : NULL;
    BOOL done = sim_chance(4) ? CancelIo(handle) : CancelIoEx(handle, one);

    SIM_CHECK(done || GetLastError() == ERROR_NOT_FOUND ||
                  GetLastError() == ERROR_INVALID_HANDLE,
              "cancel: %u", GetLastError());
}

/* Of a posted OVERLAPPED only the address counts. */
void act_post(void)
{
    struct request *request = request_new(A_POST, 0);

    sim_forbid(request->memory, sizeof *request->memory);
    request_start(request);
    SIM_CHECK(PostQueuedCompletionStatus(endpoint_some_port(), 0, KEY_POST,
                                         &request->memory->overlapped) ||
                  GetLastError() == ERROR_INVALID_HANDLE,
              "post: %u", GetLastError());
}

static void await(struct endpoint *end, struct request *request, HANDLE event)
{
    OVERLAPPED *overlapped = &request->memory->overlapped;
    DWORD bytes;

    if (WaitForSingleObject(event, 5) == WAIT_TIMEOUT)
        CancelIoEx((HANDLE)end->socket, overlapped);
    GetOverlappedResult((HANDLE)end->socket, overlapped, &bytes, TRUE);
    /* Through a handle that another thread closed meanwhile GetOverlappedResult
     * cannot wait the signal out. */
    SIM_CHECK(end->state == CLOSED ||
                  WaitForSingleObject(event, 0) == WAIT_OBJECT_0,
              "a request is over, and its event is not set");
    if (!request->ended)
        request_ended(request, false);
}

/* A receive whose packet is not wanted: the lowest bit of its event is set. */
void act_wait_for_event(void)
{
    struct endpoint *end = endpoint_some(CONNECTED);
    struct request *request;
    HANDLE event;
    int rc;

    if (end == NULL || end->receiving)
        return;
    request = request_new(A_RECEIVE, (DWORD)(1 + sim_random(BUFFER_MAX)));
    end->receiving = true;
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    request->silent = true;
    request->memory->overlapped.hEvent = (HANDLE)((ULONG_PTR)event | 1);
    rc = call_receive(end, request);
    end->receiving = false;
    if (rc != 0 && GetLastError() != ERROR_IO_PENDING)
        request_refused(request, GetLastError());
    else
        await(end, request, event);
    CloseHandle(event);
}
