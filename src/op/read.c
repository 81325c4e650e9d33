#include "op/file_chunk.h"
#include "op/op.h"

enum { START, DONE };

static enum op_step read_step(struct op *op, int32_t result)
{
    struct op_file *file = &op->data.file;

    if (op->phase == START) {
        if (file->len == 0)
            return op_finish(op, STATUS_SUCCESS, 0);
        op->phase = DONE;
        return file_chunk_want(op, ENGINE_READ);
    }
    if (result < 0)
        return op_finish_error(op, result, file->done);
    file->done += (size_t)result;
    /* A short read is the end of the file; a full chunk of a longer request
     * only is the most the kernel takes at once. */
    if (file->done < file->len && (size_t)result == op->io.iov[0].iov_len)
        return file_chunk_want(op, ENGINE_READ);
    if (file->done == 0)
        return op_finish(op, STATUS_END_OF_FILE, 0);
    return op_finish(op, STATUS_SUCCESS, file->done);
}

const struct op_kind op_read = {
    .name = "read",
    .lane = LANE_NONE,
    .step = read_step,
    .closed_status = STATUS_CANCELLED,
};
