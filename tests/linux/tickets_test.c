/* WSADuplicateSocket for another process needs a thread that hands sockets
 * over. When it cannot be started the call fails, leaves nothing behind, and
 * the next one tries again. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <winsock2.h>

#include "harness/tap.h"

int __real_thread_start(const char *name, void *(*run)(void *), void *argument);
int __wrap_thread_start(const char *name, void *(*run)(void *), void *argument);

static int refused, begun;

int __wrap_thread_start(const char *name, void *(*run)(void *), void *argument)
{
    if (strcmp(name, "iocp-sockets") != 0)
        return __real_thread_start(name, run, argument);
    if (refused++ == 0)
        return -EAGAIN;
    begun++;
    return __real_thread_start(name, run, argument);
}

/* The lowest descriptor that is free; it stays so. */
static int next_fd(void)
{
    int fd = dup(0);

    close(fd);
    return fd;
}

static bool duplicate(SOCKET socket)
{
    WSAPROTOCOL_INFOW info;

    return WSADuplicateSocketW(socket, (DWORD)getppid(), &info) == 0;
}

static void no_thread_at_first(void)
{
    WSADATA data;
    SOCKET socket;
    int fd;

    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    socket = WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    CHECK(socket != INVALID_SOCKET);
    fd = next_fd();
    CHECK(!duplicate(socket));
    CHECK(next_fd() == fd, "a descriptor is left");
    CHECK(begun == 0);
    CHECK(duplicate(socket), "error %d", WSAGetLastError());
    CHECK(duplicate(socket), "error %d", WSAGetLastError());
    CHECK(begun == 1);
    closesocket(socket);
}

TAP_MAIN(CASE(no_thread_at_first))
