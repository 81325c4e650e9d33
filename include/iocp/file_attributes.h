/* Files: times, attributes, space on disk, opening again. file.h includes
 * this. */
#ifndef IOCP_FILE_ATTRIBUTES_H
#define IOCP_FILE_ATTRIBUTES_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Tells the times of an open file.
 * In:      hFile: a file or folder.
 * Out:     each, unless NULL; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a file.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as GetFileInformationByHandle.
 * Source:  "GetFileTime function", Parameters.
 * Test:    tests/conformance/file_attributes.c:times */
BOOL WINAPI GetFileTime(HANDLE hFile, LPFILETIME lpCreationTime,
                        LPFILETIME lpLastAccessTime, LPFILETIME lpLastWriteTime)
    IOCP_API(GetFileTime);

/* Sets the times of an open file.
 * In:      hFile: a file or folder, with FILE_WRITE_ATTRIBUTES or
 *          GENERIC_WRITE. Each time: NULL, or zeros, leaves it alone; so do
 *          bits that are all set, and later requests change it all the same.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ACCESS_DENIED, the right is
 *          missing, or the file is somebody else's; ERROR_INVALID_HANDLE, not a
 *          file.
 * Packet:  none.
 * Blocks:  as long as utimensat(2) does.  Threads: any, at once.
 * Windows: differs: lpCreationTime is passed over; requests keep on changing
 *          times.
 * Source:  "SetFileTime function", Parameters.
 * Test:    tests/conformance/file_attributes.c:times */
BOOL WINAPI SetFileTime(HANDLE hFile, const FILETIME *lpCreationTime,
                        const FILETIME *lpLastAccessTime,
                        const FILETIME *lpLastWriteTime) IOCP_API(SetFileTime);

/* Sets the attributes of a file or folder by its name.
 * In:      lpFileName: the path, as for CreateFile. dwFileAttributes: with
 *          FILE_ATTRIBUTE_READONLY nobody may write the file from now on,
 *          without it the owner may; other bits change nothing.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_FILE_NOT_FOUND or
 *          ERROR_PATH_NOT_FOUND, as for CreateFile; ERROR_ACCESS_DENIED, the
 *          file is somebody else's; ERROR_WRITE_PROTECT;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as chmod(2) does.  Threads: any, at once.
 * Windows: differs: READONLY alone is kept, and of files only: a folder is left
 *          as it is, and so are a link and its target.
 * Source:  "SetFileAttributesA function", Parameters.
 * Test:    tests/conformance/file_attributes.c:read_only */
BOOL WINAPI SetFileAttributesA(LPCSTR lpFileName, DWORD dwFileAttributes)
    IOCP_API(SetFileAttributesA);

/* The same for a UTF-16 name. */
BOOL WINAPI SetFileAttributesW(LPCWSTR lpFileName, DWORD dwFileAttributes)
    IOCP_API(SetFileAttributesW);

/* Tells how much of a disk a file takes: less than its length if it has holes.
 * In:      lpFileName: the path, as for CreateFile. lpFileSizeHigh: NULL, or
 *          where the high half goes.
 * Out:     *lpFileSizeHigh: the high 32 bits; untouched on failure.
 * Returns: the low 32 bits, or INVALID_FILE_SIZE. That may be a size too: then
 *          the last error is 0; else it is ERROR_FILE_NOT_FOUND or
 *          ERROR_PATH_NOT_FOUND, as for CreateFile; ERROR_ACCESS_DENIED;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as stat(2) does.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetCompressedFileSizeA function", Return value.
 * Test:    tests/conformance/file_attributes.c:space_on_disk */
DWORD WINAPI GetCompressedFileSizeA(LPCSTR lpFileName, LPDWORD lpFileSizeHigh)
    IOCP_API(GetCompressedFileSizeA);

/* The same for a UTF-16 name. */
DWORD WINAPI GetCompressedFileSizeW(LPCWSTR lpFileName, LPDWORD lpFileSizeHigh)
    IOCP_API(GetCompressedFileSizeW);

/* Says that what a file holds up to a place counts as written, so that later
 * writes need not fill up with zeros.
 * In:      hFile: a file, opened with FILE_WRITE_DATA. ValidDataLength: bytes,
 *          at most its length.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ACCESS_DENIED, the right is
 *          missing; ERROR_INVALID_PARAMETER, below 0, beyond the end, or a
 *          folder; ERROR_INVALID_HANDLE, not a file.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there is nothing to do and no privilege needed: what was
 * not written reads as zeros, before and after. Source:  "SetFileValidData
 * function", Remarks. Test:    tests/linux/hints_test.c:valid_data */
BOOL WINAPI SetFileValidData(HANDLE hFile, LONGLONG ValidDataLength)
    IOCP_API(SetFileValidData);

/* Opens once more what a handle has open, with other rights.
 * In:      hOriginalFile: a file or folder. dwDesiredAccess, dwShareMode: as
 * for CreateFile; the original is one of the opens that must agree.
 *          dwFlagsAndAttributes: FILE_FLAG_ bits.
 * Out:     none.
 * Returns: the handle, or INVALID_HANDLE_VALUE; last error:
 *          ERROR_SHARING_VIOLATION, another open forbids it;
 *          ERROR_ACCESS_DENIED, permissions, or a folder without
 *          FILE_FLAG_BACKUP_SEMANTICS; ERROR_INVALID_PARAMETER, attributes;
 *          ERROR_INVALID_HANDLE, not a file; and others as for CreateFile.
 * Packet:  none.
 * Blocks:  as long as open(2) does.  Threads: any, at once.
 * Windows: differs: ends of pipes are not opened again (ERROR_INVALID_HANDLE).
 * Source:  "ReOpenFile function", Parameters and Remarks.
 * Test:    tests/conformance/file_attributes.c:opened_again */
HANDLE WINAPI ReOpenFile(HANDLE hOriginalFile, DWORD dwDesiredAccess,
                         DWORD dwShareMode, DWORD dwFlagsAndAttributes)
    IOCP_API(ReOpenFile);

#ifdef UNICODE
#define SetFileAttributes SetFileAttributesW
#define GetCompressedFileSize GetCompressedFileSizeW
#else
#define SetFileAttributes SetFileAttributesA
#define GetCompressedFileSize GetCompressedFileSizeA
#endif

#ifdef __cplusplus
}
#endif

#endif
