/* UTF-8 and UTF-16, there and back. */
#include "base/utf.h"

#include <stdlib.h>
#include <string.h>

#include "harness/tap.h"

#define LONE_HIGH 0xD800
#define LONE_LOW 0xDFFF

/* Encodes one code point by itself: the text both ways must agree with. */
static size_t to_units(unsigned code, uint16_t *units)
{
    if (code < 0x10000) {
        units[0] = (uint16_t)code;
        return 1;
    }
    units[0] = (uint16_t)(0xD800 | (code - 0x10000) >> 10);
    units[1] = (uint16_t)(0xDC00 | (code & 0x3FF));
    return 2;
}

/* Half surrogate pairs are among them. */
static void every_code_point_survives(void)
{
    for (unsigned code = 0; code <= 0x10FFFF; code++) {
        uint16_t units[2], back[4];
        char bytes[8];
        size_t count = to_units(code, units);
        size_t len = utf16_to_utf8(units, count, bytes, sizeof bytes);
        size_t back_count = utf8_to_utf16(bytes, len, back, 4);

        if (back_count != count || memcmp(units, back, count * 2) != 0) {
            CHECK(0, "code point %X came back otherwise", code);
            return;
        }
    }
    CHECK(1);
}

static void known_texts_convert(void)
{
    static const uint16_t wide[] = {'a', 0xE9, 0x20AC, 0xD83D, 0xDE00};
    static const char narrow[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";
    char bytes[16];
    uint16_t units[8];

    CHECK(utf16_to_utf8(wide, 5, bytes, sizeof bytes) == 10);
    CHECK(memcmp(bytes, narrow, 10) == 0);
    CHECK(utf8_to_utf16(narrow, 10, units, 8) == 5);
    CHECK(memcmp(units, wide, sizeof wide) == 0);
}

static void lone_surrogates_take_three_bytes(void)
{
    static const uint16_t wide[] = {LONE_HIGH, 'x', LONE_LOW, LONE_HIGH};
    char bytes[16];
    uint16_t units[8];

    CHECK(utf16_to_utf8(wide, 4, bytes, sizeof bytes) == 10);
    CHECK(memcmp(bytes, "\xED\xA0\x80x\xED\xBF\xBF\xED\xA0\x80", 10) == 0);
    CHECK(utf8_to_utf16(bytes, 10, units, 8) == 4);
    CHECK(memcmp(units, wide, sizeof wide) == 0);
}

/* Each byte that belongs to no character becomes one U+FFFD. */
static void check_bad(const char *bytes, size_t expected)
{
    uint16_t units[8];
    size_t count = utf8_to_utf16(bytes, strlen(bytes), units, 8);

    CHECK(count == expected, "%zu units", count);
    for (size_t i = 0; i < count; i++)
        CHECK(units[i] == 0xFFFD, "unit %zu is %X", i, units[i]);
}

static void bad_bytes_are_replaced(void)
{
    check_bad("\x80", 1);
    check_bad("\xFF\xFE", 2);
    check_bad("\xC0\x80", 2);         /* overlong */
    check_bad("\xE0\x80\x80", 3);     /* overlong */
    check_bad("\xF4\x90\x80\x80", 4); /* above U+10FFFF */
    check_bad("\xE2\x82", 2);         /* cut short */
}

static void small_buffers_get_whole_characters(void)
{
    static const uint16_t wide[] = {'a', 0x20AC, 'b'};
    char bytes[8] = "zzzzzzz";
    uint16_t units[4] = {1, 1, 1, 1};

    CHECK(utf16_to_utf8(wide, 3, bytes, 3) == 5);
    CHECK(memcmp(bytes, "azz", 3) == 0);
    CHECK(utf8_to_utf16("\xF0\x9F\x98\x80", 4, units, 1) == 2);
    CHECK(units[0] == 1);
    CHECK(utf16_to_utf8(wide, 3, NULL, 0) == 5);
}

/* The text does not end: the least that tells, and no byte more. */
static void starts_are_whole_characters(void)
{
    static const char narrow[] = {'a',    '\xC3', '\xA9', '\xF0',
                                  '\x9F', '\x98', '\x80'};
    static const uint16_t wide[] = {'a', 0xE9, 0xD83D, 0xDE00};

    CHECK(utf8_start(narrow, 0) == 0);
    CHECK(utf8_start(narrow, 1) == 1);
    CHECK(utf8_start(narrow, 2) == 3);
    CHECK(utf8_start(narrow, 3) == 7); /* half of it needs it all */
    CHECK(utf8_start(narrow, 4) == 7);
    CHECK(utf8_start("ab", 5) == 2 && utf8_start("\xF0\x9F", 5) == 2);
    CHECK(utf16_start(wide, 0) == 0 && utf16_start(wide, 1) == 1);
    CHECK(utf16_start(wide, 3) == 2 && utf16_start(wide, 4) == 4);
    CHECK(utf16_start(wide, 7) == 4);
}

static void copies_are_terminated(void)
{
    static const uint16_t wide[] = {'h', 0xE9, 0};
    static const uint16_t empty[] = {0};
    char *copy = utf8_from_utf16(wide);

    CHECK(copy != NULL && strcmp(copy, "h\xC3\xA9") == 0);
    free(copy);
    copy = utf8_from_utf16(empty);
    CHECK(copy != NULL && *copy == '\0');
    free(copy);
}

TAP_MAIN(CASE(every_code_point_survives), CASE(known_texts_convert),
         CASE(lone_surrogates_take_three_bytes), CASE(bad_bytes_are_replaced),
         CASE(small_buffers_get_whole_characters),
         CASE(starts_are_whole_characters), CASE(copies_are_terminated))
