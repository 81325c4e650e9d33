/* What <io.h> asks of the system beyond sys/disk.h and sys/fd.h. Errors are
 * negative errno values. */
#ifndef SYS_DESCRIPTOR_H
#define SYS_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A descriptor. `flags` are those of open(2). */
int descriptor_open(const char *path, int flags, unsigned mode);

/* -EBADF: it is none. */
int descriptor_close(int fd);
int descriptor_check(int fd);

/* Whether it takes no bytes, as it was opened. */
bool descriptor_only_reads(int fd);

/* Writes at the position, as disk_write_some. Nobody there to read is -EPIPE,
 * and no signal. */
int64_t descriptor_write(int fd, const void *from, size_t count);

/* 0 if the file is there and allows that: bit 1 writing, bit 2 reading. */
int descriptor_access(const char *path, int mode);

#endif
