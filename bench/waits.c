/* What waiting costs, beside what Linux offers for the same:
 *
 *   pair        SetEvent and WaitForSingleObject of one thread, ns of its time
 *   sem         sem_post and sem_wait, the same
 *   hand_event  from one thread to another and back, by two events: ns a way
 *   hand_futex  the same, by two words and nothing else
 *
 *   waits [ROUNDS]
 *
 * In each round each of them runs once, so that what else the machine does
 * meets all. Prints `name ns ns ...`, one a round. */
#include <windows.h>

#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS = 200000, WAYS = 20000, ROUNDS_MAX = 99 };

static double now_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* ---- One thread ---- */

static void pairs_of_event(void)
{
    HANDLE event = CreateEventA(NULL, FALSE, FALSE, NULL);

    for (int i = 0; i < PAIRS; i++) {
        SetEvent(event);
        WaitForSingleObject(event, INFINITE);
    }
    CloseHandle(event);
}

static void pairs_of_semaphore(void)
{
    sem_t semaphore;

    sem_init(&semaphore, 0, 0);
    for (int i = 0; i < PAIRS; i++) {
        sem_post(&semaphore);
        sem_wait(&semaphore);
    }
    sem_destroy(&semaphore);
}

/* ---- Two ---- */

static HANDLE events[2];
static _Atomic unsigned words[2];

static void give_event(int which)
{
    SetEvent(events[which]);
}

static void take_event(int which)
{
    WaitForSingleObject(events[which], INFINITE);
}

static void give_futex(int which)
{
    atomic_store(&words[which], 1);
    syscall(SYS_futex, &words[which], FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void take_futex(int which)
{
    while (atomic_exchange(&words[which], 0) == 0)
        syscall(SYS_futex, &words[which], FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

static void (*give)(int which), (*take)(int which);

static void *answer(void *unused)
{
    for (int i = 0; i < WAYS / 2; i++) {
        take(0);
        give(1);
    }
    return unused;
}

static void ways(void)
{
    pthread_t other;

    if (pthread_create(&other, NULL, answer, NULL) != 0)
        exit(EXIT_FAILURE);
    for (int i = 0; i < WAYS / 2; i++) {
        give(0);
        take(1);
    }
    pthread_join(other, NULL);
}

static void ways_by_event(void)
{
    give = give_event, take = take_event;
    ways();
}

static void ways_by_futex(void)
{
    give = give_futex, take = take_futex;
    ways();
}

/* ---- Rounds ---- */

static const struct {
    const char *name;
    void (*run)(void);
    int steps;
    clockid_t clock;
} cases[] = {
    {"pair", pairs_of_event, PAIRS, CLOCK_THREAD_CPUTIME_ID},
    {"sem", pairs_of_semaphore, PAIRS, CLOCK_THREAD_CPUTIME_ID},
    {"hand_event", ways_by_event, WAYS, CLOCK_MONOTONIC},
    {"hand_futex", ways_by_futex, WAYS, CLOCK_MONOTONIC},
};
enum { CASES = sizeof cases / sizeof *cases };

int main(int argc, char **argv)
{
    static double figures[CASES][ROUNDS_MAX];
    int rounds = argc > 1 ? atoi(argv[1]) : 7;

    if (rounds < 1 || rounds > ROUNDS_MAX)
        return fprintf(stderr, "waits [ROUNDS]\n"), EXIT_FAILURE;
    for (int i = 0; i < 2; i++)
        events[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
    for (int i = 0; i < rounds; i++)
        for (int j = 0; j < CASES; j++) {
            double begin = now_ns(cases[j].clock);

            cases[j].run();
            figures[j][i] = (now_ns(cases[j].clock) - begin) / cases[j].steps;
        }
    for (int j = 0; j < CASES; j++) {
        printf("%s", cases[j].name);
        for (int i = 0; i < rounds; i++)
            printf(" %.1f", figures[j][i]);
        printf("\n");
    }
    return 0;
}
