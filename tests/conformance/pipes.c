#include "pipes.h"

void pipe_name(char name[PIPE_NAME_SIZE])
{
    static int count;

    snprintf(name, PIPE_NAME_SIZE, "\\\\.\\pipe\\openiocp-test-%lu-%d",
             (unsigned long)GetCurrentProcessId(), ++count);
}

struct pipe_pair pipe_server(DWORD mode)
{
    struct pipe_pair pair = {.client = INVALID_HANDLE_VALUE};

    pipe_name(pair.name);
    pair.server =
        CreateNamedPipeA(pair.name, PIPE_ACCESS_DUPLEX | ASYNC, mode,
                         PIPE_UNLIMITED_INSTANCES, QUOTA, QUOTA, 0, NULL);
    CHECK(pair.server != INVALID_HANDLE_VALUE);
    return pair;
}

HANDLE pipe_client(const char *name, DWORD flags)
{
    HANDLE client = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                OPEN_EXISTING, flags, NULL);

    CHECK(client != INVALID_HANDLE_VALUE);
    return client;
}

struct pipe_pair pipe_pair(DWORD mode)
{
    struct pipe_pair pair = pipe_server(mode);
    DWORD read_mode = mode & PIPE_READMODE_MESSAGE;

    pair.client = pipe_client(pair.name, ASYNC);
    CHECK(SetNamedPipeHandleState(pair.client, &read_mode, NULL, NULL));
    return pair;
}

struct pipe_pair pipe_on(HANDLE port, DWORD mode)
{
    struct pipe_pair pair = pipe_pair(mode);

    port_add(port, pair.server, KEY);
    return pair;
}

struct pipe_pair pipe_both_on(HANDLE port, DWORD mode)
{
    struct pipe_pair pair = pipe_on(port, mode);

    port_add(port, pair.client, OTHER_KEY);
    return pair;
}

void pipe_close(struct pipe_pair *pair)
{
    CHECK(CloseHandle(pair->server));
    if (pair->client != INVALID_HANDLE_VALUE)
        CHECK(CloseHandle(pair->client));
}

int pipe_send(HANDLE pipe, const void *data, DWORD length)
{
    OVERLAPPED ov = overlapped_new(without_packet(event_new()));
    DWORD done = 0;
    int ok = WriteFile(pipe, data, length, NULL, &ov) ||
             GetLastError() == ERROR_IO_PENDING;

    ok = CHECK(ok && GetOverlappedResult(pipe, &ov, &done, TRUE));
    CloseHandle((HANDLE)((ULONG_PTR)ov.hEvent & ~(ULONG_PTR)1));
    return CHECK(ok && done == length);
}

int pipe_holds(HANDLE pipe, const char *text)
{
    OVERLAPPED ov = overlapped_new(without_packet(event_new()));
    char buf[256] = {0};
    DWORD done = 0;
    int ok = ReadFile(pipe, buf, sizeof buf, NULL, &ov);

    ok = CHECK(ok && GetOverlappedResult(pipe, &ov, &done, FALSE));
    CloseHandle((HANDLE)((ULONG_PTR)ov.hEvent & ~(ULONG_PTR)1));
    return CHECK(ok && done == strlen(text) && memcmp(buf, text, done) == 0,
                 "got %u bytes: %s", (unsigned)done, buf);
}

void pend_read(HANDLE pipe, void *data, DWORD length, OVERLAPPED *overlapped)
{
    CHECK_FAILS(ReadFile(pipe, data, length, NULL, overlapped),
                ERROR_IO_PENDING);
}

void pend_write(HANDLE pipe, const void *data, DWORD length,
                OVERLAPPED *overlapped)
{
    CHECK_FAILS(WriteFile(pipe, data, length, NULL, overlapped),
                ERROR_IO_PENDING);
}

int start_connect_pipe(HANDLE pipe, OVERLAPPED *overlapped)
{
    return ConnectNamedPipe(pipe, overlapped) ? 0 : (int)GetLastError();
}
