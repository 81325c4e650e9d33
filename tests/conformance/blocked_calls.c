/* Calls that block, and requests of pipes: what cancels and closes do to them,
 * and that no APC gets in. */
#include "file_locks.h"
#include "pipes.h"

/* ---- A thread in a blocking call ---- */

struct blocked {
    BOOL (*call)(struct blocked *blocked);
    HANDLE file, thread;
    char data[4 * QUOTA];
    BOOL result;
    DWORD error;
    CRITICAL_SECTION *section;
};

static volatile LONG ran;

static void CALLBACK note(ULONG_PTR one)
{
    (void)one;
    InterlockedIncrement(&ran);
}

static BOOL read_it(struct blocked *blocked)
{
    DWORD bytes;

    return ReadFile(blocked->file, blocked->data, 1, &bytes, NULL);
}

static BOOL write_it(struct blocked *blocked)
{
    DWORD bytes;

    return WriteFile(blocked->file, blocked->data, sizeof blocked->data, &bytes,
                     NULL);
}

static BOOL connect_it(struct blocked *blocked)
{
    return ConnectNamedPipe(blocked->file, NULL);
}

static BOOL lock_it(struct blocked *blocked)
{
    OVERLAPPED place = overlapped_at(0);

    return LockFileEx(blocked->file, EXCLUSIVE, 0, 10, 0, &place);
}

static BOOL enter_it(struct blocked *blocked)
{
    EnterCriticalSection(blocked->section);
    LeaveCriticalSection(blocked->section);
    return TRUE;
}

static DWORD WINAPI run(void *argument)
{
    struct blocked *blocked = argument;

    blocked->result = blocked->call(blocked);
    blocked->error = blocked->result ? 0 : GetLastError();
    return ran; /* before a wait that would run APCs */
}

static void block(struct blocked *blocked, BOOL (*call)(struct blocked *),
                  HANDLE file)
{
    blocked->call = call;
    blocked->file = file;
    blocked->thread = thread_start(run, blocked);
    let_it_block();
}

static struct pipe_pair synchronous_pair(void)
{
    struct pipe_pair pair = {.client = INVALID_HANDLE_VALUE};

    pipe_name(pair.name);
    pair.server = CreateNamedPipeA(pair.name, PIPE_ACCESS_DUPLEX, PIPE_BYTES, 1,
                                   QUOTA, QUOTA, 0, NULL);
    CHECK(pair.server != INVALID_HANDLE_VALUE);
    return pair;
}

/* ---- Cancelling ---- */

static void check_cancelled(BOOL (*call)(struct blocked *), HANDLE file)
{
    static struct blocked blocked;

    block(&blocked, call, file);
    CHECK(WAIT_UNTIL(CancelSynchronousIo(blocked.thread)));
    CHECK(wait_for(blocked.thread));
    CHECK(!blocked.result && blocked.error == ERROR_OPERATION_ABORTED,
          "error %u", (unsigned)blocked.error);
    CloseHandle(blocked.thread);
}

/* Claim:  CancelSynchronousIo ends a blocked ConnectNamedPipe, a read and a
 *         write of a pipe with 995.
 * Source: "CancelSynchronousIo function"; Wine's kernel32 pipe
 *         test_CancelSynchronousIo.  Wine 8: same. */
static void pipes_are_cancelled(void)
{
    struct pipe_pair pair = synchronous_pair();

    check_cancelled(connect_it, pair.server);
    pair.client = pipe_client(pair.name, 0);
    check_cancelled(read_it, pair.server);
    check_cancelled(write_it, pair.server);
    pipe_close(&pair);
}

/* Claim:  and a wait for a lock.
 * Source: "CancelSynchronousIo function".  Wine 8: does not find it. */
static void lock_is_cancelled(void)
{
    struct two two;

    if (tap_where() == WINE_8)
        SKIP("it does not find the wait for a lock");
    two = two_new(0, 0);
    CHECK(lock_at(two.one, EXCLUSIVE, 0, 10));
    check_cancelled(lock_it, two.other);
    CHECK(unlock_at(two.one, 0, 10));
    CHECK(lock_at(two.other, EXCLUSIVE, 0, 10));
    two_close(&two);
}

/* ---- Not alertable ---- */

/* Claim:  no APC runs in a blocked call that has no flag for it.
 * Source: Wine's kernel32 pipe, "user apc ran"; "Asynchronous Procedure
 *         Calls".  Wine 8: same. */
static void no_apc_gets_in(void)
{
    static struct blocked blocked;
    struct pipe_pair pair = synchronous_pair();
    CRITICAL_SECTION section;
    DWORD seen = 1;

    ran = 0;
    block(&blocked, connect_it, pair.server);
    CHECK(QueueUserAPC(note, blocked.thread, 0));
    pair.client = pipe_client(pair.name, 0);
    CHECK(wait_for(blocked.thread));
    CHECK(GetExitCodeThread(blocked.thread, &seen) && seen == 0);
    CHECK(blocked.result || blocked.error == ERROR_PIPE_CONNECTED);
    CloseHandle(blocked.thread);
    block(&blocked, read_it, pair.server);
    CHECK(QueueUserAPC(note, blocked.thread, 0));
    let_it_block();
    CHECK(pipe_send(pair.client, "x", 1));
    CHECK(wait_for(blocked.thread) && blocked.result);
    CHECK(GetExitCodeThread(blocked.thread, &seen) && seen == 0);
    CloseHandle(blocked.thread);
    InitializeCriticalSection(&section);
    EnterCriticalSection(&section);
    blocked.section = &section;
    block(&blocked, enter_it, NULL);
    CHECK(QueueUserAPC(note, blocked.thread, 0));
    let_it_block();
    LeaveCriticalSection(&section);
    CHECK(wait_for(blocked.thread) && blocked.result);
    CHECK(GetExitCodeThread(blocked.thread, &seen) && seen == 0);
    CHECK(ran == 0);
    CloseHandle(blocked.thread);
    DeleteCriticalSection(&section);
    pipe_close(&pair);
}

/* Claim:  WSAWaitForMultipleEvents runs APCs if asked to, and says so.
 * Source: "WSAWaitForMultipleEvents function", fAlertable.  Wine 8: same. */
static void winsock_wait_is_alertable(void)
{
    HANDLE event = event_new();

    net_start();
    ran = 0;
    CHECK(QueueUserAPC(note, GetCurrentThread(), 0));
    CHECK(WSAWaitForMultipleEvents(1, &event, FALSE, 1, FALSE) ==
          WSA_WAIT_TIMEOUT);
    CHECK(ran == 0);
    CHECK(WSAWaitForMultipleEvents(1, &event, FALSE, DEADLINE, TRUE) ==
          WSA_WAIT_IO_COMPLETION);
    CHECK(ran == 1);
    CloseHandle(event);
}

/* ---- Closing ---- */

/* Claim:  a write that pends ends with 109 when its handle is closed, and the
 *         port hears of it.
 * Source: docs/semantics/pipes.md, cancel-close.md.  Wine 8: same. */
static void closed_under_a_write(void)
{
    static char much[2 * QUOTA];
    HANDLE port = port_new(0);
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);

    pend_write(pair.server, much, sizeof much, &ov);
    CHECK(CloseHandle(pair.server));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_BROKEN_PIPE);
    CHECK_NO_PACKET(port);
    CloseHandle(pair.client);
    CloseHandle(port);
}

/* Claim:  closing one of two handles of a pipe cancels nothing, and a duplicate
 *         cancels what was started by the other.
 * Source: Wine's ntdll file "Close queued handle", read_file_test.
 *         Wine 8: same. */
static void one_of_two_handles(void)
{
    HANDLE port = port_new(0), copy;
    struct pipe_pair pair = pipe_on(port, PIPE_BYTES);
    OVERLAPPED ov = overlapped_new(NULL);
    char byte;

    copy = duplicate_of(pair.server);
    pend_read(pair.server, &byte, 1, &ov);
    CHECK(CloseHandle(pair.server));
    CHECK_NO_PACKET(port);
    CHECK(CancelIo(copy));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    pend_read(copy, &byte, 1, &ov);
    CHECK(CloseHandle(copy));
    CHECK_PACKET(port, KEY, &ov, 0, ERROR_BROKEN_PIPE);
    CloseHandle(pair.client);
    CloseHandle(port);
}

TAP_MAIN(CASE(pipes_are_cancelled), CASE(lock_is_cancelled),
         CASE(no_apc_gets_in), CASE(winsock_wait_is_alertable),
         CASE(closed_under_a_write), CASE(one_of_two_handles))
