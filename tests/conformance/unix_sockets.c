/* Sockets named by files: AF_UNIX. */
#include "support.h"

#include <afunix.h>

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)
#define REFUSED(call, code) CHECK_FAILS((call) != INVALID_SOCKET, code)
#define NEEDS_UNIX                                                             \
    net_start();                                                               \
    if (tap_where() != NATIVE && !is_there())                                  \
    SKIP("there is no AF_UNIX")
#define ROOM (sizeof(struct sockaddr_un) + 16)

static int is_there(void)
{
    SOCKET one = socket(AF_UNIX, SOCK_STREAM, 0);

    closesocket(one);
    return one != INVALID_SOCKET;
}

static SOCKET unix_new(void)
{
    SOCKET one = socket(AF_UNIX, SOCK_STREAM, 0);

    CHECK(one != INVALID_SOCKET);
    return one;
}

/* A name that nobody has. */
static struct sockaddr_un name_new(void)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    char path[NAME_SIZE];

    temp_name(path);
    CHECK(strlen(path) < UNIX_PATH_MAX);
    snprintf(name.sun_path, sizeof name.sun_path, "%.107s", path);
    return name;
}

static int bind_to(SOCKET one, struct sockaddr_un *name)
{
    return bind(one, (struct sockaddr *)name, sizeof *name);
}

static int connect_to(SOCKET one, struct sockaddr_un *name)
{
    return connect(one, (struct sockaddr *)name, sizeof *name);
}

/* A listener; a port with the listener on it. */
struct rig {
    HANDLE port;
    SOCKET listener;
    struct sockaddr_un name;
};

static struct rig rig_new(void)
{
    struct rig rig = {port_new(0), unix_new(), name_new()};

    CHECK(bind_to(rig.listener, &rig.name) == 0);
    CHECK(listen(rig.listener, SOMAXCONN) == 0);
    port_add(rig.port, (HANDLE)rig.listener, KEY);
    return rig;
}

static void rig_free(struct rig *rig)
{
    closesocket(rig->listener);
    DeleteFileA(rig->name.sun_path);
    CloseHandle(rig->port);
}

static SOCKET client_of(struct rig *rig)
{
    SOCKET client = unix_new();

    CHECK(connect_to(client, &rig->name) == 0);
    return client;
}

static void is_connected(SOCKET one, SOCKET other)
{
    char byte = 0;

    send_all(one, "a", 1);
    recv_all(other, &byte, 1);
    CHECK(byte == 'a');
    send_all(other, "b", 1);
    recv_all(one, &byte, 1);
    CHECK(byte == 'b');
}

/* Claim:  a connection by name: bind, listen, connect, accept, data both ways,
 *         the end.
 * Source: "AF_UNIX comes to Windows".  Wine 8: has none. */
static void connection(void)
{
    struct rig rig;
    SOCKET client, server;
    char byte;

    NEEDS_UNIX;
    rig = rig_new();
    client = client_of(&rig);
    server = accept(rig.listener, NULL, NULL);
    CHECK(server != INVALID_SOCKET);
    is_connected(client, server);
    CHECK(shutdown(client, SD_SEND) == 0);
    CHECK(recv(server, &byte, 1, 0) == 0);
    closesocket(server);
    closesocket(client);
    rig_free(&rig);
}

/* Claim:  names are told: the listener's to itself and to its client as peer;
 *         who has none has an empty one.
 * Source: "getsockname function", "getpeername function".  Wine 8: has none. */
static void names(void)
{
    struct rig rig;
    struct sockaddr_un name;
    int length = sizeof name;
    SOCKET client, server;

    NEEDS_UNIX;
    rig = rig_new();
    CHECK(getsockname(rig.listener, (struct sockaddr *)&name, &length) == 0);
    CHECK(name.sun_family == AF_UNIX && length > 2);
    CHECK(strcmp(name.sun_path, rig.name.sun_path) == 0);
    client = unix_new();
    length = sizeof name;
    FAILS(getsockname(client, (struct sockaddr *)&name, &length), WSAEINVAL);
    FAILS(getpeername(client, (struct sockaddr *)&name, &length), WSAENOTCONN);
    CHECK(connect_to(client, &rig.name) == 0);
    length = sizeof name;
    CHECK(getpeername(client, (struct sockaddr *)&name, &length) == 0);
    CHECK(strcmp(name.sun_path, rig.name.sun_path) == 0);
    length = sizeof name;
    memset(&name, 0xff, sizeof name);
    server = accept(rig.listener, (struct sockaddr *)&name, &length);
    CHECK(server != INVALID_SOCKET && name.sun_family == AF_UNIX);
    CHECK(length >= 3 && name.sun_path[0] == '\0');
    length = 2;
    FAILS(getpeername(client, (struct sockaddr *)&name, &length), WSAEFAULT);
    closesocket(server);
    closesocket(client);
    rig_free(&rig);
}

/* Claim:  a client may have a name as well, and the server sees it, however
 * long it is. Source: "bind function", "accept function".  Wine 8: has none. */
static void named_client(void)
{
    struct rig rig;
    struct sockaddr_un mine, name;
    int length = sizeof name;
    SOCKET client, server;

    NEEDS_UNIX;
    rig = rig_new();
    mine = name_new();
    client = unix_new();
    CHECK(bind_to(client, &mine) == 0);
    CHECK(connect_to(client, &rig.name) == 0);
    server = accept(rig.listener, (struct sockaddr *)&name, &length);
    CHECK(strcmp(name.sun_path, mine.sun_path) == 0);
    closesocket(server);
    closesocket(client);
    DeleteFileA(mine.sun_path);
    rig_free(&rig);
}

/* Claim:  the file stays when its socket is closed: binding there is 10048
 *         until somebody deletes it, connecting 10061.
 * Source: "AF_UNIX comes to Windows"; "bind function".  Wine 8: has none. */
static void file_stays(void)
{
    struct rig rig;
    SOCKET one;

    NEEDS_UNIX;
    rig = rig_new();
    one = unix_new();
    FAILS(bind_to(one, &rig.name), WSAEADDRINUSE);
    closesocket(rig.listener);
    FAILS(bind_to(one, &rig.name), WSAEADDRINUSE);
    FAILS(connect_to(one, &rig.name), WSAECONNREFUSED);
    CHECK(DeleteFileA(rig.name.sun_path));
    FAILS(connect_to(one, &rig.name), WSAECONNREFUSED);
    CHECK(bind_to(one, &rig.name) == 0);
    CHECK(listen(one, 1) == 0);
    rig.listener = one;
    one = client_of(&rig);
    closesocket(one);
    rig_free(&rig);
}

/* Claim:  nobody listens 10061, an ordinary file too; no folder to bind in
 *         10050; no name 10022, NULL or short 10014; another family 10047;
 * bound twice 10022; not bound: listen 10022. Source:
 * docs/semantics/sockets.md.  Wine 8: has none. */
static void errors(void)
{
    struct sockaddr_un name, empty = {.sun_family = AF_UNIX};
    struct address ip = loopback(AF_INET, 1);
    SOCKET one;

    NEEDS_UNIX;
    name = name_new();
    one = unix_new();
    FAILS(listen(one, 1), WSAEINVAL);
    FAILS(connect_to(one, &name), WSAECONNREFUSED);
    file_make(name.sun_path, 1);
    FAILS(connect_to(one, &name), WSAECONNREFUSED);
    FAILS(bind_to(one, &name), WSAEADDRINUSE);
    CHECK(DeleteFileA(name.sun_path));
    FAILS(bind_to(one, &empty), WSAEINVAL);
    FAILS(connect_to(one, &empty), WSAEINVAL);
    FAILS(bind(one, NULL, sizeof name), WSAEFAULT);
    FAILS(bind(one, (struct sockaddr *)&name, 2), WSAEFAULT);
    FAILS(bind(one, address_of(&ip), ip.length), WSAEAFNOSUPPORT);
    FAILS(connect(one, address_of(&ip), ip.length), WSAEAFNOSUPPORT);
    CHECK(bind_to(one, &name) == 0);
    FAILS(bind_to(one, &name), WSAEINVAL);
    closesocket(one);
    CHECK(DeleteFileA(name.sun_path));
    one = unix_new();
    strcat(name.sun_path, "/below");
    FAILS(bind_to(one, &name), WSAENETDOWN);
    FAILS(connect_to(one, &name), WSAECONNREFUSED);
    closesocket(one);
}

/* Claim:  streams only: datagrams are 10044, a protocol 10043.
 * Source: "socket function", Return value.  Wine 8: has none. */
static void streams_only(void)
{
    WSAPROTOCOL_INFOW info;
    int length = sizeof info;
    SOCKET one;

    NEEDS_UNIX;
    REFUSED(socket(AF_UNIX, SOCK_DGRAM, 0), WSAESOCKTNOSUPPORT);
    REFUSED(socket(AF_UNIX, SOCK_STREAM, IPPROTO_TCP), WSAEPROTONOSUPPORT);
    one = unix_new();
    CHECK(getsockopt(one, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&info,
                     &length) == 0);
    CHECK(info.iAddressFamily == AF_UNIX && info.iSocketType == SOCK_STREAM);
    CHECK(info.iProtocol == 0);
    closesocket(one);
}

/* Claim:  requests on a port: sends larger than the buffers, receives, the end,
 *         cancelling and closing.
 * Source: "WSARecv function", "WSASend function" know no family.  Wine 8: has
 *         none. */
static void requests(void)
{
    enum { SIZE = 2000000 };
    struct rig rig;
    SOCKET client, server;
    OVERLAPPED ov = overlapped_new(NULL), send = overlapped_new(NULL);
    char *out = malloc(SIZE), *in = malloc(SIZE), small[8];

    NEEDS_UNIX;
    rig = rig_new();
    client = client_of(&rig);
    server = accept(rig.listener, NULL, NULL);
    port_add(rig.port, (HANDLE)server, OTHER_KEY);
    fill_pattern(out, SIZE, 1);
    pend_recv(server, small, sizeof small, &ov);
    send_all(client, "hello", 5);
    CHECK_PACKET(rig.port, OTHER_KEY, &ov, 5, 0);
    CHECK(started(start_send(server, out, SIZE, &send)));
    recv_all(client, in, SIZE);
    CHECK(memcmp(in, out, SIZE) == 0);
    CHECK_PACKET(rig.port, OTHER_KEY, &send, SIZE, 0);
    ov = overlapped_new(NULL);
    pend_recv(server, small, sizeof small, &ov);
    CHECK(CancelIoEx((HANDLE)server, &ov));
    CHECK_PACKET(rig.port, OTHER_KEY, &ov, 0, ERROR_OPERATION_ABORTED);
    ov = overlapped_new(NULL);
    pend_recv(server, small, sizeof small, &ov);
    closesocket(client);
    CHECK_PACKET(rig.port, OTHER_KEY, &ov, 0, 0);
    closesocket(server);
    rig_free(&rig);
    free(in);
    free(out);
}

/* Claim:  AcceptEx takes a connection, with data, and tells both names.
 * Source: "AcceptEx function".  Wine 8: has none. */
static void accept_ex(void)
{
    struct rig rig;
    SOCKET client, acceptor;
    OVERLAPPED ov = overlapped_new(NULL);
    char buf[16 + 2 * ROOM];
    struct sockaddr *local = NULL, *remote = NULL;
    int local_length = 0, remote_length = 0;
    DWORD bytes;

    NEEDS_UNIX;
    rig = rig_new();
    acceptor = unix_new();
    CHECK_FAILS(extensions()->accept(rig.listener, acceptor, buf, 16, ROOM,
                                     ROOM, &bytes, &ov),
                ERROR_IO_PENDING);
    client = client_of(&rig);
    send_all(client, "hello", 5);
    CHECK_PACKET(rig.port, KEY, &ov, 5, 0);
    CHECK(memcmp(buf, "hello", 5) == 0);
    extensions()->sockaddrs(buf, 16, ROOM, ROOM, &local, &local_length, &remote,
                            &remote_length);
    CHECK(local->sa_family == AF_UNIX && remote->sa_family == AF_UNIX);
    CHECK(strcmp(((struct sockaddr_un *)local)->sun_path, rig.name.sun_path) ==
          0);
    CHECK(setsockopt(acceptor, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                     (char *)&rig.listener, sizeof rig.listener) == 0);
    is_connected(acceptor, client);
    closesocket(client);
    closesocket(acceptor);
    rig_free(&rig);
}

static int start_unix(SOCKET one, struct sockaddr_un *name, OVERLAPPED *ov)
{
    DWORD bytes;

    return extensions()->connect(one, (struct sockaddr *)name, sizeof *name,
                                 (void *)"hi", 2, &bytes, ov)
               ? 0
               : WSAGetLastError();
}

/* Claim:  ConnectEx connects a socket that has a name, and sends; refused is a
 *         completion; without a name it is 10022.
 * Source: "LPFN_CONNECTEX callback function".  Wine 8: has none. */
static void connect_ex(void)
{
    struct rig rig;
    struct sockaddr_un mine, nobody;
    SOCKET client, server;
    OVERLAPPED ov = overlapped_new(NULL);
    char data[2];

    NEEDS_UNIX;
    rig = rig_new();
    mine = name_new();
    nobody = mine;
    strcat(nobody.sun_path, "x");
    client = unix_new();
    port_add(rig.port, (HANDLE)client, OTHER_KEY);
    CHECK(start_unix(client, &rig.name, &ov) == WSAEINVAL);
    CHECK(bind_to(client, &mine) == 0);
    CHECK(start_unix(client, &nobody, &ov) == WSA_IO_PENDING);
    CHECK_PACKET(rig.port, OTHER_KEY, &ov, 0, ERROR_CONNECTION_REFUSED);
    ov = overlapped_new(NULL);
    CHECK(start_unix(client, &rig.name, &ov) == WSA_IO_PENDING);
    CHECK_PACKET(rig.port, OTHER_KEY, &ov, 2, 0);
    server = accept(rig.listener, NULL, NULL);
    recv_all(server, data, 2);
    CHECK(memcmp(data, "hi", 2) == 0);
    CHECK(setsockopt(client, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0) ==
          0);
    is_connected(client, server);
    closesocket(server);
    closesocket(client);
    DeleteFileA(mine.sun_path);
    rig_free(&rig);
}

/* Claim:  a connect that does not block starts, and may be waited for; and
 *         ends by itself.
 * Source: "connect function".  Wine 8: has none. */
static void without_waiting(void)
{
    struct rig rig;
    SOCKET client, server;
    u_long on = 1;
    DWORD error;

    NEEDS_UNIX;
    rig = rig_new();
    client = unix_new();
    CHECK(ioctlsocket(client, FIONBIO, &on) == 0);
    error = connect_to(client, &rig.name) == 0 ? 0 : GetLastError();
    CHECK(error == 0 || error == WSAEWOULDBLOCK, "error %u", (unsigned)error);
    server = accept(rig.listener, NULL, NULL);
    CHECK(server != INVALID_SOCKET);
    on = 0;
    CHECK(ioctlsocket(client, FIONBIO, &on) == 0);
    CHECK(WAIT_UNTIL(send(client, "x", 1, 0) == 1));
    closesocket(server);
    closesocket(client);
    rig_free(&rig);
}

/* Claim:  the process at the other end is told.
 * Source: "afunix.h" of Windows.  Wine 8: has none. */
static void peer_process(void)
{
    struct rig rig;
    SOCKET client, server, tcp;
    ULONG pid = 0;
    DWORD bytes = 0;

    NEEDS_UNIX;
    rig = rig_new();
    client = client_of(&rig);
    server = accept(rig.listener, NULL, NULL);
    CHECK(WSAIoctl(server, SIO_AF_UNIX_GETPEERPID, NULL, 0, &pid, sizeof pid,
                   &bytes, NULL, NULL) == 0);
    CHECK(pid == GetCurrentProcessId() && bytes == sizeof pid);
    tcp = tcp_new(AF_INET);
    FAILS(WSAIoctl(tcp, SIO_AF_UNIX_GETPEERPID, NULL, 0, &pid, sizeof pid,
                   &bytes, NULL, NULL),
          WSAEOPNOTSUPP);
    closesocket(tcp);
    closesocket(server);
    closesocket(client);
    rig_free(&rig);
}

TAP_MAIN(CASE(connection), CASE(names), CASE(named_client), CASE(file_stays),
         CASE(errors), CASE(streams_only), CASE(requests), CASE(accept_ex),
         CASE(connect_ex), CASE(without_waiting), CASE(peer_process))
