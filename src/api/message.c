/* FormatMessage. The text is put together in UTF-8 and converted at the end.
 *
 * Left out: message tables of modules (FROM_HMODULE alone finds nothing), other
 * languages, line widths other than 0 and MAX_WIDTH_MASK, and `*` in insert
 * formats. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/api.h"
#include "api/message_insert.h"
#include "api/message_text.h"
#include "base/utf.h"
#include "iocp/memory.h"
#include "iocp/system.h"

/* A line end; with MAX_WIDTH_MASK line ends of the text become spaces. */
static void put_line_end(FILE *out, DWORD flags)
{
    bool keep = (flags & FORMAT_MESSAGE_MAX_WIDTH_MASK) !=
                FORMAT_MESSAGE_MAX_WIDTH_MASK;

    fputs(keep ? "\r\n" : " ", out);
}

/* `at` is behind a percent sign that starts no insert. Returns what follows,
 * or NULL where the message ends. */
static const char *put_escape(FILE *out, const char *at)
{
    switch (*at) {
    case '\0':
        fputc('%', out);
        return at;
    case '0':
        return NULL;
    case 'n': /* a hard line end: MAX_WIDTH_MASK does not touch it */
        fputs("\r\n", out);
        break;
    case 'r':
        fputc('\r', out);
        break;
    case 't':
        fputc('\t', out);
        break;
    default: /* %%, %., %!, %space */
        fputc(*at, out);
    }
    return at + 1;
}

/* Writes the expanded text; false when an insert is wrong or missing. */
static bool put_message(FILE *out, const char *text, DWORD flags,
                        struct inserts *inserts)
{
    while (text != NULL && *text != '\0') {
        char c = *text++;

        if (c == '\r' || c == '\n') {
            if (c == '\r' && *text == '\n')
                text++;
            put_line_end(out, flags);
        } else if (c != '%') {
            fputc(c, out);
        } else if (*text < '1' || *text > '9') {
            text = put_escape(out, text);
        } else if ((flags & FORMAT_MESSAGE_IGNORE_INSERTS) != 0) {
            fputc('%', out);
        } else {
            text = insert_put(out, text, inserts);
            if (text == NULL)
                return false;
        }
    }
    return true;
}

/* A HRESULT made from a last error has the same text. */
static const char *system_text(DWORD id)
{
    return message_text(id >> 16 == 0x8007 ? id & 0xFFFF : id);
}

/* The finished UTF-8 text, which the caller frees, and its length; NULL and the
 * last error otherwise. `source` is the text of FROM_STRING. */
static char *message_build(DWORD flags, const char *source, DWORD id,
                           struct inserts *inserts, size_t *len)
{
    bool own = (flags & FORMAT_MESSAGE_FROM_STRING) != 0;
    const char *text = own ? source : system_text(id);
    char *result = NULL;
    bool good;
    FILE *out;

    if (text == NULL) {
        last_error_set(own ? ERROR_INVALID_PARAMETER : ERROR_MR_MID_NOT_FOUND);
        return NULL;
    }
    out = open_memstream(&result, len);
    if (out == NULL) {
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    good = put_message(out, text, flags, inserts);
    if (!own)
        put_line_end(out, flags);
    if (fclose(out) == 0 && good)
        return result;
    last_error_set(good ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_PARAMETER);
    free(result);
    return NULL;
}

static bool flags_are_good(DWORD flags, LPCVOID source, LPCVOID buffer)
{
    const DWORD sources = FORMAT_MESSAGE_FROM_STRING |
                          FORMAT_MESSAGE_FROM_SYSTEM |
                          FORMAT_MESSAGE_FROM_HMODULE;

    if (buffer == NULL || (flags & sources) == 0 ||
        ((flags & FORMAT_MESSAGE_FROM_STRING) != 0 && source == NULL))
        return api_error(ERROR_INVALID_PARAMETER);
    if ((flags & sources) == FORMAT_MESSAGE_FROM_HMODULE)
        return api_error(ERROR_MR_MID_NOT_FOUND);
    return true;
}

/* Where `count` units and their terminator go: the caller's buffer, or one that
 * the caller frees with LocalFree. NULL and the last error otherwise. */
static LPVOID place(DWORD flags, LPVOID buffer, DWORD size, size_t count,
                    size_t unit)
{
    LPVOID memory;

    if ((flags & FORMAT_MESSAGE_ALLOCATE_BUFFER) == 0) {
        if (size > count)
            return buffer;
        last_error_set(ERROR_INSUFFICIENT_BUFFER);
        return NULL;
    }
    memory = LocalAlloc(LMEM_FIXED, (size > count ? size : count + 1) * unit);
    *(LPVOID *)buffer = memory;
    return memory;
}

DWORD WINAPI FormatMessageA(DWORD flags, LPCVOID source, DWORD id,
                            DWORD language, LPSTR buffer, DWORD size,
                            va_list *arguments)
{
    struct inserts inserts = {.flags = flags, .arguments = arguments};
    size_t len;
    char *text, *to;

    (void)language;
    if (!flags_are_good(flags, source, buffer))
        return 0;
    text = message_build(flags, source, id, &inserts, &len);
    if (text == NULL)
        return 0;
    to = place(flags, buffer, size, len, sizeof *to);
    if (to != NULL)
        memcpy(to, text, len + 1);
    free(text);
    return to != NULL ? (DWORD)len : 0;
}

static DWORD deliver_wide(DWORD flags, const char *text, size_t len,
                          LPWSTR buffer, DWORD size)
{
    size_t count = utf8_to_utf16(text, len, NULL, 0);
    WCHAR *to = place(flags, buffer, size, count, sizeof *to);

    if (to == NULL)
        return 0;
    utf8_to_utf16(text, len + 1, to, count + 1);
    return (DWORD)count;
}

DWORD WINAPI FormatMessageW(DWORD flags, LPCVOID source, DWORD id,
                            DWORD language, LPWSTR buffer, DWORD size,
                            va_list *arguments)
{
    struct inserts inserts = {
        .flags = flags, .arguments = arguments, .wide = true};
    char *own = NULL, *text = NULL;
    DWORD result = 0;
    size_t len;

    (void)language;
    if (!flags_are_good(flags, source, buffer))
        return 0;
    if ((flags & FORMAT_MESSAGE_FROM_STRING) != 0) {
        own = utf8_from_utf16(source);
        if (own == NULL)
            return (DWORD)api_error(ERROR_NOT_ENOUGH_MEMORY);
    }
    text = message_build(flags, own, id, &inserts, &len);
    if (text != NULL)
        result = deliver_wide(flags, text, len, buffer, size);
    free(text);
    free(own);
    return result;
}
