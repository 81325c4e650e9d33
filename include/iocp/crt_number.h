/* Numbers as text, and text as numbers, from Microsoft's C run-time library. A
 * wrong argument is told as in crt_string.h. */
#ifndef IOCP_CRT_NUMBER_H
#define IOCP_CRT_NUMBER_H

#include "crt_errors.h"

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Numbers as text ---- */

/* Writes a number in any base.
 * In:      value: the number. to, size: the destination, in characters. radix:
 *          2 to 36.
 * Out:     to: its digits, small letters beyond 9, with an end; a sign in base
 *          10 only.
 * Returns: 0; EINVAL, no destination or another base; ERANGE, no room: to is
 *          empty.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_itoa_s, _itow_s functions", Return value.
 * Test:    tests/conformance/crt_strings.c */
errno_t __cdecl _itoa_s(int value, char *to, size_t size, int radix)
    IOCP_API(_itoa_s);

/* The same for UTF-16 text. */
errno_t __cdecl _itow_s(int value, WCHAR *to, size_t size, int radix)
    IOCP_API(_itow_s);

/* The same for a long, which has 64 bits here. */
errno_t __cdecl _ltoa_s(long value, char *to, size_t size, int radix)
    IOCP_API(_ltoa_s);

/* The same for a long, which has 64 bits here, in UTF-16. */
errno_t __cdecl _ltow_s(long value, WCHAR *to, size_t size, int radix)
    IOCP_API(_ltow_s);

/* The same for an unsigned long, which has 64 bits here. */
errno_t __cdecl _ultoa_s(unsigned long value, char *to, size_t size, int radix)
    IOCP_API(_ultoa_s);

/* The same for an unsigned long, which has 64 bits here, in UTF-16. */
errno_t __cdecl _ultow_s(unsigned long value, WCHAR *to, size_t size, int radix)
    IOCP_API(_ultow_s);

/* The same for 64 bits. */
errno_t __cdecl _i64toa_s(__int64 value, char *to, size_t size, int radix)
    IOCP_API(_i64toa_s);

/* The same for 64 bits, in UTF-16. */
errno_t __cdecl _i64tow_s(__int64 value, WCHAR *to, size_t size, int radix)
    IOCP_API(_i64tow_s);

/* The same for 64 bits without a sign. */
errno_t __cdecl _ui64toa_s(unsigned __int64 value, char *to, size_t size,
                           int radix) IOCP_API(_ui64toa_s);

/* The same for 64 bits without a sign, in UTF-16. */
errno_t __cdecl _ui64tow_s(unsigned __int64 value, WCHAR *to, size_t size,
                           int radix) IOCP_API(_ui64tow_s);

/* Writes a number in any base, without a length.
 * In:      value: the number. to: room for all its digits, a sign and an end.
 *          radix: 2 to 36.
 * Out:     to: as _itoa_s.
 * Returns: to; NULL as _itoa_s; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_itoa, _i64toa, _ui64toa, _itow, ...", Remarks.
 * Test:    tests/conformance/crt_strings.c */
char *__cdecl _itoa(int value, char *to, int radix) IOCP_API(_itoa);

/* The same for UTF-16 text. */
WCHAR *__cdecl _itow(int value, WCHAR *to, int radix) IOCP_API(_itow);

/* The same for a long, which has 64 bits here. */
char *__cdecl _ltoa(long value, char *to, int radix) IOCP_API(_ltoa);

/* The same for a long, which has 64 bits here, in UTF-16. */
WCHAR *__cdecl _ltow(long value, WCHAR *to, int radix) IOCP_API(_ltow);

/* The same for an unsigned long, which has 64 bits here. */
char *__cdecl _ultoa(unsigned long value, char *to, int radix) IOCP_API(_ultoa);

/* The same for an unsigned long, which has 64 bits here, in UTF-16. */
WCHAR *__cdecl _ultow(unsigned long value, WCHAR *to, int radix)
    IOCP_API(_ultow);

/* The same for 64 bits. */
char *__cdecl _i64toa(__int64 value, char *to, int radix) IOCP_API(_i64toa);

/* The same for 64 bits, in UTF-16. */
WCHAR *__cdecl _i64tow(__int64 value, WCHAR *to, int radix) IOCP_API(_i64tow);

/* The same for 64 bits without a sign. */
char *__cdecl _ui64toa(unsigned __int64 value, char *to, int radix)
    IOCP_API(_ui64toa);

/* The same for 64 bits without a sign, in UTF-16. */
WCHAR *__cdecl _ui64tow(unsigned __int64 value, WCHAR *to, int radix)
    IOCP_API(_ui64tow);

/* ---- Text as numbers ---- */

/* Reads a number of 64 bits.
 * In:      text: blanks, a sign, digits, and what else.
 * Out:     none.
 * Returns: the number, the greatest or least there is if it is beyond; errno
 *          ERANGE; 0, there is none; 0 for NULL; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_atoi64, _atoi64_l, _wtoi64, _wtoi64_l", Return value.
 * Test:    tests/conformance/crt_strings.c */
__int64 __cdecl _atoi64(const char *text) IOCP_API(_atoi64);

/* The same for UTF-16 text. */
__int64 __cdecl _wtoi64(const WCHAR *text) IOCP_API(_wtoi64);

/* The same for an int of UTF-16 text; errno ERANGE beyond it. */
int __cdecl _wtoi(const WCHAR *text) IOCP_API(_wtoi);

/* Reads a number of 64 bits in any base.
 * In:      text: blanks, a sign, digits, and what else. end: NULL, or where the
 *          place behind them goes. radix: 2 to 36; 0: as 0x or 0 before it say.
 * Out:     *end: the place.
 * Returns: the number, the greatest or least there is if it is beyond; errno
 *          ERANGE; 0, there is none; 0 for NULL or another base; errno EINVAL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_strtoi64, _wcstoi64, _strtoi64_l, _wcstoi64_l", Return value.
 * Test:    tests/conformance/crt_strings.c */
__int64 __cdecl _strtoi64(const char *text, char **end, int radix)
    IOCP_API(_strtoi64);

/* The same for UTF-16 text. */
__int64 __cdecl _wcstoi64(const WCHAR *text, WCHAR **end, int radix)
    IOCP_API(_wcstoi64);

/* The same for numbers without a sign. */
unsigned __int64 __cdecl _strtoui64(const char *text, char **end, int radix)
    IOCP_API(_strtoui64);

/* The same for both. */
unsigned __int64 __cdecl _wcstoui64(const WCHAR *text, WCHAR **end, int radix)
    IOCP_API(_wcstoui64);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
