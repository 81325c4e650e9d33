/* Dates of HTTP and of the log. Seconds are counted from 1601, the start of
 * FILETIME, so that a file's time needs one division and is never negative. */
#ifndef WEB_HTTP_DATE_H
#define WEB_HTTP_DATE_H

#include "http/text.h"

#include <winsock2.h>
#include <windows.h>

enum {
    DATE_HTTP_BYTES = 29, /* Sun, 06 Nov 1994 08:49:37 GMT */
    DATE_LOG_BYTES = 26   /* 06/Nov/1994:08:49:37 +0000 */
};

/* Formatting once a second, not once an answer. Lock key: (l) lock. */
struct date_cache {
    CRITICAL_SECTION lock;
    uint64_t seconds;           /* (l) what the texts below say */
    char http[DATE_HTTP_BYTES]; /* (l) not terminated */
    char log[DATE_LOG_BYTES];   /* (l) not terminated */
};

void date_cache_init(struct date_cache *cache);
void date_cache_fini(struct date_cache *cache);
void date_cache_http(struct date_cache *cache, char out[DATE_HTTP_BYTES]);
void date_cache_log(struct date_cache *cache, char out[DATE_LOG_BYTES]);

uint64_t date_now_seconds(void);
uint64_t date_ticks(FILETIME time); /* 100 ns since 1601 */
void date_add_http(struct text *text, uint64_t seconds);
void date_add_log(struct text *text, uint64_t seconds);

/* Reads any of the three forms of RFC 9110, 5.6.7. */
bool date_parse(struct slice slice, uint64_t *seconds);

#endif
