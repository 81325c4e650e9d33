/* Which engine runs, and that programs work on the one that is left where
 * io_uring is not there or not allowed. Each case is a process of its own, so
 * it may put itself behind a filter for good. */
#include "linux/pair.h"

#include <mswsock.h>

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <iocp/linux.h>

#include "harness/tap.h"

/* What Docker's default profile forbids, as far as this machine names it; all
 * of it gives EPERM there. */
static const unsigned docker_forbids[] = {
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_acct,
    SYS_add_key,
    SYS_bpf,
    SYS_clock_settime,
    SYS_delete_module,
    SYS_fanotify_init,
    SYS_finit_module,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fsopen,
    SYS_fspick,
    SYS_init_module,
    SYS_ioperm,
    SYS_iopl,
    SYS_kcmp,
    SYS_kexec_file_load,
    SYS_kexec_load,
    SYS_keyctl,
    SYS_lookup_dcookie,
    SYS_mount,
    SYS_mount_setattr,
    SYS_move_mount,
    SYS_move_pages,
    SYS_nfsservctl,
    SYS_open_by_handle_at,
    SYS_open_tree,
    SYS_perf_event_open,
    SYS_pivot_root,
    SYS_quotactl,
    SYS_quotactl_fd,
    SYS_reboot,
    SYS_request_key,
    SYS_setdomainname,
    SYS_sethostname,
    SYS_setns,
    SYS_settimeofday,
    SYS_swapoff,
    SYS_swapon,
    SYS_sysfs,
    SYS_syslog,
    SYS_umount2,
    SYS_unshare,
    SYS_uselib,
    SYS_userfaultfd,
    SYS_ustat,
    SYS_vhangup,
};

#define FORBIDDEN_MAX 64u

struct filter {
    struct sock_filter code[2 * FORBIDDEN_MAX + 4];
    unsigned short len;
};

static void filter_add(struct filter *filter, struct sock_filter instruction)
{
    filter->code[filter->len++] = instruction;
}

static void filter_forbid(struct filter *filter, unsigned number, int error)
{
    filter_add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                    number, 0, 1));
    filter_add(filter,
               (struct sock_filter)BPF_STMT(
                   BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error));
}

static void filter_begin(struct filter *filter)
{
    filter->len = 0;
    filter_add(filter,
               (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                            offsetof(struct seccomp_data, nr)));
}

/* In force from here on, for every thread to come. */
static BOOL filter_apply(struct filter *filter)
{
    struct sock_fprog program = {.filter = filter->code};

    filter_add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
                                                    SECCOMP_RET_ALLOW));
    program.len = filter->len;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static BOOL forbid_io_uring(int error)
{
    struct filter filter;

    filter_begin(&filter);
    filter_forbid(&filter, SYS_io_uring_setup, error);
    return filter_apply(&filter);
}

static BOOL enter_docker(void)
{
    struct filter filter;

    filter_begin(&filter);
    for (unsigned i = 0; i < sizeof docker_forbids / sizeof *docker_forbids;
         i++)
        filter_forbid(&filter, docker_forbids[i], EPERM);
    filter_forbid(&filter, SYS_clone3, ENOSYS);
    return filter_apply(&filter);
}

static void backend_is(const char *name, const char *reason)
{
    IOCP_BACKEND_INFO info;

    CHECK(IocpGetBackend(&info, sizeof info), "%s", info.Reason);
    CHECK(strcmp(info.Name, name) == 0, "backend %s: %s", info.Name,
          info.Reason);
    CHECK(strstr(info.Reason, reason) != NULL, "reason: %s", info.Reason);
}

static void messages_pass(HANDLE port)
{
    OVERLAPPED overlapped = {0};
    SOCKET ours, peer;
    char byte = 0;

    pair_connect(&ours, &peer);
    CHECK(CreateIoCompletionPort((HANDLE)ours, port, 0, 0) == port);
    for (int i = 0; i < 100; i++) {
        CHECK(pair_receive(ours, &byte, &overlapped));
        CHECK(send(peer, "x", 1, 0) == 1);
        CHECK(pair_next(port, NULL, NULL) == &overlapped && byte == 'x');
        byte = 0;
    }
    CHECK(pair_receive(ours, &byte, &overlapped));
    closesocket(ours);
    CHECK(pair_next(port, NULL, NULL) == &overlapped, "closing ends it");
    closesocket(peer);
}

static void accepts_pass(HANDLE port)
{
    OVERLAPPED overlapped = {0};
    SOCKADDR_IN name;
    SOCKET listener = pair_listen(&name);
    SOCKET ours = socket(AF_INET, SOCK_STREAM, 0);
    SOCKET peer = socket(AF_INET, SOCK_STREAM, 0);
    char buffer[2 * (sizeof name + 16)];
    DWORD bytes;

    CHECK(CreateIoCompletionPort((HANDLE)listener, port, 0, 0) == port);
    CHECK(!AcceptEx(listener, ours, buffer, 0, sizeof name + 16,
                    sizeof name + 16, &bytes, &overlapped) &&
          WSAGetLastError() == WSA_IO_PENDING);
    CHECK(connect(peer, (SOCKADDR *)&name, sizeof name) == 0);
    CHECK(pair_next(port, NULL, NULL) == &overlapped);
    closesocket(listener);
    closesocket(ours);
    closesocket(peer);
}

/* Written by the pool, read from memory or by the pool. */
static void files_pass(HANDLE port)
{
    static char out[100000], in[100000];
    OVERLAPPED overlapped = {0};
    DWORD bytes = 0;
    HANDLE file = CreateFileA(
        "backend_test.tmp", GENERIC_READ | GENERIC_WRITE, 0, NULL,
        CREATE_ALWAYS, FILE_FLAG_OVERLAPPED | FILE_FLAG_DELETE_ON_CLOSE, NULL);

    memset(out, 'f', sizeof out);
    CHECK(CreateIoCompletionPort(file, port, 0, 0) == port);
    CHECK(!WriteFile(file, out, sizeof out, NULL, &overlapped) &&
          GetLastError() == ERROR_IO_PENDING);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped);
    CHECK(bytes == sizeof out, "%lu written", (unsigned long)bytes);
    ReadFile(file, in, sizeof in, NULL, &overlapped);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped);
    CHECK(bytes == sizeof in && memcmp(in, out, sizeof in) == 0);
    overlapped.Offset = sizeof out - 10;
    ReadFile(file, in, sizeof in, NULL, &overlapped);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped && bytes == 10);
    overlapped.Offset = sizeof out;
    ReadFile(file, in, sizeof in, NULL, &overlapped);
    CHECK(pair_next(port, NULL, &bytes) == &overlapped && bytes == 0);
    CloseHandle(file);
}

static void everything_works(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);

    pair_startup();
    messages_pass(port);
    accepts_pass(port);
    files_pass(port);
    CloseHandle(port);
}

static void falls_back_under_dockers_profile(void)
{
    unsetenv("IOCP_BACKEND");
    if (!enter_docker())
        SKIP("no seccomp filters here");
    everything_works();
    backend_is("epoll", "io_uring is not permitted here");
}

/* kernel.io_uring_disabled=2 shows as EPERM of io_uring_setup. */
static void falls_back_where_it_is_switched_off(void)
{
    setenv("IOCP_BACKEND", "auto", 1);
    if (!forbid_io_uring(EPERM))
        SKIP("no seccomp filters here");
    everything_works();
    backend_is("epoll", "kernel.io_uring_disabled");
}

static void falls_back_on_a_kernel_without_it(void)
{
    unsetenv("IOCP_BACKEND");
    if (!forbid_io_uring(ENOSYS))
        SKIP("no seccomp filters here");
    everything_works();
    backend_is("epoll", "old kernel");
}

/* A kernel that does not know a flag of ours. */
static void falls_back_on_a_kernel_that_knows_less(void)
{
    unsetenv("IOCP_BACKEND");
    if (!forbid_io_uring(EINVAL))
        SKIP("no seccomp filters here");
    everything_works();
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
    if (!enter_docker())
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
    if (!forbid_io_uring(ENOMEM))
        SKIP("no seccomp filters here");
    cannot_start(ERROR_NO_SYSTEM_RESOURCES, "out of resources", 0);
}

static void shortage_of_descriptors_neither(void)
{
    unsetenv("IOCP_BACKEND");
    if (!forbid_io_uring(EMFILE))
        SKIP("no seccomp filters here");
    cannot_start(ERROR_NO_SYSTEM_RESOURCES, "out of resources", 0);
}

static void forced_epoll_runs_anywhere(void)
{
    setenv("IOCP_BACKEND", "epoll", 1);
    everything_works();
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
    everything_works();
    backend_is("uring", "io_uring works here");
}

/* As on a kernel that lacks it: what we cannot do without sends us to epoll. */
static void without(DWORD feature, const char *expected)
{
    IOCP_BACKEND_INFO info;
    char mask[16];

    unsetenv("IOCP_BACKEND");
    snprintf(mask, sizeof mask, "0x%lx", (unsigned long)feature);
    setenv("IOCP_FEATURES_MASK", mask, 1);
    everything_works();
    CHECK(IocpGetBackend(&info, sizeof info));
    CHECK(strcmp(info.Name, expected) == 0 || strcmp(info.Name, "epoll") == 0,
          "backend %s: %s", info.Name, info.Reason);
    CHECK((info.Features & feature) == 0);
}

static void without_single_issuer(void)
{
    without(IOCP_FEATURE_SINGLE_ISSUER, "epoll");
}

static void without_deferred_task_work(void)
{
    without(IOCP_FEATURE_DEFER_TASKRUN, "epoll");
}

static void without_submit_all(void)
{
    without(IOCP_FEATURE_SUBMIT_ALL, "epoll");
}

static void without_nodrop(void)
{
    without(IOCP_FEATURE_NODROP, "epoll");
}

static void without_poll_first(void)
{
    without(IOCP_FEATURE_POLL_FIRST, "uring");
}

TAP_MAIN(CASE(falls_back_under_dockers_profile),
         CASE(falls_back_where_it_is_switched_off),
         CASE(falls_back_on_a_kernel_without_it),
         CASE(falls_back_on_a_kernel_that_knows_less),
         CASE(forced_uring_does_not_fall_back), CASE(unknown_word_is_refused),
         CASE(shortage_is_no_reason_to_fall_back),
         CASE(shortage_of_descriptors_neither),
         CASE(forced_epoll_runs_anywhere), CASE(uring_is_preferred),
         CASE(without_single_issuer), CASE(without_deferred_task_work),
         CASE(without_submit_all), CASE(without_nodrop),
         CASE(without_poll_first))
