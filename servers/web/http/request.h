/* One request: llhttp's callbacks turned into places in the input buffer.
 * Nothing is copied: every slice points into the connection's buffer and is
 * good until the connection drops the request's bytes from it. */
#ifndef WEB_HTTP_REQUEST_H
#define WEB_HTTP_REQUEST_H

#include "http/text.h"

#include <llhttp.h>

enum {
    REQUEST_HEAD_LIMIT = 8192,   /* request line and fields: 431 */
    REQUEST_TARGET_LIMIT = 4096, /* the part after the method: 414 */
    REQUEST_FIELDS_LIMIT = 24,   /* fields of the list below: 431 */
    REQUEST_BODY_LIMIT = 65536   /* read and thrown away: 413 */
};

/* The fields this server acts on or logs. */
enum field {
    FIELD_HOST,
    FIELD_RANGE,
    FIELD_IF_RANGE,
    FIELD_IF_MATCH,
    FIELD_IF_NONE_MATCH,
    FIELD_IF_MODIFIED_SINCE,
    FIELD_IF_UNMODIFIED_SINCE,
    FIELD_EXPECT,
    FIELD_REFERER,
    FIELD_USER_AGENT,
    FIELD_COUNT
};

struct place {
    uint16_t offset, length; /* in the input buffer */
};

struct request {
    llhttp_t parser;
    const char *base;  /* borrowed: the connection's buffer */
    size_t fed;        /* bytes of it the parser has seen */
    size_t head_bytes; /* once complete: where a body starts */
    size_t body_bytes; /* read so far, framing included */
    struct place target;
    struct place name, value; /* of the field being read */
    struct {
        enum field field;
        struct place value;
    } fields[REQUEST_FIELDS_LIMIT];
    int field_count;
    int status; /* the answer a bad request gets, or 0 */
    bool head_complete;
    bool complete;
    bool keep_alive;
    bool leave_body; /* answer, then close: do not read it */
};

enum request_progress {
    REQUEST_PARTIAL,  /* more bytes are needed */
    REQUEST_COMPLETE, /* answer it; `fed` is where it ends */
    REQUEST_BAD       /* answer with `status` and close */
};

void request_init(struct request *request, const char *base);

/* Parses the bytes up to `used`. While a body is thrown away it may lower
 * `used`, so that its bytes take no room. */
enum request_progress request_feed(struct request *request, size_t *used);

bool request_is(const struct request *request, llhttp_method_t method);
struct slice request_target(const struct request *request);
struct slice request_line(const struct request *request, size_t used);

/* The n-th occurrence of a field. False when there is none. */
bool request_field(const struct request *request, enum field field, unsigned n,
                   struct slice *value);

/* The value of a field that counts only when it is given once. */
bool request_single_field(const struct request *request, enum field field,
                          struct slice *value);

#endif
