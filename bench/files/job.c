#define _GNU_SOURCE
#include "job.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static uint64_t clock_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static unsigned number_parse(const char *text, unsigned high)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    if (end == text || *end || value > high)
        errx(EXIT_FAILURE, "%s: want at most %u", text, high);
    return (unsigned)value;
}

static void option_set(struct job *job, const char *name, const char *value)
{
    if (strcmp(name, "--file") == 0)
        job->file = value;
    else if (strcmp(name, "--method") == 0)
        job->method = value;
    else if (strcmp(name, "--depth") == 0)
        job->depth = number_parse(value, JOB_DEPTH_MAX);
    else if (strcmp(name, "--ms") == 0)
        job->milliseconds = number_parse(value, 3600000);
    else if (strcmp(name, "--files") == 0)
        job->files = number_parse(value, 1u << 30);
    else if (strcmp(name, "--port") == 0)
        job->port = number_parse(value, 65535);
    else if (strcmp(name, "--direct") == 0)
        job->direct = number_parse(value, 1);
    else if (strcmp(name, "--skip") == 0)
        job->skip = number_parse(value, 1);
    else
        errx(EXIT_FAILURE, "%s: unknown option", name);
}

void job_parse(struct job *job, int argc, char **argv)
{
    struct stat status;

    *job = (struct job){.method = "", .depth = 1, .milliseconds = 250};
    if (argc % 2 == 0)
        errx(EXIT_FAILURE, "options come as pairs of name and value");
    for (int i = 1; i < argc; i += 2)
        option_set(job, argv[i], argv[i + 1]);
    if (!job->file || job->depth == 0)
        errx(EXIT_FAILURE, "--file and a depth are needed");
    if (stat(job->file, &status) != 0)
        err(EXIT_FAILURE, "%s", job->file);
    job->file_bytes = (uint64_t)status.st_size;
}

void job_begin(struct job *job)
{
    job->begin_cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    job->begin_ns = clock_ns(CLOCK_MONOTONIC);
    job->end_ns = job->begin_ns + job->milliseconds * 1000000ull;
}

bool job_over(const struct job *job, unsigned *calls)
{
    return ++*calls % 32 == 0 && clock_ns(CLOCK_MONOTONIC) >= job->end_ns;
}

void job_end(const struct job *job, uint64_t count)
{
    uint64_t elapsed_ns = clock_ns(CLOCK_MONOTONIC) - job->begin_ns;
    uint64_t cpu_ns = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - job->begin_cpu_ns;

    printf("count=%llu elapsed_ns=%llu cpu_ns=%llu\n",
           (unsigned long long)count, (unsigned long long)elapsed_ns,
           (unsigned long long)cpu_ns);
}

uint64_t job_offset(const struct job *job, uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state % (job->file_bytes / JOB_BLOCK) * JOB_BLOCK;
}

void *job_block(void)
{
    void *block = aligned_alloc(JOB_BLOCK, JOB_BLOCK);

    if (!block)
        err(EXIT_FAILURE, "aligned_alloc");
    memset(block, 0, JOB_BLOCK);
    return block;
}
