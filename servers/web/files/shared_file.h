/* An open file that several answers and the cache use at once; the last one
 * closes it. TransmitFile has its own offset, so they do not disturb each
 * other. */
#ifndef WEB_FILES_SHARED_FILE_H
#define WEB_FILES_SHARED_FILE_H

#include <winsock2.h>
#include <windows.h>

#include <stdint.h>

struct shared_file {
    volatile LONG users;     /* (a) */
    HANDLE handle;           /* (c) owned */
    uint64_t size;           /* (c) when it was opened, as the next */
    uint64_t modified_ticks; /* 100 ns since 1601 */
};

/* Takes the handle over: NULL when memory is out, and it is closed. */
struct shared_file *shared_file_new(HANDLE handle);
void shared_file_get(struct shared_file *file);
/* NULL is allowed. */
void shared_file_put(struct shared_file *file);

#endif
