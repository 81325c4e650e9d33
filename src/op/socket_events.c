#include "op/socket_events.h"

#include <stdlib.h>

#include "base/errmap.h"
#include "op/datagram.h"
#include "sync/event.h"
#include "sys/fd.h"
#include "sys/net.h"
#include "sys/ready.h"
#include "sys/ready_thread.h"

/* What one socket selects. */
struct selection {
    struct socket_object *socket; /* borrowed: its close drops the selection */
    struct object *event;         /* counted */
    uint32_t mask;
    uint32_t spent; /* recorded, and not re-enabled since */
    struct socket_record record;
    uint64_t file_id; /* of the open file that is watched; 0: none */
};

/* One lock over all of it, the settings of events included, so that "record and
 * set" and "take and reset" are single steps. The kernel is asked under it, but
 * never waited for. A slot's place in the list and its generation are the
 * token the kernel gives back. */
static struct {
    struct lock lock;
    int watch; /* the descriptor; -1: not yet */
    struct slot {
        struct selection *selection; /* owned; NULL: free */
        uint32_t generation;
    } * slots;
    uint32_t count;
} all = {
    .lock = LOCK_INITIALISER(LOCK_SELECTION),
    .watch = -1,
};

static struct selection *of(const struct socket_object *socket)
{
    uint32_t at =
        atomic_load_explicit(&socket->selection, memory_order_relaxed);

    return at != 0 ? all.slots[at - 1].selection : NULL;
}

static uint64_t token_of(const struct socket_object *socket)
{
    uint32_t at =
        atomic_load_explicit(&socket->selection, memory_order_relaxed) - 1;

    return (uint64_t)all.slots[at].generation << 32 | at;
}

/* ---- What holds now ---- */

struct look {
    int fd;
    uint64_t file_id;
    bool receiving; /* a request of the lane will take what comes */
    bool sending;
};

static void look_at(struct socket_object *socket, struct look *look)
{
    struct io_object *io = &socket->io;

    lock_take(&io->lock);
    *look = (struct look){
        .fd = io->fd,
        .file_id = io->file_id,
        .receiving = io->in_lane[LANE_RECEIVE] > 0,
        .sending = io->in_lane[LANE_SEND] > 0,
    };
    lock_drop(&io->lock);
}

/* Why the connection ended. Asking the kernel for its error takes it away: a
 * reset is remembered for the calls to come, and a request that is pending is
 * not robbed of it. */
static NTSTATUS end_of(struct socket_object *socket, const struct look *look,
                       int16_t found)
{
    int error = 0;

    if (!socket->broken && (found & READY_ERROR) != 0 && !look->receiving &&
        !look->sending &&
        socket_get_option(look->fd, SOCKET_OPTION_ERROR, &error) == 0)
        socket_note_error(socket, error);
    if (socket->broken)
        return socket_broken(socket);
    return error != 0 ? errmap_socket(error) : STATUS_SUCCESS;
}

/* "FD_CLOSE should only be posted after all data is read" (WSAAsyncSelect);
 * the end of a stream alone is nothing to read. */
static uint32_t of_stream(struct socket_object *socket, const struct look *look,
                          int16_t found, NTSTATUS *end)
{
    uint32_t bytes = 0, events = 0;

    if (found & READY_IN)
        socket_readable_bytes(look->fd, &bytes);
    if (bytes > 0 && !look->receiving)
        events |= SOCKET_EVENT_READ;
    if ((found & READY_OUT) != 0 && !socket->send_shut)
        events |= SOCKET_EVENT_WRITE;
    if (found & READY_PRI)
        events |= SOCKET_EVENT_OOB;
    if (bytes == 0 &&
        (found & (READY_PEER_END | READY_HANGUP | READY_ERROR)) != 0) {
        events |= SOCKET_EVENT_CLOSE;
        *end = end_of(socket, look, found);
    }
    return events;
}

static uint32_t of_datagrams(struct socket_object *socket,
                             const struct look *look, int16_t found)
{
    uint32_t ready = datagram_ready(socket, look->fd, (uint16_t)found);
    uint32_t events = 0;

    if ((ready & READY_IN) != 0 && !look->receiving)
        events |= SOCKET_EVENT_READ;
    return ready & READY_OUT ? events | SOCKET_EVENT_WRITE : events;
}

static uint32_t conditions(struct socket_object *socket,
                           const struct look *look, NTSTATUS *end)
{
    int16_t found = ready_now(look->fd);

    *end = STATUS_SUCCESS;
    if (!socket_is_stream(socket))
        return of_datagrams(socket, look, found);
    if (socket->role == SOCKET_LISTENING)
        return (found & READY_IN) != 0 && !look->receiving ? SOCKET_EVENT_ACCEPT
                                                           : 0;
    return socket->role == SOCKET_CONNECTED
               ? of_stream(socket, look, found, end)
               : 0;
}

/* ---- Recording ---- */

static void record_locked(struct selection *selection, uint32_t events,
                          NTSTATUS status)
{
    events &= selection->mask & ~selection->spent;
    if (events == 0)
        return;
    for (unsigned i = 0; i < SOCKET_EVENT_KINDS; i++)
        if (events & 1u << i)
            selection->record.statuses[i] = status;
    selection->record.events |= events;
    selection->spent |= events;
    waitable_set(event_waitable(selection->event));
}

/* The descriptor may be another one than when it was selected (AcceptEx). */
static NTSTATUS watch_locked(struct selection *selection,
                             const struct look *look)
{
    int rc;

    if (selection->file_id == look->file_id)
        return STATUS_SUCCESS;
    rc = ready_watch_add(all.watch, look->fd, token_of(selection->socket));
    if (rc < 0)
        return errmap_socket(-rc);
    selection->file_id = look->file_id;
    return STATUS_SUCCESS;
}

/* Watched first and asked then: what comes in between is told. */
static NTSTATUS look_locked(struct selection *selection)
{
    struct socket_object *socket = selection->socket;
    struct look look;
    NTSTATUS status, end;
    uint32_t events;

    if (!io_begin(&socket->io))
        return STATUS_INVALID_HANDLE; /* closing */
    look_at(socket, &look);
    status = watch_locked(selection, &look);
    if (status == STATUS_SUCCESS) {
        events = conditions(socket, &look, &end);
        record_locked(selection, events & ~(uint32_t)SOCKET_EVENT_CLOSE,
                      STATUS_SUCCESS);
        record_locked(selection, events & SOCKET_EVENT_CLOSE, end);
    }
    io_end(&socket->io);
    return status;
}

void socket_events_look(struct socket_object *socket, uint32_t enabled)
{
    struct selection *selection;

    lock_take(&all.lock);
    selection = of(socket);
    if (selection != NULL) {
        selection->spent &= ~enabled;
        look_locked(selection);
    }
    lock_drop(&all.lock);
}

void socket_events_note_connect(struct socket_object *socket, NTSTATUS status)
{
    struct selection *selection;

    lock_take(&all.lock);
    selection = of(socket);
    if (selection != NULL) {
        selection->spent = 0;
        record_locked(selection, SOCKET_EVENT_CONNECT, status);
        look_locked(selection);
    }
    lock_drop(&all.lock);
}

/* ---- The thread that is told by the kernel ---- */

static void look_by_token(uint64_t token)
{
    uint32_t at = (uint32_t)token;

    lock_take(&all.lock);
    if (at < all.count && all.slots[at].selection != NULL &&
        all.slots[at].generation == token >> 32)
        look_locked(all.slots[at].selection);
    lock_drop(&all.lock);
}

static NTSTATUS start_locked(void)
{
    int rc;

    if (all.watch >= 0)
        return STATUS_SUCCESS;
    rc = ready_thread_start("iocp-events", look_by_token);
    if (rc < 0)
        return errmap_socket(-rc);
    all.watch = rc;
    return STATUS_SUCCESS;
}

/* ---- Making and dropping ---- */

static bool free_slot_locked(uint32_t *at)
{
    struct slot *slots;
    uint32_t count = all.count != 0 ? all.count * 2 : 64;

    for (*at = 0; *at < all.count; ++*at)
        if (all.slots[*at].selection == NULL)
            return true;
    slots = realloc(all.slots, count * sizeof *slots);
    if (slots == NULL)
        return false;
    for (uint32_t i = all.count; i < count; i++)
        slots[i] = (struct slot){NULL, 0};
    all.slots = slots;
    all.count = count;
    return true;
}

static struct selection *make_locked(struct socket_object *socket)
{
    struct selection *selection = of(socket);
    uint32_t at;

    if (selection != NULL)
        return selection;
    selection = calloc(1, sizeof *selection);
    if (selection == NULL || !free_slot_locked(&at)) {
        free(selection);
        return NULL;
    }
    selection->socket = socket;
    all.slots[at].selection = selection;
    all.slots[at].generation++;
    atomic_store_explicit(&socket->selection, at + 1, memory_order_relaxed);
    return selection;
}

static void drop_locked(struct socket_object *socket)
{
    struct selection *selection = of(socket);

    if (selection == NULL)
        return;
    all.slots[socket->selection - 1].selection = NULL;
    atomic_store_explicit(&socket->selection, 0, memory_order_relaxed);
    if (selection->file_id != 0 && io_begin(&socket->io)) {
        ready_watch_remove(all.watch, socket->io.fd);
        io_end(&socket->io);
    }
    if (selection->event != NULL)
        object_put(selection->event);
    free(selection);
}

/* Runs behind the one change of `closing`: whoever selects after it sees it. */
void socket_events_drop(struct socket_object *socket)
{
    lock_take(&all.lock);
    drop_locked(socket);
    lock_drop(&all.lock);
}

static void begin_locked(struct selection *selection, struct object *event,
                         uint32_t mask)
{
    object_get(event);
    if (selection->event != NULL)
        object_put(selection->event);
    selection->event = event;
    selection->mask = mask;
    selection->spent = 0;
    selection->record = (struct socket_record){.events = 0};
}

static NTSTATUS select_locked(struct socket_object *socket,
                              struct object *event, uint32_t mask)
{
    NTSTATUS status = start_locked();
    struct selection *selection;

    if (status != STATUS_SUCCESS)
        return status;
    selection = make_locked(socket);
    if (selection == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    begin_locked(selection, event, mask);
    socket->nonblocking = true;
    status = look_locked(selection);
    if (status != STATUS_SUCCESS)
        drop_locked(socket);
    return status;
}

NTSTATUS socket_events_select(struct socket_object *socket,
                              struct object *event, uint32_t mask)
{
    NTSTATUS status = STATUS_SUCCESS;

    lock_take(&all.lock);
    if (mask == 0) {
        drop_locked(socket);
        socket->nonblocking = true;
    } else
        status = select_locked(socket, event, mask);
    lock_drop(&all.lock);
    return status;
}

void socket_events_inherit(struct socket_object *accepted,
                           struct socket_object *listener)
{
    struct selection *selection;

    lock_take(&all.lock);
    selection = of(listener);
    if (selection != NULL)
        select_locked(accepted, selection->event, selection->mask);
    lock_drop(&all.lock);
}

void socket_events_take(struct socket_object *socket, struct object *event,
                        struct socket_record *record)
{
    struct selection *selection;

    *record = (struct socket_record){.events = 0};
    lock_take(&all.lock);
    selection = of(socket);
    if (selection != NULL) {
        *record = selection->record;
        selection->record = (struct socket_record){.events = 0};
    }
    if (event != NULL)
        waitable_reset(event_waitable(event));
    lock_drop(&all.lock);
}
