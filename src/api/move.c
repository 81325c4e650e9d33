/* MoveFile, MoveFileEx, CreateHardLink. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/move.h"
#include "api/remove.h"
#include "iocp/folder.h"
#include "sys/names.h"

/* What stands in the way may be replaced: a file that nobody keeps, and that is
 * not read-only. */
static NTSTATUS may_replace(const char *to)
{
    struct dir_entry entry;

    if (dir_look(to, &entry) != 0)
        return STATUS_SUCCESS;
    if (entry.is_folder || entry.leads_to_folder || entry.is_readonly)
        return STATUS_ACCESS_DENIED;
    return remove_is_allowed(to);
}

/* The name that is missing is the old one, or a folder of the new one. */
static NTSTATUS status_of(int rc, const char *from, const char *to)
{
    struct dir_entry entry;

    if (rc == -EXDEV)
        return STATUS_FROM_CODE(ERROR_NOT_SAME_DEVICE);
    if (rc == -ENOENT && dir_look(from, &entry) == 0)
        return STATUS_OBJECT_PATH_NOT_FOUND;
    return entry_status(rc, rc == -ENOENT ? from : to);
}

static int flush(const char *to, bool is_link)
{
    int rc = is_link ? 0 : names_sync_file(to);

    return rc == 0 ? names_sync_folder_of(to) : rc;
}

/* To another disk; a link as one. A source that is there still is a success,
 * says the page of MoveFileEx. */
static NTSTATUS copy_over(const char *from, const char *to, DWORD flags)
{
    BOOL replace = (flags & MOVEFILE_REPLACE_EXISTING) != 0;
    struct dir_entry entry;
    int rc = 0;

    if ((flags & MOVEFILE_COPY_ALLOWED) == 0 || dir_look(from, &entry) != 0 ||
        entry.is_folder)
        return STATUS_FROM_CODE(ERROR_NOT_SAME_DEVICE);
    if (!CopyFileExA(from, to, NULL, NULL, NULL,
                     COPY_FILE_COPY_SYMLINK |
                         (replace ? 0 : COPY_FILE_FAIL_IF_EXISTS)))
        return STATUS_FROM_CODE(last_error_get());
    if ((flags & MOVEFILE_WRITE_THROUGH) != 0)
        rc = flush(to, entry.is_link);
    if (rc != 0)
        return status_of(rc, from, to);
    remove_path(from, entry.leads_to_folder);
    return STATUS_SUCCESS;
}

NTSTATUS move_name(const char *from, const char *to, bool replace)
{
    /* A file may be moved to its own name. */
    bool same = strcmp(from, to) == 0;
    NTSTATUS status = replace && !same ? may_replace(to) : STATUS_SUCCESS;
    int rc;

    if (status == STATUS_SUCCESS && !same && !entry_may_be_made(to))
        status = STATUS_FROM_CODE(ERROR_INVALID_NAME);
    if (status != STATUS_SUCCESS)
        return status;
    rc = names_move(from, to, replace || same);
    return rc == 0 ? STATUS_SUCCESS : status_of(rc, from, to);
}

static NTSTATUS move(const char *from, const char *to, DWORD flags)
{
    bool replace = (flags & MOVEFILE_REPLACE_EXISTING) != 0;
    NTSTATUS status = remove_is_allowed(from);
    int rc;

    if (status == STATUS_SUCCESS)
        status = move_name(from, to, replace);
    if (status == STATUS_FROM_CODE(ERROR_NOT_SAME_DEVICE))
        return copy_over(from, to, flags);
    if (status != STATUS_SUCCESS || (flags & MOVEFILE_WRITE_THROUGH) == 0)
        return status;
    rc = names_sync_folder_of(to);
    return rc == 0 ? STATUS_SUCCESS : status_of(rc, from, to);
}

static NTSTATUS link_to(const char *existing, const char *made, DWORD flags)
{
    int rc;

    (void)flags;
    if (!entry_may_be_made(made))
        return STATUS_FROM_CODE(ERROR_INVALID_NAME);
    rc = names_link(existing, made, true);
    return rc == 0 ? STATUS_SUCCESS : status_of(rc, existing, made);
}

/* Frees both; a NULL one is a failure already told. */
static BOOL run(NTSTATUS (*act)(const char *, const char *, DWORD), char *from,
                char *to, DWORD flags)
{
    BOOL done = from != NULL && to != NULL && api_result(act(from, to, flags));

    free(from);
    free(to);
    return done;
}

/* What is to happen at the next start of the machine, nobody would do. */
static bool refused(DWORD flags)
{
    const DWORD known = MOVEFILE_REPLACE_EXISTING | MOVEFILE_COPY_ALLOWED |
                        MOVEFILE_WRITE_THROUGH;

    if ((flags & ~known) == 0)
        return false;
    last_error_set((flags & MOVEFILE_DELAY_UNTIL_REBOOT) != 0
                       ? ERROR_ACCESS_DENIED
                       : ERROR_INVALID_PARAMETER);
    return true;
}

BOOL WINAPI MoveFileExA(LPCSTR from, LPCSTR to, DWORD flags)
{
    if (refused(flags))
        return FALSE;
    return run(move, entry_path(from), entry_path(to), flags);
}

BOOL WINAPI MoveFileExW(LPCWSTR from, LPCWSTR to, DWORD flags)
{
    if (refused(flags))
        return FALSE;
    return run(move, entry_path_wide(from), entry_path_wide(to), flags);
}

BOOL WINAPI MoveFileA(LPCSTR from, LPCSTR to)
{
    return MoveFileExA(from, to, MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI MoveFileW(LPCWSTR from, LPCWSTR to)
{
    return MoveFileExW(from, to, MOVEFILE_COPY_ALLOWED);
}

BOOL WINAPI CreateHardLinkA(LPCSTR made, LPCSTR existing,
                            LPSECURITY_ATTRIBUTES security)
{
    (void)security;
    return run(link_to, entry_path(existing), entry_path(made), 0);
}

BOOL WINAPI CreateHardLinkW(LPCWSTR made, LPCWSTR existing,
                            LPSECURITY_ATTRIBUTES security)
{
    (void)security;
    return run(link_to, entry_path_wide(existing), entry_path_wide(made), 0);
}
