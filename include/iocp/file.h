/* Files: opening, size, position, names. Listings are in find.h.
 *
 * Reading and writing are in io.h. Names are Linux paths; \ is taken for /.
 * Calls that take a name have an A form (UTF-8) and a W form (UTF-16); the
 * plain name is the W form if UNICODE is defined, else the A form. */
#ifndef IOCP_FILE_H
#define IOCP_FILE_H

#include "file_attributes.h"
#include "file_lock.h"
#include "file_names.h"
#include "file_scatter.h"
#include "find.h"
#include "folder.h"
#include "io.h"
#include "types.h"
#include "volume.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Access to any object. Here and not in types.h, because <resolv.h> has a
 * DELETE of its own. ---- */
#define DELETE 0x00010000
#define READ_CONTROL 0x00020000
#define SYNCHRONIZE 0x00100000
#define STANDARD_RIGHTS_REQUIRED 0x000F0000
#define GENERIC_READ 0x80000000
#define GENERIC_WRITE 0x40000000
#define GENERIC_EXECUTE 0x20000000
#define GENERIC_ALL 0x10000000

/* ---- Access to a file (beside GENERIC_READ and friends) ---- */
#define FILE_READ_DATA 0x0001
#define FILE_LIST_DIRECTORY 0x0001
#define FILE_WRITE_DATA 0x0002
#define FILE_ADD_FILE 0x0002
#define FILE_APPEND_DATA 0x0004
#define FILE_READ_EA 0x0008
#define FILE_WRITE_EA 0x0010
#define FILE_EXECUTE 0x0020
#define FILE_TRAVERSE 0x0020
#define FILE_READ_ATTRIBUTES 0x0080
#define FILE_WRITE_ATTRIBUTES 0x0100
#define FILE_GENERIC_READ 0x00120089
#define FILE_GENERIC_WRITE 0x00120116
#define FILE_GENERIC_EXECUTE 0x001200A0
#define FILE_ALL_ACCESS 0x001F01FF

/* ---- Sharing ---- */
#define FILE_SHARE_READ 0x1
#define FILE_SHARE_WRITE 0x2
#define FILE_SHARE_DELETE 0x4

/* ---- Disposition ---- */
#define CREATE_NEW 1
#define CREATE_ALWAYS 2
#define OPEN_EXISTING 3
#define OPEN_ALWAYS 4
#define TRUNCATE_EXISTING 5

/* ---- Flags ---- */
#define FILE_FLAG_WRITE_THROUGH 0x80000000
#define FILE_FLAG_OVERLAPPED 0x40000000
#define FILE_FLAG_NO_BUFFERING 0x20000000
#define FILE_FLAG_RANDOM_ACCESS 0x10000000
#define FILE_FLAG_SEQUENTIAL_SCAN 0x08000000
#define FILE_FLAG_DELETE_ON_CLOSE 0x04000000
#define FILE_FLAG_BACKUP_SEMANTICS 0x02000000
#define FILE_FLAG_POSIX_SEMANTICS 0x01000000
#define FILE_FLAG_OPEN_REPARSE_POINT 0x00200000
#define FILE_FLAG_FIRST_PIPE_INSTANCE 0x00080000

/* ---- Attributes ---- */
#define FILE_ATTRIBUTE_READONLY 0x0001
#define FILE_ATTRIBUTE_HIDDEN 0x0002
#define FILE_ATTRIBUTE_SYSTEM 0x0004
#define FILE_ATTRIBUTE_DIRECTORY 0x0010
#define FILE_ATTRIBUTE_ARCHIVE 0x0020
#define FILE_ATTRIBUTE_DEVICE 0x0040
#define FILE_ATTRIBUTE_NORMAL 0x0080
#define FILE_ATTRIBUTE_TEMPORARY 0x0100
#define FILE_ATTRIBUTE_SPARSE_FILE 0x0200
#define FILE_ATTRIBUTE_REPARSE_POINT 0x0400
#define FILE_ATTRIBUTE_COMPRESSED 0x0800
#define FILE_ATTRIBUTE_OFFLINE 0x1000
#define FILE_ATTRIBUTE_NOT_CONTENT_INDEXED 0x2000
#define FILE_ATTRIBUTE_ENCRYPTED 0x4000

/* What kind of REPARSE_POINT it is. */
#define IO_REPARSE_TAG_SYMLINK 0xA000000CL

/* ---- Other constants ---- */
#define INVALID_FILE_SIZE ((DWORD)0xFFFFFFFF)
#define INVALID_FILE_ATTRIBUTES ((DWORD)0xFFFFFFFF)
#define INVALID_SET_FILE_POINTER ((DWORD)0xFFFFFFFF)
#define FILE_BEGIN 0
#define FILE_CURRENT 1
#define FILE_END 2
#define FILE_TYPE_UNKNOWN 0x0
#define FILE_TYPE_DISK 0x1
#define FILE_TYPE_CHAR 0x2
#define FILE_TYPE_PIPE 0x3
#define FILE_NAME_NORMALIZED 0x0
#define FILE_NAME_OPENED 0x8
#define VOLUME_NAME_DOS 0x0
#define VOLUME_NAME_GUID 0x1
#define VOLUME_NAME_NT 0x2
#define VOLUME_NAME_NONE 0x4

typedef struct _BY_HANDLE_FILE_INFORMATION {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD dwVolumeSerialNumber;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
    DWORD nNumberOfLinks;
    DWORD nFileIndexHigh;
    DWORD nFileIndexLow;
} BY_HANDLE_FILE_INFORMATION, *PBY_HANDLE_FILE_INFORMATION,
    *LPBY_HANDLE_FILE_INFORMATION;

IOCP_SIZE(BY_HANDLE_FILE_INFORMATION, 52);
IOCP_AT(BY_HANDLE_FILE_INFORMATION, ftLastWriteTime, 20);
IOCP_AT(BY_HANDLE_FILE_INFORMATION, dwVolumeSerialNumber, 28);
IOCP_AT(BY_HANDLE_FILE_INFORMATION, nFileSizeLow, 36);
IOCP_AT(BY_HANDLE_FILE_INFORMATION, nFileIndexLow, 48);

typedef enum _GET_FILEEX_INFO_LEVELS {
    GetFileExInfoStandard,
    GetFileExMaxInfoLevel
} GET_FILEEX_INFO_LEVELS;

typedef struct _WIN32_FILE_ATTRIBUTE_DATA {
    DWORD dwFileAttributes;
    FILETIME ftCreationTime;
    FILETIME ftLastAccessTime;
    FILETIME ftLastWriteTime;
    DWORD nFileSizeHigh;
    DWORD nFileSizeLow;
} WIN32_FILE_ATTRIBUTE_DATA, *LPWIN32_FILE_ATTRIBUTE_DATA;

IOCP_SIZE(WIN32_FILE_ATTRIBUTE_DATA, 36);
IOCP_AT(WIN32_FILE_ATTRIBUTE_DATA, ftLastWriteTime, 20);
IOCP_AT(WIN32_FILE_ATTRIBUTE_DATA, nFileSizeLow, 32);

/* Opens or makes a file, or opens a folder, or the client end of a pipe.
 * In:      lpFileName: the path; both \ and / separate its parts. The A form
 *          takes it in UTF-8, the W form in UTF-16. \\.\pipe\ and a name is
 *          a named pipe, see pipe.h; \\.\mailslot\ and one a mailslot, see
 *          mailslot.h.
 *          dwDesiredAccess: GENERIC_READ, GENERIC_WRITE or the rights above; 0
 *          asks for attributes only.
 *          dwShareMode: what other opens may do meanwhile (FILE_SHARE_); with
 *          IOCP_SHARE_MODES=process in the environment, those of this process.
 *          lpSecurityAttributes: ignored; no handle is ever inherited.
 *          dwCreationDisposition: CREATE_NEW to TRUNCATE_EXISTING, which takes
 *          GENERIC_WRITE or GENERIC_ALL.
 *          dwFlagsAndAttributes: FILE_FLAG_OVERLAPPED makes the handle
 *          asynchronous: every read and write then needs an OVERLAPPED, and
 *          the handle may be associated with a port.
 *          FILE_FLAG_BACKUP_SEMANTICS is needed for a folder.
 *          FILE_FLAG_DELETE_ON_CLOSE takes the file away with its last handle.
 *          hTemplateFile: ignored.
 * Out:     none.
 * Returns: the handle, or INVALID_HANDLE_VALUE (not NULL). Last error:
 *          ERROR_FILE_NOT_FOUND, no such file; ERROR_PATH_NOT_FOUND, a folder
 *          on the way is missing, or the name is empty or NULL;
 *          ERROR_FILE_EXISTS, CREATE_NEW and it is there; ERROR_ACCESS_DENIED,
 *          permissions, or a folder without FILE_FLAG_BACKUP_SEMANTICS;
 *          ERROR_WRITE_PROTECT, a file system that may only be read;
 *          ERROR_SHARING_VIOLATION, another open of it forbids that;
 *          ERROR_PIPE_BUSY, no instance of the pipe listens;
 *          ERROR_INVALID_PARAMETER, a bad disposition, or TRUNCATE_EXISTING
 *          without the access it takes; ERROR_DISK_FULL, no space for a new
 *          file; ERROR_TOO_MANY_OPEN_FILES;
 *          ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES, no handle left.
 *          On success CREATE_ALWAYS and OPEN_ALWAYS set ERROR_ALREADY_EXISTS if
 *          the file was there, else 0.
 * Packet:  none.
 * Blocks:  as long as open(2) does.  Threads: any, at once.
 * Windows: differs: a drive letter is passed over; devices are not known by
 *          their Windows names; pipes are those of this process; names are
 *          case-sensitive; sharing holds between the opens of files and
 *          folders by processes that use this library; handles are not
 *          inherited; security descriptors do nothing.
 * Source:  "CreateFileW function", Parameters and Return value.
 * Test:    tests/conformance/file_open.c */
HANDLE WINAPI CreateFileA(LPCSTR lpFileName, DWORD dwDesiredAccess,
                          DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                          DWORD dwCreationDisposition,
                          DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
    IOCP_API(CreateFileA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateFileW(LPCWSTR lpFileName, DWORD dwDesiredAccess,
                          DWORD dwShareMode,
                          LPSECURITY_ATTRIBUTES lpSecurityAttributes,
                          DWORD dwCreationDisposition,
                          DWORD dwFlagsAndAttributes, HANDLE hTemplateFile)
    IOCP_API(CreateFileW);

/* Tells how long a file is.
 * In:      hFile: a file.
 * Out:     lpFileSize->QuadPart: its length in bytes; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a file;
 *          ERROR_INVALID_PARAMETER, lpFileSize is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetFileSizeEx function", Return value.
 * Test:    tests/conformance/file_pointer.c */
BOOL WINAPI GetFileSizeEx(HANDLE hFile, PLARGE_INTEGER lpFileSize)
    IOCP_API(GetFileSizeEx);

/* Tells how long a file is, in two halves.
 * In:      hFile: a file. lpFileSizeHigh: NULL, or where the high half goes.
 * Out:     *lpFileSizeHigh: the high 32 bits.
 * Returns: the low 32 bits, or INVALID_FILE_SIZE. That may be a length too:
 *          then the last error is 0; else ERROR_INVALID_HANDLE, not a file.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetFileSize function", Return value.
 * Test:    tests/conformance/file_pointer.c */
DWORD WINAPI GetFileSize(HANDLE hFile, LPDWORD lpFileSizeHigh)
    IOCP_API(GetFileSize);

/* Moves the file pointer of a synchronous handle.
 * In:      hFile: a file. liDistanceToMove: bytes, may be negative.
 *          dwMoveMethod: from FILE_BEGIN, FILE_CURRENT or FILE_END.
 *          lpNewFilePointer: NULL, or where the new position goes.
 * Out:     *lpNewFilePointer: the position from the start of the file, which
 *          may lie beyond the end; untouched on failure.
 * Returns: TRUE, or FALSE and the pointer is where it was; last error:
 *          ERROR_NEGATIVE_SEEK, the result is below 0; ERROR_INVALID_PARAMETER,
 *          another method, or farther than a file may be long;
 *          ERROR_ACCESS_DENIED, opened neither to read nor to write;
 *          ERROR_INVALID_FUNCTION, a FIFO or a terminal; ERROR_INVALID_HANDLE,
 *          not a file.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once; the pointer is shared.
 * Windows: same. Asynchronous handles ignore the pointer.
 * Source:  "SetFilePointerEx function", Remarks.
 * Test:    tests/conformance/file_pointer.c */
BOOL WINAPI SetFilePointerEx(HANDLE hFile, LARGE_INTEGER liDistanceToMove,
                             PLARGE_INTEGER lpNewFilePointer,
                             DWORD dwMoveMethod) IOCP_API(SetFilePointerEx);

/* Moves the file pointer of a synchronous handle; the form with two halves.
 * In:      hFile: a file. lDistanceToMove: bytes, may be negative.
 *          lpDistanceToMoveHigh: NULL, or the high half of the distance; the
 *          other one is then taken without its sign. dwMoveMethod: as for
 *          SetFilePointerEx.
 * Out:     *lpDistanceToMoveHigh: the high half of the new position; untouched
 *          on failure.
 * Returns: the low half, or INVALID_SET_FILE_POINTER. That may be a position
 *          too: then the last error is 0; else the pointer is where it was, and
 *          it is as for SetFilePointerEx, or ERROR_INVALID_PARAMETER: the
 *          position has more than 32 bits and lpDistanceToMoveHigh is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once; the pointer is shared.
 * Windows: same.
 * Source:  "SetFilePointer function", Return value and Remarks.
 * Test:    tests/conformance/file_pointer.c:two_halves */
DWORD WINAPI SetFilePointer(HANDLE hFile, LONG lDistanceToMove,
                            PLONG lpDistanceToMoveHigh, DWORD dwMoveMethod)
    IOCP_API(SetFilePointer);

/* Makes the file pointer the end of the file: cuts off what lies behind it, or
 * fills up to it with zeros.
 * In:      hFile: a file opened with GENERIC_WRITE or FILE_WRITE_DATA.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ACCESS_DENIED, not opened for
 *          writing, or for appending only; ERROR_INVALID_HANDLE, not a file;
 *          ERROR_DISK_FULL, longer than a file may be; ERROR_INVALID_FUNCTION
 *          or ERROR_INVALID_PARAMETER, what has no length.
 * Packet:  none.
 * Blocks:  as long as ftruncate(2) does.  Threads: any, at once.
 * Windows: differs: no disk space is set aside for the zeros.
 * Source:  "SetEndOfFile function", Remarks.
 * Test:    tests/conformance/file_pointer.c:end_of_file */
BOOL WINAPI SetEndOfFile(HANDLE hFile) IOCP_API(SetEndOfFile);

/* Writes what the system holds of a file to the disk.
 * In:      hFile: a file opened for writing.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_ACCESS_DENIED, not opened for
 *          writing; ERROR_INVALID_HANDLE, not a file; ERROR_INVALID_FUNCTION, a
 *          socket; ERROR_DISK_FULL or ERROR_IO_DEVICE from the disk.
 * Packet:  none.
 * Blocks:  until the disk has the data.  Threads: any, at once.
 * Windows: same.
 * Source:  "FlushFileBuffers function", Remarks.
 * Test:    tests/conformance/file_open.c */
BOOL WINAPI FlushFileBuffers(HANDLE hFile) IOCP_API(FlushFileBuffers);

/* Tells what a handle is.
 * In:      hFile: any handle that carries requests.
 * Out:     none.
 * Returns: FILE_TYPE_DISK for files and folders, FILE_TYPE_PIPE for sockets and
 *          FIFOs, FILE_TYPE_CHAR for terminals and other character devices, or
 *          FILE_TYPE_UNKNOWN; last error then: ERROR_INVALID_HANDLE, not such a
 *          handle.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetFileType function", Return value.
 * Test:    tests/conformance/file_open.c */
DWORD WINAPI GetFileType(HANDLE hFile) IOCP_API(GetFileType);

/* Tells size, times, attributes and identity of an open file.
 * In:      hFile: a file or folder.
 * Out:     *lpFileInformation; untouched on failure. Two handles are of one
 *          file if volume number and both index halves agree.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a file;
 *          ERROR_INVALID_PARAMETER, lpFileInformation is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the creation time is that of the last write where the file
 *          system keeps none; the volume is Linux' device number.
 * Source:  "GetFileInformationByHandle function", Remarks.
 * Test:    tests/conformance/file_open.c */
BOOL WINAPI GetFileInformationByHandle(
    HANDLE hFile, LPBY_HANDLE_FILE_INFORMATION lpFileInformation)
    IOCP_API(GetFileInformationByHandle);

/* Gives the path of an open file with every link followed.
 * In:      hFile: a file or folder. lpszFilePath, cchFilePath: room, counted in
 *          characters. dwFlags: VOLUME_NAME_DOS or VOLUME_NAME_NONE, both with
 *          FILE_NAME_NORMALIZED.
 * Out:     lpszFilePath: the absolute path, its parts separated by \, and a
 *          NUL; with VOLUME_NAME_DOS \\?\ comes before it. UTF-8 in the A form,
 *          UTF-16 in the W form. CreateFile takes either.
 * Returns: the length without the NUL; or, if the room is too small, the length
 *          needed with it; or 0; last error: ERROR_INVALID_HANDLE, not a file;
 *          ERROR_INVALID_PARAMETER, other flags, or no room but a count;
 *          ERROR_PATH_NOT_FOUND, it has no name any more.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there are no drives, so that the path starts at \ and not
 *          at C:\; FILE_NAME_OPENED, VOLUME_NAME_GUID and VOLUME_NAME_NT are
 *          other flags.
 * Source:  "GetFinalPathNameByHandleA function", Return value.
 * Test:    tests/conformance/paths.c */
DWORD WINAPI GetFinalPathNameByHandleA(HANDLE hFile, LPSTR lpszFilePath,
                                       DWORD cchFilePath, DWORD dwFlags)
    IOCP_API(GetFinalPathNameByHandleA);

/* The same for a UTF-16 path. */
DWORD WINAPI GetFinalPathNameByHandleW(HANDLE hFile, LPWSTR lpszFilePath,
                                       DWORD cchFilePath, DWORD dwFlags)
    IOCP_API(GetFinalPathNameByHandleW);

/* Tells the attributes of a file or folder by its name; of a symbolic link its
 * own, and not its target's.
 * In:      lpFileName: the path, as for CreateFile.
 * Out:     none.
 * Returns: FILE_ATTRIBUTE_ bits: DIRECTORY, ARCHIVE for a file, DEVICE for a
 *          device, FIFO or socket, READONLY, REPARSE_POINT for a link, with
 *          DIRECTORY if it leads to a folder; or INVALID_FILE_ATTRIBUTES; last
 *          error: ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND,
 *          ERROR_ACCESS_DENIED or ERROR_NOT_ENOUGH_MEMORY, as for CreateFile.
 * Packet:  none.
 * Blocks:  as long as stat(2) does.  Threads: any, at once.
 * Windows: differs: only what Linux keeps; READONLY means that no one may
 *          write; nothing is HIDDEN, whatever its name starts with.
 *          A link may change what it leads to, or lead nowhere.
 * Source:  "GetFileAttributesA function", Return value; "Symbolic Link Effects
 *          on File Systems Functions".
 * Test:    tests/conformance/file_attributes.c */
DWORD WINAPI GetFileAttributesA(LPCSTR lpFileName) IOCP_API(GetFileAttributesA);

/* The same for a UTF-16 name. */
DWORD WINAPI GetFileAttributesW(LPCWSTR lpFileName)
    IOCP_API(GetFileAttributesW);

/* Tells attributes, times and size of a file or folder by its name.
 * In:      lpFileName: the path, as for CreateFile. fInfoLevelId:
 *          GetFileExInfoStandard. lpFileInformation: room for a
 *          WIN32_FILE_ATTRIBUTE_DATA.
 * Out:     *lpFileInformation; untouched on failure.
 * Returns: TRUE; or FALSE; last error: ERROR_INVALID_PARAMETER, another level;
 *          ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_ACCESS_DENIED or
 *          ERROR_NOT_ENOUGH_MEMORY, as for CreateFile.
 * Packet:  none.
 * Blocks:  as long as stat(2) does.  Threads: any, at once.
 * Windows: differs: as GetFileAttributes.
 * Source:  "GetFileAttributesExA function".
 * Test:    tests/conformance/file_open.c:attributes_by_name */
BOOL WINAPI GetFileAttributesExA(LPCSTR lpFileName,
                                 GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                 LPVOID lpFileInformation)
    IOCP_API(GetFileAttributesExA);

/* The same for a UTF-16 name. */
BOOL WINAPI GetFileAttributesExW(LPCWSTR lpFileName,
                                 GET_FILEEX_INFO_LEVELS fInfoLevelId,
                                 LPVOID lpFileInformation)
    IOCP_API(GetFileAttributesExW);

/* Removes a file, or a symbolic link itself.
 * In:      lpFileName: the path, as for CreateFile.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_FILE_NOT_FOUND or
 *          ERROR_PATH_NOT_FOUND, as for CreateFile; ERROR_ACCESS_DENIED, not
 *          permitted, read-only, a folder or a link to one (those are
 *          RemoveDirectory's); ERROR_WRITE_PROTECT, a file
 *          system that may only be read; ERROR_SHARING_VIOLATION, this process
 *          has it open without FILE_SHARE_DELETE; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as unlink(2) does.  Threads: any, at once.
 * Windows: differs: the name is gone at once, not at the last close; what a
 *          link leads to by now decides whether it is one to a folder.
 * Source:  "DeleteFileA function", Remarks.
 * Test:    tests/conformance/file_open.c:delete_sharing */
BOOL WINAPI DeleteFileA(LPCSTR lpFileName) IOCP_API(DeleteFileA);

/* The same for a UTF-16 name. */
BOOL WINAPI DeleteFileW(LPCWSTR lpFileName) IOCP_API(DeleteFileW);

#ifdef UNICODE
#define CreateFile CreateFileW
#define GetFinalPathNameByHandle GetFinalPathNameByHandleW
#define GetFileAttributes GetFileAttributesW
#define GetFileAttributesEx GetFileAttributesExW
#define DeleteFile DeleteFileW
#else
#define CreateFile CreateFileA
#define GetFinalPathNameByHandle GetFinalPathNameByHandleA
#define GetFileAttributes GetFileAttributesA
#define GetFileAttributesEx GetFileAttributesExA
#define DeleteFile DeleteFileA
#endif

#ifdef __cplusplus
}
#endif

/* Behind DeleteFile, which is a member's name there. */
#include "file_info.h"

#endif
