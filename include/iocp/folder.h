/* Files: folders, moving, copying, paths. Names are as in file.h, which
 * includes this; the paths that these calls give have / between their parts. */
#ifndef IOCP_FOLDER_H
#define IOCP_FOLDER_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* MoveFileEx */
#define MOVEFILE_REPLACE_EXISTING 0x1
#define MOVEFILE_COPY_ALLOWED 0x2
#define MOVEFILE_DELAY_UNTIL_REBOOT 0x4
#define MOVEFILE_WRITE_THROUGH 0x8

/* CopyFileEx */
#define COPY_FILE_FAIL_IF_EXISTS 0x1
#define COPY_FILE_RESTARTABLE 0x2
#define COPY_FILE_OPEN_SOURCE_FOR_WRITE 0x4
#define COPY_FILE_ALLOW_DECRYPTED_DESTINATION 0x8
#define COPY_FILE_COPY_SYMLINK 0x800
#define COPY_FILE_NO_BUFFERING 0x1000
#define CALLBACK_CHUNK_FINISHED 0x0
#define CALLBACK_STREAM_SWITCH 0x1
#define PROGRESS_CONTINUE 0
#define PROGRESS_CANCEL 1
#define PROGRESS_STOP 2
#define PROGRESS_QUIET 3

/* What CopyFileEx calls before the first byte and after each piece. */
typedef DWORD(WINAPI *LPPROGRESS_ROUTINE)(
    LARGE_INTEGER TotalFileSize, LARGE_INTEGER TotalBytesTransferred,
    LARGE_INTEGER StreamSize, LARGE_INTEGER StreamBytesTransferred,
    DWORD dwStreamNumber, DWORD dwCallbackReason, HANDLE hSourceFile,
    HANDLE hDestinationFile, LPVOID lpData);

/* Makes a folder.
 * In:      lpPathName: its path, as for CreateFile. lpSecurityAttributes: not
 *          looked at.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ALREADY_EXISTS, there is something
 *          of that name; ERROR_PATH_NOT_FOUND, a folder on the way is missing,
 *          or no name; ERROR_ACCESS_DENIED; ERROR_DISK_FULL;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as mkdir(2) does.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateDirectoryA function", Return value.
 * Test:    tests/conformance/directories.c */
BOOL WINAPI CreateDirectoryA(LPCSTR lpPathName,
                             LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateDirectoryA);

/* The same for UTF-16 names. */
BOOL WINAPI CreateDirectoryW(LPCWSTR lpPathName,
                             LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateDirectoryW);

/* Removes an empty folder, or a symbolic link to a folder, whatever that holds.
 * In:      lpPathName: its path.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_DIR_NOT_EMPTY; ERROR_DIRECTORY, it
 *          is no folder; ERROR_SHARING_VIOLATION, this process has it open
 *          without FILE_SHARE_DELETE; ERROR_FILE_NOT_FOUND or
 *          ERROR_PATH_NOT_FOUND, as for CreateFile; ERROR_ACCESS_DENIED;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as rmdir(2) does.  Threads: any, at once.
 * Windows: differs: the name is gone at once, not at the last close; a link
 *          that leads nowhere may have been one to a folder, and goes too.
 * Source:  "RemoveDirectoryA function", Remarks.
 * Test:    tests/conformance/directories.c */
BOOL WINAPI RemoveDirectoryA(LPCSTR lpPathName) IOCP_API(RemoveDirectoryA);

/* The same for UTF-16 names. */
BOOL WINAPI RemoveDirectoryW(LPCWSTR lpPathName) IOCP_API(RemoveDirectoryW);

/* Makes a folder the current one of the process.
 * In:      lpPathName: its path.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_FILE_NOT_FOUND or
 *          ERROR_PATH_NOT_FOUND, as for CreateFile; ERROR_DIRECTORY, it is no
 *          folder; ERROR_ACCESS_DENIED; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as chdir(2) does.  Threads: any, at once.
 * Windows: same; it is that of libc too.
 * Source:  "SetCurrentDirectory function".
 * Test:    tests/conformance/directories.c:current */
BOOL WINAPI SetCurrentDirectoryA(LPCSTR lpPathName)
    IOCP_API(SetCurrentDirectoryA);

/* The same for UTF-16 names. */
BOOL WINAPI SetCurrentDirectoryW(LPCWSTR lpPathName)
    IOCP_API(SetCurrentDirectoryW);

/* Tells the current folder of the process.
 * In:      nBufferLength, lpBuffer: room, counted in characters.
 * Out:     lpBuffer: the absolute path and a NUL.
 * Returns: the length without the NUL; or, if the room is too small or lpBuffer
 *          is NULL, the length needed with it; or 0; last error:
 *          ERROR_FILE_NOT_FOUND, it was removed.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: no drive, and / between the parts.
 * Source:  "GetCurrentDirectory function", Return value.
 * Test:    tests/conformance/directories.c:current */
DWORD WINAPI GetCurrentDirectoryA(DWORD nBufferLength, LPSTR lpBuffer)
    IOCP_API(GetCurrentDirectoryA);

/* The same for UTF-16 names. */
DWORD WINAPI GetCurrentDirectoryW(DWORD nBufferLength, LPWSTR lpBuffer)
    IOCP_API(GetCurrentDirectoryW);

/* Tells how much room a disk has.
 * In:      lpDirectoryName: a folder on it, or NULL for the current one.
 * Out:     each, unless NULL, in bytes: what the caller may use; all; what is
 *          free. Untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_FILE_NOT_FOUND or
 *          ERROR_PATH_NOT_FOUND, as for CreateFile; ERROR_ACCESS_DENIED;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as statfs(2) does.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetDiskFreeSpaceExA function", Parameters.
 * Test:    tests/conformance/directories.c:free_space */
BOOL WINAPI GetDiskFreeSpaceExA(LPCSTR lpDirectoryName,
                                PULARGE_INTEGER lpFreeBytesAvailableToCaller,
                                PULARGE_INTEGER lpTotalNumberOfBytes,
                                PULARGE_INTEGER lpTotalNumberOfFreeBytes)
    IOCP_API(GetDiskFreeSpaceExA);

/* The same for UTF-16 names. */
BOOL WINAPI GetDiskFreeSpaceExW(LPCWSTR lpDirectoryName,
                                PULARGE_INTEGER lpFreeBytesAvailableToCaller,
                                PULARGE_INTEGER lpTotalNumberOfBytes,
                                PULARGE_INTEGER lpTotalNumberOfFreeBytes)
    IOCP_API(GetDiskFreeSpaceExW);

/* Moves or renames a file or folder.
 * In:      lpExistingFileName, lpNewFileName: paths. dwFlags:
 *          MOVEFILE_REPLACE_EXISTING: takes the place of a file that is there;
 *          MOVEFILE_COPY_ALLOWED: a file may be copied to another disk, and
 *          stays where it was too if it cannot be deleted there;
 *          MOVEFILE_WRITE_THROUGH: returns when the disk knows.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ALREADY_EXISTS, the new name is
 *          taken; ERROR_FILE_NOT_FOUND or ERROR_PATH_NOT_FOUND, as for
 *          CreateFile; ERROR_ACCESS_DENIED, also where a folder or a read-only
 *          file would be replaced, and for MOVEFILE_DELAY_UNTIL_REBOOT;
 *          ERROR_SHARING_VIOLATION, this process has one of them open without
 *          FILE_SHARE_DELETE; ERROR_NOT_SAME_DEVICE, another disk and no leave
 *          to copy; ERROR_INVALID_PARAMETER, other flags;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as rename(2) does, or copying.  Threads: any, at once.
 * Windows: differs: nothing is done at the next start of the machine.
 * Source:  "MoveFileExA function", Parameters.
 * Test:    tests/conformance/file_move.c */
BOOL WINAPI MoveFileExA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName,
                        DWORD dwFlags) IOCP_API(MoveFileExA);

/* The same for UTF-16 names. */
BOOL WINAPI MoveFileExW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                        DWORD dwFlags) IOCP_API(MoveFileExW);

/* Moves or renames a file or folder; MoveFileEx with MOVEFILE_COPY_ALLOWED.
 * In:      lpExistingFileName, lpNewFileName: paths.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: as for MoveFileEx.
 * Packet:  none.
 * Blocks:  as MoveFileEx.  Threads: any, at once.
 * Windows: same.
 * Source:  "MoveFile function", Remarks.
 * Test:    tests/conformance/file_move.c */
BOOL WINAPI MoveFileA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName)
    IOCP_API(MoveFileA);

/* The same for UTF-16 names. */
BOOL WINAPI MoveFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName)
    IOCP_API(MoveFileW);

/* Gives a file one more name.
 * In:      lpFileName: the new name. lpExistingFileName: one it has.
 *          lpSecurityAttributes: not looked at.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ALREADY_EXISTS, the new name is
 *          taken; ERROR_FILE_NOT_FOUND or ERROR_PATH_NOT_FOUND, as for
 *          CreateFile; ERROR_ACCESS_DENIED, also for a folder;
 *          ERROR_NOT_SAME_DEVICE, another disk; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as link(2) does.  Threads: any, at once.
 * Windows: same.
 * Source:  "CreateHardLinkA function".
 * Test:    tests/conformance/file_move.c:hard_links */
BOOL WINAPI CreateHardLinkA(LPCSTR lpFileName, LPCSTR lpExistingFileName,
                            LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateHardLinkA);

/* The same for UTF-16 names. */
BOOL WINAPI CreateHardLinkW(LPCWSTR lpFileName, LPCWSTR lpExistingFileName,
                            LPSECURITY_ATTRIBUTES lpSecurityAttributes)
    IOCP_API(CreateHardLinkW);

/* Copies a file, and tells how far it is.
 * In:      lpExistingFileName, lpNewFileName: paths. lpProgressRoutine: NULL,
 *          or what is called before the first byte and after each piece;
 *          PROGRESS_CANCEL and PROGRESS_STOP end the copy, PROGRESS_QUIET the
 *          calls. lpData: passed to it. pbCancel: NULL, or a flag that cancels
 *          when it is TRUE. dwCopyFlags: COPY_FILE_FAIL_IF_EXISTS;
 *          COPY_FILE_COPY_SYMLINK, of a symbolic link the link itself, without
 *          calls of the routine, and in place of one; the others change
 *          nothing.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_REQUEST_ABORTED, cancelled, and no
 *          copy is left, or stopped, and a part of it is; ERROR_FILE_EXISTS,
 *          with COPY_FILE_FAIL_IF_EXISTS; ERROR_INVALID_PARAMETER, other flags;
 *          else as CreateFile, ReadFile or WriteFile.
 * Packet:  none.
 * Blocks:  until it is done.  Threads: any, at once.
 * Windows: differs: of attributes and times, the last write and READONLY are
 *          copied; pieces have 256 KiB; COPY_FILE_RESTARTABLE keeps nothing.
 * Source:  "CopyFileExA function", Parameters.
 * Test:    tests/conformance/file_copy.c */
BOOL WINAPI CopyFileExA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName,
                        LPPROGRESS_ROUTINE lpProgressRoutine, LPVOID lpData,
                        LPBOOL pbCancel, DWORD dwCopyFlags)
    IOCP_API(CopyFileExA);

/* The same for UTF-16 names. */
BOOL WINAPI CopyFileExW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                        LPPROGRESS_ROUTINE lpProgressRoutine, LPVOID lpData,
                        LPBOOL pbCancel, DWORD dwCopyFlags)
    IOCP_API(CopyFileExW);

/* Copies a file.
 * In:      lpExistingFileName, lpNewFileName: paths. bFailIfExists: TRUE leaves
 *          alone what is there.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: as for CopyFileEx.
 * Packet:  none.
 * Blocks:  until it is done.  Threads: any, at once.
 * Windows: differs: as CopyFileEx.
 * Source:  "CopyFile function", Remarks.
 * Test:    tests/conformance/file_copy.c */
BOOL WINAPI CopyFileA(LPCSTR lpExistingFileName, LPCSTR lpNewFileName,
                      BOOL bFailIfExists) IOCP_API(CopyFileA);

/* The same for UTF-16 names. */
BOOL WINAPI CopyFileW(LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName,
                      BOOL bFailIfExists) IOCP_API(CopyFileW);

/* Makes a path absolute, without . and .., and without a look at the disk.
 * In:      lpFileName: a path. nBufferLength, lpBuffer: room, counted in
 *          characters. lpFilePart: NULL, or where a pointer goes.
 * Out:     lpBuffer: the path and a NUL. *lpFilePart: its last part in
 *          lpBuffer, or NULL if it ends with a separator; untouched if the room
 *          is too small.
 * Returns: the length without the NUL; or, if the room is too small or lpBuffer
 *          is NULL, the length needed with it; or 0; last error:
 *          ERROR_PATH_NOT_FOUND, no name; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: no drive, and / between the parts.
 * Source:  "GetFullPathNameA function", Return value.
 * Test:    tests/conformance/paths.c:full_path */
DWORD WINAPI GetFullPathNameA(LPCSTR lpFileName, DWORD nBufferLength,
                              LPSTR lpBuffer, LPSTR *lpFilePart)
    IOCP_API(GetFullPathNameA);

/* The same for UTF-16 names. */
DWORD WINAPI GetFullPathNameW(LPCWSTR lpFileName, DWORD nBufferLength,
                              LPWSTR lpBuffer, LPWSTR *lpFilePart)
    IOCP_API(GetFullPathNameW);

/* Tells the folder for temporary files.
 * In:      nBufferLength, lpBuffer: room, counted in characters.
 * Out:     lpBuffer: the path, which ends with a separator, and a NUL.
 * Returns: the length without the NUL; or, if the room is too small or lpBuffer
 *          is NULL, the length needed with it.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: TMPDIR, then TMP, then TEMP of the environment, else /tmp/.
 * Source:  "GetTempPathA function", Remarks.
 * Test:    tests/conformance/paths.c:temp_path */
DWORD WINAPI GetTempPathA(DWORD nBufferLength, LPSTR lpBuffer)
    IOCP_API(GetTempPathA);

/* The same for UTF-16 names. */
DWORD WINAPI GetTempPathW(DWORD nBufferLength, LPWSTR lpBuffer)
    IOCP_API(GetTempPathW);

/* Makes a name for a temporary file, and the file if the number is its own.
 * In:      lpPathName: a folder. lpPrefixString: up to three characters of it
 *          are used. uUnique: 0, or the number to use. lpTempFileName: room for
 *          MAX_PATH characters.
 * Out:     lpTempFileName: folder, prefix, number in hexadecimal, ".TMP". With
 *          uUnique 0 the file was made, and is empty.
 * Returns: the number; or 0; last error: ERROR_DIRECTORY, no such folder;
 *          ERROR_BUFFER_OVERFLOW, longer than MAX_PATH - 14; ERROR_FILE_EXISTS,
 *          no number left; ERROR_INVALID_PARAMETER, a NULL; ERROR_ACCESS_DENIED
 *          and others as for CreateFile.
 * Packet:  none.
 * Blocks:  as long as open(2) does.  Threads: any, at once.
 * Windows: same; as on Windows, 16 bits of the number are used.
 * Source:  "GetTempFileNameA function", Remarks.
 * Test:    tests/conformance/paths.c:temp_files */
UINT WINAPI GetTempFileNameA(LPCSTR lpPathName, LPCSTR lpPrefixString,
                             UINT uUnique, LPSTR lpTempFileName)
    IOCP_API(GetTempFileNameA);

/* The same for UTF-16 names. */
UINT WINAPI GetTempFileNameW(LPCWSTR lpPathName, LPCWSTR lpPrefixString,
                             UINT uUnique, LPWSTR lpTempFileName)
    IOCP_API(GetTempFileNameW);

#ifdef UNICODE
#define CreateDirectory CreateDirectoryW
#define RemoveDirectory RemoveDirectoryW
#define SetCurrentDirectory SetCurrentDirectoryW
#define GetCurrentDirectory GetCurrentDirectoryW
#define GetDiskFreeSpaceEx GetDiskFreeSpaceExW
#define MoveFileEx MoveFileExW
#define MoveFile MoveFileW
#define CreateHardLink CreateHardLinkW
#define CopyFileEx CopyFileExW
#define CopyFile CopyFileW
#define GetFullPathName GetFullPathNameW
#define GetTempPath GetTempPathW
#define GetTempFileName GetTempFileNameW
#else
#define CreateDirectory CreateDirectoryA
#define RemoveDirectory RemoveDirectoryA
#define SetCurrentDirectory SetCurrentDirectoryA
#define GetCurrentDirectory GetCurrentDirectoryA
#define GetDiskFreeSpaceEx GetDiskFreeSpaceExA
#define MoveFileEx MoveFileExA
#define MoveFile MoveFileA
#define CreateHardLink CreateHardLinkA
#define CopyFileEx CopyFileExA
#define CopyFile CopyFileA
#define GetFullPathName GetFullPathNameA
#define GetTempPath GetTempPathA
#define GetTempFileName GetTempFileNameA
#endif

#ifdef __cplusplus
}
#endif

#endif
