/* The functions that narrow and wide text have in common, written once: a file
 * defines UNIT, its character, and NAME(narrow, wide), which takes one of two
 * names, and includes this. */
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "crt/invalid.h"
#include "iocp/crt_string.h"

/* "The destination is set to an empty string" wherever there is one. */
static errno_t refuse(UNIT *to, rsize_t size, errno_t error)
{
    if (to != NULL && size > 0)
        to[0] = 0;
    return crt_invalid(error);
}

static size_t length_within(const UNIT *text, size_t size)
{
    size_t len = 0;

    while (len < size && text[len] != 0)
        len++;
    return len;
}

/* ---- Copying ---- */

/* Puts `from`, at most `count` of it, behind the `used` characters of `to`. */
static errno_t append(UNIT *to, rsize_t size, size_t used, const UNIT *from,
                      rsize_t count)
{
    rsize_t room = size - used;
    size_t len = length_within(from, count < room ? count : room);
    bool cut = len == room; /* no room for the end */

    if (cut && count != _TRUNCATE)
        return refuse(to, size, ERANGE);
    if (cut)
        len--;
    memmove(to + used, from, len * sizeof *to);
    to[used + len] = 0;
    return cut ? STRUNCATE : 0;
}

errno_t __cdecl NAME(strncpy_s, wcsncpy_s)(UNIT *to, rsize_t size,
                                           const UNIT *from, rsize_t count)
{
    if (to == NULL && size == 0 && count == 0)
        return 0;
    if (to == NULL || size == 0 || (from == NULL && count > 0))
        return refuse(to, size, EINVAL);
    if (count == 0) {
        to[0] = 0;
        return 0;
    }
    return append(to, size, 0, from, count);
}

errno_t __cdecl NAME(strcpy_s, wcscpy_s)(UNIT *to, rsize_t size,
                                         const UNIT *from)
{
    if (to == NULL || size == 0 || from == NULL)
        return refuse(to, size, EINVAL);
    return append(to, size, 0, from, size);
}

errno_t __cdecl NAME(strncat_s, wcsncat_s)(UNIT *to, rsize_t size,
                                           const UNIT *from, rsize_t count)
{
    size_t used;

    if (to == NULL && size == 0 && count == 0)
        return 0;
    if (to == NULL || size == 0 || (from == NULL && count > 0))
        return refuse(to, size, EINVAL);
    used = length_within(to, size);
    if (used == size)
        return refuse(to, size, EINVAL);
    return count > 0 ? append(to, size, used, from, count) : 0;
}

errno_t __cdecl NAME(strcat_s, wcscat_s)(UNIT *to, rsize_t size,
                                         const UNIT *from)
{
    if (from == NULL || size == 0)
        return refuse(to, size, EINVAL);
    return NAME(strncat_s, wcsncat_s)(to, size, from, size);
}

UNIT *__cdecl NAME(_strdup, _wcsdup)(const UNIT *text)
{
    size_t bytes;
    UNIT *copy;

    if (text == NULL)
        return NULL;
    bytes = (length_within(text, SIZE_MAX) + 1) * sizeof *text;
    copy = malloc(bytes);
    return copy != NULL ? memcpy(copy, text, bytes) : NULL;
}

/* ---- Looking ---- */

size_t __cdecl NAME(strnlen_s, wcsnlen_s)(const UNIT *text, size_t size)
{
    return text != NULL ? length_within(text, size) : 0;
}

static int small(UNIT unit)
{
    int value = (int)NAME((unsigned char)unit, unit);

    return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
}

static int capital(UNIT unit)
{
    int value = (int)NAME((unsigned char)unit, unit);

    return value >= 'a' && value <= 'z' ? value - ('a' - 'A') : value;
}

int __cdecl NAME(_strnicmp, _wcsnicmp)(const UNIT *one, const UNIT *other,
                                       size_t count)
{
    if (one == NULL || other == NULL) {
        crt_invalid(EINVAL);
        return _NLSCMPERROR;
    }
    for (size_t i = 0; i < count; i++) {
        int difference = small(one[i]) - small(other[i]);

        if (difference != 0 || one[i] == 0)
            return difference;
    }
    return 0;
}

int __cdecl NAME(_stricmp, _wcsicmp)(const UNIT *one, const UNIT *other)
{
    return NAME(_strnicmp, _wcsnicmp)(one, other, SIZE_MAX);
}

static bool is_among(UNIT unit, const UNIT *set)
{
    while (*set != 0 && *set != unit)
        set++;
    return *set != 0;
}

UNIT *__cdecl NAME(strtok_s, wcstok_s)(UNIT *text, const UNIT *separators,
                                       UNIT **context)
{
    UNIT *word;

    if (separators == NULL || context == NULL ||
        (text == NULL && *context == NULL)) {
        crt_invalid(EINVAL);
        return NULL;
    }
    word = text != NULL ? text : *context;
    while (*word != 0 && is_among(*word, separators))
        word++;
    text = word;
    while (*text != 0 && !is_among(*text, separators))
        text++;
    *context = text;
    if (text == word)
        return NULL;
    if (*text != 0) {
        *text = 0;
        ++*context;
    }
    return word;
}

/* ---- Changing ---- */

static errno_t convert(UNIT *text, size_t size, int (*letter)(UNIT))
{
    if (text == NULL)
        return crt_invalid(EINVAL);
    if (size != SIZE_MAX && length_within(text, size) == size)
        return refuse(text, size, EINVAL);
    for (; *text != 0; text++)
        *text = (UNIT)letter(*text);
    return 0;
}

errno_t __cdecl NAME(_strlwr_s, _wcslwr_s)(UNIT *text, size_t size)
{
    return convert(text, size, small);
}

errno_t __cdecl NAME(_strupr_s, _wcsupr_s)(UNIT *text, size_t size)
{
    return convert(text, size, capital);
}

UNIT *__cdecl NAME(_strlwr, _wcslwr)(UNIT *text)
{
    convert(text, SIZE_MAX, small);
    return text;
}

UNIT *__cdecl NAME(_strupr, _wcsupr)(UNIT *text)
{
    convert(text, SIZE_MAX, capital);
    return text;
}
