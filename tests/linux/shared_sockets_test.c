/* WSADuplicateSocket to another process, which is a fork made before this one
 * has used the library; the two talk through a socket pair. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <winsock2.h>

#include "harness/tap.h"
#include "linux/children.h"

static SOCKET take(WSAPROTOCOL_INFOW *info)
{
    return WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO,
                      FROM_PROTOCOL_INFO, info, 0, WSA_FLAG_OVERLAPPED);
}

static bool start_winsock(void)
{
    WSADATA data;

    return WSAStartup(MAKEWORD(2, 2), &data) == 0;
}

static void make_pair(SOCKET *mine, SOCKET *peer)
{
    SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in name = {.sin_family = AF_INET};
    int length = sizeof name;

    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&name, sizeof name) == 0);
    CHECK(listen(listener, 1) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&name, &length) == 0);
    *peer = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(*peer, (struct sockaddr *)&name, sizeof name) == 0);
    *mine = accept(listener, NULL, NULL);
    CHECK(*mine != INVALID_SOCKET);
    closesocket(listener);
}

/* Gets descriptions, and for each one answers by a byte: 'y' and the socket has
 * echoed one byte by way of a port, or 'n' and the error was 10022. */
static int echo(int talk)
{
    WSAPROTOCOL_INFOW info;

    while (child_hear(talk, &info, sizeof info)) {
        SOCKET socket;
        HANDLE port;
        OVERLAPPED ov = {0}, *got;
        DWORD bytes, flags = 0;
        ULONG_PTR key;
        char byte;
        WSABUF buffer = {1, &byte};

        if (!start_winsock())
            return 1;
        socket = take(&info);
        if (socket == INVALID_SOCKET) {
            if (WSAGetLastError() != WSAEINVAL)
                return 2;
            child_say(talk, "n", 1);
            continue;
        }
        port = CreateIoCompletionPort((HANDLE)socket, NULL, 7, 0);
        WSARecv(socket, &buffer, 1, NULL, &flags, &ov, NULL);
        if (!GetQueuedCompletionStatus(port, &bytes, &key, &got,
                                       tap_scaled(20000)) ||
            bytes != 1 || key != 7 || got != &ov)
            return 3;
        if (send(socket, &byte, 1, 0) != 1 || closesocket(socket) != 0)
            return 4;
        CloseHandle(port);
        child_say(talk, "y", 1);
    }
    return 0;
}

static char offer(const struct child *child, const WSAPROTOCOL_INFOW *info)
{
    char answer = '?';

    child_say(child->talk, info, sizeof *info);
    CHECK(child_hear(child->talk, &answer, 1));
    return answer;
}

/* The connection is one: what the other process sends comes from it, and it
 * goes on here after the other has closed its descriptor. */
static void connection(void)
{
    struct child child = child_start(echo);
    WSAPROTOCOL_INFOW info;
    SOCKET mine, peer;
    char byte = 0;

    CHECK(start_winsock());
    make_pair(&mine, &peer);
    CHECK(WSADuplicateSocketW(mine, child.pid, &info) == 0);
    CHECK(send(peer, "a", 1, 0) == 1);
    CHECK(offer(&child, &info) == 'y');
    CHECK(recv(peer, &byte, 1, 0) == 1 && byte == 'a');
    CHECK(send(mine, "b", 1, 0) == 1);
    CHECK(recv(peer, &byte, 1, 0) == 1 && byte == 'b');
    closesocket(mine);
    CHECK(recv(peer, &byte, 1, 0) == 0);
    closesocket(peer);
    child_end(&child);
}

/* This process may close its own before the other has asked. */
static void closed_here(void)
{
    struct child child = child_start(echo);
    WSAPROTOCOL_INFOW info;
    SOCKET mine, peer;
    char byte = 0;

    CHECK(start_winsock());
    make_pair(&mine, &peer);
    CHECK(WSADuplicateSocketW(mine, child.pid, &info) == 0);
    closesocket(mine);
    CHECK(send(peer, "a", 1, 0) == 1);
    CHECK(offer(&child, &info) == 'y');
    CHECK(recv(peer, &byte, 1, 0) == 1 && byte == 'a');
    CHECK(recv(peer, &byte, 1, 0) == 0);
    closesocket(peer);
    child_end(&child);
}

/* A description works once, for the process it was made for. */
static void once_and_for_one(void)
{
    struct child child = child_start(echo), other = child_start(echo);
    WSAPROTOCOL_INFOW info;
    SOCKET mine, peer;

    CHECK(start_winsock());
    make_pair(&mine, &peer);
    CHECK(WSADuplicateSocketW(mine, child.pid, &info) == 0);
    CHECK(take(&info) == INVALID_SOCKET && WSAGetLastError() == WSAEINVAL);
    CHECK(offer(&other, &info) == 'n');
    CHECK(send(peer, "a", 1, 0) == 1);
    CHECK(offer(&child, &info) == 'y');
    CHECK(offer(&child, &info) == 'n');
    info.dwServiceFlags4 ^= 1;
    CHECK(offer(&child, &info) == 'n');
    info.dwServiceFlags2 ^= 1;
    CHECK(offer(&child, &info) == 'n');
    CHECK(WSADuplicateSocketW(mine, 0x7ffffff0, &info) == SOCKET_ERROR &&
          WSAGetLastError() == WSAEINVAL);
    closesocket(mine);
    closesocket(peer);
    child_end(&other);
    child_end(&child);
}

/* Ends without asking for anything. */
static int leave(int talk)
{
    char byte;

    child_hear(talk, &byte, 1);
    return 0;
}

/* A connection of this process, whose end is given to one that has ended by
 * now. Its peer: */
static SOCKET orphan(void)
{
    struct child gone = child_start(leave);
    WSAPROTOCOL_INFOW info;
    SOCKET mine, peer;

    make_pair(&mine, &peer);
    CHECK(WSADuplicateSocketW(mine, gone.pid, &info) == 0);
    closesocket(mine);
    child_end(&gone);
    return peer;
}

/* What was promised to a process that ended is not kept: the next call that
 * promises, and the next process that takes, find it. */
static void nobody_takes_it(void)
{
    struct child child = child_start(echo);
    WSAPROTOCOL_INFOW info;
    SOCKET mine, peer, peers[2];
    char byte;

    CHECK(start_winsock());
    peers[0] = orphan();
    make_pair(&mine, &peer);
    CHECK(WSADuplicateSocketW(mine, child.pid, &info) == 0);
    CHECK(recv(peers[0], &byte, 1, 0) == 0);
    peers[1] = orphan();
    CHECK(send(peer, "a", 1, 0) == 1);
    CHECK(offer(&child, &info) == 'y');
    CHECK(recv(peers[1], &byte, 1, 0) == 0);
    for (int i = 0; i < 2; i++)
        closesocket(peers[i]);
    closesocket(mine);
    closesocket(peer);
    child_end(&child);
}

/* Takes a listener and accepts one connection, into which it says hello. */
static int serve(int talk)
{
    WSAPROTOCOL_INFOW info;
    SOCKET listener, server;

    if (!child_hear(talk, &info, sizeof info) || !start_winsock())
        return 1;
    listener = take(&info);
    if (listener == INVALID_SOCKET)
        return 2;
    server = accept(listener, NULL, NULL);
    if (server == INVALID_SOCKET || send(server, "hello", 5, 0) != 5)
        return 3;
    closesocket(server);
    closesocket(listener);
    return 0;
}

static void listener(void)
{
    struct child child = child_start(serve);
    struct sockaddr_in name = {.sin_family = AF_INET};
    int length = sizeof name;
    WSAPROTOCOL_INFOW info;
    SOCKET listens, client;
    char data[5];

    CHECK(start_winsock());
    listens = socket(AF_INET, SOCK_STREAM, 0);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listens, (struct sockaddr *)&name, sizeof name) == 0);
    CHECK(listen(listens, 5) == 0);
    CHECK(getsockname(listens, (struct sockaddr *)&name, &length) == 0);
    CHECK(WSADuplicateSocketW(listens, child.pid, &info) == 0);
    closesocket(listens);
    child_say(child.talk, &info, sizeof info);
    client = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(client, (struct sockaddr *)&name, sizeof name) == 0);
    CHECK(recv(client, data, 5, MSG_WAITALL) == 5);
    CHECK(memcmp(data, "hello", 5) == 0);
    closesocket(client);
    child_end(&child);
}

TAP_MAIN(CASE(connection), CASE(closed_here), CASE(once_and_for_one),
         CASE(nobody_takes_it), CASE(listener))
