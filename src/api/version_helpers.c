/* <versionhelpers.h>. */
#include "iocp/version_helpers.h"

#include <stdbool.h>

#include "iocp/version.h"

BOOL IsWindowsVersionOrGreater(WORD major, WORD minor, WORD pack)
{
    const DWORD types =
        VER_MAJORVERSION | VER_MINORVERSION | VER_SERVICEPACKMAJOR;
    OSVERSIONINFOEXA wanted = {
        .dwOSVersionInfoSize = sizeof wanted,
        .dwMajorVersion = major,
        .dwMinorVersion = minor,
        .wServicePackMajor = pack,
    };
    ULONGLONG conditions = 0;

    VER_SET_CONDITION(conditions, VER_MAJORVERSION, VER_GREATER_EQUAL);
    VER_SET_CONDITION(conditions, VER_MINORVERSION, VER_GREATER_EQUAL);
    VER_SET_CONDITION(conditions, VER_SERVICEPACKMAJOR, VER_GREATER_EQUAL);
    return VerifyVersionInfoA(&wanted, types, conditions);
}

BOOL IsWindowsXPOrGreater(VOID)
{
    return IsWindowsVersionOrGreater(5, 1, 0);
}

BOOL IsWindowsXPSP1OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(5, 1, 1);
}

BOOL IsWindowsXPSP2OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(5, 1, 2);
}

BOOL IsWindowsXPSP3OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(5, 1, 3);
}

BOOL IsWindowsVistaOrGreater(VOID)
{
    return IsWindowsVersionOrGreater(6, 0, 0);
}

BOOL IsWindowsVistaSP1OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(6, 0, 1);
}

BOOL IsWindowsVistaSP2OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(6, 0, 2);
}

BOOL IsWindows7OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(6, 1, 0);
}

BOOL IsWindows7SP1OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(6, 1, 1);
}

BOOL IsWindows8OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(6, 2, 0);
}

BOOL IsWindows8Point1OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(6, 3, 0);
}

BOOL IsWindows10OrGreater(VOID)
{
    return IsWindowsVersionOrGreater(10, 0, 0);
}

BOOL IsWindowsServer(VOID)
{
    return FALSE;
}
