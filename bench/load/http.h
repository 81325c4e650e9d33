/* Just enough HTTP to ask for one file again and again. */
#ifndef BENCH_HTTP_H
#define BENCH_HTTP_H

#include <stddef.h>

/* A keep-alive request for the path; constant for the rest of the run. */
const char *http_request(const char *path);

/* Asks once on the socket, which it closes, and returns the length of the
 * answer, head included. Ends the process unless it is a 200. */
size_t http_answer_bytes(int fd, const char *request);

#endif
