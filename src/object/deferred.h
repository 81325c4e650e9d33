/* Connections that a condition function wants to see again (CF_DEFER). The
 * kernel has no way to put one back, so they wait here, and are the first that
 * the next accept of their listener takes. */
#ifndef OBJECT_DEFERRED_H
#define OBJECT_DEFERRED_H

#include <stdbool.h>

#include "object/socket.h"
#include "sys/address.h"

/* Takes the descriptor over. False, and it is still the caller's: the listener
 * is closing, or memory is out. `peer`: in Windows' layout. */
bool deferred_put(struct socket_object *listener, int fd,
                  const struct address *peer);

/* The oldest of a listener's: a descriptor, the caller's, or -1. */
int deferred_take(struct socket_object *listener, struct address *peer);

/* The same for one who has a newer connection in hands, which takes its place
 * behind the others: true if there was an older one. */
bool deferred_exchange(struct socket_object *listener, int *fd,
                       struct address *peer);

bool deferred_has(struct socket_object *listener);

/* When the listener has been closed: resets them. */
void deferred_drop(struct socket_object *listener);

#endif
