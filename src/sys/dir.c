#include "sys/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct dir_list {
    DIR *dir;
};

static int64_t to_ns(const struct statx_timestamp *time)
{
    return time->tv_sec * 1000000000 + time->tv_nsec;
}

static void fill(struct dir_entry *entry, const struct statx *info)
{
    bool has_birth = (info->stx_mask & STATX_BTIME) != 0;

    entry->size = S_ISDIR(info->stx_mode) ? 0 : info->stx_size;
    entry->written_ns = to_ns(&info->stx_mtime);
    entry->accessed_ns = to_ns(&info->stx_atime);
    entry->created_ns = to_ns(has_birth ? &info->stx_btime : &info->stx_mtime);
    entry->is_folder = S_ISDIR(info->stx_mode);
    entry->is_regular = S_ISREG(info->stx_mode);
    entry->is_link = S_ISLNK(info->stx_mode);
    entry->is_readonly = (info->stx_mode & 0222) == 0;
}

static int stat_at(int fd, const char *path, struct dir_entry *entry)
{
    const unsigned wanted = STATX_BASIC_STATS | STATX_BTIME;
    struct statx info;
    int rc = statx(fd, path, 0, wanted, &info);

    /* A link that leads nowhere is in the list, so it is something. */
    if (rc != 0 && (errno == ENOENT || errno == ELOOP) &&
        statx(fd, path, AT_SYMLINK_NOFOLLOW, wanted, &info) == 0 &&
        S_ISLNK(info.stx_mode))
        rc = 0;
    if (rc != 0)
        return -errno;
    fill(entry, &info);
    return 0;
}

int dir_stat(const char *path, struct dir_entry *entry)
{
    return stat_at(AT_FDCWD, path, entry);
}

int dir_stat_below(int folder, const char *path, struct dir_details *details)
{
    struct statx info;

    if (statx(folder, path, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH,
              STATX_BASIC_STATS | STATX_BTIME, &info) != 0)
        return -errno;
    fill(&details->entry, &info);
    details->allocated = info.stx_blocks * 512;
    details->index = info.stx_ino;
    details->changed_ns = to_ns(&info.stx_ctime);
    return 0;
}

int dir_unlink(const char *path)
{
    return unlink(path) == 0 ? 0 : -errno;
}

int dir_remove(const char *path)
{
    return rmdir(path) == 0 ? 0 : -errno;
}

int dir_open(const char *path, struct dir_list **list)
{
    struct dir_list *made = malloc(sizeof *made);
    int error;

    if (made == NULL)
        return -ENOMEM;
    made->dir = opendir(path);
    if (made->dir == NULL) {
        error = errno;
        free(made);
        return -error;
    }
    *list = made;
    return 0;
}

const char *dir_next(struct dir_list *list)
{
    struct dirent *entry;

    do
        entry = readdir(list->dir);
    while (entry != NULL && (strcmp(entry->d_name, ".") == 0 ||
                             strcmp(entry->d_name, "..") == 0));
    return entry != NULL ? entry->d_name : NULL;
}

int dir_stat_in(struct dir_list *list, const char *name,
                struct dir_entry *entry)
{
    return stat_at(dirfd(list->dir), name, entry);
}

void dir_close(struct dir_list *list)
{
    closedir(list->dir);
    free(list);
}
