/* strcpy_s and its kin, memcpy_s, _stricmp, numbers as text: Microsoft's C
 * run-time library. */
#include "crt_handler.h"

#include <errno.h>
#include <limits.h>

#define ROOM 8

/* Windows programs are compiled for the old library here, which does not call
 * the handler. */
#define CHECK_TOLD(count)                                                      \
    DIFFERS(WINE_8, "no handler in msvcrt.dll")                                \
    CHECK(told == (count), "told %u", told)

/* The call is refused with this error: errno too, and the handler is told. */
#define CHECK_REFUSED(call, error)                                             \
    ({                                                                         \
        int result_;                                                           \
                                                                               \
        told = 0;                                                              \
        errno = 0;                                                             \
        result_ = (call);                                                      \
        CHECK(result_ == (error) && errno == (error), "%s: %d, errno %d",      \
              #call, result_, errno);                                          \
        CHECK_TOLD(1);                                                         \
    })
/* The same where Wine tells otherwise. */
#define CHECK_REFUSED_HERE(call, error)                                        \
    ({                                                                         \
        int result_;                                                           \
                                                                               \
        errno = 0;                                                             \
        result_ = (call);                                                      \
        DIFFERS(WINE_8, "another error, or no errno")                          \
        CHECK(result_ == (error) && errno == (error), "%s: %d, errno %d",      \
              #call, result_, errno);                                          \
    })

static void listen_for_errors(void)
{
    _set_invalid_parameter_handler(note);
}

static char *full(char text[ROOM])
{
    memset(text, 'x', ROOM);
    return text;
}

static int same_wide(const WCHAR *one, const WCHAR *other)
{
    return lstrlenW(one) == lstrlenW(other) &&
           memcmp(one, other, (size_t)lstrlenW(one) * sizeof *one) == 0;
}

/* Claim:  the handler that was set is what asking gives, and setting another
 *         gives the one before.
 * Source: "_set_invalid_parameter_handler", Return value.  Wine 8: same. */
static void handler(void)
{
    _invalid_parameter_handler mine = note;

    _set_invalid_parameter_handler(mine);
    CHECK(_get_invalid_parameter_handler() == mine);
    CHECK(_set_invalid_parameter_handler(NULL) == mine);
    CHECK(_get_invalid_parameter_handler() == NULL);
}

/* Claim:  what fits with its end is copied.
 * Source: "strcpy_s", Remarks.  Wine 8: same. */
static void copy(void)
{
    char text[ROOM];
    WCHAR wide[ROOM];

    listen_for_errors();
    CHECK(strcpy_s(full(text), ROOM, "seven77") == 0 &&
          strcmp(text, "seven77") == 0);
    CHECK(strcpy_s(full(text), ROOM, "") == 0 && text[0] == '\0');
    CHECK(wcscpy_s(wide, ROOM, u"sev\u20ac") == 0 &&
          same_wide(wide, u"sev\u20ac"));
    CHECK(told == 0);
}

/* Claim:  what does not fit leaves an empty string and ERANGE; a NULL source an
 *         empty one and EINVAL; no destination EINVAL.
 * Source: "strcpy_s", Return value.  Wine 8: same. */
static void copy_refused(void)
{
    char text[ROOM];
    WCHAR wide[ROOM] = u"x";

    listen_for_errors();
    CHECK_REFUSED(strcpy_s(full(text), ROOM, "eight888"), ERANGE);
    CHECK(text[0] == '\0');
    CHECK_REFUSED(strcpy_s(full(text), ROOM, NULL), EINVAL);
    CHECK(text[0] == '\0');
    CHECK_REFUSED(strcpy_s(NULL, ROOM, "x"), EINVAL);
    CHECK_REFUSED(strcpy_s(full(text), 0, "x"), EINVAL);
    CHECK(text[0] == 'x');
    CHECK_REFUSED(wcscpy_s(wide, 2, u"ab"), ERANGE);
    CHECK(wide[0] == 0);
}

/* Claim:  a count stops the copy; _TRUNCATE copies what fits and says so.
 * Source: "strncpy_s", Remarks.  Wine 8: same. */
static void copy_start(void)
{
    char text[ROOM];
    WCHAR wide[ROOM];

    listen_for_errors();
    CHECK(strncpy_s(full(text), ROOM, "abcdefghijk", 3) == 0 &&
          strcmp(text, "abc") == 0);
    CHECK(strncpy_s(full(text), ROOM, "ab", 100) == 0 &&
          strcmp(text, "ab") == 0);
    CHECK(strncpy_s(full(text), ROOM, "x", 0) == 0 && text[0] == '\0');
    CHECK(strncpy_s(NULL, 0, NULL, 0) == 0);
    CHECK(strncpy_s(full(text), ROOM, "abcdefgh", _TRUNCATE) == STRUNCATE &&
          strcmp(text, "abcdefg") == 0);
    CHECK(strncpy_s(full(text), ROOM, "abcdefg", _TRUNCATE) == 0 &&
          strcmp(text, "abcdefg") == 0);
    CHECK(wcsncpy_s(wide, 3, u"abc", _TRUNCATE) == STRUNCATE &&
          same_wide(wide, u"ab"));
    CHECK(told == 0);
    CHECK_REFUSED_HERE(strncpy_s(full(text), ROOM, "abcdefghijk", 8), ERANGE);
    CHECK(text[0] == '\0');
    CHECK_REFUSED(strncpy_s(full(text), ROOM, NULL, 1), EINVAL);
    CHECK_REFUSED_HERE(wcsncpy_s(wide, 3, u"abc", 3), ERANGE);
}

/* Claim:  appending needs room for both and an end already there.
 * Source: "strcat_s", Return value.  Wine 8: same. */
static void append(void)
{
    char text[ROOM] = "abc";
    WCHAR wide[ROOM] = u"abc";

    listen_for_errors();
    CHECK(strcat_s(text, ROOM, "defg") == 0 && strcmp(text, "abcdefg") == 0);
    CHECK(wcscat_s(wide, ROOM, u"defg") == 0 && same_wide(wide, u"abcdefg"));
    CHECK(told == 0);
    CHECK_REFUSED(strcat_s(text, ROOM, "h"), ERANGE);
    CHECK(text[0] == '\0');
    CHECK_REFUSED_HERE(strcat_s(full(text), ROOM, "h"), EINVAL);
    CHECK(text[0] == '\0');
    CHECK_REFUSED(strcat_s(full(text), ROOM, NULL), EINVAL);
    CHECK_REFUSED(strcat_s(NULL, ROOM, "h"), EINVAL);
    CHECK_REFUSED(strcat_s(NULL, 0, "h"), EINVAL);
    CHECK_REFUSED_HERE(wcscat_s(NULL, 0, u"h"), EINVAL);
}

/* Claim:  so does appending a part; _TRUNCATE takes what fits.
 * Source: "strncat_s", Remarks.  Wine 8: same. */
static void append_start(void)
{
    char text[ROOM] = "abc";

    listen_for_errors();
    CHECK(strncat_s(text, ROOM, "defghi", 2) == 0 &&
          strcmp(text, "abcde") == 0);
    CHECK(strncat_s(text, ROOM, "x", 0) == 0 && strcmp(text, "abcde") == 0);
    CHECK(strncat_s(text, ROOM, "fghi", _TRUNCATE) == STRUNCATE &&
          strcmp(text, "abcdefg") == 0);
    CHECK(told == 0);
    CHECK_REFUSED(strncat_s(text, ROOM, "h", 1), ERANGE);
    CHECK(text[0] == '\0');
}

/* Claim:  a copy of its own.
 * Source: "_strdup", Return value.  Wine 8: same. */
static void duplicates(void)
{
    char *text = _strdup("abc");
    WCHAR *wide = (WCHAR *)_wcsdup(u"ab\u20ac");

    CHECK(text != NULL && strcmp(text, "abc") == 0);
    CHECK(wide != NULL && same_wide(wide, u"ab\u20ac"));
    CHECK(_strdup(NULL) == NULL);
    free(text);
    free(wide);
}

/* Claim:  capitals do not count; the order is that of the small letters.
 * Source: "_stricmp", Return value.  Wine 8: same. */
static void comparing(void)
{
    listen_for_errors();
    CHECK(_stricmp("Abc", "aBC") == 0 && _stricmp("", "") == 0);
    CHECK(_stricmp("ab", "B") < 0 && _stricmp("B", "ab") > 0);
    CHECK(_stricmp("ab", "abc") < 0);
    CHECK(_stricmp("_", "A") < 0); /* 0x5f, before 'a' and behind 'A' */
    CHECK(_strnicmp("ABx", "aby", 2) == 0 && _strnicmp("ABx", "aby", 3) < 0);
    CHECK(_strnicmp("x", "y", 0) == 0);
    CHECK(_wcsicmp(u"ABC", u"abc") == 0 && _wcsicmp(u"ab", u"B") < 0);
    CHECK(_wcsnicmp(u"ABx", u"aby", 2) == 0);
    CHECK(told == 0);
}

/* Claim:  NULL cannot be compared: _NLSCMPERROR, EINVAL.
 * Source: "_stricmp", Return value.  Wine 8: same. */
static void comparing_nothing(void)
{
    listen_for_errors();
    errno = 0;
    DIFFERS(WINE_8, "another result")
    CHECK(_stricmp(NULL, "a") == INT_MAX && errno == EINVAL);
    CHECK_TOLD(1);
    errno = 0;
    CHECK(_wcsicmp(u"a", NULL) == INT_MAX && errno == EINVAL);
    CHECK_TOLD(2);
}

/* Claim:  words come one by one, and the place is the caller's.
 * Source: "strtok_s", Remarks.  Wine 8: same. */
static void words(void)
{
    char text[] = ",,one, two,", *place = NULL;
    WCHAR wide[] = u"a;b", *wide_place = NULL;

    listen_for_errors();
    CHECK(strcmp(strtok_s(text, ", ", &place), "one") == 0);
    CHECK(strcmp(strtok_s(NULL, ", ", &place), "two") == 0);
    CHECK(strtok_s(NULL, ", ", &place) == NULL);
    CHECK(strtok_s(NULL, ", ", &place) == NULL);
    CHECK(same_wide(wcstok_s(wide, u";", &wide_place), u"a"));
    CHECK(same_wide(wcstok_s(NULL, u";", &wide_place), u"b"));
    CHECK(wcstok_s(NULL, u";", &wide_place) == NULL);
    CHECK(told == 0);
    place = NULL;
    errno = 0;
    CHECK(strtok_s(NULL, ",", &place) == NULL && errno == EINVAL);
}

/* Claim:  letters of ASCII change, and no others.
 * Source: "_strlwr_s", Remarks.  Wine 8: same. */
static void letters(void)
{
    char text[ROOM] = "aZ[\x7f";
    WCHAR wide[ROOM] = u"aZ[";

    listen_for_errors();
    CHECK(_strupr_s(text, ROOM) == 0 && strcmp(text, "AZ[\x7f") == 0);
    CHECK(_strlwr_s(text, ROOM) == 0 && strcmp(text, "az[\x7f") == 0);
    CHECK(_strupr(text) == text && strcmp(text, "AZ[\x7f") == 0);
    CHECK(_strlwr(text) == text && strcmp(text, "az[\x7f") == 0);
    CHECK(_wcsupr_s(wide, ROOM) == 0 && same_wide(wide, u"AZ["));
    CHECK(_wcslwr_s(wide, ROOM) == 0 && same_wide(wide, u"az["));
    CHECK(told == 0);
    CHECK_REFUSED(_strlwr_s(NULL, ROOM), EINVAL);
    CHECK_REFUSED(_strupr_s(full(text), ROOM), EINVAL);
    CHECK(text[0] == '\0');
}

/* Claim:  a length that is looked for no farther than told.
 * Source: "strnlen_s", Return value.  Wine 8: same. */
static void lengths(void)
{
    CHECK(strnlen_s("abc", 10) == 3 && strnlen_s("abc", 2) == 2);
    CHECK(strnlen_s(NULL, 10) == 0);
    CHECK(wcsnlen_s(u"abc", 10) == 3 && wcsnlen_s(NULL, 10) == 0);
}

/* Claim:  memcpy_s empties what is too small, memmove_s leaves it.
 * Source: "memcpy_s", "memmove_s", Return value.  Wine 8: same. */
static void bytes(void)
{
    char text[ROOM];

    listen_for_errors();
    CHECK(memcpy_s(full(text), ROOM, "abcdefgh", 8) == 0 &&
          memcmp(text, "abcdefgh", 8) == 0);
    CHECK(memcpy_s(NULL, 0, NULL, 0) == 0);
    CHECK(memmove_s(text + 1, ROOM - 1, text, 7) == 0 &&
          memcmp(text, "aabcdefg", 8) == 0);
    CHECK(told == 0);
    CHECK_REFUSED(memcpy_s(full(text), ROOM, "abcdefghi", 9), ERANGE);
    CHECK(memcmp(text, "\0\0\0\0\0\0\0", ROOM) == 0);
    CHECK_REFUSED(memcpy_s(full(text), ROOM, NULL, 1), EINVAL);
    CHECK(memcmp(text, "\0\0\0\0\0\0\0", ROOM) == 0);
    CHECK_REFUSED(memcpy_s(NULL, ROOM, "a", 1), EINVAL);
    CHECK_REFUSED(memmove_s(full(text), ROOM, "abcdefghi", 9), ERANGE);
    CHECK(text[0] == 'x');
    CHECK_REFUSED(memmove_s(NULL, ROOM, "a", 1), EINVAL);
}

/* Claim:  bytes and units, there and back; without a destination they are
 *         counted, with their end.
 * Source: "mbstowcs_s", Remarks.  Wine 8: same. */
static void transcoding(void)
{
    WCHAR wide[ROOM];
    char text[ROOM];
    size_t count = 77;

    listen_for_errors();
    CHECK(mbstowcs_s(&count, wide, ROOM, "abc", _TRUNCATE) == 0 && count == 4 &&
          same_wide(wide, u"abc"));
    CHECK(mbstowcs_s(&count, NULL, 0, "abcd", 0) == 0 && count == 5);
    CHECK(mbstowcs_s(&count, wide, ROOM, "abcd", 2) == 0 && count == 3 &&
          same_wide(wide, u"ab"));
    CHECK(mbstowcs_s(NULL, wide, 3, "abc", _TRUNCATE) == STRUNCATE &&
          same_wide(wide, u"ab"));
    CHECK(wcstombs_s(&count, text, ROOM, u"abc", _TRUNCATE) == 0 &&
          count == 4 && strcmp(text, "abc") == 0);
    CHECK(wcstombs_s(&count, NULL, 0, u"abcd", 0) == 0 && count == 5);
    CHECK(told == 0);
    CHECK_REFUSED(mbstowcs_s(&count, wide, 3, "abc", 3), ERANGE);
    CHECK(wide[0] == 0);
    CHECK_REFUSED(mbstowcs_s(&count, wide, ROOM, NULL, 3), EINVAL);
}

/* Claim:  what is no text converts to none; the handler is not called.
 * Source: "mbstowcs_s", "wcstombs_s", Remarks.  Wine 8: converts bytes. */
static void no_text(void)
{
    static const WCHAR half[] = {'a', 0xd83d, 'b', 0};
    WCHAR wide[ROOM] = u"xxx";
    char text[ROOM] = "xxx";
    size_t count = 77;

    listen_for_errors();
    errno = 0;
    DIFFERS(WINE_8, "converts it")
    CHECK(mbstowcs_s(&count, wide, ROOM, "a\xff", _TRUNCATE) == EILSEQ &&
          errno == EILSEQ && count == 0 && wide[0] == 0);
    count = 77;
    DIFFERS(WINE_8, "converts it")
    CHECK(mbstowcs_s(&count, NULL, 0, "\xed\xa0\x80", 0) == EILSEQ &&
          count == 0);
    errno = 0;
    count = 77;
    CHECK(wcstombs_s(&count, text, ROOM, half, _TRUNCATE) == EILSEQ &&
          errno == EILSEQ && count == 0 && text[0] == '\0');
    if (tap_where() == NATIVE)
        CHECK(mbstowcs_s(&count, wide, ROOM, "\xef\xbf\xbd", _TRUNCATE) == 0 &&
              wide[0] == 0xfffd);
    CHECK(wcstombs_s(&count, text, ROOM, half, 1) == 0 && count == 2 &&
          strcmp(text, "a") == 0);
    CHECK(told == 0);
}

/* The last `bytes` before memory that cannot be read. */
static void *edge(size_t bytes)
{
    SYSTEM_INFO info;
    char *pages;

    GetSystemInfo(&info);
    pages = VirtualAlloc(NULL, 2 * (size_t)info.dwPageSize, MEM_RESERVE,
                         PAGE_NOACCESS);
    if (!CHECK(pages != NULL && VirtualAlloc(pages, info.dwPageSize, MEM_COMMIT,
                                             PAGE_READWRITE) == pages))
        return NULL;
    return pages + info.dwPageSize - bytes;
}

/* Claim:  no more is read than the count or the room asks for: the text need
 *         not end.
 * Source: "mbstowcs_s", "wcstombs_s", Remarks.  Wine 8: same. */
static void transcoding_starts(void)
{
    WCHAR wide[ROOM], *units = edge(3 * sizeof *units);
    char text[ROOM], *narrow = edge(3);
    size_t count = 77;

    if (units == NULL || narrow == NULL)
        return;
    listen_for_errors();
    memcpy(units, u"abc", 3 * sizeof *units);
    memcpy(narrow, "abc", 3);
    CHECK(mbstowcs_s(&count, wide, ROOM, narrow, 3) == 0 && count == 4 &&
          same_wide(wide, u"abc"));
    CHECK(mbstowcs_s(&count, wide, 3, narrow, _TRUNCATE) == STRUNCATE &&
          same_wide(wide, u"ab"));
    CHECK(wcstombs_s(&count, text, ROOM, units, 3) == 0 && count == 4 &&
          strcmp(text, "abc") == 0);
    CHECK(wcstombs_s(&count, text, 3, units, _TRUNCATE) == STRUNCATE &&
          strcmp(text, "ab") == 0);
    CHECK(told == 0);
}

/* Claim:  an error has words, cut to the room.
 * Source: "strerror_s", Remarks.  Wine 8: same. */
static void error_words(void)
{
    char text[64], cut[4];

    listen_for_errors();
    CHECK(strerror_s(text, sizeof text, EINVAL) == 0 && text[0] != '\0');
    CHECK(strerror_s(cut, sizeof cut, EINVAL) == 0 && strlen(cut) == 3 &&
          strncmp(cut, text, 3) == 0);
    CHECK_REFUSED(strerror_s(NULL, 4, EINVAL), EINVAL);
}

/* Claim:  numbers in bases 2 to 36; a sign in base 10 only.
 * Source: "_itoa_s, _itow_s functions", Remarks.  Wine 8: same. */
static void digits(void)
{
    char text[70];
    WCHAR wide[70];

    listen_for_errors();
    CHECK(_itoa_s(-12, text, 70, 10) == 0 && strcmp(text, "-12") == 0);
    CHECK(_itoa_s(-1, text, 70, 16) == 0 && strcmp(text, "ffffffff") == 0);
    CHECK(_itoa_s(35, text, 70, 36) == 0 && strcmp(text, "z") == 0);
    CHECK(_itoa_s(0, text, 70, 2) == 0 && strcmp(text, "0") == 0);
    CHECK(_itoa_s(INT_MIN, text, 70, 10) == 0 &&
          strcmp(text, "-2147483648") == 0);
    CHECK(_i64toa_s(-5000000000, text, 70, 10) == 0 &&
          strcmp(text, "-5000000000") == 0);
    CHECK(_ui64toa_s(ULLONG_MAX, text, 70, 10) == 0 &&
          strcmp(text, "18446744073709551615") == 0);
    CHECK(_itow_s(-12, wide, 70, 10) == 0 && same_wide(wide, u"-12"));
    CHECK(_itoa(255, text, 16) == text && strcmp(text, "ff") == 0);
    CHECK(_ui64toa(8, text, 2) == text && strcmp(text, "1000") == 0);
    CHECK(_ultoa(7, text, 10) == text && strcmp(text, "7") == 0);
    CHECK(told == 0);
    CHECK_REFUSED(_itoa_s(123, text, 3, 10), ERANGE);
    CHECK(text[0] == '\0');
    CHECK_REFUSED(_itoa_s(1, text, 70, 37), EINVAL);
    CHECK_REFUSED(_itoa_s(1, text, 70, 1), EINVAL);
    CHECK_REFUSED(_itoa_s(1, NULL, 70, 10), EINVAL);
}

/* Claim:  text as numbers, with the place behind them.
 * Source: "_strtoi64", "_atoi64", Return value.  Wine 8: same. */
static void values(void)
{
    const WCHAR *wide = u" 7fz";
    char text[] = " -5000000000x", *end;
    WCHAR *wide_end;

    listen_for_errors();
    CHECK(_atoi64(" -5000000000x") == -5000000000 && _atoi64("x") == 0);
    CHECK(_wtoi(u"-12x") == -12 && _wtoi64(u"5000000000") == 5000000000);
    CHECK(_strtoi64(text, &end, 10) == -5000000000 && *end == 'x');
    CHECK(_strtoui64("18446744073709551615", NULL, 0) == ULLONG_MAX);
    CHECK(_wcstoui64(wide, &wide_end, 16) == 0x7f && wide_end == wide + 3);
    CHECK(_wcstoi64(u"zz", NULL, 36) == 35 * 37);
    errno = 0;
    CHECK(_strtoi64("9999999999999999999", NULL, 10) == LLONG_MAX &&
          errno == ERANGE && told == 0);
    errno = 0;
    CHECK(_strtoi64(NULL, NULL, 10) == 0 && errno == EINVAL);
    CHECK_TOLD(1);
}

/* Claim:  a number beyond an int is the greatest or least, and ERANGE.
 * Source: "atoi, _atoi_l, _wtoi, _wtoi_l", Return value.  Wine 8: same. */
static void values_beyond(void)
{
    errno = 0;
    CHECK(_wtoi(u"2147483648") == INT_MAX && errno == ERANGE);
    errno = 0;
    CHECK(_wtoi(u"-2147483649") == INT_MIN && errno == ERANGE);
    errno = 0;
    CHECK(_wtoi(u"2147483647") == INT_MAX && errno == 0);
    CHECK(_wtoi(u"-2147483648") == INT_MIN && errno == 0);
}

/* Claim:  0b begins no number but the 0.
 * Source: "_strtoi64", Remarks.  Wine 8: same. */
static void no_binary(void)
{
    const WCHAR *wide = u"0b11";
    char text[] = " -0b11", *end;
    WCHAR *wide_end;

    CHECK(_strtoi64(text, &end, 0) == 0 && end == text + 3);
    CHECK(_strtoui64(text + 2, &end, 2) == 0 && end == text + 3);
    CHECK(_strtoi64(text, &end, 16) == -0xb11 && *end == '\0');
    CHECK(_wcstoi64(wide, &wide_end, 0) == 0 && wide_end == wide + 1);
    CHECK(_wcstoui64(wide, &wide_end, 2) == 0 && wide_end == wide + 1);
}

TAP_MAIN(CASE(handler), CASE(copy), CASE(copy_refused), CASE(copy_start),
         CASE(append), CASE(append_start), CASE(duplicates), CASE(comparing),
         CASE(comparing_nothing), CASE(words), CASE(letters), CASE(lengths),
         CASE(bytes), CASE(transcoding), CASE(no_text),
         CASE(transcoding_starts), CASE(error_words), CASE(digits),
         CASE(values), CASE(values_beyond), CASE(no_binary))
