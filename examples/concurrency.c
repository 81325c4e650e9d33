/* Who runs and who waits: eight threads, one port, N = 2.
 *
 * Each line is a moment, each column a thread. A thread that computes keeps
 * its place; one that blocks gives it to another; when it wakes it has it back
 * at once (+), so for a while more than two may run, but no further packet is
 * given out until fewer than two do.
 *
 *     cc concurrency.c $(pkg-config --cflags --libs openiocp) */
#include <stdio.h>
#include <windows.h>

#define N 2
#define THREADS 8
#define PIECES 32
#define QUIT ((ULONG_PTR)-1)

/* What a thread does, one byte of `states` each. */
enum state { WAITS = '.', COMPUTES = '#', SLEEPS = 's', LOCKED = 'l',
             LISTENS = 'e', WOKE = '+', ENDED = ' ' };

static HANDLE port, event;
static CRITICAL_SECTION section;
/* In one word, so that a look at it is a look at all eight at one moment. */
static volatile LONG64 states;
static volatile LONG most, numbered, done;

static int count(LONG64 all, enum state state)
{
    int threads = 0;

    for (int i = 0; i < THREADS; i++)
        threads += (all >> 8 * i & 0xff) == (int)state;
    return threads;
}

static void is_now(int me, enum state state)
{
    LONG64 before, after;
    LONG run, seen;

    do {
        before = states;
        after = (LONG64)(((ULONG64)before & ~(0xffULL << 8 * me)) |
                         (ULONG64)state << 8 * me);
    } while (InterlockedCompareExchange64(&states, after, before) != before);
    run = count(after, COMPUTES);
    while ((seen = most) < run)
        InterlockedCompareExchange(&most, run, seen);
}

static ULONGLONG now_ms(void)
{
    LARGE_INTEGER now, a_second;

    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&a_second);
    return (ULONGLONG)(now.QuadPart * 1000 / a_second.QuadPart);
}

static void compute(DWORD ms)
{
    ULONGLONG end = now_ms() + ms;

    while (now_ms() < end)
        ;
}

/* Some compute only; the others block in the middle, each in its own way. */
static void work(int me, ULONG_PTR piece)
{
    is_now(me, COMPUTES);
    compute(40);
    if (piece % 4 == 1) {
        is_now(me, SLEEPS);
        Sleep(150);
    } else if (piece % 4 == 2) {
        is_now(me, LOCKED);
        EnterCriticalSection(&section);
        Sleep(80);
        LeaveCriticalSection(&section);
    } else if (piece % 4 == 3) {
        is_now(me, LISTENS);
        WaitForSingleObject(event, 200);
    } else
        return;
    is_now(me, WOKE);
    compute(30);
}

static DWORD WINAPI run(void *unused)
{
    int me = (int)InterlockedIncrement(&numbered) - 1;
    OVERLAPPED *overlapped;
    ULONG_PTR piece;
    DWORD bytes;

    (void)unused;
    is_now(me, WAITS);
    while (GetQueuedCompletionStatus(port, &bytes, &piece, &overlapped,
                                     INFINITE) &&
           piece != QUIT) {
        work(me, piece);
        is_now(me, WAITS);
        InterlockedIncrement(&done);
    }
    is_now(me, ENDED);
    return 0;
}

static void draw(ULONGLONG ms)
{
    LONG64 all = states;

    printf("%5u  ", (unsigned)ms);
    for (int i = 0; i < THREADS; i++)
        printf(" %c", (char)(all >> 8 * i));
    printf("   %d\n", count(all, COMPUTES) + count(all, WOKE));
    fflush(stdout);
}

int main(void)
{
    ULONGLONG begin = now_ms();
    HANDLE threads[THREADS];

    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, N);
    event = CreateEventA(NULL, FALSE, FALSE, NULL);
    InitializeCriticalSection(&section);
    for (int i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, run, NULL, 0, NULL);
    for (ULONG_PTR i = 0; i < PIECES; i++)
        PostQueuedCompletionStatus(port, 0, i, NULL);

    printf("# computes   + computes after it blocked   . waits for a packet\n"
           "s Sleep   l EnterCriticalSection   e WaitForSingleObject\n\n"
           "   ms   1 2 3 4 5 6 7 8   run\n");
    while (done < PIECES) {
        draw(now_ms() - begin);
        Sleep(20);
    }
    for (int i = 0; i < THREADS; i++)
        PostQueuedCompletionStatus(port, 0, QUIT, NULL);
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    printf("\n%d pieces of work; of the threads that had not blocked, %d ran at "
           "once at most: N is %d\n", (int)done, (int)most, N);
    return 0;
}
