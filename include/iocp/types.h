/* The basic types, structures and macros of the Win32 interface.
 *
 * Neutral: it may stand beside any POSIX header, in either order, so the
 * library's own files use it everywhere.
 *
 * Sizes are those of 64-bit Windows. LONG and DWORD have 32 bits, so they are
 * int and unsigned int here, where Windows has long: print a DWORD by %u, or
 * cast it. Integers of pointer size are `unsigned long`, so that SIZE_T is
 * size_t and ULONG_PTR is uintptr_t, and a pointer to one is a pointer to the
 * other, as on Windows. 64-bit integers are `long long`. */
#ifndef IOCP_TYPES_H
#define IOCP_TYPES_H

#include "fd_set_size.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "dialect.h"
#include "sal.h"

#ifndef __LP64__
#error "openiocp needs a 64-bit Linux target"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Integers of fixed size ---- */
typedef int BOOL, *PBOOL, *LPBOOL;
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef BYTE BOOLEAN, *PBOOLEAN;
typedef char CHAR, CCHAR, *PCHAR, *LPCH, *PCH;
typedef signed char INT8, *PINT8;
typedef unsigned char UCHAR, *PUCHAR;
typedef unsigned char UINT8, *PUINT8;
typedef short SHORT, *PSHORT;
typedef short INT16, *PINT16;
typedef unsigned short USHORT, *PUSHORT;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef int INT, *PINT, *LPINT;
typedef int INT32, *PINT32;
typedef unsigned int UINT, *PUINT, *LPUINT;
typedef unsigned int UINT32, *PUINT32;
typedef int LONG, *PLONG, *LPLONG;
typedef int LONG32, *PLONG32;
typedef unsigned int ULONG, *PULONG;
typedef unsigned int ULONG32, *PULONG32;
typedef unsigned int DWORD, *PDWORD, *LPDWORD;
typedef unsigned int DWORD32, *PDWORD32;
typedef long long LONGLONG, *PLONGLONG;
typedef long long LONG64, *PLONG64;
typedef long long INT64, *PINT64;
typedef unsigned long long ULONGLONG, *PULONGLONG;
typedef unsigned long long ULONG64, *PULONG64;
typedef unsigned long long UINT64, *PUINT64;
typedef unsigned long long DWORD64, *PDWORD64;
typedef unsigned long long DWORDLONG, *PDWORDLONG;
typedef float FLOAT, *PFLOAT;
typedef double DOUBLE;

/* ---- Integers of pointer size ---- */
typedef long INT_PTR, *PINT_PTR;
typedef unsigned long UINT_PTR, *PUINT_PTR;
typedef long LONG_PTR, *PLONG_PTR;
typedef unsigned long ULONG_PTR, *PULONG_PTR;
typedef ULONG_PTR DWORD_PTR, *PDWORD_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef LONG_PTR SSIZE_T, *PSSIZE_T;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM;
typedef LONG_PTR LRESULT;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

/* ---- Results ---- */
typedef LONG NTSTATUS, *PNTSTATUS;
typedef LONG HRESULT;
typedef DWORD ACCESS_MASK, *PACCESS_MASK;
typedef DWORD LCID;
typedef WORD LANGID;

/* ---- Pointers and handles ---- */
typedef void *PVOID, *LPVOID;
typedef const void *LPCVOID, *PCVOID;
typedef void *HANDLE, **PHANDLE, **LPHANDLE;
#define DECLARE_HANDLE(name)                                                   \
    struct name##__ {                                                          \
        int unused;                                                            \
    };                                                                         \
    typedef struct name##__ *name
DECLARE_HANDLE(HINSTANCE);
typedef HINSTANCE HMODULE;
typedef HANDLE HLOCAL;
typedef HANDLE HGLOBAL;

/* ---- Text. WCHAR holds UTF-16, two bytes. That is not wchar_t on Linux,
 * unless the program is compiled with -fshort-wchar, which it needs to use
 * L"..." with the W calls; without it, u"..." and TEXT("...") are of the right
 * type. ---- */
#if __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef unsigned short WCHAR;
#endif
typedef WCHAR *PWCHAR, *LPWCH, *PWCH, *LPWSTR, *PWSTR, *NWPSTR;
typedef const WCHAR *LPCWCH, *PCWCH, *LPCWSTR, *PCWSTR;
typedef char *LPSTR, *PSTR, *NPSTR;
typedef const char *LPCSTR, *PCSTR, *LPCCH, *PCCH;

IOCP_SIZE(WCHAR, 2);
IOCP_SIZE(BOOL, 4);
IOCP_SIZE(LONG, 4);
IOCP_SIZE(DWORD, 4);
IOCP_SIZE(LONGLONG, 8);
IOCP_SIZE(ULONG_PTR, sizeof(void *));

#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR;
typedef LPWSTR LPTSTR, PTSTR;
typedef LPCWSTR LPCTSTR, PCTSTR;
#if __SIZEOF_WCHAR_T__ == 2
#define IOCP_TEXT(literal) L##literal
#else
#define IOCP_TEXT(literal) u##literal
#endif
#else
typedef char TCHAR, *PTCHAR;
typedef LPSTR LPTSTR, PTSTR;
typedef LPCSTR LPCTSTR, PCTSTR;
#define IOCP_TEXT(literal) literal
#endif
#define TEXT(literal) IOCP_TEXT(literal)

/* ---- Structures ---- */
/* A 64-bit integer with names for its halves. */
typedef union _LARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER, *LPLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER, *LPULARGE_INTEGER;

IOCP_SIZE(LARGE_INTEGER, 8);
IOCP_AT(LARGE_INTEGER, HighPart, 4);
IOCP_AT(LARGE_INTEGER, u.HighPart, 4);
IOCP_SIZE(ULARGE_INTEGER, 8);
IOCP_AT(ULARGE_INTEGER, HighPart, 4);

typedef struct _GUID {
    ULONG Data1;
    USHORT Data2;
    USHORT Data3;
    UCHAR Data4[8];
} GUID, *LPGUID;
typedef const GUID *LPCGUID;
#ifdef __cplusplus
#define REFGUID const GUID &
#define IsEqualGUID(one, two) (!memcmp(&(one), &(two), sizeof(GUID)))
#else
#define REFGUID const GUID *
#define IsEqualGUID(one, two) (!memcmp((one), (two), sizeof(GUID)))
#endif

IOCP_SIZE(GUID, 16);
IOCP_AT(GUID, Data2, 4);
IOCP_AT(GUID, Data3, 6);
IOCP_AT(GUID, Data4, 8);

/* 100 ns units since 1601-01-01, UTC. */
typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

IOCP_SIZE(FILETIME, 8);

typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

IOCP_SIZE(SYSTEMTIME, 16);

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

IOCP_SIZE(SECURITY_ATTRIBUTES, 24);
IOCP_AT(SECURITY_ATTRIBUTES, lpSecurityDescriptor, 8);
IOCP_AT(SECURITY_ATTRIBUTES, bInheritHandle, 16);

/* One request. The caller clears it, fills in Offset, OffsetHigh and hEvent,
 * and must not touch or free it from the start of the request until its end is
 * seen; the address names the request everywhere else. The library keeps
 * nothing of its own in it. */
typedef struct _OVERLAPPED {
    ULONG_PTR Internal;     /* NTSTATUS, zero-extended; 0x103: pending */
    ULONG_PTR InternalHigh; /* bytes; untouched until the request ends */
    __extension__ union {
        __extension__ struct {
            DWORD Offset; /* where in the file; ignored on sockets */
            DWORD OffsetHigh;
        };
        PVOID Pointer;
    };
    HANDLE hEvent; /* NULL, or set at the end; low bit set: post no packet */
} OVERLAPPED, *LPOVERLAPPED;

IOCP_SIZE(OVERLAPPED, 32);
IOCP_AT(OVERLAPPED, InternalHigh, 8);
IOCP_AT(OVERLAPPED, Offset, 16);
IOCP_AT(OVERLAPPED, OffsetHigh, 20);
IOCP_AT(OVERLAPPED, Pointer, 16);
IOCP_AT(OVERLAPPED, hEvent, 24);

/* ---- Constants ---- */
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)
#define INFINITE 0xFFFFFFFF
#define MAX_PATH 260
#define MAXDWORD 0xFFFFFFFF
#define MAXWORD 0xFFFF

/* ---- Small macros ---- */
#define UNREFERENCED_PARAMETER(name) ((void)(name))
#define DBG_UNREFERENCED_PARAMETER(name) ((void)(name))
#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#define _ARRAYSIZE(array) ARRAYSIZE(array)

/* In C++ by address, not by offsetof: programs take the offset in classes for
 * which offsetof is not defined. */
#ifdef __cplusplus
#define IOCP_OFFSET(type, field)                                               \
    ((ULONG_PTR) & (((type *)0x10000)->field) - (ULONG_PTR)0x10000)
#else
#define IOCP_OFFSET(type, field) ((ULONG_PTR)offsetof(type, field))
#endif
#define FIELD_OFFSET(type, field) ((LONG)IOCP_OFFSET(type, field))
#define CONTAINING_RECORD(address, type, field)                                \
    ((type *)((ULONG_PTR)(address)-IOCP_OFFSET(type, field)))

#define MAKEWORD(low, high)                                                    \
    ((WORD)(((BYTE)((DWORD_PTR)(low)&0xFF)) |                                  \
            ((WORD)((BYTE)((DWORD_PTR)(high)&0xFF))) << 8))
#define MAKELONG(low, high)                                                    \
    ((LONG)(((WORD)((DWORD_PTR)(low)&0xFFFF)) |                                \
            ((DWORD)((WORD)((DWORD_PTR)(high)&0xFFFF))) << 16))
#define LOWORD(value) ((WORD)((DWORD_PTR)(value)&0xFFFF))
#define HIWORD(value) ((WORD)(((DWORD_PTR)(value) >> 16) & 0xFFFF))
#define LOBYTE(value) ((BYTE)((DWORD_PTR)(value)&0xFF))
#define HIBYTE(value) ((BYTE)(((DWORD_PTR)(value) >> 8) & 0xFF))

#define RtlZeroMemory(to, size) memset((to), 0, (size))
#define RtlFillMemory(to, size, byte) memset((to), (byte), (size))
#define RtlCopyMemory(to, from, size) memcpy((to), (from), (size))
#define RtlMoveMemory(to, from, size) memmove((to), (from), (size))
#define RtlEqualMemory(one, two, size) (!memcmp((one), (two), (size)))
#define ZeroMemory RtlZeroMemory
#define FillMemory RtlFillMemory
#define CopyMemory RtlCopyMemory
#define MoveMemory RtlMoveMemory
/* Not left out by the compiler, even if the memory is not used again. */
#define RtlSecureZeroMemory(to, size)                                          \
    __extension__({                                                            \
        void *iocp_to_ = (to);                                                 \
        memset(iocp_to_, 0, (size));                                           \
        __asm__ __volatile__("" : : "r"(iocp_to_) : "memory");                 \
        iocp_to_;                                                              \
    })
#define SecureZeroMemory RtlSecureZeroMemory

#if !defined(__cplusplus) && !defined(NOMINMAX)
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#endif

#ifdef __cplusplus
}

/* No macros, which would break std::min and std::max. Where std's serve too,
 * the compiler takes those, as the more special ones. */
#if !defined(NOMINMAX) && !defined(min) && !defined(max)
extern "C++" { /* programs include <windows.h> in a block of extern "C" */
template <class IocpLeft, class IocpRight>
constexpr auto min(IocpLeft iocp_left, IocpRight iocp_right)
    -> decltype(true ? IocpLeft(iocp_left) : IocpRight(iocp_right))
{
    return iocp_left < iocp_right ? iocp_left : iocp_right;
}

template <class IocpLeft, class IocpRight>
constexpr auto max(IocpLeft iocp_left, IocpRight iocp_right)
    -> decltype(true ? IocpLeft(iocp_left) : IocpRight(iocp_right))
{
    return iocp_left > iocp_right ? iocp_left : iocp_right;
}
}
#endif
#endif

#endif
