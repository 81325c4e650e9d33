/* Names and file information, between the Windows and the Linux form. Used by
 * the calls that take a name instead of a handle. */
#ifndef API_ENTRY_H
#define API_ENTRY_H

#include "iocp/file.h"
#include "sys/dir.h"

/* The path a Windows name stands for; the caller frees it. NULL and the last
 * error: ERROR_PATH_NOT_FOUND for no name or an empty one (Windows says the
 * same), ERROR_NOT_ENOUGH_MEMORY. */
char *entry_path(LPCSTR name);
char *entry_path_wide(LPCWSTR name);

/* Whether Windows lets a new file have the last part of the path as its name.
 * Here such files may have been made by others, and can be used like any. */
bool entry_may_be_made(const char *path);

/* The status of a failed call on `path`; `rc` is -errno. Tells a missing file
 * from a missing folder, and from a name that none can have. */
NTSTATUS entry_status(int rc, const char *path);

/* FILE_ATTRIBUTE_ bits. Regular files count as not yet archived, as new files
 * on Windows do; devices, FIFOs and sockets are FILE_ATTRIBUTE_DEVICE, so that
 * a program can keep off them; a leading dot hides nothing. */
DWORD entry_attributes(const struct dir_entry *entry);

FILETIME entry_time(int64_t unix_ns);
/* Of something that is no moment. */
FILETIME entry_amount(uint64_t ns);
int64_t entry_unix_ns(FILETIME time);

/* Gives a text to a caller with room for `size` characters: its length without
 * the NUL, or, if that is not enough, the length needed with it. */
DWORD entry_give(const char *text, LPSTR buffer, DWORD size);
DWORD entry_give_wide(const char *text, LPWSTR buffer, DWORD size);

#endif
