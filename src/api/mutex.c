/* Mutex and semaphore objects. */
#include "sync/mutex.h"

#include "api/api.h"
#include "api/named.h"
#include "iocp/mutex.h"

/* ---- Mutexes ---- */

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES security, BOOL owned,
                           LPCSTR name)
{
    (void)security; /* handles are inherited by nobody */
    return named_create(mutex_new(owned != FALSE),
                        (struct given_name){name, NULL});
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES security, BOOL owned,
                           LPCWSTR name)
{
    (void)security;
    return named_create(mutex_new(owned != FALSE),
                        (struct given_name){NULL, name});
}

static HANDLE create_by_flags(DWORD flags, struct given_name name)
{
    if ((flags & ~(DWORD)CREATE_MUTEX_INITIAL_OWNER) != 0) {
        api_error(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return named_create(mutex_new(flags != 0), name);
}

HANDLE WINAPI CreateMutexExA(LPSECURITY_ATTRIBUTES security, LPCSTR name,
                             DWORD flags, DWORD access)
{
    (void)security;
    (void)access;
    return create_by_flags(flags, (struct given_name){name, NULL});
}

HANDLE WINAPI CreateMutexExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name,
                             DWORD flags, DWORD access)
{
    (void)security;
    (void)access;
    return create_by_flags(flags, (struct given_name){NULL, name});
}

HANDLE WINAPI OpenMutexA(DWORD access, BOOL inherit, LPCSTR name)
{
    (void)access;
    return named_open(OBJECT_MUTEX, inherit, (struct given_name){name, NULL});
}

HANDLE WINAPI OpenMutexW(DWORD access, BOOL inherit, LPCWSTR name)
{
    (void)access;
    return named_open(OBJECT_MUTEX, inherit, (struct given_name){NULL, name});
}

BOOL WINAPI ReleaseMutex(HANDLE handle)
{
    NTSTATUS status;
    struct object *object = table_get(handle, OBJECT_MUTEX, &status);

    if (object == NULL)
        return api_fail(status);
    status = mutex_release(object);
    object_put(object);
    return api_result(status);
}

/* ---- Semaphores ---- */

static HANDLE create_semaphore(LONG count, LONG max, struct given_name name)
{
    if (count < 0 || max <= 0 || count > max) {
        api_error(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    return named_create(semaphore_new((uint32_t)count, (uint32_t)max), name);
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES security, LONG count,
                               LONG max, LPCSTR name)
{
    (void)security;
    return create_semaphore(count, max, (struct given_name){name, NULL});
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES security, LONG count,
                               LONG max, LPCWSTR name)
{
    (void)security;
    return create_semaphore(count, max, (struct given_name){NULL, name});
}

HANDLE WINAPI CreateSemaphoreExA(LPSECURITY_ATTRIBUTES security, LONG count,
                                 LONG max, LPCSTR name, DWORD flags,
                                 DWORD access)
{
    (void)flags; /* "reserved" */
    (void)access;
    return CreateSemaphoreA(security, count, max, name);
}

HANDLE WINAPI CreateSemaphoreExW(LPSECURITY_ATTRIBUTES security, LONG count,
                                 LONG max, LPCWSTR name, DWORD flags,
                                 DWORD access)
{
    (void)flags;
    (void)access;
    return CreateSemaphoreW(security, count, max, name);
}

HANDLE WINAPI OpenSemaphoreA(DWORD access, BOOL inherit, LPCSTR name)
{
    (void)access;
    return named_open(OBJECT_SEMAPHORE, inherit,
                      (struct given_name){name, NULL});
}

HANDLE WINAPI OpenSemaphoreW(DWORD access, BOOL inherit, LPCWSTR name)
{
    (void)access;
    return named_open(OBJECT_SEMAPHORE, inherit,
                      (struct given_name){NULL, name});
}

BOOL WINAPI ReleaseSemaphore(HANDLE handle, LONG how_many, LPLONG before)
{
    uint32_t count = 0;
    NTSTATUS status;
    struct object *object;

    if (how_many <= 0)
        return api_error(ERROR_INVALID_PARAMETER);
    object = table_get(handle, OBJECT_SEMAPHORE, &status);
    if (object == NULL)
        return api_fail(status);
    status = semaphore_release(object, (uint32_t)how_many, &count);
    object_put(object);
    if (NT_SUCCESS(status) && before != NULL)
        *before = (LONG)count;
    return api_result(status);
}
