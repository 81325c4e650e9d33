/* The epoll back-end, for kernels and sandboxes without io_uring.
 *
 * An io is tried at once when its descriptor is believed to be ready, and else
 * waits on the descriptor's watch for an event. Fairness: results are handed
 * on in `run`, never in `issue`, so what follows from a result is tried in the
 * next turn, after epoll has been asked about all others again. A descriptor
 * that is always ready gets one attempt a turn and starves nobody.
 *
 * What epoll cannot wait for, disk files above all, goes to the workers. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/epoll.h"
#include "sys/fd.h"
#include "sys/net.h"

#define EVENTS_MAX 256
#define WORKER_IDLE_MS 5000u
/* epoll_event.data of the eventfd: no file_id is 0. */
#define FOR_WAKE 0u

struct epoll {
    int epoll_fd, wake_fd; /* (c) owned */
    bool poll_skipped;     /* the last turn did not ask epoll */
    struct watch_table watches;
    struct list_node done; /* ios with a result, oldest first */
    struct workers workers;
};

/* Edge-triggered and never read: each write is an edge. 2^64 do not happen. */
static void epoll_wake(void *queue)
{
    struct epoll *epoll = queue;
    uint64_t one = 1;
    int saved = errno;

    while (write(epoll->wake_fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
    errno = saved;
}

static void carry(struct work *work)
{
    struct engine_io *io = epoll_io_of(&work->link);

    epoll_own(io)->result = epoll_carry(io);
}

static int open_descriptors(struct epoll *epoll)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLET,
                                .data.u64 = FOR_WAKE};

    epoll->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll->epoll_fd < 0)
        return -errno;
    epoll->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (epoll->wake_fd < 0)
        return -errno;
    return epoll_ctl(epoll->epoll_fd, EPOLL_CTL_ADD, epoll->wake_fd, &event) < 0
               ? -errno
               : 0;
}

static void close_descriptors(struct epoll *epoll)
{
    if (epoll->epoll_fd >= 0)
        fd_close(epoll->epoll_fd);
    if (epoll->wake_fd >= 0)
        fd_close(epoll->wake_fd);
}

static int epoll_open(void **queue)
{
    struct epoll *epoll = calloc(1, sizeof *epoll);
    int rc;

    if (epoll == NULL)
        return -ENOMEM;
    epoll->epoll_fd = -1;
    epoll->wake_fd = -1;
    rc = open_descriptors(epoll);
    if (rc < 0) {
        close_descriptors(epoll);
        free(epoll);
        return rc;
    }
    watch_table_init(&epoll->watches, epoll->epoll_fd);
    list_init(&epoll->done);
    workers_init(&epoll->workers, carry, epoll_wake, epoll, WORKER_IDLE_MS);
    *queue = epoll;
    return 0;
}

static void epoll_close(void *queue)
{
    struct epoll *epoll = queue;

    workers_fini(&epoll->workers);
    watch_table_fini(&epoll->watches);
    close_descriptors(epoll);
    free(epoll);
}

/* ---- Starting ---- */

static void finish(struct epoll *epoll, struct engine_io *io, int32_t result)
{
    struct epoll_io *own = epoll_own(io);

    own->result = result;
    own->place = EPOLL_DONE;
    list_append(&epoll->done, &own->work.link);
}

static void wait_ready(struct engine_io *io, struct watch *watch)
{
    struct epoll_io *own = epoll_own(io);

    own->place = EPOLL_WAITING;
    list_ring_append(epoll_list_of(io, watch), &own->work.link);
}

static void stop_waiting(struct engine_io *io, struct watch *watch)
{
    list_ring_remove(epoll_list_of(io, watch), &epoll_own(io)->work.link);
}

static void let_work(struct epoll *epoll, struct engine_io *io)
{
    struct epoll_io *own = epoll_own(io);

    own->place = EPOLL_WORKING;
    workers_add(&epoll->workers, &own->work);
}

static void try_or_wait(struct epoll *epoll, struct engine_io *io,
                        struct watch *watch)
{
    int32_t result = -EAGAIN;

    if (epoll_may_try(io, watch))
        result = epoll_try(io, watch);
    if (result == -EAGAIN)
        wait_ready(io, watch);
    else
        finish(epoll, io, result);
}

static void issue_by_readiness(struct epoll *epoll, struct engine_io *io)
{
    struct watch *watch;
    int rc = watch_get(&epoll->watches, io->fd, io->file_id, &watch);

    if (rc == 0)
        try_or_wait(epoll, io, watch);
    else if (rc == -EPERM &&
             (io->code == ENGINE_READ || io->code == ENGINE_WRITE))
        let_work(epoll, io); /* a device that is always ready, it says */
    else
        finish(epoll, io, rc);
}

/* RWF_NOWAIT waits for a disk if the file is unbuffered: the kernel promises
 * only that to begin takes no time. */
static bool may_be_cached(const struct engine_io *io)
{
    return io->code == ENGINE_READ && (io->flags & ENGINE_WAIT) == 0;
}

static void issue_to_file(struct epoll *epoll, struct engine_io *io)
{
    int32_t result = may_be_cached(io) ? epoll_read_cached(io) : -EAGAIN;

    if (result == -EAGAIN)
        let_work(epoll, io);
    else
        finish(epoll, io, result);
}

static void retry_one(struct epoll *epoll, struct watch *watch,
                      struct engine_io *io)
{
    int32_t result;

    if (!epoll_may_try(io, watch))
        return;
    result = epoll_try(io, watch);
    if (result == -EAGAIN)
        return;
    stop_waiting(io, watch);
    finish(epoll, io, result);
}

/* Those that the descriptor's new state may end get one attempt each. */
static void retry(struct epoll *epoll, struct watch *watch,
                  struct list_node *oldest)
{
    struct list_node *newest, *node, *next = oldest;

    if (oldest == NULL)
        return;
    newest = oldest->prev;
    do {
        node = next;
        next = node->next;
        retry_one(epoll, watch, epoll_io_of(node));
    } while (node != newest);
}

/* What waits is ended by it, and before its own result is handed on: after
 * that another open file may stand behind the number. */
static void issue_shutdown(struct epoll *epoll, struct engine_io *io)
{
    struct watch *watch = watch_find(&epoll->watches, io->fd, io->file_id);
    int how = (int)io->flags;
    int rc = socket_shutdown(io->fd, how);

    if (watch != NULL && how != 1) {
        watch->readable = true;
        watch->to_the_end = true;
        retry(epoll, watch, watch->receives);
    }
    finish(epoll, io, rc);
}

static void epoll_issue(void *queue, struct engine_io *io)
{
    struct epoll_io *own = epoll_own(io);

    *own = (struct epoll_io){0};
    list_init(&own->work.link);
    if (io->code == ENGINE_SHUTDOWN)
        issue_shutdown(queue, io);
    else if ((io->code == ENGINE_READ || io->code == ENGINE_WRITE) &&
             ((io->flags & ENGINE_APPEND) != 0 || io->offset != ENGINE_HERE))
        issue_to_file(queue, io);
    else
        issue_by_readiness(queue, io);
}

/* What a worker has begun runs to its end, as disk transfers do. */
static void epoll_revoke(void *queue, struct engine_io *io)
{
    struct epoll *epoll = queue;
    struct epoll_io *own = epoll_own(io);

    if (own->place == EPOLL_WAITING)
        stop_waiting(io, watch_waited(&epoll->watches, io->fd));
    else if (own->place != EPOLL_WORKING ||
             !workers_take_back(&epoll->workers, &own->work))
        return;
    finish(epoll, io, -ECANCELED);
}

/* ---- Ending ---- */

/* Hands on what has a result now; what follows from it waits for the next
 * turn. True if there was any. */
static bool deliver(struct epoll *epoll)
{
    struct list_node batch, *node;

    if (list_empty(&epoll->done))
        return false;
    list_init(&batch);
    list_append(&epoll->done, &batch);
    list_remove(&epoll->done); /* leaves `batch` as the head of the others */
    while ((node = list_first(&batch)) != NULL) {
        struct engine_io *io = epoll_io_of(node);

        list_remove(node);
        engine_done(io, epoll_own(io)->result);
    }
    return true;
}

static void collect(struct epoll *epoll)
{
    struct list_node finished, *node;

    list_init(&finished);
    workers_collect(&epoll->workers, &finished);
    while ((node = list_first(&finished)) != NULL) {
        struct engine_io *io = epoll_io_of(node);

        list_remove(node);
        finish(epoll, io, epoll_own(io)->result);
    }
}

static void take(struct epoll *epoll, const struct epoll_event *event)
{
    struct watch *watch;

    if (event->data.u64 == FOR_WAKE)
        return;
    watch = watch_event(&epoll->watches, event);
    if (watch == NULL)
        return;
    if (watch->receives == NULL && watch->sends == NULL) {
        watch_unused(&epoll->watches, watch, (int)(uint32_t)event->data.u64);
        return;
    }
    watch->useless = false;
    retry(epoll, watch, watch->receives);
    retry(epoll, watch, watch->sends);
}

/* What epoll_wait takes: whole milliseconds, and rather late than early. */
static int timeout_ms(uint64_t deadline_ns)
{
    uint64_t now_ns, ms;

    if (deadline_ns == CLOCK_NEVER)
        return -1;
    if (deadline_ns == CLOCK_NOW || (now_ns = clock_now_ns()) >= deadline_ns)
        return 0;
    ms = (deadline_ns - now_ns + 999999) / 1000000;
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

static void poll_events(struct epoll *epoll, uint64_t deadline_ns)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(epoll->epoll_fd, events, EVENTS_MAX,
                           timeout_ms(deadline_ns));

    engine_awake();
    for (int i = 0; i < count; i++)
        take(epoll, &events[i]);
}

/* What was delivered has to reach the ports before anybody sleeps, so the turn
 * ends instead; that spares a look that finds nothing when little is going on,
 * and it is not done twice in a row. */
static void epoll_run(void *queue, uint64_t deadline_ns)
{
    struct epoll *epoll = queue;
    bool delivered = deliver(epoll);

    epoll->poll_skipped =
        delivered && !epoll->poll_skipped && list_empty(&epoll->done);
    if (epoll->poll_skipped)
        return;
    poll_events(epoll, delivered ? CLOCK_NOW : deadline_ns);
    collect(epoll);
    deliver(epoll);
}

static bool epoll_finish(void *queue)
{
    struct epoll *epoll = queue;

    deliver(epoll);
    return !list_empty(&epoll->done);
}

static uint64_t epoll_overflows(void *queue)
{
    (void)queue;
    return 0;
}

const struct engine_backend engine_epoll = {
    .name = "epoll",
    .movable = true,
    .open = epoll_open,
    .close = epoll_close,
    .issue = epoll_issue,
    .revoke = epoll_revoke,
    .run = epoll_run,
    .finish = epoll_finish,
    .wake = epoll_wake,
    .overflows = epoll_overflows,
};
