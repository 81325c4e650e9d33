/* Files: listings of folders. Names are as in file.h, which includes this. */
#ifndef IOCP_FIND_H
#define IOCP_FIND_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* FindFirstFileEx */
#define FIND_FIRST_EX_CASE_SENSITIVE 0x1
#define FIND_FIRST_EX_LARGE_FETCH 0x2

typedef enum _FINDEX_INFO_LEVELS {
    FindExInfoStandard,
    FindExInfoBasic,
    FindExInfoMaxInfoLevel
} FINDEX_INFO_LEVELS;

typedef enum _FINDEX_SEARCH_OPS {
    FindExSearchNameMatch,
    FindExSearchLimitToDirectories,
    FindExSearchLimitToDevices,
    FindExSearchMaxSearchOp
} FINDEX_SEARCH_OPS;

typedef struct _WIN32_FIND_DATAA {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
    DWORD dwReserved0;
    DWORD dwReserved1;
    CHAR cFileName[MAX_PATH];
    CHAR cAlternateFileName[14];
} WIN32_FIND_DATAA, *PWIN32_FIND_DATAA, *LPWIN32_FIND_DATAA;

typedef struct _WIN32_FIND_DATAW {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
    DWORD dwReserved0;
    DWORD dwReserved1;
    WCHAR cFileName[MAX_PATH];
    WCHAR cAlternateFileName[14];
} WIN32_FIND_DATAW, *PWIN32_FIND_DATAW, *LPWIN32_FIND_DATAW;

IOCP_SIZE(WIN32_FIND_DATAA, 320);
IOCP_AT(WIN32_FIND_DATAA, nFileSizeHigh, 28);
IOCP_AT(WIN32_FIND_DATAA, cFileName, 44);
IOCP_AT(WIN32_FIND_DATAA, cAlternateFileName, 304);
IOCP_SIZE(WIN32_FIND_DATAW, 592);
IOCP_AT(WIN32_FIND_DATAW, cFileName, 44);
IOCP_AT(WIN32_FIND_DATAW, cAlternateFileName, 564);

/* Starts the listing of a folder.
 * In:      lpFileName: a path whose last part may hold the wildcards * and ?.
 * Out:     *lpFindFileData: the first entry that fits.
 * Returns: a handle for FindNextFile and FindClose (no other call takes it), or
 *          INVALID_HANDLE_VALUE; last error: ERROR_FILE_NOT_FOUND, nothing
 *          fits; ERROR_PATH_NOT_FOUND, no such folder, or no name;
 *          ERROR_DIRECTORY, what should be a folder is a file;
 *          ERROR_ACCESS_DENIED; ERROR_INVALID_PARAMETER, lpFindFileData is
 *          NULL; ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES, no handle
 *          left.
 * Packet:  none.
 * Blocks:  as long as reading the folder takes.  Threads: any, at once.
 * Windows: differs: the order is the file system's, names fit with regard to
 *          case, cAlternateFileName is empty.
 * Source:  "FindFirstFileA function", Return value.
 * Test:    tests/conformance/file_open.c */
HANDLE WINAPI FindFirstFileA(LPCSTR lpFileName,
                             LPWIN32_FIND_DATAA lpFindFileData)
    IOCP_API(FindFirstFileA);

/* The same in UTF-16. */
HANDLE WINAPI FindFirstFileW(LPCWSTR lpFileName,
                             LPWIN32_FIND_DATAW lpFindFileData)
    IOCP_API(FindFirstFileW);

/* Gives the next entry of a listing.
 * In:      hFindFile: from FindFirstFile.
 * Out:     *lpFindFileData: the next entry that fits; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_NO_MORE_FILES, the listing has
 *          ended; ERROR_INVALID_HANDLE, not a listing; ERROR_INVALID_PARAMETER,
 *          lpFindFileData is NULL.
 * Packet:  none.
 * Blocks:  as long as reading the folder takes.  Threads: one a listing.
 * Windows: as FindFirstFile.
 * Source:  "FindNextFileA function", Return value.
 * Test:    tests/conformance/directories.c */
BOOL WINAPI FindNextFileA(HANDLE hFindFile, LPWIN32_FIND_DATAA lpFindFileData)
    IOCP_API(FindNextFileA);

/* The same in UTF-16. */
BOOL WINAPI FindNextFileW(HANDLE hFindFile, LPWIN32_FIND_DATAW lpFindFileData)
    IOCP_API(FindNextFileW);

/* Starts the listing of a folder, with more to say about it.
 * In:      lpFileName: as for FindFirstFile. fInfoLevelId:
 *          FindExInfoStandard or FindExInfoBasic, without short names.
 *          fSearchOp: FindExSearchNameMatch, or
 *          FindExSearchLimitToDirectories, which changes nothing, as on file
 *          systems that cannot. lpSearchFilter: NULL. dwAdditionalFlags:
 *          FIND_FIRST_EX_ bits, which change nothing.
 * Out:     *lpFindFileData: a WIN32_FIND_DATA, as by FindFirstFile.
 * Returns: as FindFirstFile; ERROR_INVALID_PARAMETER also for another level or
 *          operation, other flags, a filter.
 * Packet:  none.
 * Blocks:  as long as reading the folder takes.  Threads: any, at once.
 * Windows: as FindFirstFile.
 * Source:  "FindFirstFileExA function", Parameters.
 * Test:    tests/conformance/file_names.c:extended_find */
HANDLE WINAPI FindFirstFileExA(LPCSTR lpFileName,
                               FINDEX_INFO_LEVELS fInfoLevelId,
                               LPVOID lpFindFileData,
                               FINDEX_SEARCH_OPS fSearchOp,
                               LPVOID lpSearchFilter, DWORD dwAdditionalFlags)
    IOCP_API(FindFirstFileExA);

/* The same in UTF-16. */
HANDLE WINAPI FindFirstFileExW(LPCWSTR lpFileName,
                               FINDEX_INFO_LEVELS fInfoLevelId,
                               LPVOID lpFindFileData,
                               FINDEX_SEARCH_OPS fSearchOp,
                               LPVOID lpSearchFilter, DWORD dwAdditionalFlags)
    IOCP_API(FindFirstFileExW);

/* Ends a listing.
 * In:      hFindFile: from FindFirstFile; not valid afterwards.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a listing.
 * Packet:  none.
 * Blocks:  never.  Threads: any.
 * Windows: same.
 * Source:  "FindClose function", Return value.
 * Test:    tests/conformance/file_open.c */
BOOL WINAPI FindClose(HANDLE hFindFile) IOCP_API(FindClose);

#ifdef UNICODE
typedef WIN32_FIND_DATAW WIN32_FIND_DATA, *PWIN32_FIND_DATA, *LPWIN32_FIND_DATA;
#define FindFirstFile FindFirstFileW
#define FindFirstFileEx FindFirstFileExW
#define FindNextFile FindNextFileW
#else
typedef WIN32_FIND_DATAA WIN32_FIND_DATA, *PWIN32_FIND_DATA, *LPWIN32_FIND_DATA;
#define FindFirstFile FindFirstFileA
#define FindFirstFileEx FindFirstFileExA
#define FindNextFile FindNextFileA
#endif

#ifdef __cplusplus
}
#endif

#endif
