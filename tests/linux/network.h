/* A network of the case's own, in which the case itself says what a host or a
 * router would. It names neither Win32 nor POSIX. */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdbool.h>

enum network_answer {
    ANSWER_HOST = 1,
    ANSWER_PORT = 3,
    ANSWER_TOO_LONG = 4, /* a router had to cut it, and must not */
};

/* Before the process has threads: false where there is none to be had. */
bool network_own(void);

/* Answers a datagram of 127.0.0.1 from one port to the other, in network byte
 * order, whether or not there was one. */
bool network_answer(enum network_answer answer, unsigned from, unsigned to);

#endif
