/* Files: disks and what is on them. file.h includes this. There are no drives:
 * C: is the one tree there is, and any folder names the volume it lies on. */
#ifndef IOCP_VOLUME_H
#define IOCP_VOLUME_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* GetDriveType */
#define DRIVE_UNKNOWN 0
#define DRIVE_NO_ROOT_DIR 1
#define DRIVE_REMOVABLE 2
#define DRIVE_FIXED 3
#define DRIVE_REMOTE 4
#define DRIVE_CDROM 5
#define DRIVE_RAMDISK 6

/* GetVolumeInformation */
#define FILE_CASE_SENSITIVE_SEARCH 0x00000001
#define FILE_CASE_PRESERVED_NAMES 0x00000002
#define FILE_UNICODE_ON_DISK 0x00000004
#define FILE_SUPPORTS_SPARSE_FILES 0x00000040
#define FILE_SUPPORTS_REPARSE_POINTS 0x00000080
#define FILE_READ_ONLY_VOLUME 0x00080000
#define FILE_SUPPORTS_HARD_LINKS 0x00400000

/* Tells how much room a disk has, in clusters.
 * In:      lpRootPathName: a folder on it, or NULL for the current one.
 * Out:     each, unless NULL: sectors of a cluster, bytes of a sector, clusters
 *          that are free for the caller, all clusters; counts beyond 32 bits
 *          are 0xFFFFFFFF. Untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_FILE_NOT_FOUND or
 *          ERROR_PATH_NOT_FOUND, as for CreateFile; ERROR_ACCESS_DENIED;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as statfs(2) does.  Threads: any, at once.
 * Windows: differs: sectors have 512 bytes.
 * Source:  "GetDiskFreeSpaceA function", Parameters.
 * Test:    tests/conformance/volumes.c:clusters */
BOOL WINAPI GetDiskFreeSpaceA(LPCSTR lpRootPathName,
                              LPDWORD lpSectorsPerCluster,
                              LPDWORD lpBytesPerSector,
                              LPDWORD lpNumberOfFreeClusters,
                              LPDWORD lpTotalNumberOfClusters)
    IOCP_API(GetDiskFreeSpaceA);

/* The same for a UTF-16 name. */
BOOL WINAPI GetDiskFreeSpaceW(LPCWSTR lpRootPathName,
                              LPDWORD lpSectorsPerCluster,
                              LPDWORD lpBytesPerSector,
                              LPDWORD lpNumberOfFreeClusters,
                              LPDWORD lpTotalNumberOfClusters)
    IOCP_API(GetDiskFreeSpaceW);

/* Tells what file system a folder is on.
 * In:      lpRootPathName: the folder, or NULL for the current one.
 *          nVolumeNameSize, nFileSystemNameSize: room, counted in characters.
 * Out:     each, unless NULL: lpVolumeNameBuffer: empty, there are no labels;
 *          *lpVolumeSerialNumber: as in BY_HANDLE_FILE_INFORMATION;
 *          *lpMaximumComponentLength: how long a name may be;
 *          *lpFileSystemFlags: FILE_ bits; lpFileSystemNameBuffer: "ext4",
 *          "tmpfs", ... or "Linux" for one we have no name for.
 * Returns: TRUE, or FALSE; last error: ERROR_MORE_DATA, the room is too small;
 *          ERROR_FILE_NOT_FOUND or ERROR_PATH_NOT_FOUND, as for CreateFile;
 *          ERROR_ACCESS_DENIED; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as statfs(2) does.  Threads: any, at once.
 * Windows: differs: there the path must be a root; "NTFS"; has labels.
 * Source:  "GetVolumeInformationA function", Parameters.
 * Test:    tests/conformance/volumes.c:information */
BOOL WINAPI GetVolumeInformationA(
    LPCSTR lpRootPathName, LPSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
    LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength,
    LPDWORD lpFileSystemFlags, LPSTR lpFileSystemNameBuffer,
    DWORD nFileSystemNameSize) IOCP_API(GetVolumeInformationA);

/* The same in UTF-16. */
BOOL WINAPI GetVolumeInformationW(
    LPCWSTR lpRootPathName, LPWSTR lpVolumeNameBuffer, DWORD nVolumeNameSize,
    LPDWORD lpVolumeSerialNumber, LPDWORD lpMaximumComponentLength,
    LPDWORD lpFileSystemFlags, LPWSTR lpFileSystemNameBuffer,
    DWORD nFileSystemNameSize) IOCP_API(GetVolumeInformationW);

/* Tells where the volume that a path lies on is mounted.
 * In:      lpszFileName: a path; what is missing at its end does not matter.
 *          cchBufferLength: room, counted in characters.
 * Out:     lpszVolumePathName: the folder, which ends with a separator, and a
 *          NUL; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_FILENAME_EXCED_RANGE, the room is
 *          too small; ERROR_PATH_NOT_FOUND, no name; ERROR_INVALID_PARAMETER,
 *          lpszVolumePathName is NULL; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as stat(2) does.  Threads: any, at once.
 * Windows: differs: no drive, and / between the parts.
 * Source:  "GetVolumePathNameA function", Return value and Remarks.
 * Test:    tests/conformance/volumes.c:mount_point */
BOOL WINAPI GetVolumePathNameA(LPCSTR lpszFileName, LPSTR lpszVolumePathName,
                               DWORD cchBufferLength)
    IOCP_API(GetVolumePathNameA);

/* The same in UTF-16. */
BOOL WINAPI GetVolumePathNameW(LPCWSTR lpszFileName, LPWSTR lpszVolumePathName,
                               DWORD cchBufferLength)
    IOCP_API(GetVolumePathNameW);

/* Tells what kind of disk a folder is on.
 * In:      lpRootPathName: the folder, or NULL for the current one.
 * Out:     none.
 * Returns: DRIVE_FIXED; DRIVE_REMOTE, a file system of the network;
 *          DRIVE_RAMDISK, one in memory; DRIVE_CDROM, one of CDs;
 *          DRIVE_NO_ROOT_DIR, no such folder.
 * Packet:  none.
 * Blocks:  as long as statfs(2) does.  Threads: any, at once.
 * Windows: differs: there the path must be a root; never DRIVE_REMOVABLE.
 * Source:  "GetDriveTypeA function", Return value.
 * Test:    tests/conformance/volumes.c:drives */
UINT WINAPI GetDriveTypeA(LPCSTR lpRootPathName) IOCP_API(GetDriveTypeA);

/* The same for a UTF-16 name. */
UINT WINAPI GetDriveTypeW(LPCWSTR lpRootPathName) IOCP_API(GetDriveTypeW);

/* Tells which drives there are.
 * In:      nothing.
 * Out:     none.
 * Returns: a bit for each, the lowest for A: C alone.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: C: is all there is.
 * Source:  "GetLogicalDrives function", Return value.
 * Test:    tests/conformance/volumes.c:drives */
DWORD WINAPI GetLogicalDrives(VOID) IOCP_API(GetLogicalDrives);

/* Lists the roots of the drives.
 * In:      nBufferLength, lpBuffer: room, counted in characters.
 * Out:     lpBuffer: "C:\" with a NUL, and one more NUL.
 * Returns: the length without the last NUL; or, if the room is too small or
 *          lpBuffer is NULL, the length needed with it.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: C: is all there is.
 * Source:  "GetLogicalDriveStringsA function", Return value.
 * Test:    tests/conformance/volumes.c:drives */
DWORD WINAPI GetLogicalDriveStringsA(DWORD nBufferLength, LPSTR lpBuffer)
    IOCP_API(GetLogicalDriveStringsA);

/* The same in UTF-16. */
DWORD WINAPI GetLogicalDriveStringsW(DWORD nBufferLength, LPWSTR lpBuffer)
    IOCP_API(GetLogicalDriveStringsW);

#ifdef UNICODE
#define GetDiskFreeSpace GetDiskFreeSpaceW
#define GetVolumeInformation GetVolumeInformationW
#define GetVolumePathName GetVolumePathNameW
#define GetDriveType GetDriveTypeW
#define GetLogicalDriveStrings GetLogicalDriveStringsW
#else
#define GetDiskFreeSpace GetDiskFreeSpaceA
#define GetVolumeInformation GetVolumeInformationA
#define GetVolumePathName GetVolumePathNameA
#define GetDriveType GetDriveTypeA
#define GetLogicalDriveStrings GetLogicalDriveStringsA
#endif

#ifdef __cplusplus
}
#endif

#endif
