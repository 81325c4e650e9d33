/* TransmitFile. */
#include "support.h"

#define SIZE 300000u
#define UNCHECKED "TransmitFile checks neither flags nor counts nor offset"

static char pattern[SIZE];

static int start_transmit(SOCKET socket, HANDLE file, DWORD count,
                          OVERLAPPED *overlapped, TRANSMIT_FILE_BUFFERS *ends,
                          DWORD flags)
{
    return extensions()->transmit(socket, file, count, 0, overlapped, ends,
                                  flags)
               ? 0
               : WSAGetLastError();
}

/* A file of the pattern, a stream on a port. */
struct rig {
    HANDLE port, file;
    struct pair pair;
    OVERLAPPED ov;
    char *data; /* what the peer got */
};

static struct rig rig_new(DWORD size)
{
    struct rig rig = {.port = port_new(0), .file = file_new(0, size)};

    rig.pair = pair_on(rig.port, KEY);
    rig.ov = overlapped_at(0);
    rig.data = calloc(1, SIZE + 100);
    fill_pattern(pattern, SIZE, 0);
    return rig;
}

static void rig_free(struct rig *rig)
{
    free(rig->data);
    pair_close(&rig->pair);
    CloseHandle(rig->file);
    CloseHandle(rig->port);
}

/* Claim:  the whole file goes out; the packet counts it.
 * Source: "TransmitFile function".  Wine 8: same. */
static void whole_file(void)
{
    struct rig rig = rig_new(SIZE);

    CHECK(
        started(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, NULL, 0)));
    recv_all(rig.pair.peer, rig.data, SIZE);
    CHECK_PACKET(rig.port, KEY, &rig.ov, SIZE, 0);
    CHECK(memcmp(rig.data, pattern, SIZE) == 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  so does a file opened for overlapped use.
 * Source: "TransmitFile function", hFile.  Wine 8: same. */
static void overlapped_file(void)
{
    struct rig rig = rig_new(0);
    HANDLE file = file_new(ASYNC | FILE_FLAG_SEQUENTIAL_SCAN, 5000);

    CHECK(started(start_transmit(rig.pair.mine, file, 0, &rig.ov, NULL, 0)));
    recv_all(rig.pair.peer, rig.data, 5000);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 5000, 0);
    CHECK(memcmp(rig.data, pattern, 5000) == 0);
    CloseHandle(file);
    rig_free(&rig);
}

/* Claim:  offset and count choose a part of the file.
 * Source: "TransmitFile function", lpOverlapped, nNumberOfBytesToWrite.
 *         Wine 8: same. */
static void part_of_a_file(void)
{
    struct rig rig = rig_new(SIZE);

    rig.ov = overlapped_at(1000);
    CHECK(started(
        start_transmit(rig.pair.mine, rig.file, 500, &rig.ov, NULL, 0)));
    recv_all(rig.pair.peer, rig.data, 500);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 500, 0);
    CHECK(memcmp(rig.data, pattern + 1000, 500) == 0);
    rig.ov = overlapped_at(SIZE - 10);
    CHECK(
        started(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, NULL, 0)));
    recv_all(rig.pair.peer, rig.data, 10);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 10, 0);
    CHECK(memcmp(rig.data, pattern + SIZE - 10, 10) == 0);
    rig_free(&rig);
}

/* Claim:  head and tail go around the file and count.
 * Source: "TRANSMIT_FILE_BUFFERS structure".  Wine 8: same. */
static void head_and_tail(void)
{
    struct rig rig = rig_new(100);
    TRANSMIT_FILE_BUFFERS ends = {.Head = (void *)"head",
                                  .HeadLength = 4,
                                  .Tail = (void *)"tail!",
                                  .TailLength = 5};

    CHECK(
        started(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, &ends, 0)));
    recv_all(rig.pair.peer, rig.data, 109);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 109, 0);
    CHECK(memcmp(rig.data, "head", 4) == 0);
    CHECK(memcmp(rig.data + 4, pattern, 100) == 0);
    CHECK(memcmp(rig.data + 104, "tail!", 5) == 0);
    rig_free(&rig);
}

/* Claim:  however large the file is.
 * Source: "TRANSMIT_FILE_BUFFERS structure".  Wine 8: same. */
static void head_and_tail_of_a_large_file(void)
{
    struct rig rig = rig_new(SIZE);
    TRANSMIT_FILE_BUFFERS ends = {.Head = (void *)"head",
                                  .HeadLength = 4,
                                  .Tail = (void *)"tail!",
                                  .TailLength = 5};

    CHECK(
        started(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, &ends, 0)));
    recv_all(rig.pair.peer, rig.data, SIZE + 9);
    CHECK_PACKET(rig.port, KEY, &rig.ov, SIZE + 9, 0);
    CHECK(memcmp(rig.data, "head", 4) == 0);
    CHECK(memcmp(rig.data + 4, pattern, SIZE) == 0);
    CHECK(memcmp(rig.data + 4 + SIZE, "tail!", 5) == 0);
    rig_free(&rig);
}

/* Claim:  without a file head and tail go alone; without anything nothing is
 *         sent and it is TRUE.
 * Source: "TransmitFile function", hFile; Wine's ws2_32 sock
 *         test_TransmitFile.  Wine 8: same. */
static void no_file(void)
{
    struct rig rig = rig_new(0);
    TRANSMIT_FILE_BUFFERS ends = {.Head = (void *)"head",
                                  .HeadLength = 4,
                                  .Tail = (void *)"tail!",
                                  .TailLength = 5};

    CHECK(started(start_transmit(rig.pair.mine, NULL, 0, &rig.ov, &ends, 0)));
    recv_all(rig.pair.peer, rig.data, 9);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 9, 0);
    CHECK(memcmp(rig.data, "headtail!", 9) == 0);
    CHECK(start_transmit(rig.pair.mine, NULL, 0, NULL, NULL, 0) == 0);
    rig_free(&rig);
}

/* Claim:  without an OVERLAPPED it starts at the file's pointer, returns when
 *         done, and posts nothing.
 * Source: "TransmitFile function", lpOverlapped.  Wine 8: same. */
static void synchronous(void)
{
    struct rig rig = rig_new(1000);

    CHECK(SetFilePointerEx(rig.file, (LARGE_INTEGER){.QuadPart = 700}, NULL,
                           FILE_BEGIN));
    CHECK(start_transmit(rig.pair.mine, rig.file, 100, NULL, NULL, 0) == 0);
    recv_all(rig.pair.peer, rig.data, 100);
    CHECK(memcmp(rig.data, pattern + 700, 100) == 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  while the peer does not read it pends; then all arrives, in order
 *         with a send behind it.
 * Source: "TransmitFile function", Remarks.  Wine 8: same. */
static void large_file_pends(void)
{
    enum { TIMES = 40 };
    struct rig rig = rig_new(SIZE);
    static OVERLAPPED ov[TIMES];

    for (int i = 0; i < TIMES; i++) {
        ov[i] = overlapped_at(0);
        CHECK(started(
            start_transmit(rig.pair.mine, rig.file, 0, &ov[i], NULL, 0)));
    }
    for (int i = 0; i < TIMES; i++) {
        memset(rig.data, 0, SIZE);
        recv_all(rig.pair.peer, rig.data, SIZE);
        if (!CHECK(memcmp(rig.data, pattern, SIZE) == 0, "round %d", i))
            break;
    }
    for (int i = 0; i < TIMES; i++)
        if (!CHECK_PACKET(rig.port, KEY, &ov[i], SIZE, 0))
            break;
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  hints change nothing.
 * Source: "TransmitFile function", dwFlags.  Wine 8: same. */
static void hints(void)
{
    static const DWORD flags[] = {TF_USE_DEFAULT_WORKER, TF_USE_SYSTEM_THREAD,
                                  TF_USE_KERNEL_APC, TF_WRITE_BEHIND};
    struct rig rig = rig_new(100);

    for (unsigned i = 0; i < COUNT_OF(flags); i++) {
        rig.ov = overlapped_at(0);
        CHECK(started(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, NULL,
                                     flags[i])));
        recv_all(rig.pair.peer, rig.data, 100);
        CHECK_PACKET(rig.port, KEY, &rig.ov, 100, 0);
    }
    rig_free(&rig);
}

/* Claim:  TF_DISCONNECT ends the stream behind the file.
 * Source: as above.  Wine 8: does not. */
static void disconnect_behind_the_file(void)
{
    struct rig rig = rig_new(100);
    DWORD timeout = DEADLINE / 2;

    CHECK(started(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, NULL,
                                 TF_DISCONNECT)));
    recv_all(rig.pair.peer, rig.data, 100);
    CHECK_PACKET(rig.port, KEY, &rig.ov, 100, 0);
    setsockopt(rig.pair.peer, SOL_SOCKET, SO_RCVTIMEO, (char *)&timeout,
               sizeof timeout);
    DIFFERS(WINE_8, "TransmitFile ignores TF_DISCONNECT")
    CHECK(recv(rig.pair.peer, rig.data, 1, 0) == 0);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  not a socket 10038; not connected 10057, found before bad flags;
 *         shut down 10058; all without a packet.
 * Source: "TransmitFile function", Return value; Wine's ws2_32 sock
 *         test_TransmitFile.  Wine 8: same. */
static void wrong_sockets(void)
{
    struct rig rig = rig_new(100);
    SOCKET lone = tcp_new(AF_INET);

    CHECK(start_transmit(INVALID_SOCKET, rig.file, 0, &rig.ov, NULL, 0) ==
          WSAENOTSOCK);
    CHECK(start_transmit(lone, rig.file, 0, &rig.ov, NULL, 0) == WSAENOTCONN);
    CHECK(start_transmit(lone, rig.file, 0, &rig.ov, NULL, TF_REUSE_SOCKET) ==
          WSAENOTCONN);
    CHECK(shutdown(rig.pair.mine, SD_SEND) == 0);
    CHECK(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, NULL, 0) ==
          WSAESHUTDOWN);
    CHECK_NO_PACKET(rig.port);
    closesocket(lone);
    rig_free(&rig);
}

/* Claim:  too many bytes, TF_REUSE_SOCKET alone, or an offset beyond the end
 *         are 10022, without a packet.
 * Source: as above; docs/semantics/transmit.md.  Wine 8: starts them. */
static void wrong_values(void)
{
    static struct rig rig;

    rig = rig_new(100);
    DIFFERS(WINE_8, UNCHECKED)
    CHECK(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, NULL,
                         TF_REUSE_SOCKET) == WSAEINVAL);
    DIFFERS(WINE_8, UNCHECKED)
    CHECK_NO_PACKET(rig.port);
    DIFFERS(WINE_8, UNCHECKED)
    CHECK(start_transmit(rig.pair.mine, rig.file, 2147483647, &rig.ov, NULL,
                         0) == WSAEINVAL);
    DIFFERS(WINE_8, UNCHECKED)
    CHECK_NO_PACKET(rig.port);
    rig.ov = overlapped_at(1000);
    DIFFERS(WINE_8, UNCHECKED)
    CHECK(start_transmit(rig.pair.mine, rig.file, 10, &rig.ov, NULL, 0) ==
          WSAEINVAL);
    DIFFERS(WINE_8, UNCHECKED)
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  a file handle that was closed is 6 (or 10038), without a packet.
 * Source: docs/semantics/transmit.md.  Wine 8: same. */
static void closed_file(void)
{
    struct rig rig = rig_new(100);
    HANDLE closed = file_new(0, 0);
    int result;

    CloseHandle(closed);
    result = start_transmit(rig.pair.mine, closed, 0, &rig.ov, NULL, 0);
    CHECK(result == ERROR_INVALID_HANDLE || result == WSAENOTSOCK, "result %d",
          result);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  a file opened with FILE_FLAG_NO_BUFFERING goes out the same: whole,
 *         or as many bytes as are asked for, whatever the sector is.
 * Source: "TransmitFile function" makes no difference.  Wine 8: same. */
static void unbuffered_file(void)
{
    static const DWORD counts[] = {0, 1, 513, 270000};
    struct rig rig = rig_new(0);

    CloseHandle(rig.file);
    rig.file = file_new(ASYNC | FILE_FLAG_NO_BUFFERING, SIZE);
    for (int i = 0; i < 4; i++) {
        DWORD expected = counts[i] ? counts[i] : SIZE;

        rig.ov = overlapped_at(0);
        CHECK(started(start_transmit(rig.pair.mine, rig.file, counts[i],
                                     &rig.ov, NULL, 0)));
        recv_all(rig.pair.peer, rig.data, (int)expected);
        CHECK_PACKET(rig.port, KEY, &rig.ov, expected, 0);
        CHECK(memcmp(rig.data, pattern, expected) == 0);
    }
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

/* Claim:  several transmits, sends and transmits again keep their order.
 * Source: "TransmitFile function", Remarks.  Wine 8: same. */
static void keeps_order_with_sends(void)
{
    struct rig rig = rig_new(100);
    OVERLAPPED send1 = overlapped_new(NULL), send2 = overlapped_new(NULL);

    CHECK(started(start_send(rig.pair.mine, "<", 1, &send1)));
    CHECK(
        started(start_transmit(rig.pair.mine, rig.file, 0, &rig.ov, NULL, 0)));
    CHECK(started(start_send(rig.pair.mine, ">", 1, &send2)));
    recv_all(rig.pair.peer, rig.data, 102);
    CHECK(rig.data[0] == '<' && rig.data[101] == '>');
    CHECK(memcmp(rig.data + 1, pattern, 100) == 0);
    for (int i = 0; i < 3; i++)
        CHECK(packet_next(rig.port, DEADLINE).ok);
    CHECK_NO_PACKET(rig.port);
    rig_free(&rig);
}

TAP_MAIN(CASE(whole_file), CASE(overlapped_file), CASE(part_of_a_file),
         CASE(head_and_tail), CASE(head_and_tail_of_a_large_file),
         CASE(no_file), CASE(synchronous), CASE(large_file_pends), CASE(hints),
         CASE(disconnect_behind_the_file), CASE(wrong_sockets),
         CASE(wrong_values), CASE(closed_file), CASE(unbuffered_file),
         CASE(keeps_order_with_sends))
