#include <errno.h>

#include "op/file_chunk.h"
#include "op/op.h"

enum { START, DONE };

/* Of a file nothing but 0 bytes is the end: behind a short read may be an error
 * of the disk, which must not pass for it. An unbuffered file that ended within
 * a sector says -EINVAL there. Of a device what comes is all. */
static bool is_end(const struct op_file *file, int32_t result)
{
    return result == 0 || (result == -EINVAL && file->done > 0) ||
           (result > 0 && file->offset == ENGINE_HERE);
}

static enum op_step read_step(struct op *op, int32_t result)
{
    struct op_file *file = &op->data.file;

    if (op->phase == START) {
        if (file->len == 0)
            return op_finish(op, STATUS_SUCCESS, 0);
        op->phase = DONE;
        return file_chunk_want(op, ENGINE_READ);
    }
    if (result < 0 && !is_end(file, result))
        return op_finish_error(op, result, 0);
    if (result > 0)
        file->done += (size_t)result;
    if (file->done < file->len && !is_end(file, result))
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

const struct op_kind op_scatter = {
    .name = "scatter",
    .lane = LANE_NONE,
    .step = read_step,
    .closed_status = STATUS_CANCELLED,
    .drop = file_chunk_drop,
};
