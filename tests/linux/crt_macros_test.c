/* Programs have macros for names that they miss elsewhere: these stay theirs,
 * and what they stand for stays the C library's. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define sprintf_s snprintf
#define _snprintf snprintf
#define _vsnprintf vsnprintf
#define _strdup strdup
#define _stricmp strcasecmp
#define _strnicmp strncasecmp
#define strcpy_s(to, size, from) strncpy(to, from, size)
#define localtime_s(to, time) localtime_r(time, to)
#define _getpid getpid
#define _open open

#include <windows.h>

#include <io.h>
#include <process.h>
#include <tchar.h>

#include "harness/tap.h"

#define TEXT_OF(...) #__VA_ARGS__
#define EXPANDED(...) TEXT_OF(__VA_ARGS__)

int iocp__stricmp(const char *one, const char *other);
int iocp__strnicmp(const char *one, const char *other, size_t count);
char *iocp__strdup(const char *text);

/* Claim:  what did not fit is counted, by the C library's snprintf alone.
 * Source: snprintf(3). */
static void functions(void)
{
    char text[4];

    CHECK(snprintf(text, sizeof text, "%s", "abcdef") == 6);
    CHECK(_snprintf(text, sizeof text, "%s", "abcdef") == 6);
    CHECK(sprintf_s(text, sizeof text, "%s", "abcdef") == 6);
    CHECK(strcasecmp != iocp__stricmp && strncasecmp != iocp__strnicmp &&
          strdup != iocp__strdup);
}

/* Claim:  a macro is in force again behind the headers.
 * Source: none; a macro belongs to who defines it. */
static void macros(void)
{
    CHECK(strcmp(EXPANDED(_vsnprintf), "vsnprintf") == 0);
    CHECK(strcmp(EXPANDED(_stricmp _strnicmp), "strcasecmp strncasecmp") == 0);
    CHECK(strcmp(EXPANDED(strcpy_s(a, 1, b)), "strncpy(a, b, 1)") == 0);
    CHECK(strcmp(EXPANDED(localtime_s(a, b)), "localtime_r(b, a)") == 0);
    CHECK(strcmp(EXPANDED(_getpid _open), "getpid open") == 0);
    CHECK(strcmp(EXPANDED(strcat_s), "strcat_s") == 0);
}

/* Claim:  narrow names of <tchar.h> are Microsoft's functions, as wide ones.
 * Source: "Generic-text mappings". */
static void generic_text(void)
{
    CHECK(strcmp(EXPANDED(_tprintf), "printf_s") == 0);
    CHECK(strcmp(EXPANDED(_ftprintf), "fprintf_s") == 0);
    CHECK(strncmp(EXPANDED(_tfopen(a, b)), "_fsopen(a, b, ", 14) == 0);
    CHECK(_tfopen(_T("C:\\"), _T("rb")) == NULL);
}

TAP_MAIN(CASE(functions), CASE(macros), CASE(generic_text))
