/* What Microsoft's C run-time library adds to <stdlib.h>: sorting, random
 * numbers, the environment, the parts of file names. A wrong argument is told
 * as in crt_string.h. */
#ifndef IOCP_CRT_STDLIB_H
#define IOCP_CRT_STDLIB_H

#include "crt_errors.h"

#include <stdlib.h>

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

#define _MAX_PATH 260
#define _MAX_DRIVE 3
#define _MAX_DIR 256
#define _MAX_FNAME 256
#define _MAX_EXT 256

#ifndef _countof
#define _countof(array) (sizeof(array) / sizeof((array)[0]))
#endif
#ifndef __max
#define __max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef __min
#define __min(a, b) (((a) < (b)) ? (a) : (b))
#endif

/* Sorts an array.
 * In:      base, count, size: the array, its elements, their bytes. order:
 *          below 0, 0, above 0. context: its first argument.
 * Out:     base: in order.
 * Returns: nothing; errno EINVAL: a NULL pointer or elements of no bytes.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "qsort_s", Remarks.
 * Test:    tests/conformance/crt_memory.c */
void __cdecl qsort_s(void *base, size_t count, size_t size,
                     int(__cdecl *order)(void *, const void *, const void *),
                     void *context) IOCP_API(qsort_s);

/* Finds an element of a sorted array.
 * In:      key: what to look for. base, count, size, order, context: as
 *          qsort_s; order has the key before the element.
 * Out:     none.
 * Returns: an element; NULL, there is none; NULL for wrong arguments, no key
 *          among them; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "bsearch_s", Return value.
 * Test:    tests/conformance/crt_memory.c */
void *__cdecl bsearch_s(const void *key, const void *base, size_t count,
                        size_t size,
                        int(__cdecl *order)(void *, const void *, const void *),
                        void *context) IOCP_API(bsearch_s);

/* Gives a random number that nobody can foresee.
 * In:      value: where it goes.
 * Out:     *value: all 32 bits.
 * Returns: 0, or EINVAL: value is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "rand_s", Remarks.
 * Test:    tests/conformance/crt_memory.c */
errno_t __cdecl rand_s(unsigned *value) IOCP_API(rand_s);

/* ---- The environment ---- */

/* Copies a variable of the environment.
 * In:      to, size: the destination; NULL, 0: only count. name: the variable.
 * Out:     *needed: bytes with the end; 0, there is none. to: the value; empty,
 *          there is none.
 * Returns: 0; EINVAL: a NULL pointer; ERANGE: no room, and to is empty.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "getenv_s, _wgetenv_s", Return value.
 * Test:    tests/conformance/crt_memory.c */
errno_t __cdecl getenv_s(size_t *needed, char *to, size_t size,
                         const char *name) IOCP_API(getenv_s);

/* Copies a variable of the environment into memory of its own.
 * In:      name: the variable. size: NULL, or where its bytes go.
 * Out:     *value: for free(); NULL, there is none. *size: bytes with the end,
 *          or 0.
 * Returns: 0; EINVAL: a NULL pointer; ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_dupenv_s, _wdupenv_s", Return value.
 * Test:    tests/conformance/crt_memory.c */
errno_t __cdecl _dupenv_s(char **value, size_t *size, const char *name)
    IOCP_API(_dupenv_s);

/* Sets a variable of the environment.
 * In:      name, value: both copied; an empty value takes it away.
 * Out:     none.
 * Returns: 0, or EINVAL: a NULL pointer, or a name that is empty or has a =.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_putenv_s, _wputenv_s", Return value.
 * Test:    tests/conformance/crt_memory.c */
errno_t __cdecl _putenv_s(const char *name, const char *value)
    IOCP_API(_putenv_s);

/* ---- The parts of file names ---- */

/* Takes a file name apart.
 * In:      path: it. drive, dir, fname, ext, and their sizes: NULL, 0, or where
 *          the part goes.
 * Out:     the parts: "C:", the folder with its last separator, the name, and
 *          ".ext".
 * Returns: 0; EINVAL: path is NULL, or a part has one of room and size alone;
 *          ERANGE: no room. All parts are empty then.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_splitpath_s, _wsplitpath_s", Return value.
 * Test:    tests/conformance/crt_memory.c */
errno_t __cdecl _splitpath_s(const char *path, char *drive, size_t drive_size,
                             char *dir, size_t dir_size, char *fname,
                             size_t fname_size, char *ext, size_t ext_size)
    IOCP_API(_splitpath_s);

/* The same for UTF-16 text. */
errno_t __cdecl _wsplitpath_s(const WCHAR *path, WCHAR *drive,
                              size_t drive_size, WCHAR *dir, size_t dir_size,
                              WCHAR *fname, size_t fname_size, WCHAR *ext,
                              size_t ext_size) IOCP_API(_wsplitpath_s);

/* Takes a file name apart, without sizes.
 * In:      path: it. drive, dir, fname, ext: NULL, or room for _MAX_DRIVE,
 *          _MAX_DIR, _MAX_FNAME, _MAX_EXT characters.
 * Out:     as _splitpath_s.
 * Returns: nothing; errno as _splitpath_s.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_splitpath, _wsplitpath", Remarks.
 * Test:    tests/conformance/crt_memory.c */
void __cdecl _splitpath(const char *path, char *drive, char *dir, char *fname,
                        char *ext) IOCP_API(_splitpath);

/* The same for UTF-16 text. */
void __cdecl _wsplitpath(const WCHAR *path, WCHAR *drive, WCHAR *dir,
                         WCHAR *fname, WCHAR *ext) IOCP_API(_wsplitpath);

/* Puts a file name together.
 * In:      to, size: the destination. drive, dir, fname, ext: NULL, or the
 *          parts; a colon, a last separator and a dot need not be there.
 * Out:     to: the name.
 * Returns: 0; EINVAL: no destination; ERANGE: no room, and to is empty.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the separator that it adds is / if the folder has one.
 * Source:  "_makepath_s, _wmakepath_s", Remarks.
 * Test:    tests/conformance/crt_memory.c */
errno_t __cdecl _makepath_s(char *to, size_t size, const char *drive,
                            const char *dir, const char *fname, const char *ext)
    IOCP_API(_makepath_s);

/* The same for UTF-16 text. */
errno_t __cdecl _wmakepath_s(WCHAR *to, size_t size, const WCHAR *drive,
                             const WCHAR *dir, const WCHAR *fname,
                             const WCHAR *ext) IOCP_API(_wmakepath_s);

/* Gives the absolute form of a file name.
 * In:      to, size: the destination; NULL: memory for free(). path: it; NULL
 *          or empty: the current folder.
 * Out:     to: the name, which has no drive.
 * Returns: it; NULL, no room; errno ERANGE, ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names begin with /.
 * Source:  "_fullpath, _wfullpath", Return value.
 * Test:    tests/conformance/crt_memory.c */
char *__cdecl _fullpath(char *to, const char *path, size_t size)
    IOCP_API(_fullpath);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
