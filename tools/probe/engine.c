/* What the library says of its engine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "facts.h"

/* In the child. We print what there is to say, so the library does not. */
static void answer(int to, bool bare)
{
    IOCP_BACKEND_INFO info;

    setenv("IOCP_LOG", "0", 1);
    if (bare) {
        setenv("IOCP_BACKEND", "uring", 1);
        unsetenv("IOCP_FEATURES_MASK");
    }
    IocpGetBackend(&info, sizeof info); /* filled in on failure too */
    _exit(write(to, &info, sizeof info) == sizeof info ? 0 : 1);
}

/* `bare`: of io_uring and of all it has; else as the environment wants. */
static bool ask(IOCP_BACKEND_INFO *info, bool bare)
{
    int ends[2];
    pid_t child;
    bool answered;

    if (pipe(ends) != 0)
        return false;
    child = fork();
    if (child == 0)
        answer(ends[1], bare);
    close(ends[1]);
    answered = child > 0 && read(ends[0], info, sizeof *info) == sizeof *info;
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
    return answered;
}

bool facts_of_engine(struct facts *facts)
{
    const char *mask = getenv("IOCP_FEATURES_MASK");

    facts->mask = mask != NULL ? (DWORD)strtoul(mask, NULL, 0) : 0;
    return ask(&facts->chosen, false) && ask(&facts->kernel, true);
}

#define FEATURE(name, key)                                                     \
    {                                                                          \
        IOCP_FEATURE_##name, key                                               \
    }

static const struct {
    DWORD bit;
    const char *key;
} features[] = {
    FEATURE(SINGLE_ISSUER, "single_issuer"),
    FEATURE(DEFER_TASKRUN, "defer_taskrun"),
    FEATURE(SUBMIT_ALL, "submit_all"),
    FEATURE(NODROP, "nodrop"),
    FEATURE(POLL_FIRST, "poll_first"),
    FEATURE(RESTRICTIONS, "restrictions"),
    FEATURE(FAST_POLL, "fast_poll"),
    FEATURE(CURRENT_POSITION, "current_position"),
    FEATURE(OP_POLL, "op_poll"),
    FEATURE(OP_CANCEL, "op_cancel"),
    FEATURE(OP_READ, "op_read"),
    FEATURE(OP_WRITE, "op_write"),
    FEATURE(OP_RECV, "op_recv"),
    FEATURE(OP_RECVMSG, "op_recvmsg"),
    FEATURE(OP_SEND, "op_send"),
    FEATURE(OP_SENDMSG, "op_sendmsg"),
    FEATURE(OP_ACCEPT, "op_accept"),
    FEATURE(OP_CONNECT, "op_connect"),
    FEATURE(OP_SHUTDOWN, "op_shutdown"),
};

/* Where io_uring itself is refused, nobody can look further. */
static const char *state_of(const struct facts *facts, DWORD bit)
{
    if (facts->kernel.Features == 0)
        return "unknown";
    if ((facts->kernel.Features & bit) == 0)
        return "no";
    return facts->mask & bit ? "masked" : "yes";
}

void features_print(const struct facts *facts)
{
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        printf("feature.%s: %s (%s)\n", features[i].key,
               state_of(facts, features[i].bit),
               features[i].bit & IOCP_FEATURES_REQUIRED ? "required"
                                                        : "optional");
}
