/* Options of setsockopt and getsockopt beyond those of socket_types.h and
 * address.h, and the structures that some of them take. */
#ifndef IOCP_SOCKET_OPTIONS_H
#define IOCP_SOCKET_OPTIONS_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Level SOL_SOCKET ---- */
#define SO_BSP_STATE 0x1009
#define SO_RANDOMIZE_PORT 0x3005
#define SO_REUSE_UNICASTPORT 0x3007

/* ---- Level IPPROTO_TCP ---- */
#define TCP_EXPEDITED_1122 0x0002
#define TCP_KEEPALIVE 3
#define TCP_MAXRT 5
#define TCP_KEEPCNT 16
#define TCP_KEEPIDLE TCP_KEEPALIVE
#define TCP_KEEPINTVL 17
#define TCP_BSDURGENT 0x7000

/* ---- Level IPPROTO_UDP ---- */
#define UDP_NOCHECKSUM 1
#define UDP_SEND_MSG_SIZE 2

/* ---- Level IPPROTO_IP ---- */
#define IP_ADD_SOURCE_MEMBERSHIP 15
#define IP_DROP_SOURCE_MEMBERSHIP 16
#define IP_BLOCK_SOURCE 17
#define IP_UNBLOCK_SOURCE 18
#define IP_UNICAST_IF 31
#define IP_MTU_DISCOVER 71
#define IP_MTU 73

/* ---- Level IPPROTO_IPV6 ---- */
#define IPV6_UNICAST_IF 31
#define IPV6_MTU_DISCOVER 71
#define IPV6_MTU 72

/* ---- Both levels ---- */
#define MCAST_JOIN_GROUP 41
#define MCAST_LEAVE_GROUP 42
#define MCAST_BLOCK_SOURCE 43
#define MCAST_UNBLOCK_SOURCE 44
#define MCAST_JOIN_SOURCE_GROUP 45
#define MCAST_LEAVE_SOURCE_GROUP 46

/* IP_MTU_DISCOVER, IPV6_MTU_DISCOVER. */
typedef enum _PMTUD_STATE {
    IP_PMTUDISC_NOT_SET,
    IP_PMTUDISC_DO,
    IP_PMTUDISC_DONT,
    IP_PMTUDISC_PROBE,
    IP_PMTUDISC_MAX
} PMTUD_STATE,
    *PPMTUD_STATE;

typedef struct ip_mreq_source {
    IN_ADDR imr_multiaddr;
    IN_ADDR imr_sourceaddr;
    IN_ADDR imr_interface;
} IP_MREQ_SOURCE, *PIP_MREQ_SOURCE;

IOCP_SIZE(IP_MREQ_SOURCE, 12);
IOCP_AT(IP_MREQ_SOURCE, imr_sourceaddr, 4);
IOCP_AT(IP_MREQ_SOURCE, imr_interface, 8);

typedef struct group_req {
    ULONG gr_interface;
    SOCKADDR_STORAGE gr_group;
} GROUP_REQ, *PGROUP_REQ;

IOCP_SIZE(GROUP_REQ, 136);
IOCP_AT(GROUP_REQ, gr_group, 8);

typedef struct group_source_req {
    ULONG gsr_interface;
    SOCKADDR_STORAGE gsr_group;
    SOCKADDR_STORAGE gsr_source;
} GROUP_SOURCE_REQ, *PGROUP_SOURCE_REQ;

IOCP_SIZE(GROUP_SOURCE_REQ, 264);
IOCP_AT(GROUP_SOURCE_REQ, gsr_group, 8);
IOCP_AT(GROUP_SOURCE_REQ, gsr_source, 136);

#ifdef __cplusplus
}
#endif

#endif
