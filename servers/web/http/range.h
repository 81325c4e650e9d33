/* The Range field of RFC 9110, 14: which bytes of a file are wanted. */
#ifndef WEB_HTTP_RANGE_H
#define WEB_HTTP_RANGE_H

#include "http/text.h"

/* A client that asks for more pieces gets the whole file: many small or
 * overlapping ranges are an old way to make servers work for nothing. */
enum { RANGE_LIMIT = 16 };

struct byte_range {
    uint64_t first;
    uint64_t length;
};

enum range_result {
    RANGE_IGNORED,      /* malformed, unknown unit or not worth it: 200 */
    RANGE_SATISFIABLE,  /* 206 with 1 to RANGE_LIMIT ranges */
    RANGE_UNSATISFIABLE /* 416 */
};

enum range_result range_parse(struct slice field, uint64_t size,
                              struct byte_range ranges[RANGE_LIMIT],
                              size_t *count);

#endif
