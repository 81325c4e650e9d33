#include "engine/reason.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "iocp/linux.h"

#define NAMED(feature)                                                         \
    {                                                                          \
        IOCP_FEATURE_##feature, #feature                                       \
    }

static const struct {
    uint32_t bit;
    const char *name;
} names[] = {
    NAMED(SINGLE_ISSUER), NAMED(DEFER_TASKRUN), NAMED(SUBMIT_ALL),
    NAMED(NODROP),        NAMED(FAST_POLL),     NAMED(CURRENT_POSITION),
    NAMED(OP_POLL),       NAMED(OP_CANCEL),     NAMED(OP_READ),
    NAMED(OP_WRITE),      NAMED(OP_RECV),       NAMED(OP_RECVMSG),
    NAMED(OP_SEND),       NAMED(OP_SENDMSG),    NAMED(OP_ACCEPT),
    NAMED(OP_CONNECT),    NAMED(OP_SHUTDOWN),
};

bool reason_is_refusal(int rc)
{
    return rc == -ENOSYS || rc == -EPERM || rc == -EINVAL || rc == -EACCES;
}

/* snprintf that stops where the text is full. */
static size_t append(char *text, size_t size, size_t len, const char *more)
{
    int count = len < size ? snprintf(text + len, size - len, "%s", more) : 0;

    return len + (count > 0 ? (size_t)count : 0);
}

static void write_missing(char *reason, size_t size, uint32_t missing)
{
    size_t len = append(reason, size, 0, "io_uring lacks ");
    const char *between = "";

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (missing & names[i].bit) {
            len = append(reason, size, len, between);
            len = append(reason, size, len, names[i].name);
            between = ", ";
        }
    append(reason, size, len,
           getenv("IOCP_FEATURES_MASK") != NULL
               ? " here (IOCP_FEATURES_MASK is set)"
               : " here (an old kernel, or a sandbox)");
}

static void write_forbidden(char *reason, size_t size, int rc, int disabled)
{
    const char *start = "io_uring is not permitted here";

    if (disabled == 1)
        snprintf(reason, size,
                 "%s: kernel.io_uring_disabled is 1, only CAP_SYS_ADMIN and "
                 "the group kernel.io_uring_group may use it",
                 start);
    else if (disabled > 1)
        snprintf(reason, size,
                 "%s: kernel.io_uring_disabled is %d, nobody may use it", start,
                 disabled);
    else
        snprintf(reason, size, "%s: %s (most likely by a seccomp profile)",
                 start, strerror(-rc));
}

void reason_write(char *reason, size_t size, int rc, uint32_t found,
                  int disabled)
{
    uint32_t missing = (uint32_t)IOCP_FEATURES_REQUIRED & ~found;

    if (rc == -EINVAL && found != 0 && missing != 0)
        write_missing(reason, size, missing);
    else if (rc == -EPERM || rc == -EACCES)
        write_forbidden(reason, size, rc, disabled);
    else if (reason_is_refusal(rc))
        snprintf(reason, size,
                 "io_uring is not there: %s (an old kernel, a sandbox or a "
                 "seccomp profile)",
                 strerror(-rc));
    else
        snprintf(reason, size, "io_uring is out of resources: %s",
                 strerror(-rc));
}
