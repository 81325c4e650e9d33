/* See crew.h. */
#include "crew.h"

void spin(volatile LONG *flag)
{
    while (!*flag)
        ;
}

static void blocking_task(struct crew *crew, enum task task, void *argument)
{
    HANDLE events[2] = {argument, crew->idle};
    char byte;

    switch (task) {
    case SLEEP:
        Sleep((DWORD)(ULONG_PTR)argument);
        break;
    case WAIT:
        WaitForSingleObject(argument, DEADLINE);
        break;
    case WAIT_MANY:
        WaitForMultipleObjects(2, events, FALSE, DEADLINE);
        break;
    case ENTER:
        EnterCriticalSection(argument);
        LeaveCriticalSection(argument);
        break;
    case RECEIVE:
        recv((SOCKET)argument, &byte, 1, 0);
        break;
    case ACCEPT:
        closesocket(accept((SOCKET)argument, NULL, NULL));
        break;
    default:
        break;
    }
}

/* Returns whether the thread goes on. */
static int perform(struct crew *crew, enum task task, void *argument)
{
    if (task >= SPIN && task <= SPIN_MOVE)
        spin(argument);
    else
        blocking_task(crew, task, argument);
    InterlockedDecrement(&crew->running);
    InterlockedIncrement(&crew->finished);
    if (task == SPIN_MOVE)
        packet_next(crew->other, QUIET);
    return task != SPIN_EXIT && task != QUIT;
}

static DWORD WINAPI member(void *argument)
{
    struct crew *crew = argument;
    LONG me = InterlockedIncrement(&crew->members) - 1, now, seen;
    struct packet got;

    do {
        InterlockedIncrement(&crew->waiting);
        got = packet_next(crew->port, INFINITE);
        if (!got.ok)
            return 0;
        now = InterlockedIncrement(&crew->running);
        while ((seen = crew->most) < now)
            InterlockedCompareExchange(&crew->most, now, seen);
        crew->taker[(InterlockedIncrement(&crew->taken) - 1) % 64] = me;
    } while (perform(crew, (enum task)got.key, got.overlapped));
    return 0;
}

/* Threads are started one by one: each blocks before the next one starts, so
 * the last is the newest waiter. */
void crew_start(struct crew *crew, DWORD concurrency, int size)
{
    memset(crew, 0, sizeof *crew);
    crew->port = port_new(concurrency);
    crew->other = port_new(0);
    crew->idle = event_new();
    crew->size = size;
    for (int i = 0; i < size; i++) {
        crew->threads[i] = thread_start(member, crew);
        CHECK(WAIT_UNTIL(crew->waiting == i + 1));
        if (size <= 4)
            let_it_block();
    }
    let_it_block();
}

void crew_end(struct crew *crew)
{
    for (int i = 0; i < crew->size; i++)
        give(crew, QUIT, NULL);
    for (int i = 0; i < crew->size; i++)
        thread_join(crew->threads[i]);
    CloseHandle(crew->port);
    CloseHandle(crew->other);
    CloseHandle(crew->idle);
}

void give(struct crew *crew, enum task task, volatile void *argument)
{
    post(crew->port, 0, task, (OVERLAPPED *)argument);
}
