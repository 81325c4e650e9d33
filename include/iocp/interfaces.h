/* What <ws2tcpip.h> has of interfaces: two codes of WSAIoctl. */
#ifndef IOCP_INTERFACES_H
#define IOCP_INTERFACES_H

#include "address.h"
#include "socket_ioctl.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SIO_GET_INTERFACE_LIST 0x4004747F
#define SIO_IDEAL_SEND_BACKLOG_QUERY 0x4004747B

#define IFF_UP 0x00000001
#define IFF_BROADCAST 0x00000002
#define IFF_LOOPBACK 0x00000004
#define IFF_POINTTOPOINT 0x00000008
#define IFF_MULTICAST 0x00000010

struct sockaddr_in6_old {
    SHORT sin6_family;
    USHORT sin6_port;
    ULONG sin6_flowinfo;
    IN6_ADDR sin6_addr;
};

IOCP_SIZE(struct sockaddr_in6_old, 24);
IOCP_AT(struct sockaddr_in6_old, sin6_addr, 8);

typedef union sockaddr_gen {
    struct sockaddr Address;
    struct sockaddr_in AddressIn;
    struct sockaddr_in6_old AddressIn6;
} sockaddr_gen;

IOCP_SIZE(sockaddr_gen, 24);

/* SIO_GET_INTERFACE_LIST: one for each IPv4 address. */
typedef struct _INTERFACE_INFO {
    ULONG iiFlags;
    sockaddr_gen iiAddress;
    sockaddr_gen iiBroadcastAddress;
    sockaddr_gen iiNetmask;
} INTERFACE_INFO, *LPINTERFACE_INFO;

IOCP_SIZE(INTERFACE_INFO, 76);
IOCP_AT(INTERFACE_INFO, iiAddress, 4);
IOCP_AT(INTERFACE_INFO, iiBroadcastAddress, 28);
IOCP_AT(INTERFACE_INFO, iiNetmask, 52);

#ifdef __cplusplus
}
#endif

#endif
