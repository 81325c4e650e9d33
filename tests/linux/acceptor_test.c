/* The descriptor of a socket that AcceptEx connects: whose number it has, and
 * where the one goes that it had before. Runs once on each engine. */
#include "linux/pair.h"

#include <mswsock.h>
#include <ws2tcpip.h>

#include <iocp/linux.h>
#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "harness/tap.h"
#include "sys/net.h"

#define ROOM (sizeof(SOCKADDR_IN) + 16)
#define MANY 100

static HANDLE port;
static SOCKET listener;
static SOCKADDR_IN name, elsewhere;

static void begin(void)
{
    pair_startup();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    listener = pair_listen(&name);
    pair_listen(&elsewhere);
    CHECK(CreateIoCompletionPort((HANDLE)listener, port, 0, 0) == port);
}

static SOCKET stream(void)
{
    SOCKET s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                          WSA_FLAG_OVERLAPPED);

    CHECK(s != INVALID_SOCKET);
    return s;
}

/* An AcceptEx in flight. */
struct visit {
    SOCKET acceptor, client;
    OVERLAPPED overlapped;
    char buffer[2 * ROOM];
};

static void visit_start(struct visit *visit, SOCKET acceptor)
{
    DWORD bytes;

    memset(&visit->overlapped, 0, sizeof visit->overlapped);
    visit->acceptor = acceptor;
    CHECK(AcceptEx(listener, acceptor, visit->buffer, 0, ROOM, ROOM, &bytes,
                   &visit->overlapped) ||
          WSAGetLastError() == ERROR_IO_PENDING);
}

static void visit_arrive(struct visit *visit)
{
    BOOL succeeded;

    visit->client = stream();
    CHECK(connect(visit->client, (SOCKADDR *)&name, sizeof name) == 0);
    CHECK(pair_next(port, &succeeded, NULL) == &visit->overlapped);
    CHECK(succeeded);
    CHECK(setsockopt(visit->acceptor, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                     (char *)&listener, sizeof listener) == 0);
}

/* The two ends are the ends of one connection. */
static void visit_talks(const struct visit *visit)
{
    char byte = 0;

    CHECK(send(visit->client, "a", 1, 0) == 1);
    CHECK(recv(visit->acceptor, &byte, 1, 0) == 1 && byte == 'a');
    CHECK(send(visit->acceptor, "b", 1, 0) == 1);
    CHECK(recv(visit->client, &byte, 1, 0) == 1 && byte == 'b');
}

static void visit_end(const struct visit *visit)
{
    CHECK(closesocket(visit->client) == 0);
    CHECK(closesocket(visit->acceptor) == 0);
}

static BOOL option(SOCKET s, int level, int option_name)
{
    BOOL value = 2;
    int len = sizeof value;

    CHECK(getsockopt(s, level, option_name, (char *)&value, &len) == 0);
    return value;
}

static void set(SOCKET s, int level, int option_name)
{
    BOOL on = TRUE;

    CHECK(setsockopt(s, level, option_name, (char *)&on, sizeof on) == 0);
}

/* As the kernel makes them: no option, no address, no peer. */
static void is_new(SOCKET s)
{
    SOCKADDR_IN address;
    int len = sizeof address;

    CHECK(!option(s, SOL_SOCKET, SO_KEEPALIVE));
    CHECK(!option(s, IPPROTO_TCP, TCP_NODELAY));
    CHECK(getsockname(s, (SOCKADDR *)&address, &len) != 0);
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    CHECK(bind(s, (SOCKADDR *)&address, sizeof address) == 0);
    CHECK(connect(s, (SOCKADDR *)&elsewhere, sizeof elsewhere) == 0);
}

static int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

/* The number a program was told is good as long as the handle. */
static void told_number_stays(void)
{
    struct visit visit;
    struct address peer;
    SOCKET acceptor;
    int fd;

    begin();
    acceptor = stream();
    fd = IocpGetFileDescriptor((HANDLE)acceptor);
    CHECK(fd >= 0);
    visit_start(&visit, acceptor);
    visit_arrive(&visit);
    CHECK(IocpGetFileDescriptor((HANDLE)acceptor) == fd);
    CHECK(socket_peer_address(fd, &peer) == 0);
    visit_talks(&visit);
    visit_end(&visit);
}

/* What a program did to a socket before AcceptEx stays with that socket. */
static void touched_socket_is_nobody_elses(void)
{
    struct visit visit;
    SOCKET acceptor, next;

    begin();
    acceptor = stream();
    set(acceptor, SOL_SOCKET, SO_KEEPALIVE);
    set(acceptor, IPPROTO_TCP, TCP_NODELAY);
    visit_start(&visit, acceptor);
    visit_arrive(&visit);
    CHECK(option(acceptor, SOL_SOCKET, SO_KEEPALIVE));
    CHECK(option(acceptor, IPPROTO_TCP, TCP_NODELAY));
    visit_talks(&visit);
    next = stream();
    is_new(next);
    closesocket(next);
    visit_end(&visit);
}

/* The socket a connection left over is as good as a new one. */
static void untouched_socket_is_new(void)
{
    struct visit visit;

    begin();
    for (int i = 0; i < 10; i++) {
        SOCKET next;

        visit_start(&visit, stream());
        visit_arrive(&visit);
        set(visit.acceptor, SOL_SOCKET, SO_KEEPALIVE);
        next = stream();
        is_new(next);
        closesocket(next);
        visit_talks(&visit);
        visit_end(&visit);
    }
}

static _Atomic SOCKET meddled;

static void *meddle(void *unused)
{
    SOCKET s;

    while ((s = meddled) != 0) {
        BOOL on = TRUE;

        setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, (char *)&on, sizeof on);
        sched_yield();
    }
    return unused;
}

/* A call that has the number while AcceptEx ends means that socket, and not
 * whoever has the number next. */
static void number_in_use_stays(void)
{
    struct visit visit;
    SOCKET next[2];
    pthread_t thread;

    begin();
    for (int i = 0; i < 300; i++) {
        visit_start(&visit, stream());
        meddled = visit.acceptor;
        CHECK(pthread_create(&thread, NULL, meddle, NULL) == 0);
        visit_arrive(&visit);
        for (int j = 0; j < 2; j++)
            next[j] = stream();
        meddled = 0;
        pthread_join(thread, NULL);
        for (int j = 0; j < 2; j++) {
            CHECK(!option(next[j], SOL_SOCKET, SO_KEEPALIVE));
            closesocket(next[j]);
        }
        visit_end(&visit);
    }
}

static LPFN_DISCONNECTEX disconnect_ex(void)
{
    GUID guid = WSAID_DISCONNECTEX;
    LPFN_DISCONNECTEX function = NULL;
    DWORD bytes;

    CHECK(WSAIoctl(listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid,
                   sizeof guid, &function, sizeof function, &bytes, NULL,
                   NULL) == 0);
    return function;
}

/* DisconnectEx makes the handle fit for the next AcceptEx, again and again. */
static void handle_serves_many_visits(void)
{
    SOCKET acceptor;
    struct visit visit;
    int before = 0;

    begin();
    acceptor = stream();
    for (int i = 0; i < MANY; i++) {
        visit_start(&visit, acceptor);
        visit_arrive(&visit);
        visit_talks(&visit);
        CHECK(disconnect_ex()(acceptor, NULL, TF_REUSE_SOCKET, 0));
        closesocket(visit.client);
        if (i == 0)
            before = descriptors();
    }
    CHECK(descriptors() <= before, "%d, then %d", before, descriptors());
    closesocket(acceptor);
}

/* However many AcceptEx end at once, what is kept is given back. */
static void nothing_is_lost(void)
{
    static struct visit visits[MANY];
    int before;

    begin();
    visit_start(&visits[0], stream()); /* the engine runs */
    visit_arrive(&visits[0]);
    visit_end(&visits[0]);
    before = descriptors();
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANY; i++)
            visit_start(&visits[i], stream());
        for (int i = 0; i < MANY; i++)
            visit_arrive(&visits[i]);
        for (int i = 0; i < MANY; i++)
            visit_end(&visits[i]);
    }
    CHECK(descriptors() < before + MANY, "%d, then %d", before, descriptors());
    closesocket(listener);
    CHECK(WSACleanup() == 0);
    CHECK(descriptors() < before, "%d, then %d", before, descriptors());
}

/* A listener on this address of this family; its port is in *at. */
static SOCKET listen_at(SOCKADDR_IN6 *at, int len)
{
    SOCKET s = WSASocketW(at->sin6_family, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                          WSA_FLAG_OVERLAPPED);
    DWORD off = 0;

    if (at->sin6_family == AF_INET6)
        CHECK(setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&off,
                         sizeof off) == 0);
    at->sin6_port = 0;
    CHECK(bind(s, (SOCKADDR *)at, len) == 0);
    CHECK(listen(s, SOMAXCONN) == 0);
    CHECK(getsockname(s, (SOCKADDR *)at, &len) == 0);
    CHECK(CreateIoCompletionPort((HANDLE)s, port, 0, 0) == port);
    return s;
}

/* A client goes to `to`, with the port of `at`: what AcceptEx says of it is
 * what the kernel says. */
static void goes_to(SOCKADDR_IN6 *at, const SOCKADDR_IN6 *to, int len)
{
    SOCKET s = listen_at(at, len);
    SOCKET ours = WSASocketW(at->sin6_family, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                             WSA_FLAG_OVERLAPPED);
    SOCKET client = WSASocketW(to->sin6_family, SOCK_STREAM, IPPROTO_TCP, NULL,
                               0, WSA_FLAG_OVERLAPPED);
    SOCKADDR_IN6 peer = *to;
    SOCKADDR *local = NULL, *remote;
    char buffer[2 * (sizeof peer + 16)];
    DWORD room = sizeof buffer / 2, bytes;
    struct address own;
    OVERLAPPED overlapped = {0};
    int local_len, remote_len;

    CHECK(AcceptEx(s, ours, buffer, 0, room, room, &bytes, &overlapped) ||
          WSAGetLastError() == ERROR_IO_PENDING);
    peer.sin6_port = at->sin6_port;
    CHECK(connect(client, (SOCKADDR *)&peer,
                  to->sin6_family == AF_INET ? sizeof(SOCKADDR_IN)
                                             : sizeof(SOCKADDR_IN6)) == 0);
    CHECK(pair_next(port, NULL, NULL) == &overlapped);
    GetAcceptExSockaddrs(buffer, 0, room, room, &local, &local_len, &remote,
                         &remote_len);
    CHECK(socket_local_address(IocpGetFileDescriptor((HANDLE)ours), &own) == 0);
    CHECK(local_len == (int)own.len && memcmp(local, own.bytes, own.len) == 0);
    closesocket(client);
    closesocket(ours);
    closesocket(s);
}

static SOCKADDR_IN6 ipv4(DWORD number)
{
    SOCKADDR_IN name4 = {.sin_family = AF_INET,
                         .sin_addr.s_addr = htonl(number)};
    SOCKADDR_IN6 address = {0};

    memcpy(&address, &name4, sizeof name4);
    return address;
}

/* `last` is what the address ends with. */
static SOCKADDR_IN6 ipv6(BOOL mapped, DWORD last)
{
    SOCKADDR_IN6 address = {.sin6_family = AF_INET6};

    last = htonl(last);
    if (mapped)
        memset(address.sin6_addr.s6_addr + 10, 0xff, 2);
    memcpy(address.sin6_addr.s6_addr + 12, &last, sizeof last);
    return address;
}

/* Whatever a listener is bound to: one address, all, or all of both kinds. */
static void addresses_are_the_kernels(void)
{
    const DWORD home = INADDR_LOOPBACK, any = INADDR_ANY;
    struct {
        SOCKADDR_IN6 at, to;
        int len;
    } cases[] = {
        {ipv4(home), ipv4(home), sizeof(SOCKADDR_IN)},
        {ipv4(any), ipv4(home + 1), sizeof(SOCKADDR_IN)},
        {ipv6(FALSE, 1), ipv6(FALSE, 1), sizeof(SOCKADDR_IN6)},
        {ipv6(FALSE, any), ipv6(FALSE, 1), sizeof(SOCKADDR_IN6)},
        {ipv6(FALSE, any), ipv4(home + 1), sizeof(SOCKADDR_IN6)},
        {ipv6(TRUE, home), ipv4(home), sizeof(SOCKADDR_IN6)},
        {ipv6(TRUE, any), ipv4(home + 1), sizeof(SOCKADDR_IN6)},
    };

    begin();
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int again = 0; again < 2; again++)
            goes_to(&cases[i].at, &cases[i].to, cases[i].len);
}

TAP_MAIN(CASE(addresses_are_the_kernels), CASE(told_number_stays),
         CASE(touched_socket_is_nobody_elses), CASE(untouched_socket_is_new),
         CASE_LONG(number_in_use_stays, 60), CASE(handle_serves_many_visits),
         CASE_LONG(nothing_is_lost, 60))
