/* Exchanges messages over connections of its own, as many rounds of them as the
 * argument says: in each a WSARecv, a WSASend and two packets a connection. */
#include <winsock2.h>

#include <windows.h>

#include <stdlib.h>
#include <string.h>

enum { PAIRS = 64, BYTES = 64 };

/* Bytes go from `from` to `to`. */
struct pair {
    OVERLAPPED receive, send;
    SOCKET from, to;
    char in[BYTES], out[BYTES];
};

static struct pair pairs[PAIRS];
static HANDLE port;

static void must(BOOL held)
{
    if (!held)
        abort();
}

static SOCKET listener_open(struct sockaddr_in *address)
{
    SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    int length = sizeof(*address);

    memset(address, 0, sizeof(*address));
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must(bind(listener, (struct sockaddr *)address, length) == 0);
    must(listen(listener, SOMAXCONN) == 0);
    must(getsockname(listener, (struct sockaddr *)address, &length) == 0);
    return listener;
}

static void pair_open(struct pair *pair, SOCKET listener,
                      const struct sockaddr_in *address)
{
    pair->from = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    must(connect(pair->from, (const struct sockaddr *)address,
                 sizeof(*address)) == 0);
    pair->to = accept(listener, NULL, NULL);
    must(pair->to != INVALID_SOCKET);
    must(CreateIoCompletionPort((HANDLE)pair->from, port, 0, 0) == port);
    must(CreateIoCompletionPort((HANDLE)pair->to, port, 0, 0) == port);
}

static BOOL is_pending(int result)
{
    return result == 0 || WSAGetLastError() == WSA_IO_PENDING;
}

static void pass_one(struct pair *pair)
{
    WSABUF in = {BYTES, pair->in}, out = {BYTES, pair->out};
    DWORD flags = 0;

    must(is_pending(
        WSARecv(pair->to, &in, 1, NULL, &flags, &pair->receive, NULL)));
    must(is_pending(WSASend(pair->from, &out, 1, NULL, 0, &pair->send, NULL)));
}

static void take_one(void)
{
    OVERLAPPED *overlapped;
    ULONG_PTR key;
    DWORD bytes;

    must(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE));
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 1;
    struct sockaddr_in address;
    SOCKET listener;
    WSADATA data;

    must(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    listener = listener_open(&address);
    for (int i = 0; i < PAIRS; i++)
        pair_open(&pairs[i], listener, &address);
    while (rounds-- > 0) {
        for (int i = 0; i < PAIRS; i++)
            pass_one(&pairs[i]);
        for (int i = 0; i < 2 * PAIRS; i++)
            take_one();
    }
    return 0;
}
