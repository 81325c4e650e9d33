/* Code pages, and the string functions of kernel32. */
#include "support.h"

#define ROOM 64

static WCHAR wide[ROOM];
static char bytes[ROOM];

/* These bytes of UTF-8 become these units. */
static int widens(const char *text, const WCHAR *expected)
{
    int count = lstrlenW(expected);

    memset(wide, 0xee, sizeof wide);
    return CHECK(MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, ROOM) ==
                         count + 1 &&
                     lstrcmpW(wide, expected) == 0,
                 "%s: %x %x %x %x", text, wide[0], wide[1], wide[2], wide[3]);
}

/* These units become these bytes. */
static int narrows(const WCHAR *text, const char *expected)
{
    int count = (int)strlen(expected);

    memset(bytes, 0xee, sizeof bytes);
    return CHECK(WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, ROOM, NULL,
                                     NULL) == count + 1 &&
                     strcmp(bytes, expected) == 0,
                 "%s: %s", expected, bytes);
}

/* Claim:  characters of one to four bytes, there and back.
 * Source: "MultiByteToWideChar function".  Wine 8: same. */
static void utf8(void)
{
    widens("", u"");
    widens("az\x7f", u"az\x7f");
    widens("\xc3\xa4\xdf\xbf", u"\u00e4\u07ff");
    widens("\xe2\x82\xac\xef\xbf\xbf", u"\u20ac\xffff");
    widens("\xf0\x9f\x98\x80", u"\xd83d\xde00");
    narrows(u"az\x7f", "az\x7f");
    narrows(u"\u00e4\u07ff", "\xc3\xa4\xdf\xbf");
    narrows(u"\u20ac\xffff", "\xe2\x82\xac\xef\xbf\xbf");
    narrows(u"\xd83d\xde00", "\xf0\x9f\x98\x80");
}

/* Claim:  what is no UTF-8 becomes U+FFFD, once for all bytes that began a
 *         character; with MB_ERR_INVALID_CHARS it is
 *         ERROR_NO_UNICODE_TRANSLATION.
 * Source: "MultiByteToWideChar function", dwFlags, Remarks; "The Unicode
 *         Standard", 3.9.  Wine 8: same. */
static void bad_utf8(void)
{
    static const struct {
        const char *text;
        const WCHAR *expected;
    } rows[] = {
        {"\x80z", u"\xfffdz"},           {"\xc3z", u"\xfffdz"},
        {"\xe2\x82z", u"\xfffdz"},       {"\xf0\x9f\x98z", u"\xfffdz"},
        {"\xc0\x80z", u"\xfffd\xfffdz"}, {"\xf5z", u"\xfffdz"},
        {"z\xe2\x82", u"z\xfffd"},
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        widens(rows[i].text, rows[i].expected);
        CHECK_FAILS(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS,
                                        rows[i].text, -1, wide, ROOM),
                    ERROR_NO_UNICODE_TRANSLATION);
    }
    DIFFERS(WINE_8, "once for the first two bytes of half a pair")
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xed\xa0\x80", 3, wide, ROOM) == 3);
    CHECK(MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "\xc3\xa4", 2,
                              wide, ROOM) == 1);
}

/* Claim:  half a surrogate pair becomes U+FFFD; with WC_ERR_INVALID_CHARS it is
 *         ERROR_NO_UNICODE_TRANSLATION.
 * Source: "WideCharToMultiByte function", dwFlags.  Wine 8: same. */
static void half_pairs(void)
{
    static const WCHAR *const texts[] = {u"\xd83dz", u"\xde00z"};

    for (unsigned i = 0; i < COUNT_OF(texts); i++) {
        narrows(texts[i], "\xef\xbf\xbdz");
        CHECK_FAILS(WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, texts[i],
                                        -1, bytes, ROOM, NULL, NULL),
                    ERROR_NO_UNICODE_TRANSLATION);
    }
}

/* Claim:  without room the length is counted; too little room is
 *         ERROR_INSUFFICIENT_BUFFER; a text that is counted needs no NUL and
 *         gets none.
 * Source: "MultiByteToWideChar function", cchWideChar; "WideCharToMultiByte
 *         function", cbMultiByte.  Wine 8: same. */
static void lengths(void)
{
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xc3\xa4\xc3\xa4", -1, NULL, 0) ==
          3);
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xc3\xa4\xc3\xa4", 4, NULL, 0) == 2);
    CHECK(WideCharToMultiByte(CP_UTF8, 0, u"\u20ac", -1, NULL, 0, NULL, NULL) ==
          4);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, "abc", -1, wide, 3),
                ERROR_INSUFFICIENT_BUFFER);
    CHECK_FAILS(
        WideCharToMultiByte(CP_UTF8, 0, u"abc", -1, bytes, 3, NULL, NULL),
        ERROR_INSUFFICIENT_BUFFER);
    wide[2] = 'x';
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "abc", 2, wide, 2) == 2);
    CHECK(wide[0] == 'a' && wide[1] == 'b' && wide[2] == 'x');
    CHECK(MultiByteToWideChar(CP_UTF8, 0, "a\0c", 3, wide, ROOM) == 3);
    CHECK(wide[1] == 0 && wide[2] == 'c');
}

/* Claim:  no text, a NULL or the same pointer, an unknown page, a default
 *         character in UTF-8: ERROR_INVALID_PARAMETER; other flags in UTF-8:
 *         ERROR_INVALID_FLAGS.
 * Source: their pages, Parameters, Remarks.  Wine 8: see below. */
static void bad_requests(void)
{
    BOOL used;

    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, "a", 0, wide, ROOM),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, NULL, 1, wide, ROOM),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, "a", 1, NULL, ROOM),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(CP_UTF8, 0, "a", 1, wide, -1),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(MultiByteToWideChar(12345, 0, "a", 1, wide, ROOM),
                ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "looks at no flags, and takes a character")
    CHECK_FAILS(
        MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "a", 1, wide, ROOM),
        ERROR_INVALID_FLAGS);
    CHECK_FAILS(
        WideCharToMultiByte(CP_UTF8, 0, u"a", 0, bytes, ROOM, NULL, NULL),
        ERROR_INVALID_PARAMETER);
    CHECK_FAILS(
        WideCharToMultiByte(CP_UTF8, 0, u"a", 1, NULL, ROOM, NULL, NULL),
        ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "looks at no flags, and takes a character")
    CHECK_FAILS(
        WideCharToMultiByte(CP_UTF8, 0, u"a", 1, bytes, ROOM, "?", NULL),
        ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "looks at no flags, and takes a character")
    CHECK_FAILS(
        WideCharToMultiByte(CP_UTF8, 0, u"a", 1, bytes, ROOM, NULL, &used),
        ERROR_INVALID_PARAMETER);
    DIFFERS(WINE_8, "looks at no flags, and takes a character")
    CHECK_FAILS(WideCharToMultiByte(CP_UTF8, WC_COMPOSITECHECK, u"a", 1, bytes,
                                    ROOM, NULL, NULL),
                ERROR_INVALID_FLAGS);
    DIFFERS(WINE_8, "looks at no flags, and takes a character")
    CHECK_FAILS(WideCharToMultiByte(1252, WC_ERR_INVALID_CHARS, u"a", 1, bytes,
                                    ROOM, NULL, NULL),
                ERROR_INVALID_FLAGS);
}

/* Claim:  the page of the machine takes the flags and the default character
 *         that any page takes.
 * Source: "MultiByteToWideChar function", dwFlags.  Wine 8: same. */
static void machine_page(void)
{
    BOOL used = TRUE;

    CHECK(MultiByteToWideChar(CP_ACP, MB_PRECOMPOSED, "abc", -1, wide, ROOM) ==
          4);
    CHECK(lstrcmpW(wide, u"abc") == 0);
    CHECK(WideCharToMultiByte(CP_ACP, WC_NO_BEST_FIT_CHARS, u"abc", -1, bytes,
                              ROOM, "?", &used) == 4);
    CHECK(!used && strcmp(bytes, "abc") == 0);
    CHECK(GetACP() != 0 && GetOEMCP() != 0);
}

/* Claim:  some pages of one byte a character; what they have not becomes the
 *         default character, and that is told.
 * Source: "Code Page Identifiers"; "WideCharToMultiByte function",
 *         lpUsedDefaultChar.  Wine 8: same. */
static void single_bytes(void)
{
    static const struct {
        UINT page;
        unsigned char byte;
        WCHAR unit;
    } rows[] = {
        {437, 0x80, 0xc7},    {437, 0xe1, 0xdf},   {437, 0xb0, 0x2591},
        {850, 0xd5, 0x131},   {850, 0x80, 0xc7},   {1251, 0xe0, 0x430},
        {1252, 0x80, 0x20ac}, {1252, 0x81, 0x81},  {1252, 0xe4, 0xe4},
        {28591, 0xe4, 0xe4},  {28591, 0x80, 0x80}, {20127, 'a', 'a'},
    };

    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        char byte = (char)rows[i].byte, back = 0;
        WCHAR unit = 0;

        CHECK(IsValidCodePage(rows[i].page));
        CHECK(MultiByteToWideChar(rows[i].page, 0, &byte, 1, &unit, 1) == 1 &&
                  unit == rows[i].unit,
              "page %u: %x", rows[i].page, unit);
        CHECK(WideCharToMultiByte(rows[i].page, 0, &unit, 1, &back, 1, NULL,
                                  NULL) == 1 &&
                  back == byte,
              "page %u: %x", rows[i].page, back);
    }
}

/* Claim:  the default character is '?' or the caller's, and its use is told.
 * Source: "WideCharToMultiByte function", lpDefaultChar.  Wine 8: same. */
static void default_character(void)
{
    BOOL used = FALSE;

    CHECK(WideCharToMultiByte(1252, WC_NO_BEST_FIT_CHARS, u"a\u0430z", -1,
                              bytes, ROOM, NULL, &used) == 4);
    CHECK(used && strcmp(bytes, "a?z") == 0);
    CHECK(WideCharToMultiByte(1252, WC_NO_BEST_FIT_CHARS, u"a\u0430z", -1,
                              bytes, ROOM, "#", &used) == 4);
    CHECK(used && strcmp(bytes, "a#z") == 0);
    CHECK(WideCharToMultiByte(1252, 0, u"az", -1, bytes, ROOM, NULL, &used) ==
          3);
    CHECK(!used);
}

/* Claim:  GetCPInfo tells the bytes of a character; an unknown page is
 *         ERROR_INVALID_PARAMETER.
 * Source: "GetCPInfo function", "CPINFO structure".  Wine 8: same. */
static void page_information(void)
{
    CPINFO info;

    CHECK(GetCPInfo(1252, &info));
    CHECK(info.MaxCharSize == 1 && info.DefaultChar[0] == '?');
    CHECK(info.LeadByte[0] == 0);
    CHECK(GetCPInfo(CP_UTF8, &info) && info.MaxCharSize == 4);
    CHECK(GetCPInfo(CP_ACP, &info));
    CHECK_FAILS(GetCPInfo(12345, &info), ERROR_INVALID_PARAMETER);
    CHECK(!IsValidCodePage(12345) && IsValidCodePage(CP_UTF8));
}

/* Claim:  the l-functions count, copy, and put behind; lstrcpyn ends with a NUL
 *         in any case; NULL is an empty text or no result.
 * Source: "lstrlenA function" and the like.  Wine 8: same. */
static void copies(void)
{
    CHECK(lstrlenA("abc") == 3 && lstrlenA(NULL) == 0);
    CHECK(lstrlenW(u"abcd") == 4 && lstrlenW(NULL) == 0);
    CHECK(lstrcpyA(bytes, "abc") == bytes && strcmp(bytes, "abc") == 0);
    CHECK(lstrcatA(bytes, "de") == bytes && strcmp(bytes, "abcde") == 0);
    CHECK(lstrcpynA(bytes, "xyz", 3) == bytes && strcmp(bytes, "xy") == 0);
    CHECK(lstrcpynA(bytes, "x", 10) == bytes && strcmp(bytes, "x") == 0);
    CHECK(lstrcpyW(wide, u"abc") == wide && lstrcatW(wide, u"de") == wide);
    CHECK(lstrcmpW(wide, u"abcde") == 0);
    CHECK(lstrcpynW(wide, u"xyz", 3) == wide && lstrcmpW(wide, u"xy") == 0);
    CHECK(lstrcpyA(NULL, "a") == NULL && lstrcpyA(bytes, NULL) == NULL);
    CHECK(lstrcatW(NULL, u"a") == NULL && lstrcpynA(NULL, "a", 2) == NULL);
}

/* Claim:  lstrcmp sorts letters before their capitals, lstrcmpi takes them for
 *         the same; CompareStringOrdinal compares units, and with a flag their
 *         capitals.
 * Source: "lstrcmpA function", Remarks; "CompareStringOrdinal function".
 *         Wine 8: same. */
static void comparisons(void)
{
    CHECK(lstrcmpA("abc", "abd") < 0 && lstrcmpA("b", "abc") > 0);
    CHECK(lstrcmpA("a", "A") < 0 && lstrcmpA("A", "b") < 0);
    CHECK(lstrcmpA("abc", "abc") == 0 && lstrcmpA("", "a") < 0);
    CHECK(lstrcmpiA("ABC", "abc") == 0 && lstrcmpiA("ABC", "abd") < 0);
    CHECK(lstrcmpW(u"a", u"A") < 0 && lstrcmpiW(u"\u00c4", u"\u00e4") == 0);
    CHECK(lstrcmpA(NULL, "a") < 0 && lstrcmpA("a", NULL) > 0);
    CHECK(lstrcmpiA(NULL, NULL) == 0);
    CHECK(CompareStringOrdinal(u"a", -1, u"A", -1, FALSE) == CSTR_GREATER_THAN);
    CHECK(CompareStringOrdinal(u"a", -1, u"A", -1, TRUE) == CSTR_EQUAL);
    CHECK(CompareStringOrdinal(u"\u00e4x", 1, u"\u00c4y", 1, TRUE) ==
          CSTR_EQUAL);
    CHECK(CompareStringOrdinal(u"ab", -1, u"abc", -1, FALSE) == CSTR_LESS_THAN);
    CHECK_FAILS(CompareStringOrdinal(NULL, -1, u"a", -1, FALSE),
                ERROR_INVALID_PARAMETER);
}

TAP_MAIN(CASE(utf8), CASE(bad_utf8), CASE(half_pairs), CASE(lengths),
         CASE(bad_requests), CASE(machine_page), CASE(single_bytes),
         CASE(default_character), CASE(page_information), CASE(copies),
         CASE(comparisons))
