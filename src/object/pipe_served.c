#include "object/pipe_served.h"

#include <stdlib.h>
#include <string.h>

#include "iocp/errors.h"

static struct pipe_served *at(struct list_node *node)
{
    return LIST_ITEM(node, struct pipe_served, link);
}

/* ---- Requests ---- */

/* By whoever brought what it waited for. */
static void ended(struct pipe_request *request)
{
    pipe_served_answer(LIST_ITEM(request, struct pipe_served, request));
}

static struct pipe_served *first_in_pipe(struct pipe_connection *connection)
{
    struct list_node *node;

    lock_take(&connection->lock);
    node = list_first(&connection->requests);
    if (node != NULL) {
        list_remove(node);
        atomic_fetch_add_explicit(&at(node)->refs, 1, memory_order_relaxed);
    }
    lock_drop(&connection->lock);
    return node != NULL ? at(node) : NULL;
}

static void revoke_all(struct pipe_connection *connection)
{
    struct pipe_served *served;

    while ((served = first_in_pipe(connection)) != NULL) {
        pipe_revoke(&connection->end, &served->request);
        pipe_served_put(served);
    }
}

/* As a handle closes: requests first. */
void pipe_connection_leave(struct pipe_connection *connection)
{
    revoke_all(connection);
    if (connection->end.pipe != NULL && !connection->left)
        pipe_close_end(&connection->end);
    connection->left = true;
}

static NTSTATUS look(struct pipe_served *served)
{
    const struct pipe_end *end = &served->connection->end;
    struct pipe_peeked peeked = {0};
    struct pipe_facts facts;
    NTSTATUS status;

    if (served->request.action == PIPE_SET_MODE)
        return pipe_set_mode(end, (served->mode & PIPE_MODE_MESSAGE) != 0,
                             (served->mode & PIPE_MODE_NOWAIT) != 0);
    if (served->request.action == PIPE_BYE) {
        pipe_connection_leave(served->connection);
        return STATUS_SUCCESS;
    }
    if (served->request.action == PIPE_INSPECT) {
        status = pipe_inspect(end, &facts);
        served->first = facts.instances;
        return status;
    }
    status = pipe_peek(end, served->bytes, served->request.len, &peeked);
    served->request.done = peeked.copied;
    served->first = peeked.available;
    served->second = peeked.left;
    return status;
}

/* If it ended meanwhile its answer says enough. */
static void tell_that_queued(struct pipe_connection *connection, uint64_t id)
{
    lock_take(&connection->lock);
    LIST_FOR_EACH (node, &connection->requests)
        if (at(node)->id == id && !at(node)->to_tell) {
            at(node)->to_tell = true;
            connection->to_tell++;
            break;
        }
    lock_drop(&connection->lock);
    pipe_served_pump(connection);
}

/* One that waits is its end's from then on. */
static void carry_out(struct pipe_served *served)
{
    struct pipe_connection *connection = served->connection;
    struct pipe_request *request = &served->request;
    bool may_wait = served->may_wait; /* it may be gone when it waits */
    bool tell_queued = served->tell_queued;
    uint64_t id = served->id;
    NTSTATUS status;

    lock_take(&connection->lock);
    list_append(&connection->requests, &served->link);
    lock_drop(&connection->lock);
    if (served->refused)
        status = STATUS_INSUFFICIENT_RESOURCES;
    else if (request->action >= PIPE_PEEK)
        status = look(served);
    else
        status = pipe_submit(&connection->end, request, may_wait);
    if (status == STATUS_PENDING && may_wait) {
        if (tell_queued)
            tell_that_queued(connection, id);
        return;
    }
    request->status = status;
    pipe_served_answer(served);
}

/* ---- Arriving ---- */

static bool is_action(uint64_t action)
{
    return action == PIPE_READ || action == PIPE_WRITE ||
           action == PIPE_FLUSH || action == PIPE_TRANSACT ||
           (action >= PIPE_PEEK && action <= PIPE_BYE);
}

static bool sends(uint64_t action)
{
    return action == PIPE_WRITE || action == PIPE_TRANSACT;
}

static bool reads(uint64_t action)
{
    return action == PIPE_READ || action == PIPE_TRANSACT ||
           action == PIPE_PEEK;
}

static bool is_sound(const struct pipe_frame *frame, size_t len)
{
    uint64_t action = frame->first & PIPE_ACTION_MASK;

    return is_action(action) &&
           (sends(action) ? frame->second <= UINT32_MAX : frame->second == 0) &&
           (frame->len <= UINT32_MAX) && len <= frame->second &&
           (len == frame->second || len == PIPE_FRAME_DATA);
}

static bool charge(struct pipe_connection *connection, size_t bytes)
{
    bool fits;

    lock_take(&connection->lock);
    fits = connection->charge + bytes <= PIPE_CHARGE_MAX;
    connection->charge += bytes;
    lock_drop(&connection->lock);
    return fits;
}

static struct pipe_served *allocate(struct pipe_connection *connection,
                                    size_t bytes)
{
    size_t cost = bytes > PIPE_CHARGE_MIN ? bytes : PIPE_CHARGE_MIN;
    bool fits = bytes <= PIPE_CHARGE_MAX && charge(connection, cost);
    struct pipe_served *served = malloc(sizeof *served + (fits ? bytes : 0));

    if (served == NULL)
        return NULL;
    memset(served, 0, sizeof *served);
    served->refused = !fits;
    served->charge = bytes <= PIPE_CHARGE_MAX ? cost : 0;
    return served;
}

static struct pipe_served *served_new(struct pipe_connection *connection,
                                      const struct pipe_frame *frame)
{
    uint8_t action = frame->first & PIPE_ACTION_MASK;
    size_t room = reads(action) ? frame->len : 0;
    struct pipe_served *served = allocate(connection, room + frame->second);

    if (served == NULL)
        return NULL;
    served->request = (struct pipe_request){
        .action = action,
        .buffer = served->bytes,
        .len = action == PIPE_WRITE ? frame->second : room,
        .send = served->bytes + room,
        .send_len = frame->second,
        .end = ended,
    };
    atomic_init(&served->refs, 1);
    served->id = frame->id;
    served->may_wait = frame->kind == PIPE_ASK_WAIT;
    served->tell_queued = (frame->first & PIPE_TELL_QUEUED) != 0;
    served->expected = frame->second;
    served->mode = (uint32_t)frame->len;
    served->connection = connection;
    pipe_connection_get(connection);
    list_init(&served->link);
    return served;
}

/* Data comes in packets that are full, but for the last one. */
static bool take_data(struct pipe_connection *connection,
                      struct pipe_served *served, const char *data, size_t len)
{
    char *where =
        served->bytes + served->arrived +
        (served->request.action == PIPE_TRANSACT ? served->request.len : 0);

    if (!served->refused && len > 0)
        memcpy(where, data, len);
    served->arrived += len;
    connection->arriving = served->arrived < served->expected ? served : NULL;
    if (connection->arriving == NULL)
        carry_out(served);
    return true;
}

static bool take_more(struct pipe_connection *connection,
                      const struct pipe_packet *packet, size_t len)
{
    struct pipe_served *served = connection->arriving;
    size_t missing;

    if (served == NULL || packet->frame.id != served->id)
        return false;
    missing = served->expected - served->arrived;
    if (len != (missing < PIPE_FRAME_DATA ? missing : PIPE_FRAME_DATA))
        return false;
    return take_data(connection, served, packet->data, len);
}

static bool take_request(struct pipe_connection *connection,
                         const struct pipe_packet *packet, size_t len)
{
    struct pipe_served *served;

    if (connection->arriving != NULL || !is_sound(&packet->frame, len))
        return false;
    served = served_new(connection, &packet->frame);
    return served != NULL && take_data(connection, served, packet->data, len);
}

/* ---- Cancelling ---- */

static struct pipe_served *find(struct pipe_connection *connection, uint64_t id)
{
    struct pipe_served *found = NULL;

    lock_take(&connection->lock);
    LIST_FOR_EACH (node, &connection->requests)
        if (at(node)->id == id) {
            found = at(node);
            atomic_fetch_add_explicit(&found->refs, 1, memory_order_relaxed);
            break;
        }
    lock_drop(&connection->lock);
    return found;
}

static void cancel(struct pipe_connection *connection, uint64_t id)
{
    struct pipe_served *served = find(connection, id);

    if (served == NULL)
        return; /* its answer is on the way */
    pipe_revoke(&connection->end, &served->request);
    pipe_served_put(served);
}

bool pipe_served_take(struct pipe_connection *connection,
                      const struct pipe_packet *packet, size_t len)
{
    switch (packet->frame.kind) {
    case PIPE_ASK_NOW:
    case PIPE_ASK_WAIT:
        return take_request(connection, packet, len);
    case PIPE_DATA:
        return take_more(connection, packet, len);
    case PIPE_CANCEL:
        cancel(connection, packet->frame.id);
        return true;
    default:
        return false;
    }
}

void pipe_served_end_all(struct pipe_connection *connection)
{
    pipe_served_mute(connection);
    if (connection->arriving != NULL)
        pipe_served_put(connection->arriving);
    connection->arriving = NULL;
    pipe_connection_leave(connection);
}
