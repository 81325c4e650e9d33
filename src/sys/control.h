/* Control data of datagrams. Windows and Linux lay the headers out alike
 * (length, level, type; data at the next multiple of 8), but number them and
 * what they carry differently. */
#ifndef SYS_CONTROL_H
#define SYS_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "sys/envelope.h"

#define CONTROL_MAX 256u /* more than all we ask the kernel for together */

/* What a socket wants to be told of each datagram. */
enum control_kind {
    CONTROL_PACKET = 1 << 0, /* IP_PKTINFO: where it went, and came in */
    CONTROL_TTL = 1 << 1,
    CONTROL_TOS = 1 << 2,
    CONTROL_ECN = 1 << 3, /* the low two bits of the same byte */
    CONTROL_V6_PACKET = 1 << 4,
    CONTROL_V6_HOPS = 1 << 5,
    CONTROL_V6_CLASS = 1 << 6,
    CONTROL_V6_ECN = 1 << 7,
};

/* Asks the kernel for all of `wanted`, and for nothing else. 0 or -errno. */
int control_want(int fd, uint8_t wanted);

/* What was received, as far as it is wanted, in Windows' form; *len: the room,
 * then what is used. False: there was no room for all. */
bool control_to_windows(const struct envelope *envelope, uint8_t wanted,
                        char *buffer, uint32_t *len);

/* The other way, into CONTROL_MAX bytes: their number, or -EINVAL. */
int control_to_linux(const char *buffer, uint32_t len, void *control);

#endif
