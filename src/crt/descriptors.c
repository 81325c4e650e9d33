/* <io.h>: descriptors of the kernel by Microsoft's names. */
#include <fcntl.h> /* AT_FDCWD */
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>

#include "crt/invalid.h"
#include "crt/name.h"
#include "iocp/crt_io.h"
#include "port/concurrency.h"
#include "sys/console.h"
#include "sys/descriptor.h"
#include "sys/dir.h"
#include "sys/disk.h"

/* 0, or the errno, for a call on a descriptor that gave 0 or -errno. What is no
 * descriptor is a wrong argument. */
static errno_t error_of(int rc)
{
    if (rc == -EBADF)
        return crt_invalid(EBADF);
    if (rc != 0)
        errno = -rc;
    return -rc;
}

static int result_of(int rc)
{
    return error_of(rc) == 0 ? 0 : -1;
}

/* ---- Whether a file is there ---- */

static errno_t access_path(char *path, int mode)
{
    int rc = 0;

    if (path != NULL && (mode & ~6) != 0) {
        free(path);
        return crt_invalid(EINVAL);
    }
    if (path != NULL)
        rc = descriptor_access(path, mode);
    return name_result(path, rc);
}

errno_t __cdecl _access_s(const char *path, int mode)
{
    return access_path(name_path(path), mode);
}

errno_t __cdecl _waccess_s(const WCHAR *path, int mode)
{
    return access_path(name_path_wide(path), mode);
}

int __cdecl _access(const char *path, int mode)
{
    return _access_s(path, mode) == 0 ? 0 : -1;
}

int __cdecl _waccess(const WCHAR *path, int mode)
{
    return _waccess_s(path, mode) == 0 ? 0 : -1;
}

/* "EACCES: the path specifies a read-only file", where Linux looks at the
 * folder; "ENOENT: ... or the path specified a directory". */
static int take_name(const char *path)
{
    struct dir_details details;
    int rc = dir_stat_below(AT_FDCWD, path, &details);

    if (rc == 0 && details.entry.is_regular && details.entry.is_readonly)
        return -EACCES;
    rc = dir_unlink(path);
    return rc == -EISDIR ? -ENOENT : rc;
}

static int unlink_path(char *path)
{
    return name_result(path, path != NULL ? take_name(path) : 0) == 0 ? 0 : -1;
}

int __cdecl _unlink(const char *path)
{
    return unlink_path(name_path(path));
}

int __cdecl _wunlink(const WCHAR *path)
{
    return unlink_path(name_path_wide(path));
}

/* ---- Opening and closing ---- */

/* Every file can be read, and the umask says by whom. */
static unsigned bits_of(unsigned mode)
{
    return 0444 | ((mode & _S_IWRITE) != 0 ? 0222 : 0);
}

#define HINTS (_O_SEQUENTIAL | _O_RANDOM)

/* "EACCES: ... or the given path is a directory", which Linux opens. */
static int open_file(const char *path, int flags, unsigned mode)
{
    int fd = descriptor_open(path, flags & ~HINTS, mode);
    struct disk_info info;

    if (fd >= 0 && disk_info(fd, &info) == 0 && info.kind == DISK_KIND_FOLDER) {
        descriptor_close(fd);
        return -EACCES;
    }
    return fd;
}

/* One of the three ways to use a file; what only reads empties none. */
static bool are_flags(int flags)
{
    int way = flags & (_O_RDONLY | _O_WRONLY | _O_RDWR);

    if (way == _O_RDONLY)
        return (flags & (_O_TRUNC | _O_CREAT)) != _O_TRUNC;
    return way == _O_WRONLY || way == _O_RDWR;
}

static int open_path(char *path, int flags, unsigned mode)
{
    int rc = 0;

    if (path != NULL && !are_flags(flags)) {
        free(path);
        crt_invalid(EINVAL);
        return -1;
    }
    if (path != NULL) {
        concurrency_block();
        rc = open_file(path, flags, bits_of(mode));
        concurrency_unblock();
    }
    return name_result(path, rc < 0 ? rc : 0) == 0 ? rc : -1;
}

static unsigned mode_argument(int flags, va_list arguments)
{
    return (flags & _O_CREAT) != 0 ? (unsigned)va_arg(arguments, int) : 0;
}

int __cdecl _open(const char *path, int flags, ...)
{
    va_list arguments;
    unsigned mode;

    va_start(arguments, flags);
    mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_path(name_path(path), flags, mode);
}

int __cdecl _wopen(const WCHAR *path, int flags, ...)
{
    va_list arguments;
    unsigned mode;

    va_start(arguments, flags);
    mode = mode_argument(flags, arguments);
    va_end(arguments);
    return open_path(name_path_wide(path), flags, mode);
}

errno_t __cdecl _sopen_s(int *fd, const char *path, int flags, int share,
                         int mode)
{
    (void)share;
    if (fd == NULL)
        return crt_invalid(EINVAL);
    *fd = -1;
    if ((flags & _O_CREAT) != 0 && (mode & ~(_S_IREAD | _S_IWRITE)) != 0)
        return crt_invalid(EINVAL);
    *fd = open_path(name_path(path), flags, (unsigned)mode);
    return *fd >= 0 ? 0 : errno;
}

int __cdecl _close(int fd)
{
    return result_of(descriptor_close(fd));
}

/* ---- Bytes ---- */

/* "If count > INT_MAX": the result could not tell. */
static bool can_move(const void *buffer, unsigned count)
{
    if ((buffer != NULL || count == 0) && count <= INT32_MAX)
        return true;
    crt_invalid(EINVAL);
    return false;
}

static int count_of(int64_t moved)
{
    return moved >= 0 ? (int)moved : result_of((int)moved);
}

int __cdecl _read(int fd, void *to, unsigned count)
{
    int64_t moved;

    if (!can_move(to, count))
        return -1;
    concurrency_block();
    moved = disk_read_some(fd, to, count, DISK_HERE);
    concurrency_unblock();
    return count_of(moved);
}

int __cdecl _write(int fd, const void *from, unsigned count)
{
    int64_t moved;

    if (!can_move(from, count))
        return -1;
    concurrency_block();
    moved =
        count > 0 ? descriptor_write(fd, from, count) : descriptor_check(fd);
    concurrency_unblock();
    return count_of(moved);
}

/* ---- Places and lengths ---- */

__int64 __cdecl _lseeki64(int fd, __int64 offset, int origin)
{
    int64_t position = 0;
    int rc;

    if (origin != SEEK_SET && origin != SEEK_CUR && origin != SEEK_END) {
        crt_invalid(EINVAL);
        return -1;
    }
    rc = disk_seek(fd, offset, origin, &position);
    return rc == 0 ? position : result_of(rc);
}

long __cdecl _lseek(int fd, long offset, int origin)
{
    return (long)_lseeki64(fd, offset, origin);
}

__int64 __cdecl _telli64(int fd)
{
    return _lseeki64(fd, 0, SEEK_CUR);
}

__int64 __cdecl _filelengthi64(int fd)
{
    uint64_t size = 0;
    int rc = disk_size(fd, &size);

    return rc == 0 ? (__int64)size : result_of(rc);
}

/* A descriptor that only reads has an error of each function's own. */
static errno_t resize(int fd, int64_t size, errno_t only_reads)
{
    int rc;

    if (size < 0)
        return crt_invalid(EINVAL);
    rc = disk_resize(fd, size);
    if (rc == -EINVAL && descriptor_only_reads(fd))
        return errno = only_reads;
    return error_of(rc);
}

errno_t __cdecl _chsize_s(int fd, __int64 size)
{
    return resize(fd, size, EBADF);
}

int __cdecl _chsize(int fd, long size)
{
    return resize(fd, size, EACCES) == 0 ? 0 : -1;
}

int __cdecl _commit(int fd)
{
    int rc;

    concurrency_block();
    rc = disk_sync(fd);
    concurrency_unblock();
    return result_of(rc);
}

/* ---- Terminals and lines ---- */

int __cdecl _isatty(int fd)
{
    return console_is_terminal(fd);
}

int __cdecl _setmode(int fd, int mode)
{
    if (mode != _O_BINARY) {
        crt_invalid(EINVAL);
        return -1;
    }
    return result_of(descriptor_check(fd));
}
