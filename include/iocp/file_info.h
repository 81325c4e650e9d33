/* Files: what a handle tells of its file in parts, and changes. file.h includes
 * this. */
#ifndef IOCP_FILE_INFO_H
#define IOCP_FILE_INFO_H

#include "file.h" /* DeleteFile: the member is named as the function is */
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define STORAGE_INFO_FLAGS_ALIGNED_DEVICE 0x1
#define STORAGE_INFO_FLAGS_PARTITION_ALIGNED_ON_DEVICE 0x2
#define STORAGE_INFO_OFFSET_UNKNOWN 0xffffffff

typedef enum _FILE_INFO_BY_HANDLE_CLASS {
    FileBasicInfo,
    FileStandardInfo,
    FileNameInfo,
    FileRenameInfo,
    FileDispositionInfo,
    FileAllocationInfo,
    FileEndOfFileInfo,
    FileStreamInfo,
    FileCompressionInfo,
    FileAttributeTagInfo,
    FileIdBothDirectoryInfo,
    FileIdBothDirectoryRestartInfo,
    FileIoPriorityHintInfo,
    FileRemoteProtocolInfo,
    FileFullDirectoryInfo,
    FileFullDirectoryRestartInfo,
    FileStorageInfo,
    FileAlignmentInfo,
    FileIdInfo,
    FileIdExtdDirectoryInfo,
    FileIdExtdDirectoryRestartInfo
} FILE_INFO_BY_HANDLE_CLASS,
    *PFILE_INFO_BY_HANDLE_CLASS;

typedef struct FILE_ID_128 {
    BYTE Identifier[16];
} FILE_ID_128, *PFILE_ID_128;

typedef struct _FILE_BASIC_INFO {
    LARGE_INTEGER CreationTime;
    LARGE_INTEGER LastAccessTime;
    LARGE_INTEGER LastWriteTime;
    LARGE_INTEGER ChangeTime;
    DWORD FileAttributes;
} FILE_BASIC_INFO, *PFILE_BASIC_INFO;

typedef struct _FILE_STANDARD_INFO {
    LARGE_INTEGER AllocationSize;
    LARGE_INTEGER EndOfFile;
    DWORD NumberOfLinks;
    BOOLEAN DeletePending;
    BOOLEAN Directory;
} FILE_STANDARD_INFO, *PFILE_STANDARD_INFO;

typedef struct _FILE_NAME_INFO {
    DWORD FileNameLength;
    WCHAR FileName[1];
} FILE_NAME_INFO, *PFILE_NAME_INFO;

typedef struct _FILE_RENAME_INFO {
    __extension__ union {
        BOOLEAN ReplaceIfExists;
        DWORD Flags;
    };
    HANDLE RootDirectory;
    DWORD FileNameLength;
    WCHAR FileName[1];
} FILE_RENAME_INFO, *PFILE_RENAME_INFO;

typedef struct _FILE_DISPOSITION_INFO {
    BOOLEAN DeleteFile;
} FILE_DISPOSITION_INFO, *PFILE_DISPOSITION_INFO;

typedef struct _FILE_ALLOCATION_INFO {
    LARGE_INTEGER AllocationSize;
} FILE_ALLOCATION_INFO, *PFILE_ALLOCATION_INFO;

typedef struct _FILE_END_OF_FILE_INFO {
    LARGE_INTEGER EndOfFile;
} FILE_END_OF_FILE_INFO, *PFILE_END_OF_FILE_INFO;

typedef struct _FILE_STREAM_INFO {
    DWORD NextEntryOffset;
    DWORD StreamNameLength;
    LARGE_INTEGER StreamSize;
    LARGE_INTEGER StreamAllocationSize;
    WCHAR StreamName[1];
} FILE_STREAM_INFO, *PFILE_STREAM_INFO;

typedef struct _FILE_COMPRESSION_INFO {
    LARGE_INTEGER CompressedFileSize;
    WORD CompressionFormat;
    UCHAR CompressionUnitShift;
    UCHAR ChunkShift;
    UCHAR ClusterShift;
    UCHAR Reserved[3];
} FILE_COMPRESSION_INFO, *PFILE_COMPRESSION_INFO;

typedef struct _FILE_ATTRIBUTE_TAG_INFO {
    DWORD FileAttributes;
    DWORD ReparseTag;
} FILE_ATTRIBUTE_TAG_INFO, *PFILE_ATTRIBUTE_TAG_INFO;

typedef struct _FILE_ID_BOTH_DIR_INFO {
    DWORD NextEntryOffset;
    DWORD FileIndex;
    LARGE_INTEGER CreationTime;
    LARGE_INTEGER LastAccessTime;
    LARGE_INTEGER LastWriteTime;
    LARGE_INTEGER ChangeTime;
    LARGE_INTEGER EndOfFile;
    LARGE_INTEGER AllocationSize;
    DWORD FileAttributes;
    DWORD FileNameLength;
    DWORD EaSize;
    CHAR ShortNameLength;
    WCHAR ShortName[12];
    LARGE_INTEGER FileId;
    WCHAR FileName[1];
} FILE_ID_BOTH_DIR_INFO, *PFILE_ID_BOTH_DIR_INFO;

typedef struct _FILE_FULL_DIR_INFO {
    ULONG NextEntryOffset;
    ULONG FileIndex;
    LARGE_INTEGER CreationTime;
    LARGE_INTEGER LastAccessTime;
    LARGE_INTEGER LastWriteTime;
    LARGE_INTEGER ChangeTime;
    LARGE_INTEGER EndOfFile;
    LARGE_INTEGER AllocationSize;
    ULONG FileAttributes;
    ULONG FileNameLength;
    ULONG EaSize;
    WCHAR FileName[1];
} FILE_FULL_DIR_INFO, *PFILE_FULL_DIR_INFO;

typedef struct _FILE_ID_EXTD_DIR_INFO {
    ULONG NextEntryOffset;
    ULONG FileIndex;
    LARGE_INTEGER CreationTime;
    LARGE_INTEGER LastAccessTime;
    LARGE_INTEGER LastWriteTime;
    LARGE_INTEGER ChangeTime;
    LARGE_INTEGER EndOfFile;
    LARGE_INTEGER AllocationSize;
    ULONG FileAttributes;
    ULONG FileNameLength;
    ULONG EaSize;
    ULONG ReparsePointTag;
    FILE_ID_128 FileId;
    WCHAR FileName[1];
} FILE_ID_EXTD_DIR_INFO, *PFILE_ID_EXTD_DIR_INFO;

typedef enum _PRIORITY_HINT {
    IoPriorityHintVeryLow = 0,
    IoPriorityHintLow,
    IoPriorityHintNormal,
    MaximumIoPriorityHintType
} PRIORITY_HINT;

typedef struct _FILE_IO_PRIORITY_HINT_INFO {
    PRIORITY_HINT PriorityHint;
} FILE_IO_PRIORITY_HINT_INFO, *PFILE_IO_PRIORITY_HINT_INFO;

typedef struct _FILE_ALIGNMENT_INFO {
    ULONG AlignmentRequirement;
} FILE_ALIGNMENT_INFO, *PFILE_ALIGNMENT_INFO;

typedef struct _FILE_STORAGE_INFO {
    ULONG LogicalBytesPerSector;
    ULONG PhysicalBytesPerSectorForAtomicity;
    ULONG PhysicalBytesPerSectorForPerformance;
    ULONG FileSystemEffectivePhysicalBytesPerSectorForAtomicity;
    ULONG Flags;
    ULONG ByteOffsetForSectorAlignment;
    ULONG ByteOffsetForPartitionAlignment;
} FILE_STORAGE_INFO, *PFILE_STORAGE_INFO;

typedef struct _FILE_ID_INFO {
    ULONGLONG VolumeSerialNumber;
    FILE_ID_128 FileId;
} FILE_ID_INFO, *PFILE_ID_INFO;

IOCP_SIZE(FILE_ID_128, 16);
IOCP_SIZE(FILE_BASIC_INFO, 40);
IOCP_AT(FILE_BASIC_INFO, FileAttributes, 32);
IOCP_SIZE(FILE_STANDARD_INFO, 24);
IOCP_AT(FILE_STANDARD_INFO, NumberOfLinks, 16);
IOCP_AT(FILE_STANDARD_INFO, Directory, 21);
IOCP_SIZE(FILE_NAME_INFO, 8);
IOCP_AT(FILE_NAME_INFO, FileName, 4);
IOCP_SIZE(FILE_RENAME_INFO, 24);
IOCP_AT(FILE_RENAME_INFO, RootDirectory, 8);
IOCP_AT(FILE_RENAME_INFO, FileNameLength, 16);
IOCP_AT(FILE_RENAME_INFO, FileName, 20);
IOCP_SIZE(FILE_DISPOSITION_INFO, 1);
IOCP_SIZE(FILE_ALLOCATION_INFO, 8);
IOCP_SIZE(FILE_END_OF_FILE_INFO, 8);
IOCP_SIZE(FILE_STREAM_INFO, 32);
IOCP_AT(FILE_STREAM_INFO, StreamName, 24);
IOCP_SIZE(FILE_COMPRESSION_INFO, 16);
IOCP_AT(FILE_COMPRESSION_INFO, ClusterShift, 12);
IOCP_SIZE(FILE_ATTRIBUTE_TAG_INFO, 8);
IOCP_SIZE(FILE_ID_BOTH_DIR_INFO, 112);
IOCP_AT(FILE_ID_BOTH_DIR_INFO, ShortName, 70);
IOCP_AT(FILE_ID_BOTH_DIR_INFO, FileId, 96);
IOCP_AT(FILE_ID_BOTH_DIR_INFO, FileName, 104);
IOCP_SIZE(FILE_FULL_DIR_INFO, 72);
IOCP_AT(FILE_FULL_DIR_INFO, FileName, 68);
IOCP_SIZE(FILE_ID_EXTD_DIR_INFO, 96);
IOCP_AT(FILE_ID_EXTD_DIR_INFO, FileId, 72);
IOCP_AT(FILE_ID_EXTD_DIR_INFO, FileName, 88);
IOCP_SIZE(FILE_IO_PRIORITY_HINT_INFO, 4);
IOCP_SIZE(FILE_ALIGNMENT_INFO, 4);
IOCP_SIZE(FILE_STORAGE_INFO, 28);
IOCP_SIZE(FILE_ID_INFO, 24);
IOCP_AT(FILE_ID_INFO, FileId, 8);

/* Tells one part of what is known of an open file, or lists an open folder.
 * In:      hFile: a file or folder; a listing needs FILE_LIST_DIRECTORY.
 *          FileInformationClass: which structure: FileBasicInfo,
 *          FileStandardInfo, FileNameInfo, FileStreamInfo, FileCompressionInfo,
 *          FileAttributeTagInfo, FileStorageInfo, FileAlignmentInfo,
 *          FileIdInfo; for folders FileIdBothDirectoryInfo,
 *          FileFullDirectoryInfo, FileIdExtdDirectoryInfo, which go on where
 *          the last call of this handle ended, and their Restart forms, which
 *          begin anew. dwBufferSize: bytes of room.
 * Out:     lpFileInformation: the structure, or a chain of entries of a folder,
 *          each 8-aligned, the last with NextEntryOffset 0. With
 *          ERROR_MORE_DATA of FileNameInfo and FileStreamInfo as much as fits,
 *          FileNameLength telling all; else untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_BAD_LENGTH, room for less than the
 *          structure; ERROR_MORE_DATA, not enough for the name, or for the next
 *          entry, which is kept; ERROR_NO_MORE_FILES, the listing has ended;
 *          ERROR_HANDLE_EOF, FileStreamInfo of a folder, which has no stream;
 *          ERROR_ACCESS_DENIED, the right is missing; ERROR_INVALID_HANDLE, not
 *          a file; ERROR_PATH_NOT_FOUND, FileNameInfo, and it has no name any
 *          more; ERROR_INVALID_PARAMETER, another class, a listing of what is
 *          no folder, FileRemoteProtocolInfo of what is local, as everything
 *          here; ERROR_NOACCESS, lpFileInformation is NULL;
 *          ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as reading the folder takes.  Threads: any, at once.
 * Windows: differs: FileNameInfo has backslashes and no drive, as there; times
 *          and attributes as GetFileInformationByHandle; no short names; the
 *          order is the file system's; sectors have 512 bytes.
 * Source:  "GetFileInformationByHandleEx function", Remarks.
 * Test:    tests/conformance/file_info.c, file_listing.c */
BOOL WINAPI GetFileInformationByHandleEx(
    HANDLE hFile, FILE_INFO_BY_HANDLE_CLASS FileInformationClass,
    LPVOID lpFileInformation, DWORD dwBufferSize)
    IOCP_API(GetFileInformationByHandleEx);

/* Changes one part of an open file: times and attributes, name, length, whether
 * it goes when it is closed.
 * In:      hFile: a file or folder, opened with the right for it:
 *          FILE_WRITE_ATTRIBUTES for FileBasicInfo, DELETE for FileRenameInfo
 *          and FileDispositionInfo, FILE_WRITE_DATA for FileEndOfFileInfo and
 *          FileAllocationInfo; none for FileIoPriorityHintInfo.
 *          FileInformationClass, lpFileInformation, dwBufferSize: one of these,
 *          its structure and bytes. In FILE_BASIC_INFO a time of 0, -1 or -2
 *          and attributes of 0 change nothing. FILE_RENAME_INFO: the new path
 *          in FileName, FileNameLength bytes of it; RootDirectory NULL.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_BAD_LENGTH, fewer bytes than the
 *          structure has; ERROR_INVALID_PARAMETER, another class, a length,
 *          time or priority that cannot be, FILE_ATTRIBUTE_DIRECTORY for a
 *          file or FILE_ATTRIBUTE_TEMPORARY for a folder, a RootDirectory;
 *          ERROR_ACCESS_DENIED, the right is missing, the file to go is
 *          read-only, or a folder or a read-only file would be replaced;
 *          ERROR_ALREADY_EXISTS, the new name is taken, and ReplaceIfExists is
 *          FALSE; ERROR_SHARING_VIOLATION, what would be replaced is open
 *          without FILE_SHARE_DELETE; ERROR_DIR_NOT_EMPTY, a folder to go that
 *          is not empty; ERROR_NOT_SAME_DEVICE; ERROR_PATH_NOT_FOUND, as for
 *          CreateFile; ERROR_DISK_FULL; ERROR_INVALID_HANDLE, not a file;
 *          ERROR_NOACCESS, lpFileInformation is NULL; ERROR_NOT_ENOUGH_MEMORY.
 * Packet:  none.
 * Blocks:  as long as the system call does.  Threads: any, at once.
 * Windows: differs: CreationTime and ChangeTime are the file system's own and
 *          not changed; of the attributes only READONLY is kept; a priority
 *          changes nothing; a file to go refuses new opens of this process
 *          (ERROR_ACCESS_DENIED) and goes with the last of its handles that
 *          reads, writes or deletes.
 * Source:  "SetFileInformationByHandle function", Remarks;
 *          "FILE_DISPOSITION_INFO structure"; "FILE_RENAME_INFO structure".
 * Test:    tests/conformance/file_change.c */
BOOL WINAPI SetFileInformationByHandle(
    HANDLE hFile, FILE_INFO_BY_HANDLE_CLASS FileInformationClass,
    LPVOID lpFileInformation, DWORD dwBufferSize)
    IOCP_API(SetFileInformationByHandle);

#ifdef __cplusplus
}
#endif

#endif
