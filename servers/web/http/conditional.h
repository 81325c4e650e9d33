/* Conditional requests: RFC 9110, 13. */
#ifndef WEB_HTTP_CONDITIONAL_H
#define WEB_HTTP_CONDITIONAL_H

#include "http/request.h"

enum { ETAG_BYTES = 40 };

struct validators {
    char etag[ETAG_BYTES]; /* strong, with its quotes */
    uint64_t modified_seconds;
};

enum condition {
    CONDITION_PASS,
    CONDITION_NOT_MODIFIED, /* 304 */
    CONDITION_FAILED        /* 412 */
};

/* `modified_ticks` is a FILETIME's 100 ns count. */
void validators_init(struct validators *validators, uint64_t size,
                     uint64_t modified_ticks);

enum condition condition_check(const struct request *request,
                               const struct validators *validators);

/* If-Range: may the Range field be honoured? */
bool condition_allows_range(const struct request *request,
                            const struct validators *validators,
                            uint64_t now_seconds);

#endif
