#include "object/watch_records.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf.h"
#include "iocp/directory.h"

#define PLAIN_BYTES offsetof(FILE_NOTIFY_INFORMATION, FileName)
#define EXTENDED_BYTES offsetof(FILE_NOTIFY_EXTENDED_INFORMATION, FileName)
/* 100 ns units from 1601-01-01 to 1970-01-01. */
#define UNIX_EPOCH 116444736000000000

void watch_records_init(struct watch_records *records, size_t limit,
                        bool extended)
{
    *records = (struct watch_records){.limit = limit, .extended = extended};
}

void watch_records_fini(struct watch_records *records)
{
    free(records->bytes);
}

void watch_records_lose(struct watch_records *records)
{
    records->used = 0;
    records->lost = true;
}

/* Each record starts at a multiple of what its first members want. */
static size_t aligned(const struct watch_records *records, size_t at)
{
    size_t unit = records->extended ? sizeof(LARGE_INTEGER) : sizeof(DWORD);

    return (at + unit - 1) / unit * unit;
}

static bool make_room(struct watch_records *records, size_t size)
{
    size_t room = size * 2 < records->limit ? size * 2 : records->limit;
    char *bytes;

    if (size > records->limit)
        return false;
    if (size <= records->room)
        return true;
    bytes = realloc(records->bytes, room);
    if (bytes == NULL)
        return false;
    records->bytes = bytes;
    records->room = room;
    return true;
}

static LARGE_INTEGER time_of(int64_t unix_ns)
{
    LARGE_INTEGER time = {.QuadPart = UNIX_EPOCH + unix_ns / 100};

    return time;
}

static void put_plain(char *at, DWORD action, DWORD name_bytes)
{
    const FILE_NOTIFY_INFORMATION record = {
        .Action = action,
        .FileNameLength = name_bytes,
    };

    memcpy(at, &record, PLAIN_BYTES);
}

static void put_extended(char *at, DWORD action, DWORD name_bytes,
                         const struct watch_details *details)
{
    FILE_NOTIFY_EXTENDED_INFORMATION record = {
        .Action = action,
        .FileNameLength = name_bytes,
    };

    record.ParentFileId.QuadPart = (LONGLONG)details->parent_id;
    if (details->known) {
        const struct dir_details *file = &details->file;

        record.CreationTime = time_of(file->entry.created_ns);
        record.LastModificationTime = time_of(file->entry.written_ns);
        record.LastChangeTime = time_of(file->changed_ns);
        record.LastAccessTime = time_of(file->entry.accessed_ns);
        record.AllocatedLength.QuadPart = (LONGLONG)file->allocated;
        record.FileSize.QuadPart = (LONGLONG)file->entry.size;
        record.FileAttributes = details->attributes;
        record.FileId.QuadPart = (LONGLONG)file->index;
    }
    memcpy(at, &record, EXTENDED_BYTES);
}

/* The length of the name in bytes; `to` may be NULL. */
static size_t put_name(char *to, const char *path, size_t units)
{
    uint16_t *name = (uint16_t *)(void *)to;
    size_t needed = utf8_to_utf16(path, strlen(path), name, units);

    for (size_t i = 0; i < units; i++)
        if (name[i] == '/')
            name[i] = '\\';
    return needed;
}

static void link_last(struct watch_records *records, size_t at)
{
    DWORD distance = (DWORD)(at - records->last);

    if (records->used > 0)
        memcpy(records->bytes + records->last, &distance, sizeof distance);
    memset(records->bytes + records->used, 0, at - records->used);
    records->last = at;
}

void watch_records_add(struct watch_records *records, DWORD action,
                       const char *path, const struct watch_details *details)
{
    size_t head = records->extended ? EXTENDED_BYTES : PLAIN_BYTES;
    size_t at = aligned(records, records->used);
    size_t units = put_name(NULL, path, 0);
    size_t size = head + units * sizeof(WCHAR);

    if (records->lost)
        return;
    if (!make_room(records, at + size)) {
        watch_records_lose(records);
        return;
    }
    link_last(records, at);
    if (records->extended)
        put_extended(records->bytes + at, action, (DWORD)(size - head),
                     details);
    else
        put_plain(records->bytes + at, action, (DWORD)(size - head));
    put_name(records->bytes + at + head, path, units);
    records->used = at + size;
}

size_t watch_records_take(struct watch_records *records, char *buffer,
                          size_t len)
{
    size_t used = records->used <= len && !records->lost ? records->used : 0;

    if (used > 0)
        memcpy(buffer, records->bytes, used);
    records->used = 0;
    records->last = 0;
    records->lost = false;
    return used;
}
