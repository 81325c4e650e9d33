/* Names and addresses, IPv6: what <ws2tcpip.h> has, with Windows' values.
 *
 * `struct addrinfo` has Windows' order of fields, AI_ and NI_ Windows' numbers:
 * the results come from the library, never from libc's getaddrinfo. */
#ifndef IOCP_ADDRESS_H
#define IOCP_ADDRESS_H

#include "socket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* socklen_t is an int on Windows, and programs pass the address of one to
 * accept. <unistd.h> has an unsigned one. If it was here first, the name is
 * made to mean ours; if not, its own guard keeps it from defining another. */
#ifdef __socklen_t_defined
typedef int iocp_socklen_t;
#define socklen_t iocp_socklen_t
#else
typedef int socklen_t;
#define __socklen_t_defined
#endif

typedef struct in6_addr {
    union {
        UCHAR Byte[16];
        USHORT Word[8];
    } u;
} IN6_ADDR, *PIN6_ADDR, *LPIN6_ADDR;
#define s6_addr u.Byte
#define s6_bytes u.Byte
#define s6_words u.Word

IOCP_SIZE(IN6_ADDR, 16);

typedef struct {
    __extension__ union {
        __extension__ struct {
            ULONG Zone : 28;
            ULONG Level : 4;
        };
        ULONG Value;
    };
} SCOPE_ID, *PSCOPE_ID;

typedef struct sockaddr_in6 {
    ADDRESS_FAMILY sin6_family;
    USHORT sin6_port;
    ULONG sin6_flowinfo;
    IN6_ADDR sin6_addr;
    __extension__ union {
        ULONG sin6_scope_id;
        SCOPE_ID sin6_scope_struct;
    };
} SOCKADDR_IN6, *PSOCKADDR_IN6, *LPSOCKADDR_IN6;

IOCP_SIZE(SOCKADDR_IN6, 28);
IOCP_AT(SOCKADDR_IN6, sin6_port, 2);
IOCP_AT(SOCKADDR_IN6, sin6_flowinfo, 4);
IOCP_AT(SOCKADDR_IN6, sin6_addr, 8);
IOCP_AT(SOCKADDR_IN6, sin6_scope_id, 24);

typedef struct ip_mreq {
    IN_ADDR imr_multiaddr;
    IN_ADDR imr_interface;
} IP_MREQ, *PIP_MREQ;

IOCP_SIZE(IP_MREQ, 8);

typedef struct ipv6_mreq {
    IN6_ADDR ipv6mr_multiaddr;
    ULONG ipv6mr_interface;
} IPV6_MREQ, *PIPV6_MREQ;

IOCP_SIZE(IPV6_MREQ, 20);

/* Where a datagram went, or from where it shall go; the interface. */
typedef struct in_pktinfo {
    IN_ADDR ipi_addr;
    ULONG ipi_ifindex;
} IN_PKTINFO, *PIN_PKTINFO;

IOCP_SIZE(IN_PKTINFO, 8);

typedef struct in6_pktinfo {
    IN6_ADDR ipi6_addr;
    ULONG ipi6_ifindex;
} IN6_PKTINFO, *PIN6_PKTINFO;

IOCP_SIZE(IN6_PKTINFO, 20);

typedef struct addrinfo {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    char *ai_canonname;
    struct sockaddr *ai_addr;
    struct addrinfo *ai_next;
} ADDRINFOA, *PADDRINFOA;

IOCP_SIZE(ADDRINFOA, 48);
IOCP_AT(ADDRINFOA, ai_addrlen, 16);
IOCP_AT(ADDRINFOA, ai_canonname, 24);
IOCP_AT(ADDRINFOA, ai_addr, 32);
IOCP_AT(ADDRINFOA, ai_next, 40);

/* ---- getaddrinfo ---- */
#define AI_PASSIVE 0x00000001
#define AI_CANONNAME 0x00000002
#define AI_NUMERICHOST 0x00000004
#define AI_NUMERICSERV 0x00000008
#define AI_ALL 0x00000100
#define AI_ADDRCONFIG 0x00000400
#define AI_V4MAPPED 0x00000800

/* ---- getnameinfo ---- */
#define NI_NOFQDN 0x01
#define NI_NUMERICHOST 0x02
#define NI_NAMEREQD 0x04
#define NI_NUMERICSERV 0x08
#define NI_DGRAM 0x10
#define NI_MAXHOST 1025
#define NI_MAXSERV 32

/* ---- What the two return: Winsock errors ---- */
#define EAI_AGAIN WSATRY_AGAIN
#define EAI_BADFLAGS WSAEINVAL
#define EAI_FAIL WSANO_RECOVERY
#define EAI_FAMILY WSAEAFNOSUPPORT
#define EAI_MEMORY WSA_NOT_ENOUGH_MEMORY
#define EAI_NODATA WSANO_DATA
#define EAI_NONAME WSAHOST_NOT_FOUND
#define EAI_SERVICE WSATYPE_NOT_FOUND
#define EAI_SOCKTYPE WSAESOCKTNOSUPPORT

/* ---- Room for an address as text; more than Linux asks for ---- */
#define INET_ADDRSTRLEN 22
#define INET6_ADDRSTRLEN 65

/* ---- Options of level IPPROTO_IP ---- */
#define IP_OPTIONS 1
#define IP_HDRINCL 2
#define IP_TOS 3
#define IP_TTL 4
#define IP_MULTICAST_IF 9
#define IP_MULTICAST_TTL 10
#define IP_MULTICAST_LOOP 11
#define IP_ADD_MEMBERSHIP 12
#define IP_DROP_MEMBERSHIP 13
#define IP_DONTFRAGMENT 14
#define IP_PKTINFO 19
#define IP_RECVTTL 21
#define IP_HOPLIMIT 21
#define IP_RECVTOS 40
#define IP_ECN 50

/* ---- Options of level IPPROTO_IPV6 ---- */
#define IPV6_HDRINCL 2
#define IPV6_UNICAST_HOPS 4
#define IPV6_MULTICAST_IF 9
#define IPV6_MULTICAST_HOPS 10
#define IPV6_MULTICAST_LOOP 11
#define IPV6_ADD_MEMBERSHIP 12
#define IPV6_JOIN_GROUP IPV6_ADD_MEMBERSHIP
#define IPV6_DROP_MEMBERSHIP 13
#define IPV6_LEAVE_GROUP IPV6_DROP_MEMBERSHIP
#define IPV6_DONTFRAG 14
#define IPV6_PKTINFO 19
#define IPV6_HOPLIMIT 21
#define IPV6_TCLASS 39
#define IPV6_RECVTCLASS 40
#define IPV6_ECN 50
#define IPV6_V6ONLY 27

/* ---- Special addresses ---- */
#define IN6ADDR_ANY_INIT                                                       \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                 \
            }                                                                  \
        }                                                                      \
    }
#define IN6ADDR_LOOPBACK_INIT                                                  \
    {                                                                          \
        {                                                                      \
            {                                                                  \
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1                 \
            }                                                                  \
        }                                                                      \
    }

extern const struct in6_addr in6addr_any IOCP_API(in6addr_any);
extern const struct in6_addr in6addr_loopback IOCP_API(in6addr_loopback);

/* Turns a host and a service name into addresses.
 * In:      pNodeName: a name or an address in text; NULL: this host.
 *          pServiceName: a name or a number; NULL: port 0. Not both NULL.
 *          pHints: NULL, or family, type, protocol and AI_ flags wanted.
 * Out:     *ppResult: a list, the caller's until freeaddrinfo; NULL on failure.
 * Returns: 0, or the error, which is the last error too: WSAHOST_NOT_FOUND, no
 *          such name, or neither name given; WSANO_DATA, the name has no
 *          address; WSATYPE_NOT_FOUND, no such service; WSATRY_AGAIN, no
 *          answer; WSANO_RECOVERY, the name server failed, or a member of
 *          pHints that must be 0 is not; WSAEAFNOSUPPORT, unknown family;
 *          WSAESOCKTNOSUPPORT, unknown type; WSAEINVAL, unknown flags;
 *          WSAEFAULT, ppResult is NULL; WSA_NOT_ENOUGH_MEMORY;
 *          WSANOTINITIALISED, before WSAStartup (*ppResult is untouched).
 * Packet:  none.
 * Blocks:  until the name server answers.  Threads: any, at once.
 * Windows: same. An empty name ("") is this host.
 * Source:  "getaddrinfo function", Return value and Remarks.
 * Test:    tests/conformance/address.c */
INT WSAAPI getaddrinfo(PCSTR pNodeName, PCSTR pServiceName,
                       const ADDRINFOA *pHints, PADDRINFOA *ppResult)
    IOCP_API(getaddrinfo);

/* Frees what getaddrinfo gave.
 * In:      pAddrInfo: the list; NULL is allowed.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once, on different lists.
 * Windows: same.
 * Source:  "freeaddrinfo function", Remarks.
 * Test:    tests/conformance/address.c */
VOID WSAAPI freeaddrinfo(PADDRINFOA pAddrInfo) IOCP_API(freeaddrinfo);

/* Turns an address into a host and a service name.
 * In:      pSockaddr, SockaddrLength: the address. Flags: NI_NUMERICHOST and
 *          NI_NUMERICSERV ask for numbers; NI_NAMEREQD fails without a name.
 *          The sizes: room in the buffers; a NULL buffer: not wanted.
 * Out:     pNodeBuffer, pServiceBuffer: text and a NUL.
 * Returns: 0, or the error, which is the last error too: WSAEFAULT, pSockaddr
 *          is NULL, or a buffer or SockaddrLength too small; WSAEINVAL, a
 *          buffer with size 0, or unknown flags; WSAHOST_NOT_FOUND, no name,
 *          and NI_NAMEREQD, or both buffers are NULL; WSATRY_AGAIN, no answer;
 *          WSANO_RECOVERY, the name server failed; WSAEAFNOSUPPORT, unknown
 *          family; WSA_NOT_ENOUGH_MEMORY; WSANOTINITIALISED, before WSAStartup.
 * Packet:  none.
 * Blocks:  until the name server answers.  Threads: any, at once.
 * Windows: same.
 * Source:  "getnameinfo function", Return value and Remarks.
 * Test:    tests/conformance/address_names.c */
INT WSAAPI getnameinfo(const SOCKADDR *pSockaddr, socklen_t SockaddrLength,
                       PCHAR pNodeBuffer, DWORD NodeBufferSize,
                       PCHAR pServiceBuffer, DWORD ServiceBufferSize, INT Flags)
    IOCP_API(getnameinfo);

/* Reads an address.
 * In:      Family: AF_INET or AF_INET6. pszAddrString: four decimal numbers, or
 *          the colon form.
 * Out:     pAddrBuf: an IN_ADDR or IN6_ADDR, network byte order.
 * Returns: 1; 0: not an address of that family; -1; last error:
 *          WSAEAFNOSUPPORT, another family; WSAEFAULT, a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "inet_pton function", Return value.
 * Test:    tests/conformance/address.c */
INT WSAAPI inet_pton(INT Family, PCSTR pszAddrString, PVOID pAddrBuf)
    IOCP_API(inet_pton);

/* Writes an address.
 * In:      Family: AF_INET or AF_INET6. pAddr: an IN_ADDR or IN6_ADDR.
 *          StringBufSize: room in pStringBuf; INET_ADDRSTRLEN and
 *          INET6_ADDRSTRLEN suffice.
 * Out:     pStringBuf: text and a NUL.
 * Returns: pStringBuf, or NULL; last error: WSAEAFNOSUPPORT, another family;
 *          ERROR_INVALID_PARAMETER, the room is too small or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "inet_ntop function", Return value.
 * Test:    tests/conformance/address.c */
PCSTR WSAAPI inet_ntop(INT Family, const VOID *pAddr, PSTR pStringBuf,
                       size_t StringBufSize) IOCP_API(inet_ntop);

/* Gives the text of an error of getaddrinfo or getnameinfo.
 * In:      ecode: what they returned.
 * Out:     none.
 * Returns: text that is valid until the next call of this thread.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: the texts are the library's own, in English.
 * Source:  "gai_strerrorA function", Remarks.
 * Test:    tests/conformance/address_names.c */
char *WSAAPI gai_strerrorA(int ecode) IOCP_API(gai_strerrorA);

#define InetPtonA inet_pton
#define InetNtopA inet_ntop
#ifndef UNICODE
typedef ADDRINFOA ADDRINFO, *LPADDRINFO;
#define gai_strerror gai_strerrorA
#define InetPton InetPtonA
#define InetNtop InetNtopA
#endif

#ifdef __cplusplus
}
#endif

#endif
