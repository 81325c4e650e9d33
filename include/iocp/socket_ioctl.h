/* Codes of WSAIoctl beyond those of socket_types.h, and what they carry. */
#ifndef IOCP_SOCKET_IOCTL_H
#define IOCP_SOCKET_IOCTL_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- <winsock2.h> ---- */
#define SIO_GET_BROADCAST_ADDRESS _WSAIOR(IOC_WS2, 5)

typedef struct _SOCKET_ADDRESS {
    LPSOCKADDR lpSockaddr;
    INT iSockaddrLength;
} SOCKET_ADDRESS, *PSOCKET_ADDRESS, *LPSOCKET_ADDRESS;

IOCP_SIZE(SOCKET_ADDRESS, 16);
IOCP_AT(SOCKET_ADDRESS, iSockaddrLength, 8);

/* SIO_ADDRESS_LIST_QUERY: iAddressCount of them; the addresses they point to
 * follow in the same buffer. */
typedef struct _SOCKET_ADDRESS_LIST {
    INT iAddressCount;
    SOCKET_ADDRESS Address[1];
} SOCKET_ADDRESS_LIST, *PSOCKET_ADDRESS_LIST, *LPSOCKET_ADDRESS_LIST;

IOCP_SIZE(SOCKET_ADDRESS_LIST, 24);
IOCP_AT(SOCKET_ADDRESS_LIST, Address, 8);

/* SO_BSP_STATE. */
typedef struct _CSADDR_INFO {
    SOCKET_ADDRESS LocalAddr;
    SOCKET_ADDRESS RemoteAddr;
    INT iSocketType;
    INT iProtocol;
} CSADDR_INFO, *PCSADDR_INFO, *LPCSADDR_INFO;

IOCP_SIZE(CSADDR_INFO, 40);
IOCP_AT(CSADDR_INFO, RemoteAddr, 16);
IOCP_AT(CSADDR_INFO, iSocketType, 32);
IOCP_AT(CSADDR_INFO, iProtocol, 36);

/* ---- <mswsock.h>: there are no layers, so each gives the socket itself ----
 */
#define SIO_BSP_HANDLE _WSAIOR(IOC_WS2, 27)
#define SIO_BSP_HANDLE_SELECT _WSAIOR(IOC_WS2, 28)
#define SIO_BSP_HANDLE_POLL _WSAIOR(IOC_WS2, 29)
#define SIO_BASE_HANDLE _WSAIOR(IOC_WS2, 34)

#ifdef __cplusplus
}
#endif

#endif
