// The forms of the secure functions that know how long an array is: C++.
// Windows' programs put any header into extern "C".
extern "C" {
#include <windows.h>
}
#include <crtdbg.h>
#include <intrin.h>
// Behind ours, which has Microsoft's macro of the same name.
#ifdef __x86_64__
#include <cpuid.h>
#endif
#include <io.h>
#include <strsafe.h>
#include <tchar.h>

#include <string>

extern "C" {
#include "harness/tap.h"
}

static std::u16string units(const WCHAR *text)
{
    return std::u16string(reinterpret_cast<const char16_t *>(text));
}

/* Claim:  the length is that of the array.
 * Source: "Secure template overloads". */
static void strings()
{
    char text[8] = "";
    WCHAR wide[4];

    CHECK(strcpy_s(text, "seven77") == 0 && std::string(text) == "seven77");
    CHECK(strcpy_s(text, "eight888") == ERANGE && text[0] == '\0');
    CHECK(strncpy_s(text, "abcdefghi", _TRUNCATE) == STRUNCATE);
    CHECK(strcpy_s(text, "ab") == 0 && strcat_s(text, "cd") == 0);
    CHECK(strncat_s(text, "efgh", 2) == 0 && std::string(text) == "abcdef");
    CHECK(wcscpy_s(wide, u"abc") == 0 && units(wide) == u"abc");
    CHECK(wcscat_s(wide, u"d") == ERANGE);
    CHECK(_strupr_s(text) == 0 && std::string(text) == "ABCDEF");
    CHECK(strcpy_s(text, sizeof text, "ab") == 0); // the plain one is there
}

static void formats()
{
    char text[8];
    WCHAR wide[8];

    CHECK(sprintf_s(text, "%d-%s", 12, "ab") == 5);
    CHECK(std::string(text) == "12-ab");
    CHECK(sprintf_s(text, sizeof text, "%I64d", 5LL) == 1);
    CHECK(_snprintf_s(text, _TRUNCATE, "%s", "abcdefgh") == -1);
    CHECK(std::string(text) == "abcdefg");
    CHECK(_snprintf_s(text, 4, _TRUNCATE, "%s", "abcdefgh") == -1);
    CHECK(std::string(text) == "abc");
    CHECK(swprintf_s(wide, u"%d", 77) == 2 && units(wide) == u"77");
    CHECK(_itoa_s(255, text, 16) == 0 && std::string(text) == "ff");
    CHECK(_i64tow_s(-5, wide, 10) == 0 && units(wide) == u"-5");
}

static void others()
{
    char text[26], drive[_MAX_DRIVE], folder[_MAX_DIR], name[_MAX_FNAME],
        extension[_MAX_EXT];
    const time_t when = 1000000000;
    unsigned long place = 0;
    TCHAR neutral[4];

    CHECK(ctime_s(text, &when) == 0 && _countof(text) == 26);
    CHECK(_splitpath_s("c:/a/b.c", drive, folder, name, extension) == 0);
    CHECK(std::string(name) == "b" && std::string(extension) == ".c");
    CHECK(_BitScanReverse(&place, 16) && place == 4);
    CHECK(_tcscpy_s(neutral, _T("abc")) == 0 && _tcslen(neutral) == 3);
    CHECK(StringCchCopyA(text, _countof(text), "abc") == S_OK);
    _ASSERTE(false);
}

/* Claim:  so do the parts of a wide name.
 * Source: "_wmakepath_s", "_wsplitpath_s". */
static void wide_names()
{
    WCHAR path[16], drive[_MAX_DRIVE], folder[_MAX_DIR], name[_MAX_FNAME],
        extension[_MAX_EXT];

    CHECK(_wmakepath_s(path, u"c", u"/a", u"b", u"d") == 0);
    CHECK(units(path) == u"c:/a/b.d");
    CHECK(_wsplitpath_s(path, drive, folder, name, extension) == 0);
    CHECK(units(drive) == u"c:" && units(folder) == u"/a/");
    CHECK(units(name) == u"b" && units(extension) == u".d");
}

/* Claim:  the macro is Microsoft's, whatever else is included.
 * Source: "__cpuid". */
static void processor()
{
#ifdef __x86_64__
    int info[4] = {0, 0, 0, 0};

    __cpuid(info, 0);
    CHECK(info[0] > 0 && info[1] != 0);
#else
    SKIP("another processor");
#endif
}

TAP_MAIN(CASE(strings), CASE(formats), CASE(others), CASE(wide_names),
         CASE(processor))
