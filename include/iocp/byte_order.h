/* Winsock 2: byte order and IPv4 addresses as text.
 *
 * Functions and not macros, as on Windows: programs take their address and
 * qualify them (::htons). inet_pton and the rest are in address.h. */
#ifndef IOCP_BYTE_ORDER_H
#define IOCP_BYTE_ORDER_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Turns a 16-bit number to network byte order.
 * In:      hostshort: the number.
 * Out:     none.
 * Returns: it, most significant byte first.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "htons function", Return value.
 * Test:    tests/conformance/address.c */
u_short WSAAPI htons(u_short hostshort) IOCP_API(htons);

/* Turns a 32-bit number to network byte order.
 * In:      hostlong: the number.
 * Out:     none.
 * Returns: it, most significant byte first.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "htonl function", Return value.
 * Test:    tests/conformance/address.c */
u_long WSAAPI htonl(u_long hostlong) IOCP_API(htonl);

/* Turns a 16-bit number from network byte order.
 * In:      netshort: most significant byte first.
 * Out:     none.
 * Returns: the number.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ntohs function", Return value.
 * Test:    tests/conformance/address.c */
u_short WSAAPI ntohs(u_short netshort) IOCP_API(ntohs);

/* Turns a 32-bit number from network byte order.
 * In:      netlong: most significant byte first.
 * Out:     none.
 * Returns: the number.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "ntohl function", Return value.
 * Test:    tests/conformance/address.c */
u_long WSAAPI ntohl(u_long netlong) IOCP_API(ntohl);

/* Reads an IPv4 address in dotted form.
 * In:      cp: one to four numbers, decimal, octal or hexadecimal.
 * Out:     none.
 * Returns: the address in network byte order; INADDR_NONE: not an address (or
 *          255.255.255.255; inet_pton tells them apart).
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "inet_addr function", Return value.
 * Test:    tests/conformance/address_names.c */
unsigned int WSAAPI inet_addr(const char *cp) IOCP_API(inet_addr);

/* Writes an IPv4 address in dotted form.
 * In:      in: the address, network byte order.
 * Out:     none.
 * Returns: text that is valid until the next call of this thread.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "inet_ntoa function", Return value.
 * Test:    tests/conformance/address_names.c */
char *WSAAPI inet_ntoa(struct in_addr in) IOCP_API(inet_ntoa);

#ifdef __cplusplus
}
#endif

#endif
