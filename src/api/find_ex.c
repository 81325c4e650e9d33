/* FindFirstFileEx: FindFirstFile with words for what we do anyway. Names fit
 * with regard to case, and there are no short ones to leave out. */
#include "api/api.h"
#include "iocp/find.h"

static bool is_known(FINDEX_INFO_LEVELS level, FINDEX_SEARCH_OPS operation,
                     const void *filter, DWORD flags)
{
    const DWORD known = FIND_FIRST_EX_CASE_SENSITIVE |
                        FIND_FIRST_EX_LARGE_FETCH |
                        0x4; /* FIND_FIRST_EX_ON_DISK_ENTRIES_ONLY */

    if ((unsigned)level < FindExInfoMaxInfoLevel &&
        (unsigned)operation < FindExSearchLimitToDevices && filter == NULL &&
        (flags & ~known) == 0)
        return true;
    last_error_set(ERROR_INVALID_PARAMETER);
    return false;
}

HANDLE WINAPI FindFirstFileExA(LPCSTR name, FINDEX_INFO_LEVELS level,
                               LPVOID data, FINDEX_SEARCH_OPS operation,
                               LPVOID filter, DWORD flags)
{
    if (!is_known(level, operation, filter, flags))
        return INVALID_HANDLE_VALUE;
    return FindFirstFileA(name, data);
}

HANDLE WINAPI FindFirstFileExW(LPCWSTR name, FINDEX_INFO_LEVELS level,
                               LPVOID data, FINDEX_SEARCH_OPS operation,
                               LPVOID filter, DWORD flags)
{
    if (!is_known(level, operation, filter, flags))
        return INVALID_HANDLE_VALUE;
    return FindFirstFileW(name, data);
}
