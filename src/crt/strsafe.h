/* StringCchCopy and its kin, for narrow and wide text: UNIT and NAME as in
 * crt/text.h. Cb functions count bytes. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "iocp/crt_format.h"
#include "iocp/crt_strsafe.h"
#include "iocp/crt_string.h"

#define IN_UNITS(bytes) ((bytes) / sizeof(UNIT))
#define LENGTH NAME(strnlen_s, wcsnlen_s)

static bool is_size(const UNIT *to, size_t size)
{
    return to != NULL && size > 0 && size <= STRSAFE_MAX_CCH;
}

/* Puts `from`, at most `limit` of it, behind the `used` characters of `to`. */
static HRESULT append(UNIT *to, size_t size, size_t used, const UNIT *from,
                      size_t limit)
{
    size_t room = size - used, len;

    if (from == NULL || limit > STRSAFE_MAX_CCH) {
        to[used] = 0;
        return STRSAFE_E_INVALID_PARAMETER;
    }
    len = LENGTH(from, limit < room ? limit : room);
    if (len < room) {
        memmove(to + used, from, len * sizeof *to);
        to[used + len] = 0;
        return S_OK;
    }
    memmove(to + used, from, (room - 1) * sizeof *to);
    to[size - 1] = 0;
    return STRSAFE_E_INSUFFICIENT_BUFFER;
}

HRESULT NAME(StringCchCopyNA, StringCchCopyNW)(UNIT *to, size_t size,
                                               const UNIT *from, size_t limit)
{
    if (!is_size(to, size))
        return STRSAFE_E_INVALID_PARAMETER;
    return append(to, size, 0, from, limit);
}

HRESULT NAME(StringCchCopyA, StringCchCopyW)(UNIT *to, size_t size,
                                             const UNIT *from)
{
    return NAME(StringCchCopyNA, StringCchCopyNW)(to, size, from,
                                                  STRSAFE_MAX_CCH);
}

HRESULT NAME(StringCchCatNA, StringCchCatNW)(UNIT *to, size_t size,
                                             const UNIT *from, size_t limit)
{
    size_t used = is_size(to, size) ? LENGTH(to, size) : size;

    if (used >= size) /* no size, or no end */
        return STRSAFE_E_INVALID_PARAMETER;
    return append(to, size, used, from, limit);
}

HRESULT NAME(StringCchCatA, StringCchCatW)(UNIT *to, size_t size,
                                           const UNIT *from)
{
    return NAME(StringCchCatNA, StringCchCatNW)(to, size, from,
                                                STRSAFE_MAX_CCH);
}

/* What is cut leaves errno alone; a wrong format does not. */
HRESULT NAME(StringCchVPrintfA, StringCchVPrintfW)(UNIT *to, size_t size,
                                                   const UNIT *format,
                                                   va_list arguments)
{
    int saved = errno, len, error;

    if (!is_size(to, size))
        return STRSAFE_E_INVALID_PARAMETER;
    to[0] = 0;
    if (format == NULL)
        return STRSAFE_E_INVALID_PARAMETER;
    errno = 0;
    len = NAME(_vsnprintf_s, _vsnwprintf_s)(to, size, _TRUNCATE, format,
                                            arguments);
    error = errno;
    errno = saved;
    if (len >= 0)
        return S_OK;
    return error == 0 ? STRSAFE_E_INSUFFICIENT_BUFFER
                      : STRSAFE_E_INVALID_PARAMETER;
}

HRESULT NAME(StringCchPrintfA, StringCchPrintfW)(UNIT *to, size_t size,
                                                 const UNIT *format, ...)
{
    va_list arguments;
    HRESULT result;

    va_start(arguments, format);
    result =
        NAME(StringCchVPrintfA, StringCchVPrintfW)(to, size, format, arguments);
    va_end(arguments);
    return result;
}

HRESULT NAME(StringCchLengthA, StringCchLengthW)(const UNIT *text, size_t limit,
                                                 size_t *length)
{
    size_t len = 0;
    HRESULT result = STRSAFE_E_INVALID_PARAMETER;

    if (text != NULL && limit <= STRSAFE_MAX_CCH) {
        len = LENGTH(text, limit);
        result = len < limit ? S_OK : STRSAFE_E_INVALID_PARAMETER;
    }
    if (length != NULL)
        *length = result == S_OK ? len : 0;
    return result;
}

/* ---- The same with lengths in bytes ---- */

HRESULT NAME(StringCbCopyNA, StringCbCopyNW)(UNIT *to, size_t bytes,
                                             const UNIT *from, size_t limit)
{
    return NAME(StringCchCopyNA, StringCchCopyNW)(to, IN_UNITS(bytes), from,
                                                  IN_UNITS(limit));
}

HRESULT NAME(StringCbCopyA, StringCbCopyW)(UNIT *to, size_t bytes,
                                           const UNIT *from)
{
    return NAME(StringCchCopyA, StringCchCopyW)(to, IN_UNITS(bytes), from);
}

HRESULT NAME(StringCbCatNA, StringCbCatNW)(UNIT *to, size_t bytes,
                                           const UNIT *from, size_t limit)
{
    return NAME(StringCchCatNA, StringCchCatNW)(to, IN_UNITS(bytes), from,
                                                IN_UNITS(limit));
}

HRESULT NAME(StringCbCatA, StringCbCatW)(UNIT *to, size_t bytes,
                                         const UNIT *from)
{
    return NAME(StringCchCatA, StringCchCatW)(to, IN_UNITS(bytes), from);
}

HRESULT NAME(StringCbVPrintfA, StringCbVPrintfW)(UNIT *to, size_t bytes,
                                                 const UNIT *format,
                                                 va_list arguments)
{
    return NAME(StringCchVPrintfA, StringCchVPrintfW)(to, IN_UNITS(bytes),
                                                      format, arguments);
}

HRESULT NAME(StringCbPrintfA, StringCbPrintfW)(UNIT *to, size_t bytes,
                                               const UNIT *format, ...)
{
    va_list arguments;
    HRESULT result;

    va_start(arguments, format);
    result =
        NAME(StringCbVPrintfA, StringCbVPrintfW)(to, bytes, format, arguments);
    va_end(arguments);
    return result;
}

HRESULT NAME(StringCbLengthA, StringCbLengthW)(const UNIT *text, size_t limit,
                                               size_t *length)
{
    HRESULT result =
        NAME(StringCchLengthA, StringCchLengthW)(text, IN_UNITS(limit), length);

    if (length != NULL)
        *length *= sizeof(UNIT);
    return result;
}
