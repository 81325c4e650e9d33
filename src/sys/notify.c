#include "sys/notify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Room for one notice, whatever its name: less is refused by the kernel. */
#define BATCH_MIN ((size_t)4096)

static const struct {
    unsigned kind;
    uint32_t bit;
} kinds_of_bits[] = {
    {NOTIFY_CREATED, IN_CREATE},
    {NOTIFY_DELETED, IN_DELETE},
    {NOTIFY_FROM, IN_MOVED_FROM},
    {NOTIFY_TO, IN_MOVED_TO},
    {NOTIFY_ATTRIBUTES, IN_ATTRIB},
    {NOTIFY_WRITTEN, IN_MODIFY},
    {NOTIFY_READ, IN_ACCESS},
    {NOTIFY_SELF_MOVED, IN_MOVE_SELF},
    {NOTIFY_LOST, (uint32_t)IN_Q_OVERFLOW},
};

#define KINDS (sizeof kinds_of_bits / sizeof *kinds_of_bits)

int notify_open(void)
{
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

    return fd >= 0 ? fd : -errno;
}

/* By the descriptor, so that what was opened is what is watched. */
int notify_watch(int queue, int folder, unsigned kinds)
{
    uint32_t mask = IN_EXCL_UNLINK;
    char path[32];
    int watch;

    for (size_t i = 0; i < KINDS; i++)
        if ((kinds & kinds_of_bits[i].kind) != 0)
            mask |= kinds_of_bits[i].bit;
    snprintf(path, sizeof path, "/proc/self/fd/%d", folder);
    watch = inotify_add_watch(queue, path, mask);
    return watch >= 0 ? watch : -errno;
}

void notify_unwatch(int queue, int watch)
{
    inotify_rm_watch(queue, watch);
}

static bool make_room(struct notify_batch *batch, size_t len)
{
    char *bytes;

    if (batch->room - batch->used >= len)
        return true;
    bytes = realloc(batch->bytes, batch->used + len);
    if (bytes == NULL)
        return false;
    batch->bytes = bytes;
    batch->room = batch->used + len;
    return true;
}

int notify_read(int queue, struct notify_batch *batch)
{
    int waiting = 0;
    ssize_t count;

    if (ioctl(queue, FIONREAD, &waiting) != 0)
        return -errno;
    if (waiting == 0)
        return 0;
    if (!make_room(batch,
                   (size_t)waiting > BATCH_MIN ? (size_t)waiting : BATCH_MIN))
        return -ENOMEM;
    do
        count =
            read(queue, batch->bytes + batch->used, batch->room - batch->used);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return errno == EAGAIN ? 0 : -errno;
    batch->used += (size_t)count;
    return (int)count;
}

/* That a folder was listed is nothing of interest: who follows a tree does it
 * all the time, and would hear of itself. */
static unsigned kind_of(uint32_t mask)
{
    if ((mask & IN_ACCESS) != 0 && (mask & IN_ISDIR) != 0)
        return 0;
    for (size_t i = 0; i < KINDS; i++)
        if ((mask & kinds_of_bits[i].bit) != 0)
            return kinds_of_bits[i].kind;
    return 0;
}

bool notify_next(const struct notify_batch *batch, size_t *at,
                 struct notice *notice)
{
    struct inotify_event event;
    const char *bytes = batch->bytes + *at;

    if (*at >= batch->used)
        return false;
    memcpy(&event, bytes, sizeof event);
    notice->watch = event.wd;
    notice->kind = kind_of(event.mask);
    notice->folder = (event.mask & IN_ISDIR) != 0;
    notice->cookie = event.cookie;
    notice->name = event.len > 0 ? bytes + sizeof event : "";
    *at += sizeof event + event.len;
    return true;
}

void notify_take_out(struct notify_batch *batch, size_t at)
{
    const uint32_t nothing = 0;

    memcpy(batch->bytes + at + offsetof(struct inotify_event, mask), &nothing,
           sizeof nothing);
}

int notify_open_folder(int root, const char *path)
{
    int fd = openat(root, *path != '\0' ? path : ".",
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    return fd >= 0 ? fd : -errno;
}

static bool is_folder(int folder, const struct dirent *entry)
{
    struct stat info;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(info.st_mode);
}

/* A listing with a descriptor, and so a position, of its own. */
static DIR *list_begin(int folder)
{
    int fd = notify_open_folder(folder, "");
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

    if (dir == NULL && fd >= 0)
        close(fd);
    return dir;
}

int notify_list(int folder,
                int (*found)(void *context, const char *name, bool folder),
                void *context)
{
    DIR *dir = list_begin(folder);
    struct dirent *entry;
    int rc = 0;

    if (dir == NULL)
        return -errno;
    while (rc >= 0 && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            rc = found(context, entry->d_name, is_folder(folder, entry));
    closedir(dir);
    return rc;
}

void notify_fence(int folder)
{
    DIR *dir = list_begin(folder);

    if (dir == NULL)
        return;
    (void)readdir(dir);
    closedir(dir);
}

bool notify_is_same(int folder, int other)
{
    struct stat one, two;

    return fstat(folder, &one) == 0 && fstat(other, &two) == 0 &&
           one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

bool notify_is_gone(int folder)
{
    struct stat info;

    return fstat(folder, &info) == 0 && info.st_nlink == 0;
}
