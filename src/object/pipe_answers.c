#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "iocp/errors.h"
#include "object/pipe_client.h"
#include "object/pipe_queue.h"
#include "sys/machine.h"
#include "sys/pipe_socket.h"

#define PACKETS_A_TURN 64
#define FRAME_BYTES (int)sizeof(struct pipe_frame)

static struct pipe_request *request_at(struct list_node *node)
{
    return LIST_ITEM(node, struct pipe_request, link);
}

/* ---- Answers ---- */

static struct pipe_request *find_locked(struct pipe_remote *remote, uint64_t id)
{
    LIST_FOR_EACH (node, &remote->waiting)
        if (request_at(node)->id == id)
            return request_at(node);
    return NULL;
}

static bool reads(const struct pipe_request *request)
{
    return request->action == PIPE_READ || request->action == PIPE_TRANSACT ||
           request->action == PIPE_PEEK;
}

static bool store_locked(struct pipe_request *request,
                         const struct pipe_packet *packet, size_t len)
{
    if (len > 0 && (!reads(request) || len > request->len - request->done))
        return false;
    if (len > 0)
        memcpy(request->buffer + request->done, packet->data, len);
    if (reads(request))
        request->done += len;
    return true;
}

static bool answer_locked(struct pipe_remote *remote,
                          struct pipe_request *request,
                          const struct pipe_packet *packet,
                          struct list_node *ended)
{
    const struct pipe_frame *frame = &packet->frame;

    if (request->action == PIPE_WRITE) {
        if (frame->len > request->len)
            return false;
        request->done = frame->len;
    } else if (frame->len != request->done)
        return false;
    if (request->action >= PIPE_PEEK) {
        struct pipe_call *call = LIST_ITEM(request, struct pipe_call, request);

        call->first = frame->first;
        call->second = frame->second;
        if (request->action == PIPE_SET_MODE &&
            frame->status == STATUS_SUCCESS) {
            remote->message_read = (call->mode & PIPE_MODE_MESSAGE) != 0;
            remote->nowait = (call->mode & PIPE_MODE_NOWAIT) != 0;
        }
    }
    pipe_client_finish_locked(remote, request, frame->status, ended);
    return true;
}

static bool add_left(struct pipe_remote *remote, const char *data, size_t len)
{
    char *left;

    if (remote->left_len + len > PIPE_CHARGE_MAX)
        return false;
    left = realloc(remote->left, remote->left_len + len + 1);
    if (left == NULL)
        return false;
    memcpy(left + remote->left_len, data, len);
    remote->left = left;
    remote->left_len += len;
    return true;
}

/* What the process leaves: an instance of our own has it from now on. A message
 * that came in several packets is one again. */
static bool take_left(struct pipe_remote *remote,
                      const struct pipe_packet *packet, size_t len)
{
    struct pipe *rest = remote->rest.pipe;
    struct pipe_queue *queue = &rest->toward[PIPE_CLIENT];
    struct list_node ended;
    NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;

    if (!add_left(remote, packet->data, len))
        return false;
    if (packet->frame.first != 0)
        return true;
    list_init(&ended);
    lock_take(&rest->lock);
    if (queue->used <= PIPE_CHARGE_MAX)
        status = pipe_queue_bytes(queue, remote->left, remote->left_len, true,
                                  &ended);
    lock_drop(&rest->lock);
    pipe_end_all(&ended);
    remote->left_len = 0;
    return status == STATUS_SUCCESS;
}

static bool take_locked(struct pipe_remote *remote,
                        const struct pipe_packet *packet, size_t len,
                        struct list_node *ended)
{
    struct pipe_request *request = find_locked(remote, packet->frame.id);

    if (packet->frame.kind == PIPE_QUEUED) {
        if (request != NULL)
            request->was_queued = true;
        return len == 0;
    }
    if (request == NULL)
        return remote->closing;
    if (!store_locked(request, packet, len))
        return false;
    return packet->frame.kind == PIPE_DATA ||
           answer_locked(remote, request, packet, ended);
}

static bool take(struct pipe_remote *remote, const struct pipe_packet *packet,
                 size_t len)
{
    struct list_node ended;
    bool sound;

    if (packet->frame.kind == PIPE_LEFT)
        return take_left(remote, packet, len);
    if (packet->frame.kind < PIPE_DATA || packet->frame.kind > PIPE_QUEUED)
        return false;
    list_init(&ended);
    lock_take(&remote->lock);
    sound = take_locked(remote, packet, len, &ended);
    lock_drop(&remote->lock);
    pipe_client_tell(remote, &ended);
    return sound;
}

/* ---- The other process is gone ---- */

void pipe_remote_put(struct pipe_remote *remote)
{
    if (atomic_fetch_sub_explicit(&remote->refs, 1, memory_order_acq_rel) != 1)
        return;
    pipe_end_put(&remote->rest);
    pipe_end_put(&remote->rest_server);
    free(remote->left);
    free(remote);
}

/* What an unanswered request comes to, now that its pipe is an own one. A
 * transaction's message is told as sent: what is left may be the answer. */
static NTSTATUS settle(struct pipe_remote *remote, struct pipe_request *request)
{
    if (request->action >= PIPE_PEEK ||
        (request->action == PIPE_WRITE && request->may_wait))
        return STATUS_PIPE_BROKEN;
    if (request->action == PIPE_TRANSACT && request->may_wait)
        request->action = PIPE_READ;
    return pipe_submit(&remote->rest, request, false);
}

static void settle_all(struct pipe_remote *remote, struct list_node *requests)
{
    struct list_node *node;

    while ((node = list_first(requests)) != NULL) {
        struct pipe_request *request = request_at(node);

        list_remove(node);
        request->status = settle(remote, request);
        request->end(request);
    }
}

static void lost(struct pipe_remote *remote)
{
    struct list_node unanswered;
    bool closed;

    list_init(&unanswered);
    pipe_set_mode(&remote->rest, remote->message_read, remote->nowait);
    pipe_close_end(&remote->rest_server);
    lock_take(&remote->lock);
    closed = remote->closed;
    remote->gone = true;
    pipe_client_finish_all_locked(remote, STATUS_PIPE_BROKEN, &unanswered);
    pipe_watch_end(&remote->watched);
    lock_drop(&remote->lock);
    settle_all(remote, &unanswered);
    pipe_client_tell(remote, &unanswered);
    if (closed)
        pipe_close_end(&remote->rest);
    pipe_remote_put(remote);
}

static void remote_ready(struct pipe_watched *watched,
                         struct pipe_packet *packet)
{
    struct pipe_remote *remote =
        LIST_ITEM(watched, struct pipe_remote, watched);
    int len;

    lock_take(&remote->lock);
    pipe_client_pump_locked(remote);
    lock_drop(&remote->lock);
    for (int i = 0; i < PACKETS_A_TURN; i++) {
        len = pipe_socket_receive(watched->fd, packet, sizeof *packet);
        if (len == -EAGAIN)
            return;
        if (len < FRAME_BYTES ||
            !take(remote, packet, (size_t)len - sizeof packet->frame)) {
            lost(remote);
            return;
        }
    }
    pipe_watch_again(watched, true); /* others' turn */
}

/* ---- Making one ---- */

static bool make_rest(struct pipe_remote *remote)
{
    struct pipe *rest = pipe_new(&remote->facts.traits, remote->facts.quota);

    if (rest == NULL)
        return false;
    remote->rest_server = (struct pipe_end){.pipe = rest, .side = PIPE_SERVER};
    pipe_admit(rest, machine_process_id(), &remote->rest);
    return true;
}

static struct pipe_facts facts_of(const struct pipe_greeting *greeting,
                                  uint32_t server)
{
    return (struct pipe_facts){
        .traits =
            {
                .message_type = greeting->message_type != 0,
                .inbound = greeting->inbound != 0,
                .outbound = greeting->outbound != 0,
                .instances_max = greeting->instances_max,
                .timeout_ms = greeting->timeout_ms,
            },
        .quota = {greeting->quota[PIPE_SERVER], greeting->quota[PIPE_CLIENT]},
        .process = {server, machine_process_id()},
    };
}

NTSTATUS pipe_client_new(int fd, const struct pipe_greeting *greeting,
                         uint32_t server, struct pipe_remote **result)
{
    struct pipe_remote *remote = calloc(1, sizeof *remote);

    if (remote == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    remote->watched.fd = fd;
    remote->watched.ready = remote_ready;
    remote->facts = facts_of(greeting, server);
    lock_init(&remote->lock, LOCK_OBJECT);
    atomic_init(&remote->refs, 2);
    list_init(&remote->sending);
    list_init(&remote->waiting);
    if (make_rest(remote) && pipe_watch_start() == 0 &&
        pipe_watch_add(&remote->watched) == 0) {
        *result = remote;
        return STATUS_SUCCESS;
    }
    pipe_end_put(&remote->rest);
    pipe_end_put(&remote->rest_server);
    free(remote);
    return STATUS_INSUFFICIENT_RESOURCES;
}
