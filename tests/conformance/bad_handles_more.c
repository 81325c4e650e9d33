/* The rest of the calls with handles that do not fit (bad_handles.c): pipes,
 * folders, locked ranges, APCs, scattered pages, handles themselves; of Winsock
 * datagrams, events, options and names. */
#include "zoo.h"

/* Requests that Wine 8 starts outlive the call. */
static OVERLAPPED ov;
static char buf[4096];
static DWORD bytes, flags;
static WSABUF wsabuf = {.len = 10, .buf = buf};

static void CALLBACK routine(DWORD error, DWORD count, OVERLAPPED *overlapped)
{
    (void)error;
    (void)count;
    (void)overlapped;
}

static void WINAPI apc(ULONG_PTR argument)
{
    (void)argument;
}

/* ---- Calls of the kernel side ----------------------------------------- */

CALL(read_ex, ReadFileEx(h, buf, 10, &ov, routine))

CALL(write_ex, WriteFileEx(h, buf, 10, &ov, routine))

CALL(end_of_file, SetEndOfFile(h))

CALL(size_of_file, GetFileSize(h, NULL) != INVALID_FILE_SIZE)

CALL(move_pointer,
     SetFilePointer(h, 0, NULL, FILE_BEGIN) != INVALID_SET_FILE_POINTER)

CALL(lock, LockFile(h, 0, 0, 1, 0))

CALL(lock_ex, LockFileEx(h, 0, 0, 1, 0, &ov))

CALL(unlock, UnlockFile(h, 0, 0, 1, 0))

CALL(unlock_ex, UnlockFileEx(h, 0, 1, 0, &ov))

CALL(final_path, GetFinalPathNameByHandleA(h, buf, sizeof buf, 0) != 0)

CALL(connect_pipe, ConnectNamedPipe(h, &ov))

CALL(disconnect_pipe, DisconnectNamedPipe(h))

CALL(peek, PeekNamedPipe(h, NULL, 0, NULL, &bytes, NULL))

CALL(transact, TransactNamedPipe(h, buf, 1, buf, 1, &bytes, &ov))

CALL(pipe_state, GetNamedPipeHandleStateA(h, &bytes, NULL, NULL, NULL, NULL, 0))

CALL(pipe_info, GetNamedPipeInfo(h, &bytes, NULL, NULL, NULL))

CALL(watch, ReadDirectoryChangesW(h, buf, sizeof buf, FALSE,
                                  FILE_NOTIFY_CHANGE_SIZE, &bytes, &ov, NULL))

CALL(next_change, FindNextChangeNotification(h))

CALL(queue_apc, QueueUserAPC(apc, h, 0) != 0)

CALL(resume, ResumeThread(h) != (DWORD)-1)

CALL(exit_code, GetExitCodeThread(h, &bytes))

CALL(thread_id, GetThreadId(h) != 0)

CALL(handle_flags, GetHandleInformation(h, &bytes))

CALL(set_handle_flags, SetHandleInformation(h, HANDLE_FLAG_INHERIT, 0))

CALL(wait_ex, WaitForSingleObjectEx(h, 0, TRUE) != WAIT_FAILED)

CALL(signal_and_wait,
     SignalObjectAndWait(h, zoo.good_port, 0, FALSE) != WAIT_FAILED)

static int duplicate(HANDLE h)
{
    HANDLE copy;
    int ok = DuplicateHandle(GetCurrentProcess(), h, GetCurrentProcess(), &copy,
                             0, FALSE, DUPLICATE_SAME_ACCESS);

    if (ok)
        CloseHandle(copy);
    return ok;
}

static LARGE_INTEGER far_off = {.QuadPart = -36000000000LL};

CALL(set_timer, SetWaitableTimer(h, &far_off, 0, NULL, NULL, FALSE))

CALL(set_timer_ex, SetWaitableTimerEx(h, &far_off, 0, NULL, NULL, NULL, 0))

CALL(cancel_timer, CancelWaitableTimer(h))

CALL(slot_info, GetMailslotInfo(h, &bytes, NULL, NULL, NULL))

CALL(set_slot_info, SetMailslotInfo(h, 0))

static const struct call kernel_calls[] = {
    {"ReadFileEx", read_ex, BIT(FILES) | BIT(SOCK), 0},
    {"WriteFileEx", write_ex, BIT(FILES) | BIT(SOCK), 0},
    {"SetEndOfFile", end_of_file, BIT(FILES) | BIT(SOCK), 0},
    {"GetFileSize", size_of_file, BIT(FILES) | BIT(SOCK), 0},
    {"SetFilePointer", move_pointer, BIT(FILES) | BIT(SOCK), 0},
    {"LockFile", lock, BIT(FILES) | BIT(SOCK), 0},
    {"LockFileEx", lock_ex, BIT(FILES) | BIT(SOCK), 0},
    {"UnlockFile", unlock, BIT(FILES) | BIT(SOCK), 0},
    {"UnlockFileEx", unlock_ex, BIT(FILES) | BIT(SOCK), 0},
    {"GetFinalPathNameByHandle", final_path, BIT(FILES) | BIT(SOCK), 0},
    {"ConnectNamedPipe", connect_pipe, BIT(FILES) | BIT(SOCK), 0},
    {"DisconnectNamedPipe", disconnect_pipe, BIT(FILES) | BIT(SOCK), 0},
    {"PeekNamedPipe", peek, BIT(FILES) | BIT(SOCK), 0},
    {"TransactNamedPipe", transact, BIT(FILES) | BIT(SOCK), 0},
    {"GetNamedPipeHandleState", pipe_state, BIT(FILES) | BIT(SOCK), 0},
    {"GetNamedPipeInfo", pipe_info, BIT(FILES) | BIT(SOCK), 0},
    {"ReadDirectoryChangesW", watch, BIT(FILES) | BIT(SOCK), 0},
    {"FindNextChangeNotification", next_change, BIT(FILES) | BIT(SOCK), 0},
    {"QueueUserAPC", queue_apc, BIT(THREAD), 0},
    {"ResumeThread", resume, BIT(THREAD), 0},
    {"GetExitCodeThread", exit_code, BIT(THREAD), 0},
    {"GetThreadId", thread_id, BIT(THREAD), 0},
    {"GetHandleInformation", handle_flags, ANY | BIT(PSEUDO), 0},
    {"SetHandleInformation", set_handle_flags, ANY | BIT(PSEUDO), 0},
    {"WaitForSingleObjectEx", wait_ex, ANY | BIT(PSEUDO), 0},
    {"SignalObjectAndWait", signal_and_wait, BIT(EVENT) | BIT(PSEUDO), 0},
    {"DuplicateHandle", duplicate, ANY | BIT(PSEUDO), 0},
    {"SetWaitableTimer", set_timer, 0, 0},
    {"SetWaitableTimerEx", set_timer_ex, 0, 0},
    {"CancelWaitableTimer", cancel_timer, 0, 0},
    {"GetMailslotInfo", slot_info, 0, 0},
    {"SetMailslotInfo", set_slot_info, 0, 0},
};

/* Claim:  these calls, too, answer every handle that does not fit with 6.
 * Source: docs/semantics/ports.md.  Wine 8: see the table. */
static void kernel_calls_say_6(void)
{
    try_all(kernel_calls, COUNT_OF(kernel_calls), ERROR_INVALID_HANDLE,
            "other errors");
}

/* ---- Winsock's calls -------------------------------------------------- */

static struct sockaddr_storage name;
static int length;

static int send_to(HANDLE h)
{
    struct address to = loopback(AF_INET, 9);

    return sendto((SOCKET)h, buf, 1, 0, address_of(&to), to.length) >= 0;
}

static int receive_from(HANDLE h)
{
    length = sizeof name;
    return recvfrom((SOCKET)h, buf, 1, 0, (struct sockaddr *)&name, &length) >=
           0;
}

static int send_to_overlapped(HANDLE h)
{
    static struct address to;

    to = loopback(AF_INET, 9);
    return WSASendTo((SOCKET)h, &wsabuf, 1, NULL, 0, address_of(&to), to.length,
                     &ov, NULL) == 0;
}

static int receive_from_overlapped(HANDLE h)
{
    length = sizeof name;
    return WSARecvFrom((SOCKET)h, &wsabuf, 1, NULL, &flags,
                       (struct sockaddr *)&name, &length, &ov, NULL) == 0;
}

static int send_message(HANDLE h)
{
    static WSAMSG message;

    message.lpBuffers = &wsabuf;
    message.dwBufferCount = 1;
    return WSASendMsg((SOCKET)h, &message, 0, &bytes, &ov, NULL) == 0;
}

CALL(select_events, WSAEventSelect((SOCKET)h, zoo.of[EVENT], FD_READ) == 0)

static int take_events(HANDLE h)
{
    WSANETWORKEVENTS events;

    return WSAEnumNetworkEvents((SOCKET)h, NULL, &events) == 0;
}

static int keep_alive(HANDLE h)
{
    int value, size = sizeof value;

    return getsockopt((SOCKET)h, IPPROTO_TCP, TCP_NODELAY, (char *)&value,
                      &size) == 0;
}

static int readable(HANDLE h)
{
    u_long value;

    return ioctlsocket((SOCKET)h, FIONREAD, &value) == 0;
}

static int at_mark(HANDLE h)
{
    u_long value;

    return ioctlsocket((SOCKET)h, SIOCATMARK, &value) == 0;
}

CALL(addresses, WSAIoctl((SOCKET)h, SIO_ADDRESS_LIST_QUERY, NULL, 0, buf,
                         sizeof buf, &bytes, NULL, NULL) == 0)

CALL(addresses_overlapped, WSAIoctl((SOCKET)h, SIO_ADDRESS_LIST_QUERY, NULL, 0,
                                    buf, sizeof buf, &bytes, &ov, NULL) == 0)

static int choose(HANDLE h)
{
    struct timeval at_once = {0, 0};
    fd_set set;

    FD_ZERO(&set);
    FD_SET((SOCKET)h, &set);
    return select(0, &set, NULL, NULL, &at_once) != SOCKET_ERROR;
}

static int in_network_order(HANDLE h)
{
    u_long value;

    return WSAHtonl((SOCKET)h, 1, &value) == 0;
}

static const struct call winsock_calls[] = {
    {"sendto", send_to, BIT(SOCK), 0},
    {"recvfrom", receive_from, BIT(SOCK), 0},
    {"WSASendTo", send_to_overlapped, BIT(SOCK), 0},
    {"WSARecvFrom", receive_from_overlapped, BIT(SOCK), 0},
    {"WSASendMsg", send_message, BIT(SOCK), 0},
    {"WSAEventSelect", select_events, BIT(SOCK), BIT(FILES)},
    {"WSAEnumNetworkEvents", take_events, BIT(SOCK), BIT(FILES)},
    {"getsockopt TCP", keep_alive, BIT(SOCK), 0},
    {"ioctlsocket FIONREAD", readable, BIT(SOCK), BIT(FILES)},
    {"ioctlsocket SIOCATMARK", at_mark, BIT(SOCK), 0},
    {"WSAIoctl query", addresses, BIT(SOCK), ~(BIT(SOCK) | BIT(PSEUDO))},
    {"WSAIoctl query overlapped", addresses_overlapped, BIT(SOCK),
     ~(BIT(SOCK) | BIT(PSEUDO))},
    {"select", choose, BIT(SOCK), BIT(FILES)},
    {"WSAHtonl", in_network_order, BIT(SOCK), ~BIT(SOCK)},
};

/* Claim:  these calls, too, answer everything that is no socket with 10038.
 * Source: docs/semantics/sockets.md.  Wine 8: see the table. */
static void winsock_calls_say_10038(void)
{
    try_all(winsock_calls, COUNT_OF(winsock_calls), WSAENOTSOCK,
            "other errors, or none");
}

TAP_MAIN(CASE(kernel_calls_say_6), CASE(winsock_calls_say_10038))
