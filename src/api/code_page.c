/* MultiByteToWideChar, WideCharToMultiByte and what they can convert. */
#include "base/code_page.h"

#include <string.h>

#include "api/api.h"
#include "base/utf.h"
#include "iocp/text.h"

/* 0: no such page. */
static UINT real_page(UINT page)
{
    if (page == CP_ACP || page == CP_OEMCP || page == CP_THREAD_ACP)
        return CP_UTF8;
    return code_page_is_known(page) ? page : 0;
}

/* What is neither room nor an error. */
static int give(size_t needed, int room)
{
    if (needed > INT32_MAX)
        return api_error(ERROR_INVALID_PARAMETER);
    if (room != 0 && needed > (size_t)room)
        return api_error(ERROR_INSUFFICIENT_BUFFER);
    return (int)needed;
}

static bool is_text(const void *text, int len, const void *to, int room)
{
    return text != NULL && len != 0 && len >= -1 && room >= 0 &&
           (to != NULL || room == 0) && text != to;
}

/* A program that names CP_UTF8 is told what UTF-8 cannot do. One that means
 * "the page of this machine", whatever it is, is not. */
static bool flags_fit(UINT named, DWORD flags, DWORD strict, DWORD other)
{
    return (flags & ~(named == CP_UTF8 ? strict : strict | other)) == 0;
}

int WINAPI MultiByteToWideChar(UINT page, DWORD flags, LPCSTR text, int len,
                               LPWSTR to, int room)
{
    const DWORD composing = MB_PRECOMPOSED | MB_COMPOSITE | MB_USEGLYPHCHARS;
    const DWORD either = MB_PRECOMPOSED | MB_COMPOSITE;
    size_t needed;
    bool bad;

    if (!is_text(text, len, to, room) || real_page(page) == 0)
        return api_error(ERROR_INVALID_PARAMETER);
    if (!flags_fit(page, flags, MB_ERR_INVALID_CHARS, composing) ||
        (flags & either) == either)
        return api_error(ERROR_INVALID_FLAGS);
    needed = code_page_to_utf16(real_page(page), text,
                                len >= 0 ? (size_t)len : strlen(text) + 1,
                                (uint16_t *)to, (size_t)room, &bad);
    if (bad && (flags & MB_ERR_INVALID_CHARS) != 0)
        return api_error(ERROR_NO_UNICODE_TRANSLATION);
    return give(needed, room);
}

static bool wide_flags_fit(UINT page, DWORD flags)
{
    const DWORD others = WC_DISCARDNS | WC_SEPCHARS | WC_DEFAULTCHAR |
                         WC_COMPOSITECHECK | WC_NO_BEST_FIT_CHARS;
    const DWORD strict = real_page(page) == CP_UTF8 ? WC_ERR_INVALID_CHARS : 0;

    return flags_fit(page, flags, strict, others);
}

int WINAPI WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR text, int len,
                               LPSTR to, int room, LPCCH instead, LPBOOL used)
{
    const char question = '?';
    size_t needed;
    bool bad;

    if (!is_text(text, len, to, room) || real_page(page) == 0)
        return api_error(ERROR_INVALID_PARAMETER);
    if (!wide_flags_fit(page, flags))
        return api_error(ERROR_INVALID_FLAGS);
    if (page == CP_UTF8 && (instead != NULL || used != NULL))
        return api_error(ERROR_INVALID_PARAMETER);
    needed = code_page_from_utf16(
        real_page(page), (const uint16_t *)text,
        len >= 0 ? (size_t)len : utf16_length((const uint16_t *)text) + 1, to,
        (size_t)room, *(instead != NULL ? instead : &question), &bad);
    if (bad && (flags & WC_ERR_INVALID_CHARS) != 0)
        return api_error(ERROR_NO_UNICODE_TRANSLATION);
    if (used != NULL)
        *used = bad;
    return give(needed, room);
}

UINT WINAPI GetACP(VOID)
{
    return CP_UTF8;
}

UINT WINAPI GetOEMCP(VOID)
{
    return CP_UTF8;
}

BOOL WINAPI IsValidCodePage(UINT page)
{
    return code_page_is_known(page) ? TRUE : api_error(ERROR_INVALID_PARAMETER);
}

BOOL WINAPI GetCPInfo(UINT page, LPCPINFO info)
{
    if (info == NULL || real_page(page) == 0)
        return api_error(ERROR_INVALID_PARAMETER);
    *info = (CPINFO){
        .MaxCharSize = real_page(page) == CP_UTF8 ? 4 : 1,
        .DefaultChar = {'?', 0},
    };
    return TRUE;
}
