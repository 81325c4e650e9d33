#include "faults/stage.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <iocp/linux.h>

#include "harness/tap.h"

DWORD stage_patience_ms = 10000;

#define MOST 8

/* From the comment blocks of include/iocp/: what may happen to a correct call
 * when something runs out or breaks. A packet shows the Win32 number. */
static const struct {
    const char *name;
    DWORD at_once[MOST], packet[MOST];
} calls[CALLS] = {
    [CALL_SOCKET] = {"socket", {WSAEMFILE, WSAENOBUFS}, {0}},
    [CALL_BIND] = {"bind", {WSAEADDRINUSE}, {0}},
    [CALL_LISTEN] = {"listen", {WSAEADDRINUSE}, {0}},
    [CALL_ACCEPT] = {"accept", {WSAEMFILE, WSAENOBUFS}, {0}},
    [CALL_CONNECT] = {"connect",
                      {WSAECONNREFUSED, WSAETIMEDOUT, WSAENETUNREACH,
                       WSAEADDRNOTAVAIL, WSAENOBUFS},
                      {0}},
    [CALL_RECV] = {"WSARecv",
                   {WSAECONNRESET, WSAENOBUFS},
                   {ERROR_NETNAME_DELETED, ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_SEND] = {"WSASend",
                   {WSAECONNRESET, WSAECONNABORTED, WSAENOBUFS},
                   {ERROR_NETNAME_DELETED, ERROR_CONNECTION_ABORTED,
                    ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_ACCEPT_EX] = {"AcceptEx",
                        {WSAENOBUFS},
                        {WSAEMFILE, ERROR_NETNAME_DELETED,
                         ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_CONNECT_EX] = {"ConnectEx",
                         {WSAENOBUFS},
                         {ERROR_CONNECTION_REFUSED, ERROR_SEM_TIMEOUT,
                          ERROR_NETWORK_UNREACHABLE, ERROR_INVALID_NETNAME,
                          ERROR_NETNAME_DELETED, ERROR_CONNECTION_ABORTED,
                          ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_DISCONNECT_EX] = {"DisconnectEx",
                            {WSAENOBUFS},
                            {WSAEMFILE, ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_READ] = {"ReadFile",
                   {ERROR_IO_DEVICE, ERROR_NO_SYSTEM_RESOURCES},
                   {ERROR_IO_DEVICE, ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_WRITE] = {"WriteFile",
                    {ERROR_DISK_FULL, ERROR_IO_DEVICE,
                     ERROR_NO_SYSTEM_RESOURCES},
                    {ERROR_DISK_FULL, ERROR_IO_DEVICE,
                     ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_TRANSMIT] = {"TransmitFile",
                       {WSAENOBUFS, WSAECONNRESET, WSAECONNABORTED, WSAEINVAL},
                       {ERROR_NETNAME_DELETED, ERROR_CONNECTION_ABORTED,
                        ERROR_IO_DEVICE, WSAEMFILE, ERROR_NO_SYSTEM_RESOURCES}},
    [CALL_CREATE_FILE] = {"CreateFile",
                          {ERROR_TOO_MANY_OPEN_FILES, ERROR_NOT_ENOUGH_MEMORY,
                           ERROR_NO_SYSTEM_RESOURCES, ERROR_DISK_FULL,
                           ERROR_ACCESS_DENIED},
                          {0}},
    [CALL_PORT] = {"a call on a port", {ERROR_NO_SYSTEM_RESOURCES}, {0}},
    [CALL_EVENT] = {"CreateEvent",
                    {ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES},
                    {0}},
    [CALL_THREAD] = {"CreateThread",
                     {ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES},
                     {0}},
    [CALL_FIND] = {"FindFirstFile",
                   {ERROR_NOT_ENOUGH_MEMORY, ERROR_NO_SYSTEM_RESOURCES,
                    ERROR_TOO_MANY_OPEN_FILES},
                   {0}},
    [CALL_RESOLVE] = {"getaddrinfo", {WSA_NOT_ENOUGH_MEMORY}, {0}},
    [CALL_IOCTL] = {"WSAIoctl", {WSAENOBUFS}, {ERROR_NOT_SUPPORTED}},
    [CALL_NOWHERE] = {"WSASend", {WSAEFAULT}, {ERROR_NOACCESS}},
};

static bool is_among(const DWORD *list, DWORD error)
{
    for (unsigned i = 0; i < MOST && list[i] != 0; i++)
        if (list[i] == error)
            return true;
    return false;
}

bool call_ok(enum call call, bool ok)
{
    DWORD error = GetLastError();

    if (!ok && !is_among(calls[call].at_once, error))
        complain("%s failed with %lu, which its header does not name",
                 calls[call].name, (unsigned long)error);
    return ok;
}

void stage_clear(struct stage *stage)
{
    memset(stage, 0, sizeof *stage);
    stage->file = INVALID_HANDLE_VALUE;
    stage->listener = INVALID_SOCKET;
    stage->ours = INVALID_SOCKET;
    stage->peer = INVALID_SOCKET;
}

/* ---- The ledger ---- */

bool stage_start(struct stage *stage, struct request *request, enum call call,
                 bool ok)
{
    request->call = call;
    request->error = 0;
    request->bytes = 0;
    if (!ok && GetLastError() != ERROR_IO_PENDING) {
        request->error = GetLastError();
        return call_ok(call, false);
    }
    request->pending = true;
    stage->requests[stage->count++] = request;
    return true;
}

/* Out of the ledger; NULL: not in it. Whoever started it may be gone then. */
static struct request *strike(struct stage *stage, const OVERLAPPED *overlapped)
{
    for (unsigned i = 0; i < stage->count; i++) {
        struct request *request = stage->requests[i];

        if (&request->overlapped == overlapped) {
            stage->requests[i] = stage->requests[--stage->count];
            return request;
        }
    }
    return NULL;
}

static bool may_end_with(const struct stage *stage,
                         const struct request *request)
{
    if (request->error == 0 ||
        is_among(calls[request->call].packet, request->error))
        return true;
    return stage->cancelled && (request->error == ERROR_OPERATION_ABORTED ||
                                request->error == ERROR_CONNECTION_ABORTED);
}

static bool take_down(struct stage *stage, struct request *request, DWORD error,
                      DWORD bytes)
{
    request->pending = false;
    request->error = error;
    request->bytes = bytes;
    if (!may_end_with(stage, request))
        return complain("%s ended with %lu, which its header does not name",
                        calls[request->call].name, (unsigned long)error);
    return true;
}

/* The next packet of any request. */
static bool take_packet(struct stage *stage, DWORD patience_ms)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes = 0;
    BOOL ok = GetQueuedCompletionStatus(stage->port, &bytes, &key, &overlapped,
                                        patience_ms);
    DWORD error = ok ? 0 : GetLastError();
    struct request *request;

    if (overlapped == NULL)
        return false;
    request = strike(stage, overlapped);
    if (request == NULL)
        return complain("a packet that is not due: a second one, or of a call "
                        "that failed");
    return take_down(stage, request, error, bytes);
}

bool stage_finish_after(struct stage *stage, struct request *request,
                        const struct request *other)
{
    DWORD patience_ms = tap_scaled(stage_patience_ms);

    while (request->pending && (other->pending || other->error == 0))
        if (!take_packet(stage, patience_ms))
            return complain("the packet of %s did not come",
                            calls[request->call].name);
    return !request->pending && request->error == 0;
}

bool stage_finish(struct stage *stage, struct request *request)
{
    static const struct request nobody;

    return stage_finish_after(stage, request, &nobody);
}

/* ---- Making and giving back ---- */

bool stage_port(struct stage *stage)
{
    stage->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    return call_ok(CALL_PORT, stage->port != NULL);
}

SOCKET stage_socket(void)
{
    SOCKET made = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

    call_ok(CALL_SOCKET, made != INVALID_SOCKET);
    return made;
}

bool stage_listen(struct stage *stage)
{
    SOCKADDR_IN *name = &stage->name;
    int len = sizeof *name;

    name->sin_family = AF_INET;
    name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    stage->listener = stage_socket();
    return stage->listener != INVALID_SOCKET &&
           call_ok(CALL_BIND, bind(stage->listener, (SOCKADDR *)name,
                                   sizeof *name) == 0) &&
           call_ok(CALL_LISTEN, listen(stage->listener, SOMAXCONN) == 0) &&
           getsockname(stage->listener, (SOCKADDR *)name, &len) == 0;
}

/* A connection is accepted with the peer's address, which it then must have.
 */
static bool accept_named(struct stage *stage)
{
    SOCKADDR_IN name = {0}, real = {0};
    int len = sizeof name, real_len = sizeof real;

    stage->ours = accept(stage->listener, (SOCKADDR *)&name, &len);
    if (!call_ok(CALL_ACCEPT, stage->ours != INVALID_SOCKET))
        return false;
    getsockname(stage->peer, (SOCKADDR *)&real, &real_len);
    return (len == sizeof name && name.sin_port == real.sin_port) ||
           complain("accept gave no address, or a wrong one");
}

bool stage_pair(struct stage *stage)
{
    bool ok =
        stage_listen(stage) &&
        (stage->peer = stage_socket()) != INVALID_SOCKET &&
        call_ok(CALL_CONNECT, connect(stage->peer, (SOCKADDR *)&stage->name,
                                      sizeof stage->name) == 0) &&
        accept_named(stage);

    stage_close_socket(&stage->listener);
    return ok && (stage->port == NULL ||
                  call_ok(CALL_PORT, CreateIoCompletionPort((HANDLE)stage->ours,
                                                            stage->port, 1,
                                                            0) == stage->port));
}

const char *stage_file_name(void)
{
    static char name[32];

    /* The case leads a process group, and its tries are in it. */
    snprintf(name, sizeof name, "faults-%d.tmp", (int)getpgrp());
    return name;
}

unsigned char stage_byte(DWORD place)
{
    return (unsigned char)(place ^ place >> 8 ^ place >> 16);
}

static bool fill(HANDLE file, DWORD size)
{
    static unsigned char bytes[1 << 20];
    DWORD written;

    for (DWORD i = 0; i < size; i++)
        bytes[i] = stage_byte(i);
    return call_ok(CALL_WRITE, WriteFile(file, bytes, size, &written, NULL)) &&
           (written == size ||
            complain("%lu of %lu bytes written", (unsigned long)written,
                     (unsigned long)size));
}

static HANDLE open_file(DWORD disposition, DWORD flags)
{
    HANDLE file = CreateFileA(stage_file_name(), GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              disposition, flags, NULL);

    call_ok(CALL_CREATE_FILE, file != INVALID_HANDLE_VALUE);
    return file;
}

bool stage_file(struct stage *stage, DWORD size, DWORD flags)
{
    HANDLE made = open_file(CREATE_ALWAYS, 0);
    bool ok = made != INVALID_HANDLE_VALUE && fill(made, size);

    if (made != INVALID_HANDLE_VALUE)
        CloseHandle(made);
    if (!ok)
        return false;
    stage->file = open_file(OPEN_EXISTING, flags);
    if (stage->file == INVALID_HANDLE_VALUE)
        return false;
    return (flags & FILE_FLAG_OVERLAPPED) == 0 || stage->port == NULL ||
           call_ok(CALL_PORT, CreateIoCompletionPort(stage->file, stage->port,
                                                     2, 0) == stage->port);
}

void stage_close_socket(SOCKET *socket)
{
    if (*socket != INVALID_SOCKET && closesocket(*socket) != 0)
        complain("closesocket failed with %lu", (unsigned long)GetLastError());
    *socket = INVALID_SOCKET;
}

static void close_handle(HANDLE *handle, HANDLE none)
{
    if (*handle != none && !CloseHandle(*handle))
        complain("CloseHandle failed with %lu", (unsigned long)GetLastError());
    *handle = none;
}

/* The packets that are due come, and no other. */
static bool settle(struct stage *stage)
{
    IOCP_PORT_STATISTICS statistics;
    bool even = true;

    while (even && stage->count > 0) {
        unsigned due = stage->count;

        stage_finish(stage, stage->requests[0]);
        even = stage->count < due;
    }
    while (take_packet(stage, 0))
        even = false;
    if (!IocpGetPortStatistics(stage->port, &statistics, sizeof statistics) ||
        statistics.Queued != 0 || statistics.Parked != 0 ||
        statistics.Running > 1)
        even =
            complain("%u packets left, %u threads parked, %u running",
                     (unsigned)statistics.Queued, (unsigned)statistics.Parked,
                     (unsigned)statistics.Running);
    return even;
}

bool stage_close(struct stage *stage)
{
    bool even = true;

    stage->cancelled = true;
    stage_close_socket(&stage->ours);
    stage_close_socket(&stage->peer);
    stage_close_socket(&stage->listener);
    close_handle(&stage->file, INVALID_HANDLE_VALUE);
    if (stage->port != NULL)
        even = settle(stage);
    close_handle(&stage->port, NULL);
    close_handle(&stage->event, NULL);
    return even;
}
