#include "sys/names.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sys/disk.h"
#include "sys/fd.h"

static int outcome(int rc)
{
    return rc == 0 ? 0 : -errno;
}

int names_make_folder(const char *path)
{
    return outcome(mkdir(path, 0777));
}

static bool folder_of(const char *path, struct stat *folder)
{
    char *copy = strdup(path);
    bool known = copy != NULL && stat(dirname(copy), folder) == 0;

    free(copy);
    return known;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static bool is_same(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

/* Of two names of one file: they may be one name, written in two ways. There
 * are folders in which case does not matter. When in doubt they are one. */
static bool is_one_entry(const char *one, const char *other)
{
    struct stat first, second;

    if (!folder_of(one, &first) || !folder_of(other, &second))
        return true;
    return is_same(&first, &second) &&
           strcasecmp(last_part(one), last_part(other)) == 0;
}

/* rename(2) does nothing with two links of one file, and calls it a success. */
static int rename_over(const char *from, const char *to)
{
    struct stat one, other;

    if (rename(from, to) != 0)
        return -errno;
    if (lstat(from, &one) != 0 || lstat(to, &other) != 0 ||
        !is_same(&one, &other) || S_ISDIR(one.st_mode) || one.st_nlink < 2 ||
        is_one_entry(from, to))
        return 0;
    return outcome(unlink(from));
}

/* File systems that cannot refuse to replace are looked at first. */
int names_move(const char *from, const char *to, bool replace)
{
    struct stat info;
    int rc;

    if (replace)
        return rename_over(from, to);
    rc = outcome(renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE));
    if (rc != -EINVAL && rc != -ENOSYS)
        return rc;
    if (lstat(to, &info) == 0)
        return -EEXIST;
    return outcome(rename(from, to));
}

int names_link(const char *existing, const char *made, bool follow)
{
    return outcome(linkat(AT_FDCWD, existing, AT_FDCWD, made,
                          follow ? AT_SYMLINK_FOLLOW : 0));
}

int names_symlink(const char *target, const char *made)
{
    return outcome(symlink(target, made));
}

char *names_read_link(const char *path)
{
    char text[PATH_MAX];
    ssize_t len = readlink(path, text, sizeof text);

    return len >= 0 ? strndup(text, (size_t)len) : NULL;
}

int names_take_mode(const char *from, const char *to)
{
    struct stat info;

    if (stat(from, &info) != 0)
        return -errno;
    return outcome(chmod(to, info.st_mode & 07777u));
}

int names_program_folder(char *path, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", path, size);

    if (len < 0)
        return -errno;
    if ((size_t)len >= size)
        return -ERANGE;
    while (len > 1 && path[len - 1] != '/')
        len--;
    path[len] = '\0';
    return 0;
}

int names_sync_file(const char *path)
{
    struct disk_opened opened;
    int rc = disk_open(path, DISK_READ, &opened);

    if (rc != 0)
        return rc;
    rc = disk_sync(opened.fd);
    fd_close(opened.fd);
    return rc;
}

int names_sync_folder_of(const char *path)
{
    char *copy = strdup(path);
    int fd, rc;

    if (copy == NULL)
        return -ENOMEM;
    fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    if (fd < 0)
        return -errno;
    rc = disk_sync(fd);
    fd_close(fd);
    return rc;
}

int names_set_readonly(const char *path, bool readonly)
{
    struct stat info;
    mode_t mode;

    if (stat(path, &info) != 0)
        return -errno;
    mode = readonly ? info.st_mode & ~0222u : info.st_mode | 0200u;
    if (!readonly && (info.st_mode & 0222u) != 0)
        return 0;
    return outcome(chmod(path, mode & 07777u));
}

int names_set_written(const char *path, int64_t unix_ns)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}};

    times[1].tv_sec = unix_ns / 1000000000;
    times[1].tv_nsec = unix_ns % 1000000000;
    return outcome(utimensat(AT_FDCWD, path, times, 0));
}

int names_enter(const char *folder)
{
    return outcome(chdir(folder));
}

int names_current(char *path, size_t size)
{
    return getcwd(path, size) != NULL ? 0 : -errno;
}

/* Appends the parts of `path` to `out`, which begins as an absolute path or
 * empty, and has the room. */
static size_t append_parts(char *out, size_t len, const char *path)
{
    while (*path != '\0') {
        size_t part = strcspn(path, "/");

        if (part == 2 && memcmp(path, "..", 2) == 0) {
            while (len > 0 && out[--len] != '/')
                ;
        } else if (part > 0 && !(part == 1 && *path == '.')) {
            out[len++] = '/';
            memcpy(out + len, path, part);
            len += part;
        }
        path += part;
        path += *path == '/';
    }
    return len;
}

char *names_absolute(const char *path)
{
    char current[PATH_MAX] = "";
    size_t size = strlen(path), len = 0;
    char *out;

    if (path[0] != '/' && getcwd(current, sizeof current) == NULL)
        current[0] = '\0';
    out = malloc(strlen(current) + size + 3);
    if (out == NULL)
        return NULL;
    len = append_parts(out, len, current);
    len = append_parts(out, len, path);
    if (len == 0 || path[size - 1] == '/')
        out[len++] = '/';
    out[len] = '\0';
    return out;
}

int names_space(const char *path, struct names_space *space)
{
    struct statvfs info;

    if (statvfs(path, &info) != 0)
        return -errno;
    space->block = info.f_frsize;
    space->blocks = info.f_blocks;
    space->available = info.f_bavail;
    space->unused = info.f_bfree;
    return 0;
}
