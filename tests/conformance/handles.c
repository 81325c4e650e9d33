/* DuplicateHandle, the flags of a handle, CompareObjectHandles. */
#ifdef __MINGW32__
#define _WIN32_WINNT 0x0A00 /* CompareObjectHandles */
#endif
#include "support.h"

#define SELF GetCurrentProcess()

/* Claim:  a duplicate is another value, names the same object, and works when
 *         the first is closed: an event is one event by both.
 * Source: "DuplicateHandle function".  Wine 8: same. */
static void events_are_one(void)
{
    HANDLE event = event_new();
    HANDLE copy = duplicate_of(event);

    CHECK(SetEvent(event) && is_set(copy));
    CHECK(ResetEvent(copy) && !is_set(event));
    CHECK(CloseHandle(event));
    CHECK_FAILS(SetEvent(event), ERROR_INVALID_HANDLE);
    CHECK(SetEvent(copy) && is_set(copy));
    CHECK(CloseHandle(copy));
    CHECK_FAILS(CloseHandle(copy), ERROR_INVALID_HANDLE);
}

static DWORD WINAPI set_event(void *event)
{
    SetEvent(event);
    return 7;
}

/* Claim:  the waits of one handle are satisfied through the other.
 * Source: as above.  Wine 8: same. */
static void a_wait_by_the_other(void)
{
    HANDLE event = event_new(), copy = duplicate_of(event);
    HANDLE thread = thread_start(set_event, copy);

    CHECK(wait_for(event));
    thread_join(thread);
    CloseHandle(event);
    CloseHandle(copy);
}

/* Claim:  packets posted by one handle of a port are taken by the other; the
 *         waits end, and the packets go, with the last handle only.
 * Source: as above; "I/O Completion Ports".  Wine 8: same. */
static void ports_are_one(void)
{
    HANDLE port = port_new(0), copy = duplicate_of(port);
    OVERLAPPED ov;

    post(port, 5, KEY, &ov);
    CHECK(CloseHandle(port));
    CHECK_PACKET(copy, KEY, &ov, 5, 0);
    CHECK_FAILS(PostQueuedCompletionStatus(port, 0, 0, NULL),
                ERROR_INVALID_HANDLE);
    post(copy, 6, KEY, NULL);
    CHECK_PACKET(copy, KEY, NULL, 6, 0);
    CHECK(CloseHandle(copy));
}

/* Claim:  a thread's duplicate is signalled when it ends and tells its exit
 *         code.
 * Source: as above.  Wine 8: same. */
static void threads_are_one(void)
{
    HANDLE event = event_new();
    HANDLE thread = thread_start(set_event, event), copy = duplicate_of(thread);
    DWORD code = 0;

    thread_join(thread);
    CHECK(wait_for(copy));
    CHECK(GetExitCodeThread(copy, &code) && code == 7);
    CloseHandle(copy);
    CloseHandle(event);
}

static DWORD WINAPI give_myself(void *place)
{
    HANDLE self = GetCurrentThread();

    CHECK(DuplicateHandle(SELF, self, SELF, place, 0, FALSE,
                          DUPLICATE_SAME_ACCESS));
    return 9;
}

/* Claim:  GetCurrentThread becomes a handle that others can use: it names the
 *         thread that asked.
 * Source: as above, Parameters.  Wine 8: same. */
static void pseudo_handle_becomes_real(void)
{
    HANDLE given = NULL, thread = thread_start(give_myself, &given);
    DWORD code = 0, id = GetThreadId(thread);

    CHECK(wait_for(thread));
    CHECK(given != NULL && given != GetCurrentThread() && given != thread);
    CHECK(wait_for(given));
    CHECK(GetThreadId(given) == id);
    CHECK(GetExitCodeThread(given, &code) && code == 9);
    CHECK(CloseHandle(given));
    thread_join(thread);
    given = duplicate_of(GetCurrentThread()); /* of the main thread, too */
    CHECK(GetThreadId(given) == GetCurrentThreadId());
    CHECK(!is_set(given));
    CHECK(CloseHandle(given));
}

/* Claim:  a duplicate of a synchronous file shares the file pointer.
 * Source: as above, Remarks.  Wine 8: same. */
static void file_pointer_is_shared(void)
{
    HANDLE file = file_new(0, 100), copy = duplicate_of(file);
    char one[10], other[10], all[20], expected[100];
    DWORD count = 0;

    fill_pattern(expected, sizeof expected, 0);
    CHECK(ReadFile(file, one, 10, &count, NULL) && count == 10);
    CHECK(ReadFile(copy, other, 10, &count, NULL) && count == 10);
    CHECK(SetFilePointer(copy, 0, NULL, FILE_CURRENT) == 20);
    CHECK(SetFilePointer(copy, 0, NULL, FILE_BEGIN) == 0);
    CHECK(CloseHandle(copy));
    CHECK(ReadFile(file, all, 20, &count, NULL) && count == 20);
    CHECK(memcmp(all, one, 10) == 0 && memcmp(all + 10, other, 10) == 0);
    CHECK(CloseHandle(file));
}

/* Claim:  requests by a duplicate of a file post to the port with the key of
 *         the association; it cannot be associated again.
 * Source: "CreateIoCompletionPort function".  Wine 8: same. */
static void file_association_is_shared(void)
{
    HANDLE port = port_new(0), file = file_new(ASYNC, 100);
    HANDLE copy = duplicate_of(file);
    OVERLAPPED ov = overlapped_at(0);
    char buf[8];

    port_add(port, file, KEY);
    CHECK(started(start_read(copy, buf, 8, &ov)));
    CHECK_PACKET(port, KEY, &ov, 8, 0);
    CHECK_FAILS(CreateIoCompletionPort(copy, port, OTHER_KEY, 0),
                ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(file));
    ov = overlapped_at(8);
    CHECK(started(start_read(copy, buf, 8, &ov)));
    CHECK_PACKET(port, KEY, &ov, 8, 0);
    CHECK(CloseHandle(copy));
    CHECK(CloseHandle(port));
}

/* Claim:  a socket's duplicate works as the socket does, with its port and
 *         key; association by the copy holds for the original.
 * Source: as above; Wine's ws2_32 sock test_completion_port.
 *         Wine 8: Winsock calls do not know the duplicate. */
static void socket_association_is_shared(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_new(AF_INET);
    HANDLE copy = duplicate_of((HANDLE)pair.mine);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    port_add(port, copy, KEY);
    pend_recv(pair.mine, buf, 8, &ov);
    send_all(pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    ov = overlapped_at(0);
    CHECK(start_read(copy, buf, 8, &ov) == ERROR_IO_PENDING);
    send_all(pair.peer, "defg", 4);
    CHECK_PACKET(port, KEY, &ov, 4, 0);
    ov = overlapped_new(NULL);
    pend_recv((SOCKET)copy, buf, 8, &ov);
    send_all(pair.peer, "hi", 2);
    CHECK_PACKET(port, KEY, &ov, 2, 0);
    DIFFERS(WINE_8, "closesocket does not know a duplicate")
    CHECK(closesocket((SOCKET)copy) == 0);
    if (tap_where() != NATIVE)
        CloseHandle(copy);
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  closing one of two handles cancels nothing; closing the last one
 *         does: 1236 from a socket.
 * Source: Wine's ws2_32 sock and ntdll file tests, duplicates.
 *         Wine 8: ends a closed socket's requests with another status. */
static void closing_one_of_two(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    HANDLE copy = duplicate_of((HANDLE)pair.mine);
    OVERLAPPED ov = overlapped_at(0);
    struct packet got;
    char buf[8];

    CHECK(start_read(copy, buf, 8, &ov) == ERROR_IO_PENDING);
    CHECK(closesocket(pair.mine) == 0);
    CHECK_NO_PACKET(port);
    CHECK(ov.Internal == PENDING);
    send_all(pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    ov = overlapped_at(0);
    CHECK(start_read(copy, buf, 8, &ov) == ERROR_IO_PENDING);
    CHECK(CloseHandle(copy));
    got = packet_next(port, DEADLINE);
    CHECK(got.overlapped == &ov && got.key == KEY && got.bytes == 0);
    DIFFERS(WINE_8, "a closed socket's requests end with another status")
    CHECK(got.error == ERROR_CONNECTION_ABORTED, "error %u",
          (unsigned)got.error);
    closesocket(pair.peer);
    CHECK_NO_PACKET(port);
    CloseHandle(port);
}

/* Claim:  so does a request whose own handle is closed: it goes on.
 * Source: as above.  Wine 8: it fails with 6 when its data comes. */
static void closing_its_own_handle(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    HANDLE copy = duplicate_of((HANDLE)pair.mine);
    OVERLAPPED ov = overlapped_new(NULL);
    struct packet got;
    char buf[8];

    pend_recv(pair.mine, buf, 8, &ov);
    CHECK(closesocket(pair.mine) == 0);
    CHECK_NO_PACKET(port);
    send_all(pair.peer, "abc", 3);
    got = packet_next(port, DEADLINE);
    CHECK(got.overlapped == &ov && got.key == KEY);
    DIFFERS(WINE_8, "the request of a closed handle fails with 6")
    CHECK(got.ok && got.bytes == 3);
    CHECK(CloseHandle(copy));
    closesocket(pair.peer);
    CloseHandle(port);
}

/* Claim:  the connection ends with the last handle, and not with the first.
 * Source: "closesocket function", Remarks.  Wine 8: same. */
static void connection_ends_with_the_last(void)
{
    struct pair pair = pair_new(AF_INET);
    HANDLE copy = duplicate_of((HANDLE)pair.mine);
    OVERLAPPED ov = overlapped_new(event_new());
    DWORD count = 0;
    char byte;

    CHECK(closesocket(pair.mine) == 0);
    CHECK(started(start_write(copy, "x", 1, &ov)));
    CHECK(GetOverlappedResult(copy, &ov, &count, TRUE) && count == 1);
    recv_all(pair.peer, &byte, 1);
    CHECK(CloseHandle(copy));
    CHECK(recv(pair.peer, &byte, 1, 0) == 0);
    closesocket(pair.peer);
    CloseHandle(ov.hEvent);
}

/* Claim:  a request started by one handle is cancelled through the other, by
 *         CancelIoEx and by CancelIo.
 * Source: "CancelIoEx function"; Wine's ntdll file read_file_test.
 *         Wine 8: same. */
static void cancelled_through_the_other(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    HANDLE copy = duplicate_of((HANDLE)pair.mine);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    pend_recv(pair.mine, buf, 8, &ov);
    CHECK(CancelIoEx(copy, &ov));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    pend_recv(pair.mine, buf, 8, &ov);
    CHECK(CancelIo(copy));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    CHECK(CloseHandle(copy));
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  skip mode set by one handle holds for the other, and 0 does not
 *         clear it.
 * Source: "SetFileCompletionNotificationModes function".  Wine 8: same. */
static void modes_are_shared(void)
{
    HANDLE port = port_new(0);
    struct pair pair = pair_on(port, KEY);
    HANDLE copy = duplicate_of((HANDLE)pair.mine);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    CHECK(SetFileCompletionNotificationModes(
        copy, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS));
    CHECK(SetFileCompletionNotificationModes(copy, 0));
    send_all(pair.peer, "abc", 3);
    if (start_recv(pair.mine, buf, 8, &ov) == 0)
        CHECK_NO_PACKET(port);
    else
        CHECK_PACKET(port, KEY, &ov, 3, 0);
    CHECK(CloseHandle(copy));
    pair_close(&pair);
    CloseHandle(port);
}

/* Claim:  DUPLICATE_CLOSE_SOURCE closes the source, when the call fails too;
 *         without a target process it does nothing else.
 * Source: "DuplicateHandle function", Parameters.
 *         Wine 8: gives the same value again; the last case says 6. */
static void close_source(void)
{
    HANDLE event = event_new(), copy = NULL;

    CHECK(DuplicateHandle(SELF, event, SELF, &copy, 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    DIFFERS(WINE_8, "a duplicate that closes its source has its value")
    CHECK(copy != event);
    if (copy != event)
        CHECK_FAILS(SetEvent(event), ERROR_INVALID_HANDLE);
    CHECK(SetEvent(copy));
    DIFFERS(WINE_8, "closing without a target process says 6")
    CHECK(DuplicateHandle(SELF, copy, NULL, NULL, 0, FALSE,
                          DUPLICATE_CLOSE_SOURCE));
    CHECK_FAILS(SetEvent(copy), ERROR_INVALID_HANDLE);
    event = event_new();
    CHECK_FAILS(DuplicateHandle(SELF, event, event, &copy, 0, FALSE,
                                DUPLICATE_CLOSE_SOURCE),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(SetEvent(event), ERROR_INVALID_HANDLE);
}

/* Claim:  closing the source that way is no close of the object.
 * Source: as above.  Wine 8: same. */
static void close_source_cancels_nothing(void)
{
    HANDLE port = port_new(0), copy = NULL;
    struct pair pair = pair_on(port, KEY);
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[8];

    pend_recv(pair.mine, buf, 8, &ov);
    CHECK(DuplicateHandle(SELF, (HANDLE)pair.mine, SELF, &copy, 0, FALSE,
                          DUPLICATE_SAME_ACCESS | DUPLICATE_CLOSE_SOURCE));
    CHECK_NO_PACKET(port);
    send_all(pair.peer, "abc", 3);
    CHECK_PACKET(port, KEY, &ov, 3, 0);
    CHECK(CloseHandle(copy));
    closesocket(pair.peer);
    CloseHandle(port);
}

/* Claim:  a source that is no handle, or a process that is none: 6, and the
 *         target is 0. No target process, and nothing to close: 87.
 * Source: as above.  Wine 8: 6 for the last. */
static void refused(void)
{
    HANDLE event = event_new(), copy = event;

    CHECK_FAILS(DuplicateHandle(SELF, NULL, SELF, &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                ERROR_INVALID_HANDLE);
    CHECK(copy == NULL);
    CHECK_FAILS(DuplicateHandle(SELF, (HANDLE)0xdeadbee0, SELF, &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(DuplicateHandle(event, event, SELF, &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(DuplicateHandle(NULL, event, SELF, &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                ERROR_INVALID_HANDLE);
    CHECK_FAILS(DuplicateHandle(SELF, event, event, &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                ERROR_INVALID_HANDLE);
    DIFFERS(WINE_8, "no target process is a bad handle")
    CHECK_FAILS(DuplicateHandle(SELF, event, NULL, &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                ERROR_INVALID_PARAMETER);
    CHECK(SetEvent(event));
    CHECK(CloseHandle(event));
    CHECK_FAILS(DuplicateHandle(SELF, event, SELF, &copy, 0, FALSE,
                                DUPLICATE_SAME_ACCESS),
                ERROR_INVALID_HANDLE);
}

/* Claim:  a file opened for reading cannot be duplicated for writing.
 * Source: as above, Remarks.  Wine 8: gives the access. */
static void no_more_access(void)
{
    char name[NAME_SIZE];
    HANDLE file, copy = NULL;

    temp_name(name);
    file_make(name, 10);
    file = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                       0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    DIFFERS(WINE_8, "a duplicate may have more access")
    CHECK_FAILS(DuplicateHandle(SELF, file, SELF, &copy,
                                GENERIC_READ | GENERIC_WRITE, FALSE, 0),
                ERROR_ACCESS_DENIED);
    if (copy != NULL)
        CloseHandle(copy);
    CHECK(DuplicateHandle(SELF, file, SELF, &copy, GENERIC_READ, FALSE, 0));
    CloseHandle(copy);
    CloseHandle(file);
    DeleteFileA(name);
}

/* ---- Flags ------------------------------------------------------------ */

TAP_MAIN(CASE(events_are_one), CASE(a_wait_by_the_other), CASE(ports_are_one),
         CASE(threads_are_one), CASE(pseudo_handle_becomes_real),
         CASE(file_pointer_is_shared), CASE(file_association_is_shared),
         CASE(socket_association_is_shared), CASE(closing_one_of_two),
         CASE(closing_its_own_handle), CASE(connection_ends_with_the_last),
         CASE(cancelled_through_the_other), CASE(modes_are_shared),
         CASE(close_source), CASE(close_source_cancels_nothing), CASE(refused),
         CASE(no_more_access))
