/* What the options remember of a socket, for the calls that make one socket
 * out of another. */
#ifndef API_OPTIONS_H
#define API_OPTIONS_H

#include "iocp/types.h"
#include "object/socket.h"

/* Gives an accepted socket the listener's time-outs and buffer sizes. What the
 * kernel keeps (keep-alive, no-delay, linger...) it has passed on by itself. */
void options_inherit(struct socket_object *accepted,
                     struct socket_object *listener);

/* SO_BSP_STATE, a CSADDR_INFO with its addresses behind it: 0 or the error. */
DWORD option_state_get(struct socket_object *socket, char *bytes, int *len);

#endif
