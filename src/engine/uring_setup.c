/* How our ring is made: what the kernel must have for it is looked for, and
 * the ring is closed to everything we do not use before it takes the first
 * request. Whoever gets hold of its descriptor can neither open files with it
 * nor change it.
 *
 * The trap: of a ring with SINGLE_ISSUER that starts disabled, the thread that
 * enables it becomes the only one that may submit. So all of this runs on the
 * shard's thread. */
#include <errno.h>
#include <liburing.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/uring.h"
#include "iocp/linux.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define OPS_MAX 64u

/* Every opcode of uring_prep.c and uring.c. */
static const struct {
    uint8_t opcode;
    uint32_t feature;
} opcodes[] = {
    {IORING_OP_POLL_ADD, IOCP_FEATURE_OP_POLL},
    {IORING_OP_ASYNC_CANCEL, IOCP_FEATURE_OP_CANCEL},
    {IORING_OP_READ, IOCP_FEATURE_OP_READ},
    {IORING_OP_WRITE, IOCP_FEATURE_OP_WRITE},
    {IORING_OP_RECV, IOCP_FEATURE_OP_RECV},
    {IORING_OP_RECVMSG, IOCP_FEATURE_OP_RECVMSG},
    {IORING_OP_SEND, IOCP_FEATURE_OP_SEND},
    {IORING_OP_SENDMSG, IOCP_FEATURE_OP_SENDMSG},
    {IORING_OP_ACCEPT, IOCP_FEATURE_OP_ACCEPT},
    {IORING_OP_CONNECT, IOCP_FEATURE_OP_CONNECT},
    {IORING_OP_SHUTDOWN, IOCP_FEATURE_OP_SHUTDOWN},
};

/* Flags of io_uring_setup, and what it tells of itself in return. */
static const struct {
    uint32_t flags, feature;
} setups[] =
    {
        {IORING_SETUP_SUBMIT_ALL, IOCP_FEATURE_SUBMIT_ALL},
        {IORING_SETUP_SINGLE_ISSUER, IOCP_FEATURE_SINGLE_ISSUER},
        /* POLL_FIRST cannot be asked for; it is older. */
        {IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
         IOCP_FEATURE_DEFER_TASKRUN | IOCP_FEATURE_POLL_FIRST},
        {IORING_SETUP_R_DISABLED, IOCP_FEATURE_RESTRICTIONS},
},
  abilities[] = {
      {IORING_FEAT_NODROP, IOCP_FEATURE_NODROP},
      {IORING_FEAT_FAST_POLL, IOCP_FEATURE_FAST_POLL},
      {IORING_FEAT_RW_CUR_POS, IOCP_FEATURE_CURRENT_POSITION},
};

/* IOCP_FEATURES_MASK hides bits, to test a lesser kernel. */
static uint32_t hidden(void)
{
    const char *mask = getenv("IOCP_FEATURES_MASK");

    return mask != NULL ? (uint32_t)strtoul(mask, NULL, 0) : 0;
}

static uint32_t told_by(const struct io_uring_params *params)
{
    uint32_t features = 0;

    for (size_t i = 0; i < COUNT(setups); i++)
        if ((params->flags & setups[i].flags) == setups[i].flags)
            features |= setups[i].feature;
    for (size_t i = 0; i < COUNT(abilities); i++)
        if (params->features & abilities[i].flags)
            features |= abilities[i].feature;
    return features;
}

/* Debian's liburing 2.3 declares the functions for restrictions without
 * exporting them. 0 or -errno. */
static int change(const struct io_uring *ring, unsigned opcode, void *argument,
                  unsigned count)
{
    long rc =
        syscall(SYS_io_uring_register, ring->ring_fd, opcode, argument, count);

    return rc < 0 ? -errno : 0;
}

static int find_opcodes(struct io_uring *ring, uint32_t *features)
{
    struct {
        struct io_uring_probe head;
        struct io_uring_probe_op ops[OPS_MAX];
    } found = {0};
    int rc = io_uring_register_probe(ring, &found.head, OPS_MAX);

    if (rc < 0)
        return rc;
    for (size_t i = 0; i < COUNT(opcodes); i++)
        if (io_uring_opcode_supported(&found.head, opcodes[i].opcode))
            *features |= opcodes[i].feature;
    return 0;
}

/* A ring of one entry, made and closed again. */
static uint32_t try_flags(uint32_t flags)
{
    struct io_uring_params params = {.flags = flags};
    struct io_uring ring;
    uint32_t features;

    if (io_uring_queue_init_params(1, &ring, &params) < 0)
        return 0;
    features = told_by(&params);
    find_opcodes(&ring, &features); /* a failure leaves them out */
    io_uring_queue_exit(&ring);
    return features;
}

/* The kernel refused our flags together: which does it know? */
static uint32_t try_each_flag(void)
{
    uint32_t features = 0;

    for (size_t i = 0; i < COUNT(setups); i++)
        features |= try_flags(setups[i].flags);
    return features != 0 ? features : try_flags(0);
}

static int make(struct io_uring *ring, unsigned sq_entries, unsigned cq_entries,
                uint32_t extra_flags, uint32_t *features)
{
    struct io_uring_params params = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN |
                 IORING_SETUP_TASKRUN_FLAG | IORING_SETUP_SUBMIT_ALL |
                 IORING_SETUP_CQSIZE | extra_flags,
        .cq_entries = cq_entries,
    };
    int rc = io_uring_queue_init_params(sq_entries, ring, &params);

    if (rc == 0)
        *features = told_by(&params);
    return rc;
}

static int make_best(struct io_uring *ring, unsigned sq_entries,
                     unsigned cq_entries, uint32_t *features)
{
    int rc = -EINVAL;

    if ((hidden() & IOCP_FEATURE_RESTRICTIONS) == 0)
        rc = make(ring, sq_entries, cq_entries, IORING_SETUP_R_DISABLED,
                  features);
    if (rc == -EINVAL)
        rc = make(ring, sq_entries, cq_entries, 0, features);
    if (rc == -EINVAL)
        *features = try_each_flag();
    return rc;
}

/* No flag of a request is allowed, and of the calls that change a ring only
 * the one that looks: an empty list of those would close nothing in kernels
 * that judge the two apart. */
static int restrict_to_ours(struct io_uring *ring)
{
    struct io_uring_restriction allowed[COUNT(opcodes) + 1] = {0};

    for (size_t i = 0; i < COUNT(opcodes); i++) {
        allowed[i].opcode = IORING_RESTRICTION_SQE_OP;
        allowed[i].sqe_op = opcodes[i].opcode;
    }
    allowed[COUNT(opcodes)].opcode = IORING_RESTRICTION_REGISTER_OP;
    allowed[COUNT(opcodes)].register_op = IORING_REGISTER_PROBE;
    return change(ring, IORING_REGISTER_RESTRICTIONS, allowed, COUNT(allowed));
}

static int restrict_and_enable(struct io_uring *ring, uint32_t *features)
{
    int rc = restrict_to_ours(ring);

    if (rc == -EINVAL) /* a kernel that does not know them: go without */
        *features &= ~(uint32_t)IOCP_FEATURE_RESTRICTIONS;
    else if (rc < 0)
        return rc;
    return change(ring, IORING_REGISTER_ENABLE_RINGS, NULL, 0);
}

static int finish(struct io_uring *ring, uint32_t *features)
{
    bool disabled = (*features & IOCP_FEATURE_RESTRICTIONS) != 0;
    int rc = find_opcodes(ring, features);

    *features &= ~hidden();
    if (rc < 0)
        return rc;
    if ((*features & IOCP_FEATURES_REQUIRED) != IOCP_FEATURES_REQUIRED)
        return -EINVAL; /* as the kernel says to a flag it does not know */
    return disabled ? restrict_and_enable(ring, features) : 0;
}

int uring_setup(struct io_uring *ring, unsigned sq_entries, unsigned cq_entries,
                uint32_t *features)
{
    int rc;

    *features = 0;
    rc = make_best(ring, sq_entries, cq_entries, features);
    *features &= ~hidden();
    if (rc < 0)
        return rc;
    rc = finish(ring, features);
    if (rc < 0)
        io_uring_queue_exit(ring);
    else
        io_uring_ring_dontfork(ring);
    return rc;
}
