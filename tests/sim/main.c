/* Runs worlds: one process each, so that every seed starts from the same
 * nothing, and whatever happens to it is seen from outside.
 *
 *   sim [--seeds N] [--first SEED]     worlds SEED .. SEED+N-1 (1, 1,000)
 *   sim --seed SEED [--trace]          that one, with its history
 *   sim --self-test                    planted faults must be found, and equal
 *                                      seeds must give equal histories
 *
 * Prints TAP: a case is a block of seeds, or a planted fault. */
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/checker.h"
#include "sim/network.h"
#include "sim/program.h"
#include "sim/runtime.h"

#define BLOCK 500u
#define PLANTED_SEEDS 2000u

static const struct {
    enum sim_plant plant;
    const char *name;
} plants[] = {
    {PLANT_LOST_WAKE, "a lost wake-up"},
    {PLANT_LOST_RESULT, "a result nobody hears of"},
    {PLANT_DOUBLE_RESULT, "a request that ends twice"},
    {PLANT_LATE_WRITE, "a buffer touched after its completion"},
    {PLANT_WRONG_BYTES, "a byte too many"},
    {PLANT_REORDER, "packets out of order"},
    {PLANT_OLDEST_FIRST, "the oldest thread woken first"},
    {PLANT_OVERCOUNT, "a wrong running count"},
    {PLANT_FORGOTTEN_FREE, "a leak"},
};

static unsigned cases, failures;

/* In a process of its own; leaves the history in *history. */
static void live(uint64_t seed, bool trace, uint64_t *history)
{
    static const char *const direct[] = {"never", "auto", "alternate"};
    static const char *const shards[] = {"1", "2", "3"};

    setenv("IOCP_LOG", "0", 1);
    sim_begin(seed, trace);
    setenv("IOCP_DIRECT", direct[sim_random(3)], 1);
    setenv("IOCP_SHARDS", shards[sim_random(3)], 1);
    network_error_odds = sim_chance(2) ? 0 : 10 + (unsigned)sim_random(60);
    program_run();
    checker_finish();
    backend_finish();
    sim_check_leaks();
    *history = sim_history();
}

static bool run_seed(uint64_t seed, bool trace, uint64_t *history)
{
    int status = 0, ends[2];
    uint64_t result = 0;
    pid_t child;

    if (pipe(ends) != 0)
        abort();
    fflush(stdout);
    child = fork();
    if (child == 0) {
        live(seed, trace, &result);
        _exit(write(ends[1], &result, sizeof result) == sizeof result ? 0 : 2);
    }
    close(ends[1]);
    if (read(ends[0], &result, sizeof result) != sizeof result)
        result = 0;
    close(ends[0]);
    waitpid(child, &status, 0);
    if (history != NULL)
        *history = result;
    if (WIFSIGNALED(status))
        printf("# seed=%llu: %s\n", (unsigned long long)seed,
               strsignal(WTERMSIG(status)));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void report(bool passed, const char *format, unsigned long long number)
{
    char name[80];

    cases++;
    failures += !passed;
    snprintf(name, sizeof name, format, number);
    printf("%s %u - %s\n", passed ? "ok" : "not ok", cases, name);
    fflush(stdout);
}

static bool run_block(uint64_t first, uint64_t count)
{
    bool passed = true;

    for (uint64_t seed = first; seed < first + count; seed++)
        if (!run_seed(seed, false, NULL)) {
            printf("# replay: build/native/sim --seed %llu --trace\n",
                   (unsigned long long)seed);
            passed = false;
        }
    return passed;
}

static void run_worlds(uint64_t first, uint64_t count)
{
    for (uint64_t done = 0; done < count; done += BLOCK) {
        uint64_t size = count - done < BLOCK ? count - done : BLOCK;

        report(run_block(first + done, size), "seeds from %llu",
               (unsigned long long)(first + done));
    }
}

/* ---- The self-test ---- */

/* What a world with a fault prints is no news. */
static bool finds(enum sim_plant plant)
{
    bool found = false;
    int out = dup(STDOUT_FILENO);

    sim_plant = plant;
    if (freopen("/dev/null", "w", stdout) == NULL)
        abort();
    for (uint64_t seed = 1; seed <= PLANTED_SEEDS && !found; seed++)
        found = !run_seed(seed, false, NULL);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    close(out);
    sim_plant = PLANT_NOTHING;
    return found;
}

static void self_test(void)
{
    bool equal = true, all_the_same = true;
    uint64_t first = 0;

    for (uint64_t seed = 1; seed <= 100; seed++) {
        uint64_t once = 0, again = 0;

        run_seed(seed, false, &once);
        run_seed(seed, false, &again);
        equal = equal && once != 0 && once == again;
        first = seed == 1 ? once : first;
        all_the_same = all_the_same && once == first;
    }
    report(equal && !all_the_same, "%llu seeds give their histories again",
           100);
    for (unsigned i = 0; i < sizeof plants / sizeof *plants; i++)
        report(finds(plants[i].plant), plants[i].name, 0);
}

/* Threads that take turns need one processor, and hand over faster on it. */
static void stay_on_processor(int number)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET((unsigned)(number < 0 ? sched_getcpu() : number), &set);
    sched_setaffinity(0, sizeof set, &set); /* or where we are put */
}

static uint64_t number(const char *text)
{
    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
    uint64_t seeds = 1000, first = 1, seed = 0;
    bool trace = false, tests_itself = false;
    int processor = -1;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seeds") == 0)
            seeds = number(argv[++i]);
        else if (strcmp(argv[i], "--first") == 0)
            first = number(argv[++i]);
        else if (strcmp(argv[i], "--seed") == 0)
            seed = number(argv[++i]);
        else if (strcmp(argv[i], "--processor") == 0)
            processor = (int)number(argv[++i]);
        else if (strcmp(argv[i], "--trace") == 0)
            trace = true;
        else if (strcmp(argv[i], "--self-test") == 0)
            tests_itself = true;
        else
            return fprintf(stderr, "unknown: %s\n", argv[i]), 2;
    }
    stay_on_processor(processor);
    mallopt(M_ARENA_MAX, 1); /* no mapping a thread for the C library */
    if (seed != 0)
        report(run_seed(seed, trace, NULL), "seed %llu",
               (unsigned long long)seed);
    else if (tests_itself)
        self_test();
    else
        run_worlds(first, seeds);
    printf("1..%u\n", cases);
    return failures != 0;
}
