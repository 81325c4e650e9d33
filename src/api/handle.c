/* Handles as such: closing, duplicates, flags, comparison. */
#include "iocp/handle.h"

#include "api/api.h"
#include "iocp/file.h"
#include "iocp/io.h"
#include "iocp/process.h"
#include "iocp/system.h"
#include "iocp/thread.h"
#include "object/file.h"
#include "object/process.h"
#include "object/thread.h"

#define KINDS (OBJECT_ANY & ~(unsigned)OBJECT_NO_HANDLE)

static bool is_pseudo_handle(HANDLE handle)
{
    return handle == GetCurrentProcess() || handle == GetCurrentThread();
}

/* GetCurrentProcess and GetCurrentThread: closing them does nothing. */
BOOL WINAPI CloseHandle(HANDLE hObject)
{
    if (is_pseudo_handle(hObject))
        return TRUE;
    return api_result(table_close(hObject, KINDS));
}

/* ---- DuplicateHandle ---- */

/* "A file handle created with the GENERIC_READ access right cannot be
 * duplicated so that it has both" (DuplicateHandle, Remarks). What other kinds
 * allow is not kept. */
static NTSTATUS check_access(HANDLE source, DWORD access)
{
    const DWORD reads = GENERIC_READ | GENERIC_ALL | FILE_READ_DATA;
    const DWORD writes = GENERIC_WRITE | GENERIC_ALL | FILE_WRITE_DATA;
    struct file_object *file =
        (struct file_object *)table_get(source, OBJECT_FILE, NULL);
    bool enough;

    if (file == NULL)
        return STATUS_SUCCESS;
    enough = ((access & reads) == 0 || file->readable) &&
             ((access & writes) == 0 || file->writable);
    object_put(&file->io.head);
    return enough ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
}

static NTSTATUS duplicate_current_thread(uint32_t flags, HANDLE *duplicate)
{
    struct thread *thread = thread_current();
    NTSTATUS status;

    if (thread == NULL)
        return STATUS_NO_MEMORY;
    status = table_insert(&thread->head, duplicate);
    if (status == STATUS_SUCCESS)
        table_set_flags(*duplicate, KINDS, flags, flags);
    object_put(&thread->head);
    return status;
}

static NTSTATUS duplicate_current_process(uint32_t flags, HANDLE *duplicate)
{
    struct process *process = process_self();
    struct process_handle *made;
    NTSTATUS status = STATUS_NO_MEMORY;

    if (process == NULL)
        return status;
    made = process_handle_new(process, OBJECT_PROCESS, PROCESS_ALL_ACCESS);
    process_put(process);
    if (made == NULL)
        return status;
    status = table_insert(&made->head, duplicate);
    if (status == STATUS_SUCCESS)
        table_set_flags(*duplicate, KINDS, flags, flags);
    object_put(&made->head);
    return status;
}

static NTSTATUS duplicate(HANDLE source, uint32_t flags, DWORD access,
                          DWORD options, HANDLE *made)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (source == GetCurrentThread())
        return duplicate_current_thread(flags, made);
    if (source == GetCurrentProcess())
        return duplicate_current_process(flags, made);
    if ((options & DUPLICATE_SAME_ACCESS) == 0)
        status = check_access(source, access);
    return status == STATUS_SUCCESS
               ? table_duplicate(source, KINDS, flags, made)
               : status;
}

/* "This occurs regardless of any error status returned"; nor is it an error of
 * this call if the source is protected. */
static void close_source(HANDLE source)
{
    if (!is_pseudo_handle(source))
        table_close(source, KINDS);
}

BOOL WINAPI DuplicateHandle(HANDLE hSourceProcessHandle, HANDLE hSourceHandle,
                            HANDLE hTargetProcessHandle,
                            LPHANDLE lpTargetHandle, DWORD dwDesiredAccess,
                            BOOL bInheritHandle, DWORD dwOptions)
{
    const uint32_t flags = bInheritHandle ? HANDLE_FLAG_INHERIT : 0;
    const bool closes = (dwOptions & DUPLICATE_CLOSE_SOURCE) != 0;
    NTSTATUS status = STATUS_INVALID_HANDLE;
    HANDLE made = NULL;

    if (hSourceProcessHandle != GetCurrentProcess())
        return api_fail(status);
    if (hTargetProcessHandle == GetCurrentProcess())
        status =
            duplicate(hSourceHandle, flags, dwDesiredAccess, dwOptions, &made);
    else if (hTargetProcessHandle == NULL)
        status = closes ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    if (closes)
        close_source(hSourceHandle);
    if (lpTargetHandle != NULL)
        *lpTargetHandle = made;
    return api_result(status);
}

/* ---- Flags ---- */

#define KNOWN_FLAGS                                                            \
    ((DWORD)(HANDLE_FLAG_INHERIT | HANDLE_FLAG_PROTECT_FROM_CLOSE))

BOOL WINAPI GetHandleInformation(HANDLE hObject, LPDWORD lpdwFlags)
{
    uint32_t flags;
    NTSTATUS status;

    if (lpdwFlags == NULL)
        return api_error(ERROR_NOACCESS);
    status = table_get_flags(hObject, KINDS, &flags);
    if (status == STATUS_SUCCESS)
        *lpdwFlags = flags & KNOWN_FLAGS;
    return api_result(status);
}

BOOL WINAPI SetHandleInformation(HANDLE hObject, DWORD dwMask, DWORD dwFlags)
{
    return api_result(
        table_set_flags(hObject, KINDS, dwMask & KNOWN_FLAGS, dwFlags));
}

/* ---- CompareObjectHandles ---- */

static struct object *object_of(HANDLE handle, NTSTATUS *status)
{
    if (handle != GetCurrentThread())
        return table_get(handle, KINDS, status);
    *status = STATUS_NO_MEMORY;
    return (struct object *)thread_current();
}

/* Each OpenProcess makes an object of its own for one process. */
static bool same(const struct object *one, const struct object *other)
{
    if (one->kind != OBJECT_PROCESS || other->kind != OBJECT_PROCESS)
        return one == other;
    return ((const struct process_handle *)one)->process ==
           ((const struct process_handle *)other)->process;
}

static NTSTATUS compare(HANDLE one, HANDLE other)
{
    NTSTATUS status;
    struct object *first = object_of(one, &status), *second;

    if (first == NULL)
        return status;
    second = object_of(other, &status);
    if (second != NULL) {
        status = same(first, second) ? STATUS_SUCCESS
                                     : STATUS_FROM_CODE(ERROR_NOT_SAME_OBJECT);
        object_put(second);
    }
    object_put(first);
    return status;
}

BOOL WINAPI CompareObjectHandles(HANDLE hFirstObjectHandle,
                                 HANDLE hSecondObjectHandle)
{
    if (hFirstObjectHandle == GetCurrentProcess() &&
        hSecondObjectHandle == GetCurrentProcess())
        return TRUE;
    return api_result(compare(hFirstObjectHandle, hSecondObjectHandle));
}
