/* Handles as such: more names for one object, and the flags of a name.
 *
 * All handles of an object are equal. What counts for closing is the last one:
 * until then nothing is cancelled and nothing ends. */
#ifndef IOCP_HANDLE_H
#define IOCP_HANDLE_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* GetHandleInformation, SetHandleInformation */
#define HANDLE_FLAG_INHERIT 0x1            /* kept, and of no effect */
#define HANDLE_FLAG_PROTECT_FROM_CLOSE 0x2 /* CloseHandle refuses it */

/* DuplicateHandle */
#define DUPLICATE_CLOSE_SOURCE 0x1 /* also when the call fails */
#define DUPLICATE_SAME_ACCESS 0x2  /* dwDesiredAccess is ignored */

/* Makes another handle of the object a handle names.
 * In:      hSourceProcessHandle, hTargetProcessHandle: GetCurrentProcess(); the
 *          second may be NULL with DUPLICATE_CLOSE_SOURCE: then nothing is made
 *          and the rest ignored. hSourceHandle: of any kind but
 * FindFirstFile's; GetCurrentThread() gives a handle of the thread for all to
 * use. dwDesiredAccess: may not ask for more than a file was opened for.
 *          bInheritHandle: sets HANDLE_FLAG_INHERIT. dwOptions: DUPLICATE_...
 * Out:     *lpTargetHandle: the new handle, the caller's to close; 0 on
 * failure. NULL: it is made, and nobody can close it. Returns: TRUE, or FALSE;
 * last error: ERROR_INVALID_HANDLE, one of the three is none;
 * ERROR_INVALID_PARAMETER, the target process is NULL without
 *          DUPLICATE_CLOSE_SOURCE; ERROR_ACCESS_DENIED, more access than there
 *          is; ERROR_NO_SYSTEM_RESOURCES, no handle left.
 * Packet:  none. A request by the new handle posts as one by the old does, with
 *          the key of the one association there is.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, within one process; dwDesiredAccess never takes access away.
 * Source:  "DuplicateHandle function", Parameters and Remarks.
 * Test:    tests/conformance/handles.c */
BOOL WINAPI DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle,
                            HANDLE hTargetProcessHandle,
                            LPHANDLE lpTargetHandle, DWORD dwDesiredAccess,
                            BOOL bInheritHandle, DWORD dwOptions)
    IOCP_API(DuplicateHandle);

/* Reads the flags of a handle.
 * In:      hObject: the handle.
 * Out:     *lpdwFlags: HANDLE_FLAG_... bits; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a handle;
 *          ERROR_NOACCESS, lpdwFlags is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; new handles have no flag, where those of socket have
 *          HANDLE_FLAG_INHERIT there.
 * Source:  "GetHandleInformation function".
 * Test:    tests/conformance/handles.c */
BOOL WINAPI GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags)
    IOCP_API(GetHandleInformation);

/* Changes flags of a handle, not of others that name the same object.
 * In:      hObject: the handle. dwMask: which flags. dwFlags: their new values.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a handle.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; nothing is inherited here, though.
 * Source:  "SetHandleInformation function".
 * Test:    tests/conformance/handles.c */
BOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags)
    IOCP_API(SetHandleInformation);

/* Says whether two handles name one object.
 * In:      hFirstObjectHandle, hSecondObjectHandle: the handles; pseudo handles
 *          count as what they stand for.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_NOT_SAME_OBJECT, they do not;
 *          ERROR_INVALID_HANDLE, one of them is none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "CompareObjectHandles function".
 * Test:    tests/conformance/handles.c */
BOOL WINAPI CompareObjectHandles(HANDLE hFirstObjectHandle,
                                 HANDLE hSecondObjectHandle)
    IOCP_API(CompareObjectHandles);

#ifdef __cplusplus
}
#endif

#endif
