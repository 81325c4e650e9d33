#include "crt/print.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"

/* Which size of argument a prefix asks for. */
enum size {
    SIZE_INT,
    SIZE_CHAR,
    SIZE_SHORT,
    SIZE_LONG,
    SIZE_LONG_LONG,
    SIZE_POINTER,
    SIZE_LONG_DOUBLE,
    SIZE_WIDE, /* %ws, %wc */
};

struct conversion {
    char flags[6]; /* each once */
    int width;     /* 0: as it comes */
    int precision; /* below 0: none */
    enum size size;
    char letter;
};

struct printer {
    struct printed *out;
    bool wide; /* of a wide function: %s is UTF-16, a width counts units */
    va_list arguments;
};

/* ---- What is printed ---- */

static int reserve(struct printed *out, size_t more)
{
    size_t size = out->size;
    char *text;

    if (more >= INT_MAX - out->len)
        return EOVERFLOW;
    if (more <= size - out->len)
        return 0;
    while (size - out->len < more)
        size *= 2;
    text = malloc(size);
    if (text == NULL)
        return ENOMEM;
    memcpy(text, out->text, out->len);
    print_end(out);
    out->text = text;
    out->size = size;
    return 0;
}

static int put(struct printed *out, const char *text, size_t len)
{
    int error = reserve(out, len);

    if (error == 0) {
        memcpy(out->text + out->len, text, len);
        out->len += len;
    }
    return error;
}

static int fill(struct printed *out, char with, size_t count)
{
    int error = reserve(out, count);

    if (error == 0) {
        memset(out->text + out->len, with, count);
        out->len += count;
    }
    return error;
}

void print_end(struct printed *out)
{
    if (out->text != out->first)
        free(out->text);
}

/* ---- Numbers: by the C library ---- */

/* The conversion in the C library's spelling, `letters` at its end. */
static void spell(const struct conversion *how, const char *letters, char *spec,
                  size_t size)
{
    int len = snprintf(spec, size, "%%%s", how->flags);

    if (how->width > 0)
        len += snprintf(spec + len, size - (size_t)len, "%d", how->width);
    if (how->precision >= 0)
        len += snprintf(spec + len, size - (size_t)len, ".%d", how->precision);
    snprintf(spec + len, size - (size_t)len, "%s", letters);
}

#define SPEC_SIZE 48

/* The format comes from `spell`: it fits the argument. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static int put_spec(struct printed *out, const char *spec, ...)
{
    va_list arguments, again;
    int len, error;

    va_start(arguments, spec);
    va_copy(again, arguments);
    len = vsnprintf(NULL, 0, spec, arguments);
    error = len < 0 ? errno : reserve(out, (size_t)len + 1);
    if (error == 0) {
        vsnprintf(out->text + out->len, (size_t)len + 1, spec, again);
        out->len += (size_t)len;
    }
    va_end(again);
    va_end(arguments);
    return error;
}

static int put_number(struct printed *out, const struct conversion *how,
                      uintmax_t value)
{
    const char letters[] = {'j', how->letter, '\0'};
    char spec[SPEC_SIZE];

    spell(how, letters, spec, sizeof spec);
    return put_spec(out, spec, value);
}

static int put_signed(struct printer *to, const struct conversion *how)
{
    intmax_t value;

    switch (how->size) {
    case SIZE_CHAR:
        value = (intmax_t)(int8_t)va_arg(to->arguments, int);
        break;
    case SIZE_SHORT:
        value = (short)va_arg(to->arguments, int);
        break;
    case SIZE_LONG:
    case SIZE_POINTER:
        value = va_arg(to->arguments, long);
        break;
    case SIZE_LONG_LONG:
        value = va_arg(to->arguments, long long);
        break;
    default:
        value = va_arg(to->arguments, int);
    }
    return put_number(to->out, how, (uintmax_t)value);
}

static int put_unsigned(struct printer *to, const struct conversion *how)
{
    uintmax_t value;

    switch (how->size) {
    case SIZE_CHAR:
        value = (unsigned char)va_arg(to->arguments, unsigned);
        break;
    case SIZE_SHORT:
        value = (unsigned short)va_arg(to->arguments, unsigned);
        break;
    case SIZE_LONG:
    case SIZE_POINTER:
        value = va_arg(to->arguments, unsigned long);
        break;
    case SIZE_LONG_LONG:
        value = va_arg(to->arguments, unsigned long long);
        break;
    default:
        value = va_arg(to->arguments, unsigned);
    }
    return put_number(to->out, how, value);
}

/* %a tells the two types apart. */
static int put_floating(struct printer *to, const struct conversion *how)
{
    const char letters[] = {'L', how->letter, '\0'};
    char spec[SPEC_SIZE];

    if (how->size == SIZE_LONG_DOUBLE) {
        spell(how, letters, spec, sizeof spec);
        return put_spec(to->out, spec, va_arg(to->arguments, long double));
    }
    spell(how, letters + 1, spec, sizeof spec);
    return put_spec(to->out, spec, va_arg(to->arguments, double));
}

/* "Displays the argument as an address in hexadecimal digits": all 16. */
static int put_pointer(struct printer *to, const struct conversion *how)
{
    struct conversion digits = *how;

    digits.precision = 2 * (int)sizeof(void *);
    digits.letter = 'X';
    return put_number(to->out, &digits,
                      (uintptr_t)va_arg(to->arguments, void *));
}

/* ---- Text ---- */

static size_t units_of(const struct printer *to, const char *text, size_t bytes)
{
    return to->wide ? utf8_to_utf16(text, bytes, NULL, 0) : bytes;
}

/* UTF-8, of which the precision lets so much through, in its field. */
static int put_text(struct printer *to, const struct conversion *how,
                    const char *text, size_t bytes)
{
    size_t units = units_of(to, text, bytes), width = (size_t)how->width;
    size_t blanks = width > units ? width - units : 0;
    bool left = strchr(how->flags, '-') != NULL;
    bool zeros = !left && strchr(how->flags, '0') != NULL;
    int error = left ? 0 : fill(to->out, zeros ? '0' : ' ', blanks);

    if (error == 0)
        error = put(to->out, text, bytes);
    return error == 0 && left ? fill(to->out, ' ', blanks) : error;
}

/* How many bytes the character has that begins with this one. */
static size_t bytes_of(unsigned char first)
{
    if (first < 0xC0)
        return 1;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* The bytes of so many units of UTF-16 at most, whole characters. Nothing is
 * read behind them: the text need not end there. */
static size_t bytes_of_units(const char *text, size_t limit)
{
    size_t len = 0, units = 0;

    while (units < limit && text[len] != '\0') {
        size_t count = bytes_of((unsigned char)text[len]), used = 1;

        units += count == 4 ? 2 : 1;
        while (used < count && (text[len + used] & 0xC0) == 0x80)
            used++;
        if (units <= limit)
            len += used;
    }
    return len;
}

static int put_narrow(struct printer *to, const struct conversion *how,
                      const char *text)
{
    size_t limit = how->precision >= 0 ? (size_t)how->precision : PTRDIFF_MAX;
    size_t len;

    if (text == NULL)
        text = "(null)";
    len = to->wide ? bytes_of_units(text, limit) : strnlen(text, limit);
    return put_text(to, how, text, len);
}

static int put_wide(struct printer *to, const struct conversion *how,
                    const uint16_t *text)
{
    size_t limit = how->precision >= 0 ? (size_t)how->precision : SIZE_MAX;
    size_t len = 0, bytes;
    char *utf8;
    int error;

    if (text == NULL)
        return put_narrow(to, how, NULL);
    while (len < limit && text[len] != 0)
        len++;
    bytes = utf16_to_utf8(text, len, NULL, 0);
    utf8 = malloc(bytes + 1);
    if (utf8 == NULL)
        return ENOMEM;
    utf16_to_utf8(text, len, utf8, bytes);
    /* The precision of a narrow function counts bytes. */
    if (!to->wide && bytes > limit) {
        while (limit > 0 && (utf8[limit] & 0xC0) == 0x80)
            limit--;
        bytes = limit;
    }
    error = put_text(to, how, utf8, bytes);
    free(utf8);
    return error;
}

/* %s is of the function's own kind, %S of the other, %hs narrow, %ls and %ws
 * wide. */
static bool is_wide(const struct printer *to, const struct conversion *how)
{
    if (how->size == SIZE_SHORT)
        return false;
    if (how->size == SIZE_LONG || how->size == SIZE_WIDE)
        return true;
    return to->wide == (how->letter == 's' || how->letter == 'c');
}

static int put_string(struct printer *to, const struct conversion *how)
{
    if (is_wide(to, how))
        return put_wide(to, how, va_arg(to->arguments, const uint16_t *));
    return put_narrow(to, how, va_arg(to->arguments, const char *));
}

static int put_character(struct printer *to, const struct conversion *how)
{
    int value = va_arg(to->arguments, int);
    char text[4];
    uint16_t unit = (uint16_t)value;
    size_t len = 1;

    text[0] = (char)value;
    if (is_wide(to, how))
        len = utf16_to_utf8(&unit, 1, text, sizeof text);
    return put_text(to, how, text, len);
}

static int convert(struct printer *to, const struct conversion *how)
{
    switch (how->letter) {
    case 'd':
    case 'i':
        return put_signed(to, how);
    case 'o':
    case 'u':
    case 'x':
    case 'X':
        return put_unsigned(to, how);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return put_floating(to, how);
    case 'p':
        return put_pointer(to, how);
    case 's':
    case 'S':
        return put_string(to, how);
    case 'c':
    case 'C':
        return put_character(to, how);
    default:
        return EINVAL; /* %n too: it is off on Windows, and a hole elsewhere */
    }
}

/* ---- Reading a conversion: each gives back where it ends ---- */

static const char *read_flags(const char *format, struct conversion *how)
{
    size_t count = 0;

    for (; *format != '\0' && strchr("-+ #0", *format) != NULL; format++)
        if (strchr(how->flags, *format) == NULL)
            how->flags[count++] = *format;
    return format;
}

/* Digits, or a star for an argument. */
static const char *read_number(struct printer *to, const char *format,
                               int *number)
{
    if (*format == '*') {
        *number = va_arg(to->arguments, int);
        return format + 1;
    }
    for (*number = 0; *format >= '0' && *format <= '9'; format++)
        *number = *number < INT_MAX / 10 - 1 ? *number * 10 + (*format - '0')
                                             : INT_MAX / 2;
    return format;
}

static const char *read_width(struct printer *to, const char *format,
                              struct conversion *how)
{
    format = read_number(to, format, &how->width);
    if (how->width >= 0)
        return format;
    how->width = how->width == INT_MIN ? INT_MAX : -how->width;
    if (strchr(how->flags, '-') == NULL)
        how->flags[strlen(how->flags)] = '-';
    return format;
}

static const char *read_size(const char *format, struct conversion *how)
{
    static const struct {
        char prefix[4];
        enum size size;
    } known[] = {
        {"I64", SIZE_LONG_LONG}, {"I32", SIZE_INT},       {"I", SIZE_POINTER},
        {"ll", SIZE_LONG_LONG},  {"hh", SIZE_CHAR},       {"h", SIZE_SHORT},
        {"l", SIZE_LONG},        {"j", SIZE_LONG_LONG},   {"z", SIZE_POINTER},
        {"t", SIZE_POINTER},     {"L", SIZE_LONG_DOUBLE}, {"w", SIZE_WIDE},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t len = strlen(known[i].prefix);

        if (strncmp(format, known[i].prefix, len) == 0) {
            how->size = known[i].size;
            return format + len;
        }
    }
    return format;
}

static const char *read_conversion(struct printer *to, const char *format,
                                   struct conversion *how)
{
    *how = (struct conversion){.precision = -1};
    format = read_flags(format, how);
    format = read_width(to, format, how);
    if (*format == '.')
        format = read_number(to, format + 1, &how->precision);
    format = read_size(format, how);
    how->letter = *format;
    if (how->precision < 0 && (*format == 'a' || *format == 'A'))
        how->precision = 13; /* all of a double */
    return *format != '\0' ? format + 1 : format;
}

static int print(struct printer *to, const char *format)
{
    struct conversion how;
    int error = 0;

    while (error == 0 && *format != '\0') {
        size_t len = strcspn(format, "%");

        error = put(to->out, format, len);
        format += len;
        if (error != 0 || *format == '\0')
            continue;
        if (format[1] == '%') {
            error = put(to->out, "%", 1);
            format += 2;
            continue;
        }
        format = read_conversion(to, format + 1, &how);
        error = convert(to, &how);
    }
    return error;
}

/* ---- Entry ---- */

static int begin(struct printed *printed, const char *format, bool wide,
                 va_list arguments)
{
    struct printer printer = {.out = printed, .wide = wide};
    int error;

    va_copy(printer.arguments, arguments);
    error = print(&printer, format);
    va_end(printer.arguments);
    return error;
}

static void empty(struct printed *printed)
{
    printed->text = printed->first;
    printed->len = 0;
    printed->size = sizeof printed->first;
}

int print_begin(struct printed *printed, const char *format, va_list arguments)
{
    empty(printed);
    return begin(printed, format, false, arguments);
}

int print_begin_wide(struct printed *printed, const void *format,
                     va_list arguments)
{
    char *utf8 = utf8_from_utf16(format);
    int error = ENOMEM;

    empty(printed);
    if (utf8 != NULL)
        error = begin(printed, utf8, true, arguments);
    free(utf8);
    return error;
}
