/* Share modes between processes: what share.h does in this one, by marks that
 * the kernel keeps (sys/share_mark.h).
 *
 * Where no marks can be had (file systems of the network, a file that may not
 * be read and was opened for neither reading nor writing) share modes hold in
 * the process only. IOCP_SHARE_MODES=process asks for that everywhere. */
#ifndef OBJECT_SHARE_MACHINE_H
#define OBJECT_SHARE_MACHINE_H

#include "object/share.h"

/* Marks an open that has joined; `fd` is its descriptor, which owns the mark.
 * STATUS_SHARING_VIOLATION when an open of another process does not agree: the
 * caller leaves then. */
NTSTATUS share_mark(struct share *share, int fd, unsigned once);

/* Takes the mark away, for what else uses the descriptor's open file (a
 * section, a request in flight) is no open of its own. */
void share_unmark(const struct share *share, int fd);

/* Whether the opens of other processes would agree, without a mark. */
NTSTATUS share_ask(const struct share *share, int fd);

#endif
