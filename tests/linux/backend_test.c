/* Which engine runs, and that programs work on the one that is left where
 * io_uring is not there or not allowed. Each case is a process of its own, so
 * it may put itself behind a filter for good. */
#include "linux/sandbox.h"
#include "linux/pair.h"
#include "linux/traffic.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <iocp/linux.h>

#include "harness/tap.h"

static void falls_back_under_dockers_profile(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_docker())
        SKIP("no seccomp filters here");
    traffic_passes();
    backend_is("epoll", "io_uring is not permitted here");
}

/* Puts a file in the place of the sysctl's, for this process alone. */
static BOOL pretend_disabled(const char *value)
{
    char name[] = "backend_test.XXXXXX";
    int fd = mkstemp(name);
    BOOL done = write(fd, value, strlen(value)) > 0 &&
                (unshare(CLONE_NEWNS) == 0 ||
                 unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0) &&
                mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
                mount(name, "/proc/sys/kernel/io_uring_disabled", NULL, MS_BIND,
                      NULL) == 0;

    close(fd);
    unlink(name);
    return done;
}

/* The sysctl shows as EPERM of io_uring_setup. */
static void switched_off(const char *value, const char *reason)
{
    setenv("IOCP_BACKEND", "auto", 1);
    if (!pretend_disabled(value))
        SKIP("no mount namespaces here, or no such sysctl");
    if (!sandbox_io_uring(EPERM))
        SKIP("no seccomp filters here");
    traffic_passes();
    backend_is("epoll", reason);
}

static void falls_back_where_it_is_switched_off(void)
{
    switched_off("2\n", "kernel.io_uring_disabled is 2, nobody may use it");
}

static void falls_back_where_only_some_may(void)
{
    switched_off("1\n", "kernel.io_uring_disabled is 1, only CAP_SYS_ADMIN");
}

static void falls_back_on_a_kernel_without_it(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_io_uring(ENOSYS))
        SKIP("no seccomp filters here");
    traffic_passes();
    backend_is("epoll", "old kernel");
}

/* A kernel that does not know a flag of ours. */
static void falls_back_on_a_kernel_that_knows_less(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_io_uring(EINVAL))
        SKIP("no seccomp filters here");
    traffic_passes();
    backend_is("epoll", "old kernel");
}

/* Standard error into a pipe; its read end. */
static int stderr_take(void)
{
    int ends[2];

    if (pipe(ends) != 0)
        return -1;
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    return ends[0];
}

static unsigned lines_of(int fd)
{
    char text[4096];
    unsigned lines = 0;
    ssize_t len;

    close(STDERR_FILENO); /* the last write end */
    while ((len = read(fd, text, sizeof text)) > 0)
        for (ssize_t i = 0; i < len; i++)
            lines += text[i] == '\n';
    return lines;
}

static void cannot_start(DWORD error, const char *reason, unsigned lines)
{
    OVERLAPPED overlapped = {0};
    IOCP_BACKEND_INFO info;
    HANDLE port, file;
    char byte;
    int log = stderr_take();

    pair_startup();
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    CHECK(PostQueuedCompletionStatus(port, 1, 2, &overlapped));
    CHECK(pair_next(port, NULL, NULL) == &overlapped, "needs no engine");
    CHECK(!IocpGetBackend(&info, sizeof info));
    CHECK_ERROR(error);
    CHECK(strcmp(info.Name, "none") == 0, "backend %s", info.Name);
    CHECK(strstr(info.Reason, reason) != NULL, "reason: %s", info.Reason);
    file = CreateFileA("/proc/self/maps", GENERIC_READ, FILE_SHARE_READ, NULL,
                       OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    CHECK(!ReadFile(file, &byte, 1, NULL, &overlapped));
    CHECK_ERROR(error);
    CHECK(lines_of(log) == lines);
}

static void forced_uring_does_not_fall_back(void)
{
    setenv("IOCP_BACKEND", "uring", 1);
    if (!sandbox_docker())
        SKIP("no seccomp filters here");
    cannot_start(ERROR_NOT_SUPPORTED, "io_uring is not permitted here", 1);
}

static void unknown_word_is_refused(void)
{
    setenv("IOCP_BACKEND", "kqueue", 1);
    cannot_start(ERROR_NOT_SUPPORTED, "IOCP_BACKEND=kqueue", 1);
}

/* Out of memory or descriptors is an error of the moment. */
static void shortage_is_no_reason_to_fall_back(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_io_uring(ENOMEM))
        SKIP("no seccomp filters here");
    cannot_start(ERROR_NO_SYSTEM_RESOURCES, "out of resources", 0);
}

static void shortage_of_descriptors_neither(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_io_uring(EMFILE))
        SKIP("no seccomp filters here");
    cannot_start(ERROR_NO_SYSTEM_RESOURCES, "out of resources", 0);
}

static void forced_epoll_runs_anywhere(void)
{
    setenv("IOCP_BACKEND", "epoll", 1);
    traffic_passes();
    backend_is("epoll", "IOCP_BACKEND=epoll");
}

static BOOL uring_is_here(void)
{
    IOCP_BACKEND_INFO info;

    return IocpGetBackend(&info, sizeof info) &&
           strcmp(info.Name, "uring") == 0;
}

static void uring_is_preferred(void)
{
    unsetenv("IOCP_BACKEND");
    if (!uring_is_here())
        SKIP("no io_uring here");
    traffic_passes();
    backend_is("uring", "io_uring works here");
}

static void says(const char *log_wish, unsigned lines)
{
    int log = stderr_take();

    if (log_wish != NULL)
        setenv("IOCP_LOG", log_wish, 1);
    else
        unsetenv("IOCP_LOG");
    traffic_passes();
    CHECK(lines_of(log) == lines);
}

/* A fall-back nobody asked for is told once, whatever is started. */
static void fall_back_is_one_line(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_docker())
        SKIP("no seccomp filters here");
    says(NULL, 1);
}

static void fall_back_can_be_silent(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_docker())
        SKIP("no seccomp filters here");
    says("0", 0);
}

static void quiet_is_a_word_for_it(void)
{
    unsetenv("IOCP_BACKEND");
    if (!sandbox_docker())
        SKIP("no seccomp filters here");
    says("quiet", 0);
}

static void quiet_holds_for_a_refusal_too(void)
{
    setenv("IOCP_BACKEND", "kqueue", 1);
    setenv("IOCP_LOG", "0", 1);
    cannot_start(ERROR_NOT_SUPPORTED, "IOCP_BACKEND=kqueue", 0);
}

static void what_was_asked_for_is_no_news(void)
{
    setenv("IOCP_BACKEND", "epoll", 1);
    says(NULL, 0);
}

static void details_name_the_engine(void)
{
    setenv("IOCP_BACKEND", "epoll", 1);
    says("1", 1);
}

static void io_uring_is_no_news(void)
{
    int log;

    unsetenv("IOCP_BACKEND");
    unsetenv("IOCP_LOG");
    log = stderr_take();
    if (!uring_is_here())
        SKIP("no io_uring here");
    CHECK(lines_of(log) == 0);
}

TAP_MAIN(CASE(falls_back_under_dockers_profile),
         CASE(falls_back_where_it_is_switched_off),
         CASE(falls_back_where_only_some_may),
         CASE(falls_back_on_a_kernel_without_it),
         CASE(falls_back_on_a_kernel_that_knows_less),
         CASE(forced_uring_does_not_fall_back), CASE(unknown_word_is_refused),
         CASE(shortage_is_no_reason_to_fall_back),
         CASE(shortage_of_descriptors_neither),
         CASE(forced_epoll_runs_anywhere), CASE(uring_is_preferred),
         CASE(fall_back_is_one_line), CASE(fall_back_can_be_silent),
         CASE(quiet_is_a_word_for_it), CASE(quiet_holds_for_a_refusal_too),
         CASE(what_was_asked_for_is_no_news), CASE(details_name_the_engine),
         CASE(io_uring_is_no_news))
