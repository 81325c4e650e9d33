/* Listing a folder by its handle: the classes of GetFileInformationByHandleEx
 * that fill a buffer with as many entries as it holds.
 *
 * The three kinds of entries begin alike, and end with the name. */
#include <stddef.h>
#include <string.h>

#include "api/entry.h"
#include "api/file_query.h"
#include "base/errmap.h"
#include "base/utf.h"
#include "object/listing.h"

struct entry {
    FILE_FULL_DIR_INFO common; /* but the name */
    uint64_t index;
    ULONG tag;
    WCHAR name[256]; /* Linux' NAME_MAX bytes are no more of these */
};

/* What the kinds differ in. */
struct shape {
    size_t index; /* where the file's number goes; 0: nowhere */
    size_t tag;   /* where a link's tag goes */
    size_t name;
};

static struct shape shape_of(FILE_INFO_BY_HANDLE_CLASS class)
{
    switch (class) {
    case FileIdBothDirectoryInfo:
    case FileIdBothDirectoryRestartInfo:
        return (struct shape){offsetof(FILE_ID_BOTH_DIR_INFO, FileId),
                              offsetof(FILE_ID_BOTH_DIR_INFO, EaSize),
                              offsetof(FILE_ID_BOTH_DIR_INFO, FileName)};
    case FileIdExtdDirectoryInfo:
    case FileIdExtdDirectoryRestartInfo:
        return (struct shape){offsetof(FILE_ID_EXTD_DIR_INFO, FileId),
                              offsetof(FILE_ID_EXTD_DIR_INFO, ReparsePointTag),
                              offsetof(FILE_ID_EXTD_DIR_INFO, FileName)};
    default:
        return (struct shape){0, offsetof(FILE_FULL_DIR_INFO, EaSize),
                              offsetof(FILE_FULL_DIR_INFO, FileName)};
    }
}

static void describe(struct entry *entry, const char *name,
                     const struct dir_details *details)
{
    size_t units = utf8_to_utf16(name, strlen(name), entry->name, 256);

    entry->index = details->index;
    entry->tag = details->entry.is_link ? IO_REPARSE_TAG_SYMLINK : 0;
    entry->common = (FILE_FULL_DIR_INFO){
        .CreationTime = file_query_time(details->entry.created_ns),
        .LastAccessTime = file_query_time(details->entry.accessed_ns),
        .LastWriteTime = file_query_time(details->entry.written_ns),
        .ChangeTime = file_query_time(details->changed_ns),
        .FileAttributes = entry_attributes(&details->entry),
        .FileNameLength = (ULONG)(units * sizeof(WCHAR)),
    };
    entry->common.EndOfFile.QuadPart = (LONGLONG)details->entry.size;
    entry->common.AllocationSize.QuadPart =
        details->entry.is_folder ? 0 : (LONGLONG)details->allocated;
}

static void put(char *at, const struct shape *shape, const struct entry *entry)
{
    ZeroMemory(at, shape->name);
    memcpy(at, &entry->common, offsetof(FILE_FULL_DIR_INFO, FileName));
    memcpy(at + shape->tag, &entry->tag, sizeof entry->tag);
    if (shape->index != 0)
        memcpy(at + shape->index, &entry->index, sizeof entry->index);
    memcpy(at + shape->name, entry->name, entry->common.FileNameLength);
}

static size_t to_eight(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

/* What does not fit stays for the next call. */
static NTSTATUS fill(struct listing *listing, const struct shape *shape,
                     char *data, size_t size)
{
    struct dir_details details;
    struct entry entry;
    const char *name;
    size_t used = 0;
    char *last = NULL;

    while (listing_peek(listing, &name, &details)) {
        size_t start = to_eight(used), needed;

        describe(&entry, name, &details);
        needed = shape->name + entry.common.FileNameLength;
        if (start > size || needed > size - start)
            return last != NULL ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
        put(data + start, shape, &entry);
        if (last != NULL)
            memcpy(last, &(ULONG){(ULONG)(data + start - last)}, sizeof(ULONG));
        last = data + start;
        used = start + needed;
        listing_advance(listing);
    }
    return last != NULL ? STATUS_SUCCESS : STATUS_NO_MORE_FILES;
}

NTSTATUS file_query_folder(struct file_object *file,
                           FILE_INFO_BY_HANDLE_CLASS class, void *data,
                           DWORD size)
{
    bool restart = class == FileIdBothDirectoryRestartInfo ||
                   class == FileFullDirectoryRestartInfo ||
                   class == FileIdExtdDirectoryRestartInfo;
    struct shape shape = shape_of(class);
    struct listing *listing;
    NTSTATUS status;
    int rc;

    if (!file->directory)
        return STATUS_INVALID_PARAMETER;
    listing = listing_enter(file, restart, &rc);
    if (listing == NULL)
        return errmap_file(-rc);
    status = fill(listing, &shape, data, size);
    listing_leave(listing);
    return status;
}
