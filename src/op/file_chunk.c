#include "op/file_chunk.h"

#define CHUNK_MAX ((size_t)1 << 30)

static uint16_t flags_of(const struct op_file *file)
{
    return (uint16_t)((file->append ? ENGINE_APPEND : 0) |
                      (file->unbuffered ? ENGINE_WAIT : 0));
}

enum op_step file_chunk_want(struct op *op, enum engine_code code)
{
    struct op_file *file = &op->data.file;
    size_t left = file->len - file->done;

    op->io.code = code;
    op->io.flags = flags_of(file);
    op->io.offset =
        file->offset == ENGINE_HERE ? ENGINE_HERE : file->offset + file->done;
    op->io.iov_count = 1;
    op->io.iov[0].iov_base = file->buffer + file->done;
    op->io.iov[0].iov_len = left < CHUNK_MAX ? left : CHUNK_MAX;
    return OP_STEP_ISSUE;
}
