/* Modules: handles of loaded ones, functions by name, loading by name. */
#include "support.h"

typedef DWORD(WINAPI *get_id)(void);
typedef BOOL(WINAPI *post_packet)(HANDLE, DWORD, ULONG_PTR, LPOVERLAPPED);

/* Claim:  kernel32 and ntdll are loaded in every program, under any spelling
 *         of case, with and without ".dll"; each has one handle.
 * Source: "GetModuleHandleA function", Parameters.  Wine 8: same. */
static void system_libraries(void)
{
    HMODULE kernel = GetModuleHandleA("kernel32.dll");

    CHECK(kernel != NULL);
    CHECK(GetModuleHandleA("KERNEL32") == kernel);
    CHECK(GetModuleHandleA("Kernel32.DLL") == kernel);
    CHECK(GetModuleHandleW((const WCHAR *)u"kernel32.dll") == kernel);
    CHECK(GetModuleHandleA("ntdll.dll") != NULL);
    CHECK(GetModuleHandleA("ntdll.dll") != kernel);
}

/* Claim:  NULL is the program.
 * Source: "GetModuleHandleA function", Parameters.  Wine 8: same. */
static void program(void)
{
    HMODULE self = GetModuleHandleA(NULL), other = NULL;

    CHECK(self != NULL && self != GetModuleHandleA("kernel32"));
    CHECK(GetModuleHandleW(NULL) == self);
    CHECK(GetModuleHandleExA(0, NULL, &other) && other == self);
    CHECK(FreeLibrary(other));
    CHECK(GetModuleHandleA(NULL) == self);
}

/* Claim:  a module that is not loaded is 126.
 * Source: "GetModuleHandleA function", Return value.  Wine 8: same. */
static void not_loaded(void)
{
    HMODULE module = (HMODULE)(ULONG_PTR)UNTOUCHED;

    CHECK_FAILS(GetModuleHandleA("no_such_module_here.dll"),
                ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(GetModuleHandleW((const WCHAR *)u"no_such_module_here"),
                ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(GetModuleHandleExA(0, "no_such_module_here", &module),
                ERROR_MOD_NOT_FOUND);
    CHECK(module == NULL);
}

/* Claim:  the address of a function by its name is that function; a name that
 *         is not there, or another case of it, is 127.
 * Source: "GetProcAddress function", Parameters.  Wine 8: same. */
static void functions_by_name(void)
{
    HMODULE kernel = GetModuleHandleA("kernel32");
    get_id id = (get_id)(ULONG_PTR)GetProcAddress(kernel, "GetCurrentThreadId");
    post_packet send = (post_packet)(ULONG_PTR)GetProcAddress(
        kernel, "PostQueuedCompletionStatus");
    HANDLE port = port_new(1);

    if (CHECK(id != NULL))
        CHECK(id() == GetCurrentThreadId());
    if (CHECK(send != NULL)) {
        CHECK(send(port, 7, KEY, NULL));
        CHECK_PACKET(port, KEY, NULL, 7, 0);
    }
    CHECK(GetProcAddress(kernel, "GetQueuedCompletionStatusEx") != NULL);
    CHECK(GetProcAddress(kernel, "CancelIoEx") != NULL);
    CHECK(GetProcAddress(kernel, "LoadLibraryA") != NULL);
    CHECK_FAILS(GetProcAddress(kernel, "getcurrentthreadid"),
                ERROR_PROC_NOT_FOUND);
    CHECK_FAILS(GetProcAddress(kernel, "NoSuchFunction"), ERROR_PROC_NOT_FOUND);
    CHECK_FAILS(GetProcAddress(kernel, ""), ERROR_PROC_NOT_FOUND);
    CloseHandle(port);
}

/* Claim:  Winsock's functions are found in ws2_32 and mswsock, once loaded.
 * Source: "LoadLibraryA function"; "AcceptEx function", Requirements.
 *         Wine 8: same. */
static void winsock_by_name(void)
{
    HMODULE winsock = LoadLibraryA("ws2_32.dll");
    HMODULE more = LoadLibraryA("mswsock");

    if (CHECK(winsock != NULL)) {
        CHECK(GetProcAddress(winsock, "WSARecv") != NULL);
        CHECK(GetProcAddress(winsock, "closesocket") != NULL);
        CHECK(FreeLibrary(winsock));
    }
    if (CHECK(more != NULL)) {
        CHECK(GetProcAddress(more, "AcceptEx") != NULL);
        CHECK(FreeLibrary(more));
    }
}

/* Claim:  in the program a name that it does not export is 127.
 * Source: "GetProcAddress function", Return value.  Wine 8: same. */
static void program_exports_nothing(void)
{
    CHECK_FAILS(GetProcAddress(GetModuleHandleA(NULL), "CancelIoEx"),
                ERROR_PROC_NOT_FOUND);
    CHECK_FAILS(GetProcAddress(NULL, "CancelIoEx"), ERROR_PROC_NOT_FOUND);
}

/* Claim:  a file that is not there is 126; one that is no module is 193.
 * Source: "LoadLibraryA function", Remarks; observed.  Wine 8: same. */
static void nothing_to_load(void)
{
    char name[NAME_SIZE], path[NAME_SIZE + 4];

    CHECK_FAILS(LoadLibraryA("no_such_module_here.dll"), ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(LoadLibraryA("no/such/folder/module.dll"), ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(LoadLibraryW((const WCHAR *)u"no_such_module_here.dll"),
                ERROR_MOD_NOT_FOUND);
    temp_name(name);
    snprintf(path, sizeof path, "%s%s", strchr(name, '/') ? "" : "./", name);
    file_make(path, 4096);
    CHECK_FAILS(LoadLibraryA(path), ERROR_BAD_EXE_FORMAT);
    CHECK(DeleteFileA(path));
}

/* Claim:  the second argument is NULL; a system library can be asked for from
 *         the system's places alone.
 * Source: "LoadLibraryExA function", Parameters.  Wine 8: ignores hFile. */
static void load_with_flags(void)
{
    HMODULE kernel = LoadLibraryExA("kernel32.dll", NULL, 0);

    CHECK(kernel == GetModuleHandleA("kernel32"));
    CHECK(LoadLibraryExW((const WCHAR *)u"kernel32.dll", NULL,
                         LOAD_LIBRARY_SEARCH_SYSTEM32) == kernel);
    CHECK_FAILS(LoadLibraryExA("no_such_module_here.dll", NULL,
                               LOAD_LIBRARY_SEARCH_SYSTEM32),
                ERROR_MOD_NOT_FOUND);
    CHECK(FreeLibrary(kernel) && FreeLibrary(kernel));
    CHECK(GetModuleHandleA("kernel32") == kernel);
}

static int marker;

/* Claim:  a module is found by an address in it.
 * Source: "GetModuleHandleExA function", Parameters.  Wine 8: same. */
static void by_address(void)
{
    const DWORD from = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS;
    const DWORD same = GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    HMODULE module = NULL;

    CHECK(GetModuleHandleExA(from | same, (const char *)&marker, &module));
    CHECK(module == GetModuleHandleA(NULL));
    CHECK_FAILS(GetModuleHandleExA(from | same, (const char *)0x10, &module),
                ERROR_MOD_NOT_FOUND);
    CHECK(module == NULL);
    CHECK(GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN, NULL, &module));
}

/* Claim:  no place for the handle, unknown flags, and both of PIN and
 *         UNCHANGED_REFCOUNT are 87.
 * Source: "GetModuleHandleExA function", Parameters.  Wine 8: same. */
static void wrong_flags(void)
{
    HMODULE module;

    CHECK_FAILS(GetModuleHandleExA(0, NULL, NULL), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetModuleHandleExA(8, NULL, &module), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetModuleHandleExA(3, NULL, &module), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(GetModuleHandleExW(3, NULL, &module), ERROR_INVALID_PARAMETER);
}

/* Claim:  what is no module is 126, NULL 6 to FreeLibrary.
 * Source: "FreeLibrary function"; observed.  Wine 8: same. */
static void wrong_modules(void)
{
    HMODULE wrong = (HMODULE)(ULONG_PTR)0x30000;
    char path[64];

    CHECK_FAILS(FreeLibrary(wrong), ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(FreeLibrary(NULL), ERROR_INVALID_HANDLE);
    CHECK_FAILS(GetProcAddress(wrong, "CancelIoEx"), ERROR_MOD_NOT_FOUND);
    CHECK_FAILS(GetModuleFileNameA(wrong, path, sizeof path),
                ERROR_MOD_NOT_FOUND);
    CHECK(DisableThreadLibraryCalls(GetModuleHandleA("kernel32")));
}

/* Claim:  the program's file: its length; a buffer too small is filled up,
 *         terminated, and the result is its size, with 122.
 * Source: "GetModuleFileNameA function", Return value.  Wine 8: does not
 *         terminate it. */
static void file_name(void)
{
    char path[1024] = "", little[5] = "zzzz";
    WCHAR wide[1024];
    DWORD length = GetModuleFileNameA(NULL, path, sizeof path);

    CHECK(length > 8 && length == strlen(path));
    CHECK(strstr(path, "conformance-modules") != NULL, "%s", path);
    CHECK(GetModuleFileNameA(GetModuleHandleA(NULL), path, sizeof path) ==
          length);
    CHECK(GetModuleFileNameW(NULL, wide, COUNT_OF(wide)) == length);
    CHECK(wide[length] == 0 && wide[length - 1] == (BYTE)path[length - 1]);
    SetLastError(UNTOUCHED);
    CHECK(GetModuleFileNameA(NULL, little, sizeof little) == sizeof little);
    CHECK_ERROR(ERROR_INSUFFICIENT_BUFFER);
    DIFFERS(WINE_8, "a name that was cut is not terminated")
    CHECK(memcmp(little, path, 4) == 0 && little[4] == '\0');
    SetLastError(UNTOUCHED);
    CHECK(GetModuleFileNameW(NULL, wide, 3) == 3);
    CHECK_ERROR(ERROR_INSUFFICIENT_BUFFER);
    DIFFERS(WINE_8, "a name that was cut is not terminated")
    CHECK(wide[2] == 0 && wide[1] == (BYTE)path[1]);
    /* The system libraries have files as well. */
    CHECK(GetModuleFileNameA(GetModuleHandleA("kernel32"), path, sizeof path) >
          0);
}

static DWORD WINAPI free_and_end(void *argument)
{
    FreeLibraryAndExitThread(LoadLibraryA("ws2_32.dll"),
                             (DWORD)(ULONG_PTR)argument);
    return 1;
}

/* Claim:  FreeLibraryAndExitThread ends the thread with its code.
 * Source: "FreeLibraryAndExitThread function".  Wine 8: same. */
static void free_and_exit(void)
{
    HANDLE thread = thread_start(free_and_end, (void *)(ULONG_PTR)42);
    DWORD code = 0;

    CHECK(wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code) && code == 42);
    CloseHandle(thread);
}

TAP_MAIN(CASE(system_libraries), CASE(program), CASE(not_loaded),
         CASE(functions_by_name), CASE(winsock_by_name),
         CASE(program_exports_nothing), CASE(nothing_to_load),
         CASE(load_with_flags), CASE(by_address), CASE(wrong_flags),
         CASE(wrong_modules), CASE(file_name), CASE(free_and_exit))
