/* io_uring. The SQE that is to fail becomes a no-op, and its result is
 * replaced on the way up: to the library it looks as if the kernel had said
 * so, and nothing has been done. */
#include <liburing.h>
#include <sys/socket.h>

#include "engine/engine.h"
#include "engine/uring.h"
#include "faults/seam.h"
#include "faults/wrap.h"

/* The io that fails; touched by the shard's thread alone. */
static struct engine_io *failing;
static int failing_with;

static enum seam seam_of(enum engine_code code)
{
    static const enum seam seams[] = {
        [ENGINE_RECEIVE] = SEAM_SQE_RECEIVE,
        [ENGINE_SEND] = SEAM_SQE_SEND,
        [ENGINE_ACCEPT] = SEAM_SQE_ACCEPT,
        [ENGINE_CONNECT] = SEAM_SQE_CONNECT,
        [ENGINE_READ] = SEAM_SQE_READ,
        [ENGINE_WRITE] = SEAM_SQE_WRITE,
        [ENGINE_READABLE] = SEAM_SQE_POLL,
        [ENGINE_SHUTDOWN] = SEAM_SQE_SHUTDOWN,
    };

    return seams[code];
}

/* Of several buffers the first is transferred, of one its first half. */
static void shorten(struct io_uring_sqe *sqe, struct engine_io *io)
{
    if (sqe->opcode == IORING_OP_SENDMSG || sqe->opcode == IORING_OP_RECVMSG)
        ((struct msghdr *)(void *)io->message)->msg_iovlen = 1;
    else
        sqe->len = (sqe->len + 1) / 2;
}

WRAP(void, uring_prepare, (struct io_uring_sqe * sqe, struct engine_io *io))
{
    int fault = seam_fault(seam_of(io->code));

    __real_uring_prepare(sqe, io);
    if (fault == SEAM_SHORT) {
        shorten(sqe, io);
    } else if (fault != 0) {
        io_uring_prep_nop(sqe);
        failing = io;
        failing_with = fault;
    }
}

WRAP(void, engine_done, (struct engine_io * io, int32_t result))
{
    if (io == failing) {
        failing = NULL;
        result = -failing_with;
    }
    __real_engine_done(io, result);
}

WRAP(int, io_uring_queue_init_params,
     (unsigned entries, struct io_uring *ring, struct io_uring_params *params))
{
    int error = seam_fault(SEAM_RING);

    return error != 0
               ? -error
               : __real_io_uring_queue_init_params(entries, ring, params);
}

WRAP(int, io_uring_submit_and_wait, (struct io_uring * ring, unsigned count))
{
    int error = seam_fault(SEAM_ENTER);

    return error != 0 ? -error : __real_io_uring_submit_and_wait(ring, count);
}

WRAP(int, io_uring_submit_and_get_events, (struct io_uring * ring))
{
    int error = seam_fault(SEAM_ENTER);

    return error != 0 ? -error : __real_io_uring_submit_and_get_events(ring);
}
