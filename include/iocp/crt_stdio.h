/* Files of <stdio.h>, as Microsoft's C run-time library opens them. Names are
 * Windows' (C:\a\b is /a/b), as in CreateFile. There is no text mode: bytes
 * stay what they are. A wrong argument is told as in crt_string.h. */
#ifndef IOCP_CRT_STDIO_H
#define IOCP_CRT_STDIO_H

#include "crt_errors.h"

#include <stdio.h>

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What others may do meanwhile, for _fsopen. */
#define _SH_DENYRW 0x0010
#define _SH_DENYWR 0x0020
#define _SH_DENYRD 0x0030
#define _SH_DENYNO 0x0040
#define _SH_SECURE 0x0080

/* Opens a file.
 * In:      file: where it goes. name: the file. mode: as of fopen; N: no child
 *          gets it; the other letters of Microsoft, and what follows a comma,
 *          have no effect.
 * Out:     *file: the file; NULL if it cannot be opened.
 * Returns: 0, or an errno: EINVAL, a NULL pointer or no mode; EACCES, for a
 *          folder too; ENOENT; else why not.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: differs: others may open it too.
 * Source:  "fopen_s, _wfopen_s", Return value.
 * Test:    tests/conformance/crt_files.c */
errno_t __cdecl fopen_s(FILE **file, const char *name, const char *mode)
    IOCP_API(fopen_s);

/* The same for UTF-16 text. */
errno_t __cdecl _wfopen_s(FILE **file, const WCHAR *name, const WCHAR *mode)
    IOCP_API(_wfopen_s);

/* The same for its old form. */
FILE *__cdecl _wfopen(const WCHAR *name, const WCHAR *mode) IOCP_API(_wfopen);

/* Opens a file and says what others may do.
 * In:      name, mode: as fopen_s. share: an _SH_ constant.
 * Out:     none.
 * Returns: the file, or NULL; errno as fopen_s.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: differs: others may do as they like.
 * Source:  "_fsopen, _wfsopen", Return value.
 * Test:    tests/conformance/crt_files.c */
FILE *__cdecl _fsopen(const char *name, const char *mode, int share)
    IOCP_API(_fsopen);

/* The same for UTF-16 text. */
FILE *__cdecl _wfsopen(const WCHAR *name, const WCHAR *mode, int share)
    IOCP_API(_wfsopen);

/* Opens another file in place of one.
 * In:      file: where it goes. name, mode: as fopen_s. old: the file that is
 *          closed.
 * Out:     *file: the file; NULL if it cannot be opened.
 * Returns: 0, or an errno as fopen_s.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: same.
 * Source:  "freopen_s, _wfreopen_s", Return value.
 * Test:    tests/conformance/crt_files.c */
errno_t __cdecl freopen_s(FILE **file, const char *name, const char *mode,
                          FILE *old) IOCP_API(freopen_s);

/* Makes a file that goes when it is closed.
 * In:      file: where it goes.
 * Out:     *file: the file.
 * Returns: 0, or an errno: EINVAL, file is NULL; else why not.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: same.
 * Source:  "tmpfile_s", Return value.
 * Test:    tests/conformance/crt_files.c */
errno_t __cdecl tmpfile_s(FILE **file) IOCP_API(tmpfile_s);

/* Gives the descriptor of a file.
 * In:      file: it.
 * Out:     none.
 * Returns: the descriptor; -1, file is NULL; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_fileno", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _fileno(FILE *file) IOCP_API(_fileno);

/* Moves within a file.
 * In:      file: it. offset: bytes. origin: SEEK_SET, SEEK_CUR, SEEK_END.
 * Out:     none.
 * Returns: 0, or -1; errno: EINVAL, file is NULL, or a place before the start.
 * Packet:  none.
 * Blocks:  until the file is opened.  Threads: any, at once.
 * Windows: same.
 * Source:  "fseek, _fseeki64", Return value.
 * Test:    tests/conformance/crt_files.c */
int __cdecl _fseeki64(FILE *file, __int64 offset, int origin)
    IOCP_API(_fseeki64);

/* Tells the place within a file.
 * In:      file: it.
 * Out:     none.
 * Returns: bytes; -1; errno: EINVAL, file is NULL; that of the file.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ftell, _ftelli64", Return value.
 * Test:    tests/conformance/crt_files.c */
__int64 __cdecl _ftelli64(FILE *file) IOCP_API(_ftelli64);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
