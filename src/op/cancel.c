#include "op/cancel.h"

#include "base/thread_exit.h"
#include "object/deferred.h"
#include "object/socket.h"
#include "object/table.h"
#include "op/blocking.h"
#include "op/pending_index.h"
#include "op/socket_events.h"
#include "sys/net.h"
#include "sys/thread_id.h"

bool op_cancel_mark(struct op *op)
{
    return (atomic_fetch_or_explicit(&op->asked, OP_ASKED_CANCEL,
                                     memory_order_acq_rel) &
            OP_ASKED_CANCEL) == 0;
}

/* Tells who has the request, with a reference for him. */
static void tell(struct op *op)
{
    if (op->kind->cancel == NULL) {
        engine_cancel(op);
        return;
    }
    op->kind->cancel(op);
    op_put(op);
}

void op_cancel(struct op *op)
{
    if (!op_cancel_mark(op))
        return;
    op_get(op);
    tell(op);
}

static bool matches(const struct op *op, const struct cancel_filter *filter)
{
    if (op->quiet == OP_BLOCKING && !filter->blocking)
        return false;
    if (op->quiet == OP_BACKGROUND && !filter->background)
        return false;
    if (filter->overlapped != NULL &&
        op->packet.overlapped != filter->overlapped)
        return false;
    if (filter->unported && op->ported)
        return false;
    if (filter->kind != NULL && op->kind != filter->kind)
        return false;
    return filter->thread_id == 0 || op->thread_id == filter->thread_id;
}

/* Those that match, and of them those that nobody cancelled before. */
struct found {
    unsigned count;
    struct op *marked; /* each with a reference; linked by cancel_next */
};

static void consider(struct found *found, struct op *op,
                     const struct cancel_filter *filter)
{
    if (!matches(op, filter))
        return;
    found->count++;
    if (!op_cancel_mark(op))
        return;
    op_get(op);
    op->cancel_next = found->marked;
    found->marked = op;
}

static void find_locked(struct io_object *io, struct found *found,
                        const struct cancel_filter *filter)
{
    uint32_t place = 0;
    struct op *op;

    if (filter->overlapped != NULL && pending_index_make_locked(io))
        while ((op = pending_index_next_locked(io, filter->overlapped,
                                               &place)) != NULL)
            consider(found, op, filter);
    else
        LIST_FOR_EACH (node, &io->pending)
            consider(found, LIST_ITEM(node, struct op, pending_link), filter);
}

unsigned op_cancel_matching(struct io_object *io,
                            const struct cancel_filter *filter)
{
    struct found found = {0};
    struct op *next;

    lock_take(&io->lock);
    find_locked(io, &found, filter);
    lock_drop(&io->lock);
    for (struct op *marked = found.marked; marked != NULL;
         marked = next) { /* wakes: not under the lock */
        next = marked->cancel_next;
        tell(marked);
    }
    return found.count;
}

bool op_cancel_blocking(struct thread *thread)
{
    struct object *target;
    struct op *op = blocking_find(thread, &target);

    if (op == NULL)
        return false;
    op_cancel(op);
    op_put(op);
    object_put(target);
    return true;
}

/* The listener is ours to look at: the AcceptEx holds it, and leaves the
 * acceptor before it lets go. */
static struct op *take_accepting(struct socket_object *acceptor,
                                 struct io_object **listener)
{
    struct op *op;

    lock_take(&acceptor->io.lock);
    op = acceptor->accepting;
    if (op != NULL) {
        op_get(op);
        *listener = op->target;
        object_get(&op->target->head);
    }
    lock_drop(&acceptor->io.lock);
    return op;
}

/* An AcceptEx that is just being started has no shard yet; it sees the mark
 * when it gets there, as the lock orders both. */
static bool has_shard(struct op *op, struct io_object *listener)
{
    bool has;

    lock_take(&listener->lock);
    has = op->shard != 0;
    lock_drop(&listener->lock);
    return has;
}

static void cancel_accepting(struct socket_object *acceptor)
{
    struct io_object *listener;
    struct op *op = take_accepting(acceptor, &listener);

    if (op == NULL)
        return;
    if (op_cancel_mark(op) && has_shard(op, listener)) {
        op_get(op); /* for the shard */
        engine_cancel(op);
    }
    object_put(&listener->head);
    op_put(op);
}

/* One that is still pending, with a reference; its end will wake op_await. */
static struct op *take_pending(struct io_object *io,
                               const struct cancel_filter *filter)
{
    struct op *found = NULL;

    lock_take(&io->lock);
    LIST_FOR_EACH (node, &io->pending) {
        struct op *op = LIST_ITEM(node, struct op, pending_link);

        if (!matches(op, filter))
            continue;
        op_get(op);
        op_ask_wake_locked(op);
        found = op;
        break;
    }
    lock_drop(&io->lock);
    return found;
}

/* Requests on objects without a port die with the thread that issued them
 * (ExitThread, Remarks), also if the object got one later; with a port they
 * survive it. The thread ends after them: who waits for it may throw away
 * OVERLAPPEDs and buffers. */
static void cancel_own_without_port(struct object *object)
{
    const struct cancel_filter own = {
        .thread_id = sys_thread_id(),
        .unported = true,
    };
    struct io_object *io = (struct io_object *)object;
    struct op *op;

    if (op_cancel_matching(io, &own) == 0)
        return;
    while ((op = take_pending(io, &own)) != NULL) {
        op_await(op);
        op_put(op);
    }
}

static void on_thread_exit(void)
{
    table_visit(OBJECT_IO, cancel_own_without_port);
}

void op_cancel_at_thread_exit(void)
{
    static __thread struct exit_hook hook;

    thread_exit_hook(&hook, on_thread_exit);
}

void io_object_close(struct object *object)
{
    static const struct cancel_filter everything = {.blocking = true,
                                                    .background = true};
    struct io_object *io = (struct io_object *)object;
    bool watched;

    lock_take(&io->lock);
    io->users++; /* keeps the descriptor until every cancel is on its way */
    atomic_store_explicit(&io->closing, true, memory_order_release);
    watched = io->watched && io->users > 1;
    lock_drop(&io->lock);
    op_cancel_matching(io, &everything);
    if (watched) /* nothing else ends their poll(2); the peer sees nothing */
        socket_shutdown(io->fd, 0);
    io_end(io);
}

void socket_object_close(struct object *object)
{
    io_object_close(object);
    cancel_accepting((struct socket_object *)object);
    if (socket_events_wanted((struct socket_object *)object))
        socket_events_drop((struct socket_object *)object);
    deferred_drop((struct socket_object *)object);
}
