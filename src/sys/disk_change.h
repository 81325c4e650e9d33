/* Changes to an open file that are not its data, and what only they ask about.
 * Work on descriptors that answer questions only, too. 0 or -errno. */
#ifndef SYS_DISK_CHANGE_H
#define SYS_DISK_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "sys/dir.h"

#define DISK_TIME_KEEP INT64_MIN

/* Nanoseconds since 1970, or DISK_TIME_KEEP. */
int disk_set_times(int fd, int64_t accessed_ns, int64_t written_ns);

/* Whether anybody may write: READONLY and its opposite. */
int disk_set_readonly(int fd, bool readonly);

/* Sets disk space aside for so many bytes; the length stays. 0 also where the
 * file system cannot. */
int disk_allocate(int fd, int64_t size);

/* Makes it at least so long, with zeros; never shorter, whoever else sets its
 * length meanwhile. `size` > 0. */
int disk_extend(int fd, int64_t size);

int disk_details(int fd, struct dir_details *details);

/* -ENOTEMPTY: the folder has an entry. */
int disk_folder_is_empty(int fd);

#endif
