/* Winsock 2: AF_UNIX, stream sockets of one machine that are named by files.
 *
 * socket(AF_UNIX, SOCK_STREAM, 0) makes one; bind makes the file, which must
 * not exist (WSAEADDRINUSE) and stays when the socket is closed; connect and
 * ConnectEx find it. Who connects need not have a name. All else is as for TCP,
 * but there is no port, no option of TCP and no MSG_OOB.
 *
 * Errors: no file, or nobody listens there: WSAECONNREFUSED; no folder to bind
 * in: WSAENETDOWN; an empty name, or one that begins with a 0 byte: WSAEINVAL;
 * another type than SOCK_STREAM: WSAESOCKTNOSUPPORT.
 *
 * Windows: same, but: names are read as file names are (drives are dropped, `/`
 * and `\` are one) and come back in our spelling; a full backlog refuses. */
#ifndef IOCP_UNIX_ADDRESS_H
#define IOCP_UNIX_ADDRESS_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define UNIX_PATH_MAX 108

typedef struct sockaddr_un {
    ADDRESS_FAMILY sun_family;    /* AF_UNIX */
    char sun_path[UNIX_PATH_MAX]; /* UTF-8, ended by 0 */
} SOCKADDR_UN, *PSOCKADDR_UN;

IOCP_SIZE(SOCKADDR_UN, 110);
IOCP_AT(SOCKADDR_UN, sun_path, 2);

/* WSAIoctl: the process at the other end, a ULONG. */
#define SIO_AF_UNIX_GETPEERPID _WSAIOR(IOC_VENDOR, 256)

#ifdef __cplusplus
}
#endif

#endif
