/* An open marks first and looks then, so that of two at the same time at least
 * one sees the other; both may. So who sees one takes its mark away, and tries
 * again a little later. What is still there after that is there to stay. */
#include "object/share_machine.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "iocp/errors.h"
#include "sys/fd.h"
#include "sys/share_mark.h"

#define ROUNDS 4u

static bool wanted(void)
{
    static _Atomic int answer; /* 0: not asked yet */
    int known = atomic_load_explicit(&answer, memory_order_relaxed);

    if (known == 0) {
        const char *word = getenv("IOCP_SHARE_MODES");

        known = word != NULL && strcmp(word, "process") == 0 ? -1 : 1;
        atomic_store_explicit(&answer, known, memory_order_relaxed);
    }
    return known > 0;
}

/* A descriptor that only answers questions takes no marks: then one more of the
 * file does, which the open keeps. Returns what marks are made on; below 0:
 * none can be. */
static int mark(struct share *share, int fd, struct share_mark kept)
{
    int rc = share_mark_set(fd, kept);

    if (rc == -EBADF && !share->has_mark_fd) {
        fd = share_mark_open(fd);
        if (fd < 0)
            return -1;
        share->mark_fd = fd;
        share->has_mark_fd = true;
        rc = share_mark_set(fd, kept);
    }
    return rc == 0 ? fd : -1;
}

NTSTATUS share_mark(struct share *share, int fd, unsigned once)
{
    struct share_mark kept = {share->access, share->mode};
    struct share_mark looked = {share->access | once, share->mode};

    if (looked.access == 0 || !wanted() ||
        !share_mark_possible(fd, share->device))
        return STATUS_SUCCESS;
    for (unsigned round = 0; round < ROUNDS; round++) {
        if (round > 0)
            share_mark_back_off(round);
        if (kept.access != 0)
            fd = mark(share, fd, kept);
        if (fd < 0 || share_mark_look(fd, looked) == 0)
            return STATUS_SUCCESS;
        share_mark_clear(fd);
    }
    return STATUS_SHARING_VIOLATION;
}

void share_unmark(const struct share *share, int fd)
{
    if (share->access != 0 && wanted())
        share_mark_clear(fd);
}

NTSTATUS share_ask(const struct share *share, int fd)
{
    struct share_mark looked = {share->access, share->mode};
    int again, rc;

    if (!wanted() || !share_mark_possible(fd, share->device))
        return STATUS_SUCCESS;
    again = share_mark_open(fd);
    if (again < 0)
        return STATUS_SUCCESS;
    rc = share_mark_look(again, looked);
    fd_close(again);
    return rc == 0 ? STATUS_SUCCESS : STATUS_SHARING_VIOLATION;
}
