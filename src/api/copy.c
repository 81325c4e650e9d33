/* CopyFile and CopyFileEx, on the calls that a program would use itself: so
 * share modes and locks hold for it as for anybody. */
#include <errno.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/remove.h"
#include "iocp/folder.h"
#include "iocp/io.h"
#include "sys/names.h"

#define CHUNK_BYTES ((DWORD)256 << 10)

struct copy {
    LPPROGRESS_ROUTINE routine; /* may be NULL */
    LPVOID argument;
    const volatile BOOL *cancel; /* may be NULL */
    HANDLE from, to;
    LARGE_INTEGER total, done;
    bool made;    /* the target was not there before */
    bool emptied; /* nothing is left of what it held */
};

/* ERROR_SUCCESS: go on. The routine may say that it wants no more calls. */
static DWORD ask(struct copy *copy, DWORD reason, DWORD *answer)
{
    *answer = PROGRESS_CONTINUE;
    if (copy->cancel != NULL && *copy->cancel)
        *answer = PROGRESS_CANCEL;
    else if (copy->routine != NULL)
        *answer =
            copy->routine(copy->total, copy->done, copy->total, copy->done, 1,
                          reason, copy->from, copy->to, copy->argument);
    if (*answer == PROGRESS_QUIET)
        copy->routine = NULL;
    return *answer == PROGRESS_CANCEL || *answer == PROGRESS_STOP
               ? ERROR_REQUEST_ABORTED
               : ERROR_SUCCESS;
}

/* What is there keeps what it holds until there is something to put in its
 * place: a source that cannot be read costs nothing. */
static DWORD put(struct copy *copy, const char *chunk, DWORD count)
{
    DWORD written = 0;

    if (!copy->emptied && !SetEndOfFile(copy->to))
        return last_error_get();
    copy->emptied = true;
    if (count > 0 && !WriteFile(copy->to, chunk, count, &written, NULL))
        return last_error_get();
    copy->done.QuadPart += written;
    return ERROR_SUCCESS;
}

/* Returns the error; *answer: what the routine said last. */
static DWORD copy_data(struct copy *copy, char *chunk, DWORD *answer)
{
    DWORD error = ask(copy, CALLBACK_STREAM_SWITCH, answer);
    DWORD count;

    while (error == ERROR_SUCCESS) {
        if (!ReadFile(copy->from, chunk, CHUNK_BYTES, &count, NULL))
            return last_error_get();
        error = put(copy, chunk, count);
        if (error != ERROR_SUCCESS || count == 0)
            break;
        error = ask(copy, CALLBACK_CHUNK_FINISHED, answer);
    }
    return error;
}

/* By the handle, so that it is the file that goes and not a link to it. */
static void remove_target(const struct copy *copy)
{
    FILE_DISPOSITION_INFO info = {TRUE};

    SetFileInformationByHandle(copy->to, FileDispositionInfo, &info,
                               sizeof info);
}

/* What was cancelled leaves nothing ("CopyFileExA function", pbCancel and
 * PROGRESS_CANCEL), what was stopped its part; what failed leaves no half. */
static DWORD run(struct copy *copy)
{
    char *chunk = malloc(CHUNK_BYTES);
    DWORD error = ERROR_NOT_ENOUGH_MEMORY, answer = PROGRESS_CONTINUE;

    if (chunk != NULL)
        error = copy_data(copy, chunk, &answer);
    free(chunk);
    if (error == ERROR_SUCCESS || answer == PROGRESS_STOP)
        return error;
    if (copy->made || copy->emptied || answer == PROGRESS_CANCEL)
        remove_target(copy);
    return error;
}

/* The copy is as old, and as read-only, as the original. */
static void take_over(const struct copy *copy, const char *to)
{
    BY_HANDLE_FILE_INFORMATION info;

    if (!GetFileInformationByHandle(copy->from, &info))
        return;
    names_set_written(to, entry_unix_ns(info.ftLastWriteTime));
    if ((info.dwFileAttributes & FILE_ATTRIBUTE_READONLY) != 0)
        names_set_readonly(to, true);
}

/* ERROR_SUCCESS, or why not. */
static DWORD open_target(struct copy *copy, const char *to, DWORD flags)
{
    bool only_new = (flags & COPY_FILE_FAIL_IF_EXISTS) != 0;

    copy->to = CreateFileA(to, GENERIC_WRITE | DELETE, 0, NULL,
                           only_new ? CREATE_NEW : OPEN_ALWAYS,
                           FILE_ATTRIBUTE_NORMAL, NULL);
    if (copy->to == INVALID_HANDLE_VALUE)
        return last_error_get();
    copy->made = only_new || last_error_get() != ERROR_ALREADY_EXISTS;
    return ERROR_SUCCESS;
}

static bool is_link(const char *path)
{
    struct dir_entry entry;

    return dir_look(path, &entry) == 0 && entry.is_link;
}

/* With COPY_FILE_COPY_SYMLINK a link is replaced, and not its target. */
static DWORD clear_way(const char *to, DWORD flags)
{
    const DWORD both = COPY_FILE_COPY_SYMLINK | COPY_FILE_FAIL_IF_EXISTS;
    NTSTATUS status = STATUS_SUCCESS;

    if ((flags & both) == COPY_FILE_COPY_SYMLINK && is_link(to))
        status = remove_path(to, false);
    return errmap_win32(status);
}

static DWORD copy_opened(struct copy *copy, const char *to, DWORD flags)
{
    DWORD error;

    if (!GetFileSizeEx(copy->from, &copy->total))
        return last_error_get();
    error = clear_way(to, flags);
    if (error != ERROR_SUCCESS)
        return error;
    error = open_target(copy, to, flags);
    if (error != ERROR_SUCCESS)
        return error;
    error = run(copy);
    if (error == ERROR_SUCCESS)
        take_over(copy, to);
    CloseHandle(copy->to);
    return error;
}

/* ---- COPY_FILE_COPY_SYMLINK ---- */

/* In place of what is there, unless it is to be new. */
static NTSTATUS make_link(const char *text, const char *to, DWORD flags)
{
    int rc = names_symlink(text, to);
    NTSTATUS status = STATUS_SUCCESS;

    if (rc == -EEXIST && (flags & COPY_FILE_FAIL_IF_EXISTS) != 0)
        return STATUS_FROM_CODE(ERROR_FILE_EXISTS);
    if (rc == -EEXIST) {
        status = remove_path(to, false);
        rc = status == STATUS_SUCCESS ? names_symlink(text, to) : 0;
    }
    return rc == 0 ? status : entry_status(rc, to);
}

static BOOL copy_link(const char *from, const char *to, DWORD flags)
{
    char *text = names_read_link(from);
    NTSTATUS status = STATUS_NO_MEMORY;

    if (text != NULL)
        status = make_link(text, to, flags);
    free(text);
    return api_result(status);
}

static BOOL copy_file(struct copy *copy, const char *from, const char *to,
                      DWORD flags)
{
    const DWORD known = COPY_FILE_FAIL_IF_EXISTS | COPY_FILE_RESTARTABLE |
                        COPY_FILE_OPEN_SOURCE_FOR_WRITE |
                        COPY_FILE_ALLOW_DECRYPTED_DESTINATION |
                        COPY_FILE_COPY_SYMLINK | COPY_FILE_NO_BUFFERING;
    DWORD error, before = last_error_get();

    if ((flags & ~known) != 0)
        return api_error(ERROR_INVALID_PARAMETER);
    if ((flags & COPY_FILE_COPY_SYMLINK) != 0 && is_link(from))
        return copy_link(from, to, flags);
    copy->from =
        CreateFileA(from, GENERIC_READ,
                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (copy->from == INVALID_HANDLE_VALUE)
        return FALSE;
    error = copy_opened(copy, to, flags);
    CloseHandle(copy->from);
    last_error_set(error == ERROR_SUCCESS ? before : error);
    return error == ERROR_SUCCESS;
}

/* Frees both; a NULL one is a failure already told. */
static BOOL copy_and_free(struct copy copy, char *from, char *to, DWORD flags)
{
    BOOL done = from != NULL && to != NULL && copy_file(&copy, from, to, flags);

    free(from);
    free(to);
    return done;
}

BOOL WINAPI CopyFileExA(LPCSTR from, LPCSTR to, LPPROGRESS_ROUTINE routine,
                        LPVOID argument, LPBOOL cancel, DWORD flags)
{
    return copy_and_free((struct copy){routine, argument, cancel},
                         entry_path(from), entry_path(to), flags);
}

BOOL WINAPI CopyFileExW(LPCWSTR from, LPCWSTR to, LPPROGRESS_ROUTINE routine,
                        LPVOID argument, LPBOOL cancel, DWORD flags)
{
    return copy_and_free((struct copy){routine, argument, cancel},
                         entry_path_wide(from), entry_path_wide(to), flags);
}

BOOL WINAPI CopyFileA(LPCSTR from, LPCSTR to, BOOL fail_if_exists)
{
    return CopyFileExA(from, to, NULL, NULL, NULL,
                       fail_if_exists ? COPY_FILE_FAIL_IF_EXISTS : 0);
}

BOOL WINAPI CopyFileW(LPCWSTR from, LPCWSTR to, BOOL fail_if_exists)
{
    return CopyFileExW(from, to, NULL, NULL, NULL,
                       fail_if_exists ? COPY_FILE_FAIL_IF_EXISTS : 0);
}
