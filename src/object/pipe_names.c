#include "object/pipe_names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "iocp/errors.h"
#include "object/pipe_host.h"

/* What 0 milliseconds stand for (CreateNamedPipe, nDefaultTimeOut). */
#define DEFAULT_WAIT_MS 50u

struct pipe_name {
    struct list_node link;          /* (names) */
    struct list_node instances;     /* (names) oldest first */
    _Atomic uint32_t refs;          /* (a) */
    _Atomic uint32_t changes;       /* (a) futex word of who waits */
    uint32_t count;                 /* (names) */
    struct pipe_traits traits;      /* (c) */
    struct pipe_listener *listener; /* (names) owned; NULL: this process only */
    char text[];                    /* (c) */
};

static struct {
    struct lock lock;
    struct list_node list;
} names = {
    .lock = LOCK_INITIALISER(LOCK_TABLE),
    .list = {&names.list, &names.list},
};

const char *pipe_name_text(const struct pipe_name *name)
{
    return name->text;
}

void pipe_name_put(struct pipe_name *name)
{
    if (atomic_fetch_sub_explicit(&name->refs, 1, memory_order_acq_rel) == 1)
        free(name);
}

static void get(struct pipe_name *name)
{
    atomic_fetch_add_explicit(&name->refs, 1, memory_order_relaxed);
}

void pipe_name_changed(struct pipe_name *name)
{
    atomic_fetch_add_explicit(&name->changes, 1, memory_order_release);
    futex_wake(&name->changes, INT32_MAX);
    pipe_host_changed();
}

static struct pipe_name *find_locked(const char *text)
{
    LIST_FOR_EACH (node, &names.list) {
        struct pipe_name *name = LIST_ITEM(node, struct pipe_name, link);

        if (strcasecmp(name->text, text) == 0)
            return name;
    }
    return NULL;
}

static struct pipe_name *name_new(const struct pipe_wanted *wanted)
{
    size_t size = strlen(wanted->name) + 1;
    struct pipe_name *name = malloc(sizeof *name + size);

    if (name == NULL)
        return NULL;
    memcpy(name->text, wanted->name, size);
    name->traits = wanted->traits;
    name->count = 0;
    name->listener = NULL;
    atomic_init(&name->refs, 0);
    atomic_init(&name->changes, 0);
    list_init(&name->instances);
    return name;
}

/* The kernel is asked under the lock, and never waited for: a name is on the
 * list as long as its socket is in its place. */
static NTSTATUS name_add_locked(const struct pipe_wanted *wanted,
                                const struct pipe_place *place,
                                struct pipe_name **added)
{
    struct pipe_name *name = name_new(wanted);
    NTSTATUS status;

    if (name == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = pipe_host_publish(place, name->text, &name->listener);
    if (status != STATUS_SUCCESS) {
        free(name);
        return status;
    }
    list_append(&names.list, &name->link);
    *added = name;
    return STATUS_SUCCESS;
}

static bool agrees(const struct pipe_traits *one,
                   const struct pipe_traits *other)
{
    return one->message_type == other->message_type &&
           one->inbound == other->inbound && one->outbound == other->outbound &&
           one->instances_max == other->instances_max;
}

static NTSTATUS check_locked(const struct pipe_name *name,
                             const struct pipe_wanted *wanted)
{
    if (name == NULL)
        return STATUS_SUCCESS;
    if (wanted->first)
        return STATUS_ACCESS_DENIED;
    if (name->traits.instances_max != PIPE_INSTANCES_ANY &&
        name->count >= name->traits.instances_max)
        return STATUS_INSTANCE_NOT_AVAILABLE;
    return agrees(&name->traits, &wanted->traits) ? STATUS_SUCCESS
                                                  : STATUS_ACCESS_DENIED;
}

/* Without a `place` a new name is STATUS_OBJECT_NAME_NOT_FOUND. */
static NTSTATUS create_locked(const struct pipe_wanted *wanted,
                              const struct pipe_place *place, struct pipe *pipe)
{
    struct pipe_name *name = find_locked(wanted->name);
    NTSTATUS status = check_locked(name, wanted);

    if (status == STATUS_SUCCESS && name == NULL)
        status = place != NULL ? name_add_locked(wanted, place, &name)
                               : STATUS_OBJECT_NAME_NOT_FOUND;
    if (status != STATUS_SUCCESS)
        return status;
    pipe->traits.timeout_ms = name->traits.timeout_ms; /* the first one's */
    get(name);
    pipe->name = name;
    name->count++;
    list_append(&name->instances, &pipe->sibling);
    return STATUS_SUCCESS;
}

static NTSTATUS create(const struct pipe_wanted *wanted,
                       const struct pipe_place *place, struct pipe *pipe)
{
    NTSTATUS status;

    lock_take(&names.lock);
    status = create_locked(wanted, place, pipe);
    lock_drop(&names.lock);
    return status;
}

/* The first instance of a name has to find a place for it. */
static NTSTATUS create_anywhere(const struct pipe_wanted *wanted,
                                struct pipe *pipe)
{
    struct pipe_place place;
    NTSTATUS status = create(wanted, NULL, pipe);

    if (status != STATUS_OBJECT_NAME_NOT_FOUND)
        return status;
    status = pipe_place_take(&place);
    if (status != STATUS_SUCCESS)
        return status;
    status = create(wanted, &place, pipe);
    pipe_place_leave(&place);
    return status;
}

NTSTATUS pipe_name_create(const struct pipe_wanted *wanted,
                          struct pipe_end *end)
{
    struct pipe *pipe = pipe_new(&wanted->traits, wanted->quota);
    NTSTATUS status;

    if (pipe == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    status = create_anywhere(wanted, pipe);
    if (status != STATUS_SUCCESS) {
        pipe_put(pipe);
        return status;
    }
    pipe_name_changed(pipe->name);
    *end = (struct pipe_end){.pipe = pipe, .side = PIPE_SERVER};
    return STATUS_SUCCESS;
}

void pipe_name_leave(struct pipe *pipe)
{
    struct pipe_name *name = pipe->name;
    bool was_there;

    lock_take(&names.lock);
    was_there = list_linked(&pipe->sibling);
    if (was_there) {
        list_remove(&pipe->sibling);
        name->count--;
        if (name->count == 0) {
            list_remove(&name->link);
            pipe_host_withdraw(name->listener);
        }
    }
    lock_drop(&names.lock);
    if (was_there)
        pipe_name_changed(name); /* it may have been the last */
}

uint32_t pipe_name_count(struct pipe_name *name)
{
    uint32_t count;

    lock_take(&names.lock);
    count = name->count;
    lock_drop(&names.lock);
    return count;
}

/* ---- Clients ---- */

static struct pipe *listening_locked(const struct pipe_name *name)
{
    LIST_FOR_EACH (node, &name->instances) {
        struct pipe *pipe = LIST_ITEM(node, struct pipe, sibling);
        bool listens;

        lock_take(&pipe->lock);
        listens = pipe->state == PIPE_LISTENING && pipe->open[PIPE_SERVER];
        lock_drop(&pipe->lock);
        if (listens)
            return pipe;
    }
    return NULL;
}

/* An instance that listened at this look, with a reference: whether it still
 * does is asked again. */
static struct pipe *choose(const char *text, bool read, bool write,
                           NTSTATUS *status)
{
    struct pipe_name *name;
    struct pipe *pipe = NULL;

    lock_take(&names.lock);
    name = find_locked(text);
    if (name == NULL)
        *status = STATUS_OBJECT_NAME_NOT_FOUND;
    else if ((read && !name->traits.outbound) ||
             (write && !name->traits.inbound))
        *status = STATUS_ACCESS_DENIED;
    else {
        *status = STATUS_PIPE_NOT_AVAILABLE;
        pipe = listening_locked(name);
        if (pipe != NULL)
            pipe_get(pipe);
    }
    lock_drop(&names.lock);
    return pipe;
}

/* Looks again as often as others are quicker. */
NTSTATUS pipe_name_open(const char *name, bool read, bool write,
                        uint32_t process, struct pipe_end *end)
{
    NTSTATUS status;
    struct pipe *pipe;

    while ((pipe = choose(name, read, write, &status)) != NULL) {
        bool admitted = pipe_admit(pipe, process, end);

        pipe_put(pipe);
        if (admitted)
            return STATUS_SUCCESS;
    }
    return status;
}

/* Looks once. *name has a reference if it is to be waited for. */
static NTSTATUS look(const char *text, struct pipe_name **found, uint32_t *seen)
{
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
    struct pipe_name *name;

    lock_take(&names.lock);
    name = find_locked(text);
    if (name != NULL) {
        *seen = atomic_load_explicit(&name->changes, memory_order_acquire);
        status =
            listening_locked(name) != NULL ? STATUS_SUCCESS : STATUS_PENDING;
    }
    if (status == STATUS_PENDING) {
        get(name);
        *found = name;
    }
    lock_drop(&names.lock);
    return status;
}

NTSTATUS pipe_name_look(const char *text)
{
    struct pipe_name *name;
    uint32_t seen;
    NTSTATUS status = look(text, &name, &seen);

    if (status == STATUS_PENDING)
        pipe_name_put(name);
    return status;
}

uint32_t pipe_name_timeout_ms(const char *text)
{
    const struct pipe_name *name;
    uint32_t ms = 0;

    lock_take(&names.lock);
    name = find_locked(text);
    if (name != NULL)
        ms = name->traits.timeout_ms != 0 ? name->traits.timeout_ms
                                          : DEFAULT_WAIT_MS;
    lock_drop(&names.lock);
    return ms;
}

static uint64_t default_deadline(const struct pipe_name *name)
{
    uint32_t ms = name->traits.timeout_ms;

    return clock_deadline_ns(ms != 0 ? ms : DEFAULT_WAIT_MS);
}

NTSTATUS pipe_name_wait(const char *text, uint64_t deadline_ns,
                        bool default_wait)
{
    struct pipe_name *name;
    uint32_t seen;
    NTSTATUS status;
    int rc = 0;

    while ((status = look(text, &name, &seen)) == STATUS_PENDING && rc == 0) {
        if (default_wait)
            deadline_ns = default_deadline(name);
        default_wait = false;
        rc = futex_wait(&name->changes, seen, deadline_ns);
        pipe_name_put(name);
    }
    if (status == STATUS_PENDING)
        pipe_name_put(name);
    return status == STATUS_PENDING ? STATUS_IO_TIMEOUT : status;
}
