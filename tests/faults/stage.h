/* What a scenario plays on: a port, sockets, a file, and the ledger of its
 * requests. A request that said "pending" owes exactly one packet; one that
 * failed owes none, and has an error that the header of its call names.
 *
 * Nothing here may give up half-way: whatever fails, stage_close gives
 * everything back and settles the ledger, so that what is missing afterwards
 * was lost by the library. */
#ifndef FAULTS_STAGE_H
#define FAULTS_STAGE_H

#include <stdbool.h>
#include <winsock2.h>
#include <mswsock.h>

#define STAGE_REQUESTS 8

/* Which errors a call may give: at once, and in its packet. */
enum call {
    CALL_SOCKET,
    CALL_BIND,
    CALL_LISTEN,
    CALL_ACCEPT,
    CALL_CONNECT,
    CALL_RECV,
    CALL_SEND,
    CALL_ACCEPT_EX,
    CALL_CONNECT_EX,
    CALL_DISCONNECT_EX,
    CALL_READ,
    CALL_WRITE,
    CALL_TRANSMIT,
    CALL_CREATE_FILE,
    CALL_PORT, /* creating one, associating, posting */
    CALL_EVENT,
    CALL_THREAD,
    CALL_FIND,
    CALL_RESOLVE, /* getaddrinfo, whose result is its error */
    CALL_IOCTL,
    CALL_NOWHERE, /* WSASend of memory that is not there */
    CALLS
};

struct request {
    OVERLAPPED overlapped;
    enum call call;
    bool pending; /* a packet is due */
    DWORD error;  /* 0: it succeeded */
    DWORD bytes;
};

struct stage {
    HANDLE port, file, event;
    SOCKET listener, ours, peer;
    SOCKADDR_IN name;                         /* the listener's */
    struct request *requests[STAGE_REQUESTS]; /* that are pending */
    unsigned count;
    bool cancelled; /* requests may end with "cancelled" from here on */
};

/* How long a packet is waited for before it counts as lost. */
extern DWORD stage_patience_ms;

/* Notes what went wrong, for the process that watches; the first is kept.
 * Returns false. */
bool complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Defined by loop.c. */

/* False when the call failed; complains if its error is none of its own. */
bool call_ok(enum call call, bool ok);

void stage_clear(struct stage *stage);
/* Gives back all there is. False, and a complaint, if the ledger is not even.
 */
bool stage_close(struct stage *stage);

bool stage_port(struct stage *stage);
bool stage_listen(struct stage *stage);
/* `ours` is associated with the port, `peer` is not. */
bool stage_pair(struct stage *stage);
/* A file of `size` bytes, each telling its place; flags as for CreateFile. */
bool stage_file(struct stage *stage, DWORD size, DWORD flags);
unsigned char stage_byte(DWORD place);
/* Its name, which no other case uses at the same time. */
const char *stage_file_name(void);

SOCKET stage_socket(void);
void stage_close_socket(SOCKET *socket);

/* Enters a request whose call has just returned. False: it did not start. The
 * request must outlive the stage, unless it is finished before: static, where
 * the caller does not close the stage itself. */
bool stage_start(struct stage *stage, struct request *request, enum call call,
                 bool ok);
/* Waits for its packet; whether it succeeded. */
bool stage_finish(struct stage *stage, struct request *request);
/* The same for one that waits for what another does: false too, and it may be
 * pending still, when that one has failed. */
bool stage_finish_after(struct stage *stage, struct request *request,
                        const struct request *other);

#endif
