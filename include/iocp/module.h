/* Modules: the program, Windows' system libraries, shared objects.
 *
 * A module is one of three things. Windows' system libraries (kernel32,
 * kernelbase, ntdll, ws2_32, mswsock, advapi32, and the api-ms-win- names) are
 * always loaded: GetProcAddress finds in each of them every function that this
 * library has, also in a program that is linked with the static library. The
 * program itself, and shared objects, are what the dynamic linker has loaded;
 * in the program it finds what was linked with -rdynamic.
 *
 * Where a name without a folder is looked for: the program's folder, the
 * dynamic linker's places (LD_LIBRARY_PATH, ld.so.conf), the current folder. A
 * name without a dot gets ".so" behind it, a name that ends in ".dll" is tried
 * with ".so" in its place as well. DllMain is never called: what a shared
 * object does when it is loaded are its constructors. */
#ifndef IOCP_MODULE_H
#define IOCP_MODULE_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define DONT_RESOLVE_DLL_REFERENCES 0x00000001
#define LOAD_LIBRARY_AS_DATAFILE 0x00000002
#define LOAD_WITH_ALTERED_SEARCH_PATH 0x00000008
#define LOAD_IGNORE_CODE_AUTHZ_LEVEL 0x00000010
#define LOAD_LIBRARY_AS_IMAGE_RESOURCE 0x00000020
#define LOAD_LIBRARY_AS_DATAFILE_EXCLUSIVE 0x00000040
#define LOAD_LIBRARY_REQUIRE_SIGNED_TARGET 0x00000080
#define LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR 0x00000100
#define LOAD_LIBRARY_SEARCH_APPLICATION_DIR 0x00000200
#define LOAD_LIBRARY_SEARCH_USER_DIRS 0x00000400
#define LOAD_LIBRARY_SEARCH_SYSTEM32 0x00000800
#define LOAD_LIBRARY_SEARCH_DEFAULT_DIRS 0x00001000

#define GET_MODULE_HANDLE_EX_FLAG_PIN 0x00000001
#define GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT 0x00000002
#define GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS 0x00000004

/* What DllMain is told on Windows. */
#define DLL_PROCESS_DETACH 0
#define DLL_PROCESS_ATTACH 1
#define DLL_THREAD_ATTACH 2
#define DLL_THREAD_DETACH 3

/* Functions of any kind: C programs call them with arguments, without a
 * prototype. */
#ifdef __cplusplus
typedef INT_PTR(WINAPI *FARPROC)();
typedef INT_PTR(WINAPI *NEARPROC)();
typedef INT_PTR(WINAPI *PROC)();
#else
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
typedef INT_PTR(WINAPI *FARPROC)();
typedef INT_PTR(WINAPI *NEARPROC)();
typedef INT_PTR(WINAPI *PROC)();
#pragma GCC diagnostic pop
#endif

/* Gives the handle of a module that is loaded.
 * In:      lpModuleName: NULL, the program; a file's name with or without its
 *          folder, ".dll" being added to a name without a dot.
 * Out:     none.
 * Returns: the handle, which needs no FreeLibrary; or NULL; last error:
 *          ERROR_MOD_NOT_FOUND, none of this name is loaded.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: system libraries are always loaded; case matters in all
 *          other names.
 * Source:  "GetModuleHandleA function", Parameters and Return value.
 * Test:    tests/conformance/modules.c */
HMODULE WINAPI GetModuleHandleA(LPCSTR lpModuleName) IOCP_API(GetModuleHandleA);

/* The same for a UTF-16 name. */
HMODULE WINAPI GetModuleHandleW(LPCWSTR lpModuleName)
    IOCP_API(GetModuleHandleW);

/* Gives the handle of a module that is loaded, and keeps it loaded.
 * In:      dwFlags: 0; GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS: lpModuleName is
 *          an address in the module; one of ..._PIN, never to be unloaded, and
 *          ..._UNCHANGED_REFCOUNT, as GetModuleHandle. lpModuleName: as there.
 * Out:     *phModule: the handle, counted unless said otherwise; NULL on
 *          failure.
 * Returns: TRUE, or FALSE; last error: ERROR_MOD_NOT_FOUND, none of this name,
 *          or at this address, is loaded; ERROR_INVALID_PARAMETER, the flags,
 *          or phModule is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as GetModuleHandle.
 * Source:  "GetModuleHandleExA function", Parameters.
 * Test:    tests/conformance/modules.c */
BOOL WINAPI GetModuleHandleExA(DWORD dwFlags, LPCSTR lpModuleName,
                               HMODULE *phModule) IOCP_API(GetModuleHandleExA);

/* The same for a UTF-16 name. */
BOOL WINAPI GetModuleHandleExW(DWORD dwFlags, LPCWSTR lpModuleName,
                               HMODULE *phModule) IOCP_API(GetModuleHandleExW);

/* Finds a function of a module.
 * In:      hModule: from this header's calls; NULL, the program. lpProcName:
 * the function's name, A or W behind it where it has two forms. Out:     none.
 * Returns: its address; or NULL; last error: ERROR_PROC_NOT_FOUND, there is no
 *          such function, or lpProcName is an ordinal; ERROR_MOD_NOT_FOUND, no
 *          such module.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there are no ordinals; any system library gives all
 *          functions of this library.
 * Source:  "GetProcAddress function", Parameters and Return value.
 * Test:    tests/conformance/modules.c */
FARPROC WINAPI GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
    IOCP_API(GetProcAddress);

/* Loads a shared object, if it is not, and counts.
 * In:      lpLibFileName: the name of a system library, or of a file: see above
 *          where it is looked for.
 * Out:     none.
 * Returns: the handle; or NULL; last error: ERROR_MOD_NOT_FOUND, no such file,
 *          or something that it needs is missing; ERROR_BAD_EXE_FORMAT, the
 *          file is no shared object for this machine;
 *          ERROR_INVALID_PARAMETER, no name.
 * Packet:  none.
 * Blocks:  until its constructors have run.  Threads: any, at once.
 * Windows: differs: the dynamic linker's rules; DllMain is not called.
 * Source:  "LoadLibraryA function", Parameters and Return value.
 * Test:    tests/conformance/modules.c */
HMODULE WINAPI LoadLibraryA(LPCSTR lpLibFileName) IOCP_API(LoadLibraryA);

/* The same for a UTF-16 name. */
HMODULE WINAPI LoadLibraryW(LPCWSTR lpLibFileName) IOCP_API(LoadLibraryW);

/* Loads a shared object, and says where it may be looked for.
 * In:      lpLibFileName: as LoadLibrary. hFile: NULL. dwFlags: of
 *          LOAD_LIBRARY_SEARCH_..., APPLICATION_DIR is the program's folder,
 *          SYSTEM32 the dynamic linker's places, DEFAULT_DIRS both;
 *          DLL_LOAD_DIR, USER_DIRS, LOAD_WITH_ALTERED_SEARCH_PATH,
 *          DONT_RESOLVE_DLL_REFERENCES and LOAD_IGNORE_CODE_AUTHZ_LEVEL change
 *          nothing.
 * Out:     none.
 * Returns: the handle; or NULL; last error: as LoadLibrary, and
 *          ERROR_INVALID_PARAMETER, hFile is not NULL, or unknown flags;
 *          ERROR_NOT_SUPPORTED, LOAD_LIBRARY_AS_... or REQUIRE_SIGNED_TARGET.
 * Packet:  none.
 * Blocks:  until its constructors have run.  Threads: any, at once.
 * Windows: differs: there are no resources, so nothing is loaded as data.
 * Source:  "LoadLibraryExA function", Parameters.
 * Test:    tests/conformance/modules.c */
HMODULE WINAPI LoadLibraryExA(LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
    IOCP_API(LoadLibraryExA);

/* The same for a UTF-16 name. */
HMODULE WINAPI LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE hFile,
                              DWORD dwFlags) IOCP_API(LoadLibraryExW);

/* Takes back one LoadLibrary.
 * In:      hLibModule: its result. The last one unloads the shared object,
 *          unless the program or another one needs it.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_MOD_NOT_FOUND, no such module;
 *          ERROR_INVALID_HANDLE, NULL.
 * Packet:  none.
 * Blocks:  until its destructors have run.  Threads: any, at once.
 * Windows: same. System libraries, the program and what is linked with it stay.
 * Source:  "FreeLibrary function", Remarks.
 * Test:    tests/conformance/modules.c */
BOOL WINAPI FreeLibrary(HMODULE hLibModule) IOCP_API(FreeLibrary);

/* Takes back one LoadLibrary and ends the calling thread.
 * In:      hLibModule: as FreeLibrary. dwExitCode: the thread's.
 * Out:     none.
 * Returns: never.
 * Packet:  as ExitThread.
 * Blocks:  never.  Threads: any.
 * Windows: same.
 * Source:  "FreeLibraryAndExitThread function", Remarks.
 * Test:    tests/conformance/modules.c */
DECLSPEC_NORETURN VOID WINAPI FreeLibraryAndExitThread(HMODULE hLibModule,
                                                       DWORD dwExitCode)
    IOCP_API(FreeLibraryAndExitThread);

/* Says that a module need not hear of threads.
 * In:      hLibModule: a module.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_MOD_NOT_FOUND, no such module.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: none ever does.
 * Source:  "DisableThreadLibraryCalls function", Return value.
 * Test:    tests/conformance/modules.c */
BOOL WINAPI DisableThreadLibraryCalls(HMODULE hLibModule)
    IOCP_API(DisableThreadLibraryCalls);

/* Tells the file of a module.
 * In:      hModule: a module, NULL for the program. nSize: room in lpFilename,
 *          in characters.
 * Out:     lpFilename: the path, terminated by NUL, also if it was cut.
 * Returns: the length without the NUL; nSize if it was cut; last error then:
 *          ERROR_INSUFFICIENT_BUFFER; or 0; last error: ERROR_MOD_NOT_FOUND, no
 *          such module; ERROR_INSUFFICIENT_BUFFER, nSize is 0;
 *          ERROR_NOACCESS, lpFilename is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the path is Linux's; that of a system library is the file
 *          that this library is in.
 * Source:  "GetModuleFileNameA function", Return value.
 * Test:    tests/conformance/modules.c */
DWORD WINAPI GetModuleFileNameA(HMODULE hModule, LPSTR lpFilename, DWORD nSize)
    IOCP_API(GetModuleFileNameA);

/* The same in UTF-16. */
DWORD WINAPI GetModuleFileNameW(HMODULE hModule, LPWSTR lpFilename, DWORD nSize)
    IOCP_API(GetModuleFileNameW);

#ifdef UNICODE
#define GetModuleFileName GetModuleFileNameW
#define GetModuleHandle GetModuleHandleW
#define GetModuleHandleEx GetModuleHandleExW
#define LoadLibrary LoadLibraryW
#define LoadLibraryEx LoadLibraryExW
#else
#define GetModuleFileName GetModuleFileNameA
#define GetModuleHandle GetModuleHandleA
#define GetModuleHandleEx GetModuleHandleExA
#define LoadLibrary LoadLibraryA
#define LoadLibraryEx LoadLibraryExA
#endif

#ifdef __cplusplus
}
#endif

#endif
