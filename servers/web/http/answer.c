/* Heads of answers, and the cutting into pieces. Lengths are fixed when the
 * head is written: should the file change afterwards, the connection is
 * dropped, never an answer sent that differs from its head. */
#include "http/answer.h"

#include <string.h>

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {200, "OK"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

static const char *reason_of(int status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Unknown";
}

void answer_init(struct answer *answer)
{
    memset(answer, 0, offsetof(struct answer, head_storage));
    text_init(&answer->head, answer->head_storage, sizeof answer->head_storage);
    text_init(&answer->tail, answer->tail_storage, sizeof answer->tail_storage);
}

static void drop_file(struct answer *answer)
{
    shared_file_put(answer->file);
    answer->file = NULL;
}

void answer_fini(struct answer *answer)
{
    drop_file(answer);
    text_fini(&answer->head);
    text_fini(&answer->body);
}

static void head_begin(struct answer *answer, int status,
                       struct date_cache *dates)
{
    struct text *head = &answer->head;
    char date[DATE_HTTP_BYTES];

    date_cache_http(dates, date);
    answer->status = status;
    text_add_string(head, "HTTP/1.1 ");
    text_add_number(head, (uint64_t)status);
    text_add_string(head, " ");
    text_add_string(head, reason_of(status));
    text_add_string(head, "\r\nServer: openiocp-web\r\nDate: ");
    text_add(head, date, sizeof date);
    text_add_string(head, "\r\n");
}

static void head_add(struct answer *answer, const char *name, const char *value)
{
    text_add_string(&answer->head, name);
    text_add_string(&answer->head, ": ");
    text_add_string(&answer->head, value);
    text_add_string(&answer->head, "\r\n");
}

static void head_add_length(struct answer *answer, uint64_t length)
{
    text_add_string(&answer->head, "Content-Length: ");
    text_add_number(&answer->head, length);
    text_add_string(&answer->head, "\r\n");
}

static void head_end(struct answer *answer)
{
    if (!answer->keep_alive)
        head_add(answer, "Connection", "close");
    else if (answer->old_client)
        head_add(answer, "Connection", "keep-alive");
    text_add_string(&answer->head, "\r\n");
    answer->head_bytes = answer->head.length;
}

/* The few words that go with a status, for people. */
static void body_explain(struct answer *answer)
{
    text_init_growing(&answer->body, 256);
    text_add_number(&answer->body, (uint64_t)answer->status);
    text_add_string(&answer->body, " ");
    text_add_string(&answer->body, reason_of(answer->status));
    text_add_string(&answer->body, "\n");
}

static void finish_explained(struct answer *answer)
{
    body_explain(answer);
    head_add(answer, "Content-Type", "text/plain");
    head_add_length(answer, answer->body.length);
    head_end(answer);
}

void answer_with_status(struct answer *answer, int status,
                        struct date_cache *dates)
{
    head_begin(answer, status, dates);
    if (status == 405)
        head_add(answer, "Allow", "GET, HEAD");
    if (status == 503)
        head_add(answer, "Retry-After", "1");
    finish_explained(answer);
}

/* The target is given without a host: the client knows it best. `path`
 * begins with one slash, so it cannot be taken for "//host". */
void answer_with_redirect(struct answer *answer, struct slice path,
                          const struct slice *query, struct date_cache *dates)
{
    text_init_growing(&answer->head, ANSWER_REDIRECT_LIMIT);
    head_begin(answer, 301, dates);
    text_add_string(&answer->head, "Location: /");
    text_add_url(&answer->head, path.bytes, path.length);
    text_add_string(&answer->head, "/");
    if (query) {
        text_add_string(&answer->head, "?");
        text_add(&answer->head, query->bytes, query->length);
    }
    text_add_string(&answer->head, "\r\n");
    finish_explained(answer);
}

void answer_with_page(struct answer *answer, struct text *page,
                      struct date_cache *dates)
{
    answer->body = *page;
    head_begin(answer, 200, dates);
    head_add(answer, "Content-Type", "text/html; charset=utf-8");
    head_add(answer, "Cache-Control", "no-cache");
    head_add_length(answer, page->length);
    head_end(answer);
}

static void head_add_validators(struct answer *answer,
                                const struct validators *validators)
{
    text_add_string(&answer->head, "Last-Modified: ");
    date_add_http(&answer->head, validators->modified_seconds);
    text_add_string(&answer->head, "\r\n");
    head_add(answer, "ETag", validators->etag);
}

static void add_content_range(struct text *text, const struct byte_range *range,
                              uint64_t size)
{
    text_add_string(text, "Content-Range: bytes ");
    if (range) {
        text_add_number(text, range->first);
        text_add_string(text, "-");
        text_add_number(text, range->first + range->length - 1);
    } else {
        text_add_string(text, "*");
    }
    text_add_string(text, "/");
    text_add_number(text, size);
    text_add_string(text, "\r\n");
}

/* The lines between two parts of a multipart body. */
static void add_part_head(struct text *text, const struct answer *answer,
                          const struct byte_range *range)
{
    text_add_string(text, "\r\n--");
    text_add(text, answer->boundary, sizeof answer->boundary);
    text_add_string(text, "\r\nContent-Type: ");
    text_add_string(text, answer->type);
    text_add_string(text, "\r\n");
    add_content_range(text, range, answer->size);
    text_add_string(text, "\r\n");
}

/* Sixteen letters that a file is unlikely to hold after "--"; unlike a
 * secret it need not be hard to guess, only hard to meet by chance. */
static void make_boundary(struct answer *answer)
{
    LARGE_INTEGER ticks;
    uint64_t mix;

    QueryPerformanceCounter(&ticks);
    mix = (uint64_t)ticks.QuadPart ^ (uint64_t)(uintptr_t)answer;
    for (size_t i = 0; i < sizeof answer->boundary; i++) {
        mix = mix * 6364136223846793005u + 1442695040888963407u;
        answer->boundary[i] = (char)('a' + (mix >> 40) % 26);
    }
}

static uint64_t multipart_length(const struct answer *answer)
{
    uint64_t length = answer->tail.length;
    char storage[256];
    struct text part;

    for (size_t i = 0; i < answer->range_count; i++) {
        text_init(&part, storage, sizeof storage);
        add_part_head(&part, answer, &answer->ranges[i]);
        length += part.length + answer->ranges[i].length;
    }
    return length;
}

static void begin_multipart(struct answer *answer)
{
    make_boundary(answer);
    text_add_string(&answer->tail, "\r\n--");
    text_add(&answer->tail, answer->boundary, sizeof answer->boundary);
    text_add_string(&answer->tail, "--\r\n");
    text_add_string(&answer->head,
                    "Content-Type: multipart/byteranges; boundary=");
    text_add(&answer->head, answer->boundary, sizeof answer->boundary);
    text_add_string(&answer->head, "\r\n");
    head_add_length(answer, multipart_length(answer));
    head_end(answer);
    add_part_head(&answer->head, answer, &answer->ranges[0]);
}

static void begin_ranges(struct answer *answer, struct date_cache *dates,
                         const struct validators *validators)
{
    head_begin(answer, 206, dates);
    head_add_validators(answer, validators);
    if (answer->range_count > 1) {
        begin_multipart(answer);
        return;
    }
    head_add(answer, "Content-Type", answer->type);
    add_content_range(&answer->head, &answer->ranges[0], answer->size);
    head_add_length(answer, answer->ranges[0].length);
    head_end(answer);
}

static void begin_whole(struct answer *answer, struct date_cache *dates,
                        const struct validators *validators)
{
    answer->ranges[0] = (struct byte_range){0, answer->size};
    answer->range_count = answer->size && !answer->head_only ? 1 : 0;
    head_begin(answer, 200, dates);
    head_add_validators(answer, validators);
    head_add(answer, "Accept-Ranges", "bytes");
    head_add(answer, "Content-Type", answer->type);
    head_add_length(answer, answer->size);
    head_end(answer);
}

/* Range means nothing to HEAD: RFC 9110, 14.2. */
static enum range_result wanted_ranges(struct answer *answer,
                                       const struct request *request,
                                       const struct validators *validators)
{
    struct slice field;

    if (answer->head_only ||
        !request_single_field(request, FIELD_RANGE, &field) ||
        !condition_allows_range(request, validators, date_now_seconds()))
        return RANGE_IGNORED;
    return range_parse(field, answer->size, answer->ranges,
                       &answer->range_count);
}

static void answer_not_satisfiable(struct answer *answer,
                                   struct date_cache *dates)
{
    head_begin(answer, 416, dates);
    add_content_range(&answer->head, NULL, answer->size);
    finish_explained(answer);
}

static void answer_not_modified(struct answer *answer, struct date_cache *dates,
                                const struct validators *validators)
{
    head_begin(answer, 304, dates);
    head_add_validators(answer, validators);
    head_end(answer);
}

static void answer_with_content(struct answer *answer,
                                const struct request *request,
                                const struct validators *validators,
                                struct date_cache *dates)
{
    switch (wanted_ranges(answer, request, validators)) {
    case RANGE_SATISFIABLE:
        begin_ranges(answer, dates, validators);
        break;
    case RANGE_UNSATISFIABLE:
        answer_not_satisfiable(answer, dates);
        break;
    case RANGE_IGNORED:
        begin_whole(answer, dates, validators);
        break;
    }
}

void answer_with_file(struct answer *answer, const struct request *request,
                      struct shared_file *file, uint64_t size,
                      uint64_t modified_ticks, const char *type,
                      struct date_cache *dates)
{
    struct validators validators;

    answer->file = file;
    answer->size = size;
    answer->type = type;
    validators_init(&validators, size, modified_ticks);
    switch (condition_check(request, &validators)) {
    case CONDITION_PASS:
        answer_with_content(answer, request, &validators, dates);
        break;
    case CONDITION_NOT_MODIFIED:
        answer_not_modified(answer, dates, &validators);
        break;
    case CONDITION_FAILED:
        answer_with_status(answer, 412, dates);
        break;
    }
    if (!answer->range_count)
        drop_file(answer); /* nothing of it will be read */
}

static void take_body(struct answer *answer, uint32_t limit,
                      struct piece *piece)
{
    size_t left = answer->body.length - answer->body_position;

    if (answer->head_only)
        return;
    piece->body = answer->body.bytes + answer->body_position;
    piece->body_length = left < limit ? left : limit;
    answer->body_position += piece->body_length;
}

static void take_file(struct answer *answer, uint32_t limit,
                      struct piece *piece)
{
    const struct byte_range *range = &answer->ranges[answer->range_index];
    uint64_t left = range->length - answer->position;

    piece->file_offset = range->first + answer->position;
    piece->file_length = left < limit ? (uint32_t)left : limit;
    answer->position += piece->file_length;
    if (answer->position < range->length)
        return;
    answer->position = 0;
    answer->range_index++;
    if (answer->range_index == answer->range_count) {
        piece->tail = answer->tail.bytes;
        piece->tail_length = answer->tail.length;
    }
}

/* Heads after the first: only the first bytes of a further part have one. */
static void renew_head(struct answer *answer)
{
    answer->head.length = 0;
    if (answer->range_index < answer->range_count && answer->position == 0)
        add_part_head(&answer->head, answer,
                      &answer->ranges[answer->range_index]);
}

static bool has_more(const struct answer *answer)
{
    return answer->range_index < answer->range_count ||
           (!answer->head_only && answer->body_position < answer->body.length);
}

bool answer_next(struct answer *answer, uint32_t limit, struct piece *piece)
{
    memset(piece, 0, sizeof *piece);
    if (answer->begun) {
        if (!has_more(answer))
            return false;
        renew_head(answer);
    }
    answer->begun = true;
    piece->head = answer->head.bytes;
    piece->head_length = answer->head.length;
    if (answer->range_index < answer->range_count)
        take_file(answer, limit, piece);
    else
        take_body(answer, limit, piece);
    return true;
}

uint64_t answer_body_sent(const struct answer *answer)
{
    return answer->sent > answer->head_bytes ? answer->sent - answer->head_bytes
                                             : 0;
}
