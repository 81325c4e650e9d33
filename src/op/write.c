/* A write to a disk file never completes in part. */
#include <errno.h>

#include "op/file_chunk.h"
#include "op/op.h"

enum { START, DONE };

static enum op_step write_step(struct op *op, int32_t result)
{
    struct op_file *file = &op->data.file;

    if (op->phase == START) {
        if (file->len == 0)
            return op_finish(op, STATUS_SUCCESS, 0);
        op->phase = DONE;
        return file_chunk_want(op, ENGINE_WRITE);
    }
    if (result == 0)
        result = -ENOSPC;
    if (result < 0)
        return op_finish_error(op, result, 0);
    file->done += (size_t)result;
    if (file->done < file->len)
        return file_chunk_want(op, ENGINE_WRITE);
    return op_finish(op, STATUS_SUCCESS, file->done);
}

const struct op_kind op_write = {
    .name = "write",
    .lane = LANE_NONE,
    .step = write_step,
    .closed_status = STATUS_CANCELLED,
};

const struct op_kind op_gather = {
    .name = "gather",
    .lane = LANE_NONE,
    .step = write_step,
    .closed_status = STATUS_CANCELLED,
    .drop = file_chunk_drop,
};
