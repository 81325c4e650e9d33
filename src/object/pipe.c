#include "object/pipe.h"

#include <stdlib.h>

#include "iocp/errors.h"
#include "object/pipe_names.h"
#include "object/pipe_queue.h"
#include "object/pipe_remote.h"
#include "sys/machine.h"

static enum pipe_side other(enum pipe_side side)
{
    return side == PIPE_SERVER ? PIPE_CLIENT : PIPE_SERVER;
}

struct pipe *pipe_new(const struct pipe_traits *traits,
                      const size_t quota[PIPE_SIDES])
{
    struct pipe *pipe = calloc(1, sizeof *pipe);

    if (pipe == NULL)
        return NULL;
    lock_init(&pipe->lock, LOCK_OBJECT);
    atomic_init(&pipe->refs, 1);
    pipe->traits = *traits;
    list_init(&pipe->sibling);
    list_init(&pipe->connects);
    pipe->state = PIPE_LISTENING;
    pipe->open[PIPE_SERVER] = true;
    pipe->process[PIPE_SERVER] = machine_process_id();
    for (int side = 0; side < PIPE_SIDES; side++)
        pipe_queue_init(&pipe->toward[side], quota[side]);
    return pipe;
}

void pipe_get(struct pipe *pipe)
{
    atomic_fetch_add_explicit(&pipe->refs, 1, memory_order_relaxed);
}

void pipe_put(struct pipe *pipe)
{
    struct list_node ended;

    if (atomic_fetch_sub_explicit(&pipe->refs, 1, memory_order_acq_rel) != 1)
        return;
    list_init(&ended);
    for (int side = 0; side < PIPE_SIDES; side++) /* what nobody read */
        pipe_queue_drop(&pipe->toward[side], STATUS_PIPE_BROKEN, &ended);
    pipe_end_all(&ended);
    if (pipe->name != NULL)
        pipe_name_put(pipe->name);
    free(pipe);
}

void pipe_end_put(struct pipe_end *end)
{
    if (end->remote != NULL)
        pipe_remote_put(end->remote);
    if (end->pipe != NULL)
        pipe_put(end->pipe);
}

/* ---- States ---- */

/* The client that the end belonged to was sent away. */
static bool is_lost_locked(const struct pipe_end *end)
{
    return end->side == PIPE_CLIENT && end->generation != end->pipe->generation;
}

static NTSTATUS check_connection_locked(const struct pipe_end *end)
{
    const struct pipe *pipe = end->pipe;

    if (is_lost_locked(end) || pipe->state == PIPE_DISCONNECTED)
        return STATUS_PIPE_DISCONNECTED;
    if (!pipe->open[end->side])
        return STATUS_INVALID_HANDLE; /* closed while this call came */
    return pipe->state == PIPE_LISTENING ? STATUS_PIPE_LISTENING
                                         : STATUS_SUCCESS;
}

bool pipe_admit(struct pipe *pipe, uint32_t process, struct pipe_end *end)
{
    struct list_node ended, *node;
    bool listens;

    list_init(&ended);
    lock_take(&pipe->lock);
    listens = pipe->state == PIPE_LISTENING && pipe->open[PIPE_SERVER];
    if (listens) {
        pipe->state = PIPE_CONNECTED;
        pipe->generation++;
        pipe->open[PIPE_CLIENT] = true;
        pipe->process[PIPE_CLIENT] = process;
        pipe->message_read[PIPE_CLIENT] = false;
        pipe->nowait[PIPE_CLIENT] = false;
        while ((node = list_first(&pipe->connects)) != NULL)
            pipe_finish(LIST_ITEM(node, struct pipe_request, link),
                        STATUS_SUCCESS, &ended);
        pipe_get(pipe);
        *end = (struct pipe_end){
            .pipe = pipe, .side = PIPE_CLIENT, .generation = pipe->generation};
    }
    lock_drop(&pipe->lock);
    pipe_end_all(&ended);
    return listens;
}

/* ---- Requests ---- */

static NTSTATUS read_locked(const struct pipe_end *end,
                            struct pipe_request *read, bool may_wait,
                            struct list_node *ended)
{
    struct pipe *pipe = end->pipe;
    struct pipe_queue *queue = &pipe->toward[end->side];

    if (list_empty(&queue->data)) {
        if (!pipe->open[other(end->side)])
            return STATUS_PIPE_BROKEN;
        if (pipe->nowait[end->side])
            return STATUS_PIPE_EMPTY;
        if (!may_wait)
            return STATUS_PENDING;
    }
    pipe_queue_read(queue, read, pipe->message_read[end->side], ended);
    return STATUS_PENDING;
}

/* Without waiting, a byte pipe takes what it has room for, a message pipe all
 * or nothing; and both say that it went well (WriteFile, Pipes). */
static size_t write_now(const struct pipe *pipe, size_t len, size_t room)
{
    if (len <= room)
        return len;
    return pipe->traits.message_type ? 0 : room;
}

static NTSTATUS write_locked(const struct pipe_end *end,
                             struct pipe_request *write, bool may_wait,
                             struct list_node *ended)
{
    struct pipe *pipe = end->pipe;
    enum pipe_side reader = other(end->side);
    struct pipe_queue *queue = &pipe->toward[reader];
    size_t room = pipe_queue_room(queue);

    if (!pipe->open[reader])
        return STATUS_PIPE_CLOSING;
    if (write->len == 0 && !pipe->traits.message_type)
        return STATUS_SUCCESS;
    if (pipe->nowait[end->side] && write->len > room) {
        write->len = write_now(pipe, write->len, room);
        if (write->len == 0)
            return STATUS_SUCCESS;
    }
    if (write->len > room && !may_wait)
        return STATUS_PENDING;
    return pipe_queue_write(queue, write, pipe->message_read[reader],
                            write->len <= room, ended);
}

static NTSTATUS flush_locked(const struct pipe_end *end,
                             struct pipe_request *flush, bool may_wait)
{
    struct pipe *pipe = end->pipe;
    enum pipe_side reader = other(end->side);
    struct pipe_queue *queue = &pipe->toward[reader];

    if (!pipe->open[reader])
        return STATUS_PIPE_BROKEN;
    if (list_empty(&queue->data))
        return STATUS_SUCCESS;
    if (may_wait) {
        flush->queued = true;
        list_append(&queue->flushes, &flush->link);
    }
    return STATUS_PENDING;
}

/* "The pipe is not in message mode, or there is unread data"
 * (TransactNamedPipe, Remarks). */
static NTSTATUS transact_locked(const struct pipe_end *end,
                                struct pipe_request *request, bool may_wait,
                                struct list_node *ended)
{
    struct pipe *pipe = end->pipe;
    enum pipe_side peer = other(end->side);
    struct pipe_queue *queue = &pipe->toward[end->side];
    NTSTATUS status;

    if (!pipe->message_read[end->side])
        return STATUS_INVALID_READ_MODE;
    if (!pipe->open[peer])
        return STATUS_PIPE_BROKEN;
    if (!list_empty(&queue->data) || !list_empty(&queue->reads))
        return STATUS_PIPE_BUSY;
    if (!may_wait)
        return STATUS_PENDING;
    status =
        pipe_queue_bytes(&pipe->toward[peer], request->send, request->send_len,
                         pipe->message_read[peer], ended);
    if (status != STATUS_SUCCESS)
        return status;
    pipe_queue_read(queue, request, true, ended);
    return STATUS_PENDING;
}

static NTSTATUS connect_locked(const struct pipe_end *end,
                               struct pipe_request *connect, bool may_wait)
{
    struct pipe *pipe = end->pipe;

    if (end->side == PIPE_CLIENT)
        return STATUS_INVALID_DEVICE_REQUEST;
    if (!pipe->open[PIPE_SERVER])
        return STATUS_INVALID_HANDLE;
    if (pipe->state == PIPE_CONNECTED)
        return pipe->open[PIPE_CLIENT] ? STATUS_PIPE_CONNECTED
                                       : STATUS_PIPE_CLOSING;
    pipe->state = PIPE_LISTENING;
    if (pipe->nowait[PIPE_SERVER])
        return STATUS_PIPE_LISTENING;
    if (may_wait) {
        connect->queued = true;
        list_append(&pipe->connects, &connect->link);
    }
    return STATUS_PENDING;
}

static NTSTATUS submit_locked(const struct pipe_end *end,
                              struct pipe_request *request, bool may_wait,
                              struct list_node *ended)
{
    NTSTATUS status;

    if (request->action == PIPE_CONNECT)
        return connect_locked(end, request, may_wait);
    status = check_connection_locked(end);
    if (status != STATUS_SUCCESS)
        return status;
    if (request->action == PIPE_READ)
        return read_locked(end, request, may_wait, ended);
    if (request->action == PIPE_WRITE)
        return write_locked(end, request, may_wait, ended);
    if (request->action == PIPE_FLUSH)
        return flush_locked(end, request, may_wait);
    return transact_locked(end, request, may_wait, ended);
}

NTSTATUS pipe_submit(const struct pipe_end *end, struct pipe_request *request,
                     bool may_wait)
{
    struct pipe *pipe = end->pipe;
    struct list_node ended;
    bool starts_listening;
    NTSTATUS status;

    if (pipe == NULL)
        return pipe_remote_submit(end->remote, request, may_wait);
    list_init(&ended);
    lock_take(&pipe->lock); /* a cancel may look at it already */
    list_init(&request->link);
    request->queued = false;
    request->status = STATUS_PENDING;
    request->done = 0;
    starts_listening = pipe->state == PIPE_DISCONNECTED;
    status = submit_locked(end, request, may_wait, &ended);
    starts_listening &= pipe->state == PIPE_LISTENING;
    /* It found what it wanted: the result is the caller's to tell. */
    if (request->status != STATUS_PENDING) {
        list_remove(&request->link);
        status = request->status;
    }
    lock_drop(&pipe->lock);
    if (starts_listening && pipe->name != NULL)
        pipe_name_changed(pipe->name);
    pipe_end_all(&ended);
    return status;
}

/* The queue in which a write of this end waits. */
static struct pipe_queue *outward(const struct pipe_end *end)
{
    return &end->pipe->toward[other(end->side)];
}

void pipe_revoke(const struct pipe_end *end, struct pipe_request *request)
{
    struct list_node ended;

    if (end->pipe == NULL) {
        pipe_remote_revoke(end->remote, request);
        return;
    }
    list_init(&ended);
    lock_take(&end->pipe->lock);
    if (!request->queued)
        ;
    else if (request->action == PIPE_WRITE)
        pipe_queue_withdraw(outward(end), request, &ended);
    else
        pipe_finish(request, STATUS_CANCELLED, &ended);
    lock_drop(&end->pipe->lock);
    pipe_end_all(&ended);
}

/* ---- The end of a connection ---- */

/* What the other end has not read stays there for it; what comes from it has
 * nobody to read it any more. */
void pipe_close_end(const struct pipe_end *end)
{
    struct pipe *pipe = end->pipe;
    struct list_node ended;

    if (pipe == NULL) {
        pipe_remote_close(end->remote);
        return;
    }
    list_init(&ended);
    if (end->side == PIPE_SERVER && pipe->name != NULL)
        pipe_name_leave(pipe);
    lock_take(&pipe->lock);
    if (!is_lost_locked(end)) {
        pipe->open[end->side] = false;
        pipe_queue_drop(&pipe->toward[end->side], STATUS_PIPE_BROKEN, &ended);
        pipe_queue_break(outward(end), STATUS_PIPE_BROKEN, &ended);
    }
    lock_drop(&pipe->lock);
    pipe_end_all(&ended);
}

NTSTATUS pipe_disconnect(const struct pipe_end *end)
{
    struct pipe *pipe = end->pipe;
    struct list_node ended, *node;
    NTSTATUS status = STATUS_SUCCESS;

    if (pipe == NULL)
        return pipe_remote_disconnect(end->remote);
    list_init(&ended);
    lock_take(&pipe->lock);
    if (is_lost_locked(end) || pipe->state == PIPE_DISCONNECTED)
        status = STATUS_PIPE_DISCONNECTED;
    else if (end->side == PIPE_CLIENT)
        status = STATUS_INVALID_DEVICE_REQUEST;
    else {
        pipe->state = PIPE_DISCONNECTED;
        pipe->generation++;
        pipe->open[PIPE_CLIENT] = false;
        for (int side = 0; side < PIPE_SIDES; side++) {
            pipe_queue_drop(&pipe->toward[side], STATUS_PIPE_DISCONNECTED,
                            &ended);
            pipe_queue_break(&pipe->toward[side], STATUS_PIPE_DISCONNECTED,
                             &ended);
        }
        while ((node = list_first(&pipe->connects)) != NULL)
            pipe_finish(LIST_ITEM(node, struct pipe_request, link),
                        STATUS_PIPE_DISCONNECTED, &ended);
    }
    lock_drop(&pipe->lock);
    pipe_end_all(&ended);
    return status;
}

/* ---- Looking ---- */

static NTSTATUS check_peek_locked(const struct pipe_end *end)
{
    const struct pipe *pipe = end->pipe;

    if (is_lost_locked(end))
        return STATUS_PIPE_DISCONNECTED;
    if (pipe->state != PIPE_CONNECTED)
        return STATUS_INVALID_PIPE_STATE;
    if (list_empty(&pipe->toward[end->side].data) &&
        !pipe->open[other(end->side)])
        return STATUS_PIPE_BROKEN;
    return STATUS_SUCCESS;
}

static size_t first_message(const struct pipe_queue *queue)
{
    const struct list_node *first = list_first(&queue->data);
    const struct pipe_request *write;

    if (first == NULL)
        return 0;
    write = LIST_ITEM(first, const struct pipe_request, link);
    return write->len - write->done;
}

NTSTATUS pipe_peek(const struct pipe_end *end, char *buffer, size_t len,
                   struct pipe_peeked *peeked)
{
    struct pipe *pipe = end->pipe;
    const struct pipe_queue *queue;
    size_t whole;
    NTSTATUS status;

    if (pipe == NULL)
        return pipe_remote_peek(end->remote, buffer, len, peeked);
    queue = &pipe->toward[end->side];
    lock_take(&pipe->lock);
    status = check_peek_locked(end);
    if (status == STATUS_SUCCESS) {
        whole = pipe->traits.message_type ? first_message(queue) : 0;
        peeked->copied =
            pipe_queue_copy(queue, buffer, len, pipe->message_read[end->side]);
        peeked->available = queue->used;
        peeked->left = whole > peeked->copied ? whole - peeked->copied : 0;
    }
    lock_drop(&pipe->lock);
    return status;
}

NTSTATUS pipe_set_mode(const struct pipe_end *end, bool message_read,
                       bool nowait)
{
    struct pipe *pipe = end->pipe;
    NTSTATUS status = STATUS_SUCCESS;

    if (pipe == NULL)
        return pipe_remote_set_mode(end->remote, message_read, nowait);
    lock_take(&pipe->lock);
    if (is_lost_locked(end))
        status = STATUS_PIPE_DISCONNECTED;
    else if (message_read && !pipe->traits.message_type)
        status = STATUS_INVALID_PARAMETER;
    else {
        pipe->message_read[end->side] = message_read;
        pipe->nowait[end->side] = nowait;
    }
    lock_drop(&pipe->lock);
    return status;
}

NTSTATUS pipe_inspect(const struct pipe_end *end, struct pipe_facts *facts)
{
    struct pipe *pipe = end->pipe;
    NTSTATUS status = STATUS_SUCCESS;

    if (pipe == NULL)
        return pipe_remote_inspect(end->remote, facts);
    facts->instances = pipe->name != NULL ? pipe_name_count(pipe->name) : 1;
    lock_take(&pipe->lock);
    if (is_lost_locked(end))
        status = STATUS_PIPE_DISCONNECTED;
    facts->traits = pipe->traits;
    facts->message_read = pipe->message_read[end->side];
    facts->nowait = pipe->nowait[end->side];
    for (int side = 0; side < PIPE_SIDES; side++) {
        facts->quota[side] = pipe->toward[side].quota;
        facts->process[side] = pipe->process[side];
    }
    lock_drop(&pipe->lock);
    return status;
}
