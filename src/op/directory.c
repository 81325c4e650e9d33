/* ReadDirectoryChanges: waits until the kernel has something to tell of the
 * watched folders, then fills the caller's buffer. One request of a handle
 * after the other (it has a lane), for they share what was told so far. */
#include "object/directory_watch.h"
#include "object/file.h"
#include "op/op.h"

static enum op_step directory_step(struct op *op, int32_t result)
{
    struct directory_watch *watch = ((struct file_object *)op->target)->watch;
    struct op_directory *request = &op->data.directory;
    NTSTATUS status;
    size_t bytes;

    if (result < 0)
        return op_finish_error(op, result, 0);
    if (directory_watch_take(watch, request->buffer, request->len, &status,
                             &bytes))
        return op_finish(op, status, bytes);
    op->io.code = ENGINE_READABLE;
    op->io.flags = 0;
    op->io.fd = directory_watch_fd(watch);
    op->io.file_id = directory_watch_file_id(watch);
    return OP_STEP_ISSUE;
}

/* Closing the handle is no failure (FsRtlNotifyCleanup). */
const struct op_kind op_directory = {
    .name = "directory changes",
    .lane = LANE_RECEIVE,
    .step = directory_step,
    .closed_status = STATUS_NOTIFY_CLEANUP,
};
