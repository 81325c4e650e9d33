/* A file handle while a call works on it. */
#ifndef API_FILE_TAKE_H
#define API_FILE_TAKE_H

#include "iocp/errors.h"
#include "iocp/types.h"
#include "object/file.h"

/* The file, referenced and with its descriptor pinned, if the handle has all of
 * these rights; or NULL and a status. */
struct file_object *file_take(HANDLE handle, DWORD rights, NTSTATUS *status);
void file_give_back(struct file_object *file);

#endif
