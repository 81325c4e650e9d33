/* Of what the network answers to a datagram, a receive of its sender is told
 * that the port is nobody's, and nothing else. */
#include <string.h>

#include <winsock2.h>

#include <mstcpip.h>

#include "harness/tap.h"
#include "linux/network.h"
#include "linux/pair.h"

#define PORT_OF_NOBODY 9

struct rig {
    HANDLE port;
    SOCKET socket;
    SOCKADDR_IN name;
    OVERLAPPED overlapped;
    char byte;
    DWORD flags;
};

static void rig_make(struct rig *rig)
{
    int length = sizeof rig->name;

    pair_startup();
    memset(rig, 0, sizeof *rig);
    rig->socket = socket(AF_INET, SOCK_DGRAM, 0);
    rig->name.sin_family = AF_INET;
    rig->name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(rig->socket, (SOCKADDR *)&rig->name, length) == 0);
    CHECK(getsockname(rig->socket, (SOCKADDR *)&rig->name, &length) == 0);
    rig->port = CreateIoCompletionPort((HANDLE)rig->socket, NULL, 1, 0);
}

static void rig_drop(struct rig *rig)
{
    closesocket(rig->socket);
    CloseHandle(rig->port);
}

static void answer(const struct rig *rig, enum network_answer what)
{
    CHECK(network_answer(what, rig->name.sin_port, htons(PORT_OF_NOBODY)));
}

static void send_to_itself(const struct rig *rig)
{
    CHECK(sendto(rig->socket, "x", 1, 0, (const SOCKADDR *)&rig->name,
                 sizeof rig->name) == 1);
}

static void receive(struct rig *rig)
{
    WSABUF buffer = {1, &rig->byte};

    CHECK(WSARecv(rig->socket, &buffer, 1, NULL, &rig->flags, &rig->overlapped,
                  NULL) == SOCKET_ERROR &&
          WSAGetLastError() == WSA_IO_PENDING);
}

static void gets_data(struct rig *rig)
{
    BOOL succeeded = FALSE;
    DWORD bytes = 0;

    CHECK(pair_next(rig->port, &succeeded, &bytes) == &rig->overlapped);
    CHECK(succeeded && bytes == 1, "error %u, %u bytes",
          (unsigned)GetLastError(), (unsigned)bytes);
}

static void is_told(struct rig *rig)
{
    BOOL succeeded = TRUE;
    DWORD bytes = 1;

    CHECK(pair_next(rig->port, &succeeded, &bytes) == &rig->overlapped);
    CHECK(!succeeded && bytes == 0 && GetLastError() == ERROR_PORT_UNREACHABLE,
          "error %u", (unsigned)GetLastError());
}

static void passes_a_pending_receive(struct rig *rig, enum network_answer what)
{
    receive(rig);
    answer(rig, what);
    send_to_itself(rig);
    gets_data(rig);
}

/* A receive that waits goes on. */
static void pending(void)
{
    struct rig rig;

    if (!network_own())
        SKIP("no network namespaces here");
    rig_make(&rig);
    passes_a_pending_receive(&rig, ANSWER_HOST);
    passes_a_pending_receive(&rig, ANSWER_TOO_LONG);
    receive(&rig);
    answer(&rig, ANSWER_PORT);
    is_told(&rig);
    rig_drop(&rig);
}

/* The kernel tells the next call, a send or a receive. */
static void before(void)
{
    u_long on = 1;
    struct rig rig;

    if (!network_own())
        SKIP("no network namespaces here");
    rig_make(&rig);
    CHECK(ioctlsocket(rig.socket, FIONBIO, &on) == 0);
    answer(&rig, ANSWER_HOST);
    CHECK(recv(rig.socket, &rig.byte, 1, 0) < 0 &&
          WSAGetLastError() == WSAEWOULDBLOCK);
    answer(&rig, ANSWER_TOO_LONG);
    send_to_itself(&rig);
    CHECK(recv(rig.socket, &rig.byte, 1, 0) == 1);
    rig_drop(&rig);
}

/* Which came first, and which the kernel names, makes no difference. */
static void among_others(void)
{
    u_long on = 1;
    struct rig rig;

    if (!network_own())
        SKIP("no network namespaces here");
    rig_make(&rig);
    CHECK(ioctlsocket(rig.socket, FIONBIO, &on) == 0);
    answer(&rig, ANSWER_HOST);
    answer(&rig, ANSWER_PORT);
    answer(&rig, ANSWER_TOO_LONG);
    CHECK(recv(rig.socket, &rig.byte, 1, 0) < 0 &&
          WSAGetLastError() == WSAECONNRESET);
    CHECK(recv(rig.socket, &rig.byte, 1, 0) < 0 &&
          WSAGetLastError() == WSAEWOULDBLOCK);
    rig_drop(&rig);
}

/* Without SIO_UDP_CONNRESET, and connected: no queue, but an error. */
static void unheard(void)
{
    struct rig rig;
    SOCKADDR_IN nobody;
    BOOL off = FALSE;
    DWORD bytes;
    u_long on = 1;

    if (!network_own())
        SKIP("no network namespaces here");
    rig_make(&rig);
    nobody = rig.name;
    nobody.sin_port = htons(PORT_OF_NOBODY);
    CHECK(ioctlsocket(rig.socket, FIONBIO, &on) == 0);
    CHECK(connect(rig.socket, (SOCKADDR *)&nobody, sizeof nobody) == 0);
    CHECK(WSAIoctl(rig.socket, SIO_UDP_CONNRESET, &off, sizeof off, NULL, 0,
                   &bytes, NULL, NULL) == 0);
    answer(&rig, ANSWER_PORT);
    CHECK(recv(rig.socket, &rig.byte, 1, 0) < 0 &&
          WSAGetLastError() == WSAEWOULDBLOCK);
    rig_drop(&rig);
}

/* What is too long for the interface, the send says itself. */
static void too_long(void)
{
    static char bytes[65508];
    struct rig rig;

    if (!network_own())
        SKIP("no network namespaces here");
    rig_make(&rig);
    CHECK(sendto(rig.socket, bytes, sizeof bytes, 0, (SOCKADDR *)&rig.name,
                 sizeof rig.name) < 0 &&
          WSAGetLastError() == WSAEMSGSIZE);
    rig_drop(&rig);
}

TAP_MAIN(CASE(pending), CASE(before), CASE(among_others), CASE(unheard),
         CASE(too_long))
