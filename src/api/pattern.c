/* Win32 gives a file system other wildcards than the program wrote: ? becomes
 * DOS_QM, a dot before * or ? DOS_DOT, a star before a dot DOS_STAR; so that
 * "log*.*" fits "log", and "*." every name without an extension. What those
 * fit is in "FsRtlIsNameInExpression function".
 *
 * All places of the pattern that the name so far leads to are kept at once, so
 * that many stars take no longer than one. */
#include "api/pattern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"

#define NAME_UNITS 256u /* Linux' NAME_MAX bytes are no more of these */

/* Beyond what a unit of UTF-16 can be. */
enum { END = 0, STAR = 0x10000, DOS_STAR, DOS_QM, DOS_DOT };

struct pattern {
    size_t count;
    uint32_t *codes;    /* letters and the above */
    bool *here, *there; /* places, count + 1 each */
};

/* ---- Making ---- */

static uint32_t code_of(const uint16_t *text, size_t at, size_t len)
{
    uint16_t next = at + 1 < len ? text[at + 1] : 0;

    switch (text[at]) {
    case '?':
        return DOS_QM;
    case '*':
        return next == '.' ? DOS_STAR : STAR;
    case '.':
        return next == '*' || next == '?' ? DOS_DOT : '.';
    default:
        return text[at];
    }
}

/* Dots at the end are passed over, but make a star before them one for names
 * without an extension. */
static void translate(struct pattern *pattern, const uint16_t *text, size_t len)
{
    size_t count = len;

    while (count > 0 && text[count - 1] == '.')
        count--;
    for (size_t i = 0; i < count; i++)
        pattern->codes[i] = code_of(text, i, len);
    pattern->count = count;
}

static bool allocate(struct pattern *pattern, size_t units)
{
    pattern->codes = calloc(units + 1, sizeof *pattern->codes);
    pattern->here = calloc(units + 1, sizeof *pattern->here);
    pattern->there = calloc(units + 1, sizeof *pattern->there);
    return pattern->codes != NULL && pattern->here != NULL &&
           pattern->there != NULL;
}

struct pattern *pattern_new(const char *utf8)
{
    /* It is every name, also one without a dot. */
    const char *meant = strcmp(utf8, "*.*") == 0 ? "*" : utf8;
    size_t bytes = strlen(meant);
    size_t units = utf8_to_utf16(meant, bytes, NULL, 0);
    uint16_t *text = calloc(units + 1, sizeof *text);
    struct pattern *pattern = calloc(1, sizeof *pattern);

    if (text != NULL && pattern != NULL && allocate(pattern, units)) {
        utf8_to_utf16(meant, bytes, text, units);
        translate(pattern, text, units);
    } else {
        pattern_free(pattern);
        pattern = NULL;
    }
    free(text);
    return pattern;
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    free(pattern->codes);
    free(pattern->here);
    free(pattern->there);
    free(pattern);
}

/* ---- Matching ---- */

/* To the places that are reached without a letter, before this one. */
static void spread(struct pattern *pattern, uint32_t letter)
{
    for (size_t i = 0; i < pattern->count; i++) {
        uint32_t code = pattern->codes[i];

        if (!pattern->here[i])
            continue;
        if (code == STAR || code == DOS_STAR ||
            (code == DOS_QM && (letter == '.' || letter == END)) ||
            (code == DOS_DOT && letter == END))
            pattern->here[i + 1] = true;
    }
}

static void step(struct pattern *pattern, uint32_t letter, bool last_dot)
{
    bool *there = pattern->there;

    memset(there, 0, pattern->count + 1);
    for (size_t i = 0; i < pattern->count; i++) {
        uint32_t code = pattern->codes[i];

        if (!pattern->here[i])
            continue;
        if (code == STAR || (code == DOS_STAR && !last_dot))
            there[i] = true;
        else if (code == letter || (code == DOS_QM && letter != '.') ||
                 (code == DOS_DOT && letter == '.'))
            there[i + 1] = true;
    }
    pattern->there = pattern->here;
    pattern->here = there;
}

/* Where the extension begins; the folder itself and the one above have none. */
static size_t extension_of(const uint16_t *name, size_t len)
{
    size_t at = len;

    if (name[0] == '.' && (len == 1 || (len == 2 && name[1] == '.')))
        return len;
    while (at > 0)
        if (name[--at] == '.')
            return at;
    return len;
}

bool pattern_fits(struct pattern *pattern, const char *name)
{
    uint16_t units[NAME_UNITS];
    size_t len = utf8_to_utf16(name, strlen(name), units, NAME_UNITS);
    size_t extension;

    if (len == 0 || len > NAME_UNITS)
        return false;
    extension = extension_of(units, len);
    memset(pattern->here, 0, pattern->count + 1);
    pattern->here[0] = true;
    for (size_t i = 0; i < len; i++) {
        spread(pattern, units[i]);
        step(pattern, units[i], i == extension);
    }
    spread(pattern, END);
    return pattern->here[pattern->count];
}
