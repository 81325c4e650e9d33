/* What goes with a datagram beside its bytes: the address of the other end,
 * and control data, both in Linux' form. */
#ifndef SYS_ENVELOPE_H
#define SYS_ENVELOPE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "sys/address.h"

struct envelope {
    struct ip_address peer; /* to whom, len 0: to the connected peer; or from */
    void *control;          /* borrowed; NULL: none */
    uint32_t control_room;  /* to send: what is there; to receive: the room */
    uint32_t control_len;   /* received */
    bool control_cut;       /* received: there was no room for all of it */
};

struct msghdr;

/* Puts address and control data into a message that will be sent. */
void envelope_address(const struct envelope *envelope, struct msghdr *message);
/* Makes room for them in a message that will be received. */
void envelope_open(struct envelope *envelope, struct msghdr *message);
/* Takes note of what was received. */
void envelope_close(struct envelope *envelope, const struct msghdr *message);

/* socket_receive and socket_send with an envelope. */
ssize_t envelope_receive(int fd, const struct iovec *iov, uint32_t count,
                         uint32_t flags, struct envelope *envelope,
                         bool *truncated);
ssize_t envelope_send(int fd, const struct iovec *iov, uint32_t count,
                      uint32_t flags, const struct envelope *envelope);

/* Lets a datagram socket without a peer hear that a datagram found nobody, as
 * on Windows; or no more. */
void socket_hear_unreachable(int fd, bool on);

/* Call it after an error on a datagram socket: what the network said of an
 * earlier datagram (ECONNREFUSED: its port is nobody's), or 0. Forgets that
 * one; the next call on the socket tells of the next, if there is one. */
int socket_take_unreachable(int fd);

#endif
