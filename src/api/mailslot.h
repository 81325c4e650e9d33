/* Requests on mailslots, between the calls and object/mailslot.c. */
#ifndef API_MAILSLOT_H
#define API_MAILSLOT_H

#include "api/file_io.h"
#include "object/mailslot.h"

/* ReadFile and WriteFile: rights and buffer are checked here. */
NTSTATUS mailslot_transfer(struct mailslot_object *object, struct file_io *io);

/* CreateFile of a name behind \\.\mailslot\; SHARE_ bits. */
NTSTATUS mailslot_open(const char *name, unsigned access, unsigned share,
                       bool overlapped, HANDLE *handle);

#endif
