/* Which Windows this is: 6.2, build 9200, to a program that asks as usual.
 *
 * That is what Windows 8 and all later systems say to a program without a
 * manifest, and no program has one here. RtlGetVersion says 10.0, as it does
 * there. Both are no more than what the calls of this library come to: ask
 * GetProcAddress for a function rather than the version for a feature. */
#ifndef IOCP_VERSION_H
#define IOCP_VERSION_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VER_PLATFORM_WIN32s 0
#define VER_PLATFORM_WIN32_WINDOWS 1
#define VER_PLATFORM_WIN32_NT 2

#define VER_NT_WORKSTATION 0x0000001
#define VER_NT_DOMAIN_CONTROLLER 0x0000002
#define VER_NT_SERVER 0x0000003
#define VER_SUITE_TERMINAL 0x00000010
#define VER_SUITE_SINGLEUSERTS 0x00000100
#define VER_SUITE_PERSONAL 0x00000200

#define VER_MINORVERSION 0x0000001
#define VER_MAJORVERSION 0x0000002
#define VER_BUILDNUMBER 0x0000004
#define VER_PLATFORMID 0x0000008
#define VER_SERVICEPACKMINOR 0x0000010
#define VER_SERVICEPACKMAJOR 0x0000020
#define VER_SUITENAME 0x0000040
#define VER_PRODUCT_TYPE 0x0000080

#define VER_EQUAL 1
#define VER_GREATER 2
#define VER_GREATER_EQUAL 3
#define VER_LESS 4
#define VER_LESS_EQUAL 5
#define VER_AND 6
#define VER_OR 7

#define VER_SET_CONDITION(mask, type, condition)                               \
    ((mask) = VerSetConditionMask((mask), (type), (condition)))

typedef struct _OSVERSIONINFOA {
    DWORD dwOSVersionInfoSize;
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    DWORD dwBuildNumber;
    DWORD dwPlatformId;
    CHAR szCSDVersion[128];
} OSVERSIONINFOA, *POSVERSIONINFOA, *LPOSVERSIONINFOA;

IOCP_SIZE(OSVERSIONINFOA, 148);
IOCP_AT(OSVERSIONINFOA, dwBuildNumber, 12);
IOCP_AT(OSVERSIONINFOA, szCSDVersion, 20);

typedef struct _OSVERSIONINFOEXA {
    DWORD dwOSVersionInfoSize;
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    DWORD dwBuildNumber;
    DWORD dwPlatformId;
    CHAR szCSDVersion[128];
    WORD wServicePackMajor;
    WORD wServicePackMinor;
    WORD wSuiteMask;
    BYTE wProductType;
    BYTE wReserved;
} OSVERSIONINFOEXA, *POSVERSIONINFOEXA, *LPOSVERSIONINFOEXA;

IOCP_SIZE(OSVERSIONINFOEXA, 156);
IOCP_AT(OSVERSIONINFOEXA, dwBuildNumber, 12);
IOCP_AT(OSVERSIONINFOEXA, szCSDVersion, 20);
IOCP_AT(OSVERSIONINFOEXA, wServicePackMajor, 148);
IOCP_AT(OSVERSIONINFOEXA, wProductType, 154);

typedef struct _OSVERSIONINFOW {
    DWORD dwOSVersionInfoSize;
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    DWORD dwBuildNumber;
    DWORD dwPlatformId;
    WCHAR szCSDVersion[128];
} OSVERSIONINFOW, *POSVERSIONINFOW, *LPOSVERSIONINFOW;

IOCP_SIZE(OSVERSIONINFOW, 276);
IOCP_AT(OSVERSIONINFOW, dwBuildNumber, 12);
IOCP_AT(OSVERSIONINFOW, szCSDVersion, 20);

typedef struct _OSVERSIONINFOEXW {
    DWORD dwOSVersionInfoSize;
    DWORD dwMajorVersion;
    DWORD dwMinorVersion;
    DWORD dwBuildNumber;
    DWORD dwPlatformId;
    WCHAR szCSDVersion[128];
    WORD wServicePackMajor;
    WORD wServicePackMinor;
    WORD wSuiteMask;
    BYTE wProductType;
    BYTE wReserved;
} OSVERSIONINFOEXW, *POSVERSIONINFOEXW, *LPOSVERSIONINFOEXW;

IOCP_SIZE(OSVERSIONINFOEXW, 284);
IOCP_AT(OSVERSIONINFOEXW, dwBuildNumber, 12);
IOCP_AT(OSVERSIONINFOEXW, szCSDVersion, 20);
IOCP_AT(OSVERSIONINFOEXW, wServicePackMajor, 276);
IOCP_AT(OSVERSIONINFOEXW, wProductType, 282);

typedef OSVERSIONINFOW RTL_OSVERSIONINFOW, *PRTL_OSVERSIONINFOW;
typedef OSVERSIONINFOEXW RTL_OSVERSIONINFOEXW, *PRTL_OSVERSIONINFOEXW;

/* Gives the version as one number.
 * In:      none.
 * Out:     none.
 * Returns: 0x23F00206: the low byte is the major version, the next the minor,
 *          the upper half the build.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for a program without a manifest.
 * Source:  "GetVersion function", Return value.
 * Test:    tests/conformance/version.c */
DWORD WINAPI GetVersion(VOID) IOCP_API(GetVersion);

/* Describes the version.
 * In:      lpVersionInformation->dwOSVersionInfoSize: the size of
 *          OSVERSIONINFOA, or of OSVERSIONINFOEXA.
 * Out:     the rest of *lpVersionInformation: 6.2, build 9200, a workstation
 *          without service packs.
 * Returns: TRUE, or FALSE; last error: ERROR_INSUFFICIENT_BUFFER, another size;
 *          ERROR_NOACCESS, the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for a program without a manifest.
 * Source:  "GetVersionExA function", Remarks.
 * Test:    tests/conformance/version.c */
BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA lpVersionInformation)
    IOCP_API(GetVersionExA);

/* The same in UTF-16. */
BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW lpVersionInformation)
    IOCP_API(GetVersionExW);

/* Describes the version, whatever a program's manifest says.
 * In:      lpVersionInformation->dwOSVersionInfoSize: as GetVersionExW.
 * Out:     the rest of *lpVersionInformation: 10.0, build 19045.
 * Returns: STATUS_SUCCESS; STATUS_INVALID_PARAMETER, the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for that version.
 * Source:  "RtlGetVersion function", Return value.
 * Test:    tests/conformance/version.c */
NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW lpVersionInformation)
    IOCP_API(RtlGetVersion);

/* Compares the version with a wanted one.
 * In:      lpVersionInformation: the wanted numbers, of which dwTypeMask, VER_
 *          bits, says which count. dwlConditionMask: how each is compared, from
 *          VerSetConditionMask. The first of major and minor version, and the
 *          service pack's, that is greater or less decides; the build, the
 *          platform, the suites and the kind of product stand alone.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_OLD_WIN_VERSION, it is not as
 *          wanted; ERROR_BAD_ARGUMENTS, nothing is to be compared, or without a
 *          condition, or the size in it is none of OSVERSIONINFOEXA;
 *          ERROR_NOACCESS, the pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, for a program without a manifest.
 * Source:  "VerifyVersionInfoA function", Remarks.
 * Test:    tests/conformance/version.c */
BOOL WINAPI VerifyVersionInfoA(LPOSVERSIONINFOEXA lpVersionInformation,
                               DWORD dwTypeMask, DWORDLONG dwlConditionMask)
    IOCP_API(VerifyVersionInfoA);

/* The same in UTF-16. */
BOOL WINAPI VerifyVersionInfoW(LPOSVERSIONINFOEXW lpVersionInformation,
                               DWORD dwTypeMask, DWORDLONG dwlConditionMask)
    IOCP_API(VerifyVersionInfoW);

/* Adds a condition for VerifyVersionInfo.
 * In:      ConditionMask: 0, or what this call gave. TypeMask: one VER_ bit.
 *          Condition: VER_EQUAL to VER_OR.
 * Out:     none.
 * Returns: the conditions with this one.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "VerSetConditionMask function", Return value.
 * Test:    tests/conformance/version.c */
ULONGLONG NTAPI VerSetConditionMask(ULONGLONG ConditionMask, DWORD TypeMask,
                                    BYTE Condition)
    IOCP_API(VerSetConditionMask);

#ifdef UNICODE
typedef OSVERSIONINFOW OSVERSIONINFO, *POSVERSIONINFO, *LPOSVERSIONINFO;
typedef OSVERSIONINFOEXW OSVERSIONINFOEX, *POSVERSIONINFOEX, *LPOSVERSIONINFOEX;
#define GetVersionEx GetVersionExW
#define VerifyVersionInfo VerifyVersionInfoW
#else
typedef OSVERSIONINFOA OSVERSIONINFO, *POSVERSIONINFO, *LPOSVERSIONINFO;
typedef OSVERSIONINFOEXA OSVERSIONINFOEX, *POSVERSIONINFOEX, *LPOSVERSIONINFOEX;
#define GetVersionEx GetVersionExA
#define VerifyVersionInfo VerifyVersionInfoA
#endif

#ifdef __cplusplus
}
#endif

#endif
