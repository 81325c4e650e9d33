/* sprintf_s and its kin, by Microsoft's rules for formats; sscanf_s. */
#include "crt_handler.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>

static void listen_for_errors(void)
{
    _set_invalid_parameter_handler(note);
}

/* Windows programs are compiled for the old library here, which does not call
 * the handler. */
#define CHECK_TOLD(count)                                                      \
    DIFFERS(WINE_8, "no handler in msvcrt.dll")                                \
    CHECK(told == (count), "told %u", told)

static char text[128];
static WCHAR wide[128];

/* The format makes this of its arguments. */
#define MAKES(expected, ...)                                                   \
    ({                                                                         \
        int len_ = sprintf_s(text, sizeof text, __VA_ARGS__);                  \
                                                                               \
        CHECK(len_ == (int)strlen(expected) && strcmp(text, expected) == 0,    \
              "%d: '%s', not '%s'", len_, text, expected);                     \
    })

static int same_wide(const WCHAR *one, const WCHAR *other)
{
    return lstrlenW(one) == lstrlenW(other) &&
           memcmp(one, other, (size_t)lstrlenW(one) * sizeof *one) == 0;
}

#define MAKES_WIDE(expected, ...)                                              \
    ({                                                                         \
        int len_ = swprintf_s(wide, COUNT_OF(wide), __VA_ARGS__);              \
                                                                               \
        CHECK(len_ == lstrlenW(expected) && same_wide(wide, expected),         \
              "%d: %x %x %x %x", len_, wide[0], wide[1], wide[2], wide[3]);    \
    })

/* Claim:  what every printf has.
 * Source: "Format specification syntax: printf and wprintf functions".
 *         Wine 8: same. */
static void common(void)
{
    listen_for_errors();
    MAKES("", "%s", "");
    MAKES("100% a-b", "%d%% %c-%s", 100, 'a', "b");
    MAKES("+5| 5|0005|5   |00005", "%+d|% d|%04d|%-4d|%.5d", 5, 5, 5, 5, 5);
    MAKES("ff FF 0xff 377", "%x %X %#x %o", 255, 255, 255, 255);
    MAKES("   ab|ab   |a", "%5s|%-5s|%.1s", "ab", "ab", "ab");
    MAKES("   ab|ab   |a", "%*s|%*s|%.*s", 5, "ab", -5, "ab", 1, "ab");
    MAKES("-1 4294967295 -1", "%i %u %hd", -1, -1, 0x1ffff);
    sprintf_s(text, sizeof text, "%hhu", 0x1ff);
    DIFFERS(WINE_8, "no hh in msvcrt.dll") CHECK(strcmp(text, "255") == 0);
    MAKES("1.50 1.5 1.5e", "%.2f %g %.1fe", 1.5, 1.5, 1.5);
    CHECK(told == 0);
}

/* Claim:  sizes as Microsoft spells them.
 * Source: "Format specification syntax", Size prefixes.  Wine 8: same. */
static void sizes(void)
{
    listen_for_errors();
    MAKES("-5000000000", "%I64d", -5000000000ll);
    MAKES("18446744073709551615 ffffffffffffffff", "%I64u %I64x", ULLONG_MAX,
          ULLONG_MAX);
    MAKES("-7 7", "%I32d %I32u", -7, 7);
    MAKES("5000000000 -5000000000", "%Iu %Id", (size_t)5000000000,
          (ptrdiff_t)-5000000000);
    MAKES("5000000000", "%lld", 5000000000ll);
    MAKES("1 2 3", "%d %I64d %s", 1, 2ll, "3");
    CHECK(told == 0);
}

/* Claim:  %p is 16 digits in capitals.
 * Source: "Format specification syntax", Type field characters.
 *         Wine 8: same. */
static void pointers(void)
{
    MAKES("000000000000BEEF", "%p", (void *)(ULONG_PTR)0xbeef);
    MAKES("0000000000000000", "%p", NULL);
}

/* Claim:  in narrow functions %s is bytes and %S, %ls, %ws are units; in wide
 *         ones %s is units and %S, %hs are bytes.
 * Source: "Format specification syntax", Type field characters.
 *         Wine 8: same. */
static void other_text(void)
{
    listen_for_errors();
    MAKES("ab ab ab ab", "%S %ls %ws %hs", u"ab", u"ab", u"ab", "ab");
    MAKES("a b c", "%C %lc %hc", 'a', 'b', 'c');
    MAKES("   ab|a", "%5ls|%.1ls", u"ab", u"ab");
    MAKES_WIDE(u"ab ab ab ab ab", u"%s %S %hs %ls %ws", u"ab", "ab", "ab",
               u"ab", u"ab");
    MAKES_WIDE(u"ab|  a|", u"%.2hs|%3.1hs|%.0hs", "abcd", "abcd", "abcd");
    MAKES_WIDE(u"a b \u20ac", u"%c %C %lc", 'a', 'b', 0x20ac);
    MAKES_WIDE(u"  \u20ac\u20ac|\u20ac", u"%4s|%.1s", u"\u20ac\u20ac",
               u"\u20ac\u20ac");
    MAKES_WIDE(u"5 -5000000000", u"%d %I64d", 5, -5000000000ll);
    CHECK(told == 0);
}

/* Claim:  a string that is NULL is shown as such.
 * Source: none; Windows' own.  Wine 8: same. */
static void no_text(void)
{
    MAKES("(null)", "%s", NULL);
    MAKES("(null)", "%S", NULL);
    MAKES_WIDE(u"(null)", u"%s", NULL);
}

/* Claim:  %a has 13 digits unless it is told.
 * Source: "Format specification syntax", Precision.
 *         Wine 8: same. */
static void hexadecimal_floats(void)
{
    sprintf_s(text, sizeof text, "%a|%A", 1.0, -0.5);
    CHECK(strcmp(text, "0x1.0000000000000p+0|-0X1.0000000000000P-1") == 0, "%s",
          text);
    MAKES("0x1.80p+0", "%.2a", 1.5);
}

static int with_list(int (*print)(char *, size_t, const char *, va_list),
                     size_t size, const char *format, ...)
{
    va_list arguments;
    int result;

    va_start(arguments, format);
    result = print(text, size, format, arguments);
    va_end(arguments);
    return result;
}

/* Claim:  text without room leaves an empty string, ERANGE and -1.
 * Source: "sprintf_s", Return value.  Wine 8: not all of it. */
static void no_room(void)
{
    listen_for_errors();
    errno = 0;
    strcpy(text, "x");
    DIFFERS(WINE_8, "the start stays, or no errno")
    CHECK(sprintf_s(text, 3, "%d", 123) == -1 && errno == ERANGE &&
          text[0] == '\0');
    CHECK_TOLD(1);
    CHECK(sprintf_s(text, 4, "%d", 123) == 3 && strcmp(text, "123") == 0);
    CHECK(with_list(vsprintf_s, 4, "%d", 456) == 3 && strcmp(text, "456") == 0);
    errno = 0;
    CHECK(swprintf_s(wide, 3, u"%d", 123) == -1 && errno == ERANGE &&
          wide[0] == 0);
    CHECK_TOLD(2);
}

/* Claim:  wrong arguments give -1 and EINVAL.
 * Source: "sprintf_s", Return value.  Wine 8: some without errno. */
static void wrong(void)
{
    listen_for_errors();
    errno = 0;
    DIFFERS(WINE_8, "no errno")
    CHECK(sprintf_s(NULL, 3, "x") == -1 && errno == EINVAL);
    CHECK_TOLD(1);
    errno = 0;
    DIFFERS(WINE_8, "no errno")
    CHECK(sprintf_s(text, 0, "x") == -1 && errno == EINVAL);
    CHECK_TOLD(2);
    errno = 0;
    CHECK(sprintf_s(text, sizeof text, NULL) == -1 && errno == EINVAL);
    CHECK_TOLD(3);
}

/* Claim:  %n is refused.
 * Source: "_set_printf_count_output", Remarks.  Wine 8: the old runtime, which
 *         this is compiled for, counts. */
static void count_is_refused(void)
{
    int count = 77;

    if (tap_where() != NATIVE)
        SKIP("the old run-time library counts");
    listen_for_errors();
    errno = 0;
    CHECK(sprintf_s(text, sizeof text, "abc%n", &count) == -1 &&
          errno == EINVAL && told == 1 && count == 77 && text[0] == '\0');
}

/* Claim:  a count or _TRUNCATE cuts the text, which then gives -1 and has an
 *         end; longer than room and count is an error.
 * Source: "_snprintf_s", Remarks.  Wine 8: same. */
static void counted(void)
{
    listen_for_errors();
    CHECK(_snprintf_s(text, 8, _TRUNCATE, "%s", "abc") == 3 &&
          strcmp(text, "abc") == 0);
    CHECK(_snprintf_s(text, 8, _TRUNCATE, "%s", "abcdefgh") == -1 &&
          strcmp(text, "abcdefg") == 0);
    CHECK(_snprintf_s(text, 8, 3, "%s", "abcdefgh") == -1 &&
          strcmp(text, "abc") == 0);
    CHECK(_snprintf_s(text, 8, 100, "%s", "abc") == 3);
    CHECK(_snprintf_s(text, 8, 0, "%s", "abc") == -1 && text[0] == '\0');
    CHECK(_snwprintf_s(wide, 4, _TRUNCATE, u"%s", u"abcd") == -1 &&
          same_wide(wide, u"abc"));
    CHECK(told == 0);
    errno = 0;
    CHECK(_snprintf_s(text, 8, 100, "%s", "abcdefgh") == -1 &&
          errno == ERANGE && text[0] == '\0');
    CHECK_TOLD(1);
}

/* Claim:  the old functions write no end where there is no room for it.
 * Source: "_snprintf", Return value.  Wine 8: same. */
static void old(void)
{
    memset(text, 'x', 8);
    CHECK(_snprintf(text, 4, "%s", "abc") == 3 && strcmp(text, "abc") == 0);
    memset(text, 'x', 8);
    CHECK(_snprintf(text, 3, "%s", "abc") == 3 && text[3] == 'x');
    memset(text, 'x', 8);
    CHECK(_snprintf(text, 2, "%s", "abc") == -1 && memcmp(text, "abx", 3) == 0);
    CHECK(_snprintf(NULL, 0, "%d", 12345) == 5);
    CHECK(with_list(_vsnprintf, 4, "%d", 7) == 1 && strcmp(text, "7") == 0);
    wide[2] = 'x';
    CHECK(_snwprintf(wide, 2, u"%s", u"abc") == -1 && wide[1] == 'b' &&
          wide[2] == 'x');
}

static int count_list(const char *format, ...)
{
    va_list arguments;
    int result;

    va_start(arguments, format);
    result = _vscprintf(format, arguments);
    va_end(arguments);
    return result;
}

/* Claim:  the length without the text.
 * Source: "_vscprintf", Return value.  Wine 8: same. */
static void counting(void)
{
    CHECK(_scprintf("%d-%s", 12, "abc") == 6);
    CHECK(count_list("%d-%s", 12, "abc") == 6);
    CHECK(_scwprintf(u"%d-%s", 12, u"ab") == 5);
}

/* Claim:  long text needs no more than room.
 * Source: "sprintf_s".  Wine 8: same. */
static void much(void)
{
    static char big[5000], more[5000];

    memset(big, 'a', 4000);
    CHECK(sprintf_s(more, sizeof more, "%s%d", big, 5) == 4001 &&
          more[3999] == 'a' && more[4000] == '5' && more[4001] == '\0');
    CHECK(sprintf_s(more, sizeof more, "%4500d", 5) == 4500);
}

/* Claim:  files take text by the same rules.
 * Source: "fprintf_s, fwprintf_s".  Wine 8: same. */
static void files(void)
{
    char name[NAME_SIZE], line[16] = "";
    FILE *file;

    temp_name(name);
    file = fopen(name, "wb");
    if (!CHECK(file != NULL))
        return;
    CHECK(fprintf_s(file, "%I64d", 5000000000ll) == 10);
    fclose(file);
    file = fopen(name, "rb");
    CHECK(file != NULL && fgets(line, sizeof line, file) != NULL &&
          strcmp(line, "5000000000") == 0);
    fclose(file);
    remove(name);
}

/* Claim:  the window manager's printf knows the same.
 * Source: "wsprintfA function".  Wine 8: same. */
static void window(void)
{
    CHECK(wsprintfA(text, "%d %s %I64d", 5, "ab", 5000000000ll) == 15 &&
          strcmp(text, "5 ab 5000000000") == 0);
    CHECK(wsprintfW(wide, u"%d %s", 5, u"ab") == 4 && same_wide(wide, u"5 ab"));
}

/* Claim:  numbers are read as by sscanf; text has its room behind its address.
 * Source: "sscanf_s", Remarks.  Wine 8: same. */
static void reading(void)
{
    char word[8], letters[2], set[8];
    long long much;
    int number, other;

    CHECK(sscanf_s("12 -7", "%d%d", &number, &other) == 2 && number == 12 &&
          other == -7);
    CHECK(sscanf_s("5000000000 x", "%I64d", &much) == 1 &&
          much == 5000000000ll);
    CHECK(sscanf_s(" abc def", "%s", word, (unsigned)sizeof word) == 1 &&
          strcmp(word, "abc") == 0);
    CHECK(sscanf_s("xyz", "%2c", letters, 2u) == 1 && letters[0] == 'x' &&
          letters[1] == 'y');
    CHECK(sscanf_s("abc;", "%[a-c];", set, 8u) == 1 && strcmp(set, "abc") == 0);
    CHECK(sscanf_s("10.1.2", "%d.%*d.%d", &number, &other) == 2 &&
          number == 10 && other == 2);
    CHECK(sscanf_s("ff", "%3x", &number) == 1 && number == 255);
    CHECK(sscanf_s("a1", "b%d", &number) == 0);
    CHECK(sscanf_s("", "%d", &number) == EOF);
}

/* Claim:  the count of what was read is stored by its size, and is no value.
 * Source: "Scanf type field characters".
 *         Wine 8: an int always. */
static void reading_counts(void)
{
    union {
        signed char tiny;
        short small;
        int middle;
        long long large;
        unsigned char bytes[8];
    } count;
    int number;

    memset(&count, 0x77, sizeof count);
    CHECK(sscanf_s("12 x", "%d%hn", &number, &count.small) == 1);
    DIFFERS(WINE_8, "is an int's")
    CHECK(count.small == 2 && count.bytes[2] == 0x77);
    memset(&count, 0x77, sizeof count);
    CHECK(sscanf_s("12 x", "%d%n", &number, &count.middle) == 1);
    CHECK(count.middle == 2 && count.bytes[4] == 0x77);
    memset(&count, 0x77, sizeof count);
    CHECK(sscanf_s("12 x", "%d%I64n", &number, &count.large) == 1);
    DIFFERS(WINE_8, "is an int's") CHECK(count.large == 2);
    memset(&count, 0x77, sizeof count);
    sscanf_s("12 x", "%d%hhn", &number, &count.tiny);
    DIFFERS(WINE_8, "no hh in msvcrt.dll")
    CHECK(count.tiny == 2 && count.bytes[1] == 0x77);
}

/* Claim:  a width is a number, zeros before it or not.
 * Source: "Scanf width specification".  Wine 8: same. */
static void reading_widths(void)
{
    int number, other;

    CHECK(sscanf_s("12345", "%0000000000002d%03d", &number, &other) == 2 &&
              number == 12 && other == 345,
          "%d %d", number, other);
}

/* Claim:  0b begins no number but the 0.
 * Source: "Scanf type field characters".  Wine 8: same. */
static void reading_no_binary(void)
{
    int number = 77;
    char letter = 'x';

    CHECK(sscanf_s(" 0b11", "%i%c", &number, &letter, 1u) == 2 && number == 0 &&
          letter == 'b');
}

/* Claim:  a word that does not fit is not stored.
 * Source: "sscanf_s", Remarks.  Wine 8: same. */
static void reading_too_much(void)
{
    char word[4] = "xyz";
    int number = 77;

    CHECK(sscanf_s("abcd 5", "%s%d", word, 4u, &number) == 0 &&
          word[0] == '\0' && number == 77);
    CHECK(sscanf_s("1 abcd", "%d%s", &number, word, 4u) == 1 && number == 1);
}

TAP_MAIN(CASE(common), CASE(sizes), CASE(pointers), CASE(other_text),
         CASE(no_text), CASE(no_room), CASE(wrong), CASE(count_is_refused),
         CASE(counted), CASE(old), CASE(counting), CASE(much), CASE(files),
         CASE(window), CASE(reading), CASE(reading_counts),
         CASE(reading_widths), CASE(reading_no_binary),
         CASE(hexadecimal_floats), CASE(reading_too_much))
