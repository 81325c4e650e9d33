/* Winsock 2: the types and constants of <winsock2.h>, with Windows' values.
 *
 * AF_INET6, SOL_SOCKET, the SO_ and MSG_ numbers and `struct linger` differ
 * from Linux' own, and the names are the same: a file that includes this one
 * must not include <sys/socket.h>, <netinet/in.h>, <netdb.h> or <sys/ioctl.h>.
 *
 * struct timeval is left as <sys/select.h> has it. */
#ifndef IOCP_SOCKET_TYPES_H
#define IOCP_SOCKET_TYPES_H

#include "fd_set_size.h"

#include <sys/types.h>

#include "error_codes.h"
#include "io.h"
#include "sync.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- The BSD integers. On Windows u_long has 32 bits and programs pass its
 * address to ioctlsocket. glibc's <sys/types.h>, which <stdlib.h> includes,
 * makes it 64 bits wide, and a typedef cannot be taken back: hence the one
 * #define of a type name. <sys/types.h> is included first so that it never
 * meets it. ---- */
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned int iocp_u_long;
#define u_long iocp_u_long

IOCP_SIZE(u_long, 4);

/* ---- Types ---- */
typedef UINT_PTR SOCKET;
typedef unsigned int GROUP;
typedef USHORT ADDRESS_FAMILY;
typedef HANDLE WSAEVENT, *LPWSAEVENT;
typedef OVERLAPPED WSAOVERLAPPED, *LPWSAOVERLAPPED;

#define INVALID_SOCKET ((SOCKET)(~0))
#define SOCKET_ERROR (-1)

typedef struct in_addr {
    union {
        struct {
            UCHAR s_b1, s_b2, s_b3, s_b4;
        } S_un_b;
        struct {
            USHORT s_w1, s_w2;
        } S_un_w;
        ULONG S_addr;
    } S_un;
} IN_ADDR, *PIN_ADDR, *LPIN_ADDR;
#define s_addr S_un.S_addr
#define s_host S_un.S_un_b.s_b2
#define s_net S_un.S_un_b.s_b1
#define s_imp S_un.S_un_w.s_w2
#define s_impno S_un.S_un_b.s_b4
#define s_lh S_un.S_un_b.s_b3
IOCP_SIZE(IN_ADDR, 4);

typedef struct sockaddr {
    ADDRESS_FAMILY sa_family;
    CHAR sa_data[14];
} SOCKADDR, *PSOCKADDR, *LPSOCKADDR;
IOCP_SIZE(SOCKADDR, 16);
IOCP_AT(SOCKADDR, sa_data, 2);

typedef struct sockaddr_in {
    ADDRESS_FAMILY sin_family;
    USHORT sin_port;
    IN_ADDR sin_addr;
    CHAR sin_zero[8];
} SOCKADDR_IN, *PSOCKADDR_IN, *LPSOCKADDR_IN;
IOCP_SIZE(SOCKADDR_IN, 16);
IOCP_AT(SOCKADDR_IN, sin_port, 2);
IOCP_AT(SOCKADDR_IN, sin_addr, 4);

typedef struct sockaddr_storage {
    ADDRESS_FAMILY ss_family;
    CHAR __ss_pad1[6];
    LONGLONG __ss_align;
    CHAR __ss_pad2[112];
} SOCKADDR_STORAGE, *PSOCKADDR_STORAGE, *LPSOCKADDR_STORAGE;
IOCP_SIZE(SOCKADDR_STORAGE, 128);
IOCP_AT(SOCKADDR_STORAGE, __ss_align, 8);

typedef struct linger {
    u_short l_onoff;
    u_short l_linger;
} LINGER, *PLINGER, *LPLINGER;
IOCP_SIZE(LINGER, 4);
IOCP_AT(LINGER, l_linger, 2);

typedef struct hostent {
    char *h_name;
    char **h_aliases;
    short h_addrtype;
    short h_length;
    char **h_addr_list;
} HOSTENT, *PHOSTENT, *LPHOSTENT;
#define h_addr h_addr_list[0]
IOCP_SIZE(HOSTENT, 32);
IOCP_AT(HOSTENT, h_length, 18);
IOCP_AT(HOSTENT, h_addr_list, 24);

typedef struct _WSABUF {
    ULONG len;
    CHAR *buf;
} WSABUF, *LPWSABUF;
IOCP_SIZE(WSABUF, 16);
IOCP_AT(WSABUF, buf, 8);

#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN 128
typedef struct WSAData {
    WORD wVersion;
    WORD wHighVersion;
    unsigned short iMaxSockets;
    unsigned short iMaxUdpDg;
    char *lpVendorInfo;
    char szDescription[WSADESCRIPTION_LEN + 1];
    char szSystemStatus[WSASYS_STATUS_LEN + 1];
} WSADATA, *LPWSADATA;
IOCP_SIZE(WSADATA, 408);
IOCP_AT(WSADATA, iMaxSockets, 4);
IOCP_AT(WSADATA, lpVendorInfo, 8);
IOCP_AT(WSADATA, szDescription, 16);
IOCP_AT(WSADATA, szSystemStatus, 273);

#define MAX_PROTOCOL_CHAIN 7
#define WSAPROTOCOL_LEN 255
typedef struct _WSAPROTOCOLCHAIN {
    int ChainLen;
    DWORD ChainEntries[MAX_PROTOCOL_CHAIN];
} WSAPROTOCOLCHAIN, *LPWSAPROTOCOLCHAIN;

typedef struct _WSAPROTOCOL_INFOA {
    DWORD dwServiceFlags1;
    DWORD dwServiceFlags2;
    DWORD dwServiceFlags3;
    DWORD dwServiceFlags4;
    DWORD dwProviderFlags;
    GUID ProviderId;
    DWORD dwCatalogEntryId;
    WSAPROTOCOLCHAIN ProtocolChain;
    int iVersion;
    int iAddressFamily;
    int iMaxSockAddr;
    int iMinSockAddr;
    int iSocketType;
    int iProtocol;
    int iProtocolMaxOffset;
    int iNetworkByteOrder;
    int iSecurityScheme;
    DWORD dwMessageSize;
    DWORD dwProviderReserved;
    CHAR szProtocol[WSAPROTOCOL_LEN + 1];
} WSAPROTOCOL_INFOA, *LPWSAPROTOCOL_INFOA;

typedef struct _WSAPROTOCOL_INFOW {
    DWORD dwServiceFlags1;
    DWORD dwServiceFlags2;
    DWORD dwServiceFlags3;
    DWORD dwServiceFlags4;
    DWORD dwProviderFlags;
    GUID ProviderId;
    DWORD dwCatalogEntryId;
    WSAPROTOCOLCHAIN ProtocolChain;
    int iVersion;
    int iAddressFamily;
    int iMaxSockAddr;
    int iMinSockAddr;
    int iSocketType;
    int iProtocol;
    int iProtocolMaxOffset;
    int iNetworkByteOrder;
    int iSecurityScheme;
    DWORD dwMessageSize;
    DWORD dwProviderReserved;
    WCHAR szProtocol[WSAPROTOCOL_LEN + 1];
} WSAPROTOCOL_INFOW, *LPWSAPROTOCOL_INFOW;
IOCP_SIZE(WSAPROTOCOL_INFOA, 372);
IOCP_AT(WSAPROTOCOL_INFOA, ProviderId, 20);
IOCP_AT(WSAPROTOCOL_INFOA, ProtocolChain, 40);
IOCP_AT(WSAPROTOCOL_INFOA, iVersion, 72);
IOCP_AT(WSAPROTOCOL_INFOA, szProtocol, 116);
IOCP_SIZE(WSAPROTOCOL_INFOW, 628);
IOCP_AT(WSAPROTOCOL_INFOW, szProtocol, 116);

/* What WSARecv, WSASend and WSAIoctl may call when a request ends. */
typedef void(CALLBACK *LPWSAOVERLAPPED_COMPLETION_ROUTINE)(
    DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped,
    DWORD dwFlags);

/* ---- Address families, socket types, protocols ---- */
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_NETBIOS 17
#define AF_INET6 23
#define PF_UNSPEC AF_UNSPEC
#define PF_UNIX AF_UNIX
#define PF_INET AF_INET
#define PF_INET6 AF_INET6

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3
#define SOCK_RDM 4
#define SOCK_SEQPACKET 5

#define IPPROTO_IP 0
#define IPPROTO_ICMP 1
#define IPPROTO_IGMP 2
#define IPPROTO_IPV4 4
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41
#define IPPROTO_ICMPV6 58
#define IPPROTO_RAW 255

#define IPPORT_RESERVED 1024

/* ---- Special addresses and values ---- */
#define INADDR_ANY ((ULONG)0x00000000)
#define INADDR_LOOPBACK 0x7F000001
#define INADDR_BROADCAST ((ULONG)0xFFFFFFFF)
#define INADDR_NONE 0xFFFFFFFF
#define SOMAXCONN 0x7FFFFFFF
#define FROM_PROTOCOL_INFO (-1)

/* ---- Socket options ---- */
#define SOL_SOCKET 0xFFFF
#define SO_DEBUG 0x0001
#define SO_ACCEPTCONN 0x0002
#define SO_REUSEADDR 0x0004
#define SO_KEEPALIVE 0x0008
#define SO_DONTROUTE 0x0010
#define SO_BROADCAST 0x0020
#define SO_USELOOPBACK 0x0040
#define SO_LINGER 0x0080
#define SO_OOBINLINE 0x0100
#define SO_DONTLINGER ((int)(~SO_LINGER))
#define SO_EXCLUSIVEADDRUSE ((int)(~SO_REUSEADDR))
#define SO_SNDBUF 0x1001
#define SO_RCVBUF 0x1002
#define SO_SNDLOWAT 0x1003
#define SO_RCVLOWAT 0x1004
#define SO_SNDTIMEO 0x1005
#define SO_RCVTIMEO 0x1006
#define SO_ERROR 0x1007
#define SO_TYPE 0x1008
#define SO_GROUP_ID 0x2001
#define SO_GROUP_PRIORITY 0x2002
#define SO_MAX_MSG_SIZE 0x2003
#define SO_PROTOCOL_INFOA 0x2004
#define SO_PROTOCOL_INFOW 0x2005
#define SO_CONDITIONAL_ACCEPT 0x3002
#define TCP_NODELAY 0x0001

/* ---- Message flags ---- */
#define MSG_OOB 0x0001
#define MSG_PEEK 0x0002
#define MSG_DONTROUTE 0x0004
#define MSG_WAITALL 0x0008
#define MSG_INTERRUPT 0x0010
#define MSG_PUSH_IMMEDIATE 0x0020
#define MSG_TRUNC 0x0100
#define MSG_CTRUNC 0x0200
#define MSG_BCAST 0x0400
#define MSG_MCAST 0x0800
#define MSG_PARTIAL 0x8000

/* ---- shutdown ---- */
#define SD_RECEIVE 0
#define SD_SEND 1
#define SD_BOTH 2

/* ---- WSASocket flags ---- */
#define WSA_FLAG_OVERLAPPED 0x01
#define WSA_FLAG_NO_HANDLE_INHERIT 0x80
#define WSA_FLAG_REGISTERED_IO 0x100

/* ---- I/O control codes ---- */
#define IOCPARM_MASK 0x7F
#define IOC_VOID 0x20000000
#define IOC_OUT 0x40000000
#define IOC_IN 0x80000000
#define IOC_INOUT (IOC_IN | IOC_OUT)
#define IOC_UNIX 0x00000000
#define IOC_WS2 0x08000000
#define IOC_PROTOCOL 0x10000000
#define IOC_VENDOR 0x18000000
#define _WSAIO(family, code) (IOC_VOID | (family) | (code))
#define _WSAIOR(family, code) (IOC_OUT | (family) | (code))
#define _WSAIOW(family, code) (IOC_IN | (family) | (code))
#define _WSAIORW(family, code) (IOC_INOUT | (family) | (code))

#define FIONREAD ((LONG)0x4004667F)
#define FIONBIO ((LONG)0x8004667E)
#define SIOCATMARK ((LONG)0x40047307)
#define SIO_FLUSH _WSAIO(IOC_WS2, 4)
#define SIO_GET_EXTENSION_FUNCTION_POINTER _WSAIORW(IOC_WS2, 6)
#define SIO_ROUTING_INTERFACE_QUERY _WSAIORW(IOC_WS2, 20)
#define SIO_ADDRESS_LIST_QUERY _WSAIOR(IOC_WS2, 22)
#define SIO_ADDRESS_LIST_CHANGE _WSAIO(IOC_WS2, 23)
#define SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER _WSAIORW(IOC_WS2, 36)

/* ---- Events ---- */
#define WSA_INVALID_EVENT ((WSAEVENT)NULL)
#define WSA_MAXIMUM_WAIT_EVENTS MAXIMUM_WAIT_OBJECTS
#define WSA_WAIT_FAILED WAIT_FAILED
#define WSA_WAIT_EVENT_0 WAIT_OBJECT_0
#define WSA_WAIT_IO_COMPLETION WAIT_IO_COMPLETION
#define WSA_WAIT_TIMEOUT WAIT_TIMEOUT
#define WSA_INFINITE INFINITE

/* ---- Name service errors by their BSD names ---- */
#define HOST_NOT_FOUND WSAHOST_NOT_FOUND
#define TRY_AGAIN WSATRY_AGAIN
#define NO_RECOVERY WSANO_RECOVERY
#define NO_DATA WSANO_DATA
#define NO_ADDRESS WSANO_DATA

#ifdef UNICODE
typedef WSAPROTOCOL_INFOW WSAPROTOCOL_INFO, *LPWSAPROTOCOL_INFO;
#define SO_PROTOCOL_INFO SO_PROTOCOL_INFOW
#else
typedef WSAPROTOCOL_INFOA WSAPROTOCOL_INFO, *LPWSAPROTOCOL_INFO;
#define SO_PROTOCOL_INFO SO_PROTOCOL_INFOA
#endif

#ifdef __cplusplus
}
#endif

#endif
