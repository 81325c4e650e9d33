/* <io.h>, <direct.h>: descriptors and folders by the names of Microsoft's C
 * run-time library. Descriptors are those of the kernel, so the functions of
 * <unistd.h> take them too, and the constants have the values of <fcntl.h>,
 * which differ from Windows'. There is no text mode. Names are Windows', as in
 * CreateFile. A wrong argument, which a descriptor that is none (EBADF) is too,
 * is told as in crt_string.h.
 *
 * A descriptor and a HANDLE are two things here: there is no _get_osfhandle. */
#ifndef IOCP_CRT_IO_H
#define IOCP_CRT_IO_H

#include "crt_errors.h"

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

#define _O_RDONLY 0x0000
#define _O_WRONLY 0x0001
#define _O_RDWR 0x0002
#define _O_APPEND 0x0400
#define _O_CREAT 0x0040
#define _O_EXCL 0x0080
#define _O_TRUNC 0x0200
#define _O_NOINHERIT 0x80000
#define _O_BINARY 0x0000
#define _O_TEXT 0x0000
/* Hints that nobody needs here, in bits of their own, which the kernel does not
 * know. */
#define _O_SEQUENTIAL 0x10000000
#define _O_RANDOM 0x20000000
#define _S_IREAD 0x0100
#define _S_IWRITE 0x0080

/* Asks whether a file is there and what may be done with it.
 * In:      path: the file. mode: 0: it is there; 2: writing; 4: reading; 6:
 *          both.
 * Out:     none.
 * Returns: 0, or an errno: ENOENT, EACCES, EINVAL.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: differs: looks at the read-only attribute alone; here the kernel
 *          says who may.
 * Source:  "_access_s, _waccess_s", Return value.
 * Test:    tests/conformance/crt_files.c */
errno_t __cdecl _access_s(const char *path, int mode) IOCP_API(_access_s);

/* The same for UTF-16 text. */
errno_t __cdecl _waccess_s(const WCHAR *path, int mode) IOCP_API(_waccess_s);

/* The same for its old form: 0, or -1 and errno. */
int __cdecl _access(const char *path, int mode) IOCP_API(_access);

/* The same for both. */
int __cdecl _waccess(const WCHAR *path, int mode) IOCP_API(_waccess);

/* Opens a file.
 * In:      path: the file. flags: _O_ constants. With _O_CREAT: its mode,
 *          _S_IREAD, _S_IWRITE.
 * Out:     none.
 * Returns: a descriptor, or -1; errno: ENOENT; EACCES, for a folder too;
 *          EEXIST, EMFILE; EINVAL: _O_WRONLY with _O_RDWR, _O_TRUNC with
 *          neither nor _O_CREAT, to which the handler is called.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: differs: a file is made with the mode, less the umask, for group and
 *          others too.
 * Source:  "_open, _wopen", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _open(const char *path, int flags, ...) IOCP_API(_open);

/* The same for UTF-16 text. */
int __cdecl _wopen(const WCHAR *path, int flags, ...) IOCP_API(_wopen);

/* Opens a file and says what others may do.
 * In:      fd: where the descriptor goes. path, flags: as _open. share: an _SH_
 *          constant. mode: as of _open.
 * Out:     *fd: the descriptor, or -1.
 * Returns: 0, or an errno: why not; EINVAL also with _O_CREAT for another bit
 *          of the mode.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: differs: others may do as they like.
 * Source:  "_sopen_s, _wsopen_s", Return value.
 * Test:    tests/conformance/crt_files.c */
errno_t __cdecl _sopen_s(int *fd, const char *path, int flags, int share,
                         int mode) IOCP_API(_sopen_s);

/* Closes a descriptor.
 * In:      fd: it.
 * Out:     none.
 * Returns: 0, or -1; errno EBADF.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_close", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _close(int fd) IOCP_API(_close);

/* Reads from a descriptor.
 * In:      fd: it. to, count: room.
 * Out:     to: the bytes.
 * Returns: their count; 0 at the end; -1; errno: EBADF, EINVAL.
 * Packet:  none.
 * Blocks:  until the file has it.  Threads: any, at once.
 * Windows: same.
 * Source:  "_read", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _read(int fd, void *to, unsigned count) IOCP_API(_read);

/* Writes to a descriptor.
 * In:      fd: it. from, count: the bytes.
 * Out:     none.
 * Returns: their count, which is less if an error or a full pipe that does not
 *          block stopped it; -1; errno: EBADF, EINVAL, ENOSPC;
 *          EPIPE, nobody reads the pipe, without a signal.
 * Packet:  none.
 * Blocks:  until the file has it.  Threads: any, at once.
 * Windows: same.
 * Source:  "_write", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _write(int fd, const void *from, unsigned count) IOCP_API(_write);

/* Moves within a file.
 * In:      fd: its descriptor. offset: bytes. origin: SEEK_SET, SEEK_CUR,
 *          SEEK_END.
 * Out:     none.
 * Returns: the new place; -1; errno: EBADF; EINVAL, also for another origin.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_lseek, _lseeki64", Return value.
 * Test:    tests/conformance/crt_files.c */
__int64 __cdecl _lseeki64(int fd, __int64 offset, int origin)
    IOCP_API(_lseeki64);

/* The same for a long, which has 64 bits here. */
long __cdecl _lseek(int fd, long offset, int origin) IOCP_API(_lseek);

/* Tells the place within a file.
 * In:      fd: its descriptor.
 * Out:     none.
 * Returns: bytes; -1; errno EBADF.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_tell, _telli64", Return value.
 * Test:    tests/conformance/crt_files.c */
__int64 __cdecl _telli64(int fd) IOCP_API(_telli64);

/* Tells how long a file is.
 * In:      fd: its descriptor.
 * Out:     none.
 * Returns: bytes; -1; errno EBADF.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_filelength, _filelengthi64", Return value.
 * Test:    tests/conformance/crt_files.c */
__int64 __cdecl _filelengthi64(int fd) IOCP_API(_filelengthi64);

/* Cuts a file or fills it up with zeros.
 * In:      fd: its descriptor. size: bytes.
 * Out:     none.
 * Returns: 0, or an errno: EBADF, one that only reads too; EINVAL, ENOSPC.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: same.
 * Source:  "_chsize_s", Return value.
 * Test:    tests/conformance/crt_files.c */
errno_t __cdecl _chsize_s(int fd, __int64 size) IOCP_API(_chsize_s);

/* The same for its old form: 0, or -1 and errno, which is EACCES for a
 * descriptor that only reads. */
int __cdecl _chsize(int fd, long size) IOCP_API(_chsize);

/* Writes a file back to its disk.
 * In:      fd: its descriptor.
 * Out:     none.
 * Returns: 0, or -1; errno EBADF.
 * Packet:  none.
 * Blocks:  until the file has it.  Threads: any, at once.
 * Windows: same.
 * Source:  "_commit", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _commit(int fd) IOCP_API(_commit);

/* Tells whether a descriptor is a terminal.
 * In:      fd: it.
 * Out:     none.
 * Returns: nonzero, it is; 0.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there other devices are too.
 * Source:  "_isatty", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _isatty(int fd) IOCP_API(_isatty);

/* Says how lines end.
 * In:      fd: a descriptor. mode: _O_BINARY, _O_TEXT, which are one.
 * Out:     none.
 * Returns: the mode before; -1; errno: EBADF, EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there is one mode.
 * Source:  "_setmode", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _setmode(int fd, int mode) IOCP_API(_setmode);

/* Takes the name of a file away.
 * In:      path: the file.
 * Out:     none.
 * Returns: 0, or -1; errno: ENOENT, a folder too; EACCES, a read-only file.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: same.
 * Source:  "_unlink, _wunlink", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _unlink(const char *path) IOCP_API(_unlink);

/* The same for UTF-16 text. */
int __cdecl _wunlink(const WCHAR *path) IOCP_API(_wunlink);

/* ---- <direct.h> ---- */

/* Makes a folder.
 * In:      path: the folder.
 * Out:     none.
 * Returns: 0, or -1; errno: EEXIST, ENOENT.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: same.
 * Source:  "_mkdir, _wmkdir", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _mkdir(const char *path) IOCP_API(_mkdir);

/* The same for UTF-16 text. */
int __cdecl _wmkdir(const WCHAR *path) IOCP_API(_wmkdir);

/* Takes an empty folder away.
 * In:      path: the folder.
 * Out:     none.
 * Returns: 0, or -1; errno: ENOTEMPTY, also for a file; ENOENT, EACCES.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: differs: there the current folder stays.
 * Source:  "_rmdir, _wrmdir", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _rmdir(const char *path) IOCP_API(_rmdir);

/* The same for UTF-16 text. */
int __cdecl _wrmdir(const WCHAR *path) IOCP_API(_wrmdir);

/* Makes a folder the current one.
 * In:      path: the folder.
 * Out:     none.
 * Returns: 0, or -1; errno: ENOENT, EINVAL.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: same.
 * Source:  "_chdir, _wchdir", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _chdir(const char *path) IOCP_API(_chdir);

/* The same for UTF-16 text. */
int __cdecl _wchdir(const WCHAR *path) IOCP_API(_wchdir);

/* Tells the current folder.
 * In:      to, size: the destination; NULL: memory of that size or more, for
 *          free().
 * Out:     to: the folder.
 * Returns: it; NULL; errno: ERANGE, no room; ENOMEM; EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_getcwd, _wgetcwd", Return value.
 * Test:    tests/conformance/crt_files.c */
char *__cdecl _getcwd(char *to, int size) IOCP_API(_getcwd);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
