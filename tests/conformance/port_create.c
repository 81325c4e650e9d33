/* CreateIoCompletionPort: making ports, associating handles, refusing both. */
#include "support.h"

/* Claim:  INVALID_HANDLE_VALUE and no port makes a port; the key is ignored
 *         and any concurrency value is taken.
 * Source: "CreateIoCompletionPort function", Parameters.  Wine 8: same. */
static void makes_a_port(void)
{
    static const DWORD values[] = {0, 1, 2, 64, 100000, 0xffffffff};

    for (unsigned i = 0; i < COUNT_OF(values); i++) {
        HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL,
                                             0x1234567890abcdef, values[i]);

        CHECK(port != NULL && port != INVALID_HANDLE_VALUE, "value %u",
              (unsigned)values[i]);
        CHECK_NO_PACKET(port);
        CHECK(CloseHandle(port));
    }
}

/* Claim:  two ports are two handles and two queues.
 * Source: "I/O Completion Ports".  Wine 8: same. */
static void ports_are_separate(void)
{
    HANDLE one = port_new(0), other = port_new(0);

    CHECK(one != other);
    post(one, 1, KEY, NULL);
    CHECK_NO_PACKET(other);
    CHECK_PACKET(one, KEY, NULL, 1, 0);
    CloseHandle(one);
    CloseHandle(other);
}

/* Claim:  a handle and no port makes a port and associates the handle.
 * Source: "CreateIoCompletionPort function", Parameters.  Wine 8: same. */
static void makes_and_associates(void)
{
    struct pair pair = pair_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    HANDLE port = CreateIoCompletionPort((HANDLE)pair.mine, NULL, KEY, 0);
    char buf[8];

    CHECK(port != NULL && port != (HANDLE)pair.mine);
    pend_recv(pair.mine, buf, sizeof buf, &ov);
    send_all(pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  associating returns the very port handle that was passed and, like
 *         making a port, leaves the last error alone.
 * Source: "CreateIoCompletionPort function", Return value; the last error was
 *         observed under Wine 8 only. */
static void returns_the_port_and_keeps_the_last_error(void)
{
    SOCKET socket = tcp_new(AF_INET);
    HANDLE port;

    SetLastError(UNTOUCHED);
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    CHECK_ERROR(UNTOUCHED);
    CHECK(CreateIoCompletionPort((HANDLE)socket, port, KEY, 7) == port);
    CHECK_ERROR(UNTOUCHED);
    closesocket(socket);
    CloseHandle(port);
}

/* Claim:  INVALID_HANDLE_VALUE together with a port is refused.
 * Source: "CreateIoCompletionPort function", Parameters (FileHandle must be
 *         valid then).  Wine 8: same. */
static void no_file_with_a_port(void)
{
    HANDLE port = port_new(0);

    CHECK_FAILS(CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, KEY, 0),
                ERROR_INVALID_PARAMETER);
    CloseHandle(port);
}

/* Claim:  what is no handle, or a handle of something that does no I/O, has
 *         no association: 6.
 * Source: docs/semantics/ports.md (STATUS_OBJECT_TYPE_MISMATCH).
 *         Wine 8: same. */
static void wrong_file_handles(void)
{
    HANDLE port = port_new(0), event = event_new(), other = port_new(0);

    CHECK_FAILS(CreateIoCompletionPort(NULL, port, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateIoCompletionPort(NULL, NULL, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateIoCompletionPort((HANDLE)0xbad0bad0, port, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateIoCompletionPort(event, port, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateIoCompletionPort(event, NULL, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateIoCompletionPort(other, port, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateIoCompletionPort(port, port, KEY, 0),
                ERROR_INVALID_HANDLE);
    CloseHandle(event);
    CHECK_FAILS(CreateIoCompletionPort(event, port, KEY, 0),
                ERROR_INVALID_HANDLE);
    CloseHandle(other);
    CloseHandle(port);
}

/* Claim:  an existing port that is no port is refused with 6, and the file
 *         stays free to be associated.
 * Source: docs/semantics/ports.md.  Wine 8: same. */
static void wrong_port_handles(void)
{
    HANDLE port = port_new(0), event = event_new();
    SOCKET socket = tcp_new(AF_INET);

    CHECK_FAILS(CreateIoCompletionPort((HANDLE)socket, event, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(CreateIoCompletionPort((HANDLE)socket, (HANDLE)socket, KEY, 0),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(
        CreateIoCompletionPort((HANDLE)socket, (HANDLE)0xbad0bad0, KEY, 0),
        ERROR_INVALID_HANDLE);
    port_add(port, (HANDLE)socket, KEY);
    closesocket(socket);
    CloseHandle(event);
    CloseHandle(port);
}

/* Claim:  a file opened without FILE_FLAG_OVERLAPPED, or a socket made without
 *         WSA_FLAG_OVERLAPPED, is refused with 87, with or without a port.
 * Source: Wine's ntdll file test, test_file_io_completion.  Wine 8: same. */
static void synchronous_files_are_refused(void)
{
    HANDLE port = port_new(0), file = file_new(0, 10);
    SOCKET socket;

    CHECK_FAILS(CreateIoCompletionPort(file, port, KEY, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateIoCompletionPort(file, NULL, KEY, 0),
                ERROR_INVALID_PARAMETER);
    net_start();
    socket = WSASocketA(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, 0);
    CHECK_FAILS(CreateIoCompletionPort((HANDLE)socket, port, KEY, 0),
                ERROR_INVALID_PARAMETER);
    closesocket(socket);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  a second association fails with 87, be it the same port and key,
 *         another key, or another port; the first one goes on working.
 * Source: "CreateIoCompletionPort function", Remarks (one port a handle).
 *         Wine 8: same. */
static void second_association_is_refused(void)
{
    HANDLE port = port_new(0), other = port_new(0);
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    HANDLE mine = (HANDLE)pair.mine;
    char byte;

    CHECK_FAILS(CreateIoCompletionPort(mine, port, KEY, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateIoCompletionPort(mine, port, OTHER_KEY, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateIoCompletionPort(mine, other, OTHER_KEY, 0),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(CreateIoCompletionPort(mine, NULL, OTHER_KEY, 0),
                ERROR_INVALID_PARAMETER);
    pend_recv(pair.mine, &byte, 1, &ov);
    send_all(pair.peer, "x", 1);
    CHECK_PACKET(port, KEY, &ov, 1, 0);
    CHECK_NO_PACKET(other);
    pair_close(&pair);
    CloseHandle(other);
    CloseHandle(port);
}

/* Claim:  closing the port does not free the file from it.
 * Source: "CreateIoCompletionPort function", Remarks; docs/semantics/ports.md.
 *         Wine 8: same. */
static void association_outlives_the_port(void)
{
    HANDLE port = port_new(0), other = port_new(0);
    SOCKET socket = tcp_new(AF_INET);

    port_add(port, (HANDLE)socket, KEY);
    CloseHandle(port);
    CHECK_FAILS(CreateIoCompletionPort((HANDLE)socket, other, KEY, 0),
                ERROR_INVALID_PARAMETER);
    closesocket(socket);
    CloseHandle(other);
}

/* Claim:  a key may be 0 or use every bit, and several handles may share one.
 * Source: "CreateIoCompletionPort function", Parameters.  Wine 8: same. */
static void keys_are_opaque(void)
{
    static const ULONG_PTR keys[] = {0,   1,  ~(ULONG_PTR)0, 0x8000000000000000,
                                     KEY, KEY};
    HANDLE port = port_new(0);

    for (unsigned i = 0; i < COUNT_OF(keys); i++) {
        struct pair pair = pair_on(port, keys[i]);
        OVERLAPPED ov = overlapped_new(NULL);
        char byte;

        pend_recv(pair.mine, &byte, 1, &ov);
        send_all(pair.peer, "x", 1);
        CHECK_PACKET(port, keys[i], &ov, 1, 0);
        pair_close(&pair);
    }
    CloseHandle(port);
}

/* Claim:  asynchronous files and folders, sockets of every state and kind can
 *         be associated.
 * Source: "CreateIoCompletionPort function", Remarks.  Wine 8: same. */
static void kinds_that_can_be_associated(void)
{
    HANDLE port = port_new(0), file = file_new(ASYNC, 0), folder;
    struct address address;
    SOCKET sockets[4];

    net_start();
    sockets[0] = socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP);
    sockets[1] = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    sockets[2] = listener_new(AF_INET, &address);
    sockets[3] = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                            WSA_FLAG_OVERLAPPED);
    folder =
        CreateFileA(".", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                    OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | ASYNC, NULL);
    port_add(port, file, KEY);
    port_add(port, folder, KEY);
    for (unsigned i = 0; i < COUNT_OF(sockets); i++) {
        port_add(port, (HANDLE)sockets[i], KEY);
        closesocket(sockets[i]);
    }
    CHECK_NO_PACKET(port);
    CloseHandle(folder);
    CloseHandle(file);
    CloseHandle(port);
}

/* Claim:  an accepted socket does not inherit the listener's association, but
 *         is overlapped like it and can be given its own.
 * Source: docs/semantics/sockets.md; "accept function".  Wine 8: same. */
static void accepted_socket_starts_unassociated(void)
{
    HANDLE port = port_new(0), other = port_new(0);
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client, accepted;

    port_add(port, (HANDLE)listener, KEY);
    client = connected_to(&address);
    accepted = accept(listener, NULL, NULL);
    CHECK(accepted != INVALID_SOCKET);
    port_add(other, (HANDLE)accepted, OTHER_KEY);
    closesocket(client);
    closesocket(accepted);
    closesocket(listener);
    CloseHandle(other);
    CloseHandle(port);
}

TAP_MAIN(CASE(makes_a_port), CASE(ports_are_separate),
         CASE(makes_and_associates),
         CASE(returns_the_port_and_keeps_the_last_error),
         CASE(no_file_with_a_port), CASE(wrong_file_handles),
         CASE(wrong_port_handles), CASE(synchronous_files_are_refused),
         CASE(second_association_is_refused),
         CASE(association_outlives_the_port), CASE(keys_are_opaque),
         CASE(kinds_that_can_be_associated),
         CASE(accepted_socket_starts_unassociated))
