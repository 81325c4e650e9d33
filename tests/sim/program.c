#include "sim/program.h"

#include <iocp/linux.h>

#include <stdlib.h>

#include "sim/endpoints.h"
#include "sim/runtime.h"

#define PORTS_MAX 2u
#define WORKERS_MAX 8u
#define DRIVERS_MAX 3u

static HANDLE ports[PORTS_MAX];
static unsigned port_count;
static HANDLE workers[WORKERS_MAX];
static unsigned worker_count;
static unsigned acts_left, acts_going_on;
static HANDLE all_ended; /* set when no request is open, once closing */
static bool closing;
static bool abandons; /* this world closes its ports with packets in them */

/* ---- What threads do ---- */

static void act_sleep(void)
{
    Sleep((DWORD)sim_random(4));
}

static void act_block_elsewhere(void)
{
    IocpEnterBlocking();
    sim_yield();
    sim_yield();
    IocpLeaveBlocking();
}

/* In a call of somebody else's: the kernel knows, the library does not. */
static void act_block_unseen(void)
{
    static const char nobody_wakes_it;

    sim_sleep(&nobody_wakes_it, sim_now_ns() + 1000 * sim_random(3000));
}

static void act(void)
{
    static void (*const acts[])(void) = {
        act_accept,       act_accept,         act_connect,
        act_connect,      act_receive,        act_receive,
        act_receive,      act_receive,        act_send,
        act_send,         act_send,           act_send,
        act_transmit,     act_disconnect,     act_read,
        act_write,        act_cancel,         act_cancel,
        act_shutdown,     act_close,          act_associate,
        act_post,         act_post,           act_post,
        act_sleep,        act_wait_for_event, act_block_elsewhere,
        act_block_unseen,
    };

    if (acts_left == 0)
        return;
    acts_left--;
    acts_going_on++;
    acts[sim_random(sizeof acts / sizeof *acts)]();
    acts_going_on--;
}

static void set_if_over(void)
{
    if (closing && requests_open() == 0)
        SetEvent(all_ended);
}

/* ---- Workers ---- */

static void take(ULONG_PTR key, OVERLAPPED *overlapped, DWORD bytes)
{
    struct request *request = request_of(overlapped);

    SIM_CHECK(key == (request->kind == A_POST ? KEY_POST : KEY_IO),
              "a packet has the wrong key");
    request_ended(request, true);
    SIM_CHECK(request->kind == A_POST || bytes == request->bytes,
              "the packet says %u bytes, the OVERLAPPED %u", bytes,
              request->bytes);
    endpoints_request_ended(request);
    set_if_over();
}

/* A port that a thread only visits has others to wait for its packets. */
static DWORD some_timeout(bool visits)
{
    static const DWORD timeouts[] = {0, 1, 3, INFINITE, INFINITE, INFINITE};

    return timeouts[sim_random(visits ? 3
                                      : sizeof timeouts / sizeof *timeouts)];
}

static bool is_over(DWORD error)
{
    SIM_CHECK(error == WAIT_TIMEOUT || error == ERROR_ABANDONED_WAIT_0 ||
                  error == ERROR_INVALID_HANDLE,
              "a wait for packets ended with %u", error);
    return error != WAIT_TIMEOUT;
}

/* Each returns whether the thread is to end. */
static bool take_one(HANDLE port, bool visits)
{
    OVERLAPPED *overlapped = NULL;
    ULONG_PTR key = 0;
    DWORD bytes = 0;
    BOOL done = GetQueuedCompletionStatus(port, &bytes, &key, &overlapped,
                                          some_timeout(visits));
    DWORD error = GetLastError();

    if (overlapped == NULL && !done)
        return is_over(error);
    if (key == KEY_QUIT)
        return true;
    SIM_CHECK(key == KEY_POST || done == (overlapped->Internal == 0),
              "the call and the OVERLAPPED disagree");
    take(key, overlapped, bytes);
    return false;
}

static bool take_some(HANDLE port, bool visits)
{
    OVERLAPPED_ENTRY entries[4];
    ULONG count = 0;
    bool quit = false;

    if (!GetQueuedCompletionStatusEx(port, entries, (ULONG)(1 + sim_random(4)),
                                     &count, some_timeout(visits), FALSE))
        return is_over(GetLastError());
    for (ULONG i = 0; i < count; i++)
        if (entries[i].lpCompletionKey != KEY_QUIT)
            take(entries[i].lpCompletionKey, entries[i].lpOverlapped,
                 entries[i].dwNumberOfBytesTransferred);
        else if (quit) /* somebody else's */
            PostQueuedCompletionStatus(port, 0, KEY_QUIT, NULL);
        else
            quit = true;
    return quit;
}

static DWORD WINAPI work(void *argument)
{
    unsigned own = (unsigned)(ULONG_PTR)argument % port_count;
    bool several = sim_chance(4), wanders = sim_chance(6);
    bool over = false;

    while (!over) {
        bool visits = wanders && !closing && sim_chance(3);
        HANDLE port = visits ? endpoint_some_port() : ports[own];

        over = several ? take_some(port, visits) : take_one(port, visits);
        if (over && visits) { /* that was meant for one of its own */
            PostQueuedCompletionStatus(port, 0, KEY_QUIT, NULL);
            over = false;
        }
        for (uint64_t acts = sim_random(3); acts > 0 && !over; acts--)
            act();
    }
    return 0;
}

static DWORD WINAPI drive(void *unused)
{
    (void)unused;
    while (acts_left > 0)
        act();
    return 0;
}

/* ---- The world's life ---- */

static HANDLE start(LPTHREAD_START_ROUTINE run, unsigned number)
{
    HANDLE thread =
        CreateThread(NULL, 0, run, (void *)(ULONG_PTR)number, 0, NULL);

    SIM_CHECK(thread != NULL, "no thread: %u", GetLastError());
    return thread;
}

static void join(HANDLE thread)
{
    SIM_CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0,
              "waiting for a thread: %u", GetLastError());
    CloseHandle(thread);
}

static void open_all(void)
{
    port_count = 1 + (unsigned)sim_random(PORTS_MAX);
    for (unsigned i = 0; i < port_count; i++)
        ports[i] = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0,
                                          (DWORD)sim_random(4));
    all_ended = CreateEventA(NULL, TRUE, FALSE, NULL);
    endpoints_open(ports, port_count);
    worker_count = port_count * (1 + (unsigned)sim_random(4));
    for (unsigned i = 0; i < worker_count; i++)
        workers[i] = start(work, i);
}

static void close_ports(void)
{
    for (unsigned i = 0; i < port_count; i++)
        SIM_CHECK(CloseHandle(ports[i]), "closing a port: %u", GetLastError());
}

/* Everything is closed, and each request must have ended of that. */
static void wait_for_all(void)
{
    closing = true;
    set_if_over();
    SIM_CHECK(WaitForSingleObject(all_ended, INFINITE) == WAIT_OBJECT_0,
              "waiting for the last packet: %u", GetLastError());
    for (unsigned i = 0; i < worker_count; i++)
        PostQueuedCompletionStatus(ports[i % port_count], 0, KEY_QUIT, NULL);
}

static DWORD WINAPI direct(void *unused)
{
    HANDLE drivers[DRIVERS_MAX];
    unsigned driver_count = 1 + (unsigned)sim_random(DRIVERS_MAX);

    (void)unused;
    acts_left = 5 + (unsigned)sim_random(sim_chance(8) ? 120 : 30);
    abandons = sim_chance(6);
    open_all();
    for (unsigned i = 0; i < driver_count; i++)
        drivers[i] = start(drive, i);
    for (unsigned i = 0; i < driver_count; i++)
        join(drivers[i]);
    acts_left = 0;
    while (acts_going_on > 0)
        Sleep(1);
    if (abandons)
        close_ports();
    endpoints_close();
    if (!abandons)
        wait_for_all();
    for (unsigned i = 0; i < worker_count; i++)
        join(workers[i]);
    if (!abandons)
        close_ports();
    CloseHandle(all_ended);
    return 0;
}

/* What the library makes once, however often it is used, is made here. */
static DWORD WINAPI warm_up(void *unused)
{
    IOCP_BACKEND_INFO info;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

    (void)unused;
    IocpGetBackend(&info, sizeof info);
    CloseHandle(event);
    return 0;
}

void program_run(void)
{
    WSADATA data;

    WSAStartup(MAKEWORD(2, 2), &data);
    join(start(warm_up, 0));
    sim_settle();
    sim_leaks_from_here();
    join(start(direct, 0));
    sim_settle();
    requests_finish(abandons);
}
