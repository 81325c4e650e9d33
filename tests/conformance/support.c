/* The helpers of support.h. Each does the plain thing and CHECKs it. */
#include "support.h"

/* ---- Ports and packets ------------------------------------------------ */

HANDLE port_new(DWORD concurrency)
{
    HANDLE port =
        CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, concurrency);

    CHECK(port != NULL);
    return port;
}

void port_add(HANDLE port, HANDLE file, ULONG_PTR key)
{
    CHECK(CreateIoCompletionPort(file, port, key, 0) == port);
}

void post(HANDLE port, DWORD bytes, ULONG_PTR key, OVERLAPPED *overlapped)
{
    CHECK(PostQueuedCompletionStatus(port, bytes, key, overlapped));
}

struct packet packet_next(HANDLE port, DWORD ms)
{
    struct packet packet = {.bytes = UNTOUCHED, .key = UNTOUCHED};

    packet.ok = GetQueuedCompletionStatus(port, &packet.bytes, &packet.key,
                                          &packet.overlapped, ms);
    packet.error = packet.ok ? 0 : GetLastError();
    return packet;
}

int check_packet(HANDLE port, ULONG_PTR key, OVERLAPPED *overlapped,
                 DWORD bytes, DWORD error, const char *file, int line)
{
    const char *differs = tap_take_difference();
    struct packet got = packet_next(port, DEADLINE);

    if (got.key == key && got.overlapped == overlapped && got.bytes == bytes &&
        got.error == error)
        return tap_pass(differs, file, line, "packet");
    return tap_fail(differs, file, line, "packet", got.error,
                    "got key %llx overlapped %p bytes %u error %u, "
                    "expected %llx %p %u %u",
                    (unsigned long long)got.key, (void *)got.overlapped,
                    (unsigned)got.bytes, (unsigned)got.error,
                    (unsigned long long)key, (void *)overlapped,
                    (unsigned)bytes, (unsigned)error);
}

int check_no_packet(HANDLE port, const char *file, int line)
{
    const char *differs = tap_take_difference();
    struct packet got = packet_next(port, QUIET);

    if (!got.ok && !got.overlapped && got.error == WAIT_TIMEOUT)
        return tap_pass(differs, file, line, "no packet");
    return tap_fail(differs, file, line, "no packet", got.error,
                    "got key %llx overlapped %p bytes %u",
                    (unsigned long long)got.key, (void *)got.overlapped,
                    (unsigned)got.bytes);
}

OVERLAPPED overlapped_new(HANDLE event)
{
    OVERLAPPED overlapped = {.Internal = UNTOUCHED, .InternalHigh = UNTOUCHED};

    overlapped.hEvent = event;
    return overlapped;
}

OVERLAPPED overlapped_at(ULONGLONG offset)
{
    OVERLAPPED overlapped = overlapped_new(NULL);

    overlapped.Offset = (DWORD)offset;
    overlapped.OffsetHigh = (DWORD)(offset >> 32);
    return overlapped;
}

HANDLE without_packet(HANDLE event)
{
    return (HANDLE)((ULONG_PTR)event | 1);
}

/* ---- Events and threads ----------------------------------------------- */

HANDLE duplicate_of(HANDLE source)
{
    HANDLE copy = NULL;

    CHECK(DuplicateHandle(GetCurrentProcess(), source, GetCurrentProcess(),
                          &copy, 0, FALSE, DUPLICATE_SAME_ACCESS));
    CHECK(copy != NULL && copy != source);
    return copy;
}

HANDLE event_new(void)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);

    CHECK(event != NULL);
    return event;
}

int is_set(HANDLE event)
{
    return WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
}

int wait_for(HANDLE handle)
{
    return WaitForSingleObject(handle, DEADLINE) == WAIT_OBJECT_0;
}

void let_it_block(void)
{
    tap_settle(tap_scaled(60));
}

HANDLE thread_start(LPTHREAD_START_ROUTINE run, void *argument)
{
    HANDLE thread = CreateThread(NULL, 0, run, argument, 0, NULL);

    CHECK(thread != NULL);
    return thread;
}

void thread_join(HANDLE thread)
{
    CHECK(wait_for(thread), "the thread did not end");
    CloseHandle(thread);
}

/* ---- Sockets ---------------------------------------------------------- */

void net_start(void)
{
    static volatile LONG started;
    WSADATA data;

    if (InterlockedExchange(&started, 1) == 0)
        CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0, "WSAStartup");
}

static void *extension(SOCKET socket, GUID id)
{
    void *found = NULL;
    DWORD bytes = 0;

    CHECK(WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
                   &found, sizeof found, &bytes, NULL, NULL) == 0);
    return found;
}

const struct extensions *extensions(void)
{
    static struct extensions all;
    SOCKET socket;

    if (all.transmit)
        return &all;
    socket = tcp_new(AF_INET);
    all.accept = (LPFN_ACCEPTEX)extension(socket, (GUID)WSAID_ACCEPTEX);
    all.sockaddrs = (LPFN_GETACCEPTEXSOCKADDRS)extension(
        socket, (GUID)WSAID_GETACCEPTEXSOCKADDRS);
    all.connect = (LPFN_CONNECTEX)extension(socket, (GUID)WSAID_CONNECTEX);
    all.disconnect =
        (LPFN_DISCONNECTEX)extension(socket, (GUID)WSAID_DISCONNECTEX);
    all.transmit =
        (LPFN_TRANSMITFILE)extension(socket, (GUID)WSAID_TRANSMITFILE);
    closesocket(socket);
    return &all;
}

struct address loopback(int family, unsigned short port)
{
    struct address address;

    memset(&address, 0, sizeof address);
    if (family == AF_INET6) {
        struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address.storage;

        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons(port);
        in6->sin6_addr.s6_addr[15] = 1;
        address.length = sizeof *in6;
    } else {
        struct sockaddr_in *in = (struct sockaddr_in *)&address.storage;

        in->sin_family = AF_INET;
        in->sin_port = htons(port);
        in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.length = sizeof *in;
    }
    return address;
}

struct sockaddr *address_of(struct address *address)
{
    return (struct sockaddr *)&address->storage;
}

void widen(const char *text, WCHAR *wide)
{
    do
        *wide++ = (unsigned char)*text;
    while (*text++ != '\0');
}

struct address bound_address(SOCKET socket)
{
    struct address address;

    memset(&address, 0, sizeof address);
    address.length = sizeof address.storage;
    CHECK(getsockname(socket, address_of(&address), &address.length) == 0);
    return address;
}

SOCKET tcp_new(int family)
{
    SOCKET made;

    net_start();
    made = socket(family, SOCK_STREAM, IPPROTO_TCP);
    CHECK(made != INVALID_SOCKET);
    return made;
}

SOCKET tcp_bound(int family)
{
    struct address any = loopback(family, 0);
    SOCKET made = tcp_new(family);

    CHECK(bind(made, address_of(&any), any.length) == 0);
    return made;
}

SOCKET listener_new(int family, struct address *address)
{
    SOCKET made = tcp_bound(family);

    CHECK(listen(made, SOMAXCONN) == 0);
    *address = bound_address(made);
    return made;
}

SOCKET connected_to(struct address *address)
{
    SOCKET made = tcp_new(address_of(address)->sa_family);

    CHECK(connect(made, address_of(address), address->length) == 0);
    return made;
}

struct pair pair_new(int family)
{
    struct address address;
    SOCKET listener = listener_new(family, &address);
    struct pair pair;

    pair.peer = connected_to(&address);
    pair.mine = accept(listener, NULL, NULL);
    CHECK(pair.mine != INVALID_SOCKET);
    closesocket(listener);
    return pair;
}

struct pair pair_on(HANDLE port, ULONG_PTR key)
{
    struct pair pair = pair_new(AF_INET);

    port_add(port, (HANDLE)pair.mine, key);
    return pair;
}

void pair_close(struct pair *pair)
{
    closesocket(pair->mine);
    closesocket(pair->peer);
}

SOCKET udp_bound(struct address *address)
{
    SOCKET made;

    net_start();
    *address = loopback(AF_INET, 0);
    made = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    CHECK(bind(made, address_of(address), address->length) == 0);
    *address = bound_address(made);
    return made;
}

void udp_pair(SOCKET *one, SOCKET *other)
{
    struct address first, second;

    *one = udp_bound(&first);
    *other = udp_bound(&second);
    CHECK(connect(*one, address_of(&second), second.length) == 0 &&
          connect(*other, address_of(&first), first.length) == 0);
}

void reset_close(SOCKET socket)
{
    struct linger hard = {1, 0};

    CHECK(setsockopt(socket, SOL_SOCKET, SO_LINGER, (const char *)&hard,
                     sizeof hard) == 0);
    closesocket(socket);
}

void send_all(SOCKET socket, const void *data, int length)
{
    for (int done = 0, sent; done < length; done += sent) {
        sent = send(socket, (const char *)data + done, length - done, 0);
        if (!CHECK(sent > 0, "%d of %d", done, length))
            return;
    }
}

void recv_all(SOCKET socket, void *data, int length)
{
    for (int done = 0, got; done < length; done += got) {
        got = recv(socket, (char *)data + done, length - done, 0);
        if (!CHECK(got > 0, "%d of %d", done, length))
            return;
    }
}

void fill_pattern(void *data, size_t size, unsigned seed)
{
    unsigned char *byte = data;

    for (size_t i = 0; i < size; i++)
        byte[i] = (unsigned char)((i + seed) * 2654435761u >> 13);
}

int start_recv(SOCKET socket, void *data, ULONG length, OVERLAPPED *overlapped)
{
    WSABUF buffer = {.len = length, .buf = data};
    DWORD flags = 0;

    return WSARecv(socket, &buffer, 1, NULL, &flags, overlapped, NULL) == 0
               ? 0
               : WSAGetLastError();
}

int start_send(SOCKET socket, const void *data, ULONG length,
               OVERLAPPED *overlapped)
{
    WSABUF buffer = {.len = length, .buf = (char *)(uintptr_t)data};

    return WSASend(socket, &buffer, 1, NULL, 0, overlapped, NULL) == 0
               ? 0
               : WSAGetLastError();
}

int started(int result)
{
    return result == 0 || result == WSA_IO_PENDING;
}

void pend_recv(SOCKET socket, void *data, ULONG length, OVERLAPPED *overlapped)
{
    int result = start_recv(socket, data, length, overlapped);

    CHECK(result == WSA_IO_PENDING, "result %d", result);
}

int start_accept(SOCKET listener, SOCKET acceptor, void *buf,
                 OVERLAPPED *overlapped)
{
    DWORD bytes = UNTOUCHED, room = ACCEPT_ROOM / 2;

    return extensions()->accept(listener, acceptor, buf, 0, room, room, &bytes,
                                overlapped)
               ? 0
               : WSAGetLastError();
}

int start_connect(SOCKET socket, struct address *to, OVERLAPPED *overlapped)
{
    return extensions()->connect(socket, address_of(to), to->length, NULL, 0,
                                 NULL, overlapped)
               ? 0
               : WSAGetLastError();
}

int wsa_result(SOCKET socket, OVERLAPPED *overlapped, DWORD *bytes)
{
    DWORD flags = 0;

    return WSAGetOverlappedResult(socket, overlapped, bytes, FALSE, &flags)
               ? 0
               : WSAGetLastError();
}

/* ---- Files ------------------------------------------------------------ */

void temp_name(char name[NAME_SIZE])
{
    static volatile LONG count;
    const char *folder = getenv("TEST_TMP");
    LARGE_INTEGER now;

    QueryPerformanceCounter(&now);
    snprintf(name, NAME_SIZE, "%s/iocp-%llx-%lx-%ld.tmp",
             folder && *folder ? folder : ".", (unsigned long long)now.QuadPart,
             (unsigned long)GetCurrentThreadId(),
             (long)InterlockedIncrement(&count));
}

static void file_fill(HANDLE file, DWORD size)
{
    char *data = malloc(size + 1);
    DWORD done = 0;

    fill_pattern(data, size, 0);
    CHECK(WriteFile(file, data, size, &done, NULL) && done == size);
    free(data);
}

void file_make(const char *name, DWORD size)
{
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, NULL);

    CHECK(file != INVALID_HANDLE_VALUE);
    file_fill(file, size);
    CHECK(CloseHandle(file));
}

HANDLE file_new(DWORD flags, DWORD size)
{
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file_make(name, size);
    file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       NULL, OPEN_EXISTING, flags | FILE_FLAG_DELETE_ON_CLOSE,
                       NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

int start_read(HANDLE file, void *data, DWORD length, OVERLAPPED *overlapped)
{
    return ReadFile(file, data, length, NULL, overlapped) ? 0
                                                          : (int)GetLastError();
}

int start_write(HANDLE file, const void *data, DWORD length,
                OVERLAPPED *overlapped)
{
    return WriteFile(file, data, length, NULL, overlapped)
               ? 0
               : (int)GetLastError();
}
