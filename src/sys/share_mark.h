/* Marks by which the opens of a file, of whatever process, know of each other.
 *
 * A mark is a lock that the kernel keeps for an open file on one byte far
 * beyond where files end. Which byte says what the open does and what it leaves
 * to the others. It needs no right and no space, and goes with the descriptor,
 * however its process ends. Locks on ranges of the file (disk_lock.h) stay
 * below them. */
#ifndef SYS_SHARE_MARK_H
#define SYS_SHARE_MARK_H

#include <stdbool.h>
#include <stdint.h>

/* Where marks begin; ranges that programs lock end before. */
#define SHARE_MARK_START ((uint64_t)1 << 62)

/* Three bits each: what an open does, and what others may do. */
struct share_mark {
    unsigned access, mode;
};

/* Whether marks can be had on this file. On a file system of the network each
 * would be a message to its server, and mean something to other machines:
 * there are none there. */
bool share_mark_possible(int fd, uint64_t device);

/* 0 or -errno; -EBADF: not on this kind of descriptor. */
int share_mark_set(int fd, struct share_mark mark);
void share_mark_clear(int fd);

/* -EBUSY: there is another open that this one does not agree with. 0: there is
 * none, or it cannot be known. */
int share_mark_look(int fd, struct share_mark mark);

/* A descriptor of the same file that takes marks, or -errno. */
int share_mark_open(int fd);

/* Sleeps a little, longer with each round and of different length in different
 * threads. */
void share_mark_back_off(unsigned round);

#endif
