/* Bounded text building and the three escapes. No locale is asked: bytes
 * above 0x7f and control characters are treated the same everywhere. */
#include "http/text.h"

#include <stdlib.h>
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";

void text_init(struct text *text, char *storage, size_t capacity)
{
    memset(text, 0, sizeof *text);
    text->bytes = storage;
    text->capacity = capacity;
}

void text_init_growing(struct text *text, size_t limit)
{
    memset(text, 0, sizeof *text);
    text->limit = limit;
    text->growing = true;
}

void text_fini(struct text *text)
{
    if (text->growing)
        free(text->bytes);
    text->bytes = NULL;
    text->length = text->capacity = 0;
}

/* Doubles, so that building n bytes copies at most 2n. */
static bool text_grow(struct text *text, size_t needed)
{
    size_t capacity = text->capacity ? text->capacity : 1024;
    char *bytes;

    if (!text->growing || needed > text->limit)
        return false;
    while (capacity < needed)
        capacity *= 2;
    if (capacity > text->limit)
        capacity = text->limit;
    bytes = realloc(text->bytes, capacity);
    if (!bytes)
        return false;
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void text_add(struct text *text, const char *bytes, size_t length)
{
    if (text->failed || length == 0)
        return;
    if (length > text->capacity - text->length &&
        !text_grow(text, text->length + length)) {
        text->failed = true;
        return;
    }
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void text_add_string(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_number(struct text *text, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    text_add(text, digits + at, sizeof digits - at);
}

void text_add_padded(struct text *text, unsigned number, int digits)
{
    char out[10];
    int at = digits;

    while (at > 0) {
        out[--at] = (char)('0' + number % 10);
        number /= 10;
    }
    text_add(text, out, (size_t)digits);
}

void text_add_hex(struct text *text, uint64_t number)
{
    char digits[16];
    size_t at = sizeof digits;

    do {
        digits[--at] = hex_digits[number & 15];
        number >>= 4;
    } while (number);
    text_add(text, digits + at, sizeof digits - at);
}

static const char *html_entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void text_add_html(struct text *text, const char *bytes, size_t length)
{
    size_t done = 0;

    for (size_t i = 0; i < length; i++) {
        const char *entity = html_entity(bytes[i]);

        if (!entity)
            continue;
        text_add(text, bytes + done, i - done);
        text_add_string(text, entity);
        done = i + 1;
    }
    text_add(text, bytes + done, length - done);
}

/* RFC 3986 "unreserved" and the slash; everything else is escaped, so the
 * result is safe in a header line and in an attribute as well. */
static bool url_is_plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (c && strchr("-._~/", c));
}

void text_add_url(struct text *text, const char *bytes, size_t length)
{
    static const char upper[] = "0123456789ABCDEF";
    size_t done = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        char escape[3] = {'%', upper[c >> 4], upper[c & 15]};

        if (url_is_plain(c))
            continue;
        text_add(text, bytes + done, i - done);
        text_add(text, escape, sizeof escape);
        done = i + 1;
    }
    text_add(text, bytes + done, length - done);
}

/* Keeps a log line one line, and its quoted fields quoted, whatever the
 * client sent. */
void text_add_log(struct text *text, const char *bytes, size_t length)
{
    size_t done = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        bool quoted = c == '"' || c == '\\';
        char escape[4] = {'\\', 'x', hex_digits[c >> 4], hex_digits[c & 15]};

        if (c >= 0x20 && c < 0x7f && !quoted)
            continue;
        text_add(text, bytes + done, i - done);
        if (quoted)
            escape[1] = (char)c;
        text_add(text, escape, quoted ? 2 : 4);
        done = i + 1;
    }
    text_add(text, bytes + done, length - done);
}

struct slice slice_of(const char *string)
{
    return (struct slice){string, strlen(string)};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct slice slice_trim(struct slice slice)
{
    while (slice.length && is_blank(slice.bytes[0])) {
        slice.bytes++;
        slice.length--;
    }
    while (slice.length && is_blank(slice.bytes[slice.length - 1]))
        slice.length--;
    return slice;
}

bool slice_equals(struct slice slice, const char *string)
{
    return slice.length == strlen(string) &&
           memcmp(slice.bytes, string, slice.length) == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool slice_equals_nocase(struct slice slice, const char *string)
{
    size_t i = 0;

    while (i < slice.length && string[i] &&
           lower(slice.bytes[i]) == lower(string[i]))
        i++;
    return i == slice.length && !string[i];
}

bool slice_split(struct slice *rest, char separator, struct slice *part)
{
    const char *end;

    if (!rest->bytes)
        return false;
    end = rest->length ? memchr(rest->bytes, separator, rest->length) : NULL;
    *part = *rest;
    if (!end) {
        *rest = (struct slice){NULL, 0};
        return true;
    }
    part->length = (size_t)(end - rest->bytes);
    rest->bytes = end + 1;
    rest->length -= part->length + 1;
    return true;
}
