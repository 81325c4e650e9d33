#include "object/mailslot.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/lock.h"
#include "iocp/errors.h"

struct message {
    struct list_node link; /* (slot) */
    size_t len;            /* (c) */
    char data[];           /* (c) */
};

struct mailslot {
    struct lock lock;          /* level object */
    _Atomic uint32_t refs;     /* (a) */
    struct list_node link;     /* (names) */
    struct list_node messages; /* (slot) oldest first */
    struct list_node reads;    /* (slot) oldest first; no message is there */
    uint32_t max;              /* (c) */
    uint32_t timeout_ms;       /* (slot) */
    uint32_t count;            /* (slot) of messages */
    bool open;                 /* (slot) its reader is there */
    char name[];               /* (c) */
};

static struct {
    struct lock lock;
    struct list_node list;
} names = {
    .lock = LOCK_INITIALISER(LOCK_TABLE),
    .list = {&names.list, &names.list},
};

/* ---- Names ---- */

static struct mailslot *find_locked(const char *name)
{
    LIST_FOR_EACH (node, &names.list) {
        struct mailslot *slot = LIST_ITEM(node, struct mailslot, link);

        if (strcasecmp(slot->name, name) == 0)
            return slot;
    }
    return NULL;
}

static struct mailslot *slot_alloc(const char *name)
{
    size_t size = strlen(name) + 1;
    struct mailslot *slot = calloc(1, sizeof *slot + size);

    if (slot == NULL)
        return NULL;
    lock_init(&slot->lock, LOCK_OBJECT);
    atomic_init(&slot->refs, 1);
    list_init(&slot->link);
    list_init(&slot->messages);
    list_init(&slot->reads);
    slot->open = true;
    memcpy(slot->name, name, size);
    return slot;
}

NTSTATUS mailslot_new(const char *name, uint32_t max, uint32_t timeout_ms,
                      struct mailslot **slot)
{
    struct mailslot *made = slot_alloc(name);
    bool is_new;

    if (made == NULL)
        return STATUS_NO_MEMORY;
    made->max = max;
    made->timeout_ms = timeout_ms;
    lock_take(&names.lock);
    is_new = find_locked(name) == NULL;
    if (is_new)
        list_append(&names.list, &made->link);
    lock_drop(&names.lock);
    if (!is_new) {
        free(made);
        return STATUS_OBJECT_NAME_COLLISION;
    }
    *slot = made;
    return STATUS_SUCCESS;
}

/* Who is in the list has its reader's reference. */
struct mailslot *mailslot_find(const char *name)
{
    struct mailslot *slot;

    lock_take(&names.lock);
    slot = find_locked(name);
    if (slot != NULL)
        atomic_fetch_add_explicit(&slot->refs, 1, memory_order_relaxed);
    lock_drop(&names.lock);
    return slot;
}

static void drop_messages(struct list_node *messages)
{
    struct list_node *node = messages->next, *next;

    for (; node != messages; node = next) {
        next = node->next;
        free(LIST_ITEM(node, struct message, link));
    }
    list_init(messages);
}

void mailslot_put(struct mailslot *slot)
{
    if (atomic_fetch_sub_explicit(&slot->refs, 1, memory_order_acq_rel) != 1)
        return;
    drop_messages(&slot->messages);
    free(slot);
}

void mailslot_close(struct mailslot *slot)
{
    lock_take(&names.lock);
    list_remove(&slot->link);
    lock_drop(&names.lock);
    lock_take(&slot->lock);
    slot->open = false;
    drop_messages(&slot->messages);
    slot->count = 0;
    lock_drop(&slot->lock);
}

/* ---- Reads that wait ---- */

static void finish_locked(struct mailslot_read *read, NTSTATUS status,
                          struct list_node *ended)
{
    list_remove(&read->link);
    read->queued = false;
    read->status = status;
    list_append(ended, &read->link);
}

static void end_all(struct list_node *ended)
{
    struct list_node *node;

    while ((node = list_first(ended)) != NULL) {
        struct mailslot_read *read =
            LIST_ITEM(node, struct mailslot_read, link);

        list_remove(node);
        if (read->status != STATUS_IO_TIMEOUT) { /* that is its deadline's */
            deadline_cancel(&read->deadline);
            deadline_settle(&read->deadline);
        }
        read->end(read);
    }
}

static void expire(struct deadline *deadline)
{
    struct mailslot_read *read =
        LIST_ITEM(deadline, struct mailslot_read, deadline);
    struct list_node ended;

    list_init(&ended);
    lock_take(&read->slot->lock);
    if (read->queued)
        finish_locked(read, STATUS_IO_TIMEOUT, &ended);
    lock_drop(&read->slot->lock);
    end_all(&ended);
}

void mailslot_revoke(struct mailslot *slot, struct mailslot_read *read)
{
    struct list_node ended;

    list_init(&ended);
    lock_take(&slot->lock);
    if (read->queued)
        finish_locked(read, STATUS_CANCELLED, &ended);
    lock_drop(&slot->lock);
    end_all(&ended);
}

/* ---- Messages ---- */

static struct message *message_new(const char *data, size_t len)
{
    struct message *message = malloc(sizeof *message + len);

    if (message == NULL)
        return NULL;
    message->len = len;
    if (len > 0)
        memcpy(message->data, data, len);
    return message;
}

static bool fits(struct mailslot_read *read, const struct message *message)
{
    if (message->len > read->len)
        return false;
    if (message->len > 0)
        memcpy(read->buffer, message->data, message->len);
    read->done = message->len;
    return true;
}

/* Reads with too small a buffer end without it. False: nobody took it. */
static bool hand_out_locked(struct mailslot *slot,
                            const struct message *message,
                            struct list_node *ended)
{
    struct list_node *node;

    while ((node = list_first(&slot->reads)) != NULL) {
        struct mailslot_read *read =
            LIST_ITEM(node, struct mailslot_read, link);
        bool took = fits(read, message);

        finish_locked(read, took ? STATUS_SUCCESS : STATUS_BUFFER_TOO_SMALL,
                      ended);
        if (took)
            return true;
    }
    return false;
}

NTSTATUS mailslot_write(struct mailslot *slot, const char *data, size_t len)
{
    struct message *message;
    struct list_node ended;
    NTSTATUS status = STATUS_SUCCESS;

    if (slot->max != 0 && len > slot->max)
        return STATUS_INVALID_PARAMETER;
    message = message_new(data, len);
    if (message == NULL)
        return STATUS_NO_MEMORY;
    list_init(&ended);
    lock_take(&slot->lock);
    if (!slot->open)
        status = STATUS_FILE_FORCED_CLOSED;
    else if (!hand_out_locked(slot, message, &ended)) {
        list_append(&slot->messages, &message->link);
        slot->count++;
        message = NULL;
    }
    lock_drop(&slot->lock);
    free(message);
    end_all(&ended);
    return status;
}

static NTSTATUS take_locked(struct mailslot *slot, struct mailslot_read *read)
{
    struct list_node *node = list_first(&slot->messages);
    struct message *message = LIST_ITEM(node, struct message, link);

    if (!fits(read, message))
        return STATUS_BUFFER_TOO_SMALL;
    list_remove(node);
    slot->count--;
    free(message);
    return STATUS_SUCCESS;
}

static NTSTATUS wait_locked(struct mailslot *slot, struct mailslot_read *read)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (slot->timeout_ms != MAILSLOT_FOREVER_MS)
        status =
            deadline_set(&read->deadline, deadline_after_ms(slot->timeout_ms));
    if (status != STATUS_SUCCESS)
        return status;
    read->queued = true;
    list_append(&slot->reads, &read->link);
    return STATUS_PENDING;
}

NTSTATUS mailslot_submit(struct mailslot *slot, struct mailslot_read *read,
                         bool may_wait)
{
    NTSTATUS status = STATUS_PENDING;

    lock_take(&slot->lock);
    read->slot = slot;
    read->queued = false;
    read->done = 0;
    list_init(&read->link);
    deadline_init(&read->deadline, expire);
    if (!slot->open) /* closed while this call came */
        status = STATUS_INVALID_HANDLE;
    else if (!list_empty(&slot->messages))
        status = take_locked(slot, read);
    else if (slot->timeout_ms == 0)
        status = STATUS_IO_TIMEOUT;
    else if (may_wait)
        status = wait_locked(slot, read);
    lock_drop(&slot->lock);
    return status;
}

/* ---- Looking ---- */

void mailslot_inspect(struct mailslot *slot, struct mailslot_facts *facts)
{
    struct list_node *first;

    lock_take(&slot->lock);
    first = list_first(&slot->messages);
    *facts = (struct mailslot_facts){
        .max = slot->max,
        .timeout_ms = slot->timeout_ms,
        .next = MAILSLOT_NOTHING,
        .count = slot->count,
    };
    if (first != NULL)
        facts->next = (uint32_t)LIST_ITEM(first, struct message, link)->len;
    lock_drop(&slot->lock);
}

void mailslot_set_timeout(struct mailslot *slot, uint32_t timeout_ms)
{
    lock_take(&slot->lock);
    slot->timeout_ms = timeout_ms;
    lock_drop(&slot->lock);
}
