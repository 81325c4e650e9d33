/* Sockets, files and descriptors as the simulated kernel has them. Everything
 * is in this process: both ends of each connection belong to the program. */
#ifndef SIM_NETWORK_H
#define SIM_NETWORK_H

#include "engine/engine.h"

/* What a system call for `io` would return now, without waiting; -EAGAIN: it
 * would have to wait. Writes address and flags as a back-end does. */
int32_t network_try(struct engine_io *io);
/* Whether network_try would do something. */
bool network_is_ready(const struct engine_io *io);

/* disk.c: the same for reads, writes and sendfile. */
int32_t disk_try(struct engine_io *io);

/* What a descriptor names. */
enum descriptor_kind { NO_DESCRIPTOR, A_SOCKET, A_FILE, A_SPARE };
int descriptor_new(enum descriptor_kind kind, unsigned number);
/* The number given to descriptor_new; fails the world if it is not that. */
unsigned descriptor_get(int fd, enum descriptor_kind kind);
/* How many are open. */
unsigned descriptor_count(void);
/* network.c, when the last descriptor of a socket is gone. */
void network_closed(unsigned number);

/* backend.c: something happened that a waiting request may be ended by. */
void backend_look(void);
/* At the end of a world: nothing is in flight, nothing open. */
void backend_finish(void);
/* Once in how many tries the kernel reports an error; 0: never. */
extern unsigned network_error_odds;

#endif
