/* The access log, in the combined format. A worker only copies a line into
 * memory; one thread of the log's own writes. When the disk cannot keep up,
 * lines are dropped and counted: the log never slows an answer down. */
#ifndef WEB_LOG_H
#define WEB_LOG_H

#include "http/date.h"
#include "http/request.h"

#include <stdio.h>

enum { LOG_BUFFER_BYTES = 256 << 10 };

/* Lock key: (l) lock, (w) the writer thread only. */
struct log {
    CRITICAL_SECTION lock;
    FILE *file;              /* (c) owned unless stdout */
    HANDLE thread, wake;     /* (c) */
    char *filling, *writing; /* (l), (w) LOG_BUFFER_BYTES each */
    size_t filled;           /* (l) */
    ULONGLONG lost;          /* (l) lines dropped */
    bool stopping;           /* (l) */
    bool broken;             /* (w) a write failed */
};

struct log_line {
    const char *peer;              /* numeric address */
    const struct request *request; /* NULL: none was read */
    size_t used;                   /* bytes in the request's buffer */
    int status;
    uint64_t bytes;
};

/* `path` "-" is the standard output. */
bool log_open(struct log *log, const char *path);
/* Writes what is left. The number of lines that were dropped. */
ULONGLONG log_close(struct log *log);

void log_write(struct log *log, const struct log_line *line,
               struct date_cache *dates);

#endif
