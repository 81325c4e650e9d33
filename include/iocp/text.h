/* Text: code pages, and the string functions of kernel32.
 *
 * The code page of the A calls, CP_ACP, is UTF-8; so are CP_OEMCP and
 * CP_THREAD_ACP. */
#ifndef IOCP_TEXT_H
#define IOCP_TEXT_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CP_ACP 0
#define CP_OEMCP 1
#define CP_MACCP 2
#define CP_THREAD_ACP 3
#define CP_SYMBOL 42
#define CP_UTF7 65000
#define CP_UTF8 65001

#define MB_PRECOMPOSED 0x00000001
#define MB_COMPOSITE 0x00000002
#define MB_USEGLYPHCHARS 0x00000004
#define MB_ERR_INVALID_CHARS 0x00000008
#define WC_DISCARDNS 0x00000010
#define WC_SEPCHARS 0x00000020
#define WC_DEFAULTCHAR 0x00000040
#define WC_ERR_INVALID_CHARS 0x00000080
#define WC_COMPOSITECHECK 0x00000200
#define WC_NO_BEST_FIT_CHARS 0x00000400

#define MAX_LEADBYTES 12
#define MAX_DEFAULTCHAR 2

#define CSTR_LESS_THAN 1
#define CSTR_EQUAL 2
#define CSTR_GREATER_THAN 3

typedef struct _cpinfo {
    UINT MaxCharSize; /* bytes */
    BYTE DefaultChar[MAX_DEFAULTCHAR];
    BYTE LeadByte[MAX_LEADBYTES]; /* pairs; none here */
} CPINFO, *LPCPINFO;

IOCP_SIZE(CPINFO, 20);
IOCP_AT(CPINFO, LeadByte, 6);

/* Turns text of a code page into UTF-16.
 * In:      CodePage: CP_ACP, CP_OEMCP, CP_THREAD_ACP, CP_UTF8; 437, 850, 1251,
 *          1252, 20127 (ASCII), 28591 (Latin 1). dwFlags: MB_ERR_INVALID_CHARS,
 *          and, not with CP_UTF8, those that compose, without effect.
 *          lpMultiByteStr, cbMultiByte: the text; -1 bytes: to its NUL, which
 *          is converted too. cchWideChar: room, 0: only count.
 * Out:     lpWideCharStr: the text; bytes that are none are U+FFFD.
 * Returns: the units written, or needed if cchWideChar is 0; or 0; last error:
 *          ERROR_INSUFFICIENT_BUFFER, no room; ERROR_INVALID_FLAGS;
 *          ERROR_INVALID_PARAMETER, another code page, no text, a NULL
 *          pointer, or both the same; ERROR_NO_UNICODE_TRANSLATION, bytes that
 *          are no text, with MB_ERR_INVALID_CHARS.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: has many more code pages.
 * Source:  "MultiByteToWideChar function", Parameters, Return value.
 * Test:    tests/conformance/code_pages.c */
int WINAPI MultiByteToWideChar(UINT CodePage, DWORD dwFlags,
                               LPCSTR lpMultiByteStr, int cbMultiByte,
                               LPWSTR lpWideCharStr, int cchWideChar)
    IOCP_API(MultiByteToWideChar);

/* Turns UTF-16 into text of a code page.
 * In:      CodePage: as above. dwFlags: with CP_UTF8 only WC_ERR_INVALID_CHARS,
 *          with others all but that. lpWideCharStr, cchWideChar: the text; -1
 *          units: to its NUL, which is converted too. cbMultiByte: room, 0:
 *          only count. lpDefaultChar: for what the page has not, NULL: '?';
 *          NULL with CP_UTF8.
 * Out:     lpMultiByteStr: the text; in UTF-8 half a surrogate pair is U+FFFD.
 *          *lpUsedDefaultChar: whether something was replaced; NULL with
 *          CP_UTF8.
 * Returns: the bytes written, or needed if cbMultiByte is 0; or 0; last error:
 *          as above; ERROR_NO_UNICODE_TRANSLATION, half a pair, with
 *          WC_ERR_INVALID_CHARS.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: has many more code pages, and replaces what a page has not
 *          by what looks like it.
 * Source:  "WideCharToMultiByte function", Parameters, Return value.
 * Test:    tests/conformance/code_pages.c */
int WINAPI WideCharToMultiByte(UINT CodePage, DWORD dwFlags,
                               LPCWSTR lpWideCharStr, int cchWideChar,
                               LPSTR lpMultiByteStr, int cbMultiByte,
                               LPCCH lpDefaultChar, LPBOOL lpUsedDefaultChar)
    IOCP_API(WideCharToMultiByte);

/* Gives the code page of the A calls.
 * In:      none.
 * Out:     none.
 * Returns: CP_UTF8.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the page depends on the machine.
 * Source:  "GetACP function", Return value.
 * Test:    tests/conformance/code_pages.c */
UINT WINAPI GetACP(VOID) IOCP_API(GetACP);

/* Gives the code page of the console.
 * In:      none.
 * Out:     none.
 * Returns: CP_UTF8.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the page depends on the machine.
 * Source:  "GetOEMCP function", Return value.
 * Test:    tests/conformance/code_pages.c */
UINT WINAPI GetOEMCP(VOID) IOCP_API(GetOEMCP);

/* Tells whether a code page can be converted.
 * In:      CodePage: its number.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "IsValidCodePage function", Return value.
 * Test:    tests/conformance/code_pages.c */
BOOL WINAPI IsValidCodePage(UINT CodePage) IOCP_API(IsValidCodePage);

/* Tells how a code page is built.
 * In:      CodePage: as of MultiByteToWideChar.
 * Out:     *lpCPInfo; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such page,
 *          or lpCPInfo is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetCPInfo function", Parameters.
 * Test:    tests/conformance/code_pages.c */
BOOL WINAPI GetCPInfo(UINT CodePage, LPCPINFO lpCPInfo) IOCP_API(GetCPInfo);

/* Compares two texts unit by unit.
 * In:      lpString1, cchCount1 and lpString2, cchCount2: the texts; -1 units:
 *          to the NUL. bIgnoreCase: whether capital letters are like small
 * ones. Out:     none. Returns: CSTR_LESS_THAN, CSTR_EQUAL, CSTR_GREATER_THAN;
 * or 0; last error: ERROR_INVALID_PARAMETER, a NULL pointer or a count below
 * -1. Packet:  none. Blocks:  never.  Threads: any, at once. Windows: same.
 * Source:  "CompareStringOrdinal function", Parameters, Return value.
 * Test:    tests/conformance/code_pages.c */
int WINAPI CompareStringOrdinal(LPCWCH lpString1, int cchCount1,
                                LPCWCH lpString2, int cchCount2,
                                BOOL bIgnoreCase)
    IOCP_API(CompareStringOrdinal);

/* Counts the bytes of a text.
 * In:      lpString: the text; NULL counts as empty.
 * Out:     none.
 * Returns: the bytes before the NUL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; a bad pointer is 0 there.
 * Source:  "lstrlenA function", Return value.
 * Test:    tests/conformance/code_pages.c */
int WINAPI lstrlenA(LPCSTR lpString) IOCP_API(lstrlenA);
/* The same for UTF-16, in units. */
int WINAPI lstrlenW(LPCWSTR lpString) IOCP_API(lstrlenW);

/* Copies a text. Looks at no size: see lstrcpyn.
 * In:      lpString2: the text.
 * Out:     lpString1: the copy, with its NUL.
 * Returns: lpString1; or NULL: a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "lstrcpyA function", Return value.
 * Test:    tests/conformance/code_pages.c */
LPSTR WINAPI lstrcpyA(LPSTR lpString1, LPCSTR lpString2) IOCP_API(lstrcpyA);
/* The same for UTF-16. */
LPWSTR WINAPI lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2) IOCP_API(lstrcpyW);

/* Copies as much of a text as there is room for.
 * In:      lpString2: the text. iMaxLength: room, with the NUL.
 * Out:     lpString1: the copy, with a NUL; untouched without room.
 * Returns: lpString1; or NULL: a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "lstrcpynA function", Parameters.
 * Test:    tests/conformance/code_pages.c */
LPSTR WINAPI lstrcpynA(LPSTR lpString1, LPCSTR lpString2, int iMaxLength)
    IOCP_API(lstrcpynA);
/* The same for UTF-16, in units. */
LPWSTR WINAPI lstrcpynW(LPWSTR lpString1, LPCWSTR lpString2, int iMaxLength)
    IOCP_API(lstrcpynW);

/* Puts a text behind another. Looks at no size.
 * In:      lpString1: the first; lpString2: the second.
 * Out:     lpString1: both, with a NUL.
 * Returns: lpString1; or NULL: a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "lstrcatA function", Return value.
 * Test:    tests/conformance/code_pages.c */
LPSTR WINAPI lstrcatA(LPSTR lpString1, LPCSTR lpString2) IOCP_API(lstrcatA);
/* The same for UTF-16. */
LPWSTR WINAPI lstrcatW(LPWSTR lpString1, LPCWSTR lpString2) IOCP_API(lstrcatW);

/* Compares two texts as words: small letters come before their capitals.
 * In:      lpString1, lpString2: the texts; NULL is less than any text.
 * Out:     none.
 * Returns: -1, 0 or 1.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: sorts by the user's language.
 * Source:  "lstrcmpA function", Return value, Remarks.
 * Test:    tests/conformance/code_pages.c */
int WINAPI lstrcmpA(LPCSTR lpString1, LPCSTR lpString2) IOCP_API(lstrcmpA);
/* The same for UTF-16. */
int WINAPI lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2) IOCP_API(lstrcmpW);

/* Compares two texts as words, small letters like their capitals.
 * In:      as above.
 * Out:     none.
 * Returns: -1, 0 or 1.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as lstrcmp.
 * Source:  "lstrcmpiA function", Return value.
 * Test:    tests/conformance/code_pages.c */
int WINAPI lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2) IOCP_API(lstrcmpiA);
/* The same for UTF-16. */
int WINAPI lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2) IOCP_API(lstrcmpiW);

#ifdef UNICODE
#define lstrlen lstrlenW
#define lstrcpy lstrcpyW
#define lstrcpyn lstrcpynW
#define lstrcat lstrcatW
#define lstrcmp lstrcmpW
#define lstrcmpi lstrcmpiW
#else
#define lstrlen lstrlenA
#define lstrcpy lstrcpyA
#define lstrcpyn lstrcpynA
#define lstrcat lstrcatA
#define lstrcmp lstrcmpA
#define lstrcmpi lstrcmpiA
#endif

#ifdef __cplusplus
}
#endif

#endif
