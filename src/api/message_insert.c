/* A list of arguments can be read only once and in order, while a message may
 * name its inserts in any order: values are fetched up to the highest number
 * met so far. As on Windows each takes the space of a pointer; integers are cut
 * to the size their format names, since above it there may be anything. */
#include "api/message_insert.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"
#include "iocp/system.h"

/* A printf format between exclamation marks, taken apart. */
struct insert_format {
    char flags[16]; /* flags, width and precision */
    unsigned bits;  /* of an integer */
    bool narrow;    /* %hs */
    bool wide;      /* %ls, %ws */
    char conversion;
};

static bool value_get(struct inserts *inserts, unsigned number,
                      DWORD_PTR *value)
{
    if (inserts->arguments == NULL)
        return false;
    if ((inserts->flags & FORMAT_MESSAGE_ARGUMENT_ARRAY) != 0) {
        *value = ((DWORD_PTR *)(void *)inserts->arguments)[number - 1];
        return true;
    }
    while (inserts->fetched < number)
        inserts->values[inserts->fetched++] =
            va_arg(*inserts->arguments, DWORD_PTR);
    *value = inserts->values[number - 1];
    return true;
}

static const char *parse_size(const char *at, struct insert_format *format)
{
    format->bits = 32;
    if (strncmp(at, "I64", 3) == 0 || strncmp(at, "I32", 3) == 0) {
        format->bits = at[1] == '6' ? 64 : 32;
        return at + 3;
    }
    for (;; at++) {
        if (*at == 'h') {
            format->bits = 16;
            format->narrow = true;
        } else if (*at == 'l' || *at == 'w') {
            if (format->wide) /* the second l of ll */
                format->bits = 64;
            format->wide = true;
        } else {
            return at;
        }
    }
}

/* `at` is behind the opening mark; returns what follows the closing one. */
static const char *parse_format(const char *at, struct insert_format *format)
{
    size_t count = strspn(at, "-+ #0123456789.");

    if (count >= sizeof format->flags)
        return NULL;
    memcpy(format->flags, at, count);
    format->flags[count] = '\0';
    at = parse_size(at + count, format);
    if (*at == '\0' || strchr("diuxXocspS", *at) == NULL || at[1] != '!')
        return NULL;
    format->conversion = *at;
    return at + 2;
}

static void put_text(FILE *out, const struct insert_format *format, bool wide,
                     const void *text)
{
    char pattern[24];
    char *narrow = NULL;

    if (format->conversion == 'S')
        wide = !wide;
    if (format->narrow || format->wide)
        wide = format->wide;
    if (text != NULL && wide)
        text = narrow = utf8_from_utf16(text);
    snprintf(pattern, sizeof pattern, "%%%ss", format->flags);
    fprintf(out, pattern, text != NULL ? (const char *)text : "(null)");
    free(narrow);
}

static void put_integer(FILE *out, const struct insert_format *format,
                        DWORD_PTR value)
{
    unsigned unused = 64 - format->bits;
    char pattern[24];

    value <<= unused;
    if (format->conversion == 'd' || format->conversion == 'i')
        value = (DWORD_PTR)((LONG_PTR)value >> unused);
    else
        value >>= unused;
    snprintf(pattern, sizeof pattern, "%%%sl%c", format->flags,
             format->conversion);
    fprintf(out, pattern, value);
}

static void put_value(FILE *out, const struct insert_format *format, bool wide,
                      DWORD_PTR value)
{
    if (format->conversion == 's' || format->conversion == 'S')
        put_text(out, format, wide, (const void *)value);
    else if (format->conversion == 'c')
        fputc((char)value, out);
    else if (format->conversion == 'p')
        fprintf(out, "%016lX", value);
    else
        put_integer(out, format, value);
}

const char *insert_put(FILE *out, const char *at, struct inserts *inserts)
{
    struct insert_format format = {.conversion = 's'};
    unsigned number = (unsigned)(*at++ - '0');
    DWORD_PTR value;

    if (isdigit((unsigned char)*at))
        number = number * 10 + (unsigned)(*at++ - '0');
    if (*at == '!')
        at = parse_format(at + 1, &format);
    if (at == NULL || !value_get(inserts, number, &value))
        return NULL;
    put_value(out, &format, inserts->wide, value);
    return at;
}
