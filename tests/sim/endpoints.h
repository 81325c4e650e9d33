/* The sockets and the file of the simulated program, and all it does with
 * them. Each act does one thing to something chosen by the seed; what is not in
 * a state for it is left alone.
 *
 * The program's own variables need no lock: its threads change only inside
 * calls of the library. */
#ifndef SIM_ENDPOINTS_H
#define SIM_ENDPOINTS_H

#include "sim/requests.h"

#define KEY_IO ((ULONG_PTR)0x10)
#define KEY_POST ((ULONG_PTR)0x20)
#define KEY_QUIT ((ULONG_PTR)0x30)

enum endpoint_state { CLOSED, BUSY, CONNECTED, LISTENING };

struct endpoint {
    SOCKET socket;
    enum endpoint_state state;
    bool connector;
    bool associated, skips;  /* skip mode */
    bool receiving, sending; /* a call of that kind is being made */
    unsigned short port;     /* of the connector of this connection */
};

/* endpoints.c */
void endpoints_open(HANDLE *ports, unsigned count);
/* Closes what is open; the requests in flight end of it. */
void endpoints_close(void);
void endpoints_request_ended(struct request *request);
/* One in that state, or NULL. */
struct endpoint *endpoint_some(enum endpoint_state state);
HANDLE endpoint_some_port(void);
HANDLE endpoint_file(void);
/* A request on `end`. */
struct request *endpoint_request(enum request_kind kind, struct endpoint *end,
                                 DWORD len);
/* What the call that started it returned. */
void endpoint_told(struct endpoint *end, struct request *request, bool success);

void act_accept(void);
void act_connect(void);
void act_disconnect(void);
void act_shutdown(void);
void act_close(void);
void act_associate(void);

/* transfers.c */
void act_receive(void);
void act_send(void);
void act_transmit(void);
void act_read(void);
void act_write(void);
void act_cancel(void);
void act_post(void);
void act_wait_for_event(void);

#endif
