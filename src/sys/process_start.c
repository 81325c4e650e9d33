/* Starting a process.
 *
 * The child borrows our memory until it runs its program, while the calling
 * thread stands still (CLONE_VM, CLONE_VFORK): nothing is copied, and an error
 * is simply found in `struct child`. Then it may do nothing but make system
 * calls: no allocation, no lock, no C library function that keeps a state.
 *
 * A suspended child cannot borrow, as we go on: it gets a copy of the memory,
 * waits at its gate, and closes at once what it will not need, lest sockets and
 * files stay open that we close meanwhile. */
#include "sys/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_BYTES 65536u
#define SIGNALS 64
#define FIRST_FREE 3 /* behind standard input, output and error */

/* Sanitizers keep records of memory and descriptors, which are the parent's. */
#define IN_CHILD __attribute__((no_sanitize("address", "thread", "undefined")))

#ifdef __SANITIZE_THREAD__
/* It takes clone for fork and notes in the memory of the child, which is ours,
 * that it stops looking: from then on it sees races that are none. */
int __clone(int (*run)(void *), void *stack, int flags, void *argument, ...);
#define clone __clone
#endif

struct child {
    const struct process_start *start;
    int gate; /* -1: not suspended */
    int error;
    bool bad_folder;
};

/* ---- In the child ---- */

/* What a handler would do is the program's that is left. The kernel's structure
 * begins with the handler; all zeros is SIG_DFL. */
IN_CHILD static void reset_signals(void)
{
    const uint64_t none = 0;

    for (int number = 1; number <= SIGNALS; number++) {
        uintptr_t action[8] = {0};

        if (syscall(SYS_rt_sigaction, number, NULL, action, sizeof none) != 0 ||
            action[0] == (uintptr_t)SIG_DFL || action[0] == (uintptr_t)SIG_IGN)
            continue;
        for (unsigned i = 0; i < 8; i++)
            action[i] = 0;
        syscall(SYS_rt_sigaction, number, action, NULL, sizeof none);
    }
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, sizeof none);
}

/* First out of the way of 0, 1 and 2, and then there: one of them may be meant
 * to become another. */
IN_CHILD static long place_stdio(const struct process_start *start)
{
    long moved[3];

    for (int i = 0; i < 3; i++) {
        moved[i] = -1;
        if (start->stdio[i] < 0)
            continue;
        moved[i] = syscall(SYS_fcntl, start->stdio[i], F_DUPFD_CLOEXEC,
                           (long)FIRST_FREE);
        if (moved[i] < 0)
            return -1;
    }
    for (int i = 0; i < 3; i++)
        if (moved[i] >= 0 && syscall(SYS_dup3, moved[i], (long)i, 0L) < 0)
            return -1;
    return 0;
}

/* Closes what exec would close. */
IN_CHILD static void close_early(int keep)
{
    struct entry {
        uint64_t number;
        int64_t next;
        unsigned short len;
        unsigned char type;
        char name[];
    };
    _Alignas(8) char buf[1024];
    long folder = syscall(SYS_openat, AT_FDCWD, "/proc/self/fd",
                          O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long len;

    while (folder >= 0 &&
           (len = syscall(SYS_getdents64, folder, buf, sizeof buf)) > 0)
        for (long at = 0; at < len;) {
            struct entry *entry = (struct entry *)(void *)(buf + at);
            long fd = 0;

            at += entry->len;
            for (char *c = entry->name; *c >= '0' && *c <= '9'; c++)
                fd = fd * 10 + (*c - '0');
            if (fd >= FIRST_FREE && fd != keep && fd != folder &&
                (syscall(SYS_fcntl, fd, F_GETFD, 0L) & FD_CLOEXEC) != 0)
                syscall(SYS_close, fd);
        }
    if (folder >= 0)
        syscall(SYS_close, folder);
}

IN_CHILD static int prepare(struct child *child)
{
    const struct process_start *start = child->start;

    if (start->own_session)
        syscall(SYS_setsid);
    else if (start->own_group)
        syscall(SYS_setpgid, 0L, 0L);
    if (start->niceness != 0) /* up needs a right: as far as it may */
        syscall(SYS_setpriority, PRIO_PROCESS, 0L, start->niceness);
    if (start->folder != NULL && syscall(SYS_chdir, start->folder) != 0) {
        child->bad_folder = true;
        return errno;
    }
    if (place_stdio(start) != 0)
        return errno;
    if (start->only_stdio) /* a kernel that cannot: what is not ours stays */
        syscall(SYS_close_range, (long)FIRST_FREE, ~0U,
                (long)CLOSE_RANGE_CLOEXEC);
    return 0;
}

/* Says how far it came, and waits. Whoever started it may be gone by now. */
IN_CHILD static void wait_at_gate(struct child *child)
{
    char go;

    close_early(child->gate);
    if (syscall(SYS_write, child->gate, child, sizeof *child) !=
            sizeof *child ||
        child->error != 0 || syscall(SYS_read, child->gate, &go, 1L) != 1)
        syscall(SYS_exit_group, 127L);
}

IN_CHILD static int child_main(void *argument)
{
    struct child *child = argument;
    const struct process_start *start = child->start;

    child->error = prepare(child);
    if (child->gate >= 0)
        wait_at_gate(child);
    if (child->error == 0) {
        reset_signals();
        syscall(SYS_execve, start->path, start->arguments, start->environment);
        child->error = errno;
    }
    syscall(SYS_exit_group, 127L);
    return 0;
}

/* ---- In the parent ---- */

/* No signal handler may run in a child that has our memory. */
static int clone_quietly(struct child *child, char *stack, int flags,
                         int *pidfd)
{
    sigset_t all, before;
    int pid;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = clone(child_main, stack + STACK_BYTES, flags | CLONE_PIDFD | SIGCHLD,
                child, pidfd);
    if (pid < 0)
        pid = -errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return pid;
}

static int run_child(struct child *child, int flags,
                     struct process_started *started)
{
    char *stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    int pid;

    if (stack == MAP_FAILED)
        return -errno;
    pid = clone_quietly(child, stack, flags, &started->pidfd);
    munmap(stack, STACK_BYTES);
    if (pid < 0)
        return pid;
    started->pid = pid;
    return 0;
}

void process_bury(int pidfd)
{
    siginfo_t info;

    while (waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED) != 0 && errno == EINTR)
        continue;
    close(pidfd);
}

/* The child closes its end when it dies. */
static void hear_child(struct child *child, int gate)
{
    struct child told;
    ssize_t got;

    do
        got = read(gate, &told, sizeof told);
    while (got < 0 && errno == EINTR);
    child->error = got == (ssize_t)sizeof told ? told.error : ENOMEM;
    child->bad_folder = got == (ssize_t)sizeof told && told.bad_folder;
}

static int start_suspended(struct child *child, struct process_started *started)
{
    int ends[2], rc;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return -errno;
    child->gate = ends[1];
    rc = run_child(child, 0, started);
    close(ends[1]);
    if (rc == 0)
        hear_child(child, ends[0]);
    if (rc == 0 && child->error == 0)
        started->gate = ends[0];
    else
        close(ends[0]);
    return rc;
}

int process_start(const struct process_start *start,
                  struct process_started *started, bool *bad_folder)
{
    struct child child = {.start = start, .gate = -1};
    int rc;

    *started = (struct process_started){.pidfd = -1, .gate = -1};
    rc = start->suspended ? start_suspended(&child, started)
                          : run_child(&child, CLONE_VM | CLONE_VFORK, started);
    *bad_folder = child.bad_folder;
    if (rc != 0 || child.error == 0)
        return rc;
    process_bury(started->pidfd); /* it did not get as far as its program */
    return -child.error;
}

void process_release(int gate)
{
    ssize_t sent = send(gate, "", 1, MSG_NOSIGNAL);

    (void)sent; /* it was killed: nothing to let go */
    close(gate);
}
