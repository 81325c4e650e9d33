/* The words Windows programs use, compiled as C and as C++ (never linked).
 * Each piece occurs in a program that was published for Windows. */
#include <winsock2.h>
#include <windows.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <mstcpip.h>
#include <process.h>
#include <tchar.h>

#include <stdio.h>
#include <stdlib.h>

#if _WIN32_WINNT < 0x0600 || WINVER < 0x0600 || NTDDI_VERSION < NTDDI_VISTA
#error "as after <sdkddkver.h>"
#endif
#if !WINAPI_FAMILY_PARTITION(WINAPI_PARTITION_DESKTOP)
#error "as after <winapifamily.h>"
#endif

#ifdef __cplusplus
#include <algorithm>

/* Of two types as by the macros; std's beside it. */
static int least_and_most()
{
    using namespace std;
    DWORD wide_one = 3;
    SIZE_T wider_one = 4;

    return static_cast<int>(min(wide_one, wider_one) + max(1, 2) +
                            max<int>(3, 4) + std::min(5, 6));
}

#define ZERO                                                                   \
    {                                                                          \
    }
#else
#define ZERO                                                                   \
    {                                                                          \
        0                                                                      \
    }
#endif

/* ---- Compiler words ---- */
__declspec(dllexport) int exported(void);
__declspec(dllimport) int imported(void);
__declspec(noreturn) void give_up(void);
static __declspec(thread) int per_thread;
__declspec(thread) static int per_thread_too;
__declspec(align(64)) LONG aligned_counter;
unsigned __int64 wide_unsigned;
__int64 wide;
__int32 narrow;
static __forceinline int twice(int value)
{
    return 2 * value;
}
static FORCEINLINE int thrice(int value)
{
    return 3 * value;
}

/* Programs keep the extension functions in variables of these names. */
static LPFN_CONNECTEX ConnectEx = NULL;
static LPFN_DISCONNECTEX DisconnectEx = NULL;
static LPFN_ACCEPTEX lpfnAcceptEx = NULL;
static LPFN_GETACCEPTEXSOCKADDRS lpfnGetAcceptExSockaddrs = NULL;

/* Names of status codes are free unless <ntstatus.h> is included. */
enum result { STATUS_SUCCESS, STATUS_NOT_FOUND, STATUS_CANCELLED };

/* ---- Annotations ---- */
_Success_(return != FALSE) static BOOL
    annotated(_In_ int in, _Out_opt_ int *out,
              _Inout_updates_bytes_(size) void *buffer,
              _In_reads_bytes_opt_(size) const void *data, DWORD size)
{
    UNREFERENCED_PARAMETER(buffer);
    UNREFERENCED_PARAMETER(data);
    UNREFERENCED_PARAMETER(size);
    if (out)
        *out = in;
    return TRUE;
}

/* ---- A request with a context around it ---- */
typedef struct _CONTEXT_DATA {
    SOCKET socket;
    OVERLAPPED overlapped;
    WSABUF buffer;
    CHAR data[16];
} CONTEXT_DATA, *PCONTEXT_DATA, FAR *LPCONTEXT_DATA;

#ifdef __cplusplus
struct Session : public OVERLAPPED {
    virtual ~Session()
    {
    }
    SOCKET socket;
    WSAOVERLAPPED receive;
};

static Session *session_of(LPOVERLAPPED overlapped)
{
    return CONTAINING_RECORD(overlapped, Session, receive);
}
#endif

static DWORD WINAPI worker(LPVOID parameter)
{
    HANDLE port = (HANDLE)parameter;
    OVERLAPPED_ENTRY entries[8];
    LPOVERLAPPED overlapped = NULL;
    ULONG_PTR key = 0;
    ULONG count = 0;
    DWORD bytes = 0;

    while (
        GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE) ||
        overlapped) {
        PCONTEXT_DATA context =
            CONTAINING_RECORD(overlapped, CONTEXT_DATA, overlapped);

        printf("%d %u\n", HasOverlappedIoCompleted(overlapped), bytes);
        if (HasOverlappedIoCompleted(&context->overlapped))
            ZeroMemory(&context->overlapped, sizeof(OVERLAPPED));
    }
    if (GetQueuedCompletionStatusEx(port, entries, ARRAYSIZE(entries), &count,
                                    0, FALSE) &&
        (NTSTATUS)entries[0].Internal == STATUS_INVALID_HANDLE)
        SetLastError(ERROR_OPERATION_ABORTED);
    return GetLastError() == WAIT_TIMEOUT ? 0 : 1;
}

static unsigned __stdcall worker_by_runtime(void *parameter)
{
    _endthreadex(worker(parameter));
}

static BOOL WINAPI on_control(DWORD event)
{
    return event == CTRL_C_EVENT || event == CTRL_CLOSE_EVENT;
}

/* ---- Interlocked, on every width, qualified in C++ ---- */
#ifdef __cplusplus
#define GLOBAL ::
#else
#define GLOBAL
#endif
static volatile LONG counter;
static volatile LONG64 counter64;
static volatile unsigned long native;
static PVOID volatile pointer;

static void interlocked(void)
{
    LONG old = InterlockedCompareExchange(&counter, 1, 0);
    void *previous = NULL;

    GLOBAL InterlockedIncrement(&counter);
    InterlockedDecrement(&counter);
    InterlockedIncrement(&native);
    InterlockedAdd(&counter, 5);
    old +=
        InterlockedExchangeAdd(&counter, 1) + InterlockedExchange(&counter, 2);
    old += InterlockedAnd(&counter, 3) + InterlockedOr(&counter, 4) +
           InterlockedXor(&counter, 5);
    InterlockedIncrement64(&counter64);
    InterlockedExchangeAdd64(&counter64, old);
    InterlockedCompareExchange64(&counter64, 1, 0);
    previous = InterlockedExchangePointer(&pointer, previous);
    previous = InterlockedExchangePointer(&pointer, NULL);
    previous = InterlockedCompareExchangePointer(&pointer, previous, NULL);
    MemoryBarrier();
    YieldProcessor();
}

/* ---- Winsock ---- */
static int sockets(HANDLE port)
{
    SOCKET s = WSASocket(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0,
                         WSA_FLAG_OVERLAPPED);
    struct tcp_keepalive keep_alive = {1, 1000, 1000};
    GUID id = WSAID_ACCEPTEX;
    WSADATA data;
    SOCKADDR_IN address;
    LINGER linger = {1, 0};
    struct addrinfo hints = ZERO, *result = NULL;
    u_long mode = 1;
    DWORD bytes = 0, flags = 0;
    socklen_t length = sizeof address;
    char text[INET_ADDRSTRLEN];
    PCONTEXT_DATA context = (PCONTEXT_DATA)HeapAlloc(
        GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(CONTEXT_DATA));

    if (WSAStartup(MAKEWORD(2, 2), &data) || LOBYTE(data.wVersion) != 2)
        return SOCKET_ERROR;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(7);
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    address.sin_addr.S_un.S_addr = inet_addr("127.0.0.1");
    bind(s, (SOCKADDR *)&address, sizeof address);
    listen(s, SOMAXCONN);
    accept(s, (struct sockaddr *)&address, &length);
    ioctlsocket(s, FIONBIO, &mode);
    setsockopt(s, SOL_SOCKET, SO_LINGER, (const char *)&linger, sizeof linger);
    WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
             &lpfnAcceptEx, sizeof lpfnAcceptEx, &bytes, NULL, NULL);
    WSAIoctl(s, SIO_KEEPALIVE_VALS, &keep_alive, sizeof keep_alive, NULL, 0,
             &bytes, NULL, NULL);
    CreateIoCompletionPort((HANDLE)s, port, (ULONG_PTR)context, 0);
    context->buffer.buf = context->data;
    context->buffer.len = sizeof context->data;
    if (WSARecv(s, &context->buffer, 1, &bytes, &flags, &context->overlapped,
                NULL) == SOCKET_ERROR &&
        WSAGetLastError() != WSA_IO_PENDING)
        closesocket(s);
    hints.ai_flags = AI_PASSIVE;
    getaddrinfo(NULL, "80", &hints, &result);
    freeaddrinfo(result);
    inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
    return memcmp(&in6addr_any, &in6addr_loopback, sizeof(IN6_ADDR));
}

int main(int argc, char **argv)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    HANDLE thread = CreateThread(NULL, 0, worker, port, CREATE_SUSPENDED, NULL);
    CRITICAL_SECTION section;
    SYSTEM_INFO system;
    LPTSTR message = NULL;
    TCHAR wide_or_not[] = TEXT("text");
    char secret[8];

    GetSystemInfo(&system);
    InitializeCriticalSection(&section);
    SetConsoleCtrlHandler(on_control, TRUE);
    SecureZeroMemory(secret, sizeof secret);
    FormatMessage(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                      FORMAT_MESSAGE_IGNORE_INSERTS,
                  NULL, GetLastError(),
                  MAKELANGID(LANG_NEUTRAL, SUBLANG_DEFAULT), (LPTSTR)&message,
                  0, NULL);
    LocalFree(message);
    _beginthreadex(NULL, 0, worker_by_runtime, port, 0, NULL);
    ResumeThread(thread);
    if (WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0)
        CloseHandle(thread);
    CloseHandle(CreateFile(_T("name"), GENERIC_READ | GENERIC_WRITE,
                           FILE_SHARE_READ, NULL, OPEN_EXISTING,
                           FILE_FLAG_OVERLAPPED | FILE_ATTRIBUTE_NORMAL, NULL));
    PostQueuedCompletionStatus(port, 0, 0, (LPOVERLAPPED)0xFFFFFFFF);
    interlocked();
    per_thread = per_thread_too = twice(thrice((int)wide + narrow));
    annotated(argc, NULL, argv, NULL, 0);
#ifdef __cplusplus
    session_of(NULL);
    per_thread += least_and_most();
#endif
    per_thread = min(per_thread, 1) + max(per_thread, 2);
    MessageBox(NULL, TEXT("no port"), TEXT("server"), MB_OK | MB_ICONERROR);
    return sockets(port) + STATUS_SUCCESS + (int)system.dwNumberOfProcessors +
           (int)wide_or_not[0] + (ConnectEx == NULL) + (DisconnectEx == NULL) +
           (lpfnGetAcceptExSockaddrs == NULL) + (int)wide_unsigned +
           (SUCCEEDED(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)) ? 1 : 0);
}
