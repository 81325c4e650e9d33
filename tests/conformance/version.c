/* Which Windows it is: what a program without a manifest is told. */
#include "support.h"

#include <versionhelpers.h>

/* Claim:  6.2, build 9200, NT, from Windows 8 on.
 * Source: "GetVersionExA function", Remarks.  Wine 8: is Windows 7. */
static void version(void)
{
    OSVERSIONINFOA info = {.dwOSVersionInfoSize = sizeof info};
    OSVERSIONINFOW wide = {.dwOSVersionInfoSize = sizeof wide};

    CHECK(GetVersionExA(&info) && GetVersionExW(&wide));
    DIFFERS(WINE_8, "is Windows 7")
    CHECK(info.dwMajorVersion == 6 && info.dwMinorVersion == 2, "%u.%u",
          (unsigned)info.dwMajorVersion, (unsigned)info.dwMinorVersion);
    DIFFERS(WINE_8, "is Windows 7")
    CHECK(info.dwBuildNumber == 9200);
    CHECK(info.dwPlatformId == VER_PLATFORM_WIN32_NT);
    CHECK(wide.dwMajorVersion == info.dwMajorVersion &&
          wide.dwMinorVersion == info.dwMinorVersion &&
          wide.dwBuildNumber == info.dwBuildNumber &&
          wide.dwPlatformId == info.dwPlatformId);
    DIFFERS(WINE_8, "is Windows 7")
    CHECK((GetVersion() & 0xFFFF) == 0x0206);
    CHECK(GetVersion() >> 16 == info.dwBuildNumber);
}

/* Claim:  the long structures tell the service pack and the kind of product.
 * Source: "OSVERSIONINFOEXA structure".  Wine 8: same. */
static void version_long(void)
{
    OSVERSIONINFOEXA info = {.dwOSVersionInfoSize = sizeof info};
    OSVERSIONINFOEXW wide = {.dwOSVersionInfoSize = sizeof wide};

    CHECK(GetVersionExA((OSVERSIONINFOA *)&info));
    CHECK(GetVersionExW((OSVERSIONINFOW *)&wide));
    CHECK(info.dwMajorVersion == 6 && wide.dwMajorVersion == 6);
    CHECK(info.wProductType == VER_NT_WORKSTATION);
    CHECK(wide.wProductType == VER_NT_WORKSTATION);
    DIFFERS(WINE_8, "is Windows 7")
    CHECK(info.wServicePackMajor == 0 && wide.wServicePackMajor == 0);
    DIFFERS(WINE_8, "is Windows 7")
    CHECK(info.szCSDVersion[0] == '\0' && wide.szCSDVersion[0] == 0);
}

/* Claim:  another size is 122.
 * Source: observed.  Wine 8: same. */
static void wrong_size(void)
{
    OSVERSIONINFOA info = {.dwOSVersionInfoSize = sizeof info - 4};
    OSVERSIONINFOW wide;

    CHECK_FAILS(GetVersionExA(&info), ERROR_INSUFFICIENT_BUFFER);
    info.dwOSVersionInfoSize = 0;
    CHECK_FAILS(GetVersionExA(&info), ERROR_INSUFFICIENT_BUFFER);
    wide.dwOSVersionInfoSize = sizeof wide - 4;
    DIFFERS(WINE_8, "GetVersionExW sets no error for a wrong size")
    CHECK_FAILS(GetVersionExW(&wide), ERROR_INSUFFICIENT_BUFFER);
}

typedef LONG(WINAPI *get_version)(OSVERSIONINFOW *);

/* Claim:  RtlGetVersion tells the version as it is.
 * Source: "RtlGetVersion function", Remarks.  Wine 8: same. */
static void real_version(void)
{
    OSVERSIONINFOW info = {.dwOSVersionInfoSize = sizeof info};
    get_version get = (get_version)(ULONG_PTR)GetProcAddress(
        GetModuleHandleA("ntdll"), "RtlGetVersion");

    if (CHECK(get != NULL)) {
        CHECK(get(&info) == 0);
        DIFFERS(WINE_8, "is Windows 7")
        CHECK(info.dwMajorVersion >= 10, "%u", (unsigned)info.dwMajorVersion);
    }
}

static BOOL is(DWORD type, BYTE condition, DWORD major, DWORD minor, DWORD pack)
{
    OSVERSIONINFOEXA info = {
        .dwOSVersionInfoSize = sizeof info,
        .dwMajorVersion = major,
        .dwMinorVersion = minor,
        .wServicePackMajor = (WORD)pack,
    };
    DWORDLONG mask = 0;

    for (DWORD bit = 1; bit < 0x100; bit <<= 1)
        if ((type & bit) != 0)
            mask = VerSetConditionMask(mask, bit, condition);
    SetLastError(UNTOUCHED);
    return VerifyVersionInfoA(&info, type, mask);
}

/* Claim:  major and minor version, and service pack, are compared as one number
 *         with parts; what does not hold is 1150.
 * Source: "VerifyVersionInfoA function", Remarks.  Wine 8: same. */
static void verified(void)
{
    const DWORD both = VER_MAJORVERSION | VER_MINORVERSION;
    const DWORD all = both | VER_SERVICEPACKMAJOR;
    OSVERSIONINFOEXA now = {.dwOSVersionInfoSize = sizeof now};
    WORD pack;
    DWORD minor;

    CHECK(GetVersionExA((OSVERSIONINFOA *)&now));
    minor = now.dwMinorVersion;
    pack = now.wServicePackMajor;
    CHECK(is(both, VER_EQUAL, 6, minor, 0));
    CHECK(is(both, VER_GREATER_EQUAL, 6, minor, 0));
    CHECK(is(both, VER_GREATER_EQUAL, 5, 9, 0));
    CHECK(is(both, VER_GREATER, 5, 9, 0));
    CHECK(is(both, VER_LESS, 7, 0, 0));
    CHECK(is(all, VER_GREATER_EQUAL, 6, minor - 1, 5));
    CHECK(is(all, VER_LESS_EQUAL, 6, minor, pack + 1));
    CHECK(is(all, VER_EQUAL, 6, minor, pack));
    CHECK(!is(both, VER_EQUAL, 6, minor + 1, 0));
    CHECK_ERROR(ERROR_OLD_WIN_VERSION);
    CHECK(!is(both, VER_GREATER, 6, minor, 0));
    CHECK(!is(both, VER_GREATER_EQUAL, 7, 0, 0));
    CHECK(!is(all, VER_GREATER_EQUAL, 6, minor, pack + 1));
    CHECK(!is(both, VER_LESS, 6, minor - 1, 0));
    CHECK_ERROR(ERROR_OLD_WIN_VERSION);
}

/* Claim:  platform and kind of product stand alone.
 * Source: "VerifyVersionInfoA function", Parameters.  Wine 8: same. */
static void verified_alone(void)
{
    OSVERSIONINFOEXW info = {
        .dwOSVersionInfoSize = sizeof info,
        .dwPlatformId = VER_PLATFORM_WIN32_NT,
        .wProductType = VER_NT_WORKSTATION,
    };
    DWORDLONG mask = VerSetConditionMask(0, VER_PLATFORMID, VER_EQUAL);

    mask = VerSetConditionMask(mask, VER_PRODUCT_TYPE, VER_EQUAL);
    CHECK(VerifyVersionInfoW(&info, VER_PLATFORMID | VER_PRODUCT_TYPE, mask));
    info.wProductType = VER_NT_SERVER;
    CHECK_FAILS(
        VerifyVersionInfoW(&info, VER_PLATFORMID | VER_PRODUCT_TYPE, mask),
        ERROR_OLD_WIN_VERSION);
    CHECK(VerifyVersionInfoW(&info, VER_PLATFORMID, mask));
}

/* Claim:  nothing to compare, or no condition, is 160.
 * Source: "VerifyVersionInfoA function", Return value.  Wine 8: same. */
static void nothing_to_verify(void)
{
    OSVERSIONINFOEXA info = {.dwOSVersionInfoSize = sizeof info};
    DWORDLONG mask = VerSetConditionMask(0, VER_MAJORVERSION, VER_EQUAL);

    CHECK_FAILS(VerifyVersionInfoA(&info, 0, mask), ERROR_BAD_ARGUMENTS);
    CHECK_FAILS(VerifyVersionInfoA(&info, VER_MAJORVERSION, 0),
                ERROR_BAD_ARGUMENTS);
}

/* Claim:  conditions have three bits each, in the order of the types.
 * Source: "VerSetConditionMask function".  Wine 8: same. */
static void condition_mask(void)
{
    CHECK(VerSetConditionMask(0, VER_MINORVERSION, VER_GREATER_EQUAL) == 3);
    CHECK(VerSetConditionMask(0, VER_MAJORVERSION, VER_LESS) == 4 << 3);
    CHECK(VerSetConditionMask(3, VER_PRODUCT_TYPE, VER_EQUAL) == (1 << 21 | 3));
}

/* Claim:  the helpers ask the same.
 * Source: "IsWindows8OrGreater function".  Wine 8: same. */
static void helpers(void)
{
    CHECK(IsWindowsXPOrGreater() && IsWindowsXPSP3OrGreater());
    CHECK(IsWindowsVistaOrGreater() && IsWindowsVistaSP2OrGreater());
    CHECK(IsWindows7OrGreater() && IsWindows7SP1OrGreater());
    DIFFERS(WINE_8, "is Windows 7")
    CHECK(IsWindows8OrGreater());
    CHECK(!IsWindows8Point1OrGreater() && !IsWindows10OrGreater());
    DIFFERS(WINE_8, "is Windows 7")
    CHECK(IsWindowsVersionOrGreater(6, 2, 0));
    CHECK(!IsWindowsVersionOrGreater(6, 2, 1));
    CHECK(!IsWindowsServer());
}

TAP_MAIN(CASE(version), CASE(version_long), CASE(wrong_size),
         CASE(real_version), CASE(verified), CASE(verified_alone),
         CASE(nothing_to_verify), CASE(condition_mask), CASE(helpers))
