#include "sys/share_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

/* Each combination of access and mode has so many bytes to choose from, for
 * what may only write can only lock what nobody else has. */
#define COMBINATIONS 64u
#define SLOTS ((int64_t)1 << 32)
#define START ((int64_t)SHARE_MARK_START)
#define END (START + COMBINATIONS * SLOTS)

static bool is_remote(int fd)
{
    static const unsigned remote[] = {
        0x6969,     /* NFS */
        0x517B,     /* SMB */
        0xFF534D42, /* CIFS */
        0xFE534D42, /* SMB2 */
        0x65735546, /* FUSE: who knows */
        0x01021997, /* 9P */
        0x00C36400, /* Ceph */
        0x5346414F, /* AFS */
        0x73757245, /* Coda */
        0x0BD00BD0, /* Lustre */
    };
    struct statfs info;

    if (fstatfs(fd, &info) != 0)
        return true;
    for (unsigned i = 0; i < sizeof remote / sizeof remote[0]; i++)
        if ((unsigned)info.f_type == remote[i])
            return true;
    return false;
}

bool share_mark_possible(int fd, uint64_t device)
{
    /* The last one that was looked at and is local: most programs have one. */
    static _Atomic uint64_t known;

    if (atomic_load_explicit(&known, memory_order_relaxed) == device &&
        device != 0)
        return true;
    if (is_remote(fd))
        return false;
    atomic_store_explicit(&known, device, memory_order_relaxed);
    return true;
}

static int64_t first_of(unsigned combination)
{
    return START + combination * SLOTS;
}

/* No two of a process, and seldom two of different processes: then the next. */
static int64_t next_slot(void)
{
    static _Atomic uint64_t count;
    uint64_t number =
        atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);

    number += clock_now_ns() << 16;
    return (int64_t)(number * 0x9E3779B97F4A7C15u >> 32);
}

static int lock(int fd, short type, int64_t start, int64_t len)
{
    struct flock lock = {
        .l_type = type,
        .l_whence = SEEK_SET,
        .l_start = start,
        .l_len = len,
    };

    return fcntl(fd, F_OFD_SETLK, &lock) == 0 ? 0 : -errno;
}

int share_mark_set(int fd, struct share_mark mark)
{
    int64_t first = first_of(mark.mode << 3 | mark.access);
    int rc = lock(fd, F_RDLCK, first + next_slot(), 1);

    if (rc != -EBADF)
        return rc;
    for (int i = 0; i < 8; i++) { /* a descriptor that only writes */
        rc = lock(fd, F_WRLCK, first + next_slot(), 1);
        if (rc != -EAGAIN && rc != -EACCES)
            break;
    }
    return rc;
}

void share_mark_clear(int fd)
{
    lock(fd, F_UNLCK, START, END - START);
}

/* The combination that a mark in [start, end) stands for, or -1: there is none,
 * or it cannot be known. */
static int find(int fd, int64_t start, int64_t end)
{
    struct flock lock = {
        .l_type = F_WRLCK,
        .l_whence = SEEK_SET,
        .l_start = start,
        .l_len = end - start,
    };

    if (fcntl(fd, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return -1;
    if (lock.l_start < start || lock.l_len != 1)
        return -1; /* of a program that locks the whole file */
    return (int)((lock.l_start - START) / SLOTS);
}

static bool agree(struct share_mark mark, unsigned combination)
{
    unsigned access = combination & 7u, mode = combination >> 3;

    return (mark.access & ~mode) == 0 && (access & ~mark.mode) == 0;
}

/* The kernel tells of one lock in a range, whichever. What agrees is left out,
 * and what lies on both sides of it is asked about. */
int share_mark_look(int fd, struct share_mark mark)
{
    struct {
        int64_t start, end;
    } todo[COMBINATIONS + 1] = {{START, END}};
    unsigned count = 1;

    while (count > 0) {
        int64_t start = todo[count - 1].start, end = todo[count - 1].end;
        int found = find(fd, start, end);

        count--;
        if (found < 0)
            continue;
        if (!agree(mark, (unsigned)found))
            return -EBUSY;
        if (first_of((unsigned)found) > start) {
            todo[count].start = start;
            todo[count++].end = first_of((unsigned)found);
        }
        if (first_of((unsigned)found + 1) < end) {
            todo[count].start = first_of((unsigned)found + 1);
            todo[count++].end = end;
        }
    }
    return 0;
}

int share_mark_open(int fd)
{
    char name[32];
    int again;

    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    again = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return again >= 0 ? again : -errno;
}

void share_mark_back_off(unsigned round)
{
    int64_t most = 100000 << round;
    struct timespec pause = {.tv_nsec = next_slot() % most};

    nanosleep(&pause, NULL);
}
