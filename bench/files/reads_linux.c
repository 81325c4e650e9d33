/* The same reads by hand, in three ways (--method):
 *   psync   pread, one thread for each of `depth`
 *   libaio  what libaio calls: io_submit and io_getevents, in batches
 *   uring   one ring, one io_uring_enter a batch
 */
#define _GNU_SOURCE
#include "job.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <linux/aio_abi.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SEED 88172645463325252u /* of the offsets; any number but 0 */

static struct job job;
static int file;
static void *blocks[JOB_DEPTH_MAX];

static void length_check(long got)
{
    if (got != JOB_BLOCK)
        errx(EXIT_FAILURE, "read: %s", got < 0 ? strerror((int)-got) : "short");
}

/* ----------------------------------------------------------------- psync -- */

static atomic_ullong psync_done;

static void *psync_thread(void *slot)
{
    unsigned number = (unsigned)(uintptr_t)slot;
    uint64_t state = SEED + number * 7919;
    uint64_t done = 0;
    unsigned calls = 0;

    while (!job_over(&job, &calls)) {
        off_t offset = (off_t)job_offset(&job, &state);
        ssize_t got = pread(file, blocks[number], JOB_BLOCK, offset);

        length_check(got < 0 ? -errno : got);
        done++;
    }
    atomic_fetch_add(&psync_done, done);
    return NULL;
}

static uint64_t psync_run(void)
{
    pthread_t threads[JOB_DEPTH_MAX];

    for (uintptr_t i = 1; i < job.depth; i++) {
        if (pthread_create(&threads[i], NULL, psync_thread, (void *)i) != 0)
            errx(EXIT_FAILURE, "pthread_create");
    }
    psync_thread(NULL);
    for (unsigned i = 1; i < job.depth; i++)
        pthread_join(threads[i], NULL);
    return atomic_load(&psync_done);
}

/* ---------------------------------------------------------------- libaio -- */

static void aio_prepare(struct iocb *request, unsigned slot, uint64_t *state)
{
    *request = (struct iocb){.aio_data = slot,
                             .aio_lio_opcode = IOCB_CMD_PREAD,
                             .aio_fildes = (uint32_t)file,
                             .aio_buf = (uintptr_t)blocks[slot],
                             .aio_nbytes = JOB_BLOCK,
                             .aio_offset = (int64_t)job_offset(&job, state)};
}

static void aio_submit(aio_context_t context, struct iocb **list, long count)
{
    while (count > 0) {
        long taken = syscall(SYS_io_submit, context, count, list);

        if (taken < 0)
            err(EXIT_FAILURE, "io_submit");
        list += taken;
        count -= taken;
    }
}

static long aio_wait(aio_context_t context, struct io_event *events)
{
    long count;

    do
        count = syscall(SYS_io_getevents, context, 1L, (long)JOB_DEPTH_MAX,
                        events, NULL);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        err(EXIT_FAILURE, "io_getevents");
    return count;
}

/* What is done goes again, until the time is up: how many went again. */
static long aio_again(struct iocb *requests, struct iocb **list,
                      const struct io_event *events, long count)
{
    static uint64_t state = SEED;
    static unsigned calls;
    static bool over;
    long again = 0;

    for (long i = 0; i < count; i++) {
        unsigned slot = (unsigned)events[i].data;

        length_check((long)events[i].res);
        over = over || job_over(&job, &calls);
        if (over)
            continue;
        aio_prepare(&requests[slot], slot, &state);
        list[again++] = &requests[slot];
    }
    return again;
}

static uint64_t aio_run(void)
{
    static struct io_event events[JOB_DEPTH_MAX];
    static struct iocb requests[JOB_DEPTH_MAX];
    static struct iocb *list[JOB_DEPTH_MAX];
    aio_context_t context = 0;
    uint64_t state = SEED + 1;
    uint64_t done = 0;
    long in_flight = (long)job.depth;

    if (syscall(SYS_io_setup, JOB_DEPTH_MAX, &context) != 0)
        err(EXIT_FAILURE, "io_setup");
    for (unsigned i = 0; i < job.depth; i++) {
        aio_prepare(&requests[i], i, &state);
        list[i] = &requests[i];
    }
    aio_submit(context, list, in_flight);
    while (in_flight > 0) {
        long count = aio_wait(context, events);
        long again = aio_again(requests, list, events, count);

        aio_submit(context, list, again);
        in_flight -= count - again;
        done += (uint64_t)count;
    }
    return done;
}

/* ----------------------------------------------------------------- uring -- */

static struct io_uring ring;

static void uring_start(unsigned slot, uint64_t *state)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);

    io_uring_prep_read(sqe, file, blocks[slot], JOB_BLOCK,
                       job_offset(&job, state));
    io_uring_sqe_set_data64(sqe, slot);
}

/* What is done goes again, until the time is up: how many were done. */
static unsigned uring_batch(unsigned *in_flight)
{
    static uint64_t state = SEED;
    static unsigned calls;
    static bool over;
    struct io_uring_cqe *cqe;
    unsigned count = 0;
    unsigned head;

    io_uring_for_each_cqe (&ring, head, cqe) {
        length_check(cqe->res);
        over = over || job_over(&job, &calls);
        if (over)
            (*in_flight)--;
        else
            uring_start((unsigned)cqe->user_data, &state);
        count++;
    }
    io_uring_cq_advance(&ring, count);
    return count;
}

static uint64_t uring_run(void)
{
    unsigned flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
    unsigned in_flight = job.depth;
    uint64_t state = SEED + 1;
    uint64_t done = 0;

    if (io_uring_queue_init(JOB_DEPTH_MAX, &ring, flags) != 0)
        errx(EXIT_FAILURE, "io_uring");
    for (unsigned i = 0; i < job.depth; i++)
        uring_start(i, &state);
    while (in_flight > 0) {
        int result = io_uring_submit_and_wait(&ring, 1);

        if (result < 0 && result != -EINTR)
            errx(EXIT_FAILURE, "io_uring_enter: %s", strerror(-result));
        done += uring_batch(&in_flight);
    }
    return done;
}

int main(int argc, char **argv)
{
    uint64_t done;

    job_parse(&job, argc, argv);
    file = open(job.file, O_RDONLY | (job.direct ? O_DIRECT : 0));
    if (file < 0)
        err(EXIT_FAILURE, "%s", job.file);
    for (unsigned i = 0; i < job.depth; i++)
        blocks[i] = job_block();
    job_begin(&job);
    if (strcmp(job.method, "psync") == 0)
        done = psync_run();
    else if (strcmp(job.method, "libaio") == 0)
        done = aio_run();
    else if (strcmp(job.method, "uring") == 0)
        done = uring_run();
    else
        errx(EXIT_FAILURE, "--method psync, libaio or uring");
    job_end(&job, done);
    return EXIT_SUCCESS;
}
