/* Mailslots: one reader, any number of writers, messages that never make a
 * writer wait. All of it is memory of this process, under the slot's lock; a
 * read that waits is ended by who brings a message, by its deadline, or by a
 * cancel.
 *
 * The trap: a read that ended is its owner's again, who may free it. So its
 * deadline is settled first, and ends are told with no lock held. */
#ifndef OBJECT_MAILSLOT_H
#define OBJECT_MAILSLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"
#include "iocp/types.h"
#include "object/io_object.h"
#include "object/share.h"
#include "sync/deadline.h"

#define MAILSLOT_FOREVER_MS UINT32_MAX /* MAILSLOT_WAIT_FOREVER */
#define MAILSLOT_NOTHING UINT32_MAX    /* MAILSLOT_NO_MESSAGE */

struct mailslot;

/* Filled in by its owner, to whom it belongs again at the end. */
struct mailslot_read {
    struct list_node link; /* (slot) */
    bool queued;           /* (slot) */
    NTSTATUS status;       /* (slot) until the end */
    char *buffer;          /* borrowed until the end */
    size_t len;
    size_t done;
    struct mailslot *slot; /* borrowed from the handle's object */
    struct deadline deadline;
    /* It ended, after mailslot_submit said "pending". No lock is held. */
    void (*end)(struct mailslot_read *read);
};

/* Makes a slot, with one reference. `max`: bytes a message may have, 0: any
 * number. STATUS_OBJECT_NAME_COLLISION, the name is there (its case does not
 * matter); STATUS_NO_MEMORY. */
NTSTATUS mailslot_new(const char *name, uint32_t max, uint32_t timeout_ms,
                      struct mailslot **slot);
/* With a reference, or NULL. */
struct mailslot *mailslot_find(const char *name);
void mailslot_put(struct mailslot *slot);

/* The reader is gone: so are name and messages. */
void mailslot_close(struct mailslot *slot);

/* STATUS_SUCCESS; STATUS_FILE_FORCED_CLOSED, the reader is gone;
 * STATUS_INVALID_PARAMETER, more than the slot takes; STATUS_NO_MEMORY. */
NTSTATUS mailslot_write(struct mailslot *slot, const char *data, size_t len);

/* Takes the oldest message: STATUS_SUCCESS and `done`;
 * STATUS_BUFFER_TOO_SMALL, and it stays. Without one STATUS_IO_TIMEOUT, if the
 * slot does not wait, else STATUS_PENDING: with `may_wait` the read is in the
 * slot, and `end` will be called once; without, nothing was done. Also what
 * deadline_set fails with. */
NTSTATUS mailslot_submit(struct mailslot *slot, struct mailslot_read *read,
                         bool may_wait);
/* Ends it with STATUS_CANCELLED, if it waits; it may not have been submitted
 * yet, and is zeros. It must not be freed by its end
 * meanwhile. */
void mailslot_revoke(struct mailslot *slot, struct mailslot_read *read);

struct mailslot_facts {
    uint32_t max, timeout_ms;
    uint32_t next; /* bytes of the oldest message, or MAILSLOT_NOTHING */
    uint32_t count;
};
void mailslot_inspect(struct mailslot *slot, struct mailslot_facts *facts);
/* Of the reads that come. */
void mailslot_set_timeout(struct mailslot *slot, uint32_t timeout_ms);

/* ---- What a handle names ---- */

struct mailslot_object {
    struct io_object io;   /* without a descriptor */
    struct mailslot *slot; /* (c) counted */
    struct share share;
    bool server;   /* (c) it reads, and its end is the slot's */
    bool readable; /* (c) a client that asked to read, in vain */
    bool writable; /* (c) */
};

/* A new object with one reference and no handle; takes over the one on `slot`,
 * also when it fails: STATUS_SHARING_VIOLATION, STATUS_NO_MEMORY. The others
 * may do what `share` says (SHARE_ bits). */
NTSTATUS mailslot_object_new(struct mailslot *slot, bool server,
                             unsigned access, unsigned share, bool overlapped,
                             struct mailslot_object **object);

#endif
