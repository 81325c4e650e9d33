/* GetVersionEx, VerifyVersionInfo. */
#include "iocp/version.h"

#include <stdbool.h>
#include <string.h>

#include "api/api.h"

struct version {
    DWORD major, minor, build;
};

static const struct version plain = {6, 2, 9200};
static const struct version real = {10, 0, 19045};

DWORD WINAPI GetVersion(VOID)
{
    return plain.build << 16 | plain.minor << 8 | plain.major;
}

/* The two structures differ in their text, which is empty, and in what is
 * behind it. */
#define FILL(info, size, version)                                              \
    do {                                                                       \
        memset((info), 0, (size));                                             \
        (info)->dwOSVersionInfoSize = (DWORD)(size);                           \
        (info)->dwMajorVersion = (version)->major;                             \
        (info)->dwMinorVersion = (version)->minor;                             \
        (info)->dwBuildNumber = (version)->build;                              \
        (info)->dwPlatformId = VER_PLATFORM_WIN32_NT;                          \
    } while (0)

BOOL WINAPI GetVersionExA(LPOSVERSIONINFOA info)
{
    DWORD size;

    if (info == NULL)
        return api_error(ERROR_NOACCESS);
    size = info->dwOSVersionInfoSize;
    if (size != sizeof(OSVERSIONINFOA) && size != sizeof(OSVERSIONINFOEXA))
        return api_error(ERROR_INSUFFICIENT_BUFFER);
    FILL(info, size, &plain);
    if (size == sizeof(OSVERSIONINFOEXA))
        ((OSVERSIONINFOEXA *)info)->wProductType = VER_NT_WORKSTATION;
    return TRUE;
}

static void describe(LPOSVERSIONINFOW info, const struct version *version)
{
    DWORD size = info->dwOSVersionInfoSize;

    FILL(info, size, version);
    if (size == sizeof(OSVERSIONINFOEXW))
        ((OSVERSIONINFOEXW *)info)->wProductType = VER_NT_WORKSTATION;
}

BOOL WINAPI GetVersionExW(LPOSVERSIONINFOW info)
{
    DWORD size;

    if (info == NULL)
        return api_error(ERROR_NOACCESS);
    size = info->dwOSVersionInfoSize;
    if (size != sizeof(OSVERSIONINFOW) && size != sizeof(OSVERSIONINFOEXW))
        return api_error(ERROR_INSUFFICIENT_BUFFER);
    describe(info, &plain);
    return TRUE;
}

/* Looks at the size only to see which of the two it is. */
NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW info)
{
    if (info == NULL)
        return STATUS_INVALID_PARAMETER;
    if (info->dwOSVersionInfoSize != sizeof(OSVERSIONINFOEXW))
        info->dwOSVersionInfoSize = sizeof(OSVERSIONINFOW);
    describe(info, &real);
    return STATUS_SUCCESS;
}

/* ---- VerifyVersionInfo ---- */

#define CONDITION_BITS 3
#define CONDITION_MASK 7u

/* The number of a type's bit, or -1 when it is none or several. */
static int place_of(DWORD type)
{
    for (int place = 0; place < 8; place++)
        if (type == 1u << place)
            return place;
    return -1;
}

ULONGLONG NTAPI VerSetConditionMask(ULONGLONG mask, DWORD type, BYTE condition)
{
    int place = place_of(type);

    if (place < 0)
        return mask;
    return mask | (ULONGLONG)(condition & CONDITION_MASK)
                      << place * CONDITION_BITS;
}

static unsigned condition_of(ULONGLONG mask, DWORD type)
{
    return (unsigned)(mask >> place_of(type) * CONDITION_BITS) & CONDITION_MASK;
}

struct wanted {
    DWORD major, minor, build, platform, pack_major, pack_minor, suites, kind;
};

static bool compares(DWORD have, DWORD want, unsigned condition)
{
    switch (condition) {
    case VER_EQUAL:
        return have == want;
    case VER_GREATER:
        return have > want;
    case VER_GREATER_EQUAL:
        return have >= want;
    case VER_LESS:
        return have < want;
    case VER_LESS_EQUAL:
        return have <= want;
    default:
        return false;
    }
}

static bool suites_match(DWORD want, unsigned condition)
{
    const DWORD have = 0;

    if (condition == VER_OR)
        return want == 0 || (have & want) != 0;
    return (have & want) == want;
}

/* "The version is greater" if its major one is, or that is the same and the
 * minor one is, and so on (VerifyVersionInfo, Remarks): the condition holds
 * for the first part that differs, or for the last. */
static bool parts_match(const struct wanted *wanted, DWORD types,
                        ULONGLONG conditions)
{
    const struct {
        DWORD type, have, want;
    } parts[] = {
        {VER_MAJORVERSION, plain.major, wanted->major},
        {VER_MINORVERSION, plain.minor, wanted->minor},
        {VER_SERVICEPACKMAJOR, 0, wanted->pack_major},
        {VER_SERVICEPACKMINOR, 0, wanted->pack_minor},
    };
    bool matches = true;

    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        unsigned condition = condition_of(conditions, parts[i].type);

        if ((types & parts[i].type) == 0)
            continue;
        matches = compares(parts[i].have, parts[i].want, condition);
        if (parts[i].have != parts[i].want)
            break;
    }
    return matches;
}

static bool matches(const struct wanted *wanted, DWORD types,
                    ULONGLONG conditions)
{
    const struct {
        DWORD type, have, want;
    } alone[] = {
        {VER_BUILDNUMBER, plain.build, wanted->build},
        {VER_PLATFORMID, VER_PLATFORM_WIN32_NT, wanted->platform},
        {VER_PRODUCT_TYPE, VER_NT_WORKSTATION, wanted->kind},
    };

    for (unsigned i = 0; i < sizeof alone / sizeof alone[0]; i++)
        if ((types & alone[i].type) != 0 &&
            !compares(alone[i].have, alone[i].want,
                      condition_of(conditions, alone[i].type)))
            return false;
    if ((types & VER_SUITENAME) != 0 &&
        !suites_match(wanted->suites, condition_of(conditions, VER_SUITENAME)))
        return false;
    return parts_match(wanted, types, conditions);
}

static BOOL verify(const struct wanted *wanted, DWORD types,
                   ULONGLONG conditions)
{
    if (types == 0 || conditions == 0)
        return api_error(ERROR_BAD_ARGUMENTS);
    return matches(wanted, types, conditions)
               ? TRUE
               : api_error(ERROR_OLD_WIN_VERSION);
}

#define WANTED(info)                                                           \
    {                                                                          \
        (info)->dwMajorVersion, (info)->dwMinorVersion, (info)->dwBuildNumber, \
            (info)->dwPlatformId, (info)->wServicePackMajor,                   \
            (info)->wServicePackMinor, (info)->wSuiteMask,                     \
            (info)->wProductType                                               \
    }

BOOL WINAPI VerifyVersionInfoA(LPOSVERSIONINFOEXA info, DWORD types,
                               DWORDLONG conditions)
{
    if (info == NULL)
        return api_error(ERROR_NOACCESS);
    if (info->dwOSVersionInfoSize != sizeof *info)
        return api_error(ERROR_BAD_ARGUMENTS);
    return verify(&(struct wanted)WANTED(info), types, conditions);
}

BOOL WINAPI VerifyVersionInfoW(LPOSVERSIONINFOEXW info, DWORD types,
                               DWORDLONG conditions)
{
    if (info == NULL)
        return api_error(ERROR_NOACCESS);
    if (info->dwOSVersionInfoSize != sizeof *info)
        return api_error(ERROR_BAD_ARGUMENTS);
    return verify(&(struct wanted)WANTED(info), types, conditions);
}
