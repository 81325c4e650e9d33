#include "linux/traffic.h"

#include "linux/pair.h"

#include <mswsock.h>

#include <stdio.h>
#include <string.h>

#include <iocp/linux.h>

#include "harness/tap.h"

void backend_is(const char *name, const char *reason)
{
    IOCP_BACKEND_INFO info;

    CHECK(IocpGetBackend(&info, sizeof info), "%s", info.Reason);
    CHECK(strcmp(info.Name, name) == 0, "backend %s: %s", info.Name,
          info.Reason);
    CHECK(strstr(info.Reason, reason) != NULL, "reason: %s", info.Reason);
}

static void messages_pass(HANDLE port)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    char byte = 0;

    pair_connect(&ours, &peer);
    CHECK(CreateIoCompletionPort((HANDLE)ours, port, 0, 0) == port);
    for (int i = 0; i < 100; i++) {
        CHECK(pair_receive(ours, &byte, &overlapped));
        CHECK(send(peer, "x", 1, 0) == 1);
        CHECK(pair_next(port, NULL, NULL) == &overlapped && byte == 'x');
        byte = 0;
    }
    CHECK(pair_receive(ours, &byte, &overlapped));
    closesocket(ours);
    CHECK(pair_next(port, NULL, NULL) == &overlapped, "closing ends it");
    closesocket(peer);
}

static void accepts_pass(HANDLE port)
{
    OVERLAPPED overlapped = {0};
    SOCKADDR_IN name;
    SOCKET listener = pair_listen(&name);
    SOCKET ours = socket(AF_INET, SOCK_STREAM, 0);
    SOCKET peer = socket(AF_INET, SOCK_STREAM, 0);
    char buffer[2 * (sizeof name + 16)];
    DWORD bytes;

    CHECK(CreateIoCompletionPort((HANDLE)listener, port, 0, 0) == port);
    CHECK(!AcceptEx(listener, ours, buffer, 0, sizeof name + 16,
                    sizeof name + 16, &bytes, &overlapped) &&
          WSAGetLastError() == WSA_IO_PENDING);
    CHECK(connect(peer, (SOCKADDR *)&name, sizeof name) == 0);
    CHECK(pair_next(port, NULL, NULL) == &overlapped);
    closesocket(listener);
    closesocket(ours);
    closesocket(peer);
}

/* Written by the pool, read from memory or by the pool. */
static void files_pass(HANDLE port)
{
    static char out[100000], in[100000];
    OVERLAPPED overlapped = {0};
    DWORD bytes = 0;
    char name[32];
    HANDLE file;

    /* Several programs let traffic pass, in the same folder at once. */
    snprintf(name, sizeof name, "traffic.%lu.tmp",
             (unsigned long)GetCurrentProcessId());
    file =
        CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                    FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    memset(out, 'f', sizeof out);
    CHECK(CreateIoCompletionPort(file, port, 0, 0) == port);
    CHECK(!WriteFile(file, out, sizeof out, NULL, &overlapped) &&
          GetLastError() == ERROR_IO_PENDING);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped);
    CHECK(bytes == sizeof out, "%lu written", (unsigned long)bytes);
    ReadFile(file, in, sizeof in, NULL, &overlapped);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped);
    CHECK(bytes == sizeof in && memcmp(in, out, sizeof in) == 0);
    overlapped.Offset = sizeof out - 10;
    ReadFile(file, in, sizeof in, NULL, &overlapped);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped && bytes == 10);
    overlapped.Offset = sizeof out;
    ReadFile(file, in, sizeof in, NULL, &overlapped);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped && bytes == 0);
    CloseHandle(file);
}

void traffic_passes(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    pair_startup();
    messages_pass(port);
    accepts_pass(port);
    files_pass(port);
    CloseHandle(port);
}
