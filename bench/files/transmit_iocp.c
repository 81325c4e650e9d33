/* Sends a file again and again with TransmitFile, on `depth` connections to the
 * sink, one request at a time on each. Win32 source but for job.h.
 */
#include <winsock2.h>

#include <mswsock.h>
#include <ws2tcpip.h>

#include <windows.h>

#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct connection {
    OVERLAPPED overlapped;
    SOCKET socket;
};

static struct job job;
static HANDLE file;
static HANDLE port;
static struct connection connections[JOB_DEPTH_MAX];
static unsigned started; /* files */
static uint64_t bytes;

static void fail(const char *what)
{
    fprintf(stderr, "%s: error %lu\n", what, (unsigned long)GetLastError());
    exit(EXIT_FAILURE);
}

static SOCKET socket_connect(void)
{
    struct sockaddr_in address;
    SOCKET socket = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                               WSA_FLAG_OVERLAPPED);

    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_port = htons((unsigned short)job.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (socket == INVALID_SOCKET ||
        connect(socket, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        !CreateIoCompletionPort((HANDLE)socket, port, 0, 0))
        fail("connect");
    return socket;
}

/* FALSE: there is no file left to send. */
static BOOL transmit_start(struct connection *connection)
{
    if (started == job.files)
        return FALSE;
    started++;
    memset(&connection->overlapped, 0, sizeof(connection->overlapped));
    if (!TransmitFile(connection->socket, file, (DWORD)job.file_bytes, 0,
                      &connection->overlapped, NULL, 0) &&
        WSAGetLastError() != WSA_IO_PENDING)
        fail("TransmitFile");
    return TRUE;
}

static void packets_run(unsigned in_flight)
{
    OVERLAPPED_ENTRY entries[JOB_DEPTH_MAX];
    ULONG count;

    while (in_flight > 0) {
        if (!GetQueuedCompletionStatusEx(port, entries, JOB_DEPTH_MAX, &count,
                                         INFINITE, FALSE))
            fail("GetQueuedCompletionStatusEx");
        for (ULONG i = 0; i < count; i++) {
            bytes += entries[i].dwNumberOfBytesTransferred;
            in_flight -= !transmit_start(CONTAINING_RECORD(
                entries[i].lpOverlapped, struct connection, overlapped));
        }
    }
}

int main(int argc, char **argv)
{
    unsigned in_flight = 0;
    WSADATA data;

    job_parse(&job, argc, argv);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        fail("WSAStartup");
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    file = CreateFileA(job.file, GENERIC_READ, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (!port || file == INVALID_HANDLE_VALUE)
        fail(job.file);
    for (unsigned i = 0; i < job.depth; i++)
        connections[i].socket = socket_connect();
    job_begin(&job);
    for (unsigned i = 0; i < job.depth; i++)
        in_flight += transmit_start(&connections[i]);
    packets_run(in_flight);
    job_end(&job, bytes);
    return EXIT_SUCCESS;
}
