/* Which back-end runs, decided once, when the first request starts. Only
 * "not there" and "not allowed" decide against one: running out of memory or
 * descriptors is an error of that moment, and the next start tries again. */
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "base/log.h"
#include "engine/shard.h"
#include "iocp/errors.h"
#include "sys/fd.h"

static struct {
    struct lock lock;
    struct shard *_Atomic shard; /* (engine lock) to set, (a) to read */
    _Atomic bool refused;        /* (engine lock) to set, (a) to read */
    char reason[200];            /* (engine lock) */
} engine = {
    .lock = LOCK_INITIALISER(LOCK_ENGINE),
    .reason = "not started: no request yet",
};

/* "Not here", as opposed to "not now". */
static bool is_refusal(int rc)
{
    return rc == -ENOSYS || rc == -EPERM || rc == -EINVAL || rc == -EACCES;
}

static void explain(int rc)
{
    const char *forced = getenv("IOCP_BACKEND");

    if (rc == 0)
        snprintf(engine.reason, sizeof engine.reason, "%s",
                 forced != NULL ? "io_uring works here (IOCP_BACKEND is set)"
                                : "io_uring works here");
    else
        snprintf(engine.reason, sizeof engine.reason,
                 "io_uring is %s: %s (seccomp profile, "
                 "kernel.io_uring_disabled or an old kernel)",
                 is_refusal(rc) ? "not permitted here" : "out of resources",
                 strerror(-rc));
}

/* IOCP_BACKEND asks for a back-end that this version does not have. */
static bool wants_other(void)
{
    const char *wanted = getenv("IOCP_BACKEND");

    return wanted != NULL && strcmp(wanted, "uring") != 0 &&
           strcmp(wanted, "auto") != 0 && *wanted != '\0';
}

static NTSTATUS refuse(void)
{
    atomic_store_explicit(&engine.refused, true, memory_order_release);
    log_line("backend none: %s", engine.reason);
    return STATUS_NOT_SUPPORTED;
}

static NTSTATUS start_locked(void)
{
    struct shard *shard;
    int rc;

    if (wants_other()) {
        snprintf(engine.reason, sizeof engine.reason,
                 "IOCP_BACKEND=%.32s: this version has only uring",
                 getenv("IOCP_BACKEND"));
        return refuse();
    }
    fd_raise_limit();
    rc = shard_start(&engine_uring, &shard);
    explain(rc);
    if (rc < 0)
        return is_refusal(rc) ? refuse() : STATUS_INSUFFICIENT_RESOURCES;
    atomic_store_explicit(&engine.shard, shard, memory_order_release);
    log_detail("backend uring: %s", engine.reason);
    return STATUS_SUCCESS;
}

static struct shard *running_shard(void)
{
    return atomic_load_explicit(&engine.shard, memory_order_acquire);
}

static NTSTATUS start_once(void)
{
    NTSTATUS status = STATUS_SUCCESS;

    lock_take(&engine.lock);
    if (engine.refused)
        status = STATUS_NOT_SUPPORTED;
    else if (running_shard() == NULL)
        status = start_locked();
    lock_drop(&engine.lock);
    return status;
}

NTSTATUS engine_start(void)
{
    return running_shard() != NULL ? STATUS_SUCCESS : start_once();
}

void engine_submit(struct op *op)
{
    shard_submit(running_shard(), op);
}

void engine_cancel(struct op *op)
{
    shard_cancel(running_shard(), op);
}

struct engine_choice engine_chosen(void)
{
    struct engine_choice choice = {.name = "none"};
    struct shard *shard = running_shard();

    if (shard != NULL) {
        choice.name = engine_uring.name;
        choice.features = shard_features(shard);
        choice.overflows = shard_overflows(shard);
    }
    lock_take(&engine.lock);
    memcpy(choice.reason, engine.reason, sizeof choice.reason);
    lock_drop(&engine.lock);
    return choice;
}
