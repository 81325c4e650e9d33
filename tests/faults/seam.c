#include "faults/seam.h"

#include <stdatomic.h>

static const char *const names[SEAMS] = {
    [SEAM_MEMORY] = "memory",
    [SEAM_THREAD] = "pthread_create",
    [SEAM_KEY] = "pthread_setspecific",
    [SEAM_SOCKET] = "socket",
    [SEAM_BIND] = "bind",
    [SEAM_LISTEN] = "listen",
    [SEAM_ACCEPT] = "accept4",
    [SEAM_CONNECT] = "connect",
    [SEAM_RECEIVE] = "recv",
    [SEAM_SEND] = "send",
    [SEAM_OPTION] = "sockopt",
    [SEAM_PEER] = "getpeername",
    [SEAM_OPEN] = "open",
    [SEAM_READ] = "preadv2",
    [SEAM_WRITE] = "pwritev2",
    [SEAM_WAKE] = "write",
    [SEAM_SENDFILE] = "sendfile",
    [SEAM_TRUNCATE] = "ftruncate",
    [SEAM_SYNC] = "fsync",
    [SEAM_DUP] = "dup3",
    [SEAM_EPOLL_CREATE] = "epoll_create1",
    [SEAM_EPOLL_CTL] = "epoll_ctl",
    [SEAM_EPOLL_WAIT] = "epoll_wait",
    [SEAM_EVENTFD] = "eventfd",
    [SEAM_FUTEX] = "futex wait",
    [SEAM_RING] = "io_uring_setup",
    [SEAM_ENTER] = "io_uring_enter",
    [SEAM_SQE_RECEIVE] = "SQE receive",
    [SEAM_SQE_SEND] = "SQE send",
    [SEAM_SQE_ACCEPT] = "SQE accept",
    [SEAM_SQE_CONNECT] = "SQE connect",
    [SEAM_SQE_READ] = "SQE read",
    [SEAM_SQE_WRITE] = "SQE write",
    [SEAM_SQE_POLL] = "SQE poll",
    [SEAM_SQE_SHUTDOWN] = "SQE shutdown",
};

static atomic_uint counts[SEAMS];
static struct {
    _Atomic enum seam seam;
    atomic_uint nth; /* 0: nothing is planned */
    atomic_int error;
    atomic_bool fired;
} plan;

const char *seam_name(enum seam seam)
{
    return names[seam];
}

void seam_arm(enum seam seam, unsigned nth, int error)
{
    plan.nth = 0;
    for (unsigned i = 0; i < SEAMS; i++)
        counts[i] = 0;
    plan.seam = seam;
    plan.error = error;
    plan.fired = false;
    plan.nth = nth;
}

bool seam_disarm(void)
{
    plan.nth = 0;
    return plan.fired;
}

unsigned seam_count(enum seam seam)
{
    return counts[seam];
}

int seam_fault(enum seam seam)
{
    unsigned number = atomic_fetch_add(&counts[seam], 1) + 1;

    if (plan.nth != number || plan.seam != seam)
        return 0;
    plan.fired = true;
    return plan.error;
}
