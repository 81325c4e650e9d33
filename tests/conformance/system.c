/* Clocks, the system's size, error texts, the last error, entry points. */
#include "support.h"

/* Claim:  Set and Get; the value is 32 bits and nothing interprets it.
 * Source: "SetLastError function".  Wine 8: same. */
static void last_error_is_a_number(void)
{
    static const DWORD values[] = {0, 1, 997, 0x20000000, 0xffffffff};

    for (unsigned i = 0; i < COUNT_OF(values); i++) {
        SetLastError(values[i]);
        CHECK_ERROR(values[i]);
    }
    WSASetLastError(10035);
    CHECK_ERROR(10035);
    SetLastError(10036);
    CHECK(WSAGetLastError() == 10036);
}

/* Claim:  the performance counter grows, at a rate that agrees with the tick
 *         count.
 * Source: "QueryPerformanceCounter function".  Wine 8: same. */
static void performance_counter(void)
{
    LARGE_INTEGER rate, before, after;
    ULONGLONG ticks = GetTickCount64();
    double counted;

    CHECK(QueryPerformanceFrequency(&rate) && rate.QuadPart >= 1000000);
    CHECK(QueryPerformanceCounter(&before));
    Sleep(150);
    CHECK(QueryPerformanceCounter(&after));
    ticks = GetTickCount64() - ticks;
    counted = (double)(after.QuadPart - before.QuadPart) * 1000.0 /
              (double)rate.QuadPart;
    CHECK(counted >= 130 && counted < (double)ticks + 100, "%d ms, %d ticks",
          (int)counted, (int)ticks);
    for (int i = 0; i < 1000; i++) {
        before = after;
        QueryPerformanceCounter(&after);
        if (!CHECK(after.QuadPart >= before.QuadPart))
            break;
    }
}

/* Claim:  the tick count never goes back.
 * Source: "GetTickCount64 function".  Wine 8: same. */
static void tick_count(void)
{
    ULONGLONG last = GetTickCount64();

    for (int i = 0; i < 10000; i++) {
        ULONGLONG now = GetTickCount64();

        if (!CHECK(now >= last && now - last < DEADLINE))
            break;
        last = now;
    }
}

/* Claim:  GetTickCount is the low half of that count.
 * Source: "GetTickCount function", "GetTickCount64 function".
 *         Wine 8: same. */
static void short_tick_count(void)
{
    for (int i = 0; i < 1000; i++) {
        ULONGLONG before = GetTickCount64();
        DWORD count = GetTickCount();
        ULONGLONG after = GetTickCount64();

        if (!CHECK(count - (DWORD)before <= (DWORD)(after - before),
                   "%u, %u, %u", (unsigned)before, (unsigned)count,
                   (unsigned)after))
            break;
    }
}

/* Claim:  GetSystemInfo: at least one processor, pages of 4096, addresses in
 *         steps of 65536.
 * Source: "SYSTEM_INFO structure".  Wine 8: same. */
static void system_info(void)
{
    SYSTEM_INFO info;

    memset(&info, 0, sizeof info);
    GetSystemInfo(&info);
    CHECK(info.dwNumberOfProcessors >= 1 && info.dwNumberOfProcessors < 4096);
    CHECK(info.dwPageSize == 4096);
    CHECK(info.dwAllocationGranularity == 65536);
    CHECK(info.dwActiveProcessorMask != 0);
}

#define FROM_SYSTEM (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS)

static int has_text(DWORD code)
{
    char text[512] = "", *allocated = NULL;
    DWORD length, other;
    int good;

    length =
        FormatMessageA(FROM_SYSTEM, NULL, code, 0, text, sizeof text, NULL);
    other = FormatMessageA(FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER, NULL,
                           code, 0, (char *)&allocated, 0, NULL);
    good = length > 0 && length == strlen(text) && other == length &&
           allocated && strcmp(allocated, text) == 0;
    return LocalFree(allocated) == NULL && good;
}

/* Claim:  FormatMessageA gives a text for system errors, in a buffer of the
 *         caller or one that LocalFree frees; the result is its length.
 * Source: "FormatMessageA function".  Wine 8: has none for 258. */
static void error_texts(void)
{
    static const DWORD codes[] = {2, 5, 6, 87, 995, 997, 10054, 10061};

    for (unsigned i = 0; i < COUNT_OF(codes); i++)
        CHECK(has_text(codes[i]), "code %u", (unsigned)codes[i]);
    DIFFERS(WINE_8, "there is no text for error 258")
    CHECK(has_text(WAIT_TIMEOUT));
}

/* Claim:  a code without a text is 317; a buffer too small is 122.
 * Source: "FormatMessageA function", Return value.  Wine 8: same. */
static void missing_texts(void)
{
    char text[512];

    CHECK_FAILS(FormatMessageA(FROM_SYSTEM, NULL, 0x3fffffff, 0, text,
                               sizeof text, NULL),
                ERROR_MR_MID_NOT_FOUND);
    CHECK_FAILS(FormatMessageA(FROM_SYSTEM, NULL, 87, 0, text, 3, NULL),
                ERROR_INSUFFICIENT_BUFFER);
}

/* Claim:  the extension functions are told by their identities; an unknown one
 *         is 10022, no place for the count 10014.
 * Source: "WSAIoctl function"; Wine's ws2_32 sock test_get_extension_func.
 *         Wine 8: same. */
static void extension_pointers(void)
{
    SOCKET socket = tcp_new(AF_INET);
    GUID good = WSAID_TRANSMITFILE, unknown = {1, 2, 3, {4, 5}};
    void *found = NULL;
    DWORD bytes = 0;

    CHECK(WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &good,
                   sizeof good, &found, sizeof found, &bytes, NULL, NULL) == 0);
    CHECK(found != NULL && bytes == sizeof found);
    CHECK_FAILS(WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &unknown,
                         sizeof unknown, &found, sizeof found, &bytes, NULL,
                         NULL) == 0,
                WSAEINVAL);
    CHECK_FAILS(WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &good,
                         sizeof good, &found, sizeof found, NULL, NULL,
                         NULL) == 0,
                WSAEFAULT);
    closesocket(socket);
}

/* Claim:  AcceptEx, GetAcceptExSockaddrs and TransmitFile can be called by
 *         name, too, and mean the same.
 * Source: the pages' "Library" lines.  Wine 8: same. */
static void extensions_by_name(void)
{
    HANDLE port = port_new(0), file = file_new(0, 50);
    struct address address;
    SOCKET listener = listener_new(AF_INET, &address), client;
    SOCKET acceptor = tcp_new(AF_INET);
    OVERLAPPED ov = overlapped_new(NULL);
    struct sockaddr *local = NULL, *remote = NULL;
    int local_length = 0, remote_length = 0;
    const DWORD room = ACCEPT_ROOM / 2;
    char buf[ACCEPT_ROOM];
    DWORD bytes;

    port_add(port, (HANDLE)listener, KEY);
    CHECK_FAILS(AcceptEx(listener, acceptor, buf, 0, room, room, &bytes, &ov),
                ERROR_IO_PENDING);
    client = connected_to(&address);
    CHECK_PACKET(port, KEY, &ov, 0, 0);
    GetAcceptExSockaddrs(buf, 0, room, room, &local, &local_length, &remote,
                         &remote_length);
    CHECK(local && remote && remote->sa_family == AF_INET);
    CHECK(TransmitFile(acceptor, file, 0, 0, NULL, NULL, 0));
    recv_all(client, buf, 50);
    closesocket(client);
    closesocket(acceptor);
    closesocket(listener);
    CloseHandle(file);
    CloseHandle(port);
}

TAP_MAIN(CASE(last_error_is_a_number), CASE(performance_counter),
         CASE(tick_count), CASE(short_tick_count), CASE(system_info),
         CASE(error_texts), CASE(missing_texts), CASE(extension_pointers),
         CASE(extensions_by_name))
