/* What a silent connection costs: accepts, has a receive pending on each
 * connection, and does nothing else. Two workers wait at the port. All memory
 * of its own is there, and touched, before it says that it listens: what the
 * process grows by afterwards is the library's.
 *
 *   idle [CONNECTIONS [receive|accept]]
 *
 * `accept` only accepts, without a port: so much is the socket's own.
 *
 * Win32 source; ends when the standard input does.
 */
#include <winsock2.h>

#include <ws2tcpip.h>

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORKERS = 2, CONNECTIONS_MAX = 1000000 };

struct connection {
    OVERLAPPED overlapped;
    SOCKET socket;
    char byte;
};

static struct connection *connections;
static unsigned limit;
static BOOL receiving;
static HANDLE port;
static SOCKET listener;

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %lu\n", what, (unsigned long)GetLastError());
    exit(EXIT_FAILURE);
}

static DWORD WINAPI worker_run(LPVOID unused)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;

    (void)unused;
    while (GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE))
        ; /* nothing comes; the end of the process ends it */
    return 0;
}

static void receive_start(struct connection *connection)
{
    WSABUF span = {1, &connection->byte};
    DWORD flags = 0;

    memset(&connection->overlapped, 0, sizeof(connection->overlapped));
    if (!CreateIoCompletionPort((HANDLE)connection->socket, port, 0, 0))
        fail("CreateIoCompletionPort");
    if (WSARecv(connection->socket, &span, 1, NULL, &flags,
                &connection->overlapped, NULL) != 0 &&
        WSAGetLastError() != WSA_IO_PENDING)
        fail("WSARecv");
}

static DWORD WINAPI acceptor_run(LPVOID unused)
{
    (void)unused;
    for (unsigned i = 0; i < limit; i++) {
        connections[i].socket = accept(listener, NULL, NULL);
        if (connections[i].socket == INVALID_SOCKET)
            fail("accept");
        if (receiving)
            receive_start(&connections[i]);
    }
    return 0;
}

static void listener_open(void)
{
    struct sockaddr_in address;
    int length = sizeof(address);

    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (listener == INVALID_SOCKET ||
        bind(listener, (struct sockaddr *)&address, length) != 0 ||
        listen(listener, SOMAXCONN) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        fail("listen");
    printf("listening on 127.0.0.1:%u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
}

static void thread_start(LPTHREAD_START_ROUTINE routine)
{
    if (!CreateThread(NULL, 0, routine, NULL, 0, NULL))
        fail("CreateThread");
}

int main(int argc, char **argv)
{
    WSADATA data;

    limit = argc > 1 ? (unsigned)atoi(argv[1]) : 1000;
    receiving = argc < 3 || strcmp(argv[2], "accept") != 0;
    if (limit < 1 || limit > CONNECTIONS_MAX)
        fail("number of connections");
    connections = malloc(limit * sizeof(*connections));
    if (!connections || WSAStartup(MAKEWORD(2, 2), &data) != 0)
        fail("WSAStartup");
    memset(connections, 1, limit * sizeof(*connections));
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, WORKERS);
    for (int i = 0; i < WORKERS && port; i++)
        thread_start(worker_run);
    listener_open();
    thread_start(acceptor_run);
    while (getchar() != EOF)
        ;
    return EXIT_SUCCESS;
}
