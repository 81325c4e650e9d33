/* Error codes that need something of this system to come. */
#include "linux/pair.h"

#include <mswsock.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/tap.h"

static SOCKADDR_IN many(void)
{
    SOCKADDR_IN name = {.sin_family = AF_INET, .sin_port = htons(9)};

    name.sin_addr.s_addr = htonl(0xE0000001); /* all hosts: no stream */
    return name;
}

/* A stream to a group of hosts: the kernel has no route for it. */
static void no_network(void)
{
    SOCKADDR_IN to = many(), any = {.sin_family = AF_INET};
    OVERLAPPED overlapped = {0};
    SOCKET plain, extended;
    GUID id = WSAID_CONNECTEX;
    LPFN_CONNECTEX connect_ex = NULL;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    BOOL succeeded = TRUE;
    DWORD bytes;

    pair_startup();
    plain = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    CHECK(connect(plain, (SOCKADDR *)&to, sizeof to) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAENETUNREACH, "%d", WSAGetLastError());
    extended = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    CHECK(WSAIoctl(extended, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
                   &connect_ex, sizeof(void *), &bytes, NULL, NULL) == 0);
    CHECK(bind(extended, (SOCKADDR *)&any, sizeof any) == 0);
    CHECK(CreateIoCompletionPort((HANDLE)extended, port, 0, 0) == port);
    CHECK(!connect_ex(extended, (SOCKADDR *)&to, sizeof to, NULL, 0, NULL,
                      &overlapped) &&
          WSAGetLastError() == WSA_IO_PENDING);
    CHECK(pair_next(port, &succeeded, &bytes) == &overlapped && !succeeded);
    CHECK(GetLastError() == ERROR_NETWORK_UNREACHABLE, "%u", GetLastError());
    closesocket(plain);
    closesocket(extended);
    CloseHandle(port);
}

static void another_disk(void)
{
    struct stat here, there;
    char name[64];
    HANDLE file;

    if (stat(".", &here) != 0 || stat("/dev/shm", &there) != 0 ||
        here.st_dev == there.st_dev || access("/dev/shm", W_OK) != 0)
        SKIP("there is one disk");
    snprintf(name, sizeof name, "/dev/shm/openiocp-errors-%d", (int)getpid());
    file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE && CloseHandle(file));
    CHECK(!MoveFileExA(name, "errors.tmp", 0));
    CHECK(GetLastError() == ERROR_NOT_SAME_DEVICE, "%u", GetLastError());
    CHECK(!CreateHardLinkA("errors.tmp", name, NULL));
    CHECK(GetLastError() == ERROR_NOT_SAME_DEVICE, "%u", GetLastError());
    CHECK(DeleteFileA(name));
}

static DWORD routine_error;

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED it,
                             DWORD flags)
{
    (void)bytes;
    (void)it;
    (void)flags;
    routine_error = error;
}

/* What is pending on a closed socket was aborted: 1236, or 10053 to who asks
 * Winsock. */
static void aborted(void)
{
    SOCKET ours, peer;
    OVERLAPPED overlapped = {0};
    char byte;
    WSABUF buffer = {1, &byte};
    DWORD flags = 0;

    pair_startup();
    pair_connect(&ours, &peer);
    CHECK(WSARecv(ours, &buffer, 1, NULL, &flags, &overlapped, routine) ==
              SOCKET_ERROR &&
          WSAGetLastError() == WSA_IO_PENDING);
    CHECK(closesocket(ours) == 0);
    CHECK(SleepEx(tap_scaled(10000), TRUE) == WAIT_IO_COMPLETION);
    CHECK(routine_error == WSAECONNABORTED, "%u", routine_error);
    closesocket(peer);
}

enum { CONNECTIONS = 64 };

/* A listener that accepts nobody has room for few; who comes then waits. */
static void still_connecting(void)
{
    SOCKADDR_IN name = {.sin_family = AF_INET};
    int len = sizeof name, count = 0, code = 0;
    SOCKET listener, waiting[CONNECTIONS];
    u_long yes = 1;

    pair_startup();
    listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (SOCKADDR *)&name, sizeof name) == 0 &&
          listen(listener, 1) == 0 &&
          getsockname(listener, (SOCKADDR *)&name, &len) == 0);
    while (count < CONNECTIONS && code != WSAEALREADY) {
        SOCKET one = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);

        waiting[count++] = one;
        CHECK(ioctlsocket(one, FIONBIO, &yes) == 0);
        CHECK(connect(one, (SOCKADDR *)&name, sizeof name) == SOCKET_ERROR &&
              WSAGetLastError() == WSAEWOULDBLOCK);
        if (connect(one, (SOCKADDR *)&name, sizeof name) != 0)
            code = WSAGetLastError();
    }
    CHECK(code == WSAEALREADY, "the last of %d said %d", count, code);
    while (count > 0)
        closesocket(waiting[--count]);
    closesocket(listener);
}

TAP_MAIN(CASE(no_network), CASE(another_disk), CASE(aborted),
         CASE(still_connecting))
