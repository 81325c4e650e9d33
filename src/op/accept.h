/* The private layout of AcceptEx's address blocks: a 32-bit length, then the
 * sockaddr as Windows lays it out. */
#ifndef OP_ACCEPT_H
#define OP_ACCEPT_H

#include <stdint.h>

/* The least length of an address block for a family: sockaddr plus 16. */
uint32_t accept_block_min(int family);

struct address;
struct op;

/* The peer of the connection `fd` that an accept has taken, in Windows' layout.
 */
void accept_peer(const struct op *op, int fd, struct address *address);

#endif
