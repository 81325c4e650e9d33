/* One client: its socket, the request being read or answered. */
#ifndef WEB_CONNECTION_H
#define WEB_CONNECTION_H

#include "acceptor.h"
#include "http/answer.h"
#include "timer.h"

struct server;

enum {
    /* Room for a body's bytes remains behind the largest head. */
    CONNECTION_INPUT_BYTES = REQUEST_HEAD_LIMIT + 512
};

/* Who touches a connection: exactly one request is in flight at any time,
 * and the worker that got its packet owns everything but the timer's links
 * until it has started the next. Hence no lock. */
enum connection_state {
    CONNECTION_READING,  /* a receive is out for a request */
    CONNECTION_SENDING,  /* a piece of `answer` is on its way */
    CONNECTION_LINGERING /* our side is shut; the rest is thrown away */
};

struct connection {
    OVERLAPPED overlapped; /* first: packets are told apart by it */
    struct timer timer;    /* (t), see timer.h */
    struct server *server; /* borrowed */
    SOCKET socket;         /* owned */
    enum connection_state state;
    bool head_timed;       /* TIMER_HEAD is armed */
    struct answer *answer; /* owned while SENDING, else NULL */
    uint32_t expected;     /* bytes the piece in flight has */
    uint32_t chunk;        /* body bytes in the next piece */
    ULONGLONG piece_start; /* when the piece was started */
    size_t used;           /* bytes in `input` */
    struct request request;
    char peer[PEER_BYTES];
    char input[CONNECTION_INPUT_BYTES];
};

_Static_assert(sizeof(struct connection) <= 12288,
               "ten thousand idle connections must stay cheap");

/* Takes over an accepted socket. `refused`: too many, say 503. */
void connection_start(struct server *server, SOCKET socket, const char *peer,
                      bool refused);
void connection_completed(OVERLAPPED *overlapped, bool ok, DWORD bytes);

/* For the timers: asks the request in flight to end. */
void connection_cancel(struct timer *timer);

#endif
