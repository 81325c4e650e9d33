/* GetFileInformationByHandleEx: each class is a row of a table. The folders'
 * are in file_query_folder.c. */
#include "api/file_query.h"

#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/file_take.h"
#include "base/utf.h"
#include "port/concurrency.h"
#include "sys/disk.h"
#include "sys/disk_change.h"

#define SECTOR_BYTES 512u /* what FILE_FLAG_NO_BUFFERING asks for */

LARGE_INTEGER file_query_time(int64_t unix_ns)
{
    FILETIME parts = entry_time(unix_ns);
    LARGE_INTEGER time;

    time.LowPart = parts.dwLowDateTime;
    time.HighPart = (LONG)parts.dwHighDateTime;
    return time;
}

static LARGE_INTEGER to_large(uint64_t value)
{
    LARGE_INTEGER large;

    large.QuadPart = (LONGLONG)value;
    return large;
}

/* ---- Fixed sizes ---- */

static NTSTATUS basic(struct file_object *file, void *data, DWORD size)
{
    FILE_BASIC_INFO *info = data;
    struct dir_details details;
    int rc = disk_details(file->io.fd, &details);

    (void)size;
    if (rc != 0)
        return errmap_file(-rc);
    *info = (FILE_BASIC_INFO){
        .CreationTime = file_query_time(details.entry.created_ns),
        .LastAccessTime = file_query_time(details.entry.accessed_ns),
        .LastWriteTime = file_query_time(details.entry.written_ns),
        .ChangeTime = file_query_time(details.changed_ns),
        .FileAttributes = entry_attributes(&details.entry),
    };
    return STATUS_SUCCESS;
}

static NTSTATUS standard(struct file_object *file, void *data, DWORD size)
{
    FILE_STANDARD_INFO *info = data;
    struct dir_details details;
    struct disk_info more;
    int rc = disk_details(file->io.fd, &details);

    (void)size;
    if (rc == 0)
        rc = disk_info(file->io.fd, &more);
    if (rc != 0)
        return errmap_file(-rc);
    *info = (FILE_STANDARD_INFO){
        .AllocationSize = to_large(file->directory ? 0 : details.allocated),
        .EndOfFile = to_large(details.entry.size),
        .NumberOfLinks = more.links,
        .DeletePending = share_is_deleting(&file->share),
        .Directory = file->directory,
    };
    return STATUS_SUCCESS;
}

static NTSTATUS compression(struct file_object *file, void *data, DWORD size)
{
    FILE_COMPRESSION_INFO *info = data;
    struct dir_details details;
    int rc = disk_details(file->io.fd, &details);

    (void)size;
    if (rc != 0)
        return errmap_file(-rc);
    /* As GetCompressedFileSize: holes count, what lies beyond the end not. */
    *info = (FILE_COMPRESSION_INFO){
        .CompressedFileSize = to_large(details.allocated < details.entry.size
                                           ? details.allocated
                                           : details.entry.size),
    };
    return STATUS_SUCCESS;
}

static NTSTATUS attribute_tag(struct file_object *file, void *data, DWORD size)
{
    FILE_ATTRIBUTE_TAG_INFO *info = data;
    struct disk_info found;
    int rc = disk_info(file->io.fd, &found);

    (void)size;
    if (rc != 0)
        return errmap_file(-rc);
    info->FileAttributes = entry_attributes(&found.entry);
    info->ReparseTag = found.entry.is_link ? IO_REPARSE_TAG_SYMLINK : 0;
    return STATUS_SUCCESS;
}

/* The low half of the volume is what GetFileInformationByHandle tells. */
static NTSTATUS identity(struct file_object *file, void *data, DWORD size)
{
    FILE_ID_INFO *info = data;
    struct disk_info found;
    int rc = disk_info(file->io.fd, &found);

    (void)size;
    if (rc != 0)
        return errmap_file(-rc);
    ZeroMemory(info, sizeof *info);
    info->VolumeSerialNumber = found.device ^ found.device >> 32;
    memcpy(info->FileId.Identifier, &found.index, sizeof found.index);
    return STATUS_SUCCESS;
}

static NTSTATUS alignment(struct file_object *file, void *data, DWORD size)
{
    (void)file;
    (void)size;
    ((FILE_ALIGNMENT_INFO *)data)->AlignmentRequirement = SECTOR_BYTES - 1;
    return STATUS_SUCCESS;
}

static NTSTATUS storage(struct file_object *file, void *data, DWORD size)
{
    FILE_STORAGE_INFO *info = data;

    (void)file;
    (void)size;
    *info = (FILE_STORAGE_INFO){
        .LogicalBytesPerSector = SECTOR_BYTES,
        .PhysicalBytesPerSectorForAtomicity = SECTOR_BYTES,
        .PhysicalBytesPerSectorForPerformance = SECTOR_BYTES,
        .FileSystemEffectivePhysicalBytesPerSectorForAtomicity = SECTOR_BYTES,
        .ByteOffsetForSectorAlignment = STORAGE_INFO_OFFSET_UNKNOWN,
        .ByteOffsetForPartitionAlignment = STORAGE_INFO_OFFSET_UNKNOWN,
    };
    return STATUS_SUCCESS;
}

/* ---- With a name ---- */

/* As in a path of Windows without its drive. What does not fit is a warning,
 * and the length tells how much there is. */
static NTSTATUS name(struct file_object *file, void *data, DWORD size)
{
    FILE_NAME_INFO *info = data;
    WCHAR wide[DISK_PATH_SIZE];
    char path[DISK_PATH_SIZE];
    size_t room = size - offsetof(FILE_NAME_INFO, FileName);
    size_t bytes;
    int len = disk_path(file->io.fd, path);

    if (len < 0)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    for (char *c = path; *c != '\0'; c++)
        if (*c == '/')
            *c = '\\';
    bytes = utf8_to_utf16(path, (size_t)len, wide, DISK_PATH_SIZE) * 2;
    info->FileNameLength = (DWORD)bytes;
    memcpy(info->FileName, wide, bytes < room ? bytes : room & ~(size_t)1);
    return bytes <= room ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

/* A file is its data and nothing else; a folder has not even that. */
static NTSTATUS streams(struct file_object *file, void *data, DWORD size)
{
    static const WCHAR unnamed[] = u"::$DATA";
    const DWORD bytes = sizeof unnamed - sizeof unnamed[0];
    size_t room = size - offsetof(FILE_STREAM_INFO, StreamName);
    FILE_STREAM_INFO *info = data;
    struct dir_details details;
    int rc = disk_details(file->io.fd, &details);

    if (rc != 0)
        return errmap_file(-rc);
    if (file->directory)
        return STATUS_END_OF_FILE;
    info->NextEntryOffset = 0;
    info->StreamNameLength = bytes;
    info->StreamSize = to_large(details.entry.size);
    info->StreamAllocationSize = to_large(details.allocated);
    memcpy(info->StreamName, unnamed, bytes < room ? bytes : room & ~(size_t)1);
    return bytes <= room ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}

/* ---- All of them ---- */

struct class
{
    NTSTATUS (*get)(struct file_object *file, void *data, DWORD size);
    DWORD size; /* of the structure */
};

/* Without a function: it lists a folder. Without a size: there is none. */
static const struct class classes[] = {
    [FileBasicInfo] = {basic, sizeof(FILE_BASIC_INFO)},
    [FileStandardInfo] = {standard, sizeof(FILE_STANDARD_INFO)},
    [FileNameInfo] = {name, sizeof(FILE_NAME_INFO)},
    [FileStreamInfo] = {streams, sizeof(FILE_STREAM_INFO)},
    [FileCompressionInfo] = {compression, sizeof(FILE_COMPRESSION_INFO)},
    [FileAttributeTagInfo] = {attribute_tag, sizeof(FILE_ATTRIBUTE_TAG_INFO)},
    [FileIdBothDirectoryInfo] = {NULL, sizeof(FILE_ID_BOTH_DIR_INFO)},
    [FileIdBothDirectoryRestartInfo] = {NULL, sizeof(FILE_ID_BOTH_DIR_INFO)},
    [FileFullDirectoryInfo] = {NULL, sizeof(FILE_FULL_DIR_INFO)},
    [FileFullDirectoryRestartInfo] = {NULL, sizeof(FILE_FULL_DIR_INFO)},
    [FileStorageInfo] = {storage, sizeof(FILE_STORAGE_INFO)},
    [FileAlignmentInfo] = {alignment, sizeof(FILE_ALIGNMENT_INFO)},
    [FileIdInfo] = {identity, sizeof(FILE_ID_INFO)},
    [FileIdExtdDirectoryInfo] = {NULL, sizeof(FILE_ID_EXTD_DIR_INFO)},
    [FileIdExtdDirectoryRestartInfo] = {NULL, sizeof(FILE_ID_EXTD_DIR_INFO)},
};

static NTSTATUS query(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS class,
                      void *data, DWORD size)
{
    bool lists = classes[class].get == NULL;
    NTSTATUS status;
    struct file_object *file =
        file_take(handle, lists ? FILE_LIST_DIRECTORY : 0, &status);

    if (file == NULL)
        return status;
    concurrency_block(); /* the file system may be a slow one */
    status = lists ? file_query_folder(file, class, data, size)
                   : classes[class].get(file, data, size);
    concurrency_unblock();
    file_give_back(file);
    return status;
}

BOOL WINAPI GetFileInformationByHandleEx(HANDLE handle,
                                         FILE_INFO_BY_HANDLE_CLASS class,
                                         LPVOID data, DWORD size)
{
    const unsigned count = sizeof classes / sizeof classes[0];
    NTSTATUS status;

    if ((unsigned)class >= count || classes[class].size == 0)
        return api_error(ERROR_INVALID_PARAMETER);
    if (size < classes[class].size)
        return api_error(ERROR_BAD_LENGTH);
    if (!address_is_possible(data))
        return api_error(ERROR_NOACCESS);
    status = query(handle, class, data, size);
    /* A warning is no success here. */
    return status == STATUS_SUCCESS ? TRUE : api_fail(status);
}
