/* Between the parts of the io_uring back-end. */
#ifndef ENGINE_URING_H
#define ENGINE_URING_H

#include "engine/engine.h"

struct io_uring_sqe;
struct io_uring_cqe;

/* Writes what `io` asks for into an SQE; all but its user_data. */
void uring_prepare(struct io_uring_sqe *sqe, struct engine_io *io);

/* Puts what a CQE tells beyond its result into io->flags. */
void uring_result(struct engine_io *io, const struct io_uring_cqe *cqe);

#endif
