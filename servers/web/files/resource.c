/* Opens first and asks questions afterwards: the handle's own final path is
 * compared with the root's, so a link that changes between check and use
 * cannot lead outside. Only the kind is looked at by name before, because
 * opening a FIFO or a device may already have an effect. */
#include "files/resource.h"

#include "http/date.h"

#include <stdio.h>
#include <string.h>

static bool is_separator(char c)
{
    return c == '/' || c == '\\';
}

static HANDLE open_shared(const char *path)
{
    return CreateFileA(path, GENERIC_READ,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       NULL, OPEN_EXISTING,
                       FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_SEQUENTIAL_SCAN,
                       NULL);
}

/* The volume's name is left out: on Linux there is none. Returns 0 when the
 * name cannot be had. */
static size_t final_path(HANDLE file, char out[FULL_PATH_BYTES])
{
    DWORD length =
        GetFinalPathNameByHandleA(file, out, FULL_PATH_BYTES, VOLUME_NAME_NONE);

    return length < FULL_PATH_BYTES ? length : 0;
}

static void strip_separators(char *path)
{
    size_t length = strlen(path);

    while (length > 1 && is_separator(path[length - 1]))
        path[--length] = 0;
}

bool root_open(struct root *root, const char *directory)
{
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE handle;
    bool ok;

    if (!*directory || strlen(directory) >= sizeof root->path)
        return false;
    strcpy(root->path, directory);
    handle = open_shared(root->path);
    if (handle == INVALID_HANDLE_VALUE)
        return false;
    strip_separators(root->path);
    ok = GetFileInformationByHandle(handle, &info) &&
         (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) &&
         final_path(handle, root->final);
    CloseHandle(handle);
    if (ok) {
        strip_separators(root->final);
        root->final_length = strlen(root->final);
        if (is_separator(root->final[root->final_length - 1]))
            root->final_length--; /* the root of everything */
    }
    return ok;
}

bool root_join(const struct root *root, const char *name, const char *suffix,
               char out[FULL_PATH_BYTES])
{
    int length =
        snprintf(out, FULL_PATH_BYTES, "%s/%s%s", root->path, name, suffix);

    return length > 0 && length < FULL_PATH_BYTES;
}

enum whereabouts { INSIDE, OUTSIDE, NOWHERE };

/* A file that was replaced or removed since it was opened has no name. */
static enum whereabouts find_whereabouts(const struct root *root, HANDLE file)
{
    char path[FULL_PATH_BYTES];
    size_t length = final_path(file, path);

    if (length == 0)
        return NOWHERE;
    if (length < root->final_length ||
        memcmp(path, root->final, root->final_length) != 0)
        return OUTSIDE;
    return length == root->final_length ||
                   is_separator(path[root->final_length])
               ? INSIDE
               : OUTSIDE;
}

static int status_of_error(DWORD error)
{
    switch (error) {
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
        return 403;
    case ERROR_TOO_MANY_OPEN_FILES:
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_NO_SYSTEM_RESOURCES:
        return 503;
    default:
        return 404; /* every way of not being there */
    }
}

static bool is_special(DWORD attributes)
{
    return (attributes & FILE_ATTRIBUTE_DEVICE) != 0;
}

/* Fills in what the open handle says of itself. */
static int resource_describe(struct resource *resource)
{
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE handle = resource->file->handle;

    if (!GetFileInformationByHandle(handle, &info))
        return status_of_error(GetLastError());
    resource->is_directory =
        (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    if (!resource->is_directory && GetFileType(handle) != FILE_TYPE_DISK)
        return 403;
    resource->file->size =
        (uint64_t)info.nFileSizeHigh << 32 | info.nFileSizeLow;
    resource->file->modified_ticks = date_ticks(info.ftLastWriteTime);
    return 0;
}

/* Once. VANISHED when the file lost its name under our eyes. */
enum { VANISHED = -1 };

static int open_once(struct resource *resource, const struct root *root,
                     const char *path)
{
    DWORD attributes = GetFileAttributesA(path);
    enum whereabouts where;
    HANDLE handle;
    int status;

    if (attributes == INVALID_FILE_ATTRIBUTES)
        return status_of_error(GetLastError());
    if (is_special(attributes))
        return 403;
    handle = open_shared(path);
    if (handle == INVALID_HANDLE_VALUE)
        return status_of_error(GetLastError());
    resource->file = shared_file_new(handle);
    if (!resource->file)
        return 503;
    where = find_whereabouts(root, handle);
    if (where == INSIDE)
        status = resource_describe(resource);
    else
        status = where == OUTSIDE ? 403 : VANISHED;
    if (status)
        resource_close(resource);
    return status;
}

/* The name still means a file of the same length and time, as its entity tag
 * would be the same. A link tells nothing of its target. */
static bool is_unchanged(const struct shared_file *file, const char *path)
{
    const DWORD others = FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_DEVICE |
                         FILE_ATTRIBUTE_REPARSE_POINT;
    WIN32_FILE_ATTRIBUTE_DATA now;

    return GetFileAttributesExA(path, GetFileExInfoStandard, &now) &&
           (now.dwFileAttributes & others) == 0 &&
           ((uint64_t)now.nFileSizeHigh << 32 | now.nFileSizeLow) ==
               file->size &&
           date_ticks(now.ftLastWriteTime) == file->modified_ticks;
}

static bool open_cached(struct resource *resource, struct cache *cache,
                        const char *path)
{
    struct shared_file *file = cache_find(cache, path);

    if (!file)
        return false;
    if (!is_unchanged(file, path)) {
        cache_forget(cache, path);
        shared_file_put(file);
        return false;
    }
    resource->file = file;
    resource->is_directory = false;
    return true;
}

int resource_open(struct resource *resource, const struct root *root,
                  struct cache *cache, const char *name, const char *suffix)
{
    char path[FULL_PATH_BYTES];
    int status = VANISHED;

    resource->file = NULL;
    if (!root_join(root, name, suffix, path))
        return 404;
    if (open_cached(resource, cache, path))
        return 0;
    /* Whoever renames a new file over an old one may meet a try, but hardly
     * each of them. */
    for (int try = 0; try < 10 && status == VANISHED; try++)
        status = open_once(resource, root, path);
    if (status == 0 && !resource->is_directory)
        cache_add(cache, path, resource->file);
    return status == VANISHED ? 404 : status;
}

void resource_close(struct resource *resource)
{
    shared_file_put(resource->file);
    resource->file = NULL;
}
