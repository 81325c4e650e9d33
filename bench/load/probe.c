/* The CPU clock is read last at the start and first at the end, so that the
 * window holds as little as possible of our own reading of /proc.
 */
#define _GNU_SOURCE
#include "probe.h"

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { GATE_LIMIT_MS = 5000, SYSCALL_ROUNDS = 2000 };

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    if (clock_gettime(clock, &now) != 0)
        err(EXIT_FAILURE, "clock_gettime");
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t monotonic_ns(void)
{
    return clock_ns(CLOCK_MONOTONIC);
}

double syscall_cost_ns(void)
{
    uint64_t begin_ns = monotonic_ns();

    for (int i = 0; i < SYSCALL_ROUNDS; i++)
        syscall(SYS_getppid);
    return (double)(monotonic_ns() - begin_ns) / SYSCALL_ROUNDS;
}

/* The words are part of perf's protocol: enable, disable; it answers "ack". */
static void gate_say(const struct probe *probe, const char *word)
{
    struct pollfd answer = {.fd = probe->gate_answer, .events = POLLIN};
    char text[16];

    if (probe->gate < 0)
        return;
    if (write(probe->gate, word, strlen(word)) < 0)
        err(EXIT_FAILURE, "perf control fifo");
    if (poll(&answer, 1, GATE_LIMIT_MS) != 1 ||
        read(probe->gate_answer, text, sizeof(text)) <= 0)
        errx(EXIT_FAILURE, "perf does not answer on its fifo");
}

/* Opened for reading and writing: never blocks until perf is there, and never
 * reports end of file when perf goes first. */
static int fifo_open(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        err(EXIT_FAILURE, "%s", path);
    return fd;
}

static void gate_open(struct probe *probe, const char *gate)
{
    char *paths = strdup(gate);
    char *comma = paths ? strchr(paths, ',') : NULL;

    if (!comma)
        errx(EXIT_FAILURE, "--gate wants CONTROL,ANSWER");
    *comma = '\0';
    probe->gate = fifo_open(paths);
    probe->gate_answer = fifo_open(comma + 1);
    free(paths);
}

void probe_open(struct probe *probe, const pid_t *pids, int pid_count,
                const char *gate)
{
    *probe = (struct probe){
        .pids = pids, .pid_count = pid_count, .gate = -1, .gate_answer = -1};
    if (gate)
        gate_open(probe, gate);
}

/* CPU time of all threads, of those that ended too. */
static uint64_t cpu_ns(const struct probe *probe)
{
    uint64_t total = 0;

    for (int i = 0; i < probe->pid_count; i++) {
        clockid_t clock;

        if (clock_getcpuclockid(probe->pids[i], &clock) != 0)
            errx(EXIT_FAILURE, "no CPU clock for process %d",
                 (int)probe->pids[i]);
        total += clock_ns(clock);
    }
    return total;
}

/* Both "voluntary_ctxt_switches:" and "nonvoluntary_ctxt_switches:". */
static uint64_t task_switches(const char *path)
{
    FILE *status = fopen(path, "re");
    char line[256];
    uint64_t total = 0;

    if (!status)
        return 0; /* the thread has just ended */
    while (fgets(line, sizeof(line), status)) {
        const char *value = strstr(line, "voluntary_ctxt_switches:");

        if (value)
            total += strtoull(strchr(value, ':') + 1, NULL, 10);
    }
    fclose(status);
    return total;
}

static uint64_t process_switches(pid_t pid)
{
    char path[300];
    struct dirent *entry;
    uint64_t total = 0;
    DIR *tasks;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
    tasks = opendir(path);
    if (!tasks)
        err(EXIT_FAILURE, "%s", path);
    while ((entry = readdir(tasks)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "/proc/%d/task/%.20s/status", (int)pid,
                 entry->d_name);
        total += task_switches(path);
    }
    closedir(tasks);
    return total;
}

static uint64_t switches(const struct probe *probe)
{
    uint64_t total = 0;

    for (int i = 0; i < probe->pid_count; i++)
        total += process_switches(probe->pids[i]);
    return total;
}

void probe_begin(struct probe *probe)
{
    probe->switches = switches(probe);
    gate_say(probe, "enable\n");
    probe->cpu_ns = cpu_ns(probe);
}

void probe_end(struct probe *probe)
{
    probe->cpu_ns = cpu_ns(probe) - probe->cpu_ns;
    gate_say(probe, "disable\n");
    probe->switches = switches(probe) - probe->switches;
}
