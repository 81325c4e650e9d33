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
static int take_away(const char *path, int fd, bool folder)
{
    struct disk_info info;
    int rc = disk_info(fd, &info);

    if (rc != 0)
        return rc;
    if (info.entry.is_readonly && !info.entry.is_link)
        return -EACCES;
    return folder ? dir_remove(path) : dir_unlink(path);
}

static NTSTATUS remove_opened(const char *path,
                              const struct disk_opened *opened, bool folder)
{
    struct share share;
    NTSTATUS status;
    int rc;

    if (folder && opened->kind != DISK_KIND_FOLDER)
        return STATUS_NOT_A_DIRECTORY;
    status = join(opened, &share);
    if (status != STATUS_SUCCESS)
        return status;
    rc = take_away(path, opened->fd, folder);
    share_leave(&share, opened->fd);
    return rc == 0 ? STATUS_SUCCESS : entry_status(rc, path);
}

/* A link is removed itself. */
NTSTATUS remove_path(const char *path, bool folder)
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

BOOL remove_and_free(char *path, bool folder)
{
    NTSTATUS status;

    if (path == NULL)
        return FALSE;
    status = remove_path(path, folder);
    free(path);
    return api_result(status);
}
