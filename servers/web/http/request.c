/* llhttp does the grammar; this file keeps the places of what matters and
 * refuses what llhttp lets through although two programs might read it in two
 * ways: folded fields, bare line feeds, a missing or doubled Host, other
 * protocols' names. Where there is doubt the connection is closed. */
#include "http/request.h"

#include <string.h>

static const char *const field_names[FIELD_COUNT] = {
    [FIELD_HOST] = "host",
    [FIELD_RANGE] = "range",
    [FIELD_IF_RANGE] = "if-range",
    [FIELD_IF_MATCH] = "if-match",
    [FIELD_IF_NONE_MATCH] = "if-none-match",
    [FIELD_IF_MODIFIED_SINCE] = "if-modified-since",
    [FIELD_IF_UNMODIFIED_SINCE] = "if-unmodified-since",
    [FIELD_EXPECT] = "expect",
    [FIELD_REFERER] = "referer",
    [FIELD_USER_AGENT] = "user-agent",
};

static struct request *request_of(llhttp_t *parser)
{
    return parser->data;
}

/* llhttp hands a span over in as many parts as there were receives. They lie
 * side by side in the buffer, so the place only grows. */
static void place_extend(const struct request *request, struct place *place,
                         const char *at, size_t length)
{
    if (!place->length)
        place->offset = (uint16_t)(at - request->base);
    place->length = (uint16_t)(at + length - request->base - place->offset);
}

static struct slice place_slice(const struct request *request,
                                struct place place)
{
    return (struct slice){request->base + place.offset, place.length};
}

static int refuse(struct request *request, int status)
{
    request->status = status;
    return HPE_USER;
}

static int on_target(llhttp_t *parser, const char *at, size_t length)
{
    struct request *request = request_of(parser);

    if (request->target.length + length > REQUEST_TARGET_LIMIT)
        return refuse(request, 414);
    place_extend(request, &request->target, at, length);
    return 0;
}

static int on_version(llhttp_t *parser, const char *at, size_t length)
{
    struct request *request = request_of(parser);

    (void)length;
    if (at[-1] == '/' && memcmp(at - 5, "HTTP/", 5) != 0)
        return refuse(request, 400); /* llhttp knows RTSP and ICE */
    return 0;
}

static int on_field_name(llhttp_t *parser, const char *at, size_t length)
{
    struct request *request = request_of(parser);

    if (!request->head_complete)
        place_extend(request, &request->name, at, length);
    return 0;
}

static int on_field_value(llhttp_t *parser, const char *at, size_t length)
{
    struct request *request = request_of(parser);

    if (!request->head_complete)
        place_extend(request, &request->value, at, length);
    return 0;
}

static int field_known(struct slice name)
{
    int field = 0;

    while (field < FIELD_COUNT &&
           !slice_equals_nocase(name, field_names[field]))
        field++;
    return field;
}

static int on_field_end(llhttp_t *parser)
{
    struct request *request = request_of(parser);
    int field = field_known(place_slice(request, request->name));

    if (request->head_complete)
        return 0; /* a trailer: not used */
    if (!request->name.length)
        return refuse(request, 400);
    if (field < FIELD_COUNT) {
        if (request->field_count == REQUEST_FIELDS_LIMIT)
            return refuse(request, 431);
        request->fields[request->field_count].field = (enum field)field;
        request->fields[request->field_count++].value = request->value;
    }
    memset(&request->name, 0, sizeof request->name);
    memset(&request->value, 0, sizeof request->value);
    return 0;
}

static int on_head_end(llhttp_t *parser)
{
    struct request *request = request_of(parser);

    request->keep_alive = llhttp_should_keep_alive(parser);
    request->head_complete = true;
    parser->upgrade = 0; /* no protocol to change to */
    return HPE_PAUSED;
}

static int on_request_end(llhttp_t *parser)
{
    request_of(parser)->complete = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_target,
    .on_version = on_version,
    .on_header_field = on_field_name,
    .on_header_value = on_field_value,
    .on_header_value_complete = on_field_end,
    .on_headers_complete = on_head_end,
    .on_message_complete = on_request_end,
};

void request_init(struct request *request, const char *base)
{
    memset(request, 0, sizeof *request);
    llhttp_init(&request->parser, HTTP_REQUEST, &settings);
    request->parser.data = request;
    request->base = base;
}

bool request_is(const struct request *request, llhttp_method_t method)
{
    return request->parser.method == method;
}

struct slice request_target(const struct request *request)
{
    return place_slice(request, request->target);
}

/* Where the request line begins: empty lines before it are allowed. */
static size_t line_start(const struct request *request, size_t used)
{
    size_t at = 0;

    while (at < used && strchr("\r\n", request->base[at]) && request->base[at])
        at++;
    return at;
}

struct slice request_line(const struct request *request, size_t used)
{
    size_t start = line_start(request, used), end = start;

    while (end < used && request->base[end] != '\r' &&
           request->base[end] != '\n')
        end++;
    return (struct slice){request->base + start, end - start};
}

bool request_field(const struct request *request, enum field field, unsigned n,
                   struct slice *value)
{
    for (int i = 0; i < request->field_count; i++) {
        if (request->fields[i].field != field || n-- > 0)
            continue;
        *value = slice_trim(place_slice(request, request->fields[i].value));
        return true;
    }
    return false;
}

bool request_single_field(const struct request *request, enum field field,
                          struct slice *value)
{
    struct slice second;

    return request_field(request, field, 0, value) &&
           !request_field(request, field, 1, &second);
}

/* Every line ends in CR LF and none continues the one before: RFC 9112, 2.2
 * and 5.2. llhttp still takes some of both. */
static bool lines_are_plain(const struct request *request)
{
    const char *at = request->base + line_start(request, request->head_bytes);
    const char *end = request->base + request->head_bytes;

    while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (at[-1] != '\r')
            return false;
        if (++at == end)
            return true;
        if (*at == ' ' || *at == '\t')
            return false;
    }
    return true;
}

/* One space on each side of the target; llhttp takes more. */
static bool spaces_are_single(const struct request *request)
{
    const char *target = request->base + request->target.offset;

    return target[-2] != ' ' && target[request->target.length + 1] != ' ';
}

static bool host_is_valid(struct slice host)
{
    for (size_t i = 0; i < host.length; i++) {
        char c = host.bytes[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9');

        if (!plain && (!c || !strchr("-._~%!$&'()*+,;=:[]", c)))
            return false;
    }
    return true;
}

static bool hosts_are_valid(const struct request *request)
{
    struct slice host;

    if (!request_field(request, FIELD_HOST, 0, &host))
        return request->parser.http_minor == 0;
    return request_single_field(request, FIELD_HOST, &host) &&
           host_is_valid(host);
}

static bool has_body(const struct request *request)
{
    return (request->parser.flags & F_CHUNKED) ||
           request->parser.content_length > 0;
}

/* 0, or the status of the refusal. */
static int check_expect(struct request *request)
{
    struct slice expect;

    if (!request_field(request, FIELD_EXPECT, 0, &expect))
        return 0;
    if (!slice_equals_nocase(expect, "100-continue"))
        return 417;
    /* The answer does not depend on the body: give it without asking. */
    request->leave_body = has_body(request);
    return 0;
}

static int check_head(struct request *request)
{
    const llhttp_t *parser = &request->parser;

    if (request->head_bytes > REQUEST_HEAD_LIMIT)
        return 431;
    if (parser->http_major != 1 || parser->http_minor > 1)
        return 505;
    if (!lines_are_plain(request) || !spaces_are_single(request) ||
        !hosts_are_valid(request))
        return 400;
    if (parser->http_minor == 0 && (parser->flags & F_TRANSFER_ENCODING))
        return 400; /* RFC 9112, 6.1 */
    if (!request_is(request, HTTP_GET) && !request_is(request, HTTP_HEAD))
        request->leave_body =
            has_body(request) || request_is(request, HTTP_CONNECT);
    else if (parser->content_length > REQUEST_BODY_LIMIT)
        return 413;
    return check_expect(request);
}

/* A method llhttp does not know: 501 when it could be one, else 400. */
static int unknown_method_status(const struct request *request, size_t used)
{
    struct slice line = request_line(request, used);
    size_t i = 0;

    while (i < line.length && line.bytes[i] != ' ') {
        char c = line.bytes[i++];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!letter && (!c || !strchr("0123456789!#$%&'*+-.^_`|~", c)))
            return 400;
    }
    return i ? 501 : 400;
}

/* A well-formed version that is not ours stops llhttp behind a digit, a dot
 * and a digit; the line's end may not have come yet. */
static int bad_version_status(const struct request *request, size_t used)
{
    const char *at = llhttp_get_error_pos(&request->parser);

    if (at[-2] == '.' && (at == request->base + used || *at == '\r'))
        return 505;
    return 400;
}

static int error_status(const struct request *request, llhttp_errno_t error,
                        size_t used)
{
    if (request->status)
        return request->status;
    switch (error) {
    case HPE_INVALID_METHOD:
        return unknown_method_status(request, used);
    case HPE_INVALID_VERSION:
        return bad_version_status(request, used);
    case HPE_PAUSED_H2_UPGRADE:
        return 505;
    default:
        return 400;
    }
}

static enum request_progress refuse_with(struct request *request, int status)
{
    request->status = status;
    request->keep_alive = false;
    return REQUEST_BAD;
}

/* Runs the parser over what it has not seen, up to its next pause. */
static llhttp_errno_t run_parser(struct request *request, size_t used)
{
    const char *start = request->base + request->fed;
    llhttp_errno_t error;

    error = llhttp_execute(&request->parser, start, used - request->fed);
    if (error == HPE_PAUSED) {
        request->fed =
            (size_t)(llhttp_get_error_pos(&request->parser) - request->base);
        llhttp_resume(&request->parser);
    } else {
        request->fed = used;
    }
    if (request->head_bytes)
        request->body_bytes += (size_t)(request->base + request->fed - start);
    return error;
}

static enum request_progress feed_more(struct request *request, size_t *used)
{
    if (!request->head_complete)
        return *used >= REQUEST_HEAD_LIMIT ? refuse_with(request, 431)
                                           : REQUEST_PARTIAL;
    if (request->body_bytes > REQUEST_BODY_LIMIT)
        return refuse_with(request, 413);
    *used = request->fed = request->head_bytes;
    return REQUEST_PARTIAL;
}

static enum request_progress feed_end(struct request *request)
{
    if (request->leave_body)
        request->keep_alive = false;
    return REQUEST_COMPLETE;
}

enum request_progress request_feed(struct request *request, size_t *used)
{
    llhttp_errno_t error = run_parser(request, *used);

    if (error == HPE_PAUSED && !request->complete) {
        int status;

        request->head_bytes = request->fed;
        status = check_head(request);
        if (status)
            return refuse_with(request, status);
        if (request->leave_body)
            return feed_end(request);
        error = run_parser(request, *used);
    }
    if (error == HPE_OK)
        return feed_more(request, used);
    if (error == HPE_PAUSED)
        return feed_end(request);
    return refuse_with(request, error_status(request, error, *used));
}
