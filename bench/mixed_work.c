/* Work that computes and work that blocks, mixed: the thread pool, beside a
 * pool that starts a thread for whatever finds none idle.
 *
 *   mixed_work [ROUNDS]
 *
 * In each round each of the two runs the same TASKS, of which every second one
 * sleeps after it computed. Prints `name figure figure ...`, one a round:
 * pool_ms and naive_ms, how long all took; ..._cpu, their processor time in ms;
 * ..._switches, context switches a task; ..._threads, how many different
 * threads ran; ..._most, how many computed at once. */
#include <windows.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { TASKS = 2000, COMPUTE_US = 200, SLEEP_MS = 2, ROUNDS_MAX = 99 };

static unsigned long turns_a_us; /* of a loop that computes */

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double ms_of(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static double switches(double *cpu_ms)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    *cpu_ms = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
    return (double)(usage.ru_nvcsw + usage.ru_nivcsw);
}

static void turn(unsigned long turns)
{
    for (volatile unsigned long i = 0; i < turns; i++)
        ;
}

static void calibrate(void)
{
    const unsigned long turns = 20000000;
    double start = now_ms();

    turn(turns);
    turns_a_us = (unsigned long)((double)turns / (now_ms() - start) / 1e3);
}

/* ---- A task ---- */

static atomic_uint computing, most, left, threads, era;
static HANDLE all_done;
static __thread unsigned seen_in;

static void count_thread(void)
{
    if (seen_in == atomic_load(&era))
        return;
    seen_in = atomic_load(&era);
    atomic_fetch_add(&threads, 1);
}

static void compute(void)
{
    unsigned now = atomic_fetch_add(&computing, 1) + 1;
    unsigned before = atomic_load(&most);

    while (now > before && !atomic_compare_exchange_weak(&most, &before, now))
        ;
    turn(turns_a_us * COMPUTE_US);
    atomic_fetch_sub(&computing, 1);
}

static void do_task(uintptr_t number)
{
    count_thread();
    compute();
    if (number % 2 != 0)
        Sleep(SLEEP_MS);
    if (atomic_fetch_sub(&left, 1) == 1)
        SetEvent(all_done);
}

/* ---- The thread pool ---- */

static VOID CALLBACK call(PTP_CALLBACK_INSTANCE instance, PVOID number)
{
    (void)instance;
    do_task((uintptr_t)number);
}

static void submit_to_pool(uintptr_t number)
{
    if (!TrySubmitThreadpoolCallback(call, (PVOID)number, NULL))
        abort();
}

/* ---- The naive one ---- */

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    uintptr_t tasks[TASKS];
    unsigned first, count, idle;
} naive = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, {0}, 0, 0, 0};

static void *serve(void *unused)
{
    pthread_mutex_lock(&naive.mutex);
    for (;;) {
        uintptr_t number;

        naive.idle++;
        while (naive.count == 0)
            pthread_cond_wait(&naive.filled, &naive.mutex);
        naive.idle--;
        number = naive.tasks[naive.first++ % TASKS];
        naive.count--;
        pthread_mutex_unlock(&naive.mutex);
        do_task(number);
        pthread_mutex_lock(&naive.mutex);
    }
    return unused;
}

static void start_thread(void)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, serve, NULL) != 0)
        abort();
    pthread_attr_destroy(&attributes);
}

static void submit_to_naive(uintptr_t number)
{
    static unsigned started;
    bool start;

    pthread_mutex_lock(&naive.mutex);
    naive.tasks[(naive.first + naive.count++) % TASKS] = number;
    start = naive.idle < naive.count && started < 500;
    started += start;
    pthread_mutex_unlock(&naive.mutex);
    if (start)
        start_thread();
    pthread_cond_signal(&naive.filled);
}

/* ---- Rounds ---- */

struct figures {
    double ms[ROUNDS_MAX], cpu[ROUNDS_MAX], switches[ROUNDS_MAX],
        threads[ROUNDS_MAX], most[ROUNDS_MAX];
};

static void run(void (*submit)(uintptr_t number), struct figures *figures,
                int round)
{
    double cpu_before, cpu, start = now_ms(), before = switches(&cpu_before);

    atomic_fetch_add(&era, 1);
    atomic_store(&threads, 0);
    atomic_store(&most, 0);
    atomic_store(&left, TASKS);
    for (uintptr_t i = 0; i < TASKS; i++)
        submit(i);
    WaitForSingleObject(all_done, INFINITE);
    figures->ms[round] = now_ms() - start;
    figures->switches[round] = (switches(&cpu) - before) / TASKS;
    figures->cpu[round] = cpu - cpu_before;
    figures->threads[round] = atomic_load(&threads);
    figures->most[round] = atomic_load(&most);
}

static void print(const char *name, const char *what, const double *figures,
                  int count)
{
    printf("%s_%s", name, what);
    for (int i = 0; i < count; i++)
        printf(" %.2f", figures[i]);
    printf("\n");
}

static void print_all(const char *name, const struct figures *figures,
                      int count)
{
    print(name, "ms", figures->ms, count);
    print(name, "cpu", figures->cpu, count);
    print(name, "switches", figures->switches, count);
    print(name, "threads", figures->threads, count);
    print(name, "most", figures->most, count);
}

int main(int argc, char **argv)
{
    static struct figures pool, other;
    int rounds = argc > 1 ? atoi(argv[1]) : 5;

    if (rounds < 1 || rounds > ROUNDS_MAX)
        return 2;
    calibrate();
    all_done = CreateEventA(NULL, FALSE, FALSE, NULL);
    for (int i = 0; i < rounds; i++) {
        run(submit_to_pool, &pool, i);
        run(submit_to_naive, &other, i);
    }
    print_all("pool", &pool, rounds);
    print_all("naive", &other, rounds);
    return 0;
}
