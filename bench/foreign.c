/* How soon a thread that blocks where the library does not see it gives its
 * place to another: a port with N = 1, two threads, two packets. From the
 * moment that the first thread begins its call, with the second packet queued,
 * until the second thread has that.
 *
 *   read    read(2) of a pipe, at once
 *   mutex   pthread_mutex_lock, at once
 *   fsync   of a megabyte, at once
 *   later   read(2), after up to three milliseconds of computing
 *
 *   foreign [SAMPLES [ROUNDS]]
 *
 * Prints `case us us ...`, the median of each round, `case_90 us us ...`, and
 * `case_found share share ...`, of the samples those in which the second packet
 * was out before the call had returned. */
#include <windows.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLES_MAX = 10000, ROUNDS_MAX = 99, THREADS = 2 };
enum how { READ, MUTEX, FSYNC, LATER, CASES };
enum packet { BLOCK, NEXT };

static const char *const names[CASES] = {"read", "mutex", "fsync", "later"};
static HANDLE port;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int ends[2], file;
static enum how how;
static _Atomic double began, posted, given; /* us */
static _Atomic int taken, done, in_time;

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void compute(double us)
{
    double end = now_us() + us;

    while (now_us() < end)
        ;
}

static void sync_a_megabyte(void)
{
    static char bytes[1 << 20];

    if (pwrite(file, bytes, sizeof bytes, 0) < 0)
        exit(EXIT_FAILURE);
    began = now_us();
    fsync(file);
}

static void block(void)
{
    char byte;

    while (posted == 0) /* so that the second packet is there first */
        ;
    if (how == LATER)
        compute(rand() % 3000);
    began = now_us();
    if (how == MUTEX) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    } else if (how == FSYNC)
        sync_a_megabyte();
    else if (read(ends[0], &byte, 1) != 1)
        exit(EXIT_FAILURE);
    in_time = taken == 2;
}

static DWORD WINAPI work(void *unused)
{
    OVERLAPPED *overlapped;
    ULONG_PTR packet;
    DWORD bytes;

    (void)unused;
    while (GetQueuedCompletionStatus(port, &bytes, &packet, &overlapped,
                                     INFINITE)) {
        if (packet == NEXT)
            given = now_us();
        taken++;
        if (packet == BLOCK)
            block();
        done++;
    }
    return 0;
}

static void wait_for(_Atomic int *what, int value)
{
    while (*what != value)
        usleep(100);
}

static double sample(void)
{
    taken = done = 0;
    posted = 0;
    if (how == MUTEX)
        pthread_mutex_lock(&mutex);
    PostQueuedCompletionStatus(port, 0, BLOCK, NULL);
    wait_for(&taken, 1);
    PostQueuedCompletionStatus(port, 0, NEXT, NULL);
    posted = now_us();
    if (how != FSYNC)
        wait_for(&taken, 2);
    if (how == MUTEX)
        pthread_mutex_unlock(&mutex);
    else if (how != FSYNC && write(ends[1], "x", 1) != 1)
        exit(EXIT_FAILURE);
    wait_for(&done, 2);
    return given - began;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static void print_row(const char *name, const char *suffix, const double *row,
                      int count)
{
    printf("%s%s", name, suffix);
    for (int i = 0; i < count; i++)
        printf(" %.2f", row[i]);
    printf("\n");
}

static void measure(int samples, int rounds)
{
    static double all[SAMPLES_MAX], median[ROUNDS_MAX], high[ROUNDS_MAX],
        found[ROUNDS_MAX];

    for (int i = 0; i < rounds; i++) {
        found[i] = 0;
        for (int j = 0; j < samples; j++) {
            all[j] = sample();
            found[i] += (double)in_time / samples;
        }
        qsort(all, (size_t)samples, sizeof *all, compare);
        median[i] = all[samples / 2];
        high[i] = all[samples * 9 / 10];
    }
    print_row(names[how], "", median, rounds);
    print_row(names[how], "_90", high, rounds);
    print_row(names[how], "_found", found, rounds);
}

int main(int argc, char **argv)
{
    int samples = argc > 1 ? atoi(argv[1]) : 200;
    int rounds = argc > 2 ? atoi(argv[2]) : 5;

    if (samples < 1 || samples > SAMPLES_MAX || rounds < 1 ||
        rounds > ROUNDS_MAX)
        return fprintf(stderr, "foreign [SAMPLES [ROUNDS]]\n"), EXIT_FAILURE;
    file = open("foreign.tmp", O_RDWR | O_CREAT, 0600);
    if (pipe(ends) != 0 || file < 0)
        return EXIT_FAILURE;
    unlink("foreign.tmp");
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    for (int i = 0; i < THREADS; i++)
        CloseHandle(CreateThread(NULL, 0, work, NULL, 0, NULL));
    for (how = READ; how < CASES; how++)
        measure(samples, rounds);
    return 0;
}
