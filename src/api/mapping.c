/* CreateFileMapping, OpenFileMapping, MapViewOfFile. */
#include "iocp/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/named.h"
#include "object/file.h"
#include "object/region.h"
#include "object/section.h"
#include "port/concurrency.h"
#include "sys/disk.h"
#include "sys/disk_change.h"
#include "sys/fd.h"
#include "sys/machine.h"
#include "sys/memory.h"

#define ALIGNMENT 0x10000u
#define EVERY_ACCESS (FILE_MAP_ALL_ACCESS | FILE_MAP_EXECUTE)

/* ---- Protections ---- */

static bool writes(DWORD protect)
{
    return protect == PAGE_READWRITE || protect == PAGE_EXECUTE_READWRITE;
}

static bool executes(DWORD protect)
{
    return (protect & (PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE |
                       PAGE_EXECUTE_WRITECOPY)) != 0;
}

static bool is_page_protect(DWORD protect)
{
    switch (protect) {
    case PAGE_READONLY:
    case PAGE_READWRITE:
    case PAGE_WRITECOPY:
    case PAGE_EXECUTE_READ:
    case PAGE_EXECUTE_READWRITE:
    case PAGE_EXECUTE_WRITECOPY:
        return true;
    default:
        return false;
    }
}

/* Takes the SEC_ bits away. Memory is only used when it is touched, so that
 * reserving and committing it come to the same. */
static NTSTATUS read_protect(DWORD *protect)
{
    const DWORD both = SEC_COMMIT | SEC_RESERVE;
    DWORD bits = *protect;

    *protect = bits & ~(both | SEC_NOCACHE | SEC_WRITECOMBINE);
    if ((bits & SEC_LARGE_PAGES) != 0)
        return STATUS_PRIVILEGE_NOT_HELD;
    if ((bits & SEC_IMAGE) != 0)
        return STATUS_FROM_CODE(ERROR_BAD_EXE_FORMAT);
    return (bits & both) != both && is_page_protect(*protect)
               ? STATUS_SUCCESS
               : STATUS_INVALID_PARAMETER;
}

/* ---- Making ---- */

struct source {
    int fd;
    uint64_t size; /* as asked for; afterwards as it is */
    DWORD protect;
};

static uint64_t whole_pages(uint64_t size)
{
    uint64_t page = machine_page_bytes();

    return (size + page - 1) / page * page;
}

static NTSTATUS make_memory(struct source *source)
{
    if (source->size == 0)
        return STATUS_INVALID_PARAMETER;
    if (source->size > INT64_MAX - ALIGNMENT)
        return STATUS_NO_MEMORY;
    source->size = whole_pages(source->size);
    source->fd = memory_file(source->size);
    return source->fd >= 0 ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS check_file(const struct file_object *file, DWORD protect)
{
    if (!file->regular)
        return STATUS_FROM_CODE(ERROR_BAD_EXE_FORMAT);
    if (!file->readable)
        return STATUS_ACCESS_DENIED;
    return writes(protect) && (!file->writable || file->append_only)
               ? STATUS_ACCESS_DENIED
               : STATUS_SUCCESS;
}

static NTSTATUS fit_size(int fd, struct source *source)
{
    uint64_t length;
    int rc = disk_size(fd, &length);

    if (rc != 0)
        return errmap_file(-rc);
    if (source->size == 0) {
        source->size = length;
        return length != 0 ? STATUS_SUCCESS
                           : STATUS_FROM_CODE(ERROR_FILE_INVALID);
    }
    if (source->size <= length)
        return STATUS_SUCCESS;
    if (!writes(source->protect) || source->size > INT64_MAX)
        return STATUS_NO_MEMORY;
    return errmap_file(-disk_extend(fd, (int64_t)source->size));
}

static NTSTATUS duplicate_fd(int fd, struct source *source)
{
    source->fd = fd_duplicate(fd);
    return source->fd >= 0 ? STATUS_SUCCESS : errmap_file(-source->fd);
}

static NTSTATUS open_file(HANDLE handle, struct source *source)
{
    NTSTATUS status;
    struct file_object *file =
        (struct file_object *)table_get(handle, OBJECT_FILE, &status);

    if (file == NULL)
        return status;
    status = STATUS_INVALID_HANDLE;
    if (io_begin(&file->io)) {
        concurrency_block(); /* the file system may be a slow one */
        status = check_file(file, source->protect);
        if (status == STATUS_SUCCESS)
            status = fit_size(file->io.fd, source);
        if (status == STATUS_SUCCESS)
            status = duplicate_fd(file->io.fd, source);
        concurrency_unblock();
        io_end(&file->io);
    }
    object_put(&file->io.head);
    return status;
}

static NTSTATUS name_handle(struct section *section, DWORD access,
                            HANDLE *handle)
{
    struct mapping *mapping = mapping_new(section, access);
    NTSTATUS status;

    if (mapping == NULL)
        return STATUS_NO_MEMORY;
    status = table_insert(&mapping->head, handle);
    object_put(&mapping->head);
    return status;
}

static NTSTATUS create(HANDLE file, struct source source, const char *name,
                       HANDLE *handle, bool *existed)
{
    struct section *section;
    NTSTATUS status = read_protect(&source.protect);

    if (status == STATUS_SUCCESS)
        status = file == INVALID_HANDLE_VALUE ? make_memory(&source)
                                              : open_file(file, &source);
    if (status != STATUS_SUCCESS)
        return status;
    section = section_open(source.fd, source.size, source.protect, name,
                           existed, &status);
    if (section == NULL) {
        fd_close(source.fd);
        return status;
    }
    return name_handle(section, EVERY_ACCESS, handle);
}

static HANDLE create_named(HANDLE file, struct source source,
                           struct given_name given)
{
    HANDLE handle = NULL;
    bool existed = false;
    char *name;
    NTSTATUS status = named_read(given, &name);

    if (status == STATUS_SUCCESS)
        status = create(file, source, name, &handle, &existed);
    free(name);
    if (status == STATUS_SUCCESS)
        last_error_set(existed ? ERROR_ALREADY_EXISTS : ERROR_SUCCESS);
    else
        api_fail(status);
    return handle;
}

HANDLE WINAPI CreateFileMappingA(HANDLE file, LPSECURITY_ATTRIBUTES security,
                                 DWORD protect, DWORD high, DWORD low,
                                 LPCSTR name)
{
    struct source source = {-1, (uint64_t)high << 32 | low, protect};

    (void)security;
    return create_named(file, source, (struct given_name){name, NULL});
}

HANDLE WINAPI CreateFileMappingW(HANDLE file, LPSECURITY_ATTRIBUTES security,
                                 DWORD protect, DWORD high, DWORD low,
                                 LPCWSTR name)
{
    struct source source = {-1, (uint64_t)high << 32 | low, protect};

    (void)security;
    return create_named(file, source, (struct given_name){NULL, name});
}

/* ---- Opening ---- */

static HANDLE open_named(DWORD access, struct given_name given)
{
    struct section *section = NULL;
    HANDLE handle = NULL;
    char *name;
    NTSTATUS status = named_read_to_open(given, &name);

    if (status == STATUS_SUCCESS)
        section = section_find(name, &status);
    free(name);
    if (section != NULL)
        status = name_handle(section, access, &handle);
    if (status != STATUS_SUCCESS)
        api_fail(status);
    return handle;
}

HANDLE WINAPI OpenFileMappingA(DWORD access, BOOL inherit, LPCSTR name)
{
    (void)inherit;
    return open_named(access, (struct given_name){name, NULL});
}

HANDLE WINAPI OpenFileMappingW(DWORD access, BOOL inherit, LPCWSTR name)
{
    (void)inherit;
    return open_named(access, (struct given_name){NULL, name});
}

/* ---- Views ---- */

/* What the pages of a view are: 0 for an access that is none. Writing includes
 * reading; FILE_MAP_COPY counts only by itself, as FILE_MAP_ALL_ACCESS holds
 * its bit. */
static DWORD view_protect(DWORD access)
{
    const bool runs = (access & FILE_MAP_EXECUTE) != 0;
    const DWORD plain = access & ~(DWORD)FILE_MAP_EXECUTE;

    if (plain == FILE_MAP_COPY)
        return runs ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
    if ((plain & FILE_MAP_WRITE) != 0)
        return runs ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
    if ((plain & FILE_MAP_READ) != 0)
        return runs ? PAGE_EXECUTE_READ : PAGE_READONLY;
    return runs ? PAGE_EXECUTE_READ : 0;
}

/* Both the mapping and the handle have to allow it. */
static bool allows(const struct mapping *mapping, DWORD protect)
{
    const DWORD reading = FILE_MAP_READ | FILE_MAP_COPY;

    if (writes(protect) && (!writes(mapping->section->protect) ||
                            (mapping->access & FILE_MAP_WRITE) == 0))
        return false;
    if (executes(protect) && (!executes(mapping->section->protect) ||
                              (mapping->access & FILE_MAP_EXECUTE) == 0))
        return false;
    return (mapping->access & (reading | FILE_MAP_WRITE)) != 0;
}

static NTSTATUS map(const struct mapping *mapping, struct region_view *view)
{
    struct section *section = mapping->section;

    if (view->protect == 0)
        return STATUS_INVALID_PARAMETER;
    if (!allows(mapping, view->protect) || view->offset >= section->size)
        return STATUS_ACCESS_DENIED;
    if (view->size == 0)
        view->size = section->size - view->offset;
    else if (view->size > section->size - view->offset)
        return STATUS_ACCESS_DENIED;
    view->fd = section->fd;
    view->owner = &section->head;
    return region_map(view);
}

LPVOID WINAPI MapViewOfFileEx(HANDLE handle, DWORD access, DWORD high,
                              DWORD low, SIZE_T size, LPVOID base)
{
    struct region_view view = {
        .base = (uintptr_t)base,
        .size = size,
        .offset = (uint64_t)high << 32 | low,
        .protect = view_protect(access),
    };
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_MAPPING, &status);

    if (object == NULL) {
        api_fail(status);
        return NULL;
    }
    status = ((view.offset | view.base) & (ALIGNMENT - 1)) != 0
                 ? STATUS_FROM_CODE(ERROR_MAPPED_ALIGNMENT)
                 : map((struct mapping *)object, &view);
    object_put(object);
    if (status == STATUS_SUCCESS)
        return (LPVOID)view.base;
    api_fail(status);
    return NULL;
}

LPVOID WINAPI MapViewOfFile(HANDLE handle, DWORD access, DWORD high, DWORD low,
                            SIZE_T size)
{
    return MapViewOfFileEx(handle, access, high, low, size, NULL);
}

BOOL WINAPI UnmapViewOfFile(LPCVOID base)
{
    return api_result(region_unmap((uintptr_t)base));
}

/* A view that goes meanwhile is the caller's mistake, and an error here. */
BOOL WINAPI FlushViewOfFile(LPCVOID base, SIZE_T size)
{
    uintptr_t start = (uintptr_t)base;
    NTSTATUS status = region_view_range(&start, &size);
    int rc;

    if (status != STATUS_SUCCESS)
        return api_fail(status);
    concurrency_block();
    rc = memory_sync(start, size);
    concurrency_unblock();
    return rc != 0 ? api_fail(errmap_file(-rc)) : TRUE;
}
