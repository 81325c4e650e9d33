/* What <io.h> asks of the system beyond sys/disk.h and sys/fd.h. Errors are
 * negative errno values. */
#ifndef SYS_DESCRIPTOR_H
#define SYS_DESCRIPTOR_H

/* A descriptor. `flags` are those of open(2). */
int descriptor_open(const char *path, int flags, unsigned mode);

/* -EBADF: it is none. */
int descriptor_close(int fd);
int descriptor_check(int fd);

/* 0 if the file is there and allows that: bit 1 writing, bit 2 reading. */
int descriptor_access(const char *path, int mode);

#endif
