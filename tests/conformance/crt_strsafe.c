/* <strsafe.h>. */
#include "support.h"

#include <stdarg.h>
#include <strsafe.h>

static char text[8];
static WCHAR wide[8];

static int same_wide(const WCHAR *one, const WCHAR *other)
{
    return lstrlenW(one) == lstrlenW(other) &&
           memcmp(one, other, (size_t)lstrlenW(one) * sizeof *one) == 0;
}

/* Claim:  what fits is copied; what does not is cut, with an end.
 * Source: "StringCchCopyA function", Return value.  Wine 8: same. */
static void copy(void)
{
    CHECK(StringCchCopyA(text, 8, "seven77") == S_OK &&
          strcmp(text, "seven77") == 0);
    CHECK(StringCchCopyA(text, 8, "eight888") ==
              STRSAFE_E_INSUFFICIENT_BUFFER &&
          strcmp(text, "eight88") == 0);
    CHECK(StringCchCopyW(wide, 3, u"abc") == STRSAFE_E_INSUFFICIENT_BUFFER &&
          same_wide(wide, u"ab"));
    CHECK(StringCbCopyA(text, 3, "ab") == S_OK && strcmp(text, "ab") == 0);
    CHECK(StringCbCopyW(wide, 6, u"abc") == STRSAFE_E_INSUFFICIENT_BUFFER &&
          same_wide(wide, u"ab"));
    CHECK(StringCchCopyNA(text, 8, "abcdef", 3) == S_OK &&
          strcmp(text, "abc") == 0);
    CHECK(StringCbCopyNW(wide, sizeof wide, u"abcdef", 4) == S_OK &&
          same_wide(wide, u"ab"));
}

/* Claim:  no room at all, or too much of it, is no size.
 * Source: "StringCchCopyA function", Return value.  Wine 8: same. */
static void sizes(void)
{
    CHECK(StringCchCopyA(text, 0, "x") == STRSAFE_E_INVALID_PARAMETER);
    CHECK(StringCchCopyA(text, (size_t)STRSAFE_MAX_CCH + 1, "x") ==
          STRSAFE_E_INVALID_PARAMETER);
    CHECK(StringCbCopyW(wide, 1, u"x") == STRSAFE_E_INVALID_PARAMETER);
}

/* Claim:  what is there stays, and what does not fit behind it is cut.
 * Source: "StringCchCatA function", Return value.  Wine 8: same. */
static void append(void)
{
    StringCchCopyA(text, 8, "abc");
    CHECK(StringCchCatA(text, 8, "def") == S_OK && strcmp(text, "abcdef") == 0);
    CHECK(StringCchCatA(text, 8, "gh") == STRSAFE_E_INSUFFICIENT_BUFFER &&
          strcmp(text, "abcdefg") == 0);
    StringCchCopyW(wide, 8, u"abc");
    CHECK(StringCchCatNW(wide, 8, u"def", 1) == S_OK &&
          same_wide(wide, u"abcd"));
    memset(text, 'x', sizeof text);
    CHECK(StringCchCatA(text, 8, "a") == STRSAFE_E_INVALID_PARAMETER &&
          text[0] == 'x');
}

static HRESULT with_list(size_t size, const char *format, ...)
{
    va_list arguments;
    HRESULT result;

    va_start(arguments, format);
    result = StringCchVPrintfA(text, size, format, arguments);
    va_end(arguments);
    return result;
}

/* Claim:  text by a format, cut if need be.
 * Source: "StringCchPrintfA function", Return value.  Wine 8: same. */
static void format(void)
{
    CHECK(StringCchPrintfA(text, 8, "%d-%s", 12, "ab") == S_OK &&
          strcmp(text, "12-ab") == 0);
    CHECK(StringCchPrintfA(text, 4, "%d", 12345) ==
              STRSAFE_E_INSUFFICIENT_BUFFER &&
          strcmp(text, "123") == 0);
    CHECK(StringCchPrintfW(wide, 8, u"%d-%s", 12, u"ab") == S_OK &&
          same_wide(wide, u"12-ab"));
    CHECK(StringCbPrintfW(wide, 8, u"%d", 12345) ==
              STRSAFE_E_INSUFFICIENT_BUFFER &&
          same_wide(wide, u"123"));
    CHECK(with_list(8, "%I64d", 77ll) == S_OK && strcmp(text, "77") == 0);
    CHECK(StringCchPrintfA(text, 0, "x") == STRSAFE_E_INVALID_PARAMETER);
}

/* Claim:  a length, if the end is found in time.
 * Source: "StringCchLengthA function", Return value.  Wine 8: same. */
static void lengths(void)
{
    size_t length = 77;

    CHECK(StringCchLengthA("abc", 8, &length) == S_OK && length == 3);
    CHECK(StringCchLengthA("abc", 3, &length) == STRSAFE_E_INVALID_PARAMETER &&
          length == 0);
    CHECK(StringCchLengthA(NULL, 3, &length) == STRSAFE_E_INVALID_PARAMETER);
    CHECK(StringCbLengthW(u"abc", 8, &length) == S_OK && length == 6);
    CHECK(StringCchLengthW(u"abc", 8, NULL) == S_OK);
}

TAP_MAIN(CASE(copy), CASE(sizes), CASE(append), CASE(format), CASE(lengths))
