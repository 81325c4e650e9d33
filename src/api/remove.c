/* Deleting and moving are opens of their own, which want DELETE and share all:
 * share modes are asked before the name changes. */
#include "api/remove.h"

#include <errno.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/entry.h"
#include "base/errmap.h"
#include "object/share_machine.h"
#include "sys/disk.h"
#include "sys/fd.h"

/* In the books until the caller's share_leave. The opens of other processes are
 * asked, and not told: it is over in a moment. */
static NTSTATUS join(const struct disk_opened *opened, struct share *share)
{
    NTSTATUS status;

    *share = (struct share){
        .device = opened->device,
        .index = opened->index,
        .access = SHARE_DELETE,
        .mode = SHARE_ALL,
    };
    status = share_join(share, 0);
    if (status != STATUS_SUCCESS)
        return status;
    status = share_ask(share, opened->fd);
    if (status != STATUS_SUCCESS)
        share_leave(share, opened->fd);
    return status;
}

NTSTATUS remove_is_allowed(const char *path)
{
    struct disk_opened opened;
    struct share share;
    NTSTATUS status;
    int rc = disk_open(path, DISK_LINK | DISK_FOLDER, &opened);

    if (rc != 0)
        return entry_status(rc, path);
    status = join(&opened, &share);
    if (status == STATUS_SUCCESS)
        share_leave(&share, opened.fd);
    fd_close(opened.fd);
    return status;
}

/* Windows refuses to delete what is read-only, Linux looks at the folder. */
static int take_away(const char *path, const struct dir_entry *entry)
{
    if (entry->is_link)
        return dir_unlink(path);
    if (entry->is_readonly)
        return -EACCES;
    return entry->is_folder ? dir_remove(path) : dir_unlink(path);
}

/* On Windows a link says for what it was made; here, what it leads to by now.
 * One that leads nowhere may have been for either. */
static NTSTATUS fits(const struct dir_entry *entry, bool folder)
{
    if (entry->is_folder || entry->leads_to_folder)
        return folder ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
    if (!folder || entry->leads_nowhere)
        return STATUS_SUCCESS;
    return STATUS_NOT_A_DIRECTORY;
}

static NTSTATUS remove_opened(const char *path,
                              const struct disk_opened *opened, bool folder)
{
    struct disk_info info;
    struct share share;
    NTSTATUS status;
    int rc = disk_info(opened->fd, &info);

    if (rc != 0)
        return entry_status(rc, path);
    status = fits(&info.entry, folder);
    if (status == STATUS_SUCCESS)
        status = join(opened, &share);
    if (status != STATUS_SUCCESS)
        return status;
    rc = take_away(path, &info.entry);
    share_leave(&share, opened->fd);
    return rc == 0 ? STATUS_SUCCESS : entry_status(rc, path);
}

/* A link is removed itself. */
static NTSTATUS remove_bare(const char *path, bool folder)
{
    struct disk_opened opened;
    NTSTATUS status;
    int rc = disk_open(path, DISK_LINK | (folder ? DISK_FOLDER : 0), &opened);

    if (rc != 0)
        return entry_status(rc, path);
    status = remove_opened(path, &opened, folder);
    fd_close(opened.fd);
    return status;
}

/* Behind a folder's name a slash says nothing, and the kernel would follow a
 * link that has one. */
NTSTATUS remove_path(const char *path, bool folder)
{
    char *bare = folder ? dir_bare_name(path) : NULL;
    NTSTATUS status = STATUS_NO_MEMORY;

    if (bare != NULL || !folder)
        status = remove_bare(folder ? bare : path, folder);
    free(bare);
    return status;
}

BOOL remove_and_free(char *path, bool folder)
{
    NTSTATUS status;

    if (path == NULL)
        return FALSE;
    status = remove_path(path, folder);
    free(path);
    return api_result(status);
}
