#include "sys/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/disk.h"

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
    bool holds_data = !S_ISDIR(info->stx_mode) && !S_ISLNK(info->stx_mode);

    entry->size = holds_data ? info->stx_size : 0;
    entry->written_ns = to_ns(&info->stx_mtime);
    entry->accessed_ns = to_ns(&info->stx_atime);
    entry->created_ns = to_ns(has_birth ? &info->stx_btime : &info->stx_mtime);
    entry->is_folder = S_ISDIR(info->stx_mode);
    entry->is_regular = S_ISREG(info->stx_mode);
    entry->is_link = S_ISLNK(info->stx_mode);
    entry->leads_to_folder = entry->leads_nowhere = false;
    entry->is_readonly = (info->stx_mode & 0222) == 0;
}

void dir_follow(int fd, const char *path, struct dir_entry *link)
{
    char whole[DISK_PATH_SIZE];
    struct stat target;
    bool there = true;

    if (*path == '\0') {
        there = disk_path(fd, whole) >= 0;
        path = whole;
    }
    there = there && fstatat(fd, path, &target, 0) == 0;
    link->leads_to_folder = there && S_ISDIR(target.st_mode);
    link->leads_nowhere = !there;
}

/* A link that leads nowhere is in the list, so it is something. */
static int look_at(int fd, const char *path, struct statx *info)
{
    const unsigned wanted = STATX_BASIC_STATS | STATX_BTIME;

    if (statx(fd, path, 0, wanted, info) == 0)
        return 0;
    if ((errno == ENOENT || errno == ELOOP) &&
        statx(fd, path, AT_SYMLINK_NOFOLLOW, wanted, info) == 0 &&
        S_ISLNK(info->stx_mode))
        return 0;
    return -errno;
}

char *dir_bare_name(const char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        len--;
    return strndup(path, len);
}

int dir_stat(const char *path, struct dir_entry *entry)
{
    struct statx info;
    int rc = look_at(AT_FDCWD, path, &info);

    if (rc == 0)
        fill(entry, &info);
    return rc;
}

static void fill_details(struct dir_details *details, const struct statx *info)
{
    fill(&details->entry, info);
    details->allocated = info->stx_blocks * 512;
    details->index = info->stx_ino;
    details->changed_ns = to_ns(&info->stx_ctime);
}

int dir_details(const char *path, struct dir_details *details)
{
    struct statx info;
    int rc = look_at(AT_FDCWD, path, &info);

    if (rc == 0)
        fill_details(details, &info);
    return rc;
}

int dir_stat_below(int folder, const char *path, struct dir_details *details)
{
    struct statx info;

    if (statx(folder, path, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH,
              STATX_BASIC_STATS | STATX_BTIME, &info) != 0)
        return -errno;
    fill_details(details, &info);
    if (details->entry.is_link)
        dir_follow(folder, path, &details->entry);
    return 0;
}

/* The kernel follows a link whose name has a slash behind it. */
int dir_look(const char *path, struct dir_entry *entry)
{
    struct dir_details details = {.index = 0}, link = {.index = 0};
    size_t len = strlen(path);
    int rc = dir_stat_below(AT_FDCWD, path, &details);
    char *bare;

    if (rc != 0)
        return rc;
    *entry = details.entry;
    if (len < 2 || path[len - 1] != '/')
        return 0;
    bare = dir_bare_name(path);
    if (bare == NULL)
        return -ENOMEM;
    if (dir_stat_below(AT_FDCWD, bare, &link) == 0 && link.entry.is_link)
        *entry = link.entry;
    free(bare);
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

static int keep(DIR *dir, struct dir_list **list)
{
    struct dir_list *made = malloc(sizeof *made);

    if (made == NULL) {
        closedir(dir);
        return -ENOMEM;
    }
    made->dir = dir;
    *list = made;
    return 0;
}

int dir_open(const char *path, struct dir_list **list)
{
    DIR *dir = opendir(path);

    return dir != NULL ? keep(dir, list) : -errno;
}

int dir_open_below(int folder, struct dir_list **list)
{
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir;
    int error;

    if (fd < 0)
        return -errno;
    dir = fdopendir(fd);
    if (dir != NULL)
        return keep(dir, list);
    error = errno;
    close(fd);
    return -error;
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
    struct dir_details details;
    int rc = dir_details_in(list, name, &details);

    if (rc == 0)
        *entry = details.entry;
    return rc;
}

int dir_details_in(struct dir_list *list, const char *name,
                   struct dir_details *details)
{
    return dir_stat_below(dirfd(list->dir), name, details);
}

void dir_close(struct dir_list *list)
{
    closedir(list->dir);
    free(list);
}
