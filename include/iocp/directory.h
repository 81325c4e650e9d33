/* Files: changes in folders, told by a request or by a handle to wait for. */
#ifndef IOCP_DIRECTORY_H
#define IOCP_DIRECTORY_H

#include "io.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is to be told. */
#define FILE_NOTIFY_CHANGE_FILE_NAME 0x001
#define FILE_NOTIFY_CHANGE_DIR_NAME 0x002
#define FILE_NOTIFY_CHANGE_ATTRIBUTES 0x004
#define FILE_NOTIFY_CHANGE_SIZE 0x008
#define FILE_NOTIFY_CHANGE_LAST_WRITE 0x010
#define FILE_NOTIFY_CHANGE_LAST_ACCESS 0x020
#define FILE_NOTIFY_CHANGE_CREATION 0x040
#define FILE_NOTIFY_CHANGE_SECURITY 0x100

/* What has happened. */
#define FILE_ACTION_ADDED 1
#define FILE_ACTION_REMOVED 2
#define FILE_ACTION_MODIFIED 3
#define FILE_ACTION_RENAMED_OLD_NAME 4
#define FILE_ACTION_RENAMED_NEW_NAME 5

typedef struct _FILE_NOTIFY_INFORMATION {
    DWORD NextEntryOffset; /* bytes from this record to the next; 0: last */
    DWORD Action;
    DWORD FileNameLength; /* bytes; the name is not terminated */
    WCHAR FileName[1];
} FILE_NOTIFY_INFORMATION, *PFILE_NOTIFY_INFORMATION;

typedef struct _FILE_NOTIFY_EXTENDED_INFORMATION {
    DWORD NextEntryOffset;
    DWORD Action;
    LARGE_INTEGER CreationTime;
    LARGE_INTEGER LastModificationTime;
    LARGE_INTEGER LastChangeTime;
    LARGE_INTEGER LastAccessTime;
    LARGE_INTEGER AllocatedLength;
    LARGE_INTEGER FileSize;
    DWORD FileAttributes;
    union {
        DWORD ReparsePointTag;
        DWORD EaSize;
    };
    LARGE_INTEGER FileId;
    LARGE_INTEGER ParentFileId;
    DWORD FileNameLength;
    WCHAR FileName[1];
} FILE_NOTIFY_EXTENDED_INFORMATION, *PFILE_NOTIFY_EXTENDED_INFORMATION;

typedef enum _READ_DIRECTORY_NOTIFY_INFORMATION_CLASS {
    ReadDirectoryNotifyInformation = 1,
    ReadDirectoryNotifyExtendedInformation
} READ_DIRECTORY_NOTIFY_INFORMATION_CLASS,
    *PREAD_DIRECTORY_NOTIFY_INFORMATION_CLASS;

IOCP_SIZE(FILE_NOTIFY_INFORMATION, 16);
IOCP_AT(FILE_NOTIFY_INFORMATION, FileName, 12);
IOCP_SIZE(FILE_NOTIFY_EXTENDED_INFORMATION, 88);
IOCP_AT(FILE_NOTIFY_EXTENDED_INFORMATION, FileAttributes, 56);
IOCP_AT(FILE_NOTIFY_EXTENDED_INFORMATION, FileId, 64);
IOCP_AT(FILE_NOTIFY_EXTENDED_INFORMATION, FileName, 84);

/* Asks for the changes in a folder, by one request.
 * In:      hDirectory: of CreateFile with FILE_LIST_DIRECTORY and
 *          FILE_FLAG_BACKUP_SEMANTICS. lpBuffer, nBufferLength: room for
 *          records, at a multiple of 4; borrowed until the request ends. 0
 *          bytes: only that something changed is told. bWatchSubtree: also what
 *          is below. dwNotifyFilter: FILE_NOTIFY_CHANGE_ bits. These three hold
 *          for the life of the handle as its first call gives them; later
 *          values are ignored. lpOverlapped: the request, borrowed until it
 *          ends; NULL, or a synchronous handle: the call waits.
 *          lpCompletionRoutine: called in an alertable wait of this thread, in
 *          the place of a packet; or NULL.
 * Out:     lpBuffer: records, names relative to the folder. *lpBytesReturned:
 *          their bytes, if the call waited.
 * Returns: TRUE when the request has started (no ERROR_IO_PENDING here) or the
 *          call has waited; FALSE; last error: ERROR_INVALID_PARAMETER, no or
 *          unknown filter bits, no folder, neither buffer nor OVERLAPPED,
 *          the other class of records before, or a routine and a port;
 *          ERROR_ACCESS_DENIED, no FILE_LIST_DIRECTORY; ERROR_NOACCESS, buffer;
 *          ERROR_INVALID_HANDLE; ERROR_TOO_MANY_OPEN_FILES and
 *          ERROR_NO_SYSTEM_RESOURCES, the user's inotify limits.
 * Packet:  one when it has started: with records; with success and 0 bytes when
 *          they did not fit (read the folder instead), and when the handle was
 *          closed; ERROR_OPERATION_ABORTED, cancelled; ERROR_ACCESS_DENIED, the
 *          folder was removed.
 * Blocks:  the first call as long as looking through the tree takes; without
 *          lpOverlapped until something changes.  Threads: any, at once;
 *          requests end in their order.
 * Windows: differs: changes wait in the kernel, and folders made between two
 *          calls are looked through by the later one (docs/DIVERGENCES.md).
 * Source:  "ReadDirectoryChangesW function", Remarks.
 * Test:    tests/conformance/directory_changes.c */
BOOL WINAPI ReadDirectoryChangesW(
    HANDLE hDirectory, LPVOID lpBuffer, DWORD nBufferLength, BOOL bWatchSubtree,
    DWORD dwNotifyFilter, LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped,
    LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(ReadDirectoryChangesW);

/* The same for either class of records, one class a handle.
 * In:      as ReadDirectoryChangesW; ReadDirectoryNotifyInformationClass: which
 *          records.
 * Out:     records of that class; of a file that is gone by then only name,
 *          action and ParentFileId.
 * Returns: as ReadDirectoryChangesW; ERROR_INVALID_PARAMETER also for an
 *          unknown class.
 * Packet:  as ReadDirectoryChangesW.
 * Blocks:  as ReadDirectoryChangesW.  Threads: any, at once.
 * Windows: differs: file ids are inode numbers.
 * Source:  "ReadDirectoryChangesExW function", Remarks.
 * Test:    tests/linux/directory_test.c */
BOOL WINAPI ReadDirectoryChangesExW(
    HANDLE hDirectory, LPVOID lpBuffer, DWORD nBufferLength, BOOL bWatchSubtree,
    DWORD dwNotifyFilter, LPDWORD lpBytesReturned, LPOVERLAPPED lpOverlapped,
    LPOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine,
    READ_DIRECTORY_NOTIFY_INFORMATION_CLASS ReadDirectoryNotifyInformationClass)
    IOCP_API(ReadDirectoryChangesExW);

/* Makes a handle that is signalled when something in a folder changes.
 * In:      lpPathName: the folder. bWatchSubtree, dwNotifyFilter: as
 *          ReadDirectoryChangesW.
 * Out:     none.
 * Returns: a handle to wait for, to be closed by FindCloseChangeNotification;
 *          or INVALID_HANDLE_VALUE; last error: ERROR_INVALID_PARAMETER, no or
 *          unknown filter bits; ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND;
 *          ERROR_DIRECTORY, a file; ERROR_ACCESS_DENIED;
 *          ERROR_TOO_MANY_OPEN_FILES and ERROR_NO_SYSTEM_RESOURCES, the user's
 *          inotify limits; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as looking through the tree takes.  Threads: any, at once.
 * Windows: same.
 * Source:  "FindFirstChangeNotificationW function", Remarks.
 * Test:    tests/conformance/directory_changes.c */
HANDLE WINAPI FindFirstChangeNotificationA(LPCSTR lpPathName,
                                           BOOL bWatchSubtree,
                                           DWORD dwNotifyFilter)
    IOCP_API(FindFirstChangeNotificationA);

/* The same in UTF-16. */
HANDLE WINAPI FindFirstChangeNotificationW(LPCWSTR lpPathName,
                                           BOOL bWatchSubtree,
                                           DWORD dwNotifyFilter)
    IOCP_API(FindFirstChangeNotificationW);

/* Makes such a handle wait for the next change: it stays signalled until then.
 * In:      hChangeHandle: from FindFirstChangeNotification.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE;
 *          ERROR_NO_SYSTEM_RESOURCES.
 * Packet:  none.
 * Blocks:  never.  Threads: one a handle.
 * Windows: same: a change since the last one signals it again.
 * Source:  "FindNextChangeNotification function", Remarks.
 * Test:    tests/conformance/directory_changes.c */
BOOL WINAPI FindNextChangeNotification(HANDLE hChangeHandle)
    IOCP_API(FindNextChangeNotification);

/* Closes such a handle.
 * In:      hChangeHandle: from FindFirstChangeNotification; not valid
 *          afterwards.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE.
 * Packet:  none.
 * Blocks:  never.  Threads: any.
 * Windows: same.
 * Source:  "FindCloseChangeNotification function", Return value.
 * Test:    tests/conformance/directory_changes.c */
BOOL WINAPI FindCloseChangeNotification(HANDLE hChangeHandle)
    IOCP_API(FindCloseChangeNotification);

#ifdef UNICODE
#define FindFirstChangeNotification FindFirstChangeNotificationW
#else
#define FindFirstChangeNotification FindFirstChangeNotificationA
#endif

#ifdef __cplusplus
}
#endif

#endif
