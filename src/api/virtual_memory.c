/* VirtualAlloc and what goes with it. There is one process to reach. */
#include "iocp/virtual_memory.h"

#include "api/api.h"
#include "iocp/thread.h"
#include "object/region.h"

#define FIRST_ADDRESS 0x10000u

static NTSTATUS check_process(HANDLE process)
{
    return process == GetCurrentProcess() ? STATUS_SUCCESS
                                          : STATUS_INVALID_HANDLE;
}

/* What cannot be had, and what cannot be. */
static NTSTATUS check_type(DWORD type)
{
    const DWORD known = MEM_COMMIT | MEM_RESERVE | MEM_TOP_DOWN;

    if ((type & MEM_LARGE_PAGES) != 0)
        return STATUS_PRIVILEGE_NOT_HELD;
    if ((type & (MEM_WRITE_WATCH | MEM_PHYSICAL | MEM_RESET_UNDO)) != 0)
        return STATUS_NOT_SUPPORTED;
    if (type == MEM_RESET)
        return STATUS_SUCCESS;
    return (type & ~known) == 0 && (type & (MEM_COMMIT | MEM_RESERVE)) != 0
               ? STATUS_SUCCESS
               : STATUS_INVALID_PARAMETER;
}

/* Without an address committing reserves too. */
static NTSTATUS allocate(uintptr_t *base, SIZE_T size, DWORD type,
                         DWORD protect)
{
    const bool commits = (type & MEM_COMMIT) != 0;
    NTSTATUS status = check_type(type);

    if (status != STATUS_SUCCESS)
        return status;
    if (*base != 0 && *base < FIRST_ADDRESS)
        return STATUS_INVALID_PARAMETER;
    if (type == MEM_RESET)
        return region_reset(*base, size);
    if ((type & MEM_RESERVE) != 0 || *base == 0)
        return region_reserve(base, &size, protect, commits);
    return region_commit(base, &size, protect);
}

LPVOID WINAPI VirtualAllocEx(HANDLE process, LPVOID address, SIZE_T size,
                             DWORD type, DWORD protect)
{
    uintptr_t base = (uintptr_t)address;
    NTSTATUS status = check_process(process);

    if (status == STATUS_SUCCESS)
        status = allocate(&base, size, type, protect);
    if (status == STATUS_SUCCESS)
        return (LPVOID)base;
    api_fail(status);
    return NULL;
}

LPVOID WINAPI VirtualAlloc(LPVOID address, SIZE_T size, DWORD type,
                           DWORD protect)
{
    return VirtualAllocEx(GetCurrentProcess(), address, size, type, protect);
}

static NTSTATUS give_back(uintptr_t base, SIZE_T size, DWORD type)
{
    if (type == MEM_DECOMMIT)
        return region_decommit(base, size);
    return type == MEM_RELEASE && size == 0 ? region_release(base)
                                            : STATUS_INVALID_PARAMETER;
}

BOOL WINAPI VirtualFreeEx(HANDLE process, LPVOID address, SIZE_T size,
                          DWORD type)
{
    NTSTATUS status = check_process(process);

    if (status == STATUS_SUCCESS)
        status = give_back((uintptr_t)address, size, type);
    return api_result(status);
}

BOOL WINAPI VirtualFree(LPVOID address, SIZE_T size, DWORD type)
{
    return VirtualFreeEx(GetCurrentProcess(), address, size, type);
}

BOOL WINAPI VirtualProtectEx(HANDLE process, LPVOID address, SIZE_T size,
                             DWORD protect, PDWORD old)
{
    NTSTATUS status = check_process(process);
    DWORD before;

    if (status == STATUS_SUCCESS && old == NULL)
        status = STATUS_ACCESS_VIOLATION;
    if (status == STATUS_SUCCESS)
        status = region_protect((uintptr_t)address, size, protect, &before);
    if (status == STATUS_SUCCESS)
        *old = before;
    return api_result(status);
}

BOOL WINAPI VirtualProtect(LPVOID address, SIZE_T size, DWORD protect,
                           PDWORD old)
{
    return VirtualProtectEx(GetCurrentProcess(), address, size, protect, old);
}

SIZE_T WINAPI VirtualQueryEx(HANDLE process, LPCVOID address,
                             PMEMORY_BASIC_INFORMATION out, SIZE_T length)
{
    NTSTATUS status = check_process(process);

    if (status == STATUS_SUCCESS && length < sizeof *out)
        status = STATUS_INFO_LENGTH_MISMATCH;
    if (status == STATUS_SUCCESS && out == NULL)
        status = STATUS_ACCESS_VIOLATION;
    if (status == STATUS_SUCCESS)
        status = region_query((uintptr_t)address, out);
    return api_result(status) ? sizeof *out : 0;
}

SIZE_T WINAPI VirtualQuery(LPCVOID address, PMEMORY_BASIC_INFORMATION out,
                           SIZE_T length)
{
    return VirtualQueryEx(GetCurrentProcess(), address, out, length);
}

BOOL WINAPI VirtualLock(LPVOID address, SIZE_T size)
{
    return api_result(region_lock((uintptr_t)address, size));
}

BOOL WINAPI VirtualUnlock(LPVOID address, SIZE_T size)
{
    return api_result(region_unlock((uintptr_t)address, size));
}

/* They would have to be set aside by the machine's owner, and could run out. */
SIZE_T WINAPI GetLargePageMinimum(VOID)
{
    return 0;
}
