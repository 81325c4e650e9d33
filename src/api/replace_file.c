/* ReplaceFile. Windows takes the replaced file away first and has codes for
 * being stuck half-way. A rename takes its place in one step, so there is no
 * half-way here. */
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "api/file_open.h"
#include "api/remove.h"
#include "iocp/file.h"
#include "sys/disk.h"
#include "sys/fd.h"
#include "sys/names.h"

struct replacing {
    char *replaced, *replacement, *backup; /* owned; backup may be NULL */
    HANDLE of_replaced, of_replacement;
    DWORD flags;
};

/* Both are open while it lasts, as the page says: with DELETE, the one that
 * goes sharing everything, the one that comes nothing. */
static NTSTATUS open_both(struct replacing *job)
{
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    struct dir_entry entry;
    NTSTATUS status;

    status = file_open_path(job->replaced, GENERIC_READ | DELETE, share,
                            OPEN_EXISTING, 0, &job->of_replaced);
    if (status != STATUS_SUCCESS)
        return status;
    if (dir_stat(job->replaced, &entry) == 0 && entry.is_readonly)
        return STATUS_ACCESS_DENIED;
    return file_open_path(job->replacement, GENERIC_READ | DELETE, 0,
                          OPEN_EXISTING, 0, &job->of_replacement);
}

/* Links followed; false: there is nothing of that name. */
static bool identify(const char *path, struct disk_opened *found)
{
    if (disk_open(path, DISK_FOLDER, found) != 0)
        return false;
    fd_close(found->fd);
    return true;
}

static bool is_same(const struct disk_opened *backup, const char *path)
{
    struct disk_opened found;

    return identify(path, &found) && found.device == backup->device &&
           found.index == backup->index;
}

/* What has the backup's name goes: it must be neither of the two files, and
 * everybody who has it open must allow that. */
static NTSTATUS may_back_up(const struct replacing *job)
{
    struct disk_opened backup;

    if (!identify(job->backup, &backup))
        return STATUS_SUCCESS;
    if (is_same(&backup, job->replaced) || is_same(&backup, job->replacement))
        return STATUS_FROM_CODE(ERROR_UNABLE_TO_REMOVE_REPLACED);
    return remove_is_allowed(job->backup);
}

/* The replaced file gets a second name. Where files have one name only there is
 * a moment without it, as on Windows. */
static int make_backup(const struct replacing *job, bool *moved)
{
    int rc;

    dir_unlink(job->backup);
    rc = names_link(job->replaced, job->backup, false);
    *moved = rc != 0;
    return rc == 0 ? 0 : names_move(job->replaced, job->backup, false);
}

static void undo_backup(const struct replacing *job, bool moved)
{
    if (moved)
        names_move(job->backup, job->replaced, false);
    else
        dir_unlink(job->backup);
}

static NTSTATUS replace_opened(const struct replacing *job)
{
    const DWORD ignore =
        REPLACEFILE_IGNORE_MERGE_ERRORS | REPLACEFILE_IGNORE_ACL_ERRORS;
    bool moved = false;
    int rc = names_take_mode(job->replaced, job->replacement);

    if (rc != 0 && (job->flags & ignore) == 0)
        return errmap_file(-rc);
    if (job->backup != NULL && make_backup(job, &moved) != 0)
        return STATUS_FROM_CODE(ERROR_UNABLE_TO_REMOVE_REPLACED);
    rc = names_move(job->replacement, job->replaced, true);
    if (rc != 0 && job->backup != NULL)
        undo_backup(job, moved);
    if (rc == 0 && (job->flags & REPLACEFILE_WRITE_THROUGH) != 0)
        rc = names_sync_folder_of(job->replaced);
    if (rc != 0)
        return entry_status(rc, job->replaced);
    return STATUS_SUCCESS;
}

static NTSTATUS replace(struct replacing *job)
{
    NTSTATUS status = open_both(job);

    if (status == STATUS_SUCCESS && job->backup != NULL)
        status = may_back_up(job);
    if (status == STATUS_SUCCESS)
        status = replace_opened(job);
    if (job->of_replacement != NULL)
        CloseHandle(job->of_replacement);
    if (job->of_replaced != NULL)
        CloseHandle(job->of_replaced);
    return status;
}

/* Frees the paths; a NULL one is a failure already told, but for the backup if
 * there is none to be. */
static BOOL replace_and_free(struct replacing job, bool keeps)
{
    const DWORD known = REPLACEFILE_WRITE_THROUGH |
                        REPLACEFILE_IGNORE_MERGE_ERRORS |
                        REPLACEFILE_IGNORE_ACL_ERRORS;
    bool named = job.replaced != NULL && job.replacement != NULL &&
                 (job.backup != NULL || !keeps);
    NTSTATUS status = STATUS_INVALID_PARAMETER;

    if (named && (job.flags & ~known) == 0)
        status = replace(&job);
    free(job.replaced);
    free(job.replacement);
    free(job.backup);
    if (!named)
        return FALSE;
    return api_result(status);
}

BOOL WINAPI ReplaceFileA(LPCSTR replaced, LPCSTR replacement, LPCSTR backup,
                         DWORD flags, LPVOID exclude, LPVOID reserved)
{
    struct replacing job = {
        .replaced = entry_path(replaced),
        .replacement = entry_path(replacement),
        .backup = backup != NULL ? entry_path(backup) : NULL,
        .flags = flags,
    };

    (void)exclude;
    (void)reserved;
    return replace_and_free(job, backup != NULL);
}

BOOL WINAPI ReplaceFileW(LPCWSTR replaced, LPCWSTR replacement, LPCWSTR backup,
                         DWORD flags, LPVOID exclude, LPVOID reserved)
{
    struct replacing job = {
        .replaced = entry_path_wide(replaced),
        .replacement = entry_path_wide(replacement),
        .backup = backup != NULL ? entry_path_wide(backup) : NULL,
        .flags = flags,
    };

    (void)exclude;
    (void)reserved;
    return replace_and_free(job, backup != NULL);
}
