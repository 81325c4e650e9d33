#include "object/pipe_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "iocp/errors.h"
#include "object/pipe_queue.h"
#include "sys/pipe_socket.h"

static struct pipe_request *request_at(struct list_node *node)
{
    return LIST_ITEM(node, struct pipe_request, link);
}

/* Who begins to listen looks at his request after he said so: what was changed
 * before we look for listeners, he sees. */
void pipe_client_tell(struct pipe_remote *remote, struct list_node *ended)
{
    pipe_end_all(ended);
    if (atomic_load(&remote->listeners) == 0)
        return;
    atomic_fetch_add_explicit(&remote->words, 1, memory_order_release);
    futex_wake(&remote->words, INT32_MAX);
}

void pipe_client_finish_locked(struct pipe_remote *remote,
                               struct pipe_request *request, NTSTATUS status,
                               struct list_node *ended)
{
    if (request->to_cancel)
        remote->to_cancel--;
    request->to_cancel = false;
    free(request->copy);
    request->copy = NULL;
    pipe_finish(request, status, ended);
}

/* ---- Sending ---- */

static bool sends(const struct pipe_request *request)
{
    return request->action == PIPE_WRITE || request->action == PIPE_TRANSACT;
}

static const char *data_of(const struct pipe_request *request, size_t *len)
{
    *len = 0;
    if (!sends(request))
        return NULL;
    *len = request->action == PIPE_WRITE ? request->len : request->send_len;
    return request->action == PIPE_WRITE ? request->buffer : request->send;
}

static size_t whole_of(const struct pipe_request *request)
{
    size_t len;

    data_of(request, &len);
    return len;
}

/* What of the answer is wanted; of a mode, its bits. */
static uint64_t wanted(const struct pipe_request *request)
{
    if (request->action == PIPE_SET_MODE)
        return LIST_ITEM(request, const struct pipe_call, request)->mode;
    return request->action == PIPE_WRITE ? 0 : request->len;
}

/* The next packet of the oldest request; *last: it has no more. */
static int send_next_locked(struct pipe_remote *remote,
                            struct pipe_request *request, bool *last)
{
    size_t whole, part;
    const char *data = data_of(request, &whole);
    struct pipe_frame frame = {
        .kind = request->may_wait ? PIPE_ASK_WAIT : PIPE_ASK_NOW,
        .id = request->id,
        .len = wanted(request),
        .first =
            request->action | (request->tell_queued ? PIPE_TELL_QUEUED : 0),
        .second = whole,
    };
    int rc;

    if (request->introduced)
        frame = (struct pipe_frame){.kind = PIPE_DATA, .id = request->id};
    part = whole - request->sent;
    if (part > PIPE_FRAME_DATA)
        part = PIPE_FRAME_DATA;
    rc = pipe_socket_send(remote->watched.fd, &frame, sizeof frame,
                          part > 0 ? data + request->sent : NULL, part);
    if (rc == 0) {
        request->introduced = true;
        request->sent += part;
    }
    *last = request->sent == whole;
    return rc;
}

static int send_requests_locked(struct pipe_remote *remote)
{
    struct list_node *node;
    bool last;
    int rc;

    while ((node = list_first(&remote->sending)) != NULL) {
        rc = send_next_locked(remote, request_at(node), &last);
        if (rc < 0)
            return rc;
        if (last) {
            list_remove(node);
            list_append(&remote->waiting, node);
        }
    }
    return 0;
}

static int send_cancels_locked(struct pipe_remote *remote)
{
    LIST_FOR_EACH (node, &remote->waiting) {
        struct pipe_request *request = request_at(node);
        const struct pipe_frame frame = {.kind = PIPE_CANCEL,
                                         .id = request->id};
        int rc;

        if (remote->to_cancel == 0)
            break;
        if (!request->to_cancel)
            continue;
        rc =
            pipe_socket_send(remote->watched.fd, &frame, sizeof frame, NULL, 0);
        if (rc < 0)
            return rc;
        request->to_cancel = false;
        remote->to_cancel--;
    }
    return 0;
}

/* That the other process is gone the thread finds. */
void pipe_client_pump_locked(struct pipe_remote *remote)
{
    bool full = send_requests_locked(remote) == -EAGAIN;

    if (remote->to_cancel > 0 && send_cancels_locked(remote) == -EAGAIN)
        full = true;
    if (full != remote->wants_room) {
        remote->wants_room = !remote->wants_room;
        pipe_watch_again(&remote->watched, remote->wants_room);
    }
}

/* TransactNamedPipe's message is borrowed for the call only, and there may be
 * no room for it now. */
static bool keep_message(struct pipe_request *request)
{
    if (request->action != PIPE_TRANSACT || !request->may_wait ||
        request->send_len == 0)
        return true;
    request->copy = malloc(request->send_len);
    if (request->copy == NULL)
        return false;
    memcpy(request->copy, request->send, request->send_len);
    request->send = request->copy;
    return true;
}

static bool is_under_way(struct pipe_remote *remote,
                         const struct pipe_request *request)
{
    bool waits;

    lock_take(&remote->lock);
    waits = request->queued && !request->was_queued;
    lock_drop(&remote->lock);
    return waits;
}

/* The request stays its caller's to look at until this returns. */
static void await_word(struct pipe_remote *remote,
                       const struct pipe_request *request)
{
    uint32_t words;

    atomic_fetch_add(&remote->listeners, 1);
    while (words = atomic_load_explicit(&remote->words, memory_order_acquire),
           is_under_way(remote, request))
        futex_wait(&remote->words, words, CLOCK_NEVER);
    atomic_fetch_sub(&remote->listeners, 1);
}

NTSTATUS pipe_client_start(struct pipe_remote *remote,
                           struct pipe_request *request, bool may_wait)
{
    NTSTATUS status = STATUS_PENDING;
    bool may_begin;

    request->may_wait = may_wait;
    request->was_queued = false;
    /* More than a packet is not waited for: it may take its time. */
    request->tell_queued &= may_wait && whole_of(request) <= PIPE_FRAME_DATA;
    request->introduced = false;
    request->to_cancel = false;
    request->copy = NULL;
    request->sent = 0;
    request->done = 0;
    request->status = STATUS_PENDING;
    request->queued = false;
    list_init(&request->link);
    if (!keep_message(request))
        return STATUS_INSUFFICIENT_RESOURCES;
    lock_take(&remote->lock);
    may_begin =
        !remote->closing || (request->action == PIPE_BYE && !remote->closed);
    if (!may_begin)
        status = STATUS_INVALID_HANDLE;
    else if (remote->gone)
        status = STATUS_PIPE_BROKEN;
    else {
        request->queued = true;
        request->id = ++remote->last_id;
        list_append(&remote->sending, &request->link);
        pipe_client_pump_locked(remote);
    }
    lock_drop(&remote->lock);
    if (status != STATUS_PENDING) {
        free(request->copy);
        request->copy = NULL;
    } else if (request->tell_queued)
        await_word(remote, request);
    return status;
}

/* ---- Cancelling, closing ---- */

/* What has not begun ends here, all else by its answer: it may have been
 * carried out in the meantime. */
void pipe_remote_revoke(struct pipe_remote *remote,
                        struct pipe_request *request)
{
    struct list_node ended;

    list_init(&ended);
    lock_take(&remote->lock);
    if (remote->gone) { /* the instance that took over has it, or nobody */
        lock_drop(&remote->lock);
        pipe_revoke(&remote->rest, request);
        return;
    }
    if (request->queued && !request->introduced)
        pipe_client_finish_locked(remote, request, STATUS_CANCELLED, &ended);
    else if (request->queued && !request->to_cancel) {
        request->to_cancel = true;
        remote->to_cancel++;
        pipe_client_pump_locked(remote);
    }
    lock_drop(&remote->lock);
    pipe_client_tell(remote, &ended);
}

static void finish_list_locked(struct pipe_remote *remote,
                               struct list_node *requests, NTSTATUS status,
                               struct list_node *ended)
{
    struct list_node *node;

    while ((node = list_first(requests)) != NULL)
        pipe_client_finish_locked(remote, request_at(node), status, ended);
}

void pipe_client_finish_all_locked(struct pipe_remote *remote, NTSTATUS status,
                                   struct list_node *ended)
{
    finish_list_locked(remote, &remote->waiting, status, ended);
    finish_list_locked(remote, &remote->sending, status, ended);
}

void pipe_client_forget(struct pipe_remote *remote,
                        struct pipe_request *request)
{
    struct list_node ended;

    list_init(&ended);
    lock_take(&remote->lock);
    if (request->queued)
        pipe_client_finish_locked(remote, request, STATUS_CANCELLED, &ended);
    lock_drop(&remote->lock);
    pipe_client_tell(remote, &ended);
}

/* Answers that come still find nobody. In the middle of a request's data
 * nothing else can be said. */
bool pipe_client_close(struct pipe_remote *remote)
{
    const struct list_node *first;
    struct list_node ended;
    bool may_speak;

    list_init(&ended);
    lock_take(&remote->lock);
    first = list_first(&remote->sending);
    may_speak =
        !remote->gone &&
        (first == NULL ||
         !LIST_ITEM(first, const struct pipe_request, link)->introduced);
    remote->closing = true;
    pipe_client_finish_all_locked(remote, STATUS_CANCELLED, &ended);
    lock_drop(&remote->lock);
    pipe_client_tell(remote, &ended);
    return may_speak;
}

/* Either this or the loss of the connection closes `rest`, whichever is later.
 */
void pipe_client_shut(struct pipe_remote *remote)
{
    bool gone;

    lock_take(&remote->lock);
    remote->closed = true;
    gone = remote->gone;
    if (!gone)
        pipe_watch_shut(&remote->watched);
    lock_drop(&remote->lock);
    if (gone)
        pipe_close_end(&remote->rest);
}
