/* Strings and memory with lengths that are checked, from Microsoft's C run-time
 * library; in C++ crt_templates.h adds the forms that know the length of an
 * array.
 *
 * Wide text is UTF-16, of WCHAR, whatever the wchar_t of the compiler. Letters
 * are those of ASCII, as in the locale "C" there.
 *
 * A wrong argument, NULL where text must be, or no room: the result is EINVAL
 * or ERANGE, errno too, the destination is empty, and the handler of
 * _set_invalid_parameter_handler is called. */
#ifndef IOCP_CRT_STRING_H
#define IOCP_CRT_STRING_H

#include "crt_errors.h"

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Copying ---- */

/* Copies a string.
 * In:      to, size: the destination, in characters. from: the string.
 * Out:     to: the string with its end.
 * Returns: 0, EINVAL or ERANGE as above.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "strcpy_s, wcscpy_s, _mbscpy_s, _mbscpy_s_l", Return value.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl strcpy_s(char *to, rsize_t size, const char *from)
    IOCP_API(strcpy_s);

/* The same for UTF-16 text. */
errno_t __cdecl wcscpy_s(WCHAR *to, rsize_t size, const WCHAR *from)
    IOCP_API(wcscpy_s);

/* Copies the start of a string.
 * In:      to, size: the destination. from, count: at most so many characters;
 *          _TRUNCATE: as many as have room.
 * Out:     to: those, and an end.
 * Returns: 0, EINVAL or ERANGE as above; STRUNCATE: not all, and _TRUNCATE
 *          allowed that.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "strncpy_s, _strncpy_s_l, wcsncpy_s, ...", Remarks.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl strncpy_s(char *to, rsize_t size, const char *from,
                          rsize_t count) IOCP_API(strncpy_s);

/* The same for UTF-16 text. */
errno_t __cdecl wcsncpy_s(WCHAR *to, rsize_t size, const WCHAR *from,
                          rsize_t count) IOCP_API(wcsncpy_s);

/* Appends a string.
 * In:      to, size: the destination, which holds a string. from: the other.
 * Out:     to: both, with an end.
 * Returns: 0, EINVAL or ERANGE as above.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "strcat_s, wcscat_s, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl strcat_s(char *to, rsize_t size, const char *from)
    IOCP_API(strcat_s);

/* The same for UTF-16 text. */
errno_t __cdecl wcscat_s(WCHAR *to, rsize_t size, const WCHAR *from)
    IOCP_API(wcscat_s);

/* Appends the start of a string.
 * In:      to, size: the destination, which holds a string. from, count: as
 *          with strncpy_s.
 * Out:     to: both, with an end.
 * Returns: as strncpy_s.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "strncat_s, _strncat_s_l, wcsncat_s, ...", Remarks.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl strncat_s(char *to, rsize_t size, const char *from,
                          rsize_t count) IOCP_API(strncat_s);

/* The same for UTF-16 text. */
errno_t __cdecl wcsncat_s(WCHAR *to, rsize_t size, const WCHAR *from,
                          rsize_t count) IOCP_API(wcsncat_s);

/* Copies a string into memory of its own.
 * In:      text: the string; NULL gives NULL.
 * Out:     none.
 * Returns: the copy, for free(); NULL, no memory; errno ENOMEM.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strdup, _wcsdup, _mbsdup", Return value.
 * Test:    tests/conformance/crt_strings.c */
char *__cdecl _strdup(const char *text) IOCP_API(_strdup);

/* The same for UTF-16 text. */
WCHAR *__cdecl _wcsdup(const WCHAR *text) IOCP_API(_wcsdup);

/* ---- Looking ---- */

/* Counts the characters of a string.
 * In:      text: the string, NULL has 0. size: look at no more.
 * Out:     none.
 * Returns: how many come before its end, size if that is not found.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "strnlen, strnlen_s, wcsnlen, wcsnlen_s, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
size_t __cdecl strnlen_s(const char *text, size_t size) IOCP_API(strnlen_s);

/* The same for UTF-16 text. */
size_t __cdecl wcsnlen_s(const WCHAR *text, size_t size) IOCP_API(wcsnlen_s);

/* Compares two strings, capitals or not.
 * In:      one, other: the strings.
 * Out:     none.
 * Returns: below 0, 0, above 0: as the first smaller letters that differ;
 *          _NLSCMPERROR: one is NULL; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_stricmp, _wcsicmp, _mbsicmp, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
int __cdecl _stricmp(const char *one, const char *other) IOCP_API(_stricmp);

/* The same for UTF-16 text. */
int __cdecl _wcsicmp(const WCHAR *one, const WCHAR *other) IOCP_API(_wcsicmp);

/* Compares the starts of two strings, capitals or not.
 * In:      one, other: the strings. count: look at no more.
 * Out:     none.
 * Returns: as _stricmp.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strnicmp, _wcsnicmp, _mbsnicmp, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
int __cdecl _strnicmp(const char *one, const char *other, size_t count)
    IOCP_API(_strnicmp);

/* The same for UTF-16 text. */
int __cdecl _wcsnicmp(const WCHAR *one, const WCHAR *other, size_t count)
    IOCP_API(_wcsnicmp);

/* Finds the next word of a string.
 * In:      text: the string at first, NULL then. separators: what stands
 *          between words. context: where it keeps its place.
 * Out:     text: an end behind the word. *context: the place.
 * Returns: the word, NULL when there is none left; NULL also for NULL pointers;
 *          errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "strtok_s, _strtok_s_l, wcstok_s, ...", Remarks.
 * Test:    tests/conformance/crt_strings.c */
char *__cdecl strtok_s(char *text, const char *separators, char **context)
    IOCP_API(strtok_s);

/* The same for UTF-16 text. */
WCHAR *__cdecl wcstok_s(WCHAR *text, const WCHAR *separators, WCHAR **context)
    IOCP_API(wcstok_s);

/* ---- Changing ---- */

/* Turns capitals into small letters.
 * In:      text, size: the string and its room.
 * Out:     text: the same in small letters.
 * Returns: 0, or EINVAL: text is NULL or has no end in size.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strlwr_s, _strlwr_s_l, _mbslwr_s, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl _strlwr_s(char *text, size_t size) IOCP_API(_strlwr_s);

/* The same for UTF-16 text. */
errno_t __cdecl _wcslwr_s(WCHAR *text, size_t size) IOCP_API(_wcslwr_s);

/* Turns small letters into capitals.
 * In:      text, size: the string and its room.
 * Out:     text: the same in capitals.
 * Returns: as _strlwr_s.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strupr_s, _strupr_s_l, _mbsupr_s, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl _strupr_s(char *text, size_t size) IOCP_API(_strupr_s);

/* The same for UTF-16 text. */
errno_t __cdecl _wcsupr_s(WCHAR *text, size_t size) IOCP_API(_wcsupr_s);

/* Turns capitals into small letters, without a length.
 * In:      text: the string.
 * Out:     text: the same in small letters.
 * Returns: text; NULL: it is NULL; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strlwr, _wcslwr, _mbslwr, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
char *__cdecl _strlwr(char *text) IOCP_API(_strlwr);

/* The same for UTF-16 text. */
WCHAR *__cdecl _wcslwr(WCHAR *text) IOCP_API(_wcslwr);

/* Turns small letters into capitals, without a length.
 * In:      text: the string.
 * Out:     text: the same in capitals.
 * Returns: as _strlwr.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strupr, _strupr_l, _mbsupr, ...", Return value.
 * Test:    tests/conformance/crt_strings.c */
char *__cdecl _strupr(char *text) IOCP_API(_strupr);

/* The same for UTF-16 text. */
WCHAR *__cdecl _wcsupr(WCHAR *text) IOCP_API(_wcsupr);

/* ---- Between UTF-16 and the bytes of CP_ACP, which are UTF-8 ---- */

/* Turns bytes into UTF-16.
 * In:      to, size: the destination in units; NULL, 0: only count. from: the
 *          text. count: at most so many units, without the end; _TRUNCATE: as
 *          many as have room. No more of the text is read than that takes.
 * Out:     *converted, which may be NULL: units with the end. to: they.
 * Returns: 0, EINVAL, ERANGE; STRUNCATE as strncpy_s; EILSEQ, it is no text,
 *          of which the handler is not told.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there the locale says how bytes are meant.
 * Source:  "mbstowcs_s, _mbstowcs_s_l", Remarks.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl mbstowcs_s(size_t *converted, WCHAR *to, size_t size,
                           const char *from, size_t count) IOCP_API(mbstowcs_s);

/* Turns UTF-16 into bytes.
 * In:      to, size: the destination in bytes; NULL, 0: only count. from: the
 *          text. count: at most so many bytes, without the end; _TRUNCATE: as
 *          many as have room. No more of the text is read than that takes.
 * Out:     *converted, which may be NULL: bytes with the end. to: they.
 * Returns: 0, EINVAL, ERANGE; STRUNCATE as strncpy_s; EILSEQ, it is no text,
 *          of which the handler is not told.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as mbstowcs_s.
 * Source:  "wcstombs_s, _wcstombs_s_l", Remarks.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl wcstombs_s(size_t *converted, char *to, size_t size,
                           const WCHAR *from, size_t count)
    IOCP_API(wcstombs_s);

/* Says what an errno means.
 * In:      to, size: the destination. error: the number.
 * Out:     to: the text, cut to its room.
 * Returns: 0, or EINVAL: no destination.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the words are those of the C library.
 * Source:  "strerror_s, _strerror_s, _wcserror_s, ...", Remarks.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl strerror_s(char *to, size_t size, int error)
    IOCP_API(strerror_s);

/* ---- Memory ---- */

/* Copies bytes.
 * In:      to, size: the destination in bytes. from, count: what to copy.
 * Out:     to: the bytes; zeros, if they do not fit or from is NULL.
 * Returns: 0, EINVAL or ERANGE as above.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "memcpy_s, wmemcpy_s", Return value.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl memcpy_s(void *to, rsize_t size, const void *from,
                         rsize_t count) IOCP_API(memcpy_s);

/* The same for units of UTF-16. */
errno_t __cdecl wmemcpy_s(WCHAR *to, rsize_t size, const WCHAR *from,
                          rsize_t count) IOCP_API(wmemcpy_s);

/* Copies bytes that may overlap.
 * In:      to, size: the destination in bytes. from, count: what to copy.
 * Out:     to: the bytes; nothing if they do not fit.
 * Returns: 0, EINVAL or ERANGE as above.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "memmove_s, wmemmove_s", Return value.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl memmove_s(void *to, rsize_t size, const void *from,
                          rsize_t count) IOCP_API(memmove_s);

/* The same for units of UTF-16. */
errno_t __cdecl wmemmove_s(WCHAR *to, rsize_t size, const WCHAR *from,
                           rsize_t count) IOCP_API(wmemmove_s);

/* Old names of the same. */
#ifndef stricmp
#define stricmp _stricmp
#endif
#ifndef strnicmp
#define strnicmp _strnicmp
#endif
#ifndef wcsicmp
#define wcsicmp _wcsicmp
#endif
#ifndef wcsnicmp
#define wcsnicmp _wcsnicmp
#endif

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
