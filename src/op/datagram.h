/* What a caller learns of a datagram beside its bytes. */
#ifndef OP_DATAGRAM_H
#define OP_DATAGRAM_H

#include "object/socket.h"
#include "op/kinds.h"

/* Hands address and control data of a received datagram to who asked for them.
 * `status`: of the receive, STATUS_SUCCESS or STATUS_BUFFER_OVERFLOW; the
 * second is returned also if the control data had no room. */
NTSTATUS datagram_tell(const struct socket_object *socket,
                       const struct envelope *envelope,
                       const struct op_sender *sender, NTSTATUS status);

/* After a send or receive ended with an error: whether it was news of an
 * earlier datagram, which no send is concerned with, and a receive only if the
 * program wants such news. The io is to be done again then. A receive that is
 * not, takes the news. */
bool datagram_is_old_news(struct socket_object *socket, int fd, int error,
                          enum lane_kind lane);

/* News that a send was told; for the next receive. Forgets them. */
bool datagram_take_news(struct socket_object *socket);

/* What the socket is ready for (enum ready_bit) by what the kernel found: news
 * make it readable, and nothing else is an error. */
uint32_t datagram_ready(struct socket_object *socket, int fd, uint32_t ready);

#endif
