/* The system's own buffer of a ReadDirectoryChanges handle: records in the form
 * in which the caller gets them. It is as large as the first caller's, and what
 * does not fit is not kept: then all of it is discarded, and the caller is told
 * to read the folder itself. */
#ifndef OBJECT_WATCH_RECORDS_H
#define OBJECT_WATCH_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "iocp/types.h"
#include "object/watch_details.h"

struct watch_records {
    char *bytes; /* owned */
    size_t limit;
    size_t room, used;
    size_t last; /* where the last record starts */
    bool extended;
    bool lost; /* something did not fit */
};

void watch_records_init(struct watch_records *records, size_t limit,
                        bool extended);
void watch_records_fini(struct watch_records *records);

/* `path` in UTF-8, below the watched folder. `details` only if `extended`. */
void watch_records_add(struct watch_records *records, DWORD action,
                       const char *path, const struct watch_details *details);

/* Discards all; the next to ask is told so. */
void watch_records_lose(struct watch_records *records);

/* There is something to tell. */
static inline bool watch_records_ready(const struct watch_records *records)
{
    return records->used > 0 || records->lost;
}

/* Empties the buffer into the caller's: bytes, or 0 when records were lost or
 * do not fit. */
size_t watch_records_take(struct watch_records *records, char *buffer,
                          size_t len);

#endif
