/* Kernels that have less of io_uring: each feature hidden in turn, flags and
 * calls refused as an old kernel would, and a ring that takes nothing but what
 * the engine uses. */
#include "linux/sandbox.h"
#include "linux/traffic.h"

#include <errno.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/uring.h"
#include "harness/tap.h"
#include "iocp/linux.h"

static bool ring_is_here(void)
{
    struct io_uring ring;
    uint32_t features;

    if (uring_setup(&ring, 8, 8, &features) < 0)
        return false;
    io_uring_queue_exit(&ring);
    return true;
}

/* What we cannot do without sends us to epoll, by its name; the rest is done
 * without, on the same engine. */
static void without(uint32_t feature, const char *name)
{
    bool required = (feature & IOCP_FEATURES_REQUIRED) != 0;
    IOCP_BACKEND_INFO info;
    char mask[16];

    unsetenv("IOCP_BACKEND");
    if (!ring_is_here())
        SKIP("no io_uring here");
    snprintf(mask, sizeof mask, "0x%x", feature);
    setenv("IOCP_FEATURES_MASK", mask, 1);
    traffic_passes();
    if (required)
        backend_is("epoll", name);
    else
        backend_is("uring", "io_uring works here");
    CHECK(IocpGetBackend(&info, sizeof info));
    CHECK((info.Features & feature) == 0, "features %x", info.Features);
}

#define WITHOUT(feature)                                                       \
    static void without_##feature(void)                                        \
    {                                                                          \
        without(IOCP_FEATURE_##feature, "lacks " #feature);                    \
    }
WITHOUT(SINGLE_ISSUER)
WITHOUT(DEFER_TASKRUN)
WITHOUT(SUBMIT_ALL)
WITHOUT(NODROP)
WITHOUT(POLL_FIRST)
WITHOUT(RESTRICTIONS)
WITHOUT(FAST_POLL)
WITHOUT(CURRENT_POSITION)
WITHOUT(OP_POLL)
WITHOUT(OP_CANCEL)
WITHOUT(OP_READ)
WITHOUT(OP_WRITE)
WITHOUT(OP_RECV)
WITHOUT(OP_RECVMSG)
WITHOUT(OP_SEND)
WITHOUT(OP_SENDMSG)
WITHOUT(OP_ACCEPT)
WITHOUT(OP_CONNECT)
WITHOUT(OP_SHUTDOWN)

/* Linux 5.15: restrictions, but none of the later flags. */
static int refuse_new_flags(unsigned flags)
{
    const unsigned known = IORING_SETUP_CQSIZE | IORING_SETUP_R_DISABLED;

    return flags & ~known ? -EINVAL : 0;
}

/* gVisor with its io_uring switched on. */
static int refuse_all_flags(unsigned flags)
{
    return flags != 0 ? -EINVAL : 0;
}

static int have_no_changes(unsigned opcode)
{
    (void)opcode;
    return -ENOSYS;
}

static int refuse_restricted(unsigned flags)
{
    return flags & IORING_SETUP_R_DISABLED ? -EINVAL : 0;
}

static int refuse_restrictions(unsigned opcode)
{
    return opcode == IORING_REGISTER_RESTRICTIONS ? -EINVAL : 0;
}

static int forbid_changes(unsigned opcode)
{
    (void)opcode;
    return -EPERM;
}

static int no_memory_for_changes(unsigned opcode)
{
    (void)opcode;
    return -ENOMEM;
}

static void on_a_kernel_that(sandbox_judge *setup, sandbox_judge *change,
                             const char *backend, const char *reason)
{
    unsetenv("IOCP_BACKEND");
    if (!ring_is_here() || !sandbox_supervise(setup, change))
        SKIP("no io_uring here, or no filters that ask");
    traffic_passes();
    backend_is(backend, reason);
}

static void kernel_without_our_flags(void)
{
    on_a_kernel_that(refuse_new_flags, NULL, "epoll",
                     "lacks SINGLE_ISSUER, DEFER_TASKRUN, SUBMIT_ALL here");
}

static void kernel_without_any_flag(void)
{
    on_a_kernel_that(refuse_all_flags, have_no_changes, "epoll",
                     "lacks SINGLE_ISSUER, DEFER_TASKRUN, SUBMIT_ALL, OP_POLL");
}

static void kernel_without_disabled_rings(void)
{
    on_a_kernel_that(refuse_restricted, NULL, "uring", "io_uring works here");
}

static void kernel_without_restrictions(void)
{
    IOCP_BACKEND_INFO info;

    on_a_kernel_that(NULL, refuse_restrictions, "uring", "io_uring works here");
    CHECK(IocpGetBackend(&info, sizeof info));
    CHECK((info.Features & IOCP_FEATURE_RESTRICTIONS) == 0);
}

/* A profile that forgot the third of the three calls. */
static void changes_are_forbidden(void)
{
    on_a_kernel_that(NULL, forbid_changes, "epoll", "not permitted here");
}

/* Of the moment: the engine does not change for it. */
static void changes_are_out_of_memory(void)
{
    IOCP_BACKEND_INFO info;

    unsetenv("IOCP_BACKEND");
    if (!ring_is_here() || !sandbox_supervise(NULL, no_memory_for_changes))
        SKIP("no io_uring here, or no filters that ask");
    CHECK(!IocpGetBackend(&info, sizeof info));
    CHECK(strstr(info.Reason, "out of resources") != NULL, "%s", info.Reason);
}

static const uint8_t ours[] = {
    IORING_OP_POLL_ADD, IORING_OP_ASYNC_CANCEL, IORING_OP_READ,
    IORING_OP_WRITE,    IORING_OP_RECV,         IORING_OP_RECVMSG,
    IORING_OP_SEND,     IORING_OP_SENDMSG,      IORING_OP_ACCEPT,
    IORING_OP_CONNECT,  IORING_OP_SHUTDOWN,
};

static bool is_ours(unsigned opcode)
{
    return memchr(ours, (int)opcode, sizeof ours) != NULL;
}

/* On no descriptor: what is allowed fails for that. */
static int outcome(struct io_uring *ring, unsigned opcode, unsigned flags)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
    struct io_uring_cqe *cqe;
    int result;

    if (!CHECK(sqe != NULL))
        return 0;
    memset(sqe, 0, sizeof *sqe);
    sqe->opcode = (uint8_t)opcode;
    sqe->flags = (uint8_t)flags;
    sqe->fd = -1;
    CHECK(io_uring_submit_and_wait(ring, 1) == 1);
    if (!CHECK(io_uring_peek_cqe(ring, &cqe) == 0))
        return 0;
    result = cqe->res;
    io_uring_cqe_seen(ring, cqe);
    return result;
}

static long change(const struct io_uring *ring, unsigned opcode, void *argument,
                   unsigned count)
{
    return syscall(SYS_io_uring_register, ring->ring_fd, opcode, argument,
                   count) < 0
               ? -errno
               : 0;
}

static void ring_takes_only_what_we_use(void)
{
    struct io_uring ring;
    uint32_t features;
    int rc = uring_setup(&ring, 8, 16, &features);

    if (rc < 0 || (features & IOCP_FEATURE_RESTRICTIONS) == 0)
        SKIP("no restrictions here");
    for (unsigned opcode = 0; opcode < IORING_OP_LAST; opcode++) {
        rc = outcome(&ring, opcode, 0);
        CHECK((rc == -EACCES) == !is_ours(opcode), "opcode %u: %d", opcode, rc);
    }
    CHECK(outcome(&ring, IORING_OP_RECV, IOSQE_ASYNC) == -EACCES, "a flag");
    io_uring_queue_exit(&ring);
}

static void ring_cannot_be_changed(void)
{
    struct io_uring ring;
    uint32_t features;
    struct io_uring_restriction more = {.opcode = IORING_RESTRICTION_SQE_OP,
                                        .sqe_op = IORING_OP_OPENAT};
    int fd = STDIN_FILENO;

    if (uring_setup(&ring, 8, 16, &features) < 0 ||
        (features & IOCP_FEATURE_RESTRICTIONS) == 0)
        SKIP("no restrictions here");
    CHECK(change(&ring, IORING_REGISTER_FILES, &fd, 1) == -EACCES);
    CHECK(change(&ring, IORING_REGISTER_EVENTFD, &fd, 1) == -EACCES);
    CHECK(change(&ring, IORING_REGISTER_PERSONALITY, NULL, 0) == -EACCES);
    CHECK(change(&ring, IORING_REGISTER_RESTRICTIONS, &more, 1) == -EACCES);
    io_uring_queue_exit(&ring);
}

TAP_MAIN(CASE(without_SINGLE_ISSUER), CASE(without_DEFER_TASKRUN),
         CASE(without_SUBMIT_ALL), CASE(without_NODROP),
         CASE(without_POLL_FIRST), CASE(without_RESTRICTIONS),
         CASE(without_FAST_POLL), CASE(without_CURRENT_POSITION),
         CASE(without_OP_POLL), CASE(without_OP_CANCEL), CASE(without_OP_READ),
         CASE(without_OP_WRITE), CASE(without_OP_RECV),
         CASE(without_OP_RECVMSG), CASE(without_OP_SEND),
         CASE(without_OP_SENDMSG), CASE(without_OP_ACCEPT),
         CASE(without_OP_CONNECT), CASE(without_OP_SHUTDOWN),
         CASE(kernel_without_our_flags), CASE(kernel_without_any_flag),
         CASE(kernel_without_disabled_rings), CASE(kernel_without_restrictions),
         CASE(changes_are_forbidden), CASE(changes_are_out_of_memory),
         CASE(ring_takes_only_what_we_use), CASE(ring_cannot_be_changed))
