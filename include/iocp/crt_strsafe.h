/* <strsafe.h>: strings whose destinations have a length, in characters (Cch) or
 * bytes (Cb), with an HRESULT. What does not fit is cut, and has an end. */
#ifndef IOCP_CRT_STRSAFE_H
#define IOCP_CRT_STRSAFE_H

#include "crt_errors.h"

#include "error_codes.h"

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef LPSTR STRSAFE_LPSTR;
typedef LPCSTR STRSAFE_LPCSTR;
typedef LPWSTR STRSAFE_LPWSTR;
typedef LPCWSTR STRSAFE_LPCWSTR;
typedef LPCSTR STRSAFE_PCNZCH;
typedef LPCWSTR STRSAFE_PCNZWCH;

#define STRSAFE_MAX_CCH 2147483647
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)
#define STRSAFE_E_INVALID_PARAMETER ((HRESULT)0x80070057)
#define STRSAFE_E_END_OF_FILE ((HRESULT)0x80070026)
#define STRSAFEAPI HRESULT

/* Copies a string.
 * In:      pszDest, size: the destination. pszSrc: the string.
 * Out:     pszDest: as much of it as fits, with an end.
 * Returns: S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: it was cut;
 *          STRSAFE_E_INVALID_PARAMETER: no destination, or more than
 *          STRSAFE_MAX_CCH characters, or no pszSrc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "StringCchCopyA function", Return value.
 * Test:    tests/conformance/crt_strsafe.c */
HRESULT StringCchCopyA(char *pszDest, size_t size, const char *pszSrc)
    IOCP_API(StringCchCopyA);

/* The same for UTF-16 text. */
HRESULT StringCchCopyW(WCHAR *pszDest, size_t size, const WCHAR *pszSrc)
    IOCP_API(StringCchCopyW);

/* The same for a length in bytes. */
HRESULT StringCbCopyA(char *pszDest, size_t bytes, const char *pszSrc)
    IOCP_API(StringCbCopyA);

/* The same for both. */
HRESULT StringCbCopyW(WCHAR *pszDest, size_t bytes, const WCHAR *pszSrc)
    IOCP_API(StringCbCopyW);

/* Copies the start of a string.
 * In:      pszDest, size: the destination. pszSrc, limit: at most so much of
 *          it.
 * Out:     pszDest: as much of that as fits, with an end.
 * Returns: S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: it was cut;
 *          STRSAFE_E_INVALID_PARAMETER: no destination, or more than
 *          STRSAFE_MAX_CCH characters, or no pszSrc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "StringCchCopyNA function", Return value.
 * Test:    tests/conformance/crt_strsafe.c */
HRESULT StringCchCopyNA(char *pszDest, size_t size, const char *pszSrc,
                        size_t limit) IOCP_API(StringCchCopyNA);

/* The same for UTF-16 text. */
HRESULT StringCchCopyNW(WCHAR *pszDest, size_t size, const WCHAR *pszSrc,
                        size_t limit) IOCP_API(StringCchCopyNW);

/* The same for a length in bytes. */
HRESULT StringCbCopyNA(char *pszDest, size_t bytes, const char *pszSrc,
                       size_t limit) IOCP_API(StringCbCopyNA);

/* The same for both. */
HRESULT StringCbCopyNW(WCHAR *pszDest, size_t bytes, const WCHAR *pszSrc,
                       size_t limit) IOCP_API(StringCbCopyNW);

/* Appends a string.
 * In:      pszDest, size: the destination, which holds a string. pszSrc: the
 *          other.
 * Out:     pszDest: as much of both as fits, with an end.
 * Returns: S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: it was cut;
 *          STRSAFE_E_INVALID_PARAMETER: no destination, or more than
 *          STRSAFE_MAX_CCH characters, or no pszSrc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "StringCchCatA function", Return value.
 * Test:    tests/conformance/crt_strsafe.c */
HRESULT StringCchCatA(char *pszDest, size_t size, const char *pszSrc)
    IOCP_API(StringCchCatA);

/* The same for UTF-16 text. */
HRESULT StringCchCatW(WCHAR *pszDest, size_t size, const WCHAR *pszSrc)
    IOCP_API(StringCchCatW);

/* The same for a length in bytes. */
HRESULT StringCbCatA(char *pszDest, size_t bytes, const char *pszSrc)
    IOCP_API(StringCbCatA);

/* The same for both. */
HRESULT StringCbCatW(WCHAR *pszDest, size_t bytes, const WCHAR *pszSrc)
    IOCP_API(StringCbCatW);

/* Appends the start of a string.
 * In:      pszDest, size: the destination, which holds a string. pszSrc, limit:
 *          at most so much of it.
 * Out:     pszDest: as much as fits, with an end.
 * Returns: S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: it was cut;
 *          STRSAFE_E_INVALID_PARAMETER: no destination, or more than
 *          STRSAFE_MAX_CCH characters, or no pszSrc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "StringCchCatNA function", Return value.
 * Test:    tests/conformance/crt_strsafe.c */
HRESULT StringCchCatNA(char *pszDest, size_t size, const char *pszSrc,
                       size_t limit) IOCP_API(StringCchCatNA);

/* The same for UTF-16 text. */
HRESULT StringCchCatNW(WCHAR *pszDest, size_t size, const WCHAR *pszSrc,
                       size_t limit) IOCP_API(StringCchCatNW);

/* The same for a length in bytes. */
HRESULT StringCbCatNA(char *pszDest, size_t bytes, const char *pszSrc,
                      size_t limit) IOCP_API(StringCbCatNA);

/* The same for both. */
HRESULT StringCbCatNW(WCHAR *pszDest, size_t bytes, const WCHAR *pszSrc,
                      size_t limit) IOCP_API(StringCbCatNW);

/* Writes text.
 * In:      pszDest, size: the destination. pszFormat and argList: as of
 *          crt_format.h.
 * Out:     pszDest: as much of it as fits, with an end.
 * Returns: S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: it was cut;
 *          STRSAFE_E_INVALID_PARAMETER: no destination, or more than
 *          STRSAFE_MAX_CCH characters, or no pszSrc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "StringCchVPrintfA function", Return value.
 * Test:    tests/conformance/crt_strsafe.c */
HRESULT StringCchVPrintfA(char *pszDest, size_t size, const char *pszFormat,
                          va_list argList) IOCP_API(StringCchVPrintfA);

/* The same for UTF-16 text. */
HRESULT StringCchVPrintfW(WCHAR *pszDest, size_t size, const WCHAR *pszFormat,
                          va_list argList) IOCP_API(StringCchVPrintfW);

/* The same for a length in bytes. */
HRESULT StringCbVPrintfA(char *pszDest, size_t bytes, const char *pszFormat,
                         va_list argList) IOCP_API(StringCbVPrintfA);

/* The same for both. */
HRESULT StringCbVPrintfW(WCHAR *pszDest, size_t bytes, const WCHAR *pszFormat,
                         va_list argList) IOCP_API(StringCbVPrintfW);

/* Writes text.
 * In:      as StringCchVPrintf, with arguments.
 * Out:     pszDest: as much of it as fits, with an end.
 * Returns: S_OK; STRSAFE_E_INSUFFICIENT_BUFFER: it was cut;
 *          STRSAFE_E_INVALID_PARAMETER: no destination, or more than
 *          STRSAFE_MAX_CCH characters, or no pszSrc.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "StringCchPrintfA function", Return value.
 * Test:    tests/conformance/crt_strsafe.c */
HRESULT StringCchPrintfA(char *pszDest, size_t size, const char *pszFormat, ...)
    IOCP_API(StringCchPrintfA);

/* The same for UTF-16 text. */
HRESULT StringCchPrintfW(WCHAR *pszDest, size_t size, const WCHAR *pszFormat,
                         ...) IOCP_API(StringCchPrintfW);

/* The same for a length in bytes. */
HRESULT StringCbPrintfA(char *pszDest, size_t bytes, const char *pszFormat, ...)
    IOCP_API(StringCbPrintfA);

/* The same for both. */
HRESULT StringCbPrintfW(WCHAR *pszDest, size_t bytes, const WCHAR *pszFormat,
                        ...) IOCP_API(StringCbPrintfW);

/* Tells how long a string is.
 * In:      psz: the string. limit: it must end within so much.
 * Out:     *length: without the end; 0 for an error.
 * Returns: S_OK; STRSAFE_E_INVALID_PARAMETER: no end there, psz is NULL, or
 *          more than STRSAFE_MAX_CCH characters.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "StringCchLengthA function", Return value.
 * Test:    tests/conformance/crt_strsafe.c */
HRESULT StringCchLengthA(const char *psz, size_t limit, size_t *length)
    IOCP_API(StringCchLengthA);

/* The same for UTF-16 text. */
HRESULT StringCchLengthW(const WCHAR *psz, size_t limit, size_t *length)
    IOCP_API(StringCchLengthW);

/* The same for a length in bytes. */
HRESULT StringCbLengthA(const char *psz, size_t limit, size_t *length)
    IOCP_API(StringCbLengthA);

/* The same for both. */
HRESULT StringCbLengthW(const WCHAR *psz, size_t limit, size_t *length)
    IOCP_API(StringCbLengthW);

#ifdef UNICODE
#define StringCchCopy StringCchCopyW
#define StringCchCopyN StringCchCopyNW
#define StringCchCat StringCchCatW
#define StringCchCatN StringCchCatNW
#define StringCchVPrintf StringCchVPrintfW
#define StringCchPrintf StringCchPrintfW
#define StringCchLength StringCchLengthW
#define StringCbCopy StringCbCopyW
#define StringCbCopyN StringCbCopyNW
#define StringCbCat StringCbCatW
#define StringCbCatN StringCbCatNW
#define StringCbVPrintf StringCbVPrintfW
#define StringCbPrintf StringCbPrintfW
#define StringCbLength StringCbLengthW
#else
#define StringCchCopy StringCchCopyA
#define StringCchCopyN StringCchCopyNA
#define StringCchCat StringCchCatA
#define StringCchCatN StringCchCatNA
#define StringCchVPrintf StringCchVPrintfA
#define StringCchPrintf StringCchPrintfA
#define StringCchLength StringCchLengthA
#define StringCbCopy StringCbCopyA
#define StringCbCopyN StringCbCopyNA
#define StringCbCat StringCbCatA
#define StringCbCatN StringCbCatNA
#define StringCbVPrintf StringCbVPrintfA
#define StringCbPrintf StringCbPrintfA
#define StringCbLength StringCbLengthA
#endif

#ifdef __cplusplus
}
#endif

#endif
