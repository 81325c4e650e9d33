/* Error codes that no other area happens to provoke. */
#include "support.h"

#ifndef ERROR_INVALID_LOCK_RANGE
#define ERROR_INVALID_LOCK_RANGE 307 /* mingw's winerror.h is older */
#endif
#ifndef ERROR_NOT_SAME_OBJECT
#define ERROR_NOT_SAME_OBJECT 1656
#endif

/* Claim:  a listing ends with 18.
 * Source: "FindNextFileA function", Return value.  Wine 8: same. */
static void listing_has_ended(void)
{
    char name[NAME_SIZE];
    WIN32_FIND_DATAA found;
    HANDLE search;

    temp_name(name);
    file_make(name, 1);
    search = FindFirstFileA(name, &found);
    CHECK(search != INVALID_HANDLE_VALUE);
    CHECK_FAILS(FindNextFileA(search, &found), ERROR_NO_MORE_FILES);
    CHECK(FindClose(search));
    CHECK(DeleteFileA(name));
}

/* Claim:  a range that would end beyond the last 64-bit offset is refused.
 * Source: "LockFileEx function"; [MS-ERREF], 2.3, STATUS_INVALID_LOCK_RANGE.
 * Wine 8: says 87. */
static void range_beyond_the_end(void)
{
    HANDLE file = file_new(0, 10);
    BOOL locked;

    locked = LockFile(file, 0xFFFFFFFF, 0xFFFFFFFF, 2, 0);
    CHECK(!locked);
    DIFFERS(WINE_8, "says 87") CHECK_ERROR(ERROR_INVALID_LOCK_RANGE);
    CloseHandle(file);
}

/* Claim:  the folder of a temporary file leaves room for its name.
 * Source: "GetTempFileNameA function", Return value.  Wine 8: says 206. */
static void folder_too_long(void)
{
    char folder[400], made[MAX_PATH];

    memset(folder, 'x', sizeof folder - 1);
    folder[sizeof folder - 1] = '\0';
    DIFFERS(WINE_8, "says 206")
    CHECK_FAILS(GetTempFileNameA(folder, "a", 1, made), ERROR_BUFFER_OVERFLOW);
}

/* Claim:  a version below 1 is none that Winsock has.
 * Source: "WSAStartup function", Return value.  Wine 8: same. */
static void version_of_winsock(void)
{
    WSADATA data;

    CHECK(WSAStartup(MAKEWORD(0, 0), &data) == WSAVERNOTSUPPORTED);
}

/* Claim:  unknown services and hints that must be 0 have codes of their own.
 * Source: "getaddrinfo function", Return value.  Wine 8: same for the service;
 * does not look at the hints. */
static void lookups(void)
{
    ADDRINFOA hints, *found = NULL;

    net_start();
    CHECK(getaddrinfo("127.0.0.1", "no-such-service", NULL, &found) ==
          WSATYPE_NOT_FOUND);
    memset(&hints, 0, sizeof hints);
    hints.ai_addrlen = 1;
    DIFFERS(WINE_8, "does not look")
    CHECK(getaddrinfo("127.0.0.1", NULL, &hints, &found) == WSANO_RECOVERY);
}

static DWORD WINAPI accept_one(LPVOID listener)
{
    SOCKET accepted = accept(*(SOCKET *)listener, NULL, NULL);

    return accepted == INVALID_SOCKET ? (DWORD)WSAGetLastError() : 0;
}

/* Claim:  accept is interrupted by the close of its socket.
 * Source: "accept function", Return value, WSAEINTR.  Wine 8: says
 * 995. */
static void accept_is_interrupted(void)
{
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), name = listener;
    HANDLE thread = thread_start(accept_one, &name);
    DWORD code = 0;

    let_it_block();
    CHECK(closesocket(listener) == 0);
    CHECK(wait_for(thread));
    CHECK(GetExitCodeThread(thread, &code));
    DIFFERS(WINE_8, "says 995")
    CHECK(code == WSAEINTR, "code %u", (unsigned)code);
    CloseHandle(thread);
}

/* Claim:  a handle is told from another one with 1656.
 * Source: "CompareObjectHandles function".  Wine 8: same. */
static void other_object(void)
{
    HANDLE one = event_new(), other = event_new();

    CHECK_FAILS(CompareObjectHandles(one, other), ERROR_NOT_SAME_OBJECT);
    CloseHandle(one);
    CloseHandle(other);
}

TAP_MAIN(CASE(listing_has_ended), CASE(range_beyond_the_end),
         CASE(folder_too_long), CASE(version_of_winsock), CASE(lookups),
         CASE(accept_is_interrupted), CASE(other_object))
