/* The names of hosts as <winsock2.h> alone has them. */
#ifndef IOCP_HOSTS_H
#define IOCP_HOSTS_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Finds the IPv4 addresses of a host.
 * In:      name: its name, or an address in text; NULL or "": this host.
 * Out:     none.
 * Returns: the answer, which is the thread's until its next call; or NULL; last
 *          error: WSAHOST_NOT_FOUND, no such name; WSANO_DATA, it has no such
 *          address; WSATRY_AGAIN, no answer; WSANO_RECOVERY, the name server
 *          failed; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  until the name server answers.  Threads: any, at once.
 * Windows: differs: at most 32 addresses, and no other names of the host.
 * Source:  "gethostbyname function", Remarks.
 * Test:    tests/conformance/names.c */
struct hostent *WSAAPI gethostbyname(const char *name) IOCP_API(gethostbyname);

#ifdef __cplusplus
}
#endif

#endif
