/* A read or write of a file on its way from the call to the engine. */
#ifndef API_FILE_IO_H
#define API_FILE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "object/file.h"
#include "op/routine.h"

struct file_io {
    struct file_object *file;
    bool write;
    char *buffer; /* borrowed; only read if `write` */
    DWORD len;
    OVERLAPPED *overlapped; /* may be NULL */
    struct routine routine; /* ReadFileEx, WriteFileEx */
    int64_t offset;
    bool append;
    size_t done; /* out */
};

/* Whether the handle, the offset and the locks of others allow it. Fills in
 * `offset` and `append`. */
NTSTATUS file_io_check(struct file_io *io);

/* The offset in the engine's words: it appends by a flag, not by an offset, and
 * takes -1 for the descriptor's own position. */
uint64_t file_io_engine_offset(const struct file_io *io);

#endif
