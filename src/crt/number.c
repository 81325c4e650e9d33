/* _itoa_s and its kin, _strtoi64 and its kin. */
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"
#include "crt/invalid.h"
#include "crt/number.h"
#include "iocp/crt_number.h"

/* ---- Numbers as text ---- */

#define DIGITS_MAX 66 /* 64 bits in base 2, a sign, an end */

/* The digits as text at the end of `room`. */
static const char *digits(uint64_t value, bool negative, unsigned radix,
                          char room[DIGITS_MAX])
{
    char *at = room + DIGITS_MAX - 1;

    *at = '\0';
    do {
        *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[value % radix];
        value /= radix;
    } while (value != 0);
    if (negative)
        *--at = '-';
    return at;
}

/* Puts the number into `size` characters of `unit` bytes each. Only base 10
 * knows a sign; `mask` is all bits of the type. */
static errno_t write_number(int64_t value, bool has_sign, uint64_t mask,
                            void *to, size_t unit, size_t size, int radix)
{
    bool negative = has_sign && value < 0 && radix == 10;
    uint64_t bits = (uint64_t)value & mask;
    char room[DIGITS_MAX];
    const char *text;
    size_t len;

    if (to == NULL || size == 0)
        return crt_invalid(EINVAL);
    memset(to, 0, unit);
    if (radix < 2 || radix > 36)
        return crt_invalid(EINVAL);
    text = digits(negative ? 0 - (uint64_t)value : bits, negative,
                  (unsigned)radix, room);
    len = strlen(text) + 1;
    if (len > size)
        return crt_invalid(ERANGE);
    if (unit == sizeof(char))
        memcpy(to, text, len);
    else
        utf8_to_utf16(text, len, to, len);
    return 0;
}

errno_t __cdecl _itoa_s(int value, char *to, size_t size, int radix)
{
    return write_number(value, true, UINT_MAX, to, sizeof *to, size, radix);
}

errno_t __cdecl _itow_s(int value, WCHAR *to, size_t size, int radix)
{
    return write_number(value, true, UINT_MAX, to, sizeof *to, size, radix);
}

errno_t __cdecl _ltoa_s(long value, char *to, size_t size, int radix)
{
    return write_number(value, true, UINT64_MAX, to, sizeof *to, size, radix);
}

errno_t __cdecl _ltow_s(long value, WCHAR *to, size_t size, int radix)
{
    return write_number(value, true, UINT64_MAX, to, sizeof *to, size, radix);
}

errno_t __cdecl _ultoa_s(unsigned long value, char *to, size_t size, int radix)
{
    return write_number((int64_t)value, false, UINT64_MAX, to, sizeof *to, size,
                        radix);
}

errno_t __cdecl _ultow_s(unsigned long value, WCHAR *to, size_t size, int radix)
{
    return write_number((int64_t)value, false, UINT64_MAX, to, sizeof *to, size,
                        radix);
}

errno_t __cdecl _i64toa_s(__int64 value, char *to, size_t size, int radix)
{
    return write_number(value, true, UINT64_MAX, to, sizeof *to, size, radix);
}

errno_t __cdecl _i64tow_s(__int64 value, WCHAR *to, size_t size, int radix)
{
    return write_number(value, true, UINT64_MAX, to, sizeof *to, size, radix);
}

errno_t __cdecl _ui64toa_s(unsigned __int64 value, char *to, size_t size,
                           int radix)
{
    return write_number((int64_t)value, false, UINT64_MAX, to, sizeof *to, size,
                        radix);
}

errno_t __cdecl _ui64tow_s(unsigned __int64 value, WCHAR *to, size_t size,
                           int radix)
{
    return write_number((int64_t)value, false, UINT64_MAX, to, sizeof *to, size,
                        radix);
}

/* ---- The same without a length ---- */

char *__cdecl _itoa(int value, char *to, int radix)
{
    return _itoa_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

WCHAR *__cdecl _itow(int value, WCHAR *to, int radix)
{
    return _itow_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

char *__cdecl _ltoa(long value, char *to, int radix)
{
    return _ltoa_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

WCHAR *__cdecl _ltow(long value, WCHAR *to, int radix)
{
    return _ltow_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

char *__cdecl _ultoa(unsigned long value, char *to, int radix)
{
    return _ultoa_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

WCHAR *__cdecl _ultow(unsigned long value, WCHAR *to, int radix)
{
    return _ultow_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

char *__cdecl _i64toa(__int64 value, char *to, int radix)
{
    return _i64toa_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

WCHAR *__cdecl _i64tow(__int64 value, WCHAR *to, int radix)
{
    return _i64tow_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

char *__cdecl _ui64toa(unsigned __int64 value, char *to, int radix)
{
    return _ui64toa_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

WCHAR *__cdecl _ui64tow(unsigned __int64 value, WCHAR *to, int radix)
{
    return _ui64tow_s(value, to, DIGITS_MAX, radix) == 0 ? to : NULL;
}

/* ---- Text as numbers ---- */

static bool can_read(const void *text, int radix)
{
    if (text != NULL && (radix == 0 || (radix >= 2 && radix <= 36)))
        return true;
    crt_invalid(EINVAL);
    return false;
}

const char *number_binary(const char *text)
{
    text += strspn(text, " \t\n\v\f\r");
    text += *text == '-' || *text == '+';
    return text[0] == '0' && (text[1] == 'b' || text[1] == 'B') ? text + 1
                                                                : NULL;
}

static uint64_t read_number(const char *text, char **end, int radix,
                            bool has_sign)
{
    const char *place = radix == 0 || radix == 2 ? number_binary(text) : NULL;

    if (place == NULL)
        return has_sign ? (uint64_t)strtoll(text, end, radix)
                        : strtoull(text, end, radix);
    if (end != NULL)
        *end = (char *)place;
    return 0;
}

static uint64_t read_narrow(const char *text, char **end, int radix,
                            bool has_sign)
{
    if (can_read(text, radix))
        return read_number(text, end, radix, has_sign);
    if (end != NULL)
        *end = (char *)text;
    return 0;
}

__int64 __cdecl _strtoi64(const char *text, char **end, int radix)
{
    return (__int64)read_narrow(text, end, radix, true);
}

unsigned __int64 __cdecl _strtoui64(const char *text, char **end, int radix)
{
    return read_narrow(text, end, radix, false);
}

/* A number is of ASCII: its place in UTF-8 is that in UTF-16. */
static uint64_t read_wide(const WCHAR *text, WCHAR **end, int radix,
                          bool has_sign)
{
    char *utf8 = can_read(text, radix) ? utf8_from_utf16(text) : NULL;
    char *behind = utf8;
    uint64_t value = 0;

    if (utf8 != NULL)
        value = read_number(utf8, &behind, radix, has_sign);
    if (end != NULL)
        *end = (WCHAR *)text + (utf8 != NULL ? behind - utf8 : 0);
    free(utf8);
    return value;
}

__int64 __cdecl _wcstoi64(const WCHAR *text, WCHAR **end, int radix)
{
    return (__int64)read_wide(text, end, radix, true);
}

unsigned __int64 __cdecl _wcstoui64(const WCHAR *text, WCHAR **end, int radix)
{
    return read_wide(text, end, radix, false);
}

__int64 __cdecl _atoi64(const char *text)
{
    return _strtoi64(text, NULL, 10);
}

__int64 __cdecl _wtoi64(const WCHAR *text)
{
    return _wcstoi64(text, NULL, 10);
}

int __cdecl _wtoi(const WCHAR *text)
{
    __int64 value = _wtoi64(text);

    if (value >= INT_MIN && value <= INT_MAX)
        return (int)value;
    errno = ERANGE;
    return value < 0 ? INT_MIN : INT_MAX;
}
