/* sscanf_s. Each conversion is read here and then carried out by the C
 * library's sscanf, one at a time: text is measured first, so that it is never
 * longer than the room its caller told. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "crt/invalid.h"
#include "crt/number.h"
#include "iocp/crt_format.h"

#define SPEC_SIZE 320 /* a set of all characters fits */

struct directive {
    bool kept;         /* no star: a value is stored */
    char width[10];    /* digits, or empty */
    char size[4];      /* in the C library's spelling */
    char letter;       /* '[': a set, in `set` */
    const char *set;   /* from its bracket to its end */
    size_t set_length; /* both brackets counted */
};

enum outcome { READ_ON, STOP, WRONG, AT_END };

struct scanner {
    const char *text;
    int stored;
    va_list arguments;
};

/* ---- Reading a directive: each gives back where it ends ---- */

static const char *read_size(const char *format, struct directive *what)
{
    static const struct {
        char prefix[4], spelling[4];
    } known[] = {
        {"I64", "ll"}, {"I32", ""}, {"I", "z"}, {"ll", "ll"},
        {"hh", "hh"},  {"h", "h"},  {"l", "l"}, {"j", "j"},
        {"z", "z"},    {"t", "t"},  {"L", "L"},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t len = strlen(known[i].prefix);

        if (strncmp(format, known[i].prefix, len) == 0) {
            strcpy(what->size, known[i].spelling);
            return format + len;
        }
    }
    return format;
}

/* A bracket right behind the first, or behind ^, is one of the set. */
static const char *read_set(const char *format, struct directive *what)
{
    const char *end = format + 1;

    end += *end == '^';
    end += *end == ']';
    while (*end != '\0' && *end != ']')
        end++;
    end += *end == ']';
    what->set = format;
    what->set_length = (size_t)(end - format);
    return end;
}

static const char *read_directive(const char *format, struct directive *what)
{
    size_t digits;

    memset(what, 0, sizeof *what);
    what->kept = *format != '*';
    format += *format == '*';
    format += strspn(format, "0");
    digits = strspn(format, "0123456789");
    if (digits < sizeof what->width)
        memcpy(what->width, format, digits);
    format = read_size(format + digits, what);
    what->letter = *format;
    if (*format == '[')
        return read_set(format, what);
    return *format != '\0' ? format + 1 : format;
}

/* ---- Carrying it out ---- */

/* The directive for the C library, and behind it one that counts. */
static bool spell(const struct directive *what, bool stores, char *spec)
{
    char letter[2] = {what->letter, '\0'};
    bool is_set = what->letter == '[';
    int len =
        snprintf(spec, SPEC_SIZE, "%%%s%s%s%.*s%%n", stores ? "" : "*",
                 what->width, what->size, is_set ? (int)what->set_length : 1,
                 is_set ? what->set : letter);

    return len > 0 && len < SPEC_SIZE;
}

#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
static enum outcome read_value(struct scanner *from,
                               const struct directive *what)
{
    struct directive spelled = *what;
    char spec[SPEC_SIZE];
    int used = -1;

    if (what->letter == 'i' && number_binary(from->text) != NULL)
        spelled.letter = 'd'; /* reads the 0 */
    if (!spell(&spelled, what->kept, spec))
        return WRONG;
    if (what->kept)
        sscanf(from->text, spec, va_arg(from->arguments, void *), &used);
    else
        sscanf(from->text, spec, &used);
    if (used < 0)
        return from->text[strspn(from->text, " \t\n\v\f\r")] == '\0' ? AT_END
                                                                     : STOP;
    from->text += used;
    from->stored += what->kept;
    return READ_ON;
}

/* %s passes over blanks first; %c and sets do not. */
static enum outcome read_text(struct scanner *from,
                              const struct directive *what)
{
    bool ends = what->letter != 'c';
    char spec[SPEC_SIZE];
    int used = -1;
    size_t len, room;
    char *to;

    if (what->size[0] != '\0' && strcmp(what->size, "h") != 0)
        return WRONG;
    if (what->letter == 's')
        from->text += strspn(from->text, " \t\n\v\f\r");
    if (!spell(what, false, spec))
        return WRONG;
    sscanf(from->text, spec, &used);
    if (used < 0)
        return *from->text == '\0' ? AT_END : STOP;
    len = (size_t)used;
    if (what->kept) {
        to = va_arg(from->arguments, char *);
        room = va_arg(from->arguments, unsigned);
        if (len + ends > room) {
            if (room > 0)
                to[0] = '\0';
            return STOP;
        }
        memcpy(to, from->text, len);
        if (ends)
            to[len] = '\0';
        from->stored++;
    }
    from->text += len;
    return READ_ON;
}

/* The count goes where it belongs by its size. */
static void store_count(void *to, const char *size, ptrdiff_t count)
{
    if (strcmp(size, "hh") == 0)
        *(signed char *)to = (signed char)count;
    else if (strcmp(size, "h") == 0)
        *(short *)to = (short)count;
    else if (size[0] == '\0' || size[0] == 'L')
        *(int *)to = (int)count;
    else
        *(int64_t *)to = count; /* all others have 64 bits */
}

static enum outcome run(struct scanner *from, const struct directive *what,
                        const char *start)
{
    switch (what->letter) {
    case 's':
    case 'c':
    case '[':
        return read_text(from, what);
    case 'n':
        if (what->kept)
            store_count(va_arg(from->arguments, void *), what->size,
                        from->text - start);
        return READ_ON;
    case '\0':
    case '%':
        return WRONG;
    default:
        return strchr("diouxXaAeEfFgGp", what->letter) != NULL
                   ? read_value(from, what)
                   : WRONG;
    }
}

/* Blanks of the format stand for any blanks, other characters for themselves.
 * Sets *format behind them. */
static enum outcome pass_literal(struct scanner *from, const char **format)
{
    bool percent = **format == '%';

    if (strchr(" \t\n\v\f\r", **format) != NULL) {
        from->text += strspn(from->text, " \t\n\v\f\r");
        ++*format;
        return READ_ON;
    }
    if (percent)
        from->text += strspn(from->text, " \t\n\v\f\r");
    if (*from->text != **format)
        return *from->text == '\0' ? AT_END : STOP;
    from->text++;
    *format += percent ? 2 : 1;
    return READ_ON;
}

static int scan(struct scanner *from, const char *format)
{
    const char *start = from->text;
    enum outcome outcome = READ_ON;
    struct directive what;

    while (outcome == READ_ON && *format != '\0') {
        if (*format != '%' || format[1] == '%') {
            outcome = pass_literal(from, &format);
            continue;
        }
        format = read_directive(format + 1, &what);
        outcome = run(from, &what, start);
    }
    if (outcome == WRONG) {
        crt_invalid(EINVAL);
        return EOF;
    }
    return outcome == AT_END && from->stored == 0 ? EOF : from->stored;
}

int __cdecl sscanf_s(const char *text, const char *format, ...)
{
    struct scanner from = {.text = text};
    int result;

    if (text == NULL || format == NULL) {
        crt_invalid(EINVAL);
        return EOF;
    }
    va_start(from.arguments, format);
    result = scan(&from, format);
    va_end(from.arguments);
    return result;
}
