/* The parts of openiocp-web that need no socket: names, ranges, dates, text,
 * requests in pieces, and answers cut into pieces. The scripts beside this
 * file see the same from the outside; here the tables can be long. */
#include "files/path.h"
#include "http/answer.h"
#include "http/date.h"
#include "http/mime.h"
#include "http/range.h"

#include "../harness/tap.h"

#include <stdio.h>
#include <string.h>

/* ---- Names ---- */

struct path_row {
    const char *target;
    int status;
    const char *name; /* when the status is 0 */
    bool slash;
};

static const struct path_row path_rows[] = {
    {"/", 0, "", true},
    {"/a", 0, "a", false},
    {"/a/", 0, "a", true},
    {"//a///b//", 0, "a/b", true},
    {"/a/./b/.", 0, "a/b", true},
    {"/a/../b", 0, "b", false},
    {"/a/..", 0, "", true},
    {"/a/b/../../c/..", 0, "", true},
    {"/%61%2f%62", 0, "a/b", false},
    {"/a%20b", 0, "a b", false},
    {"/a?b/../..", 0, "a", false},
    {"/%2561", 0, "%61", false},
    {"/..a/b..", 0, "..a/b..", false},
    {"http://h/a", 0, "a", false},
    {"http://h", 0, "", true},
    {"https://h:1/a/", 0, "a", true},
    {"/..", 400, NULL, false},
    {"/../a", 400, NULL, false},
    {"/a/../../b", 400, NULL, false},
    {"/%2e%2e/a", 400, NULL, false},
    {"/%2E./a", 400, NULL, false},
    {"/a%2f..%2f..%2fb", 400, NULL, false},
    {"/a%", 400, NULL, false},
    {"/a%4", 400, NULL, false},
    {"/a%4g", 400, NULL, false},
    {"/a%00", 400, NULL, false},
    {"/a#b", 400, NULL, false},
    {"*", 400, NULL, false},
    {"a/b", 400, NULL, false},
    {"h:80", 400, NULL, false},
    {"http:/a", 400, NULL, false},
    {"/a\\b", 404, NULL, false},
    {"/a%5cb", 404, NULL, false},
    {"/c:/a", 404, NULL, false},
    {"/a:s", 404, NULL, false},
    {"/...", 404, NULL, false},
    {"/.. /a", 404, NULL, false},
    {"/%20", 404, NULL, false},
};

static void names_from_targets(void)
{
    for (size_t i = 0; i < sizeof path_rows / sizeof *path_rows; i++) {
        const struct path_row *row = &path_rows[i];
        struct path path;
        int status = path_decode(&path, slice_of(row->target));

        CHECK(status == row->status, "%s gives %d", row->target, status);
        if (status == 0 && row->name) {
            CHECK(strcmp(path.name, row->name) == 0, "%s gives %s", row->target,
                  path.name);
            CHECK(path.slash == row->slash, "slash of %s", row->target);
        }
    }
}

static void queries_are_kept_as_sent(void)
{
    struct path path;

    CHECK(path_decode(&path, slice_of("/a?b=%41?c")) == 0);
    CHECK(path.has_query && slice_equals(path.query, "b=%41?c"));
    CHECK(path_decode(&path, slice_of("/a?")) == 0);
    CHECK(path.has_query && path.query.length == 0);
    CHECK(path_decode(&path, slice_of("/a")) == 0);
    CHECK(!path.has_query);
}

/* No mix of these pieces, eight long, leaves a name with a way up in it. */
static void no_name_climbs(void)
{
    static const char *const pieces[] = {"/", ".", "..", "a", "%2e", "%2f"};
    enum { KINDS = sizeof pieces / sizeof *pieces, LENGTH = 7 };
    char target[LENGTH * 4 + 2];
    struct path path;
    int total = 1;

    for (int i = 0; i < LENGTH; i++)
        total *= KINDS;
    for (int number = 0; number < total; number++) {
        strcpy(target, "/");
        for (int i = 0, rest = number; i < LENGTH; i++, rest /= KINDS)
            strcat(target, pieces[rest % KINDS]);
        if (path_decode(&path, slice_of(target)) != 0)
            continue;
        if (strncmp(path.name, "../", 3) == 0 || path.name[0] == '/' ||
            strstr(path.name, "/../") || strstr(path.name, "//") ||
            strcmp(path.name, "..") == 0 ||
            (path.length >= 3 &&
             strcmp(path.name + path.length - 3, "/..") == 0)) {
            CHECK(false, "%s gives %s", target, path.name);
            return;
        }
    }
    CHECK(true);
}

/* ---- Ranges ---- */

struct range_row {
    const char *field;
    uint64_t size;
    enum range_result result;
    size_t count;
    uint64_t first, length; /* of the first range */
};

static const struct range_row range_rows[] = {
    {"bytes=0-0", 10, RANGE_SATISFIABLE, 1, 0, 1},
    {"bytes=0-9", 10, RANGE_SATISFIABLE, 1, 0, 10},
    {"bytes=5-", 10, RANGE_SATISFIABLE, 1, 5, 5},
    {"bytes=-3", 10, RANGE_SATISFIABLE, 1, 7, 3},
    {"bytes=-30", 10, RANGE_SATISFIABLE, 1, 0, 10},
    {"bytes=9-99999999999999999999", 10, RANGE_SATISFIABLE, 1, 9, 1},
    {"BYTES=1-2", 10, RANGE_SATISFIABLE, 1, 1, 2},
    {"bytes=1-2, 4-5", 10, RANGE_SATISFIABLE, 2, 1, 2},
    {"bytes=20-, 4-5", 10, RANGE_SATISFIABLE, 1, 4, 2},
    {"bytes=1-2\t,,4-5,", 10, RANGE_SATISFIABLE, 2, 1, 2},
    {"bytes=0-", UINT64_MAX, RANGE_SATISFIABLE, 1, 0, UINT64_MAX},
    {"bytes=10-", 10, RANGE_UNSATISFIABLE, 0, 0, 0},
    {"bytes=-0", 10, RANGE_UNSATISFIABLE, 0, 0, 0},
    {"bytes=0-", 0, RANGE_UNSATISFIABLE, 0, 0, 0},
    {"bytes=-1", 0, RANGE_UNSATISFIABLE, 0, 0, 0},
    {"bytes=18446744073709551616-", 10, RANGE_UNSATISFIABLE, 0, 0, 0},
    {"bytes=", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes", 10, RANGE_IGNORED, 0, 0, 0},
    {"", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes=-", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes=2-1", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes=1", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes=1-2-3", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes=a-", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes=1 -2", 10, RANGE_IGNORED, 0, 0, 0},
    {"items=1-2", 10, RANGE_IGNORED, 0, 0, 0},
    {"bytes=0-5,4-9", 10, RANGE_IGNORED, 0, 0, 0},
};

static void ranges_of_a_field(void)
{
    struct byte_range ranges[RANGE_LIMIT];

    for (size_t i = 0; i < sizeof range_rows / sizeof *range_rows; i++) {
        const struct range_row *row = &range_rows[i];
        size_t count;
        enum range_result result =
            range_parse(slice_of(row->field), row->size, ranges, &count);

        CHECK(result == row->result, "%s gives %d", row->field, result);
        if (result != RANGE_SATISFIABLE)
            continue;
        CHECK(count == row->count, "count of %s", row->field);
        CHECK(ranges[0].first == row->first, "first of %s", row->field);
        CHECK(ranges[0].length == row->length, "length of %s", row->field);
    }
}

/* ---- Dates ---- */

static bool reads(const char *text, uint64_t *seconds)
{
    return date_parse(slice_of(text), seconds);
}

static void dates_in_three_forms(void)
{
    uint64_t one = 1, two = 2, three = 3;

    CHECK(reads("Sun, 06 Nov 1994 08:49:37 GMT", &one));
    CHECK(reads("Sunday, 06-Nov-94 08:49:37 GMT", &two));
    CHECK(reads("Sun Nov  6 08:49:37 1994", &three));
    CHECK(one == two && one == three);
    CHECK(one == 784111777u + 11644473600u, "counted from 1601");
    CHECK(!reads("Sun, 06 Nov 1994 08:49:37", &one));
    CHECK(!reads("Sun, 06 Nov 1994 08:49:37 GMT x", &one));
    CHECK(!reads("Sun, 32 Nov 1994 08:49:37 GMT", &one));
    CHECK(!reads("Sun, 06 Xyz 1994 08:49:37 GMT", &one));
    CHECK(!reads("Sun, 06 Nov 1994 24:49:37 GMT", &one));
    CHECK(!reads("", &one));
}

/* Writing by Windows' calendar and reading by ours agree, from 1601 on. */
static void dates_written_are_read_again(void)
{
    for (uint64_t day = 0; day < 400 * 366; day += 13) {
        uint64_t seconds = day * 86400 + day % 86400, again = 0;
        char storage[DATE_HTTP_BYTES];
        struct text text;

        text_init(&text, storage, sizeof storage);
        date_add_http(&text, seconds);
        if (text.failed ||
            !date_parse((struct slice){text.bytes, text.length}, &again) ||
            again != seconds) {
            CHECK(false, "%.*s", (int)text.length, text.bytes);
            return;
        }
    }
    CHECK(true);
}

/* ---- Text ---- */

static bool text_is(const struct text *text, const char *wanted)
{
    return !text->failed && text->length == strlen(wanted) &&
           memcmp(text->bytes, wanted, text->length) == 0;
}

static void escapes(void)
{
    char storage[64];
    struct text text;

    text_init(&text, storage, sizeof storage);
    text_add_html(&text, "a<b>&\"'", 7);
    CHECK(text_is(&text, "a&lt;b&gt;&amp;&quot;&#39;"));
    text_init(&text, storage, sizeof storage);
    text_add_url(&text, "a b/\xe9%\"~\n", 9);
    CHECK(text_is(&text, "a%20b/%E9%25%22~%0A"));
    text_init(&text, storage, sizeof storage);
    text_add_log(&text, "a\"\\\n\x7f\x80", 6);
    CHECK(text_is(&text, "a\\\"\\\\\\x0a\\x7f\\x80"));
}

static void numbers(void)
{
    char storage[64];
    struct text text;

    text_init(&text, storage, sizeof storage);
    text_add_number(&text, 0);
    text_add_number(&text, UINT64_MAX);
    text_add_padded(&text, 7, 2);
    text_add_hex(&text, 0);
    text_add_hex(&text, 0x1dcafe);
    CHECK(text_is(&text, "01844674407370955161507"
                         "0"
                         "1dcafe"));
}

static void text_never_passes_its_limit(void)
{
    char storage[8] = "xxxxxxx";
    struct text text;

    text_init(&text, storage, 4);
    text_add_string(&text, "1234");
    CHECK(!text.failed);
    text_add_string(&text, "5");
    CHECK(text.failed && storage[4] == 'x');
    text_init_growing(&text, 5000);
    for (int i = 0; i < 5000; i++)
        text_add(&text, "y", 1);
    CHECK(!text.failed && text.length == 5000);
    text_add(&text, "z", 1);
    CHECK(text.failed);
    text_fini(&text);
}

static void types(void)
{
    CHECK(strcmp(mime_type("a/b.html"), "text/html") == 0);
    CHECK(strcmp(mime_type("b.TXT"), "text/plain") == 0);
    CHECK(strcmp(mime_type("b.7z"), "application/x-7z-compressed") == 0);
    CHECK(strcmp(mime_type("b.zst"), "application/zstd") == 0);
    CHECK(strcmp(mime_type("a.html/b"), "application/octet-stream") == 0);
    CHECK(strcmp(mime_type("b."), "application/octet-stream") == 0);
    CHECK(strcmp(mime_type("b.longerthanall"), "application/octet-stream") ==
          0);
}

/* ---- Requests ---- */

static char input[REQUEST_HEAD_LIMIT + 512];

/* Feeds a text in pieces of the given size. */
static enum request_progress feed(struct request *request, const char *text,
                                  size_t piece)
{
    enum request_progress progress = REQUEST_PARTIAL;
    size_t length = strlen(text), at = 0, used = 0;

    request_init(request, input);
    while (progress == REQUEST_PARTIAL && at < length) {
        size_t more = length - at < piece ? length - at : piece;

        memcpy(input + used, text + at, more);
        at += more;
        used += more;
        progress = request_feed(request, &used);
    }
    return progress;
}

static void pieces_make_no_difference(void)
{
    static const char text[] =
        "\r\nGET /target HTTP/1.1\r\nHost: h\r\nUser-Agent:  agent \r\n"
        "If-Match: \"a\"\r\nif-match:\t\"b\"\r\nContent-Length: 5\r\n\r\n"
        "12345";

    for (size_t piece = 1; piece <= sizeof text; piece++) {
        struct request request;
        struct slice value;

        if (!CHECK(feed(&request, text, piece) == REQUEST_COMPLETE,
                   "pieces of %d", (int)piece))
            return;
        CHECK(slice_equals(request_target(&request), "/target"));
        CHECK(request_field(&request, FIELD_USER_AGENT, 0, &value) &&
              slice_equals(value, "agent"));
        CHECK(request_field(&request, FIELD_IF_MATCH, 1, &value) &&
              slice_equals(value, "\"b\""));
        CHECK(!request_field(&request, FIELD_IF_MATCH, 2, &value));
        CHECK(!request_single_field(&request, FIELD_IF_MATCH, &value));
        CHECK(request_single_field(&request, FIELD_HOST, &value));
        CHECK(request.keep_alive);
    }
}

static void bad_requests_are_bad_in_pieces_too(void)
{
    static const struct {
        const char *text;
        int status;
    } rows[] = {
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\nX: a\r\n\r\n", 400},
        {"GET / HTTP/1.7\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n", 413},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t piece = 1; piece < 80; piece += 3) {
            struct request request;

            if (!CHECK(feed(&request, rows[i].text, piece) == REQUEST_BAD))
                return;
            CHECK(request.status == rows[i].status, "%d for row %d",
                  request.status, (int)i);
            CHECK(!request.keep_alive);
        }
}

/* ---- Answers ---- */

static uint64_t promised_length(const struct answer *answer)
{
    static const char name[] = "\r\nContent-Length: ";
    char head[ANSWER_HEAD_BYTES + 1];
    unsigned long long length = 0;
    const char *at;

    memcpy(head, answer->head.bytes, answer->head.length);
    head[answer->head.length] = 0;
    at = strstr(head, name);
    if (at)
        for (at += sizeof name - 1; *at >= '0' && *at <= '9'; at++)
            length = length * 10 + (unsigned)(*at - '0');
    return length;
}

/* Adds up all pieces; false when one breaks the limit or repeats bytes. */
static bool add_up(struct answer *answer, uint32_t limit, uint64_t *total,
                   uint64_t *from_file)
{
    struct piece piece;

    *total = *from_file = 0;
    while (answer_next(answer, limit, &piece)) {
        if (piece.file_length > limit || piece.body_length > limit)
            return false;
        *total += piece.head_length + piece.body_length + piece.file_length +
                  piece.tail_length;
        *from_file += piece.file_length;
    }
    return true;
}

static void check_answer(struct date_cache *dates, const char *field,
                         int status, uint64_t size, uint64_t from_file)
{
    static const uint32_t limits[] = {1, 7, 4096, 1u << 31, UINT32_MAX};
    char text[200];
    struct request request;

    snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: h\r\n%s\r\n", field);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        uint64_t promised, total, file_bytes;
        struct answer answer;

        if (size / limits[i] > 1u << 20)
            continue; /* would take too long */
        CHECK(feed(&request, text, 1000) == REQUEST_COMPLETE);
        answer_init(&answer);
        answer_with_file(&answer, &request, NULL, size, 1, "text/plain", dates);
        promised = promised_length(&answer);
        CHECK(answer.status == status, "%d for %s", answer.status, field);
        CHECK(add_up(&answer, limits[i], &total, &file_bytes));
        CHECK(total == answer.head_bytes + promised, "length for %s", field);
        CHECK(file_bytes == from_file, "file bytes for %s", field);
        answer_fini(&answer);
    }
}

static void answers_keep_their_promised_length(void)
{
    const uint64_t huge = (uint64_t)5 << 30;
    struct date_cache dates;

    date_cache_init(&dates);
    check_answer(&dates, "", 200, 0, 0);
    check_answer(&dates, "", 200, 1000, 1000);
    check_answer(&dates, "", 200, huge, huge);
    check_answer(&dates, "Range: bytes=5-6\r\n", 206, 1000, 2);
    check_answer(&dates, "Range: bytes=1-\r\n", 206, huge, huge - 1);
    check_answer(&dates, "Range: bytes=0-0,2-9,-1\r\n", 206, 1000, 10);
    check_answer(&dates, "Range: bytes=0-0,4294967296-\r\n", 206, huge,
                 huge - 4294967295u);
    check_answer(&dates, "Range: bytes=1000-\r\n", 416, 1000, 0);
    check_answer(&dates, "If-Match: \"x\"\r\n", 412, 1000, 0);
    check_answer(&dates, "If-None-Match: *\r\n", 304, 1000, 0);
    date_cache_fini(&dates);
}

TAP_MAIN(CASE(names_from_targets), CASE(queries_are_kept_as_sent),
         CASE(no_name_climbs), CASE(ranges_of_a_field),
         CASE(dates_in_three_forms), CASE(dates_written_are_read_again),
         CASE(escapes), CASE(numbers), CASE(text_never_passes_its_limit),
         CASE(types), CASE(pieces_make_no_difference),
         CASE(bad_requests_are_bad_in_pieces_too),
         CASE(answers_keep_their_promised_length))
