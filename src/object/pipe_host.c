#include "object/pipe_host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "iocp/errors.h"
#include "object/pipe_names.h"
#include "object/pipe_served.h"
#include "sys/fd.h"
#include "sys/machine.h"

#define PACKETS_A_TURN 64
#define GREETED_NOT_MAX 1024 /* connections that have no pipe */
#define FRAME_BYTES (int)sizeof(struct pipe_frame)
#define FAREWELL_NS 1000000000u /* a guard: the thread waits for nobody */

struct pipe_listener {
    struct pipe_watched watched;
    char file[PIPE_FILE_BYTES]; /* (c) */
    struct pipe_folder folder;  /* (c) */
    char name[];                /* (c) */
};

static struct {
    struct lock lock;
    struct list_node connections; /* (host) those with a pipe */
    struct list_node waiters;     /* (host) for an instance */
    _Atomic uint32_t waiting;     /* (a) how many */
    uint32_t strangers;           /* (thread) that have no pipe yet */
    bool swept;                   /* the folder's lock */
    bool told;                    /* the same */
    _Atomic uint32_t process;     /* (a) whose these are: no child's */
    _Atomic uint32_t busy;        /* (a) the thread has a connection; futex */
    _Atomic uint32_t leaving;     /* (a) it takes no more of them */
} host = {
    .lock = LOCK_INITIALISER(LOCK_SHARE),
    .connections = {&host.connections, &host.connections},
    .waiters = {&host.waiters, &host.waiters},
};

/* ---- Clients that wait for an instance ---- */

static void stop_waiting_locked(struct pipe_connection *connection)
{
    if (!list_linked(&connection->waiter))
        return;
    list_remove(&connection->waiter);
    atomic_fetch_sub(&host.waiting, 1);
}

/* True once, for one that has to wait no more. */
static bool is_over(struct pipe_connection *connection, NTSTATUS *status)
{
    bool over;

    *status = pipe_name_look(connection->name);
    lock_take(&host.lock);
    over = *status != STATUS_PENDING && list_linked(&connection->waiter);
    if (over)
        stop_waiting_locked(connection);
    lock_drop(&host.lock);
    return over;
}

static void tell(struct pipe_connection *connection)
{
    NTSTATUS status;
    struct pipe_frame frame = {.kind = PIPE_ANSWER};

    if (!is_over(connection, &status))
        return;
    frame.status = status;
    pipe_connection_say(connection, &frame, NULL, 0);
}

static struct pipe_connection *waiter_at(uint32_t place)
{
    struct pipe_connection *found = NULL;

    lock_take(&host.lock);
    LIST_FOR_EACH (node, &host.waiters)
        if (place-- == 0) {
            found = LIST_ITEM(node, struct pipe_connection, waiter);
            pipe_connection_get(found);
            break;
        }
    lock_drop(&host.lock);
    return found;
}

/* One that leaves the list while we walk moves another into its place, which
 * may be missed: it is looked at again from the start. */
void pipe_host_changed(void)
{
    uint32_t count = atomic_load(&host.waiting);

    for (uint32_t place = 0; place < count; place++) {
        struct pipe_connection *connection = waiter_at(place);

        if (connection == NULL)
            return;
        tell(connection);
        pipe_connection_put(connection);
        if (atomic_load(&host.waiting) < count) {
            count = atomic_load(&host.waiting);
            place = UINT32_MAX; /* 0 is next */
        }
    }
}

/* ---- Greeting ---- */

static void greet(struct pipe_connection *connection, NTSTATUS status)
{
    const struct pipe *pipe = connection->end.pipe;
    struct pipe_frame frame = {.kind = PIPE_ANSWER, .status = status};
    struct pipe_greeting greeting;

    if (status != STATUS_SUCCESS) {
        pipe_connection_say(connection, &frame, NULL, 0);
        return;
    }
    greeting = (struct pipe_greeting){
        .message_type = pipe->traits.message_type,
        .inbound = pipe->traits.inbound,
        .outbound = pipe->traits.outbound,
        .instances_max = pipe->traits.instances_max,
        .timeout_ms = pipe->traits.timeout_ms,
        .quota = {pipe->toward[PIPE_SERVER].quota,
                  pipe->toward[PIPE_CLIENT].quota},
    };
    pipe_connection_say(connection, &frame, &greeting, sizeof greeting);
}

static bool open_for(struct pipe_connection *connection, const char *name,
                     uint64_t access)
{
    NTSTATUS status = pipe_name_open(name, (access & PIPE_TO_READ) != 0,
                                     (access & PIPE_TO_WRITE) != 0,
                                     connection->process, &connection->end);

    if (status == STATUS_SUCCESS) {
        connection->greeted = true;
        lock_take(&host.lock);
        list_append(&host.connections, &connection->kin);
        lock_drop(&host.lock);
    }
    greet(connection, status);
    return true;
}

/* One that has to wait goes to the list, and is looked at again then: a change
 * that comes in between finds it there. */
static bool wait_for(struct pipe_connection *connection, const char *name)
{
    struct pipe_frame frame = {.kind = PIPE_ANSWER,
                               .status = pipe_name_look(name)};

    connection->name = strdup(name);
    if (connection->name == NULL)
        return false;
    frame.first = pipe_name_timeout_ms(name);
    pipe_connection_say(connection, &frame, NULL, 0);
    if (frame.status != STATUS_PENDING)
        return true;
    lock_take(&host.lock);
    list_append(&host.waiters, &connection->waiter);
    atomic_fetch_add(&host.waiting, 1);
    lock_drop(&host.lock);
    tell(connection);
    return true;
}

/* The name is told in full: that of the file may be another one's too. */
static bool take_hello(struct pipe_connection *connection,
                       struct pipe_packet *packet, size_t len)
{
    const struct pipe_frame *frame = &packet->frame;

    if (frame->id != PIPE_WIRE_VERSION || connection->name != NULL ||
        len == 0 || len >= sizeof packet->data ||
        (frame->kind != PIPE_HELLO_OPEN && frame->kind != PIPE_HELLO_WAIT))
        return false;
    packet->data[len] = '\0';
    if (strlen(packet->data) != len)
        return false;
    return frame->kind == PIPE_HELLO_OPEN
               ? open_for(connection, packet->data, frame->first)
               : wait_for(connection, packet->data);
}

/* ---- Connections ---- */

static void leave(struct pipe_connection *connection)
{
    pipe_served_end_all(connection);
    if (!connection->greeted)
        host.strangers--;
    lock_take(&host.lock);
    list_remove(&connection->kin);
    stop_waiting_locked(connection);
    lock_drop(&host.lock);
    pipe_watch_end(&connection->watched);
    pipe_connection_put(connection);
}

static bool take_packet(struct pipe_connection *connection,
                        struct pipe_packet *packet, size_t len)
{
    bool sound;

    if (connection->greeted)
        return pipe_served_take(connection, packet, len);
    sound = take_hello(connection, packet, len);
    if (connection->greeted)
        host.strangers--;
    return sound;
}

static void serve(struct pipe_watched *watched, struct pipe_packet *packet)
{
    struct pipe_connection *connection =
        LIST_ITEM(watched, struct pipe_connection, watched);
    int len;

    pipe_served_pump(connection);
    for (int i = 0; i < PACKETS_A_TURN; i++) {
        len = pipe_socket_receive(watched->fd, packet, sizeof *packet);
        if (len == -EAGAIN)
            return;
        if (len < FRAME_BYTES ||
            !take_packet(connection, packet,
                         (size_t)len - sizeof(packet->frame))) {
            leave(connection);
            return;
        }
    }
    pipe_watch_again(watched, true); /* others' turn */
}

/* Says that it has one before it looks whether the process ends, which looks
 * the other way round: see pipe_host_farewell. */
static void connection_ready(struct pipe_watched *watched,
                             struct pipe_packet *packet)
{
    atomic_store(&host.busy, 1);
    if (!atomic_load(&host.leaving))
        serve(watched, packet);
    atomic_store(&host.busy, 0);
    if (atomic_load(&host.leaving))
        futex_wake(&host.busy, 1);
}

static struct pipe_connection *connection_new(int fd, uint32_t process)
{
    struct pipe_connection *connection = calloc(1, sizeof *connection);

    if (connection == NULL)
        return NULL;
    connection->watched.fd = fd;
    connection->watched.ready = connection_ready;
    connection->process = process;
    lock_init(&connection->lock, LOCK_OBJECT);
    atomic_init(&connection->refs, 1); /* the thread's */
    list_init(&connection->requests);
    list_init(&connection->answers);
    list_init(&connection->waiter);
    list_init(&connection->kin);
    return connection;
}

static void let_in(int fd)
{
    struct pipe_connection *connection = NULL;
    uint32_t process;

    if (host.strangers < GREETED_NOT_MAX && pipe_socket_peer(fd, &process) == 0)
        connection = connection_new(fd, process);
    if (connection == NULL) {
        fd_close(fd);
        return;
    }
    host.strangers++;
    if (pipe_watch_add(&connection->watched) == 0)
        return;
    connection->watched.fd = -1;
    fd_close(fd);
    leave(connection);
}

/* Without a descriptor for it a client would wait in the queue for good: it is
 * taken with the one in reserve, and sent away. */
static int accept_any(int listener)
{
    int fd = pipe_socket_accept(listener);

    if ((fd == -EMFILE || fd == -ENFILE) && fd_spare_lend()) {
        fd = pipe_socket_accept(listener);
        if (fd >= 0)
            fd_close(fd);
        fd_spare_restore();
        return fd >= 0 ? -EINTR : fd;
    }
    return fd;
}

/* Withdrawing shuts the socket, and only that makes accepting invalid. */
static void listener_ready(struct pipe_watched *watched,
                           struct pipe_packet *packet)
{
    int fd;

    (void)packet;
    while ((fd = accept_any(watched->fd)) != -EINVAL) {
        if (fd >= 0)
            let_in(fd);
        else if (fd != -EINTR && fd != -ECONNABORTED)
            return;
    }
    pipe_watch_end(watched);
    free(LIST_ITEM(watched, struct pipe_listener, watched));
}

/* ---- Names ---- */

static NTSTATUS without_place(struct pipe_place *place, int rc)
{
    pipe_folder_close(&place->folder);
    if (rc == -ENOMEM || rc == -EMFILE || rc == -ENFILE || rc == -EAGAIN)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!host.told)
        log_line("named pipes are known in this process only: %s",
                 rc == -EPERM ? "the folder is not this user's alone"
                              : "there is no folder for them");
    host.told = true;
    return STATUS_SUCCESS;
}

NTSTATUS pipe_place_take(struct pipe_place *place)
{
    int rc = pipe_folder_open(&place->folder, true);

    place->usable = false;
    if (rc < 0)
        return without_place(place, rc);
    rc = pipe_watch_start();
    if (rc < 0)
        return without_place(place, rc);
    if (!host.swept)
        pipe_folder_sweep(&place->folder);
    host.swept = true;
    atomic_store(&host.process, machine_process_id());
    fd_raise_limit();
    fd_spare_restore();
    place->usable = true;
    return STATUS_SUCCESS;
}

void pipe_place_leave(struct pipe_place *place)
{
    pipe_folder_close(&place->folder);
}

static struct pipe_listener *listener_new(const struct pipe_place *place,
                                          const char *name)
{
    size_t size = strlen(name) + 1;
    struct pipe_listener *listener = malloc(sizeof *listener + size);

    if (listener == NULL)
        return NULL;
    memcpy(listener->name, name, size);
    listener->folder = place->folder;
    pipe_socket_file(name, listener->file);
    list_init(&listener->watched.link);
    listener->watched.ready = listener_ready;
    return listener;
}

static int listen_at(const struct pipe_place *place,
                     struct pipe_listener *listener)
{
    int fd = pipe_socket_listen(&place->folder, listener->file);
    int rc;

    if (fd < 0)
        return fd;
    listener->watched.fd = fd;
    rc = pipe_watch_add(&listener->watched);
    if (rc == 0)
        return 0;
    pipe_socket_unlink(&place->folder, listener->file);
    fd_close(fd);
    return rc;
}

NTSTATUS pipe_host_publish(const struct pipe_place *place, const char *name,
                           struct pipe_listener **listener)
{
    int rc;

    *listener = NULL;
    if (!place->usable)
        return STATUS_SUCCESS;
    *listener = listener_new(place, name);
    if (*listener == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    rc = listen_at(place, *listener);
    if (rc == 0)
        return STATUS_SUCCESS;
    free(*listener);
    *listener = NULL;
    return rc == -EADDRINUSE ? STATUS_ACCESS_DENIED
                             : STATUS_INSUFFICIENT_RESOURCES;
}

/* First the file, as a socket that is shut looks like one left behind; and
 * nothing after that, as the thread frees the listener. */
void pipe_host_withdraw(struct pipe_listener *listener)
{
    if (listener == NULL || listener->watched.fd < 0)
        return; /* a child of fork(): it is the parent's */
    pipe_socket_unlink(&listener->folder, listener->file);
    pipe_watch_shut(&listener->watched);
}

/* ---- The end of the process ---- */

static struct pipe_connection *connection_at(uint32_t place)
{
    struct pipe_connection *found = NULL;

    lock_take(&host.lock);
    LIST_FOR_EACH (node, &host.connections)
        if (place-- == 0) {
            found = LIST_ITEM(node, struct pipe_connection, kin);
            pipe_connection_get(found);
            break;
        }
    lock_drop(&host.lock);
    return found;
}

/* By messages, where there are any: the client may read it either way. */
static void send_rest(struct pipe_connection *connection)
{
    static char buffer[PIPE_FRAME_DATA];
    const struct pipe_end *end = &connection->end;
    NTSTATUS status = pipe_set_mode(end, end->pipe->traits.message_type, true);
    bool said = pipe_served_pump(connection); /* older data comes first */

    while (said &&
           (status == STATUS_SUCCESS || status == STATUS_BUFFER_OVERFLOW)) {
        struct pipe_request read = {
            .action = PIPE_READ, .buffer = buffer, .len = sizeof buffer};
        struct pipe_frame left = {.kind = PIPE_LEFT};

        status = pipe_submit(end, &read, false);
        left.first = status == STATUS_BUFFER_OVERFLOW;
        if (status == STATUS_SUCCESS || left.first)
            said = pipe_connection_say(connection, &left, buffer, read.done);
    }
}

/* On Windows the system keeps what was written; here it is in this process.
 * The thread may be in the middle of a read of the same data, and takes no
 * other once it is told. */
__attribute__((destructor)) void pipe_host_farewell(void)
{
    const uint64_t deadline_ns = clock_now_ns() + FAREWELL_NS;
    struct pipe_connection *connection;

    if (atomic_load(&host.process) != machine_process_id() ||
        atomic_exchange(&host.leaving, 1) != 0)
        return;
    while (atomic_load(&host.busy))
        if (futex_wait(&host.busy, 1, deadline_ns) < 0)
            return;
    for (uint32_t place = 0; (connection = connection_at(place)) != NULL;
         place++) {
        send_rest(connection);
        pipe_connection_put(connection);
    }
}
