/* Mutexes and semaphores: objects that threads wait for.
 *
 * WaitForSingleObject and its likes take them; who blocks gives its place on
 * its completion port to another thread meanwhile. Inside one process critical
 * sections and slim locks cost less. */
#ifndef IOCP_MUTEX_H
#define IOCP_MUTEX_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CREATE_MUTEX_INITIAL_OWNER 0x00000001
#define MUTANT_QUERY_STATE 0x0001
#define MUTEX_MODIFY_STATE MUTANT_QUERY_STATE
#define MUTEX_ALL_ACCESS 0x001F0001
#define SEMAPHORE_MODIFY_STATE 0x0002
#define SEMAPHORE_ALL_ACCESS 0x001F0003

/* Makes a mutex, or opens the mutex of that name in this process.
 * In:      lpMutexAttributes: NULL, or ignored. bInitialOwner: TRUE, the
 *          calling thread owns it, if it is new. lpName: NULL, or a name (with
 *          regard to case), UTF-8 in the A form, UTF-16 in the W form.
 * Out:     none.
 * Returns: the handle, or NULL; last error: ERROR_INVALID_HANDLE, an object of
 *          another kind has the name; ERROR_PATH_NOT_FOUND, a backslash that is
 *          not that of Global\ or Local\ in front; ERROR_INVALID_NAME, nothing
 *          follows those; ERROR_BAD_PATHNAME, it begins with a backslash;
 *          ERROR_FILENAME_EXCED_RANGE, of the A form: it has more than MAX_PATH
 *          characters; ERROR_NOT_ENOUGH_MEMORY;
 *          ERROR_NO_SYSTEM_RESOURCES, no handle left. On success 0, or
 *          ERROR_ALREADY_EXISTS if the mutex was there (its state stays as it
 *          is).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS.
 * Source:  "CreateMutexA function", Parameters and Return value.
 * Test:    tests/conformance/sync_mutex.c */
HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                           BOOL bInitialOwner, LPCSTR lpName)
    IOCP_API(CreateMutexA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                           BOOL bInitialOwner, LPCWSTR lpName)
    IOCP_API(CreateMutexW);

/* The same with flags.
 * In:      lpMutexAttributes, lpName: as above. dwFlags: 0 or
 *          CREATE_MUTEX_INITIAL_OWNER. dwDesiredAccess: not looked at.
 * Out:     none.
 * Returns: as above; also NULL with ERROR_INVALID_PARAMETER, other flags.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS; every handle
 *          has every access.
 * Source:  "CreateMutexExA function", Parameters.
 * Test:    tests/conformance/sync_mutex.c */
HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                             LPCSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess) IOCP_API(CreateMutexExA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES lpMutexAttributes,
                             LPCWSTR lpName, DWORD dwFlags,
                             DWORD dwDesiredAccess) IOCP_API(CreateMutexExW);

/* Opens the mutex of that name in this process.
 * In:      dwDesiredAccess: not looked at. bInheritHandle: sets
 *          HANDLE_FLAG_INHERIT. lpName: as above.
 * Out:     none.
 * Returns: the handle, or NULL; last error: ERROR_NOT_SUPPORTED, another
 *          process of the user has it; ERROR_FILE_NOT_FOUND, nothing has the
 *          name; ERROR_INVALID_PARAMETER, it is NULL; ERROR_INVALID_HANDLE,
 *          as above, or it is empty; ERROR_PATH_NOT_FOUND, ERROR_INVALID_NAME,
 *          ERROR_BAD_PATHNAME, ERROR_FILENAME_EXCED_RANGE,
 *          ERROR_NOT_ENOUGH_MEMORY and ERROR_NO_SYSTEM_RESOURCES as above.
 *          Success leaves the last error alone.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; every handle has every
 *          access.
 * Source:  "OpenMutexW function", Return value.
 * Test:    tests/conformance/sync_mutex.c */
HANDLE WINAPI OpenMutexA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCSTR lpName) IOCP_API(OpenMutexA);

/* The same for a UTF-16 name. */
HANDLE WINAPI OpenMutexW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                         LPCWSTR lpName) IOCP_API(OpenMutexW);

/* Gives a mutex back, once for each time it was taken. A thread that ends
 * without doing so abandons it: the next wait gets it, and WAIT_ABANDONED.
 * In:      hMutex: a mutex that the calling thread owns.
 * Out:     none.
 * Returns: TRUE. FALSE; last error: ERROR_NOT_OWNER; ERROR_INVALID_HANDLE, no
 *          mutex.
 * Packet:  none.
 * Blocks:  never.  Threads: the owner.
 * Windows: same.
 * Source:  "ReleaseMutex function", Remarks.
 * Test:    tests/conformance/sync_mutex.c */
BOOL WINAPI ReleaseMutex(HANDLE hMutex) IOCP_API(ReleaseMutex);

/* Makes a semaphore, or opens the semaphore of that name in this process.
 * In:      lpSemaphoreAttributes: NULL, or ignored. lInitialCount: how many
 *          waits it lets pass, 0 to lMaximumCount. lMaximumCount: above 0.
 *          lpName: as in CreateMutex.
 * Out:     none.
 * Returns: as CreateMutex; also NULL with ERROR_INVALID_PARAMETER, counts out
 *          of range.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS.
 * Source:  "CreateSemaphoreA function", Parameters and Return value.
 * Test:    tests/conformance/sync_semaphore.c */
HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCSTR lpName) IOCP_API(CreateSemaphoreA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                               LONG lInitialCount, LONG lMaximumCount,
                               LPCWSTR lpName) IOCP_API(CreateSemaphoreW);

/* The same with flags.
 * In:      dwFlags, dwDesiredAccess: not looked at. The others as above.
 * Out:     none.
 * Returns: as above.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; where another one of the
 *          user has it this is NULL with ERROR_ALREADY_EXISTS; every handle
 *          has every access.
 * Source:  "CreateSemaphoreExA function", Parameters.
 * Test:    tests/conformance/sync_semaphore.c */
HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                                 LONG lInitialCount, LONG lMaximumCount,
                                 LPCSTR lpName, DWORD dwFlags,
                                 DWORD dwDesiredAccess)
    IOCP_API(CreateSemaphoreExA);

/* The same for a UTF-16 name. */
HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES lpSemaphoreAttributes,
                                 LONG lInitialCount, LONG lMaximumCount,
                                 LPCWSTR lpName, DWORD dwFlags,
                                 DWORD dwDesiredAccess)
    IOCP_API(CreateSemaphoreExW);

/* Opens the semaphore of that name in this process.
 * In:      as OpenMutex.
 * Out:     none.
 * Returns: the handle, or NULL; last error: ERROR_NOT_SUPPORTED, another
 *          process of the user has it; ERROR_FILE_NOT_FOUND, nothing has the
 *          name; ERROR_INVALID_PARAMETER, it is NULL; ERROR_INVALID_HANDLE,
 *          as above, or it is empty; ERROR_PATH_NOT_FOUND, ERROR_INVALID_NAME,
 *          ERROR_BAD_PATHNAME, ERROR_FILENAME_EXCED_RANGE,
 *          ERROR_NOT_ENOUGH_MEMORY and ERROR_NO_SYSTEM_RESOURCES as above.
 *          Success leaves the last error alone.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: names are those of one process; every handle has every
 *          access.
 * Source:  "OpenSemaphoreW function", Return value.
 * Test:    tests/conformance/sync_semaphore.c */
HANDLE WINAPI OpenSemaphoreA(DWORD dwDesiredAccess, BOOL bInheritHandle,
                             LPCSTR lpName) IOCP_API(OpenSemaphoreA);

/* The same for a UTF-16 name. */
HANDLE WINAPI OpenSemaphoreW(DWORD dwDesiredAccess, BOOL bInheritHandle,
                             LPCWSTR lpName) IOCP_API(OpenSemaphoreW);

/* Adds to a semaphore's count: that many waits pass.
 * In:      hSemaphore: a semaphore. lReleaseCount: above 0. lpPreviousCount:
 *          may be NULL.
 * Out:     *lpPreviousCount: the count before, on success.
 * Returns: TRUE. FALSE; last error: ERROR_INVALID_PARAMETER, the count to add;
 *          ERROR_TOO_MANY_POSTS, it would pass the maximum (nothing was added);
 *          ERROR_INVALID_HANDLE, no semaphore.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ReleaseSemaphore function", Parameters and Return value.
 * Test:    tests/conformance/sync_semaphore.c */
BOOL WINAPI ReleaseSemaphore(HANDLE hSemaphore, LONG lReleaseCount,
                             LPLONG lpPreviousCount) IOCP_API(ReleaseSemaphore);

#ifdef UNICODE
#define CreateMutex CreateMutexW
#define CreateMutexEx CreateMutexExW
#define OpenMutex OpenMutexW
#define CreateSemaphore CreateSemaphoreW
#define CreateSemaphoreEx CreateSemaphoreExW
#define OpenSemaphore OpenSemaphoreW
#else
#define CreateMutex CreateMutexA
#define CreateMutexEx CreateMutexExA
#define OpenMutex OpenMutexA
#define CreateSemaphore CreateSemaphoreA
#define CreateSemaphoreEx CreateSemaphoreExA
#define OpenSemaphore OpenSemaphoreA
#endif

#ifdef __cplusplus
}
#endif

#endif
