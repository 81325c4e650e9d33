/* GetFileInformationByHandleEx in two parts: of a file, and of a folder. */
#ifndef API_FILE_QUERY_H
#define API_FILE_QUERY_H

#include "iocp/file.h"
#include "object/file.h"

/* The classes that list a folder; `size` is at least what one entry needs. */
NTSTATUS file_query_folder(struct file_object *file,
                           FILE_INFO_BY_HANDLE_CLASS class, void *data,
                           DWORD size);

/* A time as LARGE_INTEGER. */
LARGE_INTEGER file_query_time(int64_t unix_ns);

#endif
