/* CreateFile for names that are Linux paths already. */
#ifndef API_FILE_OPEN_H
#define API_FILE_OPEN_H

#include "iocp/types.h"

/* `access` to `attributes` are CreateFile's. On success it may set the last
 * error, as CreateFile does. */
NTSTATUS file_open_path(const char *path, DWORD access, DWORD share,
                        DWORD disposition, DWORD attributes, HANDLE *handle);

#endif
