/* Locks that the kernel keeps on the bytes of a file, by open file description:
 * they hold between processes, and go with the description. */
#ifndef SYS_DISK_LOCK_H
#define SYS_DISK_LOCK_H

#include <stdint.h>

enum disk_lock { DISK_UNLOCKED, DISK_SHARED, DISK_EXCLUSIVE_LOCK };

/* Sets the bytes from `start` to `last`, what lies beyond 2^62 left out. Never
 * waits. 0; -EAGAIN: somebody else has a lock in the way; or -errno:
 * the descriptor or the file system allows no such lock. */
int disk_lock(int fd, enum disk_lock how, uint64_t start, uint64_t last);

#endif
