/* Shared objects as modules: a_module.so lies beside this program, which
 * exports what it has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "harness/tap.h"

typedef int (*answer)(void);

int exported_by_the_program(void);
int exported_by_the_program(void)
{
    return 7;
}

static int asks(HMODULE module)
{
    answer ask = (answer)(ULONG_PTR)GetProcAddress(module, "a_module_answer");

    return ask != NULL ? ask() : -1;
}

/* By its name without and with an ending, Windows' one too, and by its path: it
 * is one module, and gone when it was freed as often as it was loaded. */
static void load_and_free(void)
{
    static const char *const names[] = {"a_module", "a_module.so",
                                        "a_module.dll", ".\\a_module.dll"};
    HMODULE module = NULL;

    CHECK(GetModuleHandleA("a_module") == NULL);
    CHECK_ERROR(ERROR_MOD_NOT_FOUND);
    for (unsigned i = 0; i < 4; i++) {
        HMODULE again = LoadLibraryA(names[i]);

        CHECK(again != NULL && (module == NULL || again == module), "%s",
              names[i]);
        module = again;
    }
    CHECK(asks(module) == 42);
    CHECK(GetModuleHandleA("a_module.dll") == module);
    for (unsigned i = 0; i < 4; i++) {
        CHECK(GetModuleHandleA("a_module") == module);
        CHECK(FreeLibrary(module));
    }
    CHECK(GetModuleHandleA("a_module") == NULL);
    CHECK(!FreeLibrary(module));
    CHECK_ERROR(ERROR_MOD_NOT_FOUND);
    CHECK(GetProcAddress(module, "a_module_answer") == NULL);
    CHECK_ERROR(ERROR_MOD_NOT_FOUND);
}

/* GetModuleHandleEx counts, as LoadLibrary does, and can leave that. */
static void counted_handle(void)
{
    HMODULE module = LoadLibraryA("a_module"), other = NULL;
    const DWORD same = GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;

    CHECK(GetModuleHandleExA(same, "a_module", &other) && other == module);
    CHECK(GetModuleHandleExA(0, "a_module", &other) && other == module);
    CHECK(FreeLibrary(module));
    CHECK(asks(other) == 42);
    CHECK(FreeLibrary(other));
    CHECK(GetModuleHandleA("a_module") == NULL);
}

static void pinned(void)
{
    HMODULE module = LoadLibraryA("a_module"), other = NULL;

    CHECK(
        GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN, "a_module", &other));
    CHECK(FreeLibrary(module));
    CHECK(asks(other) == 42);
}

/* A module gives what it defines, not what it is linked with. */
static void own_functions(void)
{
    HMODULE module = LoadLibraryA("a_module");

    CHECK(GetProcAddress(module, "printf") == NULL);
    CHECK_ERROR(ERROR_PROC_NOT_FOUND);
    CHECK(GetProcAddress(module, (const char *)1) == NULL);
    CHECK_ERROR(ERROR_PROC_NOT_FOUND);
    CHECK(GetProcAddress(NULL, "exported_by_the_program") ==
          (FARPROC)(ULONG_PTR)exported_by_the_program);
    CHECK(GetProcAddress(NULL, "printf") == NULL);
    FreeLibrary(module);
}

static void where_it_is(void)
{
    char path[4096] = "";
    HMODULE module = LoadLibraryA("a_module"), other = NULL;
    DWORD length = GetModuleFileNameA(module, path, sizeof path);

    CHECK(length == strlen(path) && *path == '/');
    CHECK(strstr(path, "/a_module.so") != NULL, "%s", path);
    CHECK(GetModuleHandleA(path) == module);
    CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                                 GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                             (const char *)(ULONG_PTR)GetProcAddress(
                                 module, "a_module_answer"),
                             &other) &&
          other == module);
    FreeLibrary(module);
    CHECK(GetModuleFileNameA(GetModuleHandleA("kernel32"), path, sizeof path));
    CHECK(strstr(path, "libopeniocp") != NULL, "%s", path);
}

/* The linker's places, and the program's folder, on demand. */
static void chosen_places(void)
{
    HMODULE module;

    CHECK(LoadLibraryExA("a_module", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32) ==
          NULL);
    CHECK_ERROR(ERROR_MOD_NOT_FOUND);
    module =
        LoadLibraryExA("a_module", NULL, LOAD_LIBRARY_SEARCH_APPLICATION_DIR);
    CHECK(module != NULL && FreeLibrary(module));
    module = LoadLibraryExA("libm.so.6", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    CHECK(module != NULL && GetProcAddress(module, "cos") != NULL);
    CHECK(FreeLibrary(module));
    CHECK(LoadLibraryExA("a_module", NULL, LOAD_LIBRARY_AS_DATAFILE) == NULL);
    CHECK_ERROR(ERROR_NOT_SUPPORTED);
    CHECK(LoadLibraryExA("a_module", (HANDLE)8, 0) == NULL);
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
    CHECK(LoadLibraryExA("a_module", NULL, 4) == NULL);
    CHECK_ERROR(ERROR_INVALID_PARAMETER);
}

static int same_function(const char *name, const void *function)
{
    return (ULONG_PTR)GetProcAddress(GetModuleHandleA("ntdll"), name) ==
           (ULONG_PTR)function;
}

/* Every system library gives every function. */
static void all_in_each(void)
{
    CHECK(same_function("CancelIoEx", (const void *)(ULONG_PTR)CancelIoEx));
    CHECK(same_function("CreateFileW", (const void *)(ULONG_PTR)CreateFileW));
    CHECK(same_function("WriteFile", (const void *)(ULONG_PTR)WriteFile));
    CHECK(GetModuleHandleA("api-ms-win-core-synch-l1-2-0.dll") ==
          GetModuleHandleA("kernelbase"));
}

TAP_MAIN(CASE(load_and_free), CASE(counted_handle), CASE(pinned),
         CASE(own_functions), CASE(where_it_is), CASE(chosen_places),
         CASE(all_in_each))
