#include "object/pipe_remote.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "iocp/errors.h"
#include "object/pipe_client.h"
#include "sys/fd.h"
#include "sys/pipe_socket.h"
#include "sys/ready.h"

/* A process that was stopped answers nobody; after so long it is said to be
 * busy. */
#define PATIENCE_MS 30000u
#define BYE_MS 1000u
#define NS_A_MS 1000000u

/* ---- Finding the other process ---- */

static NTSTATUS status_of(int rc)
{
    if (rc == -ENOMEM || rc == -EMFILE || rc == -ENFILE || rc == -ENOBUFS)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (rc == -EAGAIN)
        return STATUS_PIPE_NOT_AVAILABLE;
    return STATUS_OBJECT_NAME_NOT_FOUND;
}

static int connect_to(const char *name, uint32_t *process)
{
    struct pipe_folder folder;
    char file[PIPE_FILE_BYTES];
    int rc = pipe_folder_open(&folder, false);
    int fd;

    if (rc < 0)
        return rc;
    fd_raise_limit();
    pipe_socket_file(name, file);
    fd = pipe_socket_connect(&folder, file, PATIENCE_MS);
    if (fd < 0)
        return fd;
    rc = pipe_socket_peer(fd, process);
    if (rc == 0)
        return fd;
    fd_close(fd);
    return rc;
}

static int say_hello(int fd, enum pipe_frame_kind kind, uint64_t access,
                     const char *name)
{
    const struct pipe_frame hello = {
        .kind = kind, .id = PIPE_WIRE_VERSION, .first = access};
    size_t len = strlen(name);

    if (len >= PIPE_FRAME_DATA)
        return -ENOENT;
    return pipe_socket_send(fd, &hello, sizeof hello, name, len);
}

/* The next packet, or -EAGAIN at the deadline. */
struct pipe_welcome {
    struct pipe_frame frame;
    struct pipe_greeting greeting;
};
static int hear(int fd, uint64_t deadline_ns, struct pipe_welcome *welcome)
{
    struct ready entry = {.fd = fd, .wanted = READY_IN};
    int len;

    while ((len = pipe_socket_receive(fd, welcome, sizeof *welcome)) ==
           -EAGAIN) {
        uint64_t now = clock_now_ns();
        int rc;

        if (now >= deadline_ns)
            return -EAGAIN;
        /* No longer than a time that the kernel takes as one. */
        rc = ready_wait(&entry, 1,
                        deadline_ns - now < (uint64_t)PATIENCE_MS * NS_A_MS
                            ? deadline_ns - now
                            : (uint64_t)PATIENCE_MS * NS_A_MS);
        if (rc < 0)
            return rc;
    }
    if (len < (int)sizeof welcome->frame || welcome->frame.kind != PIPE_ANSWER)
        return -ECONNREFUSED; /* it ended, or is no pipe's */
    return len;
}

/* ---- Opening and waiting ---- */

static NTSTATUS enter(int fd, const char *name, uint64_t access,
                      uint32_t process, struct pipe_remote **remote)
{
    struct pipe_welcome welcome = {0};
    int rc = say_hello(fd, PIPE_HELLO_OPEN, access, name);

    if (rc == 0)
        rc = hear(fd, clock_deadline_ns(PATIENCE_MS), &welcome);
    if (rc < 0)
        return status_of(rc);
    if (welcome.frame.status != STATUS_SUCCESS)
        return welcome.frame.status;
    if (rc != (int)sizeof welcome)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    return pipe_client_new(fd, &welcome.greeting, process, remote);
}

NTSTATUS pipe_remote_open(const char *name, bool read, bool write,
                          struct pipe_end *end)
{
    uint64_t access = (read ? (uint64_t)PIPE_TO_READ : 0) |
                      (write ? (uint64_t)PIPE_TO_WRITE : 0);
    struct pipe_remote *remote;
    uint32_t process;
    NTSTATUS status;
    int fd = connect_to(name, &process);

    if (fd < 0)
        return status_of(fd);
    status = enter(fd, name, access, process, &remote);
    if (status != STATUS_SUCCESS) {
        fd_close(fd);
        return status;
    }
    *end = (struct pipe_end){.remote = remote, .side = PIPE_CLIENT};
    return STATUS_SUCCESS;
}

static NTSTATUS wait_at(int fd, const char *name, uint64_t deadline_ns,
                        bool default_wait)
{
    struct pipe_welcome welcome = {0};
    int rc = say_hello(fd, PIPE_HELLO_WAIT, 0, name);

    if (rc == 0)
        rc = hear(fd, clock_deadline_ns(PATIENCE_MS), &welcome);
    if (rc > 0 && welcome.frame.status == STATUS_PENDING) {
        if (default_wait)
            deadline_ns = clock_deadline_ns((uint32_t)welcome.frame.first);
        rc = hear(fd, deadline_ns, &welcome);
    }
    if (rc < 0)
        return rc == -EAGAIN ? STATUS_IO_TIMEOUT : status_of(rc);
    return welcome.frame.status;
}

NTSTATUS pipe_remote_wait(const char *name, uint64_t deadline_ns,
                          bool default_wait)
{
    uint32_t process;
    NTSTATUS status;
    int fd = connect_to(name, &process);

    if (fd < 0)
        return fd == -EAGAIN ? STATUS_IO_TIMEOUT : status_of(fd);
    status = wait_at(fd, name, deadline_ns, default_wait);
    fd_close(fd);
    return status;
}

/* ---- Requests ---- */

static bool is_gone(struct pipe_remote *remote)
{
    bool gone;

    lock_take(&remote->lock);
    gone = remote->gone;
    lock_drop(&remote->lock);
    return gone;
}

static void call_ended(struct pipe_request *request)
{
    struct pipe_call *call = LIST_ITEM(request, struct pipe_call, request);

    atomic_store_explicit(&call->ended, 1, memory_order_release);
    futex_wake(&call->ended, 1); /* it may be gone already */
}

static NTSTATUS ask_until(struct pipe_remote *remote, struct pipe_call *call,
                          uint64_t deadline_ns)
{
    NTSTATUS status;

    atomic_init(&call->ended, 0);
    call->request.end = call_ended;
    status = pipe_client_start(remote, &call->request, false);
    if (status != STATUS_PENDING)
        return status;
    while (!atomic_load_explicit(&call->ended, memory_order_acquire))
        if (futex_wait(&call->ended, 0, deadline_ns) < 0)
            pipe_client_forget(remote, &call->request);
    return call->request.status;
}

static NTSTATUS ask(struct pipe_remote *remote, struct pipe_call *call)
{
    return ask_until(remote, call, CLOCK_NEVER);
}

static NTSTATUS submit_now(struct pipe_remote *remote,
                           struct pipe_request *request)
{
    struct pipe_call call = {.request = *request};
    NTSTATUS status;

    /* More than goes in one packet would have to go twice, if it had to wait.
     */
    if (request->action == PIPE_WRITE && request->len > PIPE_FRAME_DATA)
        return STATUS_PENDING;
    status = ask(remote, &call);
    request->done = call.request.done;
    return status;
}

NTSTATUS pipe_remote_submit(struct pipe_remote *remote,
                            struct pipe_request *request, bool may_wait)
{
    NTSTATUS status;

    request->done = 0;
    if (request->action == PIPE_CONNECT)
        return STATUS_INVALID_DEVICE_REQUEST;
    status = STATUS_PIPE_BROKEN;
    if (!is_gone(remote))
        status = may_wait ? pipe_client_start(remote, request, true)
                          : submit_now(remote, request);
    if (status == STATUS_PIPE_BROKEN && is_gone(remote))
        return pipe_submit(&remote->rest, request, may_wait);
    return status;
}

/* Returns when the other process knows, as whoever closed a handle goes on to
 * tell others; but does not wait long for one that was stopped. */
void pipe_remote_close(struct pipe_remote *remote)
{
    struct pipe_call bye = {.request = {.action = PIPE_BYE}};

    if (pipe_client_close(remote))
        ask_until(remote, &bye, clock_deadline_ns(BYE_MS));
    pipe_client_shut(remote);
}

/* ---- Questions ---- */

static NTSTATUS question(struct pipe_remote *remote, struct pipe_call *call,
                         bool *gone)
{
    NTSTATUS status = ask(remote, call);

    *gone = status == STATUS_PIPE_BROKEN && is_gone(remote);
    return status;
}

NTSTATUS pipe_remote_peek(struct pipe_remote *remote, char *buffer, size_t len,
                          struct pipe_peeked *peeked)
{
    struct pipe_call call = {
        .request = {.action = PIPE_PEEK, .buffer = buffer, .len = len}};
    bool gone;
    NTSTATUS status = question(remote, &call, &gone);

    if (gone)
        return pipe_peek(&remote->rest, buffer, len, peeked);
    peeked->copied = call.request.done;
    peeked->available = call.first;
    peeked->left = call.second;
    return status;
}

NTSTATUS pipe_remote_set_mode(struct pipe_remote *remote, bool message_read,
                              bool nowait)
{
    struct pipe_call call = {
        .request = {.action = PIPE_SET_MODE},
        .mode = (message_read ? (uint32_t)PIPE_MODE_MESSAGE : 0) |
                (nowait ? (uint32_t)PIPE_MODE_NOWAIT : 0),
    };
    bool gone;
    NTSTATUS status = question(remote, &call, &gone);

    return gone ? pipe_set_mode(&remote->rest, message_read, nowait) : status;
}

NTSTATUS pipe_remote_inspect(struct pipe_remote *remote,
                             struct pipe_facts *facts)
{
    struct pipe_call call = {.request = {.action = PIPE_INSPECT}};
    bool gone;
    NTSTATUS status = question(remote, &call, &gone);

    *facts = remote->facts;
    facts->instances = (uint32_t)call.first;
    lock_take(&remote->lock);
    facts->message_read = remote->message_read;
    facts->nowait = remote->nowait;
    lock_drop(&remote->lock);
    return gone ? STATUS_SUCCESS : status;
}

/* The server's alone; but a client that was sent away is told that. */
NTSTATUS pipe_remote_disconnect(struct pipe_remote *remote)
{
    struct pipe_call call = {.request = {.action = PIPE_INSPECT}};
    bool gone;

    return question(remote, &call, &gone) == STATUS_PIPE_DISCONNECTED
               ? STATUS_PIPE_DISCONNECTED
               : STATUS_INVALID_DEVICE_REQUEST;
}
