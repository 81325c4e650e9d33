/* Named pipes between processes: what holds inside one holds between two. The
 * conformance cases run over the same connections in one process (IOCP_PIPES);
 * here is what takes two: ends of processes, ids, traffic. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <windows.h>

#include "harness/tap.h"
#include "linux/puppet.h"

#define MESSAGES (PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE)
#define BOTH (GENERIC_READ | GENERIC_WRITE)
#define WAIT_MS tap_scaled(10000)

static HANDLE port;

static HANDLE on_port(HANDLE pipe)
{
    CHECK(pipe != INVALID_HANDLE_VALUE, "error %u", (unsigned)GetLastError());
    port = CreateIoCompletionPort(pipe, port, 7, 0);
    CHECK(port != NULL);
    return pipe;
}

static HANDLE serve(DWORD direction, DWORD mode, DWORD instances)
{
    return on_port(CreateNamedPipeA(PUPPET_PIPE,
                                    direction | FILE_FLAG_OVERLAPPED, mode,
                                    instances, 1000, 1000, 0, NULL));
}

static HANDLE open_on_port(void)
{
    return on_port(CreateFileA(PUPPET_PIPE, BOTH, 0, NULL, OPEN_EXISTING,
                               FILE_FLAG_OVERLAPPED, NULL));
}

/* The next packet is this request's: its error. */
static DWORD ended(const OVERLAPPED *request, DWORD *bytes)
{
    OVERLAPPED *got = NULL;
    ULONG_PTR key;
    BOOL ok = GetQueuedCompletionStatus(port, bytes, &key, &got, WAIT_MS);
    DWORD error = ok ? 0 : GetLastError();

    CHECK(got == request, "another packet or none, error %u", (unsigned)error);
    return error;
}

static void pends(BOOL ok)
{
    CHECK(!ok && GetLastError() == ERROR_IO_PENDING, "%d, error %u", ok,
          (unsigned)GetLastError());
}

static void every_connect_outcome(void)
{
    OVERLAPPED request = {0};
    struct puppet client, other;
    ULONG id = 0;
    DWORD bytes;
    HANDLE pipe;

    puppet_folder();
    client = puppet_new();
    other = puppet_new();
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == ERROR_FILE_NOT_FOUND);
    CHECK(puppet_do(&client, ACT_WAIT, 10) == ERROR_FILE_NOT_FOUND);
    pipe = serve(PIPE_ACCESS_DUPLEX, 0, 1);
    CHECK(puppet_do(&other, ACT_CREATE, 0) == ERROR_ACCESS_DENIED);
    CHECK(puppet_do(&client, ACT_WAIT, 10) == 0);
    CHECK(!GetNamedPipeClientProcessId(pipe, &id));
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    CHECK(!ConnectNamedPipe(pipe, &request) &&
          GetLastError() == ERROR_PIPE_CONNECTED);
    CHECK(GetNamedPipeClientProcessId(pipe, &id) && id == (ULONG)client.pid);
    puppet_tell(&client, ACT_SERVER, 0, NULL, 0);
    CHECK(puppet_hear(&client).number == (DWORD)getpid());
    CHECK(puppet_do(&other, ACT_OPEN, BOTH) == ERROR_PIPE_BUSY);
    CHECK(puppet_do(&other, ACT_WAIT, 10) == ERROR_SEM_TIMEOUT);
    CHECK(puppet_do(&other, ACT_WAIT, NMPWAIT_USE_DEFAULT_WAIT) ==
          ERROR_SEM_TIMEOUT);
    CHECK(puppet_do(&client, ACT_CLOSE, 0) == 0);
    CHECK(!ConnectNamedPipe(pipe, &request) && GetLastError() == ERROR_NO_DATA);
    CHECK(puppet_do(&other, ACT_OPEN, BOTH) == ERROR_PIPE_BUSY);
    puppet_tell(&other, ACT_WAIT, NMPWAIT_WAIT_FOREVER, NULL, 0);
    CHECK(DisconnectNamedPipe(pipe));
    pends(ConnectNamedPipe(pipe, &request));
    CHECK(puppet_hear(&other).error == 0);
    CHECK(puppet_do(&other, ACT_OPEN, BOTH) == 0);
    CHECK(ended(&request, &bytes) == 0 && bytes == 0);
    CHECK(GetNamedPipeClientProcessId(pipe, &id) && id == (ULONG)other.pid);
    puppet_tell(&client, ACT_WAIT, NMPWAIT_WAIT_FOREVER, NULL, 0);
    CloseHandle(pipe);
    CHECK(puppet_hear(&client).error == ERROR_FILE_NOT_FOUND);
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == ERROR_FILE_NOT_FOUND);
    puppet_end(&client);
    puppet_end(&other);
    puppet_folder_remove();
}

/* Who would is told so, and goes on as itself. */
static void nobody_impersonates(void)
{
    HANDLE pipe, client;

    puppet_folder();
    pipe = serve(PIPE_ACCESS_DUPLEX, 0, 1);
    client = open_on_port();
    CHECK(!ImpersonateNamedPipeClient(pipe) &&
          GetLastError() == ERROR_CALL_NOT_IMPLEMENTED);
    CHECK(!ImpersonateNamedPipeClient(client) &&
          GetLastError() == ERROR_INVALID_FUNCTION);
    CHECK(!ImpersonateNamedPipeClient(NULL) &&
          GetLastError() == ERROR_INVALID_HANDLE);
    CHECK(RevertToSelf());
    CloseHandle(client);
    CloseHandle(pipe);
    puppet_folder_remove();
}

static void directions(void)
{
    struct puppet client;
    HANDLE pipe;

    puppet_folder();
    client = puppet_new();
    pipe = serve(PIPE_ACCESS_INBOUND, 0, 1);
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == ERROR_ACCESS_DENIED);
    CHECK(puppet_do(&client, ACT_OPEN, GENERIC_READ) == ERROR_ACCESS_DENIED);
    CHECK(puppet_do(&client, ACT_OPEN, GENERIC_WRITE) == 0);
    CHECK(puppet_do(&client, ACT_READ, 1) == ERROR_ACCESS_DENIED);
    CloseHandle(pipe);
    puppet_end(&client);
    puppet_folder_remove();
}

static void messages_keep_their_bounds(void)
{
    OVERLAPPED request = {0};
    struct puppet client;
    struct puppet_answer answer;
    char got[16];
    DWORD bytes;
    HANDLE pipe;

    puppet_folder();
    client = puppet_new();
    pipe = serve(PIPE_ACCESS_DUPLEX, MESSAGES, 1);
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    CHECK(puppet_do(&client, ACT_MODE, PIPE_READMODE_MESSAGE) == 0);
    CHECK(puppet_write(&client, "one") == 0);
    CHECK(puppet_write(&client, "") == 0);
    CHECK(puppet_write(&client, "three") == 0);
    CHECK(ReadFile(pipe, got, sizeof got, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && bytes == 3);
    CHECK(ReadFile(pipe, got, sizeof got, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && bytes == 0);
    CHECK(!ReadFile(pipe, got, 4, NULL, &request) &&
          GetLastError() == ERROR_MORE_DATA);
    CHECK(ended(&request, &bytes) == ERROR_MORE_DATA && bytes == 4);
    CHECK(WriteFile(pipe, "a longer one", 12, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && bytes == 12);
    puppet_tell(&client, ACT_PEEK, 4, NULL, 0);
    answer = puppet_hear(&client);
    CHECK(answer.error == 0 && answer.number == 4 && answer.more == 12);
    CHECK(puppet_do(&client, ACT_READ, 2) == ERROR_MORE_DATA);
    puppet_reads(&client, "longer one");
    CHECK(DisconnectNamedPipe(pipe));
    CHECK(puppet_do(&client, ACT_READ, 1) == ERROR_PIPE_NOT_CONNECTED);
    CHECK(puppet_write(&client, "x") == ERROR_PIPE_NOT_CONNECTED);
    CloseHandle(pipe);
    puppet_end(&client);
    puppet_folder_remove();
}

/* One write and one read under way at a time, each checked. */
#define TRAFFIC_BYTES (4u << 20)
static void bytes_both_ways(void)
{
    static unsigned char out[TRAFFIC_BYTES], in[TRAFFIC_BYTES];
    OVERLAPPED write = {0}, read = {0}, *got;
    DWORD sent = 0, received = 0, bytes, next = 1;
    struct puppet client;
    ULONG_PTR key;
    HANDLE pipe;

    puppet_folder();
    client = puppet_new();
    puppet_fill(out, sizeof out, 5);
    pipe = serve(PIPE_ACCESS_DUPLEX, 0, 1);
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    puppet_tell(&client, ACT_ECHO, 0, NULL, 0);
    WriteFile(pipe, out, next, NULL, &write);
    ReadFile(pipe, in, 50000, NULL, &read);
    while (received < sizeof out && CHECK(GetQueuedCompletionStatus(
                                        port, &bytes, &key, &got, WAIT_MS))) {
        if (got == &write) {
            sent += bytes;
            next = next * 7 % 100003;
            if (next > sizeof out - sent)
                next = (DWORD)sizeof out - sent;
            if (next > 0)
                WriteFile(pipe, out + sent, next, NULL, &write);
        } else {
            received += bytes;
            if (received < sizeof out)
                ReadFile(pipe, in + received,
                         sizeof in - received < 50000
                             ? (DWORD)sizeof in - received
                             : 50000,
                         NULL, &read);
        }
    }
    CHECK(sent == sizeof out && memcmp(in, out, sizeof out) == 0);
    CloseHandle(pipe);
    CHECK(puppet_hear(&client).error == ERROR_BROKEN_PIPE);
    puppet_end(&client);
    puppet_folder_remove();
}

/* ---- Many clients ---- */

struct visitor {
    OVERLAPPED request;
    HANDLE pipe;
    enum { CONNECTS, ASKS, HEARS, LEAVES } step;
    unsigned char data[PUPPET_CALL_MAX];
};

static void await_client(struct visitor *visitor)
{
    visitor->step = CONNECTS;
    if (!ConnectNamedPipe(visitor->pipe, &visitor->request) &&
        GetLastError() == ERROR_PIPE_CONNECTED)
        PostQueuedCompletionStatus(port, 0, 0, &visitor->request);
}

/* The next step, and how many calls were answered by it. A client that has its
 * answer closes, which ends the last read. */
static unsigned step(struct visitor *visitor, DWORD bytes)
{
    switch (visitor->step++) {
    case CONNECTS:
        ReadFile(visitor->pipe, visitor->data, sizeof visitor->data, NULL,
                 &visitor->request);
        return 0;
    case ASKS:
        for (DWORD i = 0; i < bytes; i++)
            visitor->data[i] = (unsigned char)~visitor->data[i];
        WriteFile(visitor->pipe, visitor->data, bytes, NULL, &visitor->request);
        return 0;
    case HEARS:
        if (!ReadFile(visitor->pipe, visitor->data, 1, NULL,
                      &visitor->request) &&
            GetLastError() == ERROR_BROKEN_PIPE)
            PostQueuedCompletionStatus(port, 0, 0, &visitor->request);
        return 0;
    default:
        CHECK(DisconnectNamedPipe(visitor->pipe));
        await_client(visitor);
        return 1;
    }
}

#define CLIENTS 5u
#define INSTANCES 3u
#define CALLS 36u
static void many_clients_call(void)
{
    static struct visitor visitors[INSTANCES];
    struct puppet clients[CLIENTS];
    unsigned answered = 0;

    puppet_folder();
    for (unsigned i = 0; i < CLIENTS; i++)
        clients[i] = puppet_new();
    for (unsigned i = 0; i < INSTANCES; i++) {
        visitors[i].pipe = serve(PIPE_ACCESS_DUPLEX, MESSAGES, INSTANCES);
        await_client(&visitors[i]);
    }
    for (unsigned i = 0; i < CLIENTS; i++)
        puppet_tell(&clients[i], ACT_CALLS, CALLS, NULL, 0);
    while (answered < CLIENTS * CALLS) {
        OVERLAPPED *got = NULL;
        DWORD bytes;
        ULONG_PTR key;

        GetQueuedCompletionStatus(port, &bytes, &key, &got, WAIT_MS);
        if (!CHECK(got != NULL, "%u calls were answered", answered))
            break;
        answered += step((struct visitor *)(void *)got, bytes);
    }
    for (unsigned i = 0; i < CLIENTS; i++)
        CHECK(puppet_hear(&clients[i]).error == 0);
    for (unsigned i = 0; i < INSTANCES; i++) {
        CloseHandle(visitors[i].pipe);
        ended(&visitors[i].request, &(DWORD){0});
    }
    for (unsigned i = 0; i < CLIENTS; i++)
        puppet_end(&clients[i]);
    puppet_folder_remove();
}

/* ---- Ends of processes ---- */

static void killed_client(void)
{
    OVERLAPPED request = {0};
    struct puppet client;
    DWORD bytes;
    HANDLE pipe;
    char got[8];

    puppet_folder();
    client = puppet_new();
    pipe = serve(PIPE_ACCESS_DUPLEX, 0, 1);
    CHECK(puppet_do(&client, ACT_OPEN, BOTH) == 0);
    CHECK(puppet_write(&client, "last") == 0);
    CHECK(ReadFile(pipe, got, 2, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && bytes == 2);
    CHECK(ReadFile(pipe, got, 2, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && memcmp(got, "st", 2) == 0);
    pends(ReadFile(pipe, got, 8, NULL, &request));
    puppet_kill(&client);
    CHECK(ended(&request, &bytes) == ERROR_BROKEN_PIPE && bytes == 0);
    CHECK(!WriteFile(pipe, "x", 1, NULL, &request) &&
          GetLastError() == ERROR_NO_DATA);
    CloseHandle(pipe);
    puppet_folder_remove();
}

static void killed_server(void)
{
    OVERLAPPED request = {0}, write = {0};
    static char much[5000];
    struct puppet server;
    DWORD bytes;
    HANDLE pipe;
    char got[8];

    puppet_folder();
    server = puppet_new();
    CHECK(puppet_do(&server, ACT_CREATE, 0) == 0);
    pipe = open_on_port();
    pends(ReadFile(pipe, got, sizeof got, NULL, &request));
    pends(WriteFile(pipe, much, sizeof much, NULL, &write));
    puppet_kill(&server);
    CHECK(ended(&request, &bytes) == ERROR_BROKEN_PIPE);
    CHECK(ended(&write, &bytes) == ERROR_BROKEN_PIPE);
    CHECK(!ReadFile(pipe, got, sizeof got, NULL, &request) &&
          GetLastError() == ERROR_BROKEN_PIPE);
    CHECK(!WriteFile(pipe, "x", 1, NULL, &request) &&
          GetLastError() == ERROR_NO_DATA);
    CHECK(!PeekNamedPipe(pipe, NULL, 0, NULL, NULL, NULL) &&
          GetLastError() == ERROR_BROKEN_PIPE);
    CloseHandle(pipe);
    puppet_folder_remove();
}

/* What was written stays to be read, as the system would keep it. */
static void server_that_ends_leaves_its_data(void)
{
    OVERLAPPED request = {0};
    struct puppet server;
    DWORD bytes, mode = PIPE_READMODE_MESSAGE;
    HANDLE pipe;
    char got[8];

    puppet_folder();
    server = puppet_new();
    CHECK(puppet_do(&server, ACT_CREATE, MESSAGES) == 0);
    pipe = open_on_port();
    CHECK(SetNamedPipeHandleState(pipe, &mode, NULL, NULL));
    CHECK(puppet_write(&server, "first") == 0);
    CHECK(puppet_write(&server, "second one") == 0);
    puppet_tell(&server, ACT_EXIT, 0, NULL, 0);
    puppet_end(&server);
    CHECK(ReadFile(pipe, got, sizeof got, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && bytes == 5);
    CHECK(!ReadFile(pipe, got, sizeof got, NULL, &request) &&
          GetLastError() == ERROR_MORE_DATA);
    CHECK(ended(&request, &bytes) == ERROR_MORE_DATA && bytes == 8);
    CHECK(ReadFile(pipe, got, sizeof got, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && memcmp(got, "ne", 2) == 0);
    CHECK(!ReadFile(pipe, got, sizeof got, NULL, &request) &&
          GetLastError() == ERROR_BROKEN_PIPE);
    CloseHandle(pipe);
    puppet_folder_remove();
}

static void cancelled_read_takes_nothing(void)
{
    OVERLAPPED request = {0};
    struct puppet server;
    DWORD bytes;
    HANDLE pipe;
    char got[8];

    puppet_folder();
    server = puppet_new();
    CHECK(puppet_do(&server, ACT_CREATE, 0) == 0);
    pipe = open_on_port();
    for (int i = 0; i < 20; i++) {
        pends(ReadFile(pipe, got, sizeof got, NULL, &request));
        CHECK(CancelIoEx(pipe, &request));
        CHECK(ended(&request, &bytes) == ERROR_OPERATION_ABORTED);
    }
    CHECK(puppet_write(&server, "whole") == 0);
    CHECK(ReadFile(pipe, got, sizeof got, NULL, &request));
    CHECK(ended(&request, &bytes) == 0 && bytes == 5);
    pends(ReadFile(pipe, got, sizeof got, NULL, &request));
    CloseHandle(pipe);
    CHECK(ended(&request, &bytes) == ERROR_BROKEN_PIPE);
    CHECK(puppet_write(&server, "x") == ERROR_NO_DATA);
    puppet_end(&server);
    puppet_folder_remove();
}

TAP_MAIN(CASE(every_connect_outcome), CASE(nobody_impersonates),
         CASE(directions), CASE(messages_keep_their_bounds),
         CASE_LONG(bytes_both_ways, 60), CASE_LONG(many_clients_call, 60),
         CASE(killed_client), CASE(killed_server),
         CASE(server_that_ends_leaves_its_data),
         CASE(cancelled_read_takes_nothing))
