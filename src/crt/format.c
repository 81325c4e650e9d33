/* sprintf_s and its kin: where the text of crt/print.h goes. Each function is
 * there for narrow and for wide text, and with and without a va_list. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"
#include "crt/invalid.h"
#include "crt/print.h"
#include "iocp/crt_format.h"

/* ---- Narrow and wide as one ---- */

/* Room for characters of either kind. */
struct room {
    void *at;
    size_t size;
    bool wide;
};

static size_t unit_of(const struct room *room)
{
    return room->wide ? sizeof(WCHAR) : sizeof(char);
}

static void end_at(const struct room *room, size_t place)
{
    memset((char *)room->at + place * unit_of(room), 0, unit_of(room));
}

static size_t length(const struct room *room, const struct printed *text)
{
    return room->wide ? utf8_to_utf16(text->text, text->len, NULL, 0)
                      : text->len;
}

/* The first `count` characters, which may end within one of the language. */
static int give(const struct room *room, const struct printed *text,
                size_t count)
{
    size_t whole = length(room, text);
    WCHAR *units;

    if (!room->wide) {
        memcpy(room->at, text->text, count);
        return 0;
    }
    if (count == whole) {
        utf8_to_utf16(text->text, text->len, room->at, count);
        return 0;
    }
    units = malloc((whole + 1) * sizeof *units);
    if (units == NULL)
        return ENOMEM;
    utf8_to_utf16(text->text, text->len, units, whole);
    memcpy(room->at, units, count * sizeof *units);
    free(units);
    return 0;
}

static int make(const struct room *room, struct printed *text,
                const void *format, va_list arguments)
{
    return room->wide ? print_begin_wide(text, format, arguments)
                      : print_begin(text, format, arguments);
}

/* Empties the room, says why, gives -1. Only wrong arguments are told. */
static int refuse(const struct room *room, int error)
{
    if (room->at != NULL && room->size > 0)
        end_at(room, 0);
    if (error == EINVAL || error == ERANGE)
        crt_invalid(error);
    errno = error;
    return -1;
}

/* Text that fits is given whole; of text that does not, `count` characters, if
 * there is room for them and an end, or if it may be cut (_TRUNCATE). */
static int format_counted(struct room room, size_t count, const void *format,
                          va_list arguments)
{
    struct printed text;
    size_t len, take;
    int error;

    if (room.at == NULL || room.size == 0 || format == NULL)
        return refuse(&room, EINVAL);
    error = make(&room, &text, format, arguments);
    len = error == 0 ? length(&room, &text) : 0;
    take = len < count ? len : count;
    if (error == 0 && take >= room.size && count != _TRUNCATE)
        error = ERANGE;
    if (take >= room.size)
        take = room.size - 1;
    if (error == 0)
        error = give(&room, &text, take);
    print_end(&text);
    if (error != 0)
        return refuse(&room, error);
    end_at(&room, take);
    return take == len ? (int)len : -1;
}

static int format_all(struct room room, const void *format, va_list arguments)
{
    /* Any count but _TRUNCATE that is beyond the room asks for all. */
    return format_counted(room, SIZE_MAX - 1, format, arguments);
}

/* Without an end where there is no room for it. */
static int format_old(struct room room, const void *format, va_list arguments)
{
    struct printed text;
    size_t len;
    int error;

    if (format == NULL || (room.at == NULL && room.size > 0))
        return refuse(&room, EINVAL);
    error = make(&room, &text, format, arguments);
    len = error == 0 ? length(&room, &text) : 0;
    if (error == 0 && room.at != NULL)
        error = give(&room, &text, len < room.size ? len : room.size);
    print_end(&text);
    if (error != 0)
        return refuse(&room, error);
    if (room.at != NULL && len < room.size)
        end_at(&room, len);
    return room.at == NULL || len <= room.size ? (int)len : -1;
}

static int format_file(FILE *file, bool wide, const void *format,
                       va_list arguments)
{
    const struct room kind = {.wide = wide};
    struct printed text;
    int error, result;

    if (file == NULL || format == NULL)
        return refuse(&kind, EINVAL);
    error = make(&kind, &text, format, arguments);
    result = error == 0 ? (int)length(&kind, &text) : refuse(&kind, error);
    if (error == 0 && fwrite(text.text, 1, text.len, file) != text.len)
        result = -1;
    print_end(&text);
    return result;
}

/* Room for 1,024 characters is what wsprintf was always trusted with. */
static int format_window(struct room room, const void *format,
                         va_list arguments)
{
    struct printed text;
    size_t len;
    int error;

    if (room.at == NULL || format == NULL)
        return 0;
    error = make(&room, &text, format, arguments);
    len = error == 0 ? length(&room, &text) : 0;
    if (len >= room.size)
        len = room.size - 1;
    if (error == 0)
        error = give(&room, &text, len);
    print_end(&text);
    end_at(&room, error == 0 ? len : 0);
    return error == 0 ? (int)len : 0;
}

/* ---- The functions ---- */

/* What follows the last named argument, as a va_list. */
#define WITH_ARGUMENTS(last, call)                                             \
    va_list arguments;                                                         \
    int result;                                                                \
                                                                               \
    va_start(arguments, last);                                                 \
    result = call;                                                             \
    va_end(arguments);                                                         \
    return result

#define NARROW(to, size) ((struct room){to, size, false})
#define WIDE(to, size) ((struct room){to, size, true})

/* ---- char ---- */

int __cdecl vsprintf_s(char *to, size_t size, const char *format,
                       va_list arguments)
{
    return format_all(NARROW(to, size), format, arguments);
}

int __cdecl sprintf_s(char *to, size_t size, const char *format, ...)
{
    WITH_ARGUMENTS(format, vsprintf_s(to, size, format, arguments));
}

int __cdecl _vsnprintf_s(char *to, size_t size, size_t count,
                         const char *format, va_list arguments)
{
    return to == NULL && size == 0 && count == 0
               ? 0
               : format_counted(NARROW(to, size), count, format, arguments);
}

int __cdecl _snprintf_s(char *to, size_t size, size_t count, const char *format,
                        ...)
{
    WITH_ARGUMENTS(format, _vsnprintf_s(to, size, count, format, arguments));
}

int __cdecl vsnprintf_s(char *to, size_t size, size_t count, const char *format,
                        va_list arguments)
{
    return _vsnprintf_s(to, size, count, format, arguments);
}

int __cdecl _vsnprintf(char *to, size_t count, const char *format,
                       va_list arguments)
{
    return format_old(NARROW(to, count), format, arguments);
}

int __cdecl _snprintf(char *to, size_t count, const char *format, ...)
{
    WITH_ARGUMENTS(format, _vsnprintf(to, count, format, arguments));
}

int __cdecl _vscprintf(const char *format, va_list arguments)
{
    return format_old(NARROW(NULL, 0), format, arguments);
}

int __cdecl _scprintf(const char *format, ...)
{
    WITH_ARGUMENTS(format, _vscprintf(format, arguments));
}

int __cdecl vfprintf_s(FILE *file, const char *format, va_list arguments)
{
    return format_file(file, false, format, arguments);
}

int __cdecl fprintf_s(FILE *file, const char *format, ...)
{
    WITH_ARGUMENTS(format, vfprintf_s(file, format, arguments));
}

int __cdecl vprintf_s(const char *format, va_list arguments)
{
    return format_file(stdout, false, format, arguments);
}

int __cdecl printf_s(const char *format, ...)
{
    WITH_ARGUMENTS(format, vprintf_s(format, arguments));
}

int __cdecl wvsprintfA(char *to, const char *format, va_list arguments)
{
    return format_window(NARROW(to, 1024), format, arguments);
}

int __cdecl wsprintfA(char *to, const char *format, ...)
{
    WITH_ARGUMENTS(format, wvsprintfA(to, format, arguments));
}

/* ---- UTF-16 ---- */

int __cdecl vswprintf_s(WCHAR *to, size_t size, const WCHAR *format,
                        va_list arguments)
{
    return format_all(WIDE(to, size), format, arguments);
}

int __cdecl swprintf_s(WCHAR *to, size_t size, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(format, vswprintf_s(to, size, format, arguments));
}

int __cdecl _vsnwprintf_s(WCHAR *to, size_t size, size_t count,
                          const WCHAR *format, va_list arguments)
{
    return to == NULL && size == 0 && count == 0
               ? 0
               : format_counted(WIDE(to, size), count, format, arguments);
}

int __cdecl _snwprintf_s(WCHAR *to, size_t size, size_t count,
                         const WCHAR *format, ...)
{
    WITH_ARGUMENTS(format, _vsnwprintf_s(to, size, count, format, arguments));
}

int __cdecl _vsnwprintf(WCHAR *to, size_t count, const WCHAR *format,
                        va_list arguments)
{
    return format_old(WIDE(to, count), format, arguments);
}

int __cdecl _snwprintf(WCHAR *to, size_t count, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(format, _vsnwprintf(to, count, format, arguments));
}

int __cdecl _vscwprintf(const WCHAR *format, va_list arguments)
{
    return format_old(WIDE(NULL, 0), format, arguments);
}

int __cdecl _scwprintf(const WCHAR *format, ...)
{
    WITH_ARGUMENTS(format, _vscwprintf(format, arguments));
}

int __cdecl vfwprintf_s(FILE *file, const WCHAR *format, va_list arguments)
{
    return format_file(file, true, format, arguments);
}

int __cdecl fwprintf_s(FILE *file, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(format, vfwprintf_s(file, format, arguments));
}

int __cdecl vwprintf_s(const WCHAR *format, va_list arguments)
{
    return format_file(stdout, true, format, arguments);
}

int __cdecl wprintf_s(const WCHAR *format, ...)
{
    WITH_ARGUMENTS(format, vwprintf_s(format, arguments));
}

int __cdecl wvsprintfW(WCHAR *to, const WCHAR *format, va_list arguments)
{
    return format_window(WIDE(to, 1024), format, arguments);
}

int __cdecl wsprintfW(WCHAR *to, const WCHAR *format, ...)
{
    WITH_ARGUMENTS(format, wvsprintfW(to, format, arguments));
}
