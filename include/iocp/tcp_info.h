/* What <mstcpip.h> has of TCP: the numbers of a connection, and codes of
 * WSAIoctl. */
#ifndef IOCP_TCP_INFO_H
#define IOCP_TCP_INFO_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A code not described at WSAIoctl is refused, as unknown ones are. */
#define SIO_RCVALL _WSAIOW(IOC_VENDOR, 1)
#define SIO_LOOPBACK_FAST_PATH _WSAIOW(IOC_VENDOR, 16)
#define SIO_TCP_INITIAL_RTO _WSAIOW(IOC_VENDOR, 17)
#define SIO_TCP_INFO _WSAIORW(IOC_VENDOR, 39)

typedef enum _TCPSTATE {
    TCPSTATE_CLOSED,
    TCPSTATE_LISTEN,
    TCPSTATE_SYN_SENT,
    TCPSTATE_SYN_RCVD,
    TCPSTATE_ESTABLISHED,
    TCPSTATE_FIN_WAIT_1,
    TCPSTATE_FIN_WAIT_2,
    TCPSTATE_CLOSE_WAIT,
    TCPSTATE_CLOSING,
    TCPSTATE_LAST_ACK,
    TCPSTATE_TIME_WAIT,
    TCPSTATE_MAX
} TCPSTATE;

/* SIO_TCP_INFO, version 0. What Linux does not count is 0: BytesReordered,
 * FastRetrans, DupAcksIn, TimeoutEpisodes, and SynRetrans once connected. */
typedef struct _TCP_INFO_v0 {
    TCPSTATE State;
    ULONG Mss;
    ULONG64 ConnectionTimeMs;
    BOOLEAN TimestampsEnabled;
    ULONG RttUs;
    ULONG MinRttUs;
    ULONG BytesInFlight;
    ULONG Cwnd;
    ULONG SndWnd;
    ULONG RcvWnd;
    ULONG RcvBuf;
    ULONG64 BytesOut;
    ULONG64 BytesIn;
    ULONG BytesReordered;
    ULONG BytesRetrans;
    ULONG FastRetrans;
    ULONG DupAcksIn;
    ULONG TimeoutEpisodes;
    UCHAR SynRetrans;
} TCP_INFO_v0, *PTCP_INFO_v0;

IOCP_SIZE(TCP_INFO_v0, 88);
IOCP_AT(TCP_INFO_v0, ConnectionTimeMs, 8);
IOCP_AT(TCP_INFO_v0, TimestampsEnabled, 16);
IOCP_AT(TCP_INFO_v0, RttUs, 20);
IOCP_AT(TCP_INFO_v0, BytesOut, 48);
IOCP_AT(TCP_INFO_v0, BytesIn, 56);
IOCP_AT(TCP_INFO_v0, SynRetrans, 84);

#ifdef __cplusplus
}
#endif

#endif
