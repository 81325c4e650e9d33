/* printf by Microsoft's rules, from its C run-time library.
 *
 * Formats are theirs: %I64d, %I32u, %Iu, %ws, %hs, %S, %C, and a %p of 16
 * digits; %n and unknown letters are refused. `l` means the `long` of the
 * compiler, which has 64 bits here. In narrow functions %s is bytes, which are
 * UTF-8, and %S is UTF-16; in wide ones it is the other way round.
 *
 * A wrong format or argument: the result is -1, errno is EINVAL, the
 * destination is empty, and the handler of _set_invalid_parameter_handler is
 * called. printf, fprintf and their like are those of the C library. */
#ifndef IOCP_CRT_FORMAT_H
#define IOCP_CRT_FORMAT_H

#include "crt_errors.h"

#include <stdarg.h>
#include <stdio.h>

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Into memory ---- */

/* Writes text into an array.
 * In:      to, size: the destination, in characters. format and what follows:
 *          the text.
 * Out:     to: the text with its end; empty if it does not fit.
 * Returns: its length; or -1; errno: ERANGE, no room; EINVAL as above; ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "sprintf_s, _sprintf_s_l, swprintf_s, _swprintf_s_l", Return value.
 * Test:    tests/conformance/crt_format.c */
int __cdecl sprintf_s(char *to, size_t size, const char *format, ...)
    IOCP_API(sprintf_s);

/* The same for UTF-16 text. */
int __cdecl swprintf_s(WCHAR *to, size_t size, const WCHAR *format, ...)
    IOCP_API(swprintf_s);

/* The same for a va_list. */
int __cdecl vsprintf_s(char *to, size_t size, const char *format,
                       va_list arguments) IOCP_API(vsprintf_s);

/* The same for both. */
int __cdecl vswprintf_s(WCHAR *to, size_t size, const WCHAR *format,
                        va_list arguments) IOCP_API(vswprintf_s);

/* Writes the start of text into an array.
 * In:      to, size: the destination. count: at most so many characters;
 *          _TRUNCATE: as many as have room; 0: none. format and what follows:
 *          the text.
 * Out:     to: that much of the text, with an end.
 * Returns: its length; -1, that was not all; or -1; errno: ERANGE, count and
 *          the text are longer than the room, to is empty; EINVAL as above;
 *          ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: its page has EINVAL for a count of 0.
 * Source:  "_snprintf_s, _snprintf_s_l, _snwprintf_s, _snwprintf_s_l", Return
 *          value.
 * Test:    tests/conformance/crt_format.c */
int __cdecl _snprintf_s(char *to, size_t size, size_t count, const char *format,
                        ...) IOCP_API(_snprintf_s);

/* The same for UTF-16 text. */
int __cdecl _snwprintf_s(WCHAR *to, size_t size, size_t count,
                         const WCHAR *format, ...) IOCP_API(_snwprintf_s);

/* The same for a va_list. */
int __cdecl _vsnprintf_s(char *to, size_t size, size_t count,
                         const char *format, va_list arguments)
    IOCP_API(_vsnprintf_s);

/* The same for both. */
int __cdecl _vsnwprintf_s(WCHAR *to, size_t size, size_t count,
                          const WCHAR *format, va_list arguments)
    IOCP_API(_vsnwprintf_s);

/* The same for its newer name. */
int __cdecl vsnprintf_s(char *to, size_t size, size_t count, const char *format,
                        va_list arguments) IOCP_API(vsnprintf_s);

/* Writes text into an array by the old rules.
 * In:      to: the destination; NULL with a count of 0: only count. count: at
 *          most so many characters. format and what follows: the text.
 * Out:     to: that much of the text; an end only if there is room for one.
 * Returns: its length, also if that is count and the end is missing; -1, that
 *          was not all; or -1; errno: EINVAL as above; ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_snprintf, _snwprintf, ...", Return value.
 * Test:    tests/conformance/crt_format.c */
int __cdecl _snprintf(char *to, size_t count, const char *format, ...)
    IOCP_API(_snprintf);

/* The same for UTF-16 text. */
int __cdecl _snwprintf(WCHAR *to, size_t count, const WCHAR *format, ...)
    IOCP_API(_snwprintf);

/* The same for a va_list. */
int __cdecl _vsnprintf(char *to, size_t count, const char *format,
                       va_list arguments) IOCP_API(_vsnprintf);

/* The same for both. */
int __cdecl _vsnwprintf(WCHAR *to, size_t count, const WCHAR *format,
                        va_list arguments) IOCP_API(_vsnwprintf);

/* Counts the characters of text.
 * In:      format and what follows: the text.
 * Out:     none.
 * Returns: its length; or -1; errno: EINVAL as above; ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_scprintf, _scprintf_l, _scwprintf, _scwprintf_l", Return value.
 * Test:    tests/conformance/crt_format.c */
int __cdecl _scprintf(const char *format, ...) IOCP_API(_scprintf);

/* The same for UTF-16 text. */
int __cdecl _scwprintf(const WCHAR *format, ...) IOCP_API(_scwprintf);

/* The same for a va_list. */
int __cdecl _vscprintf(const char *format, va_list arguments)
    IOCP_API(_vscprintf);

/* The same for both. */
int __cdecl _vscwprintf(const WCHAR *format, va_list arguments)
    IOCP_API(_vscwprintf);

/* ---- Into files ---- */

/* Writes text into a file.
 * In:      file: where to. format and what follows: the text.
 * Out:     none.
 * Returns: its length in characters; or -1; errno: EINVAL as above; ENOMEM;
 *          that of the file.
 * Packet:  none.
 * Blocks:  until the file has taken it.  Threads: any, at once.
 * Windows: differs: wide text becomes UTF-8.
 * Source:  "fprintf_s, _fprintf_s_l, fwprintf_s, _fwprintf_s_l", Return value.
 * Test:    tests/conformance/crt_format.c */
int __cdecl fprintf_s(FILE *file, const char *format, ...) IOCP_API(fprintf_s);

/* The same for UTF-16 text. */
int __cdecl fwprintf_s(FILE *file, const WCHAR *format, ...)
    IOCP_API(fwprintf_s);

/* The same for a va_list. */
int __cdecl vfprintf_s(FILE *file, const char *format, va_list arguments)
    IOCP_API(vfprintf_s);

/* The same for both. */
int __cdecl vfwprintf_s(FILE *file, const WCHAR *format, va_list arguments)
    IOCP_API(vfwprintf_s);

/* Writes text to standard output.
 * In:      format and what follows: the text.
 * Out:     none.
 * Returns: as fprintf_s.
 * Packet:  none.
 * Blocks:  until the file has taken it.  Threads: any, at once.
 * Windows: differs: wide text becomes UTF-8.
 * Source:  "printf_s, _printf_s_l, wprintf_s, _wprintf_s_l", Return value.
 * Test:    tests/conformance/crt_format.c */
int __cdecl printf_s(const char *format, ...) IOCP_API(printf_s);

/* The same for UTF-16 text. */
int __cdecl wprintf_s(const WCHAR *format, ...) IOCP_API(wprintf_s);

/* The same for a va_list. */
int __cdecl vprintf_s(const char *format, va_list arguments)
    IOCP_API(vprintf_s);

/* The same for both. */
int __cdecl vwprintf_s(const WCHAR *format, va_list arguments)
    IOCP_API(vwprintf_s);

/* ---- Of the window manager, which reads the same formats ---- */

/* Writes text into an array without a length.
 * In:      lpOut: room for 1,024 characters. lpFmt and what follows: the text.
 * Out:     lpOut: the text, cut to 1,023 characters, with its end.
 * Returns: its length; 0, the format is none or NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: %f and its like are known too, and nobody is told of a
 *          wrong format.
 * Source:  "wsprintfA function", Return value.
 * Test:    tests/conformance/crt_format.c */
int WINAPIV wsprintfA(char *lpOut, const char *lpFmt, ...) IOCP_API(wsprintfA);

/* The same for UTF-16 text. */
int WINAPIV wsprintfW(WCHAR *lpOut, const WCHAR *lpFmt, ...)
    IOCP_API(wsprintfW);

/* The same for a va_list. */
int WINAPIV wvsprintfA(char *lpOut, const char *lpFmt, va_list arguments)
    IOCP_API(wvsprintfA);

/* The same for both. */
int WINAPIV wvsprintfW(WCHAR *lpOut, const WCHAR *lpFmt, va_list arguments)
    IOCP_API(wvsprintfW);

#ifdef UNICODE
#define wsprintf wsprintfW
#define wvsprintf wvsprintfW
#else
#define wsprintf wsprintfA
#define wvsprintf wvsprintfA
#endif

/* ---- Reading ---- */

/* Reads values out of text.
 * In:      text: it. format: as of sscanf. What follows: where the values go;
 *          behind the address of a %c, %s or %[ its room in characters, an
 *          unsigned.
 * Out:     the values, as many as were read.
 * Returns: how many; EOF, the text ended before the first; EOF; errno EINVAL: a
 *          NULL pointer or a wrong format. Text that has not enough room is
 *          left empty and ends the reading.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. %ls, %S and %C are refused.
 * Source:  "sscanf_s, _sscanf_s_l, swscanf_s, _swscanf_s_l", Remarks.
 * Test:    tests/conformance/crt_format.c */
int __cdecl sscanf_s(const char *text, const char *format, ...)
    IOCP_API(sscanf_s);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
