/* The requests of the simulated program and what must be true of each: it ends
 * exactly once, with a result its kind may have; what was received is what was
 * sent; nobody touches its memory afterwards. */
#ifndef SIM_REQUESTS_H
#define SIM_REQUESTS_H

/* ConnectEx and DisconnectEx by their names. */
#define IOCP_DECLARE_CONNECTEX
#include <winsock2.h>
#include <mswsock.h>
#include <windows.h>

#include <stdbool.h>

#define BUFFER_MAX 128u
#define REQUESTS_MAX 256u

enum request_kind {
    A_RECEIVE,
    A_SEND,
    AN_ACCEPT,
    A_CONNECT,
    A_DISCONNECT,
    A_READ,
    A_WRITE,
    A_TRANSMIT,
    A_POST,
    REQUEST_KINDS
};

/* One direction of one connection. */
struct flow;

struct memory { /* lent to the library as a whole */
    OVERLAPPED overlapped;
    unsigned char buffer[BUFFER_MAX];
};

struct request {
    enum request_kind kind;
    bool started, ended;
    bool silent;       /* no packet will say that it ended */
    bool uncertain;    /* or perhaps one will: associated meanwhile */
    unsigned end;      /* endpoints[], if it is one of a socket */
    unsigned other;    /* the acceptor of an accept */
    struct flow *flow; /* receives and sends */
    DWORD len;
    DWORD bytes;
    DWORD status;
    struct memory *memory;
};

/* A request that is not started, filled with bytes of its own. */
struct request *request_new(enum request_kind kind, DWORD len);
/* Right before the call that starts it; and if that call failed at once. */
void request_start(struct request *request);
void request_refused(struct request *request, DWORD error);
/* The call says that it is over already, and no packet follows. */
void request_ended_at_once(struct request *request);
/* A packet came, or the program saw otherwise that it is over. */
void request_ended(struct request *request, bool by_packet);
struct request *request_of(const OVERLAPPED *overlapped);
/* Any of those that were made; it may be over. */
OVERLAPPED *request_some(void);

/* Requests that have started and not ended, of those whose end is told. */
unsigned requests_open(void);
/* For the end of a world: all have ended, and the bytes are right. */
void requests_finish(bool packets_were_discarded);

/* The direction to or from the one that connected, by its port number. */
struct flow *flow_of(unsigned short connector_port, bool from_connector);
/* Joins a request to it, in call order. */
void flow_join(struct flow *flow, struct request *request);

#endif
