/* Completion routines of Winsock's calls. */
#include "support.h"

static struct told {
    volatile LONG calls;
    DWORD error, bytes, flags, thread;
    OVERLAPPED *overlapped;
    OVERLAPPED *order[8];
} told;

static void CALLBACK routine(DWORD error, DWORD bytes, OVERLAPPED *overlapped,
                             DWORD flags)
{
    told.error = error;
    told.bytes = bytes;
    told.flags = flags;
    told.overlapped = overlapped;
    told.thread = GetCurrentThreadId();
    told.order[told.calls % 8] = overlapped;
    InterlockedIncrement(&told.calls);
}

static void CALLBACK file_routine(DWORD error, DWORD bytes,
                                  OVERLAPPED *overlapped)
{
    routine(error, bytes, overlapped, UNTOUCHED);
}

static void start(void)
{
    memset(&told, 0, sizeof told);
}

static int called(LONG times)
{
    while (told.calls < times)
        if (SleepEx(DEADLINE, TRUE) == 0)
            break;
    return told.calls == times;
}

/* 0, or the error; 997 means started. */
static int receive(SOCKET socket, char *data, ULONG size,
                   OVERLAPPED *overlapped)
{
    WSABUF buffer = {size, data};
    DWORD flags = 0;

    return WSARecv(socket, &buffer, 1, NULL, &flags, overlapped, routine) == 0
               ? 0
               : WSAGetLastError();
}

static int transmit(SOCKET socket, const char *data, ULONG size,
                    OVERLAPPED *overlapped)
{
    WSABUF buffer = {size, (char *)(uintptr_t)data};

    return WSASend(socket, &buffer, 1, NULL, 0, overlapped, routine) == 0
               ? 0
               : WSAGetLastError();
}

/* Claim:  a receive that waited calls its routine, on the thread that issued
 *         it, when data came; the thread's alertable wait ends.
 * Source: "WSARecv function", Remarks.  Wine 8: same. */
static void receive_that_waits(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    char data[8];

    start();
    CHECK(receive(pair.mine, data, sizeof data, &overlapped) == 997);
    CHECK(SleepEx(0, TRUE) == 0);
    send_all(pair.peer, "abc", 3);
    CHECK(SleepEx(DEADLINE, TRUE) == WAIT_IO_COMPLETION);
    CHECK(told.calls == 1 && told.error == 0 && told.bytes == 3);
    CHECK(told.flags == 0 && told.overlapped == &overlapped);
    CHECK(told.thread == GetCurrentThreadId());
    CHECK(memcmp(data, "abc", 3) == 0 && overlapped.InternalHigh == 3);
    pair_close(&pair);
}

/* Claim:  the routine of a request that is done at once is queued, not called
 *         inside the call.
 * Source: "WSARecv function", Remarks; Wine's ws2_32 test_WSARecv.
 *         Wine 8: same. */
static void done_at_once(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL), sent = overlapped_new(NULL);
    char data[8];
    int result;

    start();
    send_all(pair.peer, "abc", 3);
    recv(pair.mine, data, 1, 0); /* the rest is there */
    result = receive(pair.mine, data, sizeof data, &overlapped);
    CHECK(result == 0 || result == 997);
    CHECK(WAIT_UNTIL(HasOverlappedIoCompleted(&overlapped)));
    CHECK(told.calls == 0);
    CHECK(called(1) && told.error == 0 && told.bytes == 2);
    result = transmit(pair.mine, "xy", 2, &sent);
    CHECK(result == 0 || result == 997);
    CHECK(called(2) && told.bytes == 2 && told.overlapped == &sent);
    CHECK(SleepEx(0, TRUE) == 0);
    pair_close(&pair);
}

/* Claim:  hEvent is the program's own: it is neither looked at nor touched.
 * Source: "WSARecv function", Remarks; Wine's ws2_32 test_WSARecv.
 *         Wine 8: same. */
static void event_is_not_looked_at(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE event = event_new();
    OVERLAPPED overlapped = overlapped_new(event);
    char data[8];

    start();
    SetEvent(event);
    CHECK(receive(pair.mine, data, sizeof data, &overlapped) == 997);
    CHECK(is_set(event));
    ResetEvent(event);
    send_all(pair.peer, "a", 1);
    CHECK(called(1) && !is_set(event));
    overlapped.hEvent = (HANDLE)data;
    send_all(pair.peer, "b", 1);
    CHECK(started(receive(pair.mine, data, sizeof data, &overlapped)));
    CHECK(called(2) && told.error == 0);
    CloseHandle(event);
    pair_close(&pair);
}

/* Claim:  routines of one thread are called in the order in which the requests
 *         ended.
 * Source: "WSARecv function", Remarks.  Wine 8: same. */
static void called_in_order(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped[4];
    char data[4];

    start();
    for (int i = 0; i < 4; i++) {
        overlapped[i] = overlapped_new(NULL);
        CHECK(receive(pair.mine, &data[i], 1, &overlapped[i]) == 997);
    }
    send_all(pair.peer, "abcd", 4);
    CHECK(called(4) && memcmp(data, "abcd", 4) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(told.order[i] == &overlapped[i]);
    pair_close(&pair);
}

/* Claim:  a socket with a port takes no routine: 10022, and no call follows.
 *         Without an OVERLAPPED the routine is ignored.
 * Source: "WSARecv function"; Wine's ws2_32 test_WSARecv.  Wine 8: refuses it
 *         then too. */
static void port_or_routine(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED overlapped = overlapped_new(NULL);
    WSABUF buffer;
    DWORD flags = 0, count = 0;
    char data[8];

    start();
    buffer.buf = data;
    buffer.len = sizeof data;
    send_all(pair.peer, "abc", 3);
    CHECK(receive(pair.mine, data, sizeof data, &overlapped) == WSAEINVAL);
    CHECK(transmit(pair.mine, "abc", 3, &overlapped) == WSAEINVAL);
    CHECK_NO_PACKET(port);
    DIFFERS(WINE_8, "refuses the routine also without an OVERLAPPED")
    CHECK(WSARecv(pair.mine, &buffer, 1, &count, &flags, NULL, routine) == 0 &&
          count == 3);
    CHECK(SleepEx(0, TRUE) == 0 && told.calls == 0);
    CHECK_NO_PACKET(port); /* nor one of no OVERLAPPED */
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  a request keeps its routine when its socket gets a port before the
 *         end, and posts nothing.
 * Source: Wine's ntdll file test_file_io_completion (of files).
 *         Wine 8: same. */
static void port_comes_later(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE port = port_new(0);
    OVERLAPPED overlapped = overlapped_new(NULL);
    char data[8];

    start();
    CHECK(receive(pair.mine, data, sizeof data, &overlapped) == 997);
    port_add(port, (HANDLE)pair.mine, KEY);
    send_all(pair.peer, "abc", 3);
    CHECK(called(1) && told.bytes == 3);
    CHECK_NO_PACKET(port);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  the routine is told Winsock's number of an error, and 0 bytes: 995
 *         for a cancelled request, 10054 for a reset.
 * Source: "LPWSAOVERLAPPED_COMPLETION_ROUTINE"; Wine's ws2_32 test_WSARecv.
 *         Wine 8: same. */
static void errors(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    char data[8];

    start();
    CHECK(receive(pair.mine, data, sizeof data, &overlapped) == 997);
    CHECK(CancelIoEx((HANDLE)pair.mine, &overlapped));
    CHECK(called(1));
    CHECK(told.error == WSA_OPERATION_ABORTED && told.bytes == 0);
    CHECK(receive(pair.mine, data, sizeof data, &overlapped) == 997);
    reset_close(pair.peer);
    CHECK(called(2) && told.error == WSAECONNRESET && told.bytes == 0,
          "error %u", (unsigned)told.error);
    closesocket(pair.mine);
}

/* Claim:  closing the socket ends the request, and the routine is called.
 * Source: "closesocket function", Remarks.  Wine 8: tells 995 or 996. */
static void closed_socket(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    char data[8];

    start();
    CHECK(receive(pair.mine, data, sizeof data, &overlapped) == 997);
    closesocket(pair.mine);
    CHECK(called(1) && told.error != 0 && told.bytes == 0);
    closesocket(pair.peer);
}

/* Claim:  a datagram that was cut is told as 10040, with the bytes there were
 *         room for and MSG_PARTIAL.
 * Source: "WSARecv function", lpFlags.  Wine 8: no MSG_PARTIAL. */
static void cut_datagram(void)
{
    OVERLAPPED overlapped = overlapped_new(NULL);
    SOCKET one, other;
    char data[2];

    start();
    udp_pair(&one, &other);
    CHECK(receive(one, data, sizeof data, &overlapped) == 997);
    send_all(other, "abcd", 4);
    CHECK(called(1));
    CHECK(told.error == WSAEMSGSIZE && told.bytes == 2, "%u, %u",
          (unsigned)told.error, (unsigned)told.bytes);
    DIFFERS(WINE_8, "does not say that the datagram was cut")
    CHECK(told.flags == MSG_PARTIAL);
    closesocket(one);
    closesocket(other);
}

/* Claim:  WSASendTo and WSARecvFrom call routines as well; the sender's address
 *         is there by then.
 * Source: "WSARecvFrom function", Remarks.  Wine 8: same. */
static void datagrams_with_addresses(void)
{
    SOCKET one, other;
    struct address any = loopback(AF_INET, 0), from = any, to;
    OVERLAPPED overlapped = overlapped_new(NULL), sent = overlapped_new(NULL);
    char data[8], text[] = "abc";
    WSABUF in = {sizeof data, data}, out = {3, text};
    DWORD flags = 0;

    start();
    net_start();
    one = socket(AF_INET, SOCK_DGRAM, 0);
    other = socket(AF_INET, SOCK_DGRAM, 0);
    CHECK(bind(one, address_of(&any), any.length) == 0);
    CHECK(bind(other, address_of(&any), any.length) == 0);
    to = bound_address(one);
    from.length = sizeof from.storage;
    CHECK(WSARecvFrom(one, &in, 1, NULL, &flags, address_of(&from),
                      &from.length, &overlapped, routine) == SOCKET_ERROR);
    CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(started(WSASendTo(other, &out, 1, NULL, 0, address_of(&to), to.length,
                            &sent, routine) == 0
                      ? 0
                      : WSAGetLastError()));
    CHECK(called(2) && told.error == 0 && told.bytes == 3);
    to = bound_address(other);
    CHECK(((struct sockaddr_in *)address_of(&from))->sin_port ==
          ((struct sockaddr_in *)address_of(&to))->sin_port);
    closesocket(one);
    closesocket(other);
}

/* Claim:  ReadFileEx and WriteFileEx take sockets; the routine is told Win32's
 *         number of an error (64 for a reset), and 0 for a cut datagram.
 * Source: "ReadFileEx function", hFile; "LPOVERLAPPED_COMPLETION_ROUTINE".
 *         Wine 8: tells the file's routine of the warning. */
static void file_calls(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_at(0);
    SOCKET one, other;
    char data[2];

    start();
    CHECK(WriteFileEx((HANDLE)pair.mine, "ab", 2, &overlapped, file_routine));
    CHECK(called(1) && told.error == 0 && told.bytes == 2);
    recv_all(pair.peer, data, 2);
    CHECK(ReadFileEx((HANDLE)pair.mine, data, 2, &overlapped, file_routine));
    reset_close(pair.peer);
    CHECK(called(2) && told.error == ERROR_NETNAME_DELETED && told.bytes == 0);
    closesocket(pair.mine);
    udp_pair(&one, &other);
    CHECK(ReadFileEx((HANDLE)one, data, 2, &overlapped, file_routine));
    send_all(other, "abcd", 4);
    CHECK(called(3));
    DIFFERS(WINE_8, "tells the file's routine of the warning")
    CHECK(told.error == 0 && told.bytes == 2, "%u, %u", (unsigned)told.error,
          (unsigned)told.bytes);
    closesocket(one);
    closesocket(other);
}

/* Claim:  WSAIoctl calls a routine too, with 0 bytes for what is local; an
 *         unknown code fails in the routine, with 10045.
 * Source: "WSAIoctl function"; Wine's ws2_32 ioctl tests.  Wine 8: same. */
static void ioctl_calls(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED overlapped = overlapped_new(NULL);
    u_long on = 1;
    DWORD count = 0;

    start();
    CHECK(WSAIoctl(pair.mine, (DWORD)FIONBIO, &on, sizeof on, NULL, 0, &count,
                   &overlapped, routine) == 0);
    CHECK(told.calls == 0);
    CHECK(called(1) && told.error == 0 && told.bytes == 0);
    SetLastError(UNTOUCHED);
    CHECK(WSAIoctl(pair.mine, 0xdeadbeef, NULL, 0, NULL, 0, &count, &overlapped,
                   routine) == SOCKET_ERROR);
    CHECK_ERROR(ERROR_IO_PENDING);
    CHECK(called(2) && told.error == WSAEOPNOTSUPP && told.bytes == 0);
    pair_close(&pair);
}

/* ---- Thread exit --------------------------------------------------------- */

struct receiver {
    SOCKET socket;
    OVERLAPPED overlapped;
    char data[8];
    int result;
};

static DWORD WINAPI receive_and_exit(void *argument)
{
    struct receiver *receiver = argument;

    receiver->result = receive(receiver->socket, receiver->data,
                               sizeof receiver->data, &receiver->overlapped);
    return 0;
}

/* Claim:  when the thread ends its requests with routines are cancelled, and
 *         the routines never called.
 * Source: "WSARecv function", Remarks ("all I/O initiated by a given thread is
 *         canceled when that thread exits").  Wine 8: same. */
static void lost_with_the_thread(void)
{
    struct pair pair = pair_new(AF_INET);
    struct receiver receiver = {.socket = pair.mine,
                                .overlapped = overlapped_new(NULL)};
    HANDLE thread = thread_start(receive_and_exit, &receiver);

    start();
    thread_join(thread);
    CHECK(receiver.result == 997);
    CHECK(WAIT_UNTIL(HasOverlappedIoCompleted(&receiver.overlapped)));
    CHECK((DWORD)receiver.overlapped.Internal == 0xC0000120u);
    send_all(pair.peer, "abc", 3);
    CHECK(SleepEx(1, TRUE) == 0 && told.calls == 0);
    pair_close(&pair);
}

TAP_MAIN(CASE(receive_that_waits), CASE(done_at_once),
         CASE(event_is_not_looked_at), CASE(called_in_order),
         CASE(port_or_routine), CASE(port_comes_later), CASE(errors),
         CASE(closed_socket), CASE(cut_datagram),
         CASE(datagrams_with_addresses), CASE(file_calls), CASE(ioctl_calls),
         CASE(lost_with_the_thread))
