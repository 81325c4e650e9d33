/* Corners where two engines could be told apart: descriptors that change what
 * they name, pipes, ends hidden behind data, sockets that are always ready.
 * Runs once on each. */
#include "linux/pair.h"

#include <mswsock.h>

#include <iocp/linux.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/tap.h"
#include "linux/tasks.h"

static HANDLE port;

static void begin(void)
{
    pair_startup();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
}

static void pair_on_port(SOCKET *ours, SOCKET *peer)
{
    pair_connect(ours, peer);
    CHECK(CreateIoCompletionPort((HANDLE)*ours, port, 0, 0) == port);
}

static void packet_is(OVERLAPPED *overlapped, DWORD error, DWORD bytes)
{
    BOOL succeeded;
    DWORD count;

    CHECK(pair_next(port, &succeeded, &count) == overlapped);
    CHECK((succeeded ? 0 : GetLastError()) == error, "error %lu",
          (unsigned long)GetLastError());
    CHECK(count == bytes, "%lu bytes", (unsigned long)count);
}

/* One buffer; no error, or it pends. */
static void receive(SOCKET s, char *data, ULONG len, DWORD flags,
                    OVERLAPPED *overlapped)
{
    WSABUF buffer = {len, data};

    CHECK(WSARecv(s, &buffer, 1, NULL, &flags, overlapped, NULL) == 0 ||
          WSAGetLastError() == WSA_IO_PENDING);
}

static void pipe_waits_and_is_cancelled(void)
{
    OVERLAPPED read = {0}, write = {0};
    HANDLE pipe;
    char byte = 0;

    begin();
    unlink("parity.fifo");
    CHECK(mkfifo("parity.fifo", 0600) == 0);
    pipe = CreateFileA("parity.fifo", GENERIC_READ | GENERIC_WRITE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED, NULL);
    unlink("parity.fifo");
    CHECK(CreateIoCompletionPort(pipe, port, 0, 0) == port);
    for (int i = 0; i < 3; i++) {
        CHECK(!ReadFile(pipe, &byte, 1, NULL, &read) &&
              GetLastError() == ERROR_IO_PENDING);
        WriteFile(pipe, "x", 1, NULL, &write);
        packet_is(&write, 0, 1);
        packet_is(&read, 0, 1);
        CHECK(byte == 'x');
    }
    ReadFile(pipe, &byte, 1, NULL, &read);
    CHECK(CancelIoEx(pipe, &read));
    packet_is(&read, ERROR_OPERATION_ABORTED, 0);
    ReadFile(pipe, &byte, 1, NULL, &read);
    CloseHandle(pipe);
    packet_is(&read, ERROR_OPERATION_ABORTED, 0);
}

/* More than a pipe holds: the write goes on as room comes. */
static void pipe_takes_a_large_write(void)
{
    enum { SIZE = 1 << 20 };
    static char out[SIZE], in[SIZE];
    OVERLAPPED read = {0}, write = {0};
    HANDLE pipe;
    DWORD got = 0, count;

    begin();
    unlink("parity.fifo");
    CHECK(mkfifo("parity.fifo", 0600) == 0);
    pipe = CreateFileA("parity.fifo", GENERIC_READ | GENERIC_WRITE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                       FILE_FLAG_OVERLAPPED, NULL);
    unlink("parity.fifo");
    CHECK(CreateIoCompletionPort(pipe, port, 0, 0) == port);
    for (int i = 0; i < SIZE; i++)
        out[i] = (char)(i * 7 >> 3);
    WriteFile(pipe, out, SIZE, NULL, &write);
    while (got < SIZE) {
        OVERLAPPED *ended;

        ReadFile(pipe, in + got, SIZE - got, NULL, &read);
        while ((ended = pair_next(port, NULL, &count)) == &write)
            CHECK(count == SIZE);
        if (!CHECK(ended == &read && count > 0))
            return;
        got += count;
    }
    CHECK(memcmp(in, out, SIZE) == 0);
    CloseHandle(pipe);
}

/* FIN came with the data: no event of its own tells of it. */
static void end_behind_a_short_read(void)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    char data[100];

    begin();
    for (int i = 0; i < 200; i++) {
        pair_on_port(&ours, &peer);
        receive(ours, data, sizeof data, 0, &overlapped);
        CHECK(send(peer, "abc", 3, 0) == 3);
        closesocket(peer);
        packet_is(&overlapped, 0, 3);
        receive(ours, data, sizeof data, 0, &overlapped);
        packet_is(&overlapped, 0, 0);
        closesocket(ours);
    }
}

/* The same, all of it before the first request. */
static void end_before_the_first_read(void)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    char data[100];

    begin();
    for (int i = 0; i < 200; i++) {
        pair_on_port(&ours, &peer);
        CHECK(send(peer, "abc", 3, 0) == 3);
        closesocket(peer);
        receive(ours, data, sizeof data, 0, &overlapped);
        packet_is(&overlapped, 0, 3);
        receive(ours, data, sizeof data, 0, &overlapped);
        packet_is(&overlapped, 0, 0);
        closesocket(ours);
    }
}

/* A receive stops at urgent data; what is behind was told already. */
static void data_behind_urgent_data(void)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    char data[100];

    begin();
    pair_on_port(&ours, &peer);
    receive(ours, data, sizeof data, 0, &overlapped);
    CHECK(send(peer, "abc", 3, 0) == 3);
    packet_is(&overlapped, 0, 3);
    CHECK(send(peer, "def", 3, 0) == 3);
    CHECK(send(peer, "!", 1, MSG_OOB) == 1);
    CHECK(send(peer, "ghi", 3, 0) == 3);
    receive(ours, data, sizeof data, 0, &overlapped);
    packet_is(&overlapped, 0, 3);
    receive(ours, data, 1, MSG_OOB, &overlapped);
    packet_is(&overlapped, 0, 1);
    CHECK(data[0] == '!');
    receive(ours, data, sizeof data, 0, &overlapped);
    packet_is(&overlapped, 0, 3);
    CHECK(memcmp(data, "ghi", 3) == 0);
}

static void reset(SOCKET s)
{
    struct linger hard = {1, 0};

    setsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof hard);
    closesocket(s);
}

/* An error after some bytes ends a receive of all with that error. */
/* What the peer sent has arrived, and the receive has taken it. */
static void until_taken(SOCKET ours, SOCKET peer)
{
    int fd = IocpGetFileDescriptor((HANDLE)peer);
    int on_the_way;
    u_long left;

    do {
        usleep(1000);
        on_the_way = bytes_on_the_way(fd); /* first: then they are there */
        CHECK(ioctlsocket(ours, FIONREAD, &left) == 0);
    } while (on_the_way > 0 || left > 0);
}

static void reset_in_the_middle_of_a_receive_of_all(void)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    char data[100];
    DWORD bytes;

    begin();
    pair_on_port(&ours, &peer);
    receive(ours, data, sizeof data, MSG_WAITALL, &overlapped);
    CHECK(send(peer, "abc", 3, 0) == 3);
    until_taken(ours, peer);
    reset(peer);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped);
    CHECK(GetLastError() == ERROR_NETNAME_DELETED, "error %lu",
          (unsigned long)GetLastError());
}

static void receive_of_all_is_cancelled_in_the_middle(void)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    char data[100];
    DWORD bytes;
    BOOL succeeded;

    begin();
    pair_on_port(&ours, &peer);
    receive(ours, data, sizeof data, MSG_WAITALL, &overlapped);
    CHECK(send(peer, "abc", 3, 0) == 3);
    until_taken(ours, peer);
    CHECK(CancelIoEx((HANDLE)ours, &overlapped));
    CHECK(pair_next(port, &succeeded, &bytes) == &overlapped);
    CHECK(!succeeded && GetLastError() == ERROR_OPERATION_ABORTED);
    CHECK(send(peer, "d", 1, 0) == 1);
    receive(ours, data, sizeof data, 0, &overlapped);
    packet_is(&overlapped, 0, 1);
    CHECK(data[0] == 'd');
}

static LPFN_DISCONNECTEX disconnect_ex(SOCKET s)
{
    GUID guid = WSAID_DISCONNECTEX;
    LPFN_DISCONNECTEX function = NULL;
    DWORD bytes;

    CHECK(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &guid, sizeof guid,
                   &function, sizeof function, &bytes, NULL, NULL) == 0);
    return function;
}

static void accept_on(SOCKET listener, SOCKET ours, const SOCKADDR_IN *name,
                      SOCKET *peer)
{
    static char buffer[2 * (sizeof *name + 16)];
    OVERLAPPED overlapped = {0};
    DWORD bytes;

    CHECK(!AcceptEx(listener, ours, buffer, 0, sizeof *name + 16,
                    sizeof *name + 16, &bytes, &overlapped));
    *peer = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(*peer, (const SOCKADDR *)name, sizeof *name) == 0);
    packet_is(&overlapped, 0, 0);
}

/* The handle goes from one connection to the next: another open file behind
 * one number each time, and nothing of the old one is taken for the new. */
static void one_handle_many_connections(void)
{
    OVERLAPPED in = {0}, out = {0};
    SOCKADDR_IN name;
    SOCKET listener, ours, peer;
    char data[10];

    begin();
    listener = pair_listen(&name);
    CHECK(CreateIoCompletionPort((HANDLE)listener, port, 0, 0) == port);
    ours = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(CreateIoCompletionPort((HANDLE)ours, port, 0, 0) == port);
    for (int i = 0; i < 100; i++) {
        accept_on(listener, ours, &name, &peer);
        receive(ours, data, sizeof data, 0, &in);
        CHECK(send(peer, "x", 1, 0) == 1);
        packet_is(&in, 0, 1);
        receive(ours, data, sizeof data, 0, &in); /* ended by the shutdown */
        CHECK(!disconnect_ex(ours)(ours, &out, TF_REUSE_SOCKET, 0) &&
              WSAGetLastError() == WSA_IO_PENDING);
        packet_is(&in, 0, 0);
        packet_is(&out, 0, 0);
        closesocket(peer);
    }
}

static void *flood(void *argument)
{
    static char block[1 << 16];
    SOCKET s = *(SOCKET *)argument;

    while (send(s, block, sizeof block, 0) > 0)
        ;
    return NULL;
}

/* A socket that is always ready does not hold up the one next to it. */
static void busy_socket_starves_nobody(void)
{
    static char block[1 << 12];
    OVERLAPPED busy = {0}, calm = {0};
    SOCKET ours, peer, calm_ours, calm_peer;
    pthread_t thread;
    unsigned rounds = 0, busy_rounds = 0;
    char byte;

    begin();
    pair_on_port(&ours, &peer);
    pair_on_port(&calm_ours, &calm_peer);
    pthread_create(&thread, NULL, flood, &peer);
    receive(ours, block, sizeof block, 0, &busy);
    receive(calm_ours, &byte, 1, 0, &calm);
    CHECK(send(calm_peer, "x", 1, 0) == 1);
    while (rounds < 300) {
        OVERLAPPED *overlapped = pair_next(port, NULL, NULL);

        if (overlapped == &busy) {
            receive(ours, block, sizeof block, 0, &busy);
            busy_rounds++;
        } else if (!CHECK(overlapped == &calm)) {
            break;
        } else {
            rounds++;
            receive(calm_ours, &byte, 1, 0, &calm);
            CHECK(send(calm_peer, "x", 1, 0) == 1);
        }
    }
    CHECK(busy_rounds < 100 * rounds, "%u receives next to %u", busy_rounds,
          rounds);
    closesocket(ours); /* ends the flood */
    pthread_join(thread, NULL);
    /* Both requests point into this frame: they end before it does. */
    CHECK(pair_next(port, NULL, NULL) != pair_next(port, NULL, NULL));
    closesocket(peer);
    closesocket(calm_ours);
    closesocket(calm_peer);
}

/* Transmissions that the peer does not take: each cancelled one ends once. */
static void transmissions_are_cancelled(void)
{
    enum { TIMES = 30, SIZE = 1 << 20 };
    static char block[SIZE];
    static OVERLAPPED overlapped[TIMES];
    OVERLAPPED written = {0};
    SOCKET ours, peer;
    unsigned seen = 0, aborted = 0;
    HANDLE file;

    begin();
    pair_on_port(&ours, &peer);
    file = CreateFileA("parity.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       CREATE_ALWAYS,
                       FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CreateIoCompletionPort(file, port, 0, 0);
    WriteFile(file, block, SIZE, NULL, &written);
    packet_is(&written, 0, SIZE);
    for (int i = 0; i < TIMES; i++)
        CHECK(!TransmitFile(ours, file, 0, 0, &overlapped[i], NULL, 0) &&
              WSAGetLastError() == WSA_IO_PENDING);
    CHECK(CancelIoEx((HANDLE)ours, NULL));
    for (int i = 0; i < TIMES; i++) {
        BOOL succeeded;
        OVERLAPPED *ended = pair_next(port, &succeeded, NULL);

        if (!CHECK(ended >= overlapped && ended < overlapped + TIMES))
            return;
        seen |= 1u << (ended - overlapped);
        aborted += !succeeded && GetLastError() == ERROR_OPERATION_ABORTED;
    }
    CHECK(seen == (1u << TIMES) - 1, "seen %x", seen);
    CHECK(aborted > 0);
    CloseHandle(file);
}

TAP_MAIN(CASE(pipe_waits_and_is_cancelled), CASE(pipe_takes_a_large_write),
         CASE(end_behind_a_short_read), CASE(end_before_the_first_read),
         CASE(data_behind_urgent_data),
         CASE(reset_in_the_middle_of_a_receive_of_all),
         CASE(receive_of_all_is_cancelled_in_the_middle),
         CASE(one_handle_many_connections),
         CASE_LONG(busy_socket_starves_nobody, 60),
         CASE(transmissions_are_cancelled))
