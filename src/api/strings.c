/* lstrlen and its like, CompareStringOrdinal. Windows catches the fault of a
 * bad pointer; here only NULL is looked at. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "base/letter_case.h"
#include "base/utf.h"
#include "iocp/text.h"

int WINAPI lstrlenA(LPCSTR text)
{
    return text != NULL ? (int)strlen(text) : 0;
}

int WINAPI lstrlenW(LPCWSTR text)
{
    return text != NULL ? (int)utf16_length((const uint16_t *)text) : 0;
}

/* ---- Copying ---- */

LPSTR WINAPI lstrcpynA(LPSTR to, LPCSTR text, int room)
{
    size_t len;

    if (to == NULL || text == NULL)
        return NULL;
    if (room <= 0)
        return to;
    len = strnlen(text, (size_t)room - 1);
    memmove(to, text, len);
    to[len] = '\0';
    return to;
}

LPWSTR WINAPI lstrcpynW(LPWSTR to, LPCWSTR text, int room)
{
    size_t len = 0;

    if (to == NULL || text == NULL)
        return NULL;
    if (room <= 0)
        return to;
    while (len < (size_t)room - 1 && text[len] != 0)
        len++;
    memmove(to, text, len * sizeof *to);
    to[len] = 0;
    return to;
}

LPSTR WINAPI lstrcpyA(LPSTR to, LPCSTR text)
{
    return lstrcpynA(to, text, INT32_MAX);
}

LPWSTR WINAPI lstrcpyW(LPWSTR to, LPCWSTR text)
{
    return lstrcpynW(to, text, INT32_MAX);
}

LPSTR WINAPI lstrcatA(LPSTR to, LPCSTR text)
{
    if (to == NULL || text == NULL)
        return NULL;
    lstrcpyA(to + strlen(to), text);
    return to;
}

LPWSTR WINAPI lstrcatW(LPWSTR to, LPCWSTR text)
{
    if (to == NULL || text == NULL)
        return NULL;
    lstrcpyW(to + lstrlenW(to), text);
    return to;
}

/* ---- Comparing ---- */

static int order(int one, int other)
{
    return one < other ? -1 : one > other;
}

static uint16_t unit_of(WCHAR unit, bool ignore_case)
{
    return ignore_case ? letter_upper((uint16_t)unit) : (uint16_t)unit;
}

static int compare(LPCWCH one, int len, LPCWCH other, int other_len,
                   bool ignore_case)
{
    int both = len < other_len ? len : other_len;

    for (int i = 0; i < both; i++) {
        int found =
            order(unit_of(one[i], ignore_case), unit_of(other[i], ignore_case));

        if (found != 0)
            return found;
    }
    return order(len, other_len);
}

int WINAPI CompareStringOrdinal(LPCWCH one, int len, LPCWCH other,
                                int other_len, BOOL ignore_case)
{
    if (one == NULL || other == NULL || len < -1 || other_len < -1)
        return api_error(ERROR_INVALID_PARAMETER);
    return CSTR_EQUAL + compare(one, len >= 0 ? len : lstrlenW(one), other,
                                other_len >= 0 ? other_len : lstrlenW(other),
                                ignore_case != FALSE);
}

int WINAPI lstrcmpiW(LPCWSTR one, LPCWSTR other)
{
    if (one == NULL || other == NULL)
        return order(one != NULL, other != NULL);
    return compare(one, lstrlenW(one), other, lstrlenW(other), true);
}

/* Texts that differ in capitals only: the small letter first. */
int WINAPI lstrcmpW(LPCWSTR one, LPCWSTR other)
{
    int found = lstrcmpiW(one, other);

    if (found != 0 || one == NULL)
        return found;
    return -compare(one, lstrlenW(one), other, lstrlenW(other), false);
}

static LPWSTR widen(LPCSTR text)
{
    size_t size = strlen(text) + 1;
    LPWSTR wide = malloc(size * sizeof *wide); /* units are no more */

    if (wide != NULL)
        utf8_to_utf16(text, size, (uint16_t *)wide, size);
    return wide;
}

/* Without memory, byte by byte: there is no error to return. */
static int compare_narrow(LPCSTR one, LPCSTR other,
                          int(WINAPI *compare_wide)(LPCWSTR, LPCWSTR))
{
    LPWSTR wide, other_wide;
    int found;

    if (one == NULL || other == NULL)
        return order(one != NULL, other != NULL);
    wide = widen(one);
    other_wide = widen(other);
    found = wide != NULL && other_wide != NULL ? compare_wide(wide, other_wide)
                                               : order(strcmp(one, other), 0);
    free(wide);
    free(other_wide);
    return found;
}

int WINAPI lstrcmpA(LPCSTR one, LPCSTR other)
{
    return compare_narrow(one, other, lstrcmpW);
}

int WINAPI lstrcmpiA(LPCSTR one, LPCSTR other)
{
    return compare_narrow(one, other, lstrcmpiW);
}
