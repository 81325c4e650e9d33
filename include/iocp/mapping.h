/* Files as memory, and memory that several views share. */
#ifndef IOCP_MAPPING_H
#define IOCP_MAPPING_H

#include "file.h"
#include "virtual_memory.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SECTION_QUERY 0x0001
#define SECTION_MAP_WRITE 0x0002
#define SECTION_MAP_READ 0x0004
#define SECTION_MAP_EXECUTE 0x0008
#define SECTION_EXTEND_SIZE 0x0010
#define SECTION_MAP_EXECUTE_EXPLICIT 0x0020
#define SECTION_ALL_ACCESS                                                     \
    (STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_WRITE |            \
     SECTION_MAP_READ | SECTION_MAP_EXECUTE | SECTION_EXTEND_SIZE)

#define FILE_MAP_COPY 0x00000001
#define FILE_MAP_WRITE SECTION_MAP_WRITE
#define FILE_MAP_READ SECTION_MAP_READ
#define FILE_MAP_EXECUTE SECTION_MAP_EXECUTE_EXPLICIT
#define FILE_MAP_ALL_ACCESS SECTION_ALL_ACCESS

#define SEC_IMAGE 0x01000000
#define SEC_RESERVE 0x04000000
#define SEC_COMMIT 0x08000000
#define SEC_NOCACHE 0x10000000
#define SEC_WRITECOMBINE 0x40000000
#define SEC_LARGE_PAGES 0x80000000

/* Makes a mapping of a file, or of memory without one.
 * In:      hFile: from CreateFile with at least the access that flProtect
 *          wants; it may be closed afterwards. INVALID_HANDLE_VALUE: no file.
 *          lpFileMappingAttributes: ignored. flProtect: PAGE_READONLY,
 *          PAGE_READWRITE, PAGE_WRITECOPY or their PAGE_EXECUTE_ twins, with
 *          SEC_COMMIT or SEC_RESERVE (the same here), SEC_NOCACHE and
 *          SEC_WRITECOMBINE (without effect). dwMaximumSizeHigh, ...Low: bytes;
 *          0: as long as the file; more: the file grows, if it may be written.
 *          lpName: NULL: none; a name that is taken opens that mapping.
 * Out:     none.
 * Returns: a handle for CloseHandle; views of it stay when it is closed. Last
 *          error: 0, or ERROR_ALREADY_EXISTS: it was there, with its own size
 *          and protection. Or NULL; last error: ERROR_INVALID_PARAMETER, a
 *          protection or a size that cannot be; ERROR_ACCESS_DENIED, more than
 *          the file handle may do; ERROR_FILE_INVALID, an empty file;
 *          ERROR_NOT_ENOUGH_MEMORY, longer than a file that may not grow, or
 *          no memory; ERROR_DISK_FULL, it could not grow; ERROR_INVALID_HANDLE;
 *          ERROR_BAD_EXE_FORMAT, no regular file, or SEC_IMAGE;
 *          ERROR_PRIVILEGE_NOT_HELD, SEC_LARGE_PAGES; ERROR_PATH_NOT_FOUND,
 *          ERROR_INVALID_NAME, ERROR_BAD_PATHNAME, ERROR_FILENAME_EXCED_RANGE,
 *          as CreateEvent.
 * Packet:  none.
 * Blocks:  while a file grows.  Threads: any, at once.
 * Windows: differs: names are known inside the process only; where another one
 *          of the user has it this is NULL with ERROR_ALREADY_EXISTS; a file
 *          may be cut while it is mapped, and to touch what is gone then ends
 *          the process; no images of programs.
 * Source:  "CreateFileMappingA function", Parameters, Return value, Remarks.
 * Test:    tests/conformance/file_mapping.c */
HANDLE WINAPI CreateFileMappingA(HANDLE hFile,
                                 LPSECURITY_ATTRIBUTES lpFileMappingAttributes,
                                 DWORD flProtect, DWORD dwMaximumSizeHigh,
                                 DWORD dwMaximumSizeLow, LPCSTR lpName)
    IOCP_API(CreateFileMappingA);
/* The same for a name in UTF-16. */
HANDLE WINAPI CreateFileMappingW(HANDLE hFile,
                                 LPSECURITY_ATTRIBUTES lpFileMappingAttributes,
                                 DWORD flProtect, DWORD dwMaximumSizeHigh,
                                 DWORD dwMaximumSizeLow, LPCWSTR lpName)
    IOCP_API(CreateFileMappingW);

/* Opens a mapping that has a name.
 * In:      dwDesiredAccess: FILE_MAP_, what views of the handle may be at most.
 *          bInheritHandle: ignored. lpName: its name.
 * Out:     none.
 * Returns: a handle for CloseHandle; or NULL; last error: ERROR_NOT_SUPPORTED,
 *          another process of the user has it; ERROR_FILE_NOT_FOUND, no such
 *          name; ERROR_INVALID_PARAMETER, NULL; ERROR_INVALID_HANDLE, it is
 *          empty; ERROR_PATH_NOT_FOUND, ERROR_INVALID_NAME, ERROR_BAD_PATHNAME,
 *          ERROR_FILENAME_EXCED_RANGE, as above; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are known inside the process only.
 * Source:  "OpenFileMappingW function", Parameters, Return value.
 * Test:    tests/conformance/file_mapping.c */
HANDLE WINAPI OpenFileMappingA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                               LPCSTR lpName) IOCP_API(OpenFileMappingA);
/* The same for a name in UTF-16. */
HANDLE WINAPI OpenFileMappingW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                               LPCWSTR lpName) IOCP_API(OpenFileMappingW);

/* Maps a part of a file into memory.
 * In:      hFileMappingObject: of CreateFileMapping or OpenFileMapping.
 *          dwDesiredAccess: FILE_MAP_READ, FILE_MAP_WRITE (reads too),
 *          FILE_MAP_ALL_ACCESS (the same), FILE_MAP_COPY (what is written stays
 *          in this view); FILE_MAP_EXECUTE with them. dwFileOffsetHigh, ...Low:
 *          where it begins, a multiple of 64 KiB. dwNumberOfBytesToMap: 0: to
 *          the end.
 * Out:     none.
 * Returns: the view, until UnmapViewOfFile; or NULL; last error:
 *          ERROR_INVALID_HANDLE; ERROR_MAPPED_ALIGNMENT, the offset;
 *          ERROR_ACCESS_DENIED, more than the mapping or the handle allows, or
 *          beyond the end; ERROR_INVALID_PARAMETER, no access;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "MapViewOfFile function", Parameters, Remarks.
 * Test:    tests/conformance/file_mapping.c */
LPVOID WINAPI MapViewOfFile(HANDLE hFileMappingObject, DWORD dwDesiredAccess,
                            DWORD dwFileOffsetHigh, DWORD dwFileOffsetLow,
                            SIZE_T dwNumberOfBytesToMap)
    IOCP_API(MapViewOfFile);

/* The same in a place of one's choice.
 * In:      lpBaseAddress: a multiple of 64 KiB, or NULL: anywhere. The rest as
 *          above.
 * Out:     none.
 * Returns: as above; and ERROR_INVALID_ADDRESS, something else is there;
 *          ERROR_MAPPED_ALIGNMENT, the address.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "MapViewOfFileEx function", Parameters.
 * Test:    tests/conformance/file_mapping.c */
LPVOID WINAPI MapViewOfFileEx(HANDLE hFileMappingObject, DWORD dwDesiredAccess,
                              DWORD dwFileOffsetHigh, DWORD dwFileOffsetLow,
                              SIZE_T dwNumberOfBytesToMap, LPVOID lpBaseAddress)
    IOCP_API(MapViewOfFileEx);

/* Takes a view away. What was written into it is the file's, or gone with a
 * view of FILE_MAP_COPY.
 * In:      lpBaseAddress: what MapViewOfFile returned.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_ADDRESS, no view is there.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "UnmapViewOfFile function", Parameters, Remarks.
 * Test:    tests/conformance/file_mapping.c */
BOOL WINAPI UnmapViewOfFile(LPCVOID lpBaseAddress) IOCP_API(UnmapViewOfFile);

/* Writes what was changed in a view to the disk.
 * In:      lpBaseAddress: in a view. dwNumberOfBytesToFlush: 0: to its end.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_ADDRESS, no view is there,
 *          or it ends before; ERROR_IO_DEVICE, ERROR_DISK_FULL.
 * Packet:  none.
 * Blocks:  until the disk has it.  Threads: any, at once.
 * Windows: differs: does not wait for the disk.
 * Source:  "FlushViewOfFile function", Remarks.
 * Test:    tests/conformance/file_mapping.c */
BOOL WINAPI FlushViewOfFile(LPCVOID lpBaseAddress,
                            SIZE_T dwNumberOfBytesToFlush)
    IOCP_API(FlushViewOfFile);

#ifdef UNICODE
#define CreateFileMapping CreateFileMappingW
#define OpenFileMapping OpenFileMappingW
#else
#define CreateFileMapping CreateFileMappingA
#define OpenFileMapping OpenFileMappingA
#endif

#ifdef __cplusplus
}
#endif

#endif
