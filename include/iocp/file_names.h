/* Files: other names of a file, where to look for one, putting one in the place
 * of another. file.h includes this; the paths that these calls give have /
 * between their parts. */
#ifndef IOCP_FILE_NAMES_H
#define IOCP_FILE_NAMES_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ReplaceFile */
#define REPLACEFILE_WRITE_THROUGH 0x1
#define REPLACEFILE_IGNORE_MERGE_ERRORS 0x2
#define REPLACEFILE_IGNORE_ACL_ERRORS 0x4

/* CreateSymbolicLink */
#define SYMBOLIC_LINK_FLAG_DIRECTORY 0x1
#define SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE 0x2

/* Puts a file in the place of another one, which may be kept under a third
 * name.
 * In:      lpReplacedFileName: the file to go. lpReplacementFileName: the file
 *          that comes; its name is gone afterwards. lpBackupFileName: NULL, or
 *          the name under which the first one is kept; what had it goes.
 *          dwReplaceFlags: REPLACEFILE_WRITE_THROUGH: returns when the disk
 *          knows; REPLACEFILE_IGNORE_MERGE_ERRORS or
 *          REPLACEFILE_IGNORE_ACL_ERRORS: also if the permissions could not be
 *          taken over. lpExclude, lpReserved: not looked at.
 * Out:     none.
 * Returns: TRUE, or FALSE and all names are what they were; last error:
 *          ERROR_FILE_NOT_FOUND or ERROR_PATH_NOT_FOUND, as for CreateFile, of
 *          either file; ERROR_ACCESS_DENIED, permissions, the first is
 *          read-only, or one is a folder; ERROR_SHARING_VIOLATION, one is open
 *          in a way that forbids it; ERROR_NOT_SAME_DEVICE, another disk;
 *          ERROR_INVALID_PARAMETER, other flags;
 * ERROR_UNABLE_TO_REMOVE_REPLACED, the backup cannot be made;
 * ERROR_NOT_ENOUGH_MEMORY. Packet:  none. Blocks:  as long as rename(2) does.
 * Threads: any, at once. Windows: differs: the permissions are taken over, the
 * creation time is not; at every moment the first name is that of one of the
 * two files. Source:  "ReplaceFileA function", Parameters and Return value.
 * Test:    tests/conformance/file_names.c:replacing */
BOOL WINAPI ReplaceFileA(LPCSTR lpReplacedFileName,
                         LPCSTR lpReplacementFileName, LPCSTR lpBackupFileName,
                         DWORD dwReplaceFlags, LPVOID lpExclude,
                         LPVOID lpReserved) IOCP_API(ReplaceFileA);

/* The same for UTF-16 names. */
BOOL WINAPI ReplaceFileW(LPCWSTR lpReplacedFileName,
                         LPCWSTR lpReplacementFileName,
                         LPCWSTR lpBackupFileName, DWORD dwReplaceFlags,
                         LPVOID lpExclude, LPVOID lpReserved)
    IOCP_API(ReplaceFileW);

/* Makes a symbolic link.
 * In:      lpSymlinkFileName: its name. lpTargetFileName: the path it stands
 *          for, which need not exist; if it is relative, from the folder of the
 *          link. dwFlags: SYMBOLIC_LINK_FLAG_ bits, which change nothing.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ALREADY_EXISTS, the name is taken;
 *          ERROR_PATH_NOT_FOUND, a folder is missing, or no name;
 *          ERROR_ACCESS_DENIED; ERROR_INVALID_PARAMETER, other flags;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as symlink(2) does.  Threads: any, at once.
 * Windows: differs: needs no privilege; links to files and to folders are one.
 * Source:  "CreateSymbolicLinkA function", Parameters.
 * Test:    tests/linux/hints_test.c:links_and_replacements */
BOOLEAN WINAPI CreateSymbolicLinkA(LPCSTR lpSymlinkFileName,
                                   LPCSTR lpTargetFileName, DWORD dwFlags)
    IOCP_API(CreateSymbolicLinkA);

/* The same for UTF-16 names. */
BOOLEAN WINAPI CreateSymbolicLinkW(LPCWSTR lpSymlinkFileName,
                                   LPCWSTR lpTargetFileName, DWORD dwFlags)
    IOCP_API(CreateSymbolicLinkW);

/* Gives the long form of the path of something that is there.
 * In:      lpszShortPath: the path. cchBuffer, lpszLongPath: room, counted in
 *          characters.
 * Out:     lpszLongPath: the path and a NUL; there are no short names, so it is
 *          the same one.
 * Returns: the length without the NUL; or, if the room is too small or
 *          lpszLongPath is NULL, the length needed with it; or 0; last error:
 *          ERROR_FILE_NOT_FOUND or ERROR_PATH_NOT_FOUND, as for CreateFile;
 *          ERROR_ACCESS_DENIED; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as stat(2) does.  Threads: any, at once.
 * Windows: differs: no drive, and / between the parts.
 * Source:  "GetLongPathNameA function", Return value.
 * Test:    tests/conformance/file_names.c:long_and_short */
DWORD WINAPI GetLongPathNameA(LPCSTR lpszShortPath, LPSTR lpszLongPath,
                              DWORD cchBuffer) IOCP_API(GetLongPathNameA);

/* The same in UTF-16. */
DWORD WINAPI GetLongPathNameW(LPCWSTR lpszShortPath, LPWSTR lpszLongPath,
                              DWORD cchBuffer) IOCP_API(GetLongPathNameW);

/* Gives the short form of the path of something that is there: the same one.
 * In:      lpszLongPath: the path. cchBuffer, lpszShortPath: as for
 *          GetLongPathName.
 * Out:     lpszShortPath: the path and a NUL.
 * Returns: as GetLongPathName.
 * Packet:  none.
 * Blocks:  as long as stat(2) does.  Threads: any, at once.
 * Windows: differs: as there on disks that keep no short names.
 * Source:  "GetShortPathNameA function", Return value.
 * Test:    tests/conformance/file_names.c:long_and_short */
DWORD WINAPI GetShortPathNameA(LPCSTR lpszLongPath, LPSTR lpszShortPath,
                               DWORD cchBuffer) IOCP_API(GetShortPathNameA);

/* The same in UTF-16. */
DWORD WINAPI GetShortPathNameW(LPCWSTR lpszLongPath, LPWSTR lpszShortPath,
                               DWORD cchBuffer) IOCP_API(GetShortPathNameW);

/* Looks for a file in several folders.
 * In:      lpPath: folders, with ; between them; NULL: the folder of the
 *          program, the current one, those of PATH. lpFileName: the name; one
 *          with a folder in it is only looked at itself. lpExtension: NULL, or
 *          what is added to a name without a dot, with its dot. nBufferLength,
 *          lpBuffer: room, counted in characters.
 * Out:     lpBuffer: the absolute path and a NUL. *lpFilePart, unless NULL: its
 *          last part in lpBuffer.
 * Returns: the length without the NUL; or, if the room is too small or lpBuffer
 *          is NULL, the length needed with it; or 0; last error:
 *          ERROR_FILE_NOT_FOUND, it is in none of them;
 *          ERROR_INVALID_PARAMETER, no name; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as stat(2) does.  Threads: any, at once.
 * Windows: differs: there are no folders of the system to look in.
 * Source:  "SearchPathA function", Parameters and Return value.
 * Test:    tests/conformance/file_names.c:searching */
DWORD WINAPI SearchPathA(LPCSTR lpPath, LPCSTR lpFileName, LPCSTR lpExtension,
                         DWORD nBufferLength, LPSTR lpBuffer, LPSTR *lpFilePart)
    IOCP_API(SearchPathA);

/* The same in UTF-16. */
DWORD WINAPI SearchPathW(LPCWSTR lpPath, LPCWSTR lpFileName,
                         LPCWSTR lpExtension, DWORD nBufferLength,
                         LPWSTR lpBuffer, LPWSTR *lpFilePart)
    IOCP_API(SearchPathW);

#ifdef UNICODE
#define ReplaceFile ReplaceFileW
#define CreateSymbolicLink CreateSymbolicLinkW
#define GetLongPathName GetLongPathNameW
#define GetShortPathName GetShortPathNameW
#define SearchPath SearchPathW
#else
#define ReplaceFile ReplaceFileA
#define CreateSymbolicLink CreateSymbolicLinkA
#define GetLongPathName GetLongPathNameA
#define GetShortPathName GetShortPathNameA
#define SearchPath SearchPathA
#endif

#ifdef __cplusplus
}
#endif

#endif
