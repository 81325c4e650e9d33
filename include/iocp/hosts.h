/* The names of hosts as <winsock2.h> alone has them. */
#ifndef IOCP_HOSTS_H
#define IOCP_HOSTS_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct servent {
    char *s_name;
    char **s_aliases;
    char *s_proto;
    short s_port;
} SERVENT, *PSERVENT, *LPSERVENT;

IOCP_SIZE(SERVENT, 32);
IOCP_AT(SERVENT, s_proto, 16);
IOCP_AT(SERVENT, s_port, 24);

typedef struct protoent {
    char *p_name;
    char **p_aliases;
    short p_proto;
} PROTOENT, *PPROTOENT, *LPPROTOENT;

IOCP_SIZE(PROTOENT, 24);
IOCP_AT(PROTOENT, p_proto, 16);

/* <unistd.h> has a gethostname too, whose length is a size_t. If it was here
 * first, the name is a macro for another; if not, it declares ours again, and a
 * size_t is what it must find. */
#ifdef _UNISTD_H
#define gethostname(name, namelen) iocp_gethostname(name, namelen)
#else
#define iocp_gethostname gethostname
#endif
#ifdef __cplusplus
#define IOCP_NOEXCEPT noexcept /* as <unistd.h> says */
#else
#define IOCP_NOEXCEPT
#endif

/* Finds the IPv4 addresses of a host.
 * In:      name: its name, or an address in text; NULL or "": this host.
 * Out:     none.
 * Returns: the answer, which is the thread's until its next call; or NULL; last
 *          error: WSAHOST_NOT_FOUND, no such name; WSANO_DATA, it has no such
 *          address; WSATRY_AGAIN, no answer; WSANO_RECOVERY, the name server
 *          failed; WSA_NOT_ENOUGH_MEMORY; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  until the name server answers.  Threads: any, at once.
 * Windows: differs: at most 32 addresses, and no other names of the host.
 * Source:  "gethostbyname function", Remarks.
 * Test:    tests/conformance/names.c */
struct hostent *WSAAPI gethostbyname(const char *name) IOCP_API(gethostbyname);

/* Finds the name of the host that has an address.
 * In:      addr, len, type: an IN_ADDR and AF_INET, or an IN6_ADDR and
 *          AF_INET6.
 * Out:     none.
 * Returns: the answer, which is the thread's until its next call; or NULL; last
 *          error: WSAHOST_NOT_FOUND, it has no name; WSAEFAULT, addr is NULL or
 *          len too small; WSAEAFNOSUPPORT, another family; WSATRY_AGAIN, no
 *          answer; WSANO_RECOVERY, the name server failed;
 *          WSA_NOT_ENOUGH_MEMORY; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  until the name server answers.  Threads: any, at once.
 * Windows: differs: no other names of the host.
 * Source:  "gethostbyaddr function", Return value and Remarks.
 * Test:    tests/conformance/services.c */
struct hostent *WSAAPI gethostbyaddr(const char *addr, int len, int type)
    IOCP_API(gethostbyaddr);

/* Gives the name of this host.
 * In:      namelen: room in name; 256 always suffices.
 * Out:     name: the name and a NUL, on 0 only.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEFAULT, name is NULL or namelen
 *          too small; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; but a macro where <unistd.h> came first, and with
 *          _FORTIFY_SOURCE its own where it comes later, which sets no error.
 * Source:  "gethostname function", Return value and Remarks.
 * Test:    tests/conformance/services.c */
int WSAAPI iocp_gethostname(char *name, size_t namelen) IOCP_NOEXCEPT
    IOCP_API(gethostname);
#ifndef _UNISTD_H
#undef iocp_gethostname
#endif

/* The same for UTF-16, of gethostname; namelen counts characters. */
int WSAAPI GetHostNameW(PWSTR name, int namelen) IOCP_API(GetHostNameW);

/* Finds a service by its name.
 * In:      name: or an alias. proto: "tcp", "udp"; NULL: any.
 * Out:     none.
 * Returns: the answer, which is the thread's until its next call of this
 *          family, s_port in network order; or NULL; last error: WSANO_DATA, no
 *          such service; WSA_NOT_ENOUGH_MEMORY; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  never for long: it reads a file.  Threads: any, at once.
 * Windows: same; the file is /etc/services.
 * Source:  "getservbyname function", Return value and Remarks.
 * Test:    tests/conformance/services.c */
struct servent *WSAAPI getservbyname(const char *name, const char *proto)
    IOCP_API(getservbyname);

/* Finds a service by its port.
 * In:      port: in network order. proto: as getservbyname.
 * Out:     none.
 * Returns: as getservbyname.
 * Packet:  none.
 * Blocks:  as getservbyname.  Threads: any, at once.
 * Windows: same.
 * Source:  "getservbyport function", Return value and Remarks.
 * Test:    tests/conformance/services.c */
struct servent *WSAAPI getservbyport(int port, const char *proto)
    IOCP_API(getservbyport);

/* Finds a protocol by its name.
 * In:      name: or an alias.
 * Out:     none.
 * Returns: the answer, which is the thread's until its next call of this
 *          family; or NULL; last error: WSANO_DATA, no such protocol;
 *          WSA_NOT_ENOUGH_MEMORY; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  never for long: it reads a file.  Threads: any, at once.
 * Windows: same; the file is /etc/protocols.
 * Source:  "getprotobyname function", Return value and Remarks.
 * Test:    tests/conformance/services.c */
struct protoent *WSAAPI getprotobyname(const char *name)
    IOCP_API(getprotobyname);

/* Finds a protocol by its number.
 * In:      number: IPPROTO_TCP and the like.
 * Out:     none.
 * Returns: as getprotobyname.
 * Packet:  none.
 * Blocks:  as getprotobyname.  Threads: any, at once.
 * Windows: same.
 * Source:  "getprotobynumber function", Return value and Remarks.
 * Test:    tests/conformance/services.c */
struct protoent *WSAAPI getprotobynumber(int number) IOCP_API(getprotobynumber);

#ifdef __cplusplus
}
#endif

#endif
