#include "object/pipe_queue.h"

#include <stdlib.h>
#include <string.h>

#include "iocp/errors.h"

/* What a write left behind when it succeeded: a write of the pipe's own. */
struct leftover {
    struct pipe_request request;
    char bytes[];
};

static struct pipe_request *request_at(struct list_node *node)
{
    return LIST_ITEM(node, struct pipe_request, link);
}

static size_t unread(const struct pipe_request *write)
{
    return write->len - write->done;
}

void pipe_queue_init(struct pipe_queue *queue, size_t quota)
{
    list_init(&queue->data);
    list_init(&queue->reads);
    list_init(&queue->flushes);
    queue->used = 0;
    queue->quota = quota;
}

void pipe_finish(struct pipe_request *request, NTSTATUS status,
                 struct list_node *ended)
{
    list_remove(&request->link);
    request->queued = false;
    request->status = status;
    list_append(ended, &request->link);
}

void pipe_end_all(struct list_node *ended)
{
    struct list_node *node;

    while ((node = list_first(ended)) != NULL) {
        list_remove(node);
        request_at(node)->end(request_at(node));
    }
}

static void finish_all(struct list_node *requests, NTSTATUS status,
                       struct list_node *ended)
{
    struct list_node *node;

    while ((node = list_first(requests)) != NULL)
        pipe_finish(request_at(node), status, ended);
}

static void free_leftover(struct pipe_request *request)
{
    free(LIST_ITEM(request, struct leftover, request));
}

static struct leftover *leftover_new(size_t len)
{
    struct leftover *rest = malloc(sizeof *rest + len);

    if (rest == NULL)
        return NULL;
    rest->request = (struct pipe_request){
        .action = PIPE_WRITE,
        .buffer = rest->bytes,
        .len = len,
        .end = free_leftover,
    };
    return rest;
}

static void enqueue(struct list_node *list, struct pipe_request *request)
{
    request->queued = true;
    request->status = STATUS_PENDING;
    list_append(list, &request->link);
}

/* ---- Reading ---- */

static size_t part_of(const struct pipe_request *write, size_t room)
{
    return unread(write) < room ? unread(write) : room;
}

/* Bytes of the oldest write; ends it when they were its last. */
static size_t take_part(struct pipe_queue *queue, char *buffer, size_t room,
                        struct list_node *ended)
{
    struct pipe_request *write = request_at(list_first(&queue->data));
    size_t part = part_of(write, room);

    if (part > 0)
        memcpy(buffer, write->buffer + write->done, part);
    write->done += part;
    queue->used -= part;
    if (unread(write) == 0)
        pipe_finish(write, STATUS_SUCCESS, ended);
    if (list_empty(&queue->data))
        finish_all(&queue->flushes, STATUS_SUCCESS, ended);
    return part;
}

/* A message, or as much of it as fits: the rest is for the next read. */
static NTSTATUS take_message(struct pipe_queue *queue,
                             struct pipe_request *read, struct list_node *ended)
{
    size_t whole = unread(request_at(list_first(&queue->data)));

    read->done = take_part(queue, read->buffer, read->len, ended);
    return read->done < whole ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

/* Bytes, across the bounds of writes; an empty message is a read of none. */
static NTSTATUS take_bytes(struct pipe_queue *queue, struct pipe_request *read,
                           struct list_node *ended)
{
    struct list_node *node = list_first(&queue->data);

    if (unread(request_at(node)) == 0)
        take_part(queue, read->buffer, 0, ended);
    else
        while (read->done < read->len && node != NULL &&
               unread(request_at(node)) > 0) {
            read->done += take_part(queue, read->buffer + read->done,
                                    read->len - read->done, ended);
            node = list_first(&queue->data);
        }
    return STATUS_SUCCESS;
}

/* Oldest to oldest, while there are both. */
static void serve(struct pipe_queue *queue, bool messages,
                  struct list_node *ended)
{
    while (!list_empty(&queue->data) && !list_empty(&queue->reads)) {
        struct pipe_request *read = request_at(list_first(&queue->reads));
        NTSTATUS status = messages ? take_message(queue, read, ended)
                                   : take_bytes(queue, read, ended);

        pipe_finish(read, status, ended);
    }
}

void pipe_queue_read(struct pipe_queue *queue, struct pipe_request *read,
                     bool messages, struct list_node *ended)
{
    read->done = 0;
    enqueue(&queue->reads, read);
    serve(queue, messages, ended);
}

size_t pipe_queue_copy(const struct pipe_queue *queue, char *buffer, size_t len,
                       bool messages)
{
    size_t copied = 0;

    LIST_FOR_EACH (node, &queue->data) {
        const struct pipe_request *write = request_at(node);
        size_t part = part_of(write, len - copied);

        if (part > 0)
            memcpy(buffer + copied, write->buffer + write->done, part);
        copied += part;
        if (messages || copied == len)
            break;
    }
    return copied;
}

/* ---- Writing ---- */

static size_t wanted(const struct pipe_queue *queue)
{
    size_t sum = 0;

    LIST_FOR_EACH (node, &queue->reads)
        sum += request_at(node)->len;
    return sum;
}

size_t pipe_queue_room(const struct pipe_queue *queue)
{
    size_t free_bytes =
        queue->used < queue->quota ? queue->quota - queue->used : 0;

    return wanted(queue) + free_bytes;
}

/* Puts what was not read of a write in its place, and ends it. */
static void leave_behind(struct pipe_request *write, struct leftover *rest,
                         struct list_node *ended)
{
    struct pipe_request *request = &rest->request;

    request->len = unread(write);
    if (request->len > 0)
        memcpy(rest->bytes, write->buffer + write->done, request->len);
    request->queued = true;
    request->status = STATUS_PENDING;
    list_append(&write->link, &request->link); /* before it */
    write->done = write->len;
    pipe_finish(write, STATUS_SUCCESS, ended);
}

static size_t rest_of(const struct pipe_queue *queue, size_t len)
{
    size_t sum = wanted(queue);

    return len > sum ? len - sum : 0;
}

NTSTATUS pipe_queue_write(struct pipe_queue *queue, struct pipe_request *write,
                          bool messages, bool copies, struct list_node *ended)
{
    struct leftover *rest = NULL;

    write->done = 0;
    if (copies) {
        rest = leftover_new(rest_of(queue, write->len));
        if (rest == NULL)
            return STATUS_INSUFFICIENT_RESOURCES;
    }
    queue->used += write->len;
    enqueue(&queue->data, write);
    serve(queue, messages, ended);
    if (rest != NULL && write->queued)
        leave_behind(write, rest, ended);
    else
        free(rest);
    return STATUS_PENDING;
}

NTSTATUS pipe_queue_bytes(struct pipe_queue *queue, const char *bytes,
                          size_t len, bool messages, struct list_node *ended)
{
    struct leftover *rest = leftover_new(len);

    if (rest == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (len > 0)
        memcpy(rest->bytes, bytes, len);
    queue->used += len;
    enqueue(&queue->data, &rest->request);
    serve(queue, messages, ended);
    return STATUS_SUCCESS;
}

/* ---- Ends ---- */

void pipe_queue_withdraw(struct pipe_queue *queue, struct pipe_request *write,
                         struct list_node *ended)
{
    queue->used -= unread(write);
    pipe_finish(write, STATUS_CANCELLED, ended);
    if (list_empty(&queue->data))
        finish_all(&queue->flushes, STATUS_SUCCESS, ended);
}

void pipe_queue_break(struct pipe_queue *queue, NTSTATUS status,
                      struct list_node *ended)
{
    finish_all(&queue->reads, status, ended);
}

void pipe_queue_drop(struct pipe_queue *queue, NTSTATUS status,
                     struct list_node *ended)
{
    finish_all(&queue->data, status, ended);
    finish_all(&queue->flushes, status, ended);
    queue->used = 0;
}
