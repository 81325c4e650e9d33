#include "linux/sandbox.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

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
static bool filter_apply(struct filter *filter)
{
    struct sock_fprog program = {.filter = filter->code};

    filter_add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
                                                    SECCOMP_RET_ALLOW));
    program.len = filter->len;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool sandbox_io_uring(int error)
{
    struct filter filter;

    filter_begin(&filter);
    filter_forbid(&filter, SYS_io_uring_setup, error);
    return filter_apply(&filter);
}

bool sandbox_docker(void)
{
    struct filter filter;

    filter_begin(&filter);
    for (unsigned i = 0; i < sizeof docker_forbids / sizeof *docker_forbids;
         i++)
        filter_forbid(&filter, docker_forbids[i], EPERM);
    filter_forbid(&filter, SYS_clone3, ENOSYS);
    return filter_apply(&filter);
}

/* ---- A thread that judges the calls of the others ---- */

static sandbox_judge *judge_setup, *judge_change;

/* Copied by the kernel: the caller's thread still writes to it afterwards. */
static unsigned flags_at(uint64_t address)
{
    struct io_uring_params params = {0};
    struct iovec here = {&params, sizeof params};
    struct iovec there = {(void *)(uintptr_t)address, sizeof params};

    syscall(SYS_process_vm_readv, getpid(), &here, 1L, &there, 1L, 0L);
    return params.flags;
}

static int judge(const struct seccomp_data *call)
{
    if (call->nr == SYS_io_uring_setup)
        return judge_setup ? judge_setup(flags_at(call->args[1])) : 0;
    return judge_change ? judge_change((unsigned)call->args[1]) : 0;
}

/* Its own calls are not judged: it began before the filter. */
static void *supervise(void *argument)
{
    int listener, *from = argument;

    if (read(from[0], &listener, sizeof listener) != sizeof listener)
        return NULL;
    for (;;) {
        struct seccomp_notif call = {0};
        struct seccomp_notif_resp answer = {0};

        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) {
            if (errno == EINTR || errno == ENOENT)
                continue;
            return NULL;
        }
        answer.id = call.id;
        answer.error = judge(&call.data);
        if (answer.error == 0)
            answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
}

static void filter_ask(struct filter *filter, unsigned number)
{
    filter_add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                    number, 0, 1));
    filter_add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
                                                    SECCOMP_RET_USER_NOTIF));
}

bool sandbox_supervise(sandbox_judge *setup, sandbox_judge *change)
{
    static int ends[2];
    struct filter filter;
    struct sock_fprog program = {.filter = filter.code};
    pthread_t thread;
    long listener;
    int fd;

    judge_setup = setup;
    judge_change = change;
    if (pipe(ends) != 0 || pthread_create(&thread, NULL, supervise, ends) != 0)
        return false;
    filter_begin(&filter);
    filter_ask(&filter, SYS_io_uring_setup);
    filter_ask(&filter, SYS_io_uring_register);
    filter_add(&filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
                                                     SECCOMP_RET_ALLOW));
    program.len = filter.len;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                       SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    fd = (int)listener;
    return listener >= 0 && write(ends[1], &fd, sizeof fd) == sizeof fd;
}
