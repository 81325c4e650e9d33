/* The io_uring back-end: one ring, owned by the shard's thread alone.
 *
 * SINGLE_ISSUER | DEFER_TASKRUN: completions are worked out inside our own
 * io_uring_enter and nowhere else, so they batch and interrupt nobody. NODROP:
 * when the completion queue is full the kernel keeps the rest and gives it out
 * as we make room; an overflow is counted, never lost.
 *
 * The ring has no sendfile. What of it finds its file in memory and room in the
 * socket is a system call of the shard, one a turn for each io; the ring waits
 * for the room. Results are handed on in `run`, as by the epoll back-end. */
#include <errno.h>
#include <liburing.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/list.h"
#include "engine/engine.h"
#include "engine/uring.h"
#include "iocp/linux.h"
#include "sys/fd.h"

#define SQ_ENTRIES 1024u
#define CQ_ENTRIES 8192u
/* In one turn. */
#define CALLS_MAX 4

/* user_data of what is no request; requests are addresses. */
enum { FOR_NOBODY, FOR_WAKE };

struct uring {
    struct io_uring ring;
    int wake_fd;                /* eventfd */
    _Atomic uint64_t overflows; /* (shard) to count, (a) to read */
    uint32_t features;
    struct list_node copied; /* ENGINE_SENDFILEs with a result, oldest first */
    bool ring_skipped;       /* the last turn did not enter the kernel */
};

/* The scratch of an ENGINE_SENDFILE. */
struct copy {
    struct list_node link; /* in `copied` */
    int32_t result;
    bool revoked;
};

/* What the last ring found; the thread that started it reads it. */
static _Atomic uint32_t found;

/* IOCP_RING_SIZE shrinks both queues, to test what happens when they fill. */
static unsigned entries(unsigned usual)
{
    const char *text = getenv("IOCP_RING_SIZE");
    unsigned long wanted = text != NULL ? strtoul(text, NULL, 10) : 0;

    return wanted > 0 && wanted < usual ? (unsigned)wanted : usual;
}

static struct io_uring_sqe *get_sqe(struct uring *uring)
{
    struct io_uring_sqe *sqe;

    /* A full queue is handed to the kernel; -EAGAIN and -EBUSY mean "again". */
    while ((sqe = io_uring_get_sqe(&uring->ring)) == NULL)
        io_uring_submit_and_get_events(&uring->ring);
    return sqe;
}

/* Multishot: one completion a write to the eventfd, which is never read; each
 * write wakes because it is an edge, and 2^64 writes do not happen. */
static void arm_wake(struct uring *uring)
{
    struct io_uring_sqe *sqe = get_sqe(uring);

    io_uring_prep_poll_multishot(sqe, uring->wake_fd, POLLIN);
    io_uring_sqe_set_data64(sqe, FOR_WAKE);
}

static int open_ring(struct uring *uring)
{
    uint32_t features;
    int rc = uring_setup(&uring->ring, entries(SQ_ENTRIES), entries(CQ_ENTRIES),
                         &features);

    uring->features = features;
    atomic_store_explicit(&found, features, memory_order_relaxed);
    return rc;
}

static int uring_open(void **queue)
{
    struct uring *uring = calloc(1, sizeof *uring);
    int rc;

    if (uring == NULL)
        return -ENOMEM;
    list_init(&uring->copied);
    uring->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    rc = uring->wake_fd < 0 ? -errno : open_ring(uring);
    if (rc < 0) {
        if (uring->wake_fd >= 0)
            fd_close(uring->wake_fd);
        free(uring);
        return rc;
    }
    arm_wake(uring);
    *queue = uring;
    return 0;
}

static void uring_close(void *queue)
{
    struct uring *uring = queue;

    io_uring_queue_exit(&uring->ring);
    fd_close(uring->wake_fd);
    free(uring);
}

/* ---- A file to a socket ---- */

_Static_assert(sizeof(struct copy) <= sizeof(((struct engine_io *)0)->scratch),
               "it fits the scratch of an engine_io");

static struct copy *copy_of(struct engine_io *io)
{
    return (struct copy *)(void *)io->scratch;
}

static void await_room(struct uring *uring, struct engine_io *io)
{
    struct io_uring_sqe *sqe = get_sqe(uring);

    io_uring_prep_poll_add(sqe, io->fd, POLLOUT);
    io_uring_sqe_set_data(sqe, io);
}

static void issue_copy(struct uring *uring, struct engine_io *io)
{
    struct copy *copy = copy_of(io);
    bool must_wait = (io->flags & ENGINE_FULL) != 0;

    list_init(&copy->link);
    copy->revoked = false;
    copy->result = must_wait ? -EAGAIN : engine_send_file(io);
    if (copy->result == -EAGAIN)
        await_room(uring, io);
    else
        list_append(&uring->copied, &copy->link);
}

/* A revocation that came between poll and poll found nothing in the ring. */
static void room_came(struct uring *uring, struct engine_io *io, int32_t result)
{
    if (result >= 0)
        result = copy_of(io)->revoked ? -ECANCELED : engine_send_file(io);
    if (result == -EAGAIN)
        await_room(uring, io);
    else
        engine_done(io, result);
}

/* Hands on what has a result now; what follows from it waits for the next
 * turn. True if there was any. */
static bool deliver_copied(struct uring *uring)
{
    struct list_node batch, *node;

    if (list_empty(&uring->copied))
        return false;
    engine_awake();
    list_init(&batch);
    list_append(&uring->copied, &batch);
    list_remove(&uring->copied); /* leaves `batch` as the head of the others */
    while ((node = list_first(&batch)) != NULL) {
        struct copy *copy = LIST_ITEM(node, struct copy, link);

        list_remove(node);
        engine_done(LIST_ITEM(copy, struct engine_io, scratch), copy->result);
    }
    return true;
}

/* ---- The ring ---- */

static void uring_issue(void *queue, struct engine_io *io)
{
    struct uring *uring = queue;
    struct io_uring_sqe *sqe;

    if (io->code == ENGINE_SENDFILE) {
        issue_copy(uring, io);
        return;
    }
    sqe = get_sqe(uring);
    if ((uring->features & IOCP_FEATURE_POLL_FIRST) == 0)
        io->flags &= (uint16_t)~ENGINE_IDLE;
    uring_prepare(sqe, io);
    io_uring_sqe_set_data(sqe, io);
}

/* By address, which costs the same whatever else is pending; by descriptor the
 * kernel would walk every request of the ring. */
static void uring_revoke(void *queue, struct engine_io *io)
{
    struct io_uring_sqe *sqe = get_sqe(queue);

    if (io->code == ENGINE_SENDFILE)
        copy_of(io)->revoked = true;
    io_uring_prep_cancel(sqe, io, 0);
    io_uring_sqe_set_data64(sqe, FOR_NOBODY);
}

static void take(struct uring *uring, const struct io_uring_cqe *cqe)
{
    struct engine_io *io;

    if (cqe->user_data == FOR_NOBODY)
        return;
    if (cqe->user_data == FOR_WAKE) {
        if ((cqe->flags & IORING_CQE_F_MORE) == 0)
            arm_wake(uring);
        return;
    }
    io = io_uring_cqe_get_data(cqe);
    if (io->code == ENGINE_SENDFILE) {
        room_came(uring, io, cqe->res);
        return;
    }
    uring_result(io, cqe);
    engine_done(io, cqe->res);
}

static bool reap(struct uring *uring)
{
    struct io_uring_cqe *cqe;
    unsigned head, count = 0;

    io_uring_for_each_cqe (&uring->ring, head, cqe) {
        take(uring, cqe);
        count++;
    }
    io_uring_cq_advance(&uring->ring, count);
    return count > 0;
}

static bool says(const struct uring *uring, unsigned flag)
{
    return (IO_URING_READ_ONCE(*uring->ring.sq.kflags) & flag) != 0;
}

/* The kernel has more: what did not fit, or what it left for the next call. */
static bool has_more(struct uring *uring)
{
    if (says(uring, IORING_SQ_CQ_OVERFLOW)) {
        uring->overflows++;
        return true;
    }
    return says(uring, IORING_SQ_TASKRUN);
}

/* One call works out some twenty results. What is ready by now goes to the
 * ports together, as each time they are told costs more than a call; but those
 * that wait for the first are not to wait for long. */
static void reap_ready(struct uring *uring)
{
    for (int calls = 1; reap(uring) && has_more(uring) && calls < CALLS_MAX;
         calls++)
        io_uring_get_events(&uring->ring);
}

/* What was delivered has to reach the ports before anybody sleeps. The turn
 * ends there when the ring has nothing to take, but not twice in a row. The
 * library's thread has no deadlines: it sleeps for ever, or not at all. */
static void uring_run(void *queue, uint64_t deadline_ns)
{
    struct uring *uring = queue;
    bool delivered = deliver_copied(uring);

    uring->ring_skipped = delivered && !uring->ring_skipped &&
                          io_uring_sq_ready(&uring->ring) == 0;
    if (uring->ring_skipped)
        return;
    if (deadline_ns != CLOCK_NOW && !delivered)
        io_uring_submit_and_wait(&uring->ring, 1);
    else
        io_uring_submit_and_get_events(&uring->ring);
    reap_ready(uring);
}

static void uring_wake(void *queue)
{
    struct uring *uring = queue;
    uint64_t one = 1;
    int saved = errno;

    while (write(uring->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
    errno = saved;
}

uint32_t uring_found(void)
{
    return atomic_load_explicit(&found, memory_order_relaxed);
}

static uint64_t uring_overflows(void *queue)
{
    return ((struct uring *)queue)->overflows;
}

const struct engine_backend engine_uring = {
    .name = "uring",
    .open = uring_open,
    .close = uring_close,
    .issue = uring_issue,
    .revoke = uring_revoke,
    .run = uring_run,
    .wake = uring_wake,
    .overflows = uring_overflows,
};
