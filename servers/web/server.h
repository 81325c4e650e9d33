/* The completion port, its workers, and what all connections share. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "acceptor.h"
#include "log.h"
#include "service.h"
#include "timer.h"

#include <mswsock.h>

/* What a packet's key says: whose OVERLAPPED came back. */
enum server_key {
    KEY_STOP, /* posted: the worker ends */
    KEY_ACCEPT,
    KEY_CONNECTION
};

struct options;

/* Lock key: (c) constant while workers run, (a) atomic. */
struct server {
    HANDLE port;                     /* (c) */
    struct site site;                /* (c) */
    struct timers timers;            /* own lock */
    struct acceptor acceptor;        /* own lock */
    struct log *log;                 /* (c) borrowed from main, or NULL */
    LPFN_TRANSMITFILE transmit_file; /* (c) */
    volatile LONG stopping;          /* (a) set once, by server_stop */
    /* (a) Connections and pending accepts, and one for the server itself;
     * when it falls to 0 nothing is in flight and `drained` is set. */
    volatile LONG users;
    HANDLE drained;   /* (c) */
    HANDLE *threads;  /* (c) owned */
    int thread_count; /* (c) */
};

/* False with a message on stderr. */
bool server_start(struct server *server, const struct options *options,
                  struct log *log);

/* Time-outs and postponed accepts: to be called every SERVER_TICK_MS. */
enum { SERVER_TICK_MS = 100 };
void server_tick(struct server *server);

/* Accepts no more, ends idle connections, lets answers finish. False when
 * `drain_ms` passed before the last one did; then only the process's end can
 * follow. */
bool server_stop(struct server *server, DWORD drain_ms);

bool server_is_stopping(struct server *server);
void server_enter(struct server *server);
void server_leave(struct server *server);

#endif
