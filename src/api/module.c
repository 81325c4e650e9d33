/* Modules. A system library's handle is the address of its row in a table; any
 * other is the lowest address of what the dynamic linker has loaded, which it
 * is asked for again at each use: a wrong handle is found out so, never
 * followed. */
#include "iocp/module.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/api.h"
#include "api/exports.h"
#include "api/module.h"
#include "base/utf.h"
#include "sys/module.h"
#include "sys/path.h"

/* ---- System libraries ---- */

static const struct system_library {
    const char *name;
} system_libraries[] = {
    {"kernel32"}, {"kernelbase"}, {"ntdll"},
    {"ws2_32"},   {"mswsock"},    {"advapi32"},
};

#define SYSTEM_LIBRARIES (sizeof system_libraries / sizeof system_libraries[0])

const char *module_last_part(const char *name)
{
    const char *last = name;

    for (; *name != '\0'; name++)
        if (*name == '/' || *name == '\\')
            last = name + 1;
    return last;
}

/* "KERNEL32", "kernel32.dll", "C:\Windows\System32\kernel32.dll"; the api sets
 * are names of kernelbase. */
HMODULE module_system_named(const char *name)
{
    const char *last = module_last_part(name);
    size_t len = strlen(last);

    if (len > 4 && strcasecmp(last + len - 4, ".dll") == 0)
        len -= 4;
    if (strncasecmp(last, "api-ms-win-", 11) == 0)
        return (HMODULE)(uintptr_t)&system_libraries[1];
    for (size_t i = 0; i < SYSTEM_LIBRARIES; i++)
        if (strlen(system_libraries[i].name) == len &&
            strncasecmp(last, system_libraries[i].name, len) == 0)
            return (HMODULE)(uintptr_t)&system_libraries[i];
    return NULL;
}

bool module_is_system(HMODULE module)
{
    for (size_t i = 0; i < SYSTEM_LIBRARIES; i++)
        if ((uintptr_t)module == (uintptr_t)&system_libraries[i])
            return true;
    return false;
}

static int by_name(const void *name, const void *row)
{
    return strcmp(name, ((const struct export *)row)->name);
}

static uintptr_t system_symbol(const char *name)
{
    const struct export *found =
        bsearch(name, exports, exports_count, sizeof *exports, by_name);

    return found != NULL ? (uintptr_t)found->function : 0;
}

/* ---- Handles ---- */

static HMODULE handle_of(uintptr_t base)
{
    return (HMODULE)base;
}

/* The lowest address of a module that is loaded; 0 for all else. */
uintptr_t module_base_of(HMODULE module)
{
    if (module == NULL)
        return module_program();
    return module_at((uintptr_t)module) == (uintptr_t)module ? (uintptr_t)module
                                                             : 0;
}

/* ---- GetModuleHandle ---- */

static HMODULE loaded_named(const char *name)
{
    char *path = path_from_windows(name), *other;
    uintptr_t base;

    if (path == NULL)
        return NULL;
    base = module_named(path);
    other = base == 0 ? module_with_ending(path) : NULL;
    if (other != NULL)
        base = module_named(other);
    free(other);
    free(path);
    return handle_of(base);
}

static HMODULE find(const char *name)
{
    HMODULE module;

    if (name == NULL)
        return handle_of(module_program());
    module = module_system_named(name);
    return module != NULL ? module : loaded_named(name);
}

/* The address of one of our functions is in kernel32, to a program. */
static HMODULE find_address(const void *address)
{
    uintptr_t base = module_at((uintptr_t)address);

    if (module_is_system((HMODULE)(uintptr_t)address))
        return (HMODULE)(uintptr_t)address;
    return handle_of(base);
}

HMODULE WINAPI GetModuleHandleA(LPCSTR name)
{
    HMODULE module = find(name);

    if (module == NULL)
        last_error_set(ERROR_MOD_NOT_FOUND);
    return module;
}

HMODULE WINAPI GetModuleHandleW(LPCWSTR name)
{
    char *utf8 = name != NULL ? utf8_from_utf16(name) : NULL;
    HMODULE module = NULL;

    if (name != NULL && utf8 == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        module = GetModuleHandleA(utf8);
    free(utf8);
    return module;
}

/* Counted: as if it had been loaded once more. The program, and what came with
 * it, stay anyway. */
static NTSTATUS keep(HMODULE module, DWORD flags)
{
    uintptr_t base = (uintptr_t)module;
    char path[MODULE_PATH_SIZE];

    if (module_is_system(module) ||
        (flags & GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT) != 0)
        return STATUS_SUCCESS;
    if ((flags & GET_MODULE_HANDLE_EX_FLAG_PIN) != 0)
        return module_pin(base) ? STATUS_SUCCESS : MODULE_NOT_FOUND;
    if (base == module_program())
        return STATUS_SUCCESS;
    if (module_path(base, path) != 0 ||
        module_open(path, &module) != STATUS_SUCCESS)
        return MODULE_NOT_FOUND;
    if ((uintptr_t)module == base)
        return STATUS_SUCCESS;
    FreeLibrary(module); /* it went meanwhile, and was loaded again elsewhere */
    return MODULE_NOT_FOUND;
}

static BOOL module_handle_ex(DWORD flags, const void *address, const char *name,
                             HMODULE *out)
{
    const DWORD pin = GET_MODULE_HANDLE_EX_FLAG_PIN;
    const DWORD same = GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    NTSTATUS status = MODULE_NOT_FOUND;
    HMODULE module;

    if (out == NULL)
        return api_error(ERROR_INVALID_PARAMETER);
    *out = NULL;
    if ((flags & ~7u) != 0 || (flags & (pin | same)) == (pin | same))
        return api_error(ERROR_INVALID_PARAMETER);
    if ((flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) != 0)
        module = find_address(address);
    else
        module = find(name);
    if (module != NULL)
        status = keep(module, flags);
    if (status == STATUS_SUCCESS)
        *out = module;
    return api_result(status);
}

BOOL WINAPI GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module)
{
    return module_handle_ex(flags, name, name, module);
}

BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR name, HMODULE *module)
{
    bool address = (flags & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) != 0;
    char *utf8 = name != NULL && !address ? utf8_from_utf16(name) : NULL;
    BOOL result = FALSE;

    if (name != NULL && !address && utf8 == NULL)
        last_error_set(ERROR_NOT_ENOUGH_MEMORY);
    else
        result = module_handle_ex(flags, name, utf8, module);
    free(utf8);
    return result;
}

/* ---- GetProcAddress ---- */

FARPROC WINAPI GetProcAddress(HMODULE module, LPCSTR name)
{
    uintptr_t base, address = 0;
    bool system = module_is_system(module);

    base = system ? 0 : module_base_of(module);
    if (!system && base == 0) {
        last_error_set(ERROR_MOD_NOT_FOUND);
        return NULL;
    }
    if ((uintptr_t)name >> 16 != 0) /* else it is an ordinal */
        address = system ? system_symbol(name) : module_symbol(base, name);
    if (address == 0)
        last_error_set(ERROR_PROC_NOT_FOUND);
    return (FARPROC)address;
}

/* ---- GetModuleFileName ---- */

static NTSTATUS file_of(HMODULE module, const void *buffer, DWORD size,
                        char path[MODULE_PATH_SIZE])
{
    uintptr_t base = module_is_system(module)
                         ? module_at((uintptr_t)&system_libraries[0])
                         : module_base_of(module);

    if (base == 0 || module_path(base, path) != 0)
        return MODULE_NOT_FOUND;
    if (size == 0)
        return STATUS_BUFFER_TOO_SMALL;
    return buffer != NULL ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

DWORD WINAPI GetModuleFileNameA(HMODULE module, LPSTR buffer, DWORD size)
{
    char path[MODULE_PATH_SIZE];
    NTSTATUS status = file_of(module, buffer, size, path);
    size_t len;

    if (status != STATUS_SUCCESS)
        return (DWORD)api_fail(status);
    len = strlen(path);
    if (len < size) {
        memcpy(buffer, path, len + 1);
        return (DWORD)len;
    }
    memcpy(buffer, path, size - 1);
    buffer[size - 1] = '\0';
    last_error_set(ERROR_INSUFFICIENT_BUFFER);
    return size;
}

DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR buffer, DWORD size)
{
    char path[MODULE_PATH_SIZE];
    NTSTATUS status = file_of(module, buffer, size, path);
    size_t len;

    if (status != STATUS_SUCCESS)
        return (DWORD)api_fail(status);
    len = utf8_to_utf16(path, strlen(path) + 1, buffer, size);
    if (len <= size)
        return (DWORD)len - 1;
    buffer[size - 1] = 0;
    last_error_set(ERROR_INSUFFICIENT_BUFFER);
    return size;
}
