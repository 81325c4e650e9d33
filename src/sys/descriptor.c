#include "sys/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "sys/disk.h"

int descriptor_open(const char *path, int flags, unsigned mode)
{
    int fd = open(path, flags, (mode_t)mode);

    return fd < 0 ? -errno : fd;
}

int descriptor_close(int fd)
{
    return close(fd) == 0 || errno == EINTR ? 0 : -errno;
}

int descriptor_check(int fd)
{
    return fcntl(fd, F_GETFD) >= 0 ? 0 : -errno;
}

int descriptor_access(const char *path, int mode)
{
    int wanted = ((mode & 2) != 0 ? W_OK : 0) | ((mode & 4) != 0 ? R_OK : 0);

    return access(path, wanted != 0 ? wanted : F_OK) == 0 ? 0 : -errno;
}

bool descriptor_only_reads(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags >= 0 && (flags & O_ACCMODE) == O_RDONLY;
}

/* ---- Writing without SIGPIPE ---- */

/* What keeps the signal off a write, and what was before. */
struct quiet {
    sigset_t pipe, before;
    bool waited; /* one was pending already: it stays */
};

/* The signal goes to the thread that writes: to block it there is enough. */
static void quiet_begin(struct quiet *quiet)
{
    sigset_t pending;

    sigemptyset(&quiet->pipe);
    sigaddset(&quiet->pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &quiet->pipe, &quiet->before);
    quiet->waited = sigismember(&quiet->before, SIGPIPE) == 1 &&
                    sigpending(&pending) == 0 &&
                    sigismember(&pending, SIGPIPE) == 1;
}

static void quiet_end(const struct quiet *quiet, bool raised)
{
    const struct timespec now = {0, 0};

    if (raised && !quiet->waited)
        while (sigtimedwait(&quiet->pipe, NULL, &now) < 0 && errno == EINTR)
            continue;
    pthread_sigmask(SIG_SETMASK, &quiet->before, NULL);
}

int64_t descriptor_write(int fd, const void *from, size_t count)
{
    struct quiet quiet;
    int64_t moved;

    quiet_begin(&quiet);
    moved = disk_write_some(fd, from, count);
    /* The error behind a part of the bytes raises it as well. */
    quiet_end(&quiet, moved < (int64_t)count);
    return moved;
}
