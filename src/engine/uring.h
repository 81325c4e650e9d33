/* Between the parts of the io_uring back-end. */
#ifndef ENGINE_URING_H
#define ENGINE_URING_H

#include "engine/engine.h"

struct io_uring;
struct io_uring_sqe;
struct io_uring_cqe;

/* Makes a ring for the calling thread that takes our opcodes and no others.
 * *features: the IOCP_FEATURE_ bits found, also on failure. 0 or -errno;
 * -EINVAL and some features: one of IOCP_FEATURES_REQUIRED is missing. */
int uring_setup(struct io_uring *ring, unsigned sq_entries, unsigned cq_entries,
                uint32_t *features);

/* What uring_setup found for the engine when it was last started; 0 before. Any
 * thread. */
uint32_t uring_found(void);

/* Writes what `io` asks for into an SQE; all but its user_data. */
void uring_prepare(struct io_uring_sqe *sqe, struct engine_io *io);

/* Puts what a CQE tells beyond its result into io->flags. */
void uring_result(struct engine_io *io, const struct io_uring_cqe *cqe);

#endif
