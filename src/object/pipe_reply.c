/* What a client in another process is told. */
#include <errno.h>
#include <stdlib.h>

#include "object/pipe_served.h"
#include "sys/pipe_socket.h"

void pipe_connection_get(struct pipe_connection *connection)
{
    atomic_fetch_add_explicit(&connection->refs, 1, memory_order_relaxed);
}

void pipe_connection_put(struct pipe_connection *connection)
{
    if (atomic_fetch_sub_explicit(&connection->refs, 1, memory_order_acq_rel) !=
        1)
        return;
    if (connection->end.pipe != NULL)
        pipe_put(connection->end.pipe);
    free(connection->name);
    free(connection);
}

void pipe_served_put(struct pipe_served *served)
{
    if (atomic_fetch_sub_explicit(&served->refs, 1, memory_order_acq_rel) != 1)
        return;
    pipe_connection_put(served->connection);
    free(served);
}

static struct pipe_served *at(struct list_node *node)
{
    return LIST_ITEM(node, struct pipe_served, link);
}

/* ---- Answers ---- */

static int say_locked(struct pipe_connection *connection,
                      const struct pipe_frame *frame, const void *data,
                      size_t len)
{
    return pipe_socket_send(connection->watched.fd, frame, sizeof *frame, data,
                            len);
}

bool pipe_connection_say(struct pipe_connection *connection,
                         const struct pipe_frame *frame, const void *data,
                         size_t len)
{
    bool said;

    lock_take(&connection->lock);
    said = !connection->dead && say_locked(connection, frame, data, len) == 0;
    lock_drop(&connection->lock);
    return said;
}

static bool brings_data(const struct pipe_served *served)
{
    return served->request.action == PIPE_READ ||
           served->request.action == PIPE_TRANSACT ||
           served->request.action == PIPE_PEEK;
}

/* The next packet of an answer; *last: there is no more of it. */
static int say_next_locked(struct pipe_served *served, bool *last)
{
    const struct pipe_request *request = &served->request;
    size_t rest = brings_data(served) ? request->done - served->sent : 0;
    size_t len = rest < PIPE_FRAME_DATA ? rest : PIPE_FRAME_DATA;
    const struct pipe_frame frame = {
        .kind = rest > len ? PIPE_DATA : PIPE_ANSWER,
        .status = request->status,
        .id = served->id,
        .len = request->done,
        .first = served->first,
        .second = served->second,
    };
    int rc = say_locked(served->connection, &frame,
                        served->bytes + served->sent, len);

    *last = rest == len;
    if (rc == 0)
        served->sent += len;
    return rc;
}

static int answer_all_locked(struct pipe_connection *connection,
                             struct list_node *answered)
{
    struct list_node *node;
    bool last;
    int rc;

    while ((node = list_first(&connection->answers)) != NULL) {
        rc = say_next_locked(at(node), &last);
        if (rc < 0)
            return rc;
        if (last) {
            connection->charge -= at(node)->charge;
            list_remove(node);
            list_append(answered, node);
        }
    }
    return 0;
}

static void forget_word_locked(struct pipe_served *served)
{
    if (served->to_tell)
        served->connection->to_tell--;
    served->to_tell = false;
}

static int tell_queued_locked(struct pipe_connection *connection)
{
    LIST_FOR_EACH (node, &connection->requests) {
        const struct pipe_frame queued = {.kind = PIPE_QUEUED,
                                          .id = at(node)->id};
        int rc;

        if (connection->to_tell == 0)
            break;
        if (!at(node)->to_tell)
            continue;
        rc = say_locked(connection, &queued, NULL, 0);
        if (rc < 0)
            return rc;
        forget_word_locked(at(node));
    }
    return 0;
}

/* What was answered is collected. A client that is gone is found by the
 * thread, which ends all this. */
static void pump_locked(struct pipe_connection *connection,
                        struct list_node *answered)
{
    bool full = answer_all_locked(connection, answered) == -EAGAIN;

    if (connection->to_tell > 0 && tell_queued_locked(connection) == -EAGAIN)
        full = true;
    if (full != connection->wants_room) {
        connection->wants_room = full;
        pipe_watch_again(&connection->watched, full);
    }
}

/* Off its front, and on no list. */
static struct pipe_served *pop(struct list_node *list)
{
    struct list_node *node = list->next;

    if (node == list)
        return NULL;
    list->next = node->next;
    node->next->prev = list;
    list_init(node);
    return at(node);
}

static void put_all(struct list_node *list)
{
    struct pipe_served *served;

    while ((served = pop(list)) != NULL)
        pipe_served_put(served);
}

bool pipe_served_pump(struct pipe_connection *connection)
{
    struct list_node answered;
    bool all;

    list_init(&answered);
    lock_take(&connection->lock);
    if (!connection->dead)
        pump_locked(connection, &answered);
    all = !connection->wants_room;
    lock_drop(&connection->lock);
    put_all(&answered);
    return all;
}

void pipe_served_answer(struct pipe_served *served)
{
    struct pipe_connection *connection = served->connection;
    struct list_node answered;

    list_init(&answered);
    lock_take(&connection->lock);
    list_remove(&served->link);
    forget_word_locked(served);
    if (connection->dead)
        list_append(&answered, &served->link);
    else {
        list_append(&connection->answers, &served->link);
        pump_locked(connection, &answered);
    }
    lock_drop(&connection->lock);
    put_all(&answered);
}

void pipe_served_mute(struct pipe_connection *connection)
{
    struct list_node unsent;
    struct pipe_served *served;

    list_init(&unsent);
    lock_take(&connection->lock);
    connection->dead = true;
    while ((served = pop(&connection->answers)) != NULL)
        list_append(&unsent, &served->link);
    lock_drop(&connection->lock);
    put_all(&unsent);
}
