/* A file or folder opened by CreateFile. A handle without FILE_FLAG_OVERLAPPED
 * is synchronous: it has a file pointer, which is the descriptor's own. An
 * asynchronous one has a pointer too; its requests neither use nor move it. */
#ifndef OBJECT_FILE_H
#define OBJECT_FILE_H

#include "object/io_object.h"
#include "object/share.h"

struct directory_watch;
struct listing;

struct file_object {
    struct io_object io;
    struct share share;       /* left when the last handle is closed */
    uint32_t granted;         /* (c) FILE_ and standard rights, none generic */
    bool readable, writable;  /* (c) what the handle may do */
    bool append_only;         /* (c) FILE_APPEND_DATA without FILE_WRITE_DATA */
    bool directory;           /* (c) */
    bool regular;             /* (c) a disk file: seekable */
    bool unbuffered;          /* (c) FILE_FLAG_NO_BUFFERING */
    bool delete_on_close;     /* (c) FILE_FLAG_DELETE_ON_CLOSE */
    _Atomic bool uses_ranges; /* (a) it had locks; set before io_begin */
    bool ranges_closed;       /* of op/ranges.c: no more locks */
    bool notification;        /* (c) from FindFirstChangeNotification */
    /* (a) So many of the next reads go to the engine without a try whether it
     * is in memory (api/file_io.c). A hint: a lost update does no harm. */
    _Atomic uint32_t reads_untried;
    _Atomic uint64_t seen; /* (a) so many bytes from the start were in memory
                            * (low half), then (high half, ms): op/transmit.c
                            */
    struct directory_watch *_Atomic watch; /* (a) owned; set once, by the first
                                            * call that wants changes */
    struct listing *_Atomic listing; /* (a) owned; set once, by the first call
                                      * that lists the folder */
};

/* NULL when memory is out. The caller opens the file then, which may make it
 * and must not be in vain, and fills in the descriptor and the flags. */
struct file_object *file_object_new(bool overlapped);

/* Lets go of the locks of a file that is being closed, and cancels those that
 * it waits for. Defined with the requests, in op/lock.c. */
void file_close_ranges(struct file_object *file);

#endif
