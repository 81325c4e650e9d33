#include "sim/endpoints.h"

#include <string.h>

#include "sim/runtime.h"

#define ENDPOINTS_MAX 64u
#define LISTENER_PORT 5000
#define FIRST_PORT 20000
/* An address block of AcceptEx. */
#define BLOCK ((DWORD)sizeof(struct sockaddr_in) + 16)

static struct endpoint endpoints[ENDPOINTS_MAX];
static unsigned endpoint_count;
static struct endpoint *const listener = &endpoints[0];
static unsigned short next_port = FIRST_PORT;
static HANDLE *ports;
static unsigned port_count;
static HANDLE file;

HANDLE endpoint_some_port(void)
{
    return ports[sim_random(port_count)];
}

HANDLE endpoint_file(void)
{
    return file;
}

struct endpoint *endpoint_some(enum endpoint_state state)
{
    for (unsigned tries = 0; tries < 8; tries++) {
        struct endpoint *end = &endpoints[sim_random(endpoint_count)];

        if (end->state == state)
            return end;
    }
    return NULL;
}

static unsigned number_of(const struct endpoint *end)
{
    return (unsigned)(end - endpoints);
}

/* ---- Opening and closing ---- */

static struct sockaddr_in loopback(unsigned short port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void bind_to(struct endpoint *end, unsigned short port)
{
    struct sockaddr_in address = loopback(port);

    SIM_CHECK(bind(end->socket, (struct sockaddr *)&address, sizeof address) ==
                  0,
              "bind: %u", GetLastError());
}

/* A request that another thread starts meanwhile may or may not send its
 * packet: only after the call the program knows. */
static void associate(struct endpoint *end)
{
    if (CreateIoCompletionPort((HANDLE)end->socket, endpoint_some_port(),
                               KEY_IO, 0) != NULL)
        end->associated = true;
    else
        SIM_CHECK(GetLastError() == ERROR_INVALID_HANDLE ||
                      GetLastError() == ERROR_INVALID_PARAMETER,
                  "associate: %u", GetLastError());
}

/* CLOSED for others until its owner is done with it. */
static struct endpoint *new_endpoint(void)
{
    struct endpoint *end = &endpoints[endpoint_count];

    if (endpoint_count == ENDPOINTS_MAX)
        return NULL;
    endpoint_count++;
    end->socket =
        WSASocketW(AF_INET, SOCK_STREAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED);
    SIM_CHECK(end->socket != INVALID_SOCKET, "no socket: %u", GetLastError());
    if (sim_chance(5))
        end->skips = SetFileCompletionNotificationModes(
            (HANDLE)end->socket, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
    if (end == listener || !sim_chance(6))
        associate(end);
    return end;
}

void endpoints_open(HANDLE *all_ports, unsigned count)
{
    ports = all_ports;
    port_count = count;
    new_endpoint();
    bind_to(listener, LISTENER_PORT);
    listen(listener->socket, SOMAXCONN);
    listener->state = LISTENING;
    file = CreateFileA("file", GENERIC_READ | GENERIC_WRITE, 0, NULL,
                       OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    SIM_CHECK(file != INVALID_HANDLE_VALUE, "no file: %u", GetLastError());
    CreateIoCompletionPort(file, endpoint_some_port(), KEY_IO, 0);
}

static void close_endpoint(struct endpoint *end)
{
    if (end->state == CLOSED)
        return;
    end->state = CLOSED;
    sim_log("close endpoint %u", number_of(end));
    SIM_CHECK(closesocket(end->socket) == 0, "closesocket: %u", GetLastError());
}

void endpoints_close(void)
{
    for (unsigned i = 0; i < endpoint_count; i++)
        close_endpoint(&endpoints[i]);
    SIM_CHECK(CloseHandle(file), "CloseHandle: %u", GetLastError());
}

void act_close(void)
{
    struct endpoint *end = endpoint_some(sim_chance(4) ? BUSY : CONNECTED);

    if (end != NULL)
        close_endpoint(end);
}

void act_associate(void)
{
    struct endpoint *end = endpoint_some(CONNECTED);

    if (end != NULL && !end->associated)
        associate(end);
}

void act_shutdown(void)
{
    struct endpoint *end = endpoint_some(CONNECTED);

    if (end != NULL)
        shutdown(end->socket, (int)sim_random(3));
}

/* ---- Requests that make and end connections ---- */

/* Of a socket that gets its port while this is in flight the program cannot
 * know whether a packet comes. */
struct request *endpoint_request(enum request_kind kind, struct endpoint *end,
                                 DWORD len)
{
    struct request *request = request_new(kind, len);

    request->end = number_of(end);
    request->silent = request->uncertain = !end->associated;
    return request;
}

void endpoint_told(struct endpoint *end, struct request *request, bool success)
{
    DWORD error = success ? 0 : GetLastError();

    if (!success && error != ERROR_IO_PENDING)
        request_refused(request, error);
    else if (success && end->skips && end->associated)
        request_ended_at_once(request);
}

void act_accept(void)
{
    DWORD len = sim_chance(2) ? 0 : (DWORD)(1 + sim_random(40)), received;
    struct endpoint *end = listener->state == LISTENING ? new_endpoint() : NULL;
    struct request *request;

    if (end == NULL)
        return;
    request = endpoint_request(AN_ACCEPT, listener, len);
    request->other = number_of(end);
    end->state = BUSY;
    request_start(request);
    endpoint_told(listener, request,
                  AcceptEx(listener->socket, end->socket,
                           request->memory->buffer, len, BLOCK, BLOCK,
                           &received, &request->memory->overlapped));
}

void act_connect(void)
{
    DWORD len = sim_chance(2) ? 0 : (DWORD)(1 + sim_random(BUFFER_MAX)), sent;
    struct sockaddr_in address =
        loopback(sim_chance(12) ? 5999 : LISTENER_PORT);
    struct endpoint *end = new_endpoint();
    struct request *request;

    if (end == NULL)
        return;
    request = endpoint_request(A_CONNECT, end, len);
    end->connector = true;
    end->port = next_port++;
    bind_to(end, end->port);
    flow_join(flow_of(end->port, true), request);
    end->state = BUSY;
    request_start(request);
    endpoint_told(end, request,
                  ConnectEx(end->socket, (struct sockaddr *)&address,
                            sizeof address, request->memory->buffer, len, &sent,
                            &request->memory->overlapped));
}

void act_disconnect(void)
{
    struct endpoint *end = endpoint_some(CONNECTED);
    DWORD flags = sim_chance(2) ? TF_REUSE_SOCKET : 0;
    struct request *request;

    if (end == NULL)
        return;
    request = endpoint_request(A_DISCONNECT, end, 0);
    if (flags != 0)
        end->state = BUSY;
    request_start(request);
    endpoint_told(
        end, request,
        DisconnectEx(end->socket, &request->memory->overlapped, flags, 0));
}

/* Whose connection it is says the address behind the data. */
static void accepted(struct request *request)
{
    struct endpoint *end = &endpoints[request->other];
    const unsigned char *remote =
        request->memory->buffer + request->len + BLOCK;

    end->port = (unsigned short)(remote[4 + 2] << 8 | remote[4 + 3]);
    SIM_CHECK(end->port >= FIRST_PORT && end->port < next_port,
              "accepted from port %u", end->port);
    flow_join(flow_of(end->port, true), request);
    if (end->state == BUSY)
        end->state = CONNECTED;
}

void endpoints_request_ended(struct request *request)
{
    struct endpoint *end =
        &endpoints[request->kind == AN_ACCEPT ? request->other : request->end];
    bool success = request->status == 0;

    if (request->kind == AN_ACCEPT && success)
        accepted(request);
    else if (request->kind == A_CONNECT && success && end->state == BUSY)
        end->state = CONNECTED;
    else if ((request->kind == AN_ACCEPT || request->kind == A_CONNECT) &&
             end->state == BUSY)
        close_endpoint(end);
}
