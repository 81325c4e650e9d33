/* CopyFile and CopyFileEx, on the calls that a program would use itself: so
 * share modes and locks hold for it as for anybody. */
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
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

/* Returns the error; *answer: what the routine said last. */
static DWORD copy_data(struct copy *copy, char *chunk, DWORD *answer)
{
    DWORD error = ask(copy, CALLBACK_STREAM_SWITCH, answer);
    DWORD count, written;

    while (error == ERROR_SUCCESS) {
        if (!ReadFile(copy->from, chunk, CHUNK_BYTES, &count, NULL))
            return last_error_get();
        if (count == 0)
            break;
        if (!WriteFile(copy->to, chunk, count, &written, NULL))
            return last_error_get();
        copy->done.QuadPart += written;
        error = ask(copy, CALLBACK_CHUNK_FINISHED, answer);
    }
    return error;
}

/* What failed or was cancelled leaves nothing; what was stopped, its part. */
static DWORD run(struct copy *copy, const char *to)
{
    char *chunk = malloc(CHUNK_BYTES);
    DWORD error = ERROR_NOT_ENOUGH_MEMORY, answer = PROGRESS_CONTINUE;

    if (chunk != NULL)
        error = copy_data(copy, chunk, &answer);
    free(chunk);
    if (error != ERROR_SUCCESS && answer != PROGRESS_STOP)
        dir_unlink(to);
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

static HANDLE open_target(const char *to, DWORD flags)
{
    return CreateFileA(to, GENERIC_WRITE, 0, NULL,
                       (flags & COPY_FILE_FAIL_IF_EXISTS) != 0 ? CREATE_NEW
                                                               : CREATE_ALWAYS,
                       FILE_ATTRIBUTE_NORMAL, NULL);
}

static DWORD copy_opened(struct copy *copy, const char *to, DWORD flags)
{
    DWORD error;

    if (!GetFileSizeEx(copy->from, &copy->total))
        return last_error_get();
    copy->to = open_target(to, flags);
    if (copy->to == INVALID_HANDLE_VALUE)
        return last_error_get();
    error = run(copy, to);
    if (error == ERROR_SUCCESS)
        take_over(copy, to);
    CloseHandle(copy->to);
    return error;
}

static BOOL copy_file(struct copy *copy, const char *from, const char *to,
                      DWORD flags)
{
    const DWORD known = COPY_FILE_FAIL_IF_EXISTS | COPY_FILE_RESTARTABLE |
                        COPY_FILE_OPEN_SOURCE_FOR_WRITE |
                        COPY_FILE_ALLOW_DECRYPTED_DESTINATION |
                        COPY_FILE_NO_BUFFERING;
    DWORD error, before = last_error_get();

    if ((flags & ~known) != 0)
        return api_error(ERROR_INVALID_PARAMETER);
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
