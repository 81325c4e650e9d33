/* What whoever runs the program could change. Advice is about this machine and
 * this environment only; how to do it in each kind of container is in
 * docs/containers.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "facts.h"

#define FEW_DESCRIPTORS 65536

static bool io_uring_runs(const struct facts *facts)
{
    return strcmp(facts->kernel.Name, "uring") == 0;
}

static bool runs(const struct facts *facts, const char *name)
{
    return strcmp(facts->chosen.Name, name) == 0;
}

static bool is_asked(const char *name)
{
    const char *wanted = getenv("IOCP_BACKEND");

    return wanted != NULL && strcmp(wanted, name) == 0;
}

/* 6.1 or later. */
static bool kernel_is_new(void)
{
    struct utsname name;
    int major = 0, minor = 0;

    if (uname(&name) != 0 || sscanf(name.release, "%d.%d", &major, &minor) != 2)
        return false;
    return major > 6 || (major == 6 && minor >= 1);
}

/* io_uring is refused here, whatever the environment says. */
static void on_refusal(const struct facts *facts)
{
    if (facts->disabled > 0)
        puts("advice: on the host, sysctl kernel.io_uring_disabled=0 allows "
             "io_uring");
    else if (strstr(facts->kernel.Reason, "not permitted") != NULL)
        puts("advice: let the seccomp profile allow io_uring_setup, "
             "io_uring_enter and io_uring_register");
    else if (strstr(facts->kernel.Reason, "out of resources") != NULL)
        puts("advice: io_uring is short of memory or descriptors: raise the "
             "memory limit or ulimit -n");
    else if (kernel_is_new())
        puts("advice: the kernel is new enough, so a sandbox or a seccomp "
             "profile hides io_uring: let it allow io_uring_setup, "
             "io_uring_enter and io_uring_register");
    else
        puts("advice: io_uring needs Linux 6.1 or later");
}

static void on_environment(const struct facts *facts)
{
    if (facts->mask != 0)
        puts("advice: IOCP_FEATURES_MASK is for tests: unset it");
    if (is_asked("epoll") && io_uring_runs(facts))
        puts("advice: io_uring works here: unset IOCP_BACKEND to use it");
    if (is_asked("uring") && !io_uring_runs(facts))
        puts("advice: IOCP_BACKEND=uring lets nothing run here: unset it to "
             "fall back to epoll");
    if (runs(facts, "none") && strstr(facts->chosen.Reason, "IOCP_BACKEND="))
        puts("advice: IOCP_BACKEND may be uring, epoll or auto");
}

/* The library knows the quota; programs that count processors may not. */
static void on_limits(const struct facts *facts)
{
    if (facts->quota > 0 && facts->quota < facts->allowed)
        printf("advice: the CPU quota is worth %.2f processors, %d are in "
               "sight: openiocp-probe --advice tells how many threads that "
               "is\n",
               facts->quota, facts->allowed);
    if (facts->files.rlim_max < FEW_DESCRIPTORS)
        printf("advice: at most %llu descriptors: raise the hard limit "
               "(ulimit -Hn) for many connections\n",
               (unsigned long long)facts->files.rlim_max);
}

void advice_print(const struct facts *facts)
{
    if (!io_uring_runs(facts))
        on_refusal(facts);
    on_environment(facts);
    on_limits(facts);
}
