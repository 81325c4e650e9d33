#include "base/utf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xFFFDu

static bool is_high(uint32_t unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low(uint32_t unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Each decode returns how many units it used, each encode how many it made. */
static size_t utf16_decode(const uint16_t *from, size_t len, uint32_t *code)
{
    *code = from[0];
    if (!is_high(from[0]) || len < 2 || !is_low(from[1]))
        return 1;
    *code = 0x10000u + ((from[0] & 0x3FFu) << 10) + (from[1] & 0x3FFu);
    return 2;
}

static size_t utf16_encode(uint32_t code, uint16_t *to)
{
    if (code < 0x10000) {
        to[0] = (uint16_t)code;
        return 1;
    }
    to[0] = (uint16_t)(0xD800u + ((code - 0x10000u) >> 10));
    to[1] = (uint16_t)(0xDC00u + (code & 0x3FFu));
    return 2;
}

static size_t utf8_encode(uint32_t code, char *to)
{
    size_t count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = count - 1; i > 0; i--) {
        to[i] = (char)(0x80u | (code & 0x3Fu));
        code >>= 6;
    }
    to[0] = (char)(lead[count] | code);
    return count;
}

/* How long a character is that begins with this byte; 0: none does. */
static size_t utf8_count(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static size_t utf8_decode(const char *from, size_t len, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)from;
    size_t count = utf8_count(bytes[0]);
    uint32_t value;

    *code = REPLACEMENT;
    if (count == 0 || count > len)
        return 1;
    value = count == 1 ? bytes[0] : bytes[0] & (0x7Fu >> count);
    for (size_t i = 1; i < count; i++) {
        if ((bytes[i] & 0xC0u) != 0x80u)
            return 1;
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    if (value < least[count] || value > 0x10FFFF)
        return 1;
    *code = value;
    return count;
}

size_t utf16_to_utf8(const uint16_t *from, size_t len, char *to, size_t size)
{
    size_t needed = 0;
    bool fits = true;

    for (size_t used = 0; used < len;) {
        char bytes[4];
        uint32_t code;
        size_t count;

        used += utf16_decode(from + used, len - used, &code);
        count = utf8_encode(code, bytes);
        fits = fits && needed + count <= size;
        if (fits && to != NULL)
            memcpy(to + needed, bytes, count);
        needed += count;
    }
    return needed;
}

size_t utf8_to_utf16(const char *from, size_t len, uint16_t *to, size_t size)
{
    size_t needed = 0;
    bool fits = true;

    for (size_t used = 0; used < len;) {
        uint16_t units[2];
        uint32_t code;
        size_t count;

        used += utf8_decode(from + used, len - used, &code);
        count = utf16_encode(code, units);
        fits = fits && needed + count <= size;
        if (fits && to != NULL)
            memcpy(to + needed, units, count * sizeof *units);
        needed += count;
    }
    return needed;
}

static bool is_half(uint32_t code)
{
    return is_high(code) || is_low(code);
}

/* What stands for bytes that are none takes one; written out it takes three. */
bool utf8_is_text(const char *text, size_t len)
{
    for (size_t used = 0; used < len;) {
        uint32_t code;
        size_t count = utf8_decode(text + used, len - used, &code);

        if (is_half(code) || (code == REPLACEMENT && count == 1))
            return false;
        used += count;
    }
    return true;
}

bool utf16_is_text(const uint16_t *text, size_t len)
{
    for (size_t used = 0; used < len;) {
        uint32_t code;

        used += utf16_decode(text + used, len - used, &code);
        if (is_half(code))
            return false;
    }
    return true;
}

/* Decoding stops at the terminating zero, which is part of no character. */
size_t utf8_start(const char *text, size_t units)
{
    size_t used = 0, made = 0;

    while (made < units && text[used] != '\0') {
        uint32_t code;

        used += utf8_decode(text + used, 4, &code);
        made += code < 0x10000 ? 1 : 2;
    }
    return used;
}

size_t utf16_start(const uint16_t *text, size_t bytes)
{
    size_t used = 0, made = 0;

    while (made < bytes && text[used] != 0) {
        char encoded[4];
        uint32_t code;

        used += utf16_decode(text + used, 2, &code);
        made += utf8_encode(code, encoded);
    }
    return used;
}

size_t utf16_length(const uint16_t *text)
{
    size_t len = 0;

    while (text[len] != 0)
        len++;
    return len;
}

char *utf8_from_utf16(const uint16_t *text)
{
    size_t len = utf16_length(text) + 1;
    size_t needed = utf16_to_utf8(text, len, NULL, 0);
    char *copy = malloc(needed);

    if (copy != NULL)
        utf16_to_utf8(text, len, copy, needed);
    return copy;
}

bool utf8_copy(const uint16_t *text, char **copy)
{
    *copy = text != NULL ? utf8_from_utf16(text) : NULL;
    return text == NULL || *copy != NULL;
}
