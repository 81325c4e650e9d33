/* ReadFileScatter and WriteFileGather: the transfer of one piece of a file from
 * or to pages all over memory. Always a request of the engine, never tried. */
#include <stdlib.h>

#include "api/api.h"
#include "api/file_io.h"
#include "iocp/file_scatter.h"
#include "op/file_chunk.h"
#include "op/op.h"

static size_t page_count(DWORD len)
{
    return ((size_t)len + FILE_PAGE_BYTES - 1) / FILE_PAGE_BYTES;
}

static NTSTATUS bad_page(const struct file_io *io)
{
    return io->write ? STATUS_INVALID_USER_BUFFER : STATUS_ACCESS_VIOLATION;
}

/* A copy of the list, which is the caller's again after the call. */
static NTSTATUS copy_pages(const struct file_io *io,
                           const FILE_SEGMENT_ELEMENT *segments, char ***result)
{
    size_t count = page_count(io->len);
    NTSTATUS status = STATUS_SUCCESS;
    char **pages;

    if (segments == NULL && count > 0)
        return bad_page(io);
    pages = malloc((count + 1) * sizeof *pages);
    if (pages == NULL)
        return STATUS_NO_MEMORY;
    for (size_t i = 0; i < count && status == STATUS_SUCCESS; i++) {
        pages[i] = segments[i].Buffer;
        if (pages[i] == NULL)
            status = bad_page(io);
        else if ((uintptr_t)pages[i] % FILE_PAGE_BYTES != 0)
            status = STATUS_INVALID_PARAMETER;
    }
    if (status == STATUS_SUCCESS)
        *result = pages;
    else
        free(pages);
    return status;
}

static NTSTATUS start(const struct file_io *io, char **pages)
{
    struct op *op;
    NTSTATUS status = op_new(io->write ? &op_gather : &op_scatter,
                             &io->file->io, io->overlapped, &op);

    if (status != STATUS_SUCCESS) {
        free(pages);
        return status;
    }
    op->data.file.pages = pages;
    op->data.file.len = io->len;
    op->data.file.append = io->append;
    op->data.file.unbuffered = true;
    op->data.file.offset = file_io_engine_offset(io);
    return op_start(op);
}

/* The kinds of file for which it is meant: ReadFileScatter, hFile. */
static bool is_meant(const struct file_object *file)
{
    return file->regular && file->io.overlapped && file->unbuffered;
}

static NTSTATUS run_on(struct file_io *io, const FILE_SEGMENT_ELEMENT *segments)
{
    char **pages = NULL;
    NTSTATUS status;

    if (!is_meant(io->file) || io->overlapped == NULL)
        return STATUS_INVALID_PARAMETER;
    io->buffer = (char *)(uintptr_t)FILE_PAGE_BYTES; /* aligned as pages are */
    status = file_io_check(io);
    if (status == STATUS_SUCCESS)
        status = copy_pages(io, segments, &pages);
    return status == STATUS_SUCCESS ? start(io, pages) : status;
}

static BOOL run(HANDLE handle, const FILE_SEGMENT_ELEMENT *segments,
                const DWORD *reserved, struct file_io *io)
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_IO, &status);

    if (object == NULL)
        return api_fail(status);
    io->file = (struct file_object *)object;
    if (object->kind != OBJECT_FILE || reserved != NULL)
        status = STATUS_INVALID_PARAMETER;
    else
        status = run_on(io, segments);
    object_put(object);
    /* Pending is no failure, but the call says FALSE. */
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}

BOOL WINAPI ReadFileScatter(HANDLE handle, FILE_SEGMENT_ELEMENT *segments,
                            DWORD len, LPDWORD reserved,
                            LPOVERLAPPED overlapped)
{
    struct file_io io = {.len = len, .overlapped = overlapped};

    return run(handle, segments, reserved, &io);
}

BOOL WINAPI WriteFileGather(HANDLE handle, FILE_SEGMENT_ELEMENT *segments,
                            DWORD len, LPDWORD reserved,
                            LPOVERLAPPED overlapped)
{
    struct file_io io = {.write = true, .len = len, .overlapped = overlapped};

    return run(handle, segments, reserved, &io);
}
