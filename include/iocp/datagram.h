/* Winsock 2: datagrams with an address; on a stream the address is ignored.
 *
 * A datagram that found nobody on its way ("port unreachable") is told to the
 * next receive on the socket that sent it, unless SIO_UDP_CONNRESET says no:
 * WSAECONNRESET, and ERROR_PORT_UNREACHABLE in a packet. */
#ifndef IOCP_DATAGRAM_H
#define IOCP_DATAGRAM_H

#include "socket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A datagram with its address and control data. `dwFlags` out: MSG_TRUNC,
 * MSG_CTRUNC. */
typedef struct _WSAMSG {
    LPSOCKADDR name;
    INT namelen;
    LPWSABUF lpBuffers;
    ULONG dwBufferCount;
    WSABUF Control;
    ULONG dwFlags;
} WSAMSG, *PWSAMSG, *LPWSAMSG;

IOCP_SIZE(WSAMSG, 56);
IOCP_AT(WSAMSG, namelen, 8);
IOCP_AT(WSAMSG, lpBuffers, 16);
IOCP_AT(WSAMSG, dwBufferCount, 24);
IOCP_AT(WSAMSG, Control, 32);
IOCP_AT(WSAMSG, dwFlags, 48);

/* Before each piece of control data. */
typedef struct _WSACMSGHDR {
    SIZE_T cmsg_len; /* with this header */
    INT cmsg_level;
    INT cmsg_type;
} WSACMSGHDR, *PWSACMSGHDR, *LPWSACMSGHDR;

IOCP_SIZE(WSACMSGHDR, 16);
IOCP_AT(WSACMSGHDR, cmsg_level, 8);
IOCP_AT(WSACMSGHDR, cmsg_type, 12);

#define WSA_CMSGHDR_ALIGN(length) (((length) + (SIZE_T)7) & ~(SIZE_T)7)
#define WSA_CMSGDATA_ALIGN(length) WSA_CMSGHDR_ALIGN(length)
#define WSA_CMSG_LEN(length)                                                   \
    (WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)) + (SIZE_T)(length))
#define WSA_CMSG_SPACE(length)                                                 \
    WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR) + WSA_CMSGHDR_ALIGN(length))
#define WSA_CMSG_DATA(cmsg)                                                    \
    ((UCHAR *)(cmsg) + WSA_CMSGDATA_ALIGN(sizeof(WSACMSGHDR)))
#define WSA_CMSG_FIRSTHDR(msg)                                                 \
    ((msg)->Control.len >= sizeof(WSACMSGHDR)                                  \
         ? (LPWSACMSGHDR)(void *)(msg)->Control.buf                            \
         : (LPWSACMSGHDR)NULL)
#define WSA_CMSG_NXTHDR(msg, cmsg)                                             \
    ((cmsg) == NULL ? WSA_CMSG_FIRSTHDR(msg)                                   \
     : (UCHAR *)(cmsg) + WSA_CMSGHDR_ALIGN((cmsg)->cmsg_len) +                 \
                 sizeof(WSACMSGHDR) >                                          \
             (UCHAR *)(msg)->Control.buf + (msg)->Control.len                  \
         ? (LPWSACMSGHDR)NULL                                                  \
         : (LPWSACMSGHDR)(void *)((UCHAR *)(cmsg) +                            \
                                  WSA_CMSGHDR_ALIGN((cmsg)->cmsg_len)))

/* The functions as WSAIoctl gives them. */
typedef INT(PASCAL *LPFN_WSARECVMSG)(
    SOCKET s, LPWSAMSG lpMsg, LPDWORD lpdwNumberOfBytesRecvd,
    LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef INT(PASCAL *LPFN_WSASENDMSG)(
    SOCKET s, LPWSAMSG lpMsg, DWORD dwFlags, LPDWORD lpNumberOfBytesSent,
    LPWSAOVERLAPPED lpOverlapped,
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);

/* Sends a datagram to an address.
 * In:      buf, len: what, len from 0. flags: MSG_DONTROUTE. to, tolen: the
 *          address; NULL for the connected peer. A stream ignores both.
 * Out:     none. A socket without an address has one afterwards.
 * Returns: len, or SOCKET_ERROR; last error: as send; and WSAENOTCONN, no
 *          address and no peer; WSAEADDRNOTAVAIL, port or address 0;
 *          WSAEAFNOSUPPORT, another family; WSAEFAULT, tolen too small;
 *          WSAEACCES, a broadcast without SO_BROADCAST; WSAEMSGSIZE, more than
 *          SO_MAX_MSG_SIZE; WSAENETUNREACH, WSAEHOSTUNREACH, no way there.
 * Packet:  none.
 * Blocks:  while the socket's buffer is full, unless FIONBIO is set.
 *          Threads: any, at once.
 * Windows: same.
 * Source:  "sendto function", Remarks and Return value.
 * Test:    tests/conformance/datagram.c */
int WSAAPI sendto(SOCKET s, const char *buf, int len, int flags,
                  const struct sockaddr *to, int tolen) IOCP_API(sendto);

/* Receives a datagram, and tells who sent it.
 * In:      buf, len: room. flags: MSG_PEEK. from, fromlen: NULL, or room for
 *          the address and its size. A stream ignores both.
 * Out:     buf; *from: the sender; *fromlen: the length of its address.
 * Returns: the number of bytes, also 0; or SOCKET_ERROR; last error: as recv;
 *          and WSAEFAULT, fromlen too small. With WSAEMSGSIZE (the datagram was
 *          cut) buf and *from are good.
 * Packet:  none.
 * Blocks:  until there is one, unless FIONBIO is set.  Threads: any, at once.
 * Windows: same.
 * Source:  "recvfrom function", Remarks and Return value.
 * Test:    tests/conformance/datagram.c */
int WSAAPI recvfrom(SOCKET s, char *buf, int len, int flags,
                    struct sockaddr *from, int *fromlen) IOCP_API(recvfrom);

/* Sends one datagram of one or more buffers to an address.
 * In:      lpTo, iTolen: as sendto; copied. The others: as WSASend.
 * Out:     *lpNumberOfBytesSent: on 0 only; may be NULL if lpOverlapped is not.
 *          A socket without an address has one afterwards.
 * Returns: as WSASend, with the errors of sendto.
 * Packet:  as WSASend. ERROR_ACCESS_DENIED: the broadcast address of a network,
 *          without SO_BROADCAST.
 * Blocks:  as WSASend.  Threads: any; datagrams go out in the order they were
 *          posted.
 * Windows: same.
 * Source:  "WSASendTo function", Parameters and Remarks.
 * Test:    tests/conformance/datagram.c */
int WSAAPI WSASendTo(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                     LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                     const struct sockaddr *lpTo, int iTolen,
                     LPWSAOVERLAPPED lpOverlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WSASendTo);

/* Receives one datagram into one or more buffers, and tells who sent it.
 * In:      lpFrom, lpFromlen: NULL, or room for the address and its size; both
 *          are borrowed until the request ends. The others: as WSARecv.
 * Out:     *lpFrom, *lpFromlen: when the request ends, with success or a cut
 *          datagram. The others: as WSARecv.
 * Returns: as WSARecv; WSAEFAULT also if *lpFromlen is too small.
 * Packet:  as WSARecv. A cut datagram gives ERROR_MORE_DATA, and the buffers
 *          are full; ERROR_PORT_UNREACHABLE is told of an earlier datagram.
 * Blocks:  as WSARecv.  Threads: any; receives are filled in the order they
 *          were posted.
 * Windows: same.
 * Source:  "WSARecvFrom function", Parameters and Remarks.
 * Test:    tests/conformance/datagram.c */
int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                       LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                       struct sockaddr *lpFrom, LPINT lpFromlen,
                       LPWSAOVERLAPPED lpOverlapped,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WSARecvFrom);

/* Sends one datagram with control data.
 * In:      lpMsg: name and namelen as lpTo and iTolen of WSASendTo, lpBuffers
 *          and dwBufferCount as there; Control: IP_PKTINFO and IPV6_PKTINFO
 *          (from which address, by which interface), IP_TTL, IPV6_HOPLIMIT,
 *          IP_TOS, IPV6_TCLASS, IP_ECN, IPV6_ECN; all is copied but the bytes
 *          of the buffers. dwFlags of it is ignored. The others: as WSASend.
 * Out:     as WSASendTo.
 * Returns: as WSASendTo; WSAEINVAL also: s is a stream, or control data that is
 *          not of the kinds above; WSAEFAULT also: lpMsg is NULL, or name or
 *          Control.buf while its length is not 0.
 * Packet:  as WSASendTo.
 * Blocks:  as WSASend.  Threads: any, as WSASendTo.
 * Windows: differs: knows more kinds of control data.
 * Source:  "WSASendMsg function", Parameters and Remarks.
 * Test:    tests/conformance/datagram_msg.c */
int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG lpMsg, DWORD dwFlags,
                      LPDWORD lpNumberOfBytesSent, LPWSAOVERLAPPED lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WSASendMsg);

/* As ConnectEx (socket_ext.h): programs have variables of this name. */
#ifdef IOCP_DECLARE_CONNECTEX
/* Receives one datagram, its sender, and control data.
 * In:      lpMsg: name, namelen: room for the sender, or NULL and 0; lpBuffers,
 *          dwBufferCount: as WSARecv; Control: room, or NULL and 0; dwFlags:
 *          MSG_PEEK, or 0. The structure itself, and all it points to but the
 *          array lpBuffers, is borrowed until the request ends. The others: as
 *          WSARecv.
 * Out:     when the request ends, with success or a cut datagram: *name,
 *          namelen; Control.len, the bytes used: what the options IP_PKTINFO,
 *          IP_RECVTTL, IP_RECVTOS, IP_ECN and those of IPv6 ask for; dwFlags,
 *          MSG_TRUNC: the datagram was cut, MSG_CTRUNC: the control data was.
 * Returns: as WSARecvFrom; WSAEINVAL also: s is a stream; WSAEFAULT also: lpMsg
 *          is NULL, or name or Control.buf while its length is not 0;
 *          WSAEMSGSIZE also: Control is too small.
 * Packet:  as WSARecvFrom.
 * Blocks:  as WSARecv.  Threads: any, as WSARecvFrom.
 * Windows: differs: dwFlags has MSG_BCAST and MSG_MCAST too.
 * Source:  "LPFN_WSARECVMSG callback function", Parameters and Remarks.
 * Test:    tests/conformance/datagram_msg.c */
INT PASCAL WSARecvMsg(SOCKET s, LPWSAMSG lpMsg, LPDWORD lpdwNumberOfBytesRecvd,
                      LPWSAOVERLAPPED lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WSARecvMsg);
#endif

#ifdef __cplusplus
}
#endif

#endif
