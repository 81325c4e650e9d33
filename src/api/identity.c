/* The names of the machine and of the user. */
#include <errno.h>
#include <string.h>

#include "api/api.h"
#include "api/entry.h"
#include "iocp/environment.h"
#include "port/concurrency.h"
#include "sys/environment.h"

#define NAME_SIZE 512

/* ---- The machine ---- */

/* The part before the first dot; with `capitals` as NetBIOS has it. */
static void keep_host(char *name, bool capitals)
{
    name[strcspn(name, ".")] = '\0';
    if (!capitals)
        return;
    if (strlen(name) > MAX_COMPUTERNAME_LENGTH)
        name[MAX_COMPUTERNAME_LENGTH] = '\0';
    for (char *each = name; *each != '\0'; each++)
        if (*each >= 'a' && *each <= 'z')
            *each = (char)(*each - 'a' + 'A');
}

static void keep_domain(char *name)
{
    const char *dot = strchr(name, '.');

    if (dot == NULL)
        name[0] = '\0';
    else
        memmove(name, dot + 1, strlen(dot));
}

static NTSTATUS read_name(COMPUTER_NAME_FORMAT format, char name[NAME_SIZE])
{
    int rc;

    if ((unsigned)format >= ComputerNameMax)
        return STATUS_INVALID_PARAMETER;
    rc = machine_host_name(name, NAME_SIZE);
    if (rc != 0)
        return errmap_file(-rc);
    switch ((unsigned)format % ComputerNamePhysicalNetBIOS) {
    case ComputerNameNetBIOS:
        keep_host(name, true);
        break;
    case ComputerNameDnsHostname:
        keep_host(name, false);
        break;
    case ComputerNameDnsDomain:
        keep_domain(name);
        break;
    default:
        break;
    }
    return STATUS_SUCCESS;
}

typedef DWORD give_name(const char *name, void *buffer, DWORD size);

static DWORD give_narrow(const char *name, void *buffer, DWORD size)
{
    return entry_give(name, buffer, size);
}

static DWORD give_wide(const char *name, void *buffer, DWORD size)
{
    return entry_give_wide(name, buffer, size);
}

static BOOL computer_name(COMPUTER_NAME_FORMAT format, void *buffer,
                          LPDWORD size, DWORD no_room, give_name *give)
{
    char name[NAME_SIZE];
    NTSTATUS status =
        size != NULL ? read_name(format, name) : STATUS_INVALID_PARAMETER;
    DWORD length;

    if (status != STATUS_SUCCESS)
        return api_fail(status);
    length = give(name, buffer, *size);
    if (buffer == NULL || length >= *size) {
        *size = length;
        return api_error(no_room);
    }
    *size = length;
    return TRUE;
}

BOOL WINAPI GetComputerNameA(LPSTR buffer, LPDWORD size)
{
    return computer_name(ComputerNameNetBIOS, buffer, size,
                         ERROR_BUFFER_OVERFLOW, give_narrow);
}

BOOL WINAPI GetComputerNameW(LPWSTR buffer, LPDWORD size)
{
    return computer_name(ComputerNameNetBIOS, buffer, size,
                         ERROR_BUFFER_OVERFLOW, give_wide);
}

BOOL WINAPI GetComputerNameExA(COMPUTER_NAME_FORMAT format, LPSTR buffer,
                               LPDWORD size)
{
    return computer_name(format, buffer, size, ERROR_MORE_DATA, give_narrow);
}

BOOL WINAPI GetComputerNameExW(COMPUTER_NAME_FORMAT format, LPWSTR buffer,
                               LPDWORD size)
{
    return computer_name(format, buffer, size, ERROR_MORE_DATA, give_wide);
}

/* ---- The user ---- */

/* Here the length counts the NUL in either case. */
static BOOL user_name(void *buffer, LPDWORD size, give_name *give)
{
    char name[NAME_SIZE];
    DWORD needed;
    int rc;

    if (size == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    concurrency_block(); /* a directory service may be asked */
    rc = machine_user_name(name, sizeof name);
    concurrency_unblock();
    if (rc != 0)
        return api_fail(errmap_file(-rc));
    needed = give(name, NULL, 0);
    if (buffer == NULL || needed > *size) {
        *size = needed;
        return api_error(ERROR_INSUFFICIENT_BUFFER);
    }
    give(name, buffer, *size);
    *size = needed;
    return TRUE;
}

BOOL WINAPI GetUserNameA(LPSTR buffer, LPDWORD size)
{
    return user_name(buffer, size, give_narrow);
}

BOOL WINAPI GetUserNameW(LPWSTR buffer, LPDWORD size)
{
    return user_name(buffer, size, give_wide);
}
