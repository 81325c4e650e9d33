/* An echo server as it is written for Windows: `cc echo.c $(pkg-config --cflags --libs openiocp)` */
#include <winsock2.h>
#include <stdlib.h>

struct connection { OVERLAPPED overlapped; SOCKET socket; int sending; WSABUF buffer; char bytes[4096]; };

static void turn(struct connection *c, BOOL ok, DWORD length)
{
    DWORD flags = 0;
    int rc = SOCKET_ERROR;

    if (ok && (c->sending = !c->sending) && length > 0) { /* received: send it back */
        c->buffer.len = length;
        rc = WSASend(c->socket, &c->buffer, 1, NULL, 0, &c->overlapped, NULL);
    } else if (ok && !c->sending) { /* sent, or new: receive more */
        c->buffer = (WSABUF){sizeof c->bytes, c->bytes};
        rc = WSARecv(c->socket, &c->buffer, 1, NULL, &flags, &c->overlapped, NULL);
    }
    if (rc == 0 || (ok && WSAGetLastError() == WSA_IO_PENDING))
        return; /* either way the packet comes to the port */
    closesocket(c->socket);
    free(c);
}

static DWORD WINAPI work(void *port)
{
    for (;;) {
        DWORD length; ULONG_PTR key; OVERLAPPED *overlapped;
        BOOL ok = GetQueuedCompletionStatus(port, &length, &key, &overlapped, INFINITE);
        turn(CONTAINING_RECORD(overlapped, struct connection, overlapped), ok, length);
    }
}

int main(int argc, char **argv)
{
    WSADATA data;
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 7777)};
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    SOCKET listener, socket_;

    WSAStartup(MAKEWORD(2, 2), &data);
    listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (bind(listener, (struct sockaddr *)&name, sizeof name) || listen(listener, SOMAXCONN))
        return 1;
    CreateThread(NULL, 0, work, port, 0, NULL);
    while ((socket_ = accept(listener, NULL, NULL)) != INVALID_SOCKET) {
        struct connection *c = calloc(1, sizeof *c);
        c->socket = socket_, c->sending = 1;
        CreateIoCompletionPort((HANDLE)socket_, port, 0, 0);
        turn(c, TRUE, 0);
    }
}
