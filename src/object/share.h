/* Share modes: what the opens of one file allow each other.
 *
 * Every open says what it wants to do (its access) and what the others may do
 * meanwhile (its share mode); both must agree with every open that is there
 * ("Creating and Opening Files"). An open that neither reads, writes nor
 * deletes takes no part.
 *
 * This knows the opens of this process only; share_machine.h adds those of
 * others. */
#ifndef OBJECT_SHARE_H
#define OBJECT_SHARE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "iocp/types.h"

/* The values of FILE_SHARE_READ and so on, for access and mode alike. */
enum {
    SHARE_READ = 1 << 0,
    SHARE_WRITE = 1 << 1,
    SHARE_DELETE = 1 << 2,
    SHARE_ALL = SHARE_READ | SHARE_WRITE | SHARE_DELETE,
};

/* Embedded in what is open; zero means that it takes no part. */
struct share {
    struct list_node link;  /* (s) a bucket; next is NULL: on none */
    uint64_t device, index; /* (c) the file's identity */
    unsigned access;        /* (c) SHARE_ bits it makes use of */
    unsigned mode;          /* (c) SHARE_ bits it leaves to the others */
    int mark_fd;            /* (c) owned, for share_machine.h */
    bool has_mark_fd;       /* (c) */
    bool deleting;          /* (s) the file goes with the last open of it */
    bool going;             /* (s) this was the last one, and it goes now */
};

/* Enters an open whose other fields are filled in: STATUS_SHARING_VIOLATION
 * when there is one it does not agree with, STATUS_DELETE_PENDING when the file
 * is about to go, which nobody may open then. `once` is access that it needs
 * now and not later: emptying the file is a write. The file must be open, so
 * that nobody else can get its identity, until share_leave. */
NTSTATUS share_join(struct share *share, unsigned once);

/* May be called again, not by two at once, and for an open that never joined.
 * Takes the file away if this was the last open of one that is to go. `fd` is
 * open, and the file's. */
void share_leave(struct share *share, int fd);

/* Says, for an open that has joined, whether its file goes with the last open
 * of it. It is a property of the file, of which the last word counts. */
void share_set_deleting(struct share *share, bool deleting);
bool share_is_deleting(const struct share *share);

#endif
