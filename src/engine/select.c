/* Which back-end runs, decided once, when the first request starts: io_uring,
 * or epoll where the kernel says that io_uring is not there or not allowed.
 * Running out of memory or descriptors is no reason to change the engine: it
 * is an error of that moment, and the next start tries again. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "base/log.h"
#include "engine/reason.h"
#include "engine/rings.h"
#include "engine/shard.h"
#include "engine/uring.h"
#include "iocp/errors.h"
#include "op/op.h"
#include "sys/fd.h"
#include "sys/machine.h"

static struct {
    struct lock lock;
    struct shard *_Atomic shard; /* (engine lock) to set, (a) to read: the
                                  * one whose back-end is told by name */
    _Atomic bool refused;        /* (engine lock) to set, (a) to read */
    const struct engine_backend *backend; /* set before `shard` */
    char reason[200];                     /* (engine lock); as `backend` */
} engine = {
    .lock = LOCK_INITIALISER(LOCK_ENGINE),
    .reason = "not started: no request yet",
};

/* Says why; printf's arguments. */
#define explain(...) snprintf(engine.reason, sizeof engine.reason, __VA_ARGS__)

static void explain_uring(int rc)
{
    reason_write(engine.reason, sizeof engine.reason, rc, uring_found(),
                 machine_setting("/proc/sys/kernel/io_uring_disabled"));
}

static NTSTATUS status_of(int rc)
{
    if (rc == 0)
        return STATUS_SUCCESS;
    return reason_is_refusal(rc) ? STATUS_NOT_SUPPORTED
                                 : STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS refuse(void)
{
    atomic_store_explicit(&engine.refused, true, memory_order_release);
    log_line("backend none: %s", engine.reason);
    return STATUS_NOT_SUPPORTED;
}

/* For when there is little to do (engine/balance.h). A process that has no
 * descriptor or thread left for it does without. */
static struct shard *start_direct(void)
{
    const char *wanted = getenv("IOCP_DIRECT");
    struct shard *direct;

    if (wanted != NULL && strcmp(wanted, "never") == 0)
        return NULL;
    return shard_start(&engine_epoll, &direct) == 0 ? direct : NULL;
}

static int start_on(const struct engine_backend *backend)
{
    struct shard *shard;
    int rc = shard_start(backend, &shard);

    if (rc < 0)
        return rc;
    engine.backend = backend;
    if (!backend->movable) {
        rings_begin(shard);
        balance_begin(start_direct());
    } else
        balance_begin(shard);
    /* Release pairs with the acquire in running_shard: name and reason are
     * seen too. */
    atomic_store_explicit(&engine.shard, shard, memory_order_release);
    return 0;
}

static NTSTATUS start_uring(const char *why)
{
    int rc;

    explain("%s", why);
    rc = start_on(&engine_uring);
    if (rc == 0)
        log_detail("backend uring: %s", why);
    else
        explain_uring(rc);
    return status_of(rc);
}

/* `engine.reason` says why by now. */
static NTSTATUS start_epoll(void)
{
    int rc = start_on(&engine_epoll);

    if (rc < 0)
        explain("epoll is %s: %s",
                reason_is_refusal(rc) ? "not permitted here"
                                      : "out of resources",
                strerror(-rc));
    return status_of(rc);
}

/* A fall-back is unusual and costs: whoever runs the program is told, unasked
 * and once. What was asked for, and the usual, are details. */
static NTSTATUS start_best(void)
{
    NTSTATUS status = start_uring("io_uring works here");

    if (status != STATUS_NOT_SUPPORTED)
        return status;
    status = start_epoll();
    if (status == STATUS_SUCCESS)
        log_line("backend epoll: %s", engine.reason);
    return status;
}

static NTSTATUS start_asked_epoll(void)
{
    NTSTATUS status;

    explain("IOCP_BACKEND=epoll");
    status = start_epoll();
    if (status == STATUS_SUCCESS)
        log_detail("backend epoll: %s", engine.reason);
    return status;
}

/* As IOCP_BACKEND has it. */
static NTSTATUS start_wanted(void)
{
    const char *wanted = getenv("IOCP_BACKEND");

    if (wanted == NULL || *wanted == '\0' || strcmp(wanted, "auto") == 0)
        return start_best();
    if (strcmp(wanted, "uring") == 0)
        return start_uring("io_uring works here (IOCP_BACKEND is set)");
    if (strcmp(wanted, "epoll") == 0)
        return start_asked_epoll();
    explain("IOCP_BACKEND=%.32s: it may be uring, epoll or auto", wanted);
    return STATUS_NOT_SUPPORTED;
}

static NTSTATUS start_locked(void)
{
    NTSTATUS status;

    fd_raise_limit();
    status = start_wanted();
    return status == STATUS_NOT_SUPPORTED ? refuse() : status;
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
    shard_submit(shard_numbered(op->shard), op);
}

void engine_cancel(struct op *op)
{
    shard_cancel(shard_numbered(op->shard), op);
}

struct engine_choice engine_chosen(void)
{
    struct engine_choice choice = {.name = "none", .features = uring_found()};
    struct shard *shard = running_shard();

    if (shard != NULL) {
        choice.name = engine.backend->name;
        choice.overflows = rings_overflows();
        choice.shards = engine.backend->movable ? 1 : rings_count();
    }
    lock_take(&engine.lock);
    memcpy(choice.reason, engine.reason, sizeof choice.reason);
    lock_drop(&engine.lock);
    return choice;
}
