#include "sim/requests.h"

#include <ntstatus.h>

#include <stdlib.h>
#include <string.h>

#include "sim/runtime.h"

#define FLOWS_MAX 128u
#define FLOW_REQUESTS_MAX 128u

struct flow {
    unsigned short port;
    bool from_connector;
    struct request *sends[FLOW_REQUESTS_MAX], *receives[FLOW_REQUESTS_MAX];
    unsigned send_count, receive_count;
};

static struct request requests[REQUESTS_MAX];
static unsigned request_count, open_count;
static struct flow flows[FLOWS_MAX];
static unsigned flow_count;

/* ---- What each kind may end with ---- */

#define ANY ((1u << REQUEST_KINDS) - 1)
#define OF(kind) (1u << (kind))
#define STREAM (OF(A_RECEIVE) | OF(A_SEND) | OF(A_TRANSMIT) | OF(AN_ACCEPT))
#define SOCKETS (STREAM | OF(A_CONNECT) | OF(A_DISCONNECT))
#define DISK (OF(A_READ) | OF(A_WRITE))

/* How a status carries a code that has no status of its own. */
#define FROM_CODE(code) ((NTSTATUS)(0xC0070000u | (code)))

static const struct {
    NTSTATUS status;
    unsigned kinds;
} allowed[] = {
    {STATUS_SUCCESS, ANY},
    {STATUS_CANCELLED, ANY & ~OF(A_POST)},
    {STATUS_CONNECTION_ABORTED, STREAM | OF(A_CONNECT)},
    {STATUS_CONNECTION_RESET, STREAM | OF(A_CONNECT)},
    {STATUS_CONNECTION_DISCONNECTED, STREAM},
    {STATUS_PIPE_DISCONNECTED, STREAM},
    {STATUS_INVALID_CONNECTION, STREAM},
    {STATUS_INSUFFICIENT_RESOURCES, SOCKETS},
    {STATUS_CONNECTION_REFUSED, OF(A_CONNECT)},
    {STATUS_HOST_UNREACHABLE, OF(A_CONNECT)},
    {STATUS_IO_TIMEOUT, OF(A_CONNECT)},
    {FROM_CODE(WSAEMFILE), OF(AN_ACCEPT)},
    {STATUS_END_OF_FILE, OF(A_READ) | OF(A_TRANSMIT)},
    {STATUS_DISK_FULL, OF(A_WRITE)},
    {STATUS_IO_DEVICE_ERROR, DISK | OF(A_TRANSMIT)},
};

static void check_status(const struct request *request)
{
    for (unsigned i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if ((DWORD)allowed[i].status == request->status &&
            (allowed[i].kinds & OF(request->kind)) != 0)
            return;
    sim_fail("a request of kind %d ended with %08x", request->kind,
             request->status);
}

/* ---- One request ---- */

static unsigned char pattern(unsigned number, unsigned i)
{
    return (unsigned char)(number * 31 + i * 7 + (number >> 3));
}

struct request *request_new(enum request_kind kind, DWORD len)
{
    struct request *request = &requests[request_count];

    SIM_CHECK(request_count < REQUESTS_MAX, "more requests than there is room");
    request->kind = kind;
    request->len = len;
    request->memory = sim_alloc(sizeof *request->memory);
    memset(request->memory, 0, sizeof *request->memory);
    for (unsigned i = 0; i < BUFFER_MAX; i++)
        request->memory->buffer[i] = pattern(request_count, i);
    request_count++;
    return request;
}

struct request *request_of(const OVERLAPPED *overlapped)
{
    for (unsigned i = 0; i < request_count; i++)
        if (&requests[i].memory->overlapped == overlapped)
            return &requests[i];
    sim_fail("a packet names %p, which is no request",
             (const void *)overlapped);
}

OVERLAPPED *request_some(void)
{
    if (request_count == 0)
        return NULL;
    return &requests[sim_random(request_count)].memory->overlapped;
}

static unsigned number_of(const struct request *request)
{
    return (unsigned)(request - requests);
}

void request_start(struct request *request)
{
    sim_log("start request %u kind %d len %u", number_of(request),
            request->kind, request->len);
    request->started = true;
    open_count += !request->silent;
}

void request_refused(struct request *request, DWORD error)
{
    sim_log("request %u is refused: %u", number_of(request), error);
    SIM_CHECK(!request->ended, "a request that failed at once ended too");
    request->started = false;
    request->kind = A_POST; /* its flow need not look at it */
    request->bytes = 0;
    open_count -= !request->silent;
}

/* The program's again: the library may not even look at it. */
static void take_back(struct request *request)
{
    const OVERLAPPED *overlapped = &request->memory->overlapped;

    request->ended = true;
    request->status = (DWORD)overlapped->Internal;
    request->bytes = (DWORD)overlapped->InternalHigh;
    SIM_CHECK(request->status != (DWORD)STATUS_PENDING,
              "request %u ended and is pending", number_of(request));
    SIM_CHECK(request->bytes <= BUFFER_MAX + 2 * BUFFER_MAX * BUFFER_MAX,
              "request %u moved %u bytes", number_of(request), request->bytes);
    check_status(request);
    sim_forbid(request->memory, sizeof *request->memory);
}

void request_ended(struct request *request, bool by_packet)
{
    sim_log("request %u ended", number_of(request));
    SIM_CHECK(request->started, "request %u never started, and ended",
              number_of(request));
    SIM_CHECK(!request->ended, "request %u ended twice", number_of(request));
    SIM_CHECK(!by_packet || !request->silent || request->uncertain,
              "request %u sent a packet it was told not to",
              number_of(request));
    take_back(request);
    open_count -= !request->silent;
}

void request_ended_at_once(struct request *request)
{
    sim_log("request %u ended inside the call", number_of(request));
    SIM_CHECK(!request->ended, "request %u ended inside, and before",
              number_of(request));
    take_back(request);
    open_count -= !request->silent;
}

unsigned requests_open(void)
{
    return open_count;
}

/* ---- Flows ---- */

struct flow *flow_of(unsigned short connector_port, bool from_connector)
{
    for (unsigned i = 0; i < flow_count; i++)
        if (flows[i].port == connector_port &&
            flows[i].from_connector == from_connector)
            return &flows[i];
    if (flow_count == FLOWS_MAX)
        sim_fail("more connections than the program has room for");
    flows[flow_count].port = connector_port;
    flows[flow_count].from_connector = from_connector;
    return &flows[flow_count++];
}

void flow_join(struct flow *flow, struct request *request)
{
    bool receives = request->kind == A_RECEIVE || request->kind == AN_ACCEPT;

    request->flow = flow;
    SIM_CHECK(flow->receive_count < FLOW_REQUESTS_MAX &&
                  flow->send_count < FLOW_REQUESTS_MAX,
              "more requests than a flow has room for");
    if (receives)
        flow->receives[flow->receive_count++] = request;
    else
        flow->sends[flow->send_count++] = request;
}

/* What position `at` of everything sent has; false: not sent. */
static bool sent_byte(const struct flow *flow, size_t at, unsigned char *byte)
{
    for (unsigned i = 0; i < flow->send_count; i++) {
        const struct request *send = flow->sends[i];

        if (at < send->bytes) {
            *byte = send->memory->buffer[at];
            return true;
        }
        at -= send->bytes;
    }
    return false;
}

static void log_requests(struct request *const *list, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        sim_log("  request %u kind %d: %u of %u bytes, status %08x",
                number_of(list[i]), list[i]->kind, list[i]->bytes, list[i]->len,
                list[i]->status);
}

static void check_flow(const struct flow *flow)
{
    size_t at = 0;

    sim_log("flow %s %u", flow->from_connector ? "from" : "to", flow->port);
    log_requests(flow->sends, flow->send_count);
    log_requests(flow->receives, flow->receive_count);
    for (unsigned i = 0; i < flow->receive_count; i++) {
        const struct request *receive = flow->receives[i];

        for (unsigned j = 0; j < receive->bytes; j++, at++) {
            unsigned char byte;

            SIM_CHECK(sent_byte(flow, at, &byte),
                      "more was received than sent: %zu bytes", at);
            SIM_CHECK(receive->memory->buffer[j] == byte,
                      "byte %zu is %02x, sent was %02x", at,
                      receive->memory->buffer[j], byte);
        }
    }
}

static void check_ended(struct request *request, bool discarded)
{
    if (!request->started || request->ended)
        return;
    SIM_CHECK(discarded || request->silent, "request %u never ended",
              number_of(request));
    if (request->kind != A_POST)
        take_back(request);
}

void requests_finish(bool packets_were_discarded)
{
    for (unsigned i = 0; i < request_count; i++)
        check_ended(&requests[i], packets_were_discarded);
    for (unsigned i = 0; i < flow_count; i++)
        check_flow(&flows[i]);
    for (unsigned i = 0; i < request_count; i++) {
        sim_permit(requests[i].memory, sizeof *requests[i].memory);
        sim_free(requests[i].memory);
    }
}
