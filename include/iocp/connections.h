/* Winsock 2: connections in full: WSAConnect and WSAAccept, which know more
 * than connect and accept, and the two calls that end one direction.
 *
 * TCP carries no data with a connect or a disconnect, so what these calls have
 * for it is refused or stays empty; and it promises no quality of service. */
#ifndef IOCP_CONNECTIONS_H
#define IOCP_CONNECTIONS_H

#include "socket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Quality of service: what a program may ask for ---- */
typedef ULONG SERVICETYPE;

#define SERVICETYPE_NOTRAFFIC 0x00000000
#define SERVICETYPE_BESTEFFORT 0x00000001
#define SERVICETYPE_CONTROLLEDLOAD 0x00000002
#define SERVICETYPE_GUARANTEED 0x00000003

typedef struct _flowspec {
    ULONG TokenRate;
    ULONG TokenBucketSize;
    ULONG PeakBandwidth;
    ULONG Latency;
    ULONG DelayVariation;
    SERVICETYPE ServiceType;
    ULONG MaxSduSize;
    ULONG MinimumPolicedSize;
} FLOWSPEC, *PFLOWSPEC, *LPFLOWSPEC;

IOCP_SIZE(FLOWSPEC, 32);
IOCP_AT(FLOWSPEC, ServiceType, 20);
IOCP_AT(FLOWSPEC, MinimumPolicedSize, 28);

typedef struct _QualityOfService {
    FLOWSPEC SendingFlowspec;
    FLOWSPEC ReceivingFlowspec;
    WSABUF ProviderSpecific;
} QOS, *LPQOS;

IOCP_SIZE(QOS, 80);
IOCP_AT(QOS, ReceivingFlowspec, 32);
IOCP_AT(QOS, ProviderSpecific, 64);

/* ---- What the condition function of WSAAccept answers ---- */
#define CF_ACCEPT 0x0000
#define CF_REJECT 0x0001
#define CF_DEFER 0x0002

/* lpCallerId, lpCalleeId: the addresses of the peer and of this side.
 * lpCallerData, lpCalleeData: empty. lpSQOS, lpGQOS: NULL. *g: not looked at
 * afterwards. dwCallbackData: what WSAAccept was given. */
typedef int(CALLBACK *LPCONDITIONPROC)(LPWSABUF lpCallerId,
                                       LPWSABUF lpCallerData, LPQOS lpSQOS,
                                       LPQOS lpGQOS, LPWSABUF lpCalleeId,
                                       LPWSABUF lpCalleeData, GROUP *g,
                                       DWORD_PTR dwCallbackData);

/* Connects a socket, or sets the peer of a datagram socket, as connect does.
 * In:      s, name, namelen: as connect. lpCallerData: NULL; for a datagram
 *          socket not looked at. lpCalleeData: NULL, or a buffer. lpSQOS: NULL,
 *          or a service of best effort. lpGQOS: NULL.
 * Out:     lpCalleeData->len: 0, as nothing comes with a connection.
 * Returns: 0, or SOCKET_ERROR; last error: as connect, and WSAEPROTONOSUPPORT,
 *          data for the peer; WSAEINVAL, lpGQOS is not NULL; WSAEOPNOTSUPP, a
 *          better service than best effort.
 * Packet:  none.
 * Blocks:  as connect.  Threads: any.
 * Windows: same.
 * Source:  "WSAConnect function", Return value and Remarks.
 * Test:    tests/conformance/conditional.c */
int WSAAPI WSAConnect(SOCKET s, const struct sockaddr *name, int namelen,
                      LPWSABUF lpCallerData, LPWSABUF lpCalleeData,
                      LPQOS lpSQOS, LPQOS lpGQOS) IOCP_API(WSAConnect);

/* Takes the next connection, if the program wants it.
 * In:      s: listening. addr, addrlen: room for the peer's address and its
 *          size; if either is NULL it is not given. lpfnCondition: NULL, or who
 *          decides: it is called by this thread, once a connection is there,
 *          and answers CF_ACCEPT, CF_REJECT (the connection is reset) or
 *          CF_DEFER (it is there for the next accept, WSAAccept or AcceptEx).
 *          dwCallbackData: for lpfnCondition.
 * Out:     *addr: the peer's address; *addrlen: its length; on success only.
 * Returns: a new socket, overlapped if s is; or INVALID_SOCKET; last error: as
 *          accept, and WSAECONNREFUSED, rejected; WSATRY_AGAIN, deferred;
 *          WSAEINVAL, another answer (the connection is reset); WSAEFAULT,
 *          lpfnCondition cannot be a function.
 * Packet:  none.
 * Blocks:  as accept.  Threads: any, at once.
 * Windows: differs: a connection that was deferred does not make s readable for
 *          select, WSAPoll and WSAEventSelect; and an accept that waited in
 *          another thread meanwhile takes it when the next connection comes.
 * Source:  "WSAAccept function", Return value and Remarks.
 * Test:    tests/conformance/conditional.c */
SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr *addr, LPINT addrlen,
                        LPCONDITIONPROC lpfnCondition, DWORD_PTR dwCallbackData)
    IOCP_API(WSAAccept);

/* Ends sending, as shutdown with SD_SEND does.
 * In:      s: connected. lpOutboundDisconnectData: NULL.
 * Out:     none.
 * Returns: 0, or SOCKET_ERROR; last error: as shutdown, and WSAENOPROTOOPT,
 *          data for the peer.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSASendDisconnect function", Return value and Remarks.
 * Test:    tests/conformance/conditional.c */
int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF lpOutboundDisconnectData)
    IOCP_API(WSASendDisconnect);

/* Ends receiving, as shutdown with SD_RECEIVE does.
 * In:      s: connected. lpInboundDisconnectData: NULL.
 * Out:     none.
 * Returns: 0, or SOCKET_ERROR; last error: as shutdown, and WSAENOPROTOOPT, a
 *          buffer for the peer's data.
 * Packet:  none, and none pending ends by it.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, but data that comes later does not reset the connection.
 * Source:  "WSARecvDisconnect function", Return value and Remarks.
 * Test:    tests/conformance/conditional.c */
int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF lpInboundDisconnectData)
    IOCP_API(WSARecvDisconnect);

/* Makes a description of a socket by which WSASocket, here or in another
 * process, gives one more descriptor of it.
 * In:      s: the socket. dwProcessId: who may use the description, once: this
 *          process, or another of the same user.
 * Out:     *lpProtocolInfo: the description; untouched on failure.
 * Returns: 0, or SOCKET_ERROR; last error: WSAENOTSOCK; WSAEFAULT,
 *          lpProtocolInfo is NULL; WSAEINVAL, there is no such process, or, for
 *          another one, a connect is under way; WSAEMFILE, no descriptor left;
 *          WSAENOBUFS, out of memory or handles.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: between processes what is the kernel's is held in common
 *          (the connection, its data, most options), but not time-outs,
 *          FIONBIO and what was shut down, which the other one has as they
 *          were; it may use a port of its own; and it must call WSASocket while
 *          this process is there.
 * Source:  "WSADuplicateSocketW function", Return value and Remarks.
 * Test:    tests/conformance/socket_duplicate.c */
int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD dwProcessId,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo)
    IOCP_API(WSADuplicateSocketA);

/* The same for a description in UTF-16. */
int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD dwProcessId,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo)
    IOCP_API(WSADuplicateSocketW);

#ifdef UNICODE
#define WSADuplicateSocket WSADuplicateSocketW
#else
#define WSADuplicateSocket WSADuplicateSocketA
#endif

#ifdef __cplusplus
}
#endif

#endif
