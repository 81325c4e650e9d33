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

#ifdef __cplusplus
}
#endif

#endif
