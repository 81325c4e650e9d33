/* What the programs of this folder have in common: command line, clocks, and
 * where to read next. A neutral header: no Win32 name and no POSIX name, so
 * that both worlds may include it. Everything ends the process on failure.
 */
#ifndef BENCH_FILES_JOB_H
#define BENCH_FILES_JOB_H

#include <stdbool.h>
#include <stdint.h>

enum { JOB_BLOCK = 4096, JOB_DEPTH_MAX = 256 };

struct job {
    const char *file;
    const char *method; /* the rivals': which system calls */
    unsigned depth;     /* requests, or connections, at a time */
    unsigned milliseconds;
    unsigned files; /* to transmit, all connections together */
    unsigned port;  /* of the sink, on 127.0.0.1 */
    bool direct;    /* past the page cache */
    bool skip;      /* no packet for what is done at once */
    uint64_t file_bytes;
    uint64_t begin_ns;
    uint64_t begin_cpu_ns;
    uint64_t end_ns;
};

/* --file F --method M --depth N --ms N --files N --port N --direct 0|1
 * --skip 0|1; also asks for the length of the file. */
void job_parse(struct job *job, int argc, char **argv);

/* The clocks start; so does the time of job_over. */
void job_begin(struct job *job);

/* For one thread at a time: true when the time is up. Looks at the clock at
 * every 32nd call only, so `calls` is the caller's own, from 0. */
bool job_over(const struct job *job, unsigned *calls);

/* "count=N elapsed_ns=N cpu_ns=N": CPU time of all threads since job_begin. */
void job_end(const struct job *job, uint64_t count);

/* The offset of some block of the file. `state` is the caller's, not 0. */
uint64_t job_offset(const struct job *job, uint64_t *state);

/* Memory for one block, aligned for direct reads. */
void *job_block(void);

#endif
