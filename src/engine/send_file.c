/* The one io that is a system call of ours on both back-ends. */
#include "engine/engine.h"

int32_t engine_send_file(struct engine_io *io)
{
    bool full;
    int32_t sent = (int32_t)file_send(io->source_fd, (int64_t)io->offset,
                                      io->fd, io->iov, io->flags, &full);

    if (full)
        io->flags |= ENGINE_FULL;
    else
        io->flags &= (uint16_t)~ENGINE_FULL;
    return sent;
}
