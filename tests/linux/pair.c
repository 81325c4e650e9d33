#include "linux/pair.h"

#include <string.h>

#include "harness/tap.h"

#define PATIENCE_MS 10000

void pair_startup(void)
{
    WSADATA data;

    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

SOCKET pair_listen(SOCKADDR_IN *name)
{
    SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    int len = sizeof *name;

    memset(name, 0, sizeof *name);
    name->sin_family = AF_INET;
    name->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (SOCKADDR *)name, sizeof *name) == 0);
    CHECK(listen(listener, SOMAXCONN) == 0);
    CHECK(getsockname(listener, (SOCKADDR *)name, &len) == 0);
    return listener;
}

void pair_connect(SOCKET *ours, SOCKET *peer)
{
    SOCKADDR_IN name;
    SOCKET listener = pair_listen(&name);

    *peer = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    CHECK(connect(*peer, (SOCKADDR *)&name, sizeof name) == 0);
    *ours = accept(listener, NULL, NULL);
    CHECK(*ours != INVALID_SOCKET);
    closesocket(listener);
}

BOOL pair_receive(SOCKET s, char *byte, OVERLAPPED *overlapped)
{
    WSABUF buffer = {1, byte};
    DWORD flags = 0;

    return WSARecv(s, &buffer, 1, NULL, &flags, overlapped, NULL) == 0 ||
           WSAGetLastError() == WSA_IO_PENDING;
}

OVERLAPPED *pair_next(HANDLE port, BOOL *succeeded, DWORD *bytes)
{
    OVERLAPPED *overlapped = NULL;
    ULONG_PTR key;
    DWORD count = 0;
    BOOL result = GetQueuedCompletionStatus(port, &count, &key, &overlapped,
                                            tap_scaled(PATIENCE_MS));

    if (succeeded != NULL)
        *succeeded = result;
    if (bytes != NULL)
        *bytes = count;
    return overlapped;
}
