/* Files: locking parts of them against other handles. */
#ifndef IOCP_FILE_LOCK_H
#define IOCP_FILE_LOCK_H

#include "io.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* LockFileEx */
#define LOCKFILE_FAIL_IMMEDIATELY 0x1
#define LOCKFILE_EXCLUSIVE_LOCK 0x2

/* Locks a range of a file, or waits until it can be locked.
 * In:      hFile: a file opened for reading or writing. dwFlags:
 *          LOCKFILE_EXCLUSIVE_LOCK, nobody else may read or write there; else
 *          the lock is shared, and nobody at all may write.
 *          LOCKFILE_FAIL_IMMEDIATELY: does not wait. dwReserved: 0.
 *          nNumberOfBytesToLockLow, -High: how much; the range may lie beyond
 *          the end. lpOverlapped: Offset and OffsetHigh say where it starts;
 *          required on every handle, borrowed until the request ends.
 * Out:     lpOverlapped->Internal and InternalHigh (0), when it ends.
 * Returns: TRUE, locked; or FALSE; last error: ERROR_IO_PENDING, an
 *          asynchronous handle waits for it; ERROR_LOCK_VIOLATION, another lock
 *          is in the way; ERROR_INVALID_PARAMETER, no OVERLAPPED, dwReserved,
 *          or a folder; ERROR_INVALID_LOCK_RANGE, the range wraps around;
 *          ERROR_ACCESS_DENIED, the handle can neither read nor write;
 *          ERROR_INVALID_FUNCTION, what has no bytes to lock;
 *          ERROR_INVALID_HANDLE, not a file, or a bad hEvent;
 *          ERROR_NOT_ENOUGH_MEMORY; ERROR_NO_SYSTEM_RESOURCES, a limit.
 * Packet:  one on an asynchronous handle with a port, of 0 bytes, when locked
 *          (none in skip mode if that was at once), or with
 *          ERROR_OPERATION_ABORTED when cancelled or closed; none after an
 *          error other than ERROR_IO_PENDING.
 * Blocks:  on a synchronous handle, until locked.  Threads: any, at once.
 * Windows: differs: reads and writes of other processes are not held up, only
 *          their locks, which are tried every few milliseconds; towards them
 *          an exclusive lock of a handle that cannot write is a shared one, and
 *          a shared one of a handle that cannot read is none.
 * Source:  "LockFileEx function", Remarks.
 * Test:    tests/conformance/file_lock.c */
BOOL WINAPI LockFileEx(HANDLE hFile, DWORD dwFlags, DWORD dwReserved,
                       DWORD nNumberOfBytesToLockLow,
                       DWORD nNumberOfBytesToLockHigh,
                       LPOVERLAPPED lpOverlapped) IOCP_API(LockFileEx);

/* Locks a range of a file for this handle alone, if that is possible at once.
 * In:      hFile: a file opened for reading or writing. dwFileOffsetLow, -High:
 *          where the range starts. nNumberOfBytesToLockLow, -High: how much;
 *          the range may lie beyond the end.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_LOCK_VIOLATION, another lock is
 *          in the way; ERROR_INVALID_LOCK_RANGE, ERROR_ACCESS_DENIED,
 *          ERROR_INVALID_PARAMETER, ERROR_INVALID_FUNCTION,
 *          ERROR_INVALID_HANDLE, ERROR_NOT_ENOUGH_MEMORY, as for LockFileEx.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as LockFileEx.
 * Source:  "LockFile function", Remarks.
 * Test:    tests/conformance/file_lock.c:plain_calls */
BOOL WINAPI LockFile(HANDLE hFile, DWORD dwFileOffsetLow,
                     DWORD dwFileOffsetHigh, DWORD nNumberOfBytesToLockLow,
                     DWORD nNumberOfBytesToLockHigh) IOCP_API(LockFile);

/* Releases a range that was locked by the same handle.
 * In:      hFile: the file. dwReserved: 0. nNumberOfBytesToUnlockLow, -High and
 *          lpOverlapped's Offset, OffsetHigh: the range, exactly as it was
 *          locked. Of several locks of it one goes, an exclusive one first.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_NOT_LOCKED, no lock is of exactly
 *          this range; ERROR_INVALID_PARAMETER, no OVERLAPPED, or dwReserved;
 *          ERROR_INVALID_HANDLE and others as for LockFileEx.
 * Packet:  none of its own; those who waited for the range get theirs.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "UnlockFileEx function", Remarks.
 * Test:    tests/conformance/file_lock.c */
BOOL WINAPI UnlockFileEx(HANDLE hFile, DWORD dwReserved,
                         DWORD nNumberOfBytesToUnlockLow,
                         DWORD nNumberOfBytesToUnlockHigh,
                         LPOVERLAPPED lpOverlapped) IOCP_API(UnlockFileEx);

/* Releases a range that was locked by the same handle.
 * In:      hFile: the file. dwFileOffsetLow, -High, nNumberOfBytesToUnlockLow,
 *          -High: the range, exactly as it was locked.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: as for UnlockFileEx.
 * Packet:  none of its own.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "UnlockFile function", Remarks.
 * Test:    tests/conformance/file_lock.c:plain_calls */
BOOL WINAPI UnlockFile(HANDLE hFile, DWORD dwFileOffsetLow,
                       DWORD dwFileOffsetHigh, DWORD nNumberOfBytesToUnlockLow,
                       DWORD nNumberOfBytesToUnlockHigh) IOCP_API(UnlockFile);

#ifdef __cplusplus
}
#endif

#endif
