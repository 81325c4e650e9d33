/* FindFirstFile and FindNextFile.
 *
 * Names are compared with upper and lower case apart, as the file system does,
 * which Windows does not. The order is the file system's, but "." and ".." come
 * first, and only where a pattern asks for them; the root has none. Short names
 * do not exist. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/pattern.h"
#include "base/lock.h"
#include "base/utf.h"

struct find {
    struct object head;
    struct lock lock;      /* level object */
    struct dir_list *list; /* (o) owned; NULL: the one name was told already */
    struct pattern *pattern; /* (o) owned */
    unsigned dots;           /* (o) how many of ".", ".." are still to come */
};

static void find_destroy(struct object *object)
{
    struct find *find = (struct find *)object;

    if (find->list != NULL)
        dir_close(find->list);
    pattern_free(find->pattern);
    free(find);
}

/* FindClose closes it, CloseHandle does not. */
static const struct object_ops find_ops = {
    .name = "find",
    .destroy = find_destroy,
};

static struct find *find_new(const char *pattern)
{
    struct find *find = calloc(1, sizeof *find);

    if (find == NULL)
        return NULL;
    object_init(&find->head, OBJECT_FIND, &find_ops);
    lock_init(&find->lock, LOCK_OBJECT);
    find->pattern = pattern_new(pattern);
    if (find->pattern != NULL)
        return find;
    object_put(&find->head);
    return NULL;
}

static bool has_wildcard(const char *pattern)
{
    return strpbrk(pattern, "*?") != NULL;
}

/* ---- Entries ---- */

/* The next name of the folder, whether it matches or not; NULL at the end. */
static const char *next_name(struct find *find)
{
    if (find->dots > 0)
        return find->dots-- == 2 ? "." : "..";
    return dir_next(find->list);
}

static void fill(WIN32_FIND_DATAA *data, const char *name,
                 const struct dir_entry *entry)
{
    ZeroMemory(data, sizeof *data);
    data->dwFileAttributes = entry_attributes(entry);
    data->ftCreationTime = entry_time(entry->created_ns);
    data->ftLastAccessTime = entry_time(entry->accessed_ns);
    data->ftLastWriteTime = entry_time(entry->written_ns);
    data->nFileSizeHigh = (DWORD)(entry->size >> 32);
    data->nFileSizeLow = (DWORD)entry->size;
    data->dwReserved0 = entry->is_link ? IO_REPARSE_TAG_SYMLINK : 0;
    strncpy(data->cFileName, name, sizeof data->cFileName - 1);
}

/* The next match. A file that vanished meanwhile is left out. */
static bool find_next(struct find *find, WIN32_FIND_DATAA *data)
{
    struct dir_entry entry;
    const char *name;
    bool found = false;

    lock_take(&find->lock);
    while (!found && find->list != NULL && (name = next_name(find)) != NULL)
        if (pattern_fits(find->pattern, name) &&
            dir_stat_in(find->list, name, &entry) == 0) {
            fill(data, name, &entry);
            found = true;
        }
    lock_drop(&find->lock);
    return found;
}

/* ---- Starting ---- */

/* Cuts a path in two: the folder is returned, the caller frees it. */
static char *split(const char *path, const char **last)
{
    const char *slash = strrchr(path, '/');

    *last = slash != NULL ? slash + 1 : path;
    if (slash == NULL)
        return strdup(".");
    return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static NTSTATUS open_folder(struct find *find, const char *folder)
{
    struct dir_entry entry;
    int rc = dir_open(folder, &find->list);

    find->dots = strcmp(folder, "/") == 0 ? 0 : 2;
    if (rc == -ENOENT)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    if (rc == -ENOTDIR && dir_stat(folder, &entry) == 0)
        return STATUS_NOT_A_DIRECTORY;
    return rc == 0 ? STATUS_SUCCESS : errmap_file(-rc);
}

/* A name without wildcards is looked up, however large its folder. To this call
 * no name is one that cannot be. */
static NTSTATUS look_up(const char *path, const char *last,
                        WIN32_FIND_DATAA *data)
{
    struct dir_entry entry;
    int rc = dir_look(path, &entry);
    NTSTATUS status;

    if (rc == 0 && *last == '\0')
        return STATUS_NO_SUCH_FILE; /* "folder\" names no file */
    if (rc == 0)
        fill(data, last, &entry);
    status = rc == 0 ? STATUS_SUCCESS : entry_status(rc, path);
    return status == STATUS_FROM_CODE(ERROR_INVALID_NAME) ? STATUS_NO_SUCH_FILE
                                                          : status;
}

static NTSTATUS find_first(struct find *find, const char *path,
                           const char *folder, const char *last,
                           WIN32_FIND_DATAA *data)
{
    NTSTATUS status;

    if (!has_wildcard(last))
        return look_up(path, last, data);
    status = open_folder(find, folder);
    if (status != STATUS_SUCCESS)
        return status;
    return find_next(find, data) ? STATUS_SUCCESS : STATUS_NO_SUCH_FILE;
}

static NTSTATUS start(const char *path, WIN32_FIND_DATAA *data, HANDLE *handle)
{
    const char *last;
    char *folder = split(path, &last);
    struct find *find = find_new(last);
    NTSTATUS status = STATUS_NO_MEMORY;

    if (folder != NULL && find != NULL)
        status = find_first(find, path, folder, last, data);
    if (status == STATUS_SUCCESS)
        status = table_insert(&find->head, handle);
    if (find != NULL)
        object_put(&find->head);
    free(folder);
    return status;
}

/* Frees the path; a NULL one is a failure already told. */
static HANDLE start_and_free(char *path, WIN32_FIND_DATAA *data)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    NTSTATUS status;

    if (path == NULL)
        return INVALID_HANDLE_VALUE;
    status = start(path, data, &handle);
    free(path);
    if (status == STATUS_SUCCESS)
        return handle;
    api_fail(status);
    return INVALID_HANDLE_VALUE;
}

/* The two structures differ in their names only. */
static void widen(LPWIN32_FIND_DATAW wide, const WIN32_FIND_DATAA *data)
{
    size_t len = strlen(data->cFileName) + 1;

    ZeroMemory(wide, sizeof *wide);
    memcpy(wide, data, offsetof(WIN32_FIND_DATAA, cFileName));
    utf8_to_utf16(data->cFileName, len, wide->cFileName, MAX_PATH);
}

HANDLE WINAPI FindFirstFileA(LPCSTR name, LPWIN32_FIND_DATAA data)
{
    if (data == NULL) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    return start_and_free(entry_path(name), data);
}

HANDLE WINAPI FindFirstFileW(LPCWSTR name, LPWIN32_FIND_DATAW data)
{
    WIN32_FIND_DATAA narrow;
    HANDLE handle;

    if (data == NULL) {
        last_error_set(ERROR_INVALID_PARAMETER);
        return INVALID_HANDLE_VALUE;
    }
    handle = start_and_free(entry_path_wide(name), &narrow);
    if (handle != INVALID_HANDLE_VALUE)
        widen(data, &narrow);
    return handle;
}

BOOL WINAPI FindNextFileA(HANDLE handle, LPWIN32_FIND_DATAA data)
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_FIND, &status);
    bool found;

    if (object == NULL)
        return api_fail(status);
    found = data != NULL && find_next((struct find *)object, data);
    object_put(object);
    if (found)
        return TRUE;
    return api_error(data != NULL ? ERROR_NO_MORE_FILES
                                  : ERROR_INVALID_PARAMETER);
}

BOOL WINAPI FindNextFileW(HANDLE handle, LPWIN32_FIND_DATAW data)
{
    WIN32_FIND_DATAA narrow;

    if (!FindNextFileA(handle, data != NULL ? &narrow : NULL))
        return FALSE;
    widen(data, &narrow);
    return TRUE;
}

BOOL WINAPI FindClose(HANDLE handle)
{
    return api_result(table_close(handle, OBJECT_FIND));
}
