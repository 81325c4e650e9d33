/* The pool of AcceptEx requests, which refills itself. */
#ifndef WEB_ACCEPTOR_H
#define WEB_ACCEPTOR_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <mswsock.h>

#include <stdbool.h>

enum {
    ACCEPT_POOL = 64,
    /* AcceptEx asks for 16 bytes more than the longest address. */
    ACCEPT_ADDRESS_BYTES = sizeof(struct sockaddr_in6) + 16,
    PEER_BYTES = 46 /* INET6_ADDRSTRLEN */
};

struct server;

/* One AcceptEx: in flight, or parked until a later try. */
struct accept_slot {
    OVERLAPPED overlapped; /* first: packets are told apart by it */
    SOCKET socket;
    struct accept_slot *next_parked; /* (p) */
    char addresses[2 * ACCEPT_ADDRESS_BYTES];
};

/* Lock key: (c) constant, (p) lock, (a) atomic. */
struct acceptor {
    CRITICAL_SECTION lock;
    SOCKET listener;                         /* (c) until acceptor_stop */
    int family;                              /* (c) */
    LPFN_ACCEPTEX accept_ex;                 /* (c) */
    LPFN_GETACCEPTEXSOCKADDRS get_addresses; /* (c) */
    LONG limit;                 /* (c) connections served at once */
    volatile LONG connections;  /* (a) those refused with 503 too */
    struct accept_slot *parked; /* (p) */
    struct accept_slot slots[ACCEPT_POOL];
};

/* Listens. `port_number` 0 takes a free one. False when it cannot. */
bool acceptor_listen(struct acceptor *acceptor, const char *address,
                     unsigned port_number, LONG limit);
/* The port it listens on. */
unsigned acceptor_port(const struct acceptor *acceptor);

void acceptor_start(struct server *server);
/* Tries the parked slots again. */
void acceptor_refill(struct server *server);
void acceptor_completed(struct server *server, OVERLAPPED *overlapped, bool ok);
/* Closes the listener; the pending requests come back as failures. */
void acceptor_stop(struct server *server);

/* A connection has ended: there may be room for an accept. */
void acceptor_connection_left(struct server *server);

#endif
