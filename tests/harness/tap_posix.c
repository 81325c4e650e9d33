/* The harness on Linux: each case is a process of its own, this program
 * started again with `--case NAME`, so that a hang or crash fails one case.
 * A plain fork would not do: the library under test has threads. */
#define _GNU_SOURCE
#include "tap.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum tap_where tap_platform(void)
{
    return NATIVE;
}

static long long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* The child's whole life: its output goes to `out`, and it leads a group so
 * that whatever it starts is killed with it. */
static void become_case(const char *name, int out)
{
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);

    setpgid(0, 0);
    dup2(out, STDOUT_FILENO);
    if (len > 0) {
        self[len] = '\0';
        execl(self, self, "--case", name, (char *)NULL);
    }
    _exit(127);
}

/* Passes diagnostics on and keeps the verdict line, whole. */
static void take_line(char *line, char *verdict)
{
    if (strncmp(line, "ok 1 - ", 7) == 0 ||
        strncmp(line, "not ok 1 - ", 11) == 0)
        snprintf(verdict, TAP_DIRECTIVE, "%.*s", TAP_DIRECTIVE - 1, line);
    else if (strncmp(line, "1..", 3) != 0)
        printf("%s%s\n", line[0] == '#' ? "" : "# ", line);
}

/* Reads the child's output until it ends; 0 when the deadline came first. */
static int read_output(int fd, long long deadline, char *verdict)
{
    char buf[4096];
    size_t used = 0;

    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        long long left = deadline - now_ms();
        char *end;
        ssize_t got;

        if (left <= 0 || poll(&ready, 1, (int)left) == 0)
            return 0;
        got = read(fd, buf + used, sizeof buf - 1 - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return 1;
        used += (size_t)got;
        buf[used] = '\0';
        while ((end = strchr(buf, '\n')) != NULL) {
            *end = '\0';
            take_line(buf, verdict);
            used -= (size_t)(end + 1 - buf);
            memmove(buf, end + 1, used + 1);
        }
        if (used == sizeof buf - 1)
            used = 0; /* a line without end: drop it */
    }
}

/* Waits for the child, whose output has ended, or kills it at the deadline. */
static int reap(pid_t pid, long long deadline, int ended)
{
    int status = 0;

    while (ended && waitpid(pid, &status, WNOHANG) == 0) {
        struct timespec pause = {.tv_nsec = 1000000};

        if (now_ms() >= deadline)
            ended = 0;
        nanosleep(&pause, NULL);
    }
    kill(-pid, SIGKILL);
    if (!ended)
        waitpid(pid, &status, 0);
    return status;
}

static int judge(const struct tap_case *one, int ended, int status,
                 const char *verdict, char *directive)
{
    int ok = verdict[0] == 'o';
    size_t prefix = (ok ? 7 : 11) + strlen(one->name);

    if (!ended)
        tap_diag("%s: hung for %u s, killed", one->name,
                 tap_scaled(one->seconds));
    else if (WIFSIGNALED(status))
        tap_diag("%s: died of signal %d (%s)", one->name, WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else if (!verdict[0])
        tap_diag("%s: ended without a verdict, exit %d", one->name,
                 WEXITSTATUS(status));
    else if (ok && WEXITSTATUS(status) != 0)
        tap_diag("%s: passed, then exit %d", one->name, WEXITSTATUS(status));
    else {
        snprintf(directive, TAP_DIRECTIVE, "%s", verdict + prefix);
        return ok;
    }
    return 0;
}

int tap_run_apart(const struct tap_case *one, char *directive)
{
    long long deadline = now_ms() + tap_scaled(one->seconds * 1000);
    char verdict[TAP_DIRECTIVE] = "";
    int ends[2], ended, status;
    pid_t pid;

    fflush(stdout);
    if (pipe(ends) != 0 || (pid = fork()) < 0) {
        tap_diag("cannot start %s: %s", one->name, strerror(errno));
        return 0;
    }
    if (pid == 0) {
        close(ends[0]);
        become_case(one->name, ends[1]);
    }
    close(ends[1]);
    ended = read_output(ends[0], deadline, verdict);
    close(ends[0]);
    if (!ended)
        kill(pid, SIGKILL);
    status = reap(pid, deadline, ended);
    return judge(one, ended, status, verdict, directive);
}

int tap_make_folder(const char *name)
{
    return mkdir(name, 0777) == 0;
}

int tap_remove_folder(const char *name)
{
    return rmdir(name) == 0;
}
