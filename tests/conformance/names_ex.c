/* GetAddrInfoEx: at once and in the background, told by an event or by a call,
 * cancelled. Names that are addresses need no name server. */
#include "support.h"

#ifdef __MINGW32__ /* newer than its headers */
INT WSAAPI GetAddrInfoExCancel(LPHANDLE lpHandle);
INT WSAAPI GetAddrInfoExOverlappedResult(LPOVERLAPPED lpOverlapped);
#endif

static const WCHAR local[] = {'1', '2', '7', '.', '0', '.', '0', '.', '1', 0};
static const WCHAR port[] = {'8', '0', '8', '0', 0};
static const WCHAR nonsense[] = {'n', 'o', ' ', 'n', 'a', 'm', 'e', 0};

static void check_local(const struct sockaddr *address, size_t length)
{
    const struct sockaddr_in *name = (const void *)address;

    CHECK(length == sizeof *name && name->sin_family == AF_INET);
    CHECK(name->sin_port == htons(8080));
    CHECK(name->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
}

/* Claim:  both forms find an address; the members of others are zero.
 * Source: "GetAddrInfoExW function", Remarks.  Wine 8: same. */
static void at_once(void)
{
    ADDRINFOEXW hints = {.ai_flags = AI_NUMERICHOST,
                         .ai_socktype = SOCK_STREAM};
    ADDRINFOEXW *wide = NULL;
    ADDRINFOEXA *list = NULL;

    net_start();
    CHECK(GetAddrInfoExW(local, port, NS_DNS, NULL, &hints, &wide, NULL, NULL,
                         NULL, NULL) == 0);
    if (wide != NULL) {
        check_local(wide->ai_addr, wide->ai_addrlen);
        CHECK(wide->ai_socktype == SOCK_STREAM && wide->ai_next == NULL);
        CHECK(wide->ai_blob == NULL && wide->ai_bloblen == 0);
    }
    FreeAddrInfoExW(wide);
    if (tap_where() == NATIVE) { /* Wine 8 has the wide form alone */
        CHECK(GetAddrInfoExA("127.0.0.1", "8080", NS_ALL, NULL, NULL, &list,
                             NULL, NULL, NULL, NULL) == 0);
        if (list != NULL)
            check_local(list->ai_addr, list->ai_addrlen);
        FreeAddrInfoExA(list);
    }
    FreeAddrInfoExW(NULL);
}

/* Claim:  the canonical name comes with the first result.
 * Source: "GetAddrInfoExW function"; "ADDRINFOEXW structure".  Wine 8: same. */
static void canonical_name(void)
{
    ADDRINFOEXW hints = {.ai_flags = AI_NUMERICHOST | AI_CANONNAME};
    ADDRINFOEXW *list = NULL;

    net_start();
    CHECK(GetAddrInfoExW(local, NULL, NS_ALL, NULL, &hints, &list, NULL, NULL,
                         NULL, NULL) == 0);
    CHECK(list != NULL && list->ai_canonname != NULL &&
          memcmp(list->ai_canonname, local, sizeof local) == 0);
    FreeAddrInfoExW(list);
}

static INT wide(PCWSTR node, DWORD space, ADDRINFOEXW *hints,
                ADDRINFOEXW **list)
{
    return GetAddrInfoExW(node, NULL, space, NULL, hints, list, NULL, NULL,
                          NULL, NULL);
}

/* Claim:  errors are returned: no name at all, an unknown family or flag, hints
 *         that are not clean, another name space; the result is NULL then.
 * Source: "GetAddrInfoExW function", Return value.  Wine 8: looks at neither
 *         name space nor result. */
static void errors(void)
{
    ADDRINFOEXW hints = {.ai_flags = AI_NUMERICHOST};
    ADDRINFOEXW *list = (void *)&hints;

    net_start();
    CHECK(wide(nonsense, NS_ALL, &hints, &list) == WSAHOST_NOT_FOUND);
    CHECK(list == NULL);
    CHECK(wide(NULL, NS_ALL, NULL, &list) == WSAHOST_NOT_FOUND);
    hints.ai_family = 77;
    CHECK(wide(local, NS_ALL, &hints, &list) == WSAEAFNOSUPPORT);
    if (tap_where() != NATIVE)
        SKIP("Wine 8 takes what follows");
    hints.ai_family = AF_INET;
    hints.ai_addrlen = 4;
    CHECK(wide(local, NS_ALL, &hints, &list) == WSANO_RECOVERY);
    CHECK(wide(local, 38, NULL, &list) == WSASERVICE_NOT_FOUND);
    CHECK(wide(local, NS_ALL, NULL, NULL) == WSAEFAULT);
}

/* Claim:  the A form takes nothing for the background: 10022.
 * Source: "GetAddrInfoExW function", lpOverlapped.  Wine 8: has none. */
static void narrow_form_waits(void)
{
    OVERLAPPED ov = overlapped_new(NULL);
    ADDRINFOEXA *list;
    HANDLE name;

    net_start();
    if (tap_where() != NATIVE)
        SKIP("Wine 8 has the wide form alone");
    CHECK(GetAddrInfoExA("127.0.0.1", NULL, NS_ALL, NULL, NULL, &list, NULL,
                         &ov, NULL, NULL) == WSAEINVAL);
    CHECK(GetAddrInfoExA("127.0.0.1", NULL, NS_ALL, NULL, NULL, &list, NULL,
                         NULL, NULL, &name) == WSAEINVAL);
}

/* Claim:  with an event the call is pending; when it is set, the result is
 *         there, the code can be asked for and Pointer is ppResult.
 * Source: "GetAddrInfoExW function", lpOverlapped;
 *         "GetAddrInfoExOverlappedResult function".  Wine 8: same. */
static void by_event(void)
{
    OVERLAPPED ov = {.hEvent = event_new()};
    ADDRINFOEXW hints = {.ai_flags = AI_NUMERICHOST};
    ADDRINFOEXW *list = NULL;
    HANDLE name = NULL;

    net_start();
    CHECK(GetAddrInfoExW(local, port, NS_DNS, NULL, &hints, &list, NULL, &ov,
                         NULL, &name) == WSA_IO_PENDING);
    CHECK(wait_for(ov.hEvent));
    CHECK(GetAddrInfoExOverlappedResult(&ov) == 0);
    CHECK(ov.Pointer == &list && list != NULL);
    if (list != NULL)
        check_local(list->ai_addr, list->ai_addrlen);
    FreeAddrInfoExW(list);
    CHECK(GetAddrInfoExCancel(&name) == WSA_INVALID_HANDLE);
    ResetEvent(ov.hEvent);
    CHECK(GetAddrInfoExW(nonsense, NULL, NS_DNS, NULL, &hints, &list, NULL, &ov,
                         NULL, NULL) == WSA_IO_PENDING);
    CHECK(wait_for(ov.hEvent));
    CHECK(GetAddrInfoExOverlappedResult(&ov) == WSAHOST_NOT_FOUND);
    CHECK(list == NULL);
    CloseHandle(ov.hEvent);
}

struct called {
    OVERLAPPED ov;
    HANDLE done;
    DWORD error, thread;
    ADDRINFOEXW *list;
};

static void CALLBACK tell(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    struct called *called = (struct called *)overlapped;

    (void)bytes;
    called->error = error;
    called->thread = GetCurrentThreadId();
    SetEvent(called->done);
}

/* Claim:  with a routine that is called, on another thread, with the code and
 *         the OVERLAPPED; the program's thread need not wait alertably.
 * Source: "GetAddrInfoExW function", lpCompletionRoutine.  Wine 8: same. */
static void by_routine(void)
{
    struct called called = {.done = event_new()};
    ADDRINFOEXW hints = {.ai_flags = AI_NUMERICHOST};

    net_start();
    CHECK(GetAddrInfoExW(local, port, NS_DNS, NULL, &hints, &called.list, NULL,
                         &called.ov, (void *)tell, NULL) == WSA_IO_PENDING);
    CHECK(wait_for(called.done));
    CHECK(called.error == 0 && called.thread != GetCurrentThreadId());
    CHECK(called.ov.Pointer == &called.list && called.list != NULL);
    if (called.list != NULL)
        check_local(called.list->ai_addr, called.list->ai_addrlen);
    FreeAddrInfoExW(called.list);
    CloseHandle(called.done);
}

#define MANY 200

/* Claim:  hundreds at a time each end once.
 * Source: as above.  Wine 8: same. */
static void many(void)
{
    static struct called called[MANY];
    ADDRINFOEXW hints = {.ai_flags = AI_NUMERICHOST};

    net_start();
    for (int i = 0; i < MANY; i++) {
        memset(&called[i], 0, sizeof called[i]);
        called[i].done = event_new();
        CHECK(GetAddrInfoExW(local, port, NS_DNS, NULL, &hints, &called[i].list,
                             NULL, &called[i].ov, (void *)tell,
                             NULL) == WSA_IO_PENDING);
    }
    for (int i = 0; i < MANY; i++) {
        CHECK(wait_for(called[i].done) && called[i].error == 0);
        CHECK(called[i].list != NULL);
        FreeAddrInfoExW(called[i].list);
        CloseHandle(called[i].done);
    }
}

/* Claim:  a lookup ends once, whether by itself or by GetAddrInfoExCancel: then
 *         with 10111 and without a result; what has ended cannot be cancelled.
 * Source: "GetAddrInfoExCancel function", Remarks.  Wine 8: same. */
static void cancelled(void)
{
    static struct called called[MANY];
    ADDRINFOEXW hints = {.ai_flags = AI_NUMERICHOST};

    net_start();
    if (tap_where() != NATIVE)
        SKIP("Wine 8 ends none by cancelling");
    for (int i = 0; i < MANY; i++) {
        HANDLE name = NULL;
        INT result;

        memset(&called[i], 0, sizeof called[i]);
        called[i].done = event_new();
        CHECK(GetAddrInfoExW(local, port, NS_DNS, NULL, &hints, &called[i].list,
                             NULL, &called[i].ov, (void *)tell,
                             &name) == WSA_IO_PENDING);
        result = GetAddrInfoExCancel(&name);
        CHECK(wait_for(called[i].done));
        if (result == 0)
            CHECK(called[i].error == WSA_E_CANCELLED && !called[i].list);
        else
            CHECK(result == WSA_INVALID_HANDLE && called[i].error == 0);
        CHECK(GetAddrInfoExCancel(&name) == WSA_INVALID_HANDLE);
        FreeAddrInfoExW(called[i].list);
        CloseHandle(called[i].done);
    }
}

/* Claim:  an OVERLAPPED wants either a routine or an event; what is no handle
 *         of a lookup cannot be cancelled; without an OVERLAPPED there is
 *         nothing to ask for.
 * Source: "GetAddrInfoExW function", lpOverlapped; "GetAddrInfoExCancel
 *         function"; "GetAddrInfoExOverlappedResult function".
 *         Wine 8: takes both. */
static void bad_requests(void)
{
    OVERLAPPED ov = {.hEvent = NULL};
    ADDRINFOEXW *list = NULL;
    HANDLE garbage = (HANDLE)0xbad0;

    net_start();
    CHECK(GetAddrInfoExOverlappedResult(NULL) == WSAEINVAL);
    if (tap_where() != NATIVE)
        SKIP("Wine 8 takes what follows");
    CHECK(GetAddrInfoExW(local, NULL, NS_DNS, NULL, NULL, &list, NULL, &ov,
                         NULL, NULL) == WSAEINVAL);
    CHECK(GetAddrInfoExW(local, NULL, NS_DNS, NULL, NULL, &list, NULL, NULL,
                         (void *)tell, NULL) == WSAEINVAL);
    ov.hEvent = (HANDLE)0xbad0bad0;
    CHECK(GetAddrInfoExW(local, NULL, NS_DNS, NULL, NULL, &list, NULL, &ov,
                         NULL, NULL) == WSA_INVALID_HANDLE);
    CHECK(GetAddrInfoExW(local, NULL, NS_DNS, NULL, NULL, &list, NULL, &ov,
                         (void *)tell, NULL) == WSAEINVAL);
    CHECK(GetAddrInfoExCancel(&garbage) == WSA_INVALID_HANDLE);
    CHECK(GetAddrInfoExCancel(NULL) == WSA_INVALID_HANDLE);
}

TAP_MAIN(CASE(at_once), CASE(canonical_name), CASE(errors),
         CASE(narrow_form_waits), CASE(by_event), CASE(by_routine), CASE(many),
         CASE(cancelled), CASE(bad_requests))
