/* <tchar.h>: text that is wide if UNICODE or _UNICODE is defined, else narrow.
 * What <windows.h> has of it (TCHAR, TEXT, CreateFile) asks UNICODE alone.
 *
 * Narrow names are those of the C library or of crt_string.h; wide ones are of
 * UTF-16. What the C library has only for its own wchar_t (wcschr, wcstol and
 * the like) has no wide form here. */
#ifndef IOCP_TCHAR_H
#define IOCP_TCHAR_H

#include "iocp/text.h"
#ifndef IOCP_NO_CRT
#include "iocp/crt.h"
#endif

#if defined(UNICODE) || defined(_UNICODE)
#define IOCP_TCHAR_WIDE
#if __SIZEOF_WCHAR_T__ == 2
#define IOCP_T(literal) L##literal
#else
#define IOCP_T(literal) u##literal
#endif
#else
#define IOCP_T(literal) literal
#endif
#define _T(literal) IOCP_T(literal)
#define _TEXT(literal) IOCP_T(literal)

#ifndef IOCP_NO_CRT
#ifdef IOCP_TCHAR_WIDE
#define _tcslen(text) ((size_t)lstrlenW(text))
#define _tcscpy(to, from) lstrcpyW(to, from)
#define _tcscat(to, from) lstrcatW(to, from)
#define _tcsnlen(text, size) wcsnlen_s(text, size)
#define _tcsdup _wcsdup
#define _tcsicmp _wcsicmp
#define _tcsnicmp _wcsnicmp
#define _tcslwr _wcslwr
#define _tcsupr _wcsupr
#define _tcscpy_s wcscpy_s
#define _tcsncpy_s wcsncpy_s
#define _tcscat_s wcscat_s
#define _tcsncat_s wcsncat_s
#define _tcstok_s wcstok_s
#define _tprintf wprintf_s
#define _tprintf_s wprintf_s
#define _ftprintf fwprintf_s
#define _ftprintf_s fwprintf_s
#define _stprintf_s swprintf_s
#define _vstprintf_s vswprintf_s
#define _sntprintf _snwprintf
#define _sntprintf_s _snwprintf_s
#define _vsntprintf _vsnwprintf
#define _vsntprintf_s _vsnwprintf_s
#define _sctprintf _scwprintf
#define _vsctprintf _vscwprintf
#define _tfopen _wfopen
#define _tfopen_s _wfopen_s
#define _tfsopen _wfsopen
#define _ttoi _wtoi
#define _ttoi64 _wtoi64
#define _itot_s _itow_s
#define _itot _itow
#define _tcstoi64 _wcstoi64
#define _tcstoui64 _wcstoui64
#define _tsplitpath _wsplitpath
#define _tsplitpath_s _wsplitpath_s
#define _tmakepath_s _wmakepath_s
#else
#define _tmain main
#define _tcslen strlen
#define _tcscpy strcpy
#define _tcsncpy strncpy
#define _tcscat strcat
#define _tcsncat strncat
#define _tcscmp strcmp
#define _tcsncmp strncmp
#define _tcschr strchr
#define _tcsrchr strrchr
#define _tcsstr strstr
#define _tcstok strtok
#define _tcsnlen strnlen_s
#define _tcsdup _strdup
#define _tcsicmp _stricmp
#define _tcsnicmp _strnicmp
#define _tcslwr _strlwr
#define _tcsupr _strupr
#define _tcscpy_s strcpy_s
#define _tcsncpy_s strncpy_s
#define _tcscat_s strcat_s
#define _tcsncat_s strncat_s
#define _tcstok_s strtok_s
#define _tprintf printf_s
#define _tprintf_s printf_s
#define _ftprintf fprintf_s
#define _ftprintf_s fprintf_s
#define _stprintf sprintf
#define _stprintf_s sprintf_s
#define _vstprintf_s vsprintf_s
#define _sntprintf _snprintf
#define _sntprintf_s _snprintf_s
#define _vsntprintf _vsnprintf
#define _vsntprintf_s _vsnprintf_s
#define _sctprintf _scprintf
#define _vsctprintf _vscprintf
#define _stscanf_s sscanf_s
#define _fgetts fgets
#define _fputts fputs
#define _puttchar putchar
#define _tfopen(name, mode) _fsopen(name, mode, _SH_DENYNO)
#define _tfopen_s fopen_s
#define _tfsopen _fsopen
#define _ttoi atoi
#define _ttol atol
#define _ttoi64 _atoi64
#define _tstof atof
#define _itot_s _itoa_s
#define _itot _itoa
#define _tcstol strtol
#define _tcstoul strtoul
#define _tcstod strtod
#define _tcstoi64 _strtoi64
#define _tcstoui64 _strtoui64
#define _tsplitpath _splitpath
#define _tsplitpath_s _splitpath_s
#define _tmakepath_s _makepath_s
#define _tgetenv getenv
#define _tsystem system
#define _tremove remove
#define _trename rename
#endif
#elif !defined(IOCP_TCHAR_WIDE)
#define _tmain main
#endif

#endif
