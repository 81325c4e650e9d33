#include "op/file_chunk.h"

#include <stdlib.h>

#define CHUNK_MAX ((size_t)1 << 30)

/* Pages that follow each other in memory are one piece. */
static struct iovec run_of_pages(const struct op_file *file)
{
    char **page = file->pages + file->done / FILE_PAGE_BYTES;
    size_t skip = file->done % FILE_PAGE_BYTES;
    size_t left = file->len - file->done, run = FILE_PAGE_BYTES - skip;
    char *start = *page + skip;

    for (; run < left && page[1] == page[0] + FILE_PAGE_BYTES; page++)
        run += FILE_PAGE_BYTES;
    return (struct iovec){start, run < left ? run : left};
}

static struct iovec rest_of(const struct op_file *file)
{
    if (file->pages != NULL)
        return run_of_pages(file);
    return (struct iovec){file->buffer + file->done, file->len - file->done};
}

static uint16_t flags_of(const struct op_file *file)
{
    return (uint16_t)((file->append ? ENGINE_APPEND : 0) |
                      (file->unbuffered ? ENGINE_WAIT : 0));
}

enum op_step file_chunk_want(struct op *op, enum engine_code code)
{
    struct op_file *file = &op->data.file;
    struct iovec rest = rest_of(file);

    if (rest.iov_len > CHUNK_MAX)
        rest.iov_len = CHUNK_MAX;
    op->io.code = code;
    op->io.flags = flags_of(file);
    op->io.offset =
        file->offset == ENGINE_HERE ? ENGINE_HERE : file->offset + file->done;
    op->io.iov_count = 1;
    op->io.iov[0] = rest;
    return OP_STEP_ISSUE;
}

void file_chunk_drop(struct op *op)
{
    free(op->data.file.pages);
}
