/* C++: the secure functions with an array in place of a destination and its
 * length, as Microsoft's headers have them. A program that does without defines
 * _CRT_SECURE_CPP_OVERLOAD_SECURE_NAMES as 0, there as here. */
#ifndef IOCP_CRT_TEMPLATES_H
#define IOCP_CRT_TEMPLATES_H

#ifndef _CRT_SECURE_CPP_OVERLOAD_SECURE_NAMES
#define _CRT_SECURE_CPP_OVERLOAD_SECURE_NAMES 1
#endif

#if defined(__cplusplus) && _CRT_SECURE_CPP_OVERLOAD_SECURE_NAMES

#include "crt_format.h"
#include "crt_number.h"
#include "crt_stdlib.h"
#include "crt_string.h"
#include "crt_time.h"

#include "crt_push.h"

/* The program may have put us into extern "C". */
extern "C++" {

template <size_t Size>
inline errno_t strcpy_s(char (&to)[Size], const char *from)
{
    return strcpy_s(to, Size, from);
}

template <size_t Size>
inline errno_t strncpy_s(char (&to)[Size], const char *from, rsize_t count)
{
    return strncpy_s(to, Size, from, count);
}

template <size_t Size>
inline errno_t strcat_s(char (&to)[Size], const char *from)
{
    return strcat_s(to, Size, from);
}

template <size_t Size>
inline errno_t strncat_s(char (&to)[Size], const char *from, rsize_t count)
{
    return strncat_s(to, Size, from, count);
}

template <size_t Size> inline errno_t _strlwr_s(char (&text)[Size])
{
    return _strlwr_s(text, Size);
}

template <size_t Size> inline errno_t _strupr_s(char (&text)[Size])
{
    return _strupr_s(text, Size);
}

template <size_t Size>
inline errno_t wcscpy_s(WCHAR (&to)[Size], const WCHAR *from)
{
    return wcscpy_s(to, Size, from);
}

template <size_t Size>
inline errno_t wcsncpy_s(WCHAR (&to)[Size], const WCHAR *from, rsize_t count)
{
    return wcsncpy_s(to, Size, from, count);
}

template <size_t Size>
inline errno_t wcscat_s(WCHAR (&to)[Size], const WCHAR *from)
{
    return wcscat_s(to, Size, from);
}

template <size_t Size>
inline errno_t wcsncat_s(WCHAR (&to)[Size], const WCHAR *from, rsize_t count)
{
    return wcsncat_s(to, Size, from, count);
}

template <size_t Size> inline errno_t _wcslwr_s(WCHAR (&text)[Size])
{
    return _wcslwr_s(text, Size);
}

template <size_t Size> inline errno_t _wcsupr_s(WCHAR (&text)[Size])
{
    return _wcsupr_s(text, Size);
}

template <size_t Size> inline errno_t strerror_s(char (&to)[Size], int error)
{
    return strerror_s(to, Size, error);
}

template <size_t Size>
inline errno_t mbstowcs_s(size_t *converted, WCHAR (&to)[Size],
                          const char *from, size_t count)
{
    return mbstowcs_s(converted, to, Size, from, count);
}

template <size_t Size>
inline errno_t wcstombs_s(size_t *converted, char (&to)[Size],
                          const WCHAR *from, size_t count)
{
    return wcstombs_s(converted, to, Size, from, count);
}

template <size_t Size>
inline errno_t _itoa_s(int value, char (&to)[Size], int radix)
{
    return _itoa_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _itow_s(int value, WCHAR (&to)[Size], int radix)
{
    return _itow_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _ltoa_s(long value, char (&to)[Size], int radix)
{
    return _ltoa_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _ltow_s(long value, WCHAR (&to)[Size], int radix)
{
    return _ltow_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _ultoa_s(unsigned long value, char (&to)[Size], int radix)
{
    return _ultoa_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _ultow_s(unsigned long value, WCHAR (&to)[Size], int radix)
{
    return _ultow_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _i64toa_s(__int64 value, char (&to)[Size], int radix)
{
    return _i64toa_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _i64tow_s(__int64 value, WCHAR (&to)[Size], int radix)
{
    return _i64tow_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _ui64toa_s(unsigned __int64 value, char (&to)[Size], int radix)
{
    return _ui64toa_s(value, to, Size, radix);
}

template <size_t Size>
inline errno_t _ui64tow_s(unsigned __int64 value, WCHAR (&to)[Size], int radix)
{
    return _ui64tow_s(value, to, Size, radix);
}

template <size_t Size>
inline int vsprintf_s(char (&to)[Size], const char *format, va_list arguments)
{
    return vsprintf_s(to, Size, format, arguments);
}

template <size_t Size>
inline int sprintf_s(char (&to)[Size], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vsprintf_s(to, Size, format, arguments);
    va_end(arguments);
    return result;
}

template <size_t Size>
inline int _vsnprintf_s(char (&to)[Size], size_t count, const char *format,
                        va_list arguments)
{
    return _vsnprintf_s(to, Size, count, format, arguments);
}

template <size_t Size>
inline int _snprintf_s(char (&to)[Size], size_t count, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = _vsnprintf_s(to, Size, count, format, arguments);
    va_end(arguments);
    return result;
}

template <size_t Size>
inline int vswprintf_s(WCHAR (&to)[Size], const WCHAR *format,
                       va_list arguments)
{
    return vswprintf_s(to, Size, format, arguments);
}

template <size_t Size>
inline int swprintf_s(WCHAR (&to)[Size], const WCHAR *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = vswprintf_s(to, Size, format, arguments);
    va_end(arguments);
    return result;
}

template <size_t Size>
inline int _vsnwprintf_s(WCHAR (&to)[Size], size_t count, const WCHAR *format,
                         va_list arguments)
{
    return _vsnwprintf_s(to, Size, count, format, arguments);
}

template <size_t Size>
inline int _snwprintf_s(WCHAR (&to)[Size], size_t count, const WCHAR *format,
                        ...)
{
    va_list arguments;
    va_start(arguments, format);
    int result = _vsnwprintf_s(to, Size, count, format, arguments);
    va_end(arguments);
    return result;
}

template <size_t Size>
inline errno_t asctime_s(char (&to)[Size], const struct tm *time)
{
    return asctime_s(to, Size, time);
}

template <size_t Size>
inline errno_t ctime_s(char (&to)[Size], const time_t *time)
{
    return ctime_s(to, Size, time);
}

template <size_t Size> inline errno_t _strdate_s(char (&to)[Size])
{
    return _strdate_s(to, Size);
}

template <size_t Size> inline errno_t _strtime_s(char (&to)[Size])
{
    return _strtime_s(to, Size);
}

template <size_t Size>
inline errno_t getenv_s(size_t *needed, char (&to)[Size], const char *name)
{
    return getenv_s(needed, to, Size, name);
}

template <size_t Size>
inline errno_t _makepath_s(char (&to)[Size], const char *drive, const char *dir,
                           const char *fname, const char *ext)
{
    return _makepath_s(to, Size, drive, dir, fname, ext);
}

template <size_t Drive, size_t Dir, size_t Name, size_t Ext>
inline errno_t _splitpath_s(const char *path, char (&drive)[Drive],
                            char (&dir)[Dir], char (&fname)[Name],
                            char (&ext)[Ext])
{
    return _splitpath_s(path, drive, Drive, dir, Dir, fname, Name, ext, Ext);
}

template <size_t Size>
inline errno_t _wmakepath_s(WCHAR (&to)[Size], const WCHAR *drive,
                            const WCHAR *dir, const WCHAR *fname,
                            const WCHAR *ext)
{
    return _wmakepath_s(to, Size, drive, dir, fname, ext);
}

template <size_t Drive, size_t Dir, size_t Name, size_t Ext>
inline errno_t _wsplitpath_s(const WCHAR *path, WCHAR (&drive)[Drive],
                             WCHAR (&dir)[Dir], WCHAR (&fname)[Name],
                             WCHAR (&ext)[Ext])
{
    return _wsplitpath_s(path, drive, Drive, dir, Dir, fname, Name, ext, Ext);
}

} /* extern "C++" */

#include "crt_pop.h"

#endif

#endif
