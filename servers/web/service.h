/* What the server says to a request. No socket is seen from here. */
#ifndef WEB_SERVICE_H
#define WEB_SERVICE_H

#include "files/resource.h"
#include "http/answer.h"

/* (c) all, except what has its own lock. */
struct site {
    struct root root;
    struct cache cache;      /* own lock */
    bool listing;            /* directories may be shown */
    struct date_cache dates; /* own lock */
};

/* Makes the answer to a complete or a refused request. `answer` has its
 * keep_alive set to what the server allows. */
void service_answer(struct site *site, const struct request *request,
                    struct answer *answer);

#endif
