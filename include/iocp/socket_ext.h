/* Microsoft's extensions to Winsock: what <mswsock.h> and <mstcpip.h> have.
 *
 * A program gets these functions by WSAIoctl with
 * SIO_GET_EXTENSION_FUNCTION_POINTER and a WSAID_ value. AcceptEx,
 * GetAcceptExSockaddrs and TransmitFile can also be called by name; ConnectEx,
 * DisconnectEx and TransmitPackets cannot, because Windows programs use those
 * names for variables of their own. */
#ifndef IOCP_SOCKET_EXT_H
#define IOCP_SOCKET_EXT_H

#include "socket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Socket options (level SOL_SOCKET) ---- */
#define SO_OPENTYPE 0x7008
#define SO_SYNCHRONOUS_ALERT 0x10
#define SO_SYNCHRONOUS_NONALERT 0x20
#define SO_UPDATE_ACCEPT_CONTEXT 0x700B
#define SO_CONNECT_TIME 0x700C
#define SO_UPDATE_CONNECT_CONTEXT 0x7010

/* ---- Codes of WSAIoctl ---- */
#define SIO_KEEPALIVE_VALS _WSAIOW(IOC_VENDOR, 4)
#define SIO_UDP_CONNRESET _WSAIOW(IOC_VENDOR, 12)

/* ---- Flags of TransmitFile and DisconnectEx ---- */
#define TF_USE_DEFAULT_WORKER 0x00
#define TF_DISCONNECT 0x01
#define TF_REUSE_SOCKET 0x02
#define TF_WRITE_BEHIND 0x04
#define TF_USE_SYSTEM_THREAD 0x10
#define TF_USE_KERNEL_APC 0x20
#define DE_REUSE_SOCKET TF_REUSE_SOCKET

/* ---- What SIO_GET_EXTENSION_FUNCTION_POINTER is asked for ---- */
/* clang-format off */
#define WSAID_TRANSMITFILE \
    {0xb5367df0, 0xcbac, 0x11cf, \
     {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}}
#define WSAID_ACCEPTEX \
    {0xb5367df1, 0xcbac, 0x11cf, \
     {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}}
#define WSAID_GETACCEPTEXSOCKADDRS \
    {0xb5367df2, 0xcbac, 0x11cf, \
     {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}}
#define WSAID_CONNECTEX \
    {0x25a207b9, 0xddf3, 0x4660, \
     {0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e}}
#define WSAID_DISCONNECTEX \
    {0x7fda2e11, 0x8630, 0x436f, \
     {0xa0, 0x31, 0xf5, 0x36, 0xa6, 0xee, 0xc1, 0x57}}
#define WSAID_TRANSMITPACKETS \
    {0xd9689da0, 0x1f90, 0x11d3, \
     {0x99, 0x71, 0x00, 0xc0, 0x4f, 0x68, 0xc8, 0x76}}
#define WSAID_WSARECVMSG \
    {0xf689d7c8, 0x6f1f, 0x436b, \
     {0x8a, 0x53, 0xe5, 0x4f, 0xe3, 0x51, 0xc3, 0x22}}
#define WSAID_WSASENDMSG \
    {0xa441e712, 0x754f, 0x43ca, \
     {0x84, 0xa7, 0x0d, 0xee, 0x44, 0xcf, 0x60, 0x6d}}
#define WSAID_WSAPOLL \
    {0x18c76f85, 0xdc66, 0x4964, \
     {0x97, 0x2e, 0x23, 0xc2, 0x72, 0x38, 0x31, 0x2b}}
#define WSAID_MULTIPLE_RIO \
    {0x8509e081, 0x96dd, 0x4005, \
     {0xb1, 0x65, 0x9e, 0x2e, 0xe8, 0xc7, 0x9e, 0x3f}}
/* clang-format on */

/* What TransmitFile sends before and after the file. */
typedef struct _TRANSMIT_FILE_BUFFERS {
    LPVOID Head;
    DWORD HeadLength;
    LPVOID Tail;
    DWORD TailLength;
} TRANSMIT_FILE_BUFFERS, *PTRANSMIT_FILE_BUFFERS, *LPTRANSMIT_FILE_BUFFERS;

IOCP_SIZE(TRANSMIT_FILE_BUFFERS, 32);
IOCP_AT(TRANSMIT_FILE_BUFFERS, HeadLength, 8);
IOCP_AT(TRANSMIT_FILE_BUFFERS, Tail, 16);
IOCP_AT(TRANSMIT_FILE_BUFFERS, TailLength, 24);

/* One piece of what TransmitPackets sends. */
#define TP_ELEMENT_MEMORY 1
#define TP_ELEMENT_FILE 2
#define TP_ELEMENT_EOP 4
#define TP_DISCONNECT TF_DISCONNECT
#define TP_REUSE_SOCKET TF_REUSE_SOCKET
#define TP_USE_DEFAULT_WORKER TF_USE_DEFAULT_WORKER
#define TP_USE_SYSTEM_THREAD TF_USE_SYSTEM_THREAD
#define TP_USE_KERNEL_APC TF_USE_KERNEL_APC

typedef struct _TRANSMIT_PACKETS_ELEMENT {
    ULONG dwElFlags;
    ULONG cLength;
    __extension__ union {
        __extension__ struct {
            LARGE_INTEGER nFileOffset;
            HANDLE hFile;
        };
        PVOID pBuffer;
    };
} TRANSMIT_PACKETS_ELEMENT, *PTRANSMIT_PACKETS_ELEMENT,
    *LPTRANSMIT_PACKETS_ELEMENT;

IOCP_SIZE(TRANSMIT_PACKETS_ELEMENT, 24);
IOCP_AT(TRANSMIT_PACKETS_ELEMENT, cLength, 4);
IOCP_AT(TRANSMIT_PACKETS_ELEMENT, nFileOffset, 8);
IOCP_AT(TRANSMIT_PACKETS_ELEMENT, pBuffer, 8);
IOCP_AT(TRANSMIT_PACKETS_ELEMENT, hFile, 16);

/* SIO_KEEPALIVE_VALS: on or off; idle milliseconds before the first probe;
 * milliseconds between probes. */
struct tcp_keepalive {
    ULONG onoff;
    ULONG keepalivetime;
    ULONG keepaliveinterval;
};

IOCP_SIZE(struct tcp_keepalive, 12);

/* ---- The functions as WSAIoctl gives them; described below ---- */
typedef BOOL(PASCAL *LPFN_ACCEPTEX)(SOCKET sListenSocket, SOCKET sAcceptSocket,
                                    PVOID lpOutputBuffer,
                                    DWORD dwReceiveDataLength,
                                    DWORD dwLocalAddressLength,
                                    DWORD dwRemoteAddressLength,
                                    LPDWORD lpdwBytesReceived,
                                    LPOVERLAPPED lpOverlapped);
typedef VOID(PASCAL *LPFN_GETACCEPTEXSOCKADDRS)(
    PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength,
    DWORD dwRemoteAddressLength, struct sockaddr **LocalSockaddr,
    LPINT LocalSockaddrLength, struct sockaddr **RemoteSockaddr,
    LPINT RemoteSockaddrLength);
typedef BOOL(PASCAL *LPFN_CONNECTEX)(SOCKET s, const struct sockaddr *name,
                                     int namelen, PVOID lpSendBuffer,
                                     DWORD dwSendDataLength,
                                     LPDWORD lpdwBytesSent,
                                     LPOVERLAPPED lpOverlapped);
typedef BOOL(PASCAL *LPFN_DISCONNECTEX)(SOCKET s, LPOVERLAPPED lpOverlapped,
                                        DWORD dwFlags, DWORD dwReserved);
typedef BOOL(PASCAL *LPFN_TRANSMITFILE)(
    SOCKET hSocket, HANDLE hFile, DWORD nNumberOfBytesToWrite,
    DWORD nNumberOfBytesPerSend, LPOVERLAPPED lpOverlapped,
    LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers, DWORD dwReserved);
typedef BOOL(PASCAL *LPFN_TRANSMITPACKETS)(
    SOCKET hSocket, LPTRANSMIT_PACKETS_ELEMENT lpPacketArray,
    DWORD nElementCount, DWORD nSendSize, LPOVERLAPPED lpOverlapped,
    DWORD dwFlags);

/* Accepts a connection on a given socket, with both addresses and, if wanted,
 * the first data.
 * In:      sListenSocket: listening; the request belongs to it. sAcceptSocket:
 *          made by socket, neither bound nor connected nor in another AcceptEx.
 *          lpOutputBuffer: room for the data, then the local address, then the
 *          remote one; borrowed until the request ends. dwReceiveDataLength:
 *          bytes of data to wait for at most; 0 completes on connection.
 *          dwLocalAddressLength, dwRemoteAddressLength: the size of the
 *          address structure plus 16. lpOverlapped: required; borrowed until
 *          the request ends.
 * Out:     *lpdwBytesReceived: on TRUE only. lpOutputBuffer: at the end; read
 *          the addresses by GetAcceptExSockaddrs.
 * Returns: TRUE: done. FALSE; last error: ERROR_IO_PENDING, started;
 *          ERROR_INVALID_PARAMETER, no lpOverlapped; WSAENOTSOCK, either is not
 *          a socket, or hEvent not an event; WSAEINVAL, not listening, or
 *          sAcceptSocket is in use or not a stream socket; WSAEFAULT, no
 *          buffer, or dwRemoteAddressLength is 0; WSAENOBUFS, out of memory or
 *          at a limit (IocpSetLimits); WSAEOPNOTSUPP, no engine may run here
 *          (see IocpGetBackend).
 * Packet:  one if TRUE or pending and the listener has a port, with the
 *          listener's key; bytes: those of data. ERROR_OPERATION_ABORTED:
 *          either socket was closed. ERROR_INSUFFICIENT_BUFFER: an address
 *          length is too small; the connection stays in the backlog.
 *          ERROR_NETNAME_DELETED: the peer reset before there was data.
 *          WSAEMFILE: no descriptor, and the one in reserve was taken;
 *          ERROR_NO_SYSTEM_RESOURCES: out of memory.
 * Blocks:  never.  Threads: any, at once; served in the order they were posted.
 * Windows: same. Set SO_UPDATE_ACCEPT_CONTEXT on sAcceptSocket before shutdown,
 *          getsockname or getpeername.
 * Source:  "AcceptEx function", Parameters and Remarks.
 * Test:    tests/conformance/accept.c */
BOOL PASCAL AcceptEx(SOCKET sListenSocket, SOCKET sAcceptSocket,
                     PVOID lpOutputBuffer, DWORD dwReceiveDataLength,
                     DWORD dwLocalAddressLength, DWORD dwRemoteAddressLength,
                     LPDWORD lpdwBytesReceived, LPOVERLAPPED lpOverlapped)
    IOCP_API(AcceptEx);

/* Finds the two addresses in the buffer of an AcceptEx that has ended.
 * In:      lpOutputBuffer and the three lengths: as they were given to
 *          AcceptEx.
 * Out:     *LocalSockaddr, *RemoteSockaddr: pointers into the buffer;
 *          *LocalSockaddrLength, *RemoteSockaddrLength: their lengths. The
 *          local pair is untouched if dwLocalAddressLength is 0.
 * Returns: nothing; cannot fail.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetAcceptExSockaddrs function", Remarks.
 * Test:    tests/conformance/accept.c */
VOID PASCAL GetAcceptExSockaddrs(
    PVOID lpOutputBuffer, DWORD dwReceiveDataLength, DWORD dwLocalAddressLength,
    DWORD dwRemoteAddressLength, struct sockaddr **LocalSockaddr,
    LPINT LocalSockaddrLength, struct sockaddr **RemoteSockaddr,
    LPINT RemoteSockaddrLength) IOCP_API(GetAcceptExSockaddrs);

/* Sends a file, with bytes before and after it, on a connected stream socket.
 * In:      hFile: a file opened for reading, or NULL for the buffers alone;
 *          borrowed until the request ends. nNumberOfBytesToWrite: how much of
 *          it, 0 for all up to its end, at most 2,147,483,646.
 *          nNumberOfBytesPerSend: 0, or a hint. lpOverlapped: the request,
 *          borrowed until it ends; Offset and OffsetHigh say where in the file
 *          to start. NULL: from the file pointer, and the call waits.
 *          lpTransmitBuffers: NULL, or Head and Tail, borrowed too. dwReserved:
 *          the TF_ flags; TF_DISCONNECT ends the connection afterwards, and
 *          with TF_REUSE_SOCKET makes the socket fit for AcceptEx or ConnectEx
 *          again; the others are hints.
 * Out:     *lpOverlapped when the request ends.
 * Returns: TRUE: done. FALSE; last error: ERROR_IO_PENDING, started;
 *          WSAENOTSOCK, hSocket is not a socket, hFile closed or not a file, or
 *          hEvent not an event; WSAENOTCONN; WSAESHUTDOWN, after shutdown;
 *          WSAEINVAL, too many bytes, unknown flags, TF_REUSE_SOCKET without
 *          TF_DISCONNECT, an offset outside the file, or (without lpOverlapped)
 *          a disk that fails; WSAEACCES, hFile is not opened for reading;
 *          WSAECONNRESET, the peer reset the connection; WSAECONNABORTED, this
 *          side lost it; WSAENOBUFS, out of memory or, with lpOverlapped, at a
 *          limit (IocpSetLimits); WSAEOPNOTSUPP, no engine may run here (see
 *          IocpGetBackend).
 * Packet:  one if TRUE or pending, lpOverlapped is given and the socket has a
 *          port; bytes: head, file and tail together, those sent if it fails.
 *          ERROR_IO_DEVICE: the disk failed. WSAEMFILE: no descriptor for
 *          TF_REUSE_SOCKET; all was sent.
 * Blocks:  never with lpOverlapped; else until all was sent.  Threads: any; its
 *          place among the socket's sends is the order of the calls.
 * Windows: same.
 * Source:  "TransmitFile function", Parameters and Remarks.
 * Test:    tests/conformance/transmit.c */
BOOL PASCAL TransmitFile(SOCKET hSocket, HANDLE hFile,
                         DWORD nNumberOfBytesToWrite,
                         DWORD nNumberOfBytesPerSend, LPOVERLAPPED lpOverlapped,
                         LPTRANSMIT_FILE_BUFFERS lpTransmitBuffers,
                         DWORD dwReserved) IOCP_API(TransmitFile);

/* The library's own files, and a Linux program that has no use for the three
 * names, may define IOCP_DECLARE_CONNECTEX to have the functions by name. */
#ifdef IOCP_DECLARE_CONNECTEX
/* Connects a bound stream socket, and sends the first data.
 * In:      s: bound, not connected. name, namelen: the peer. lpSendBuffer,
 *          dwSendDataLength: NULL and 0, or data to send on connection;
 *          borrowed until the request ends. lpOverlapped: required; borrowed
 *          until the request ends.
 * Out:     *lpdwBytesSent: on TRUE only.
 * Returns: FALSE, as it never ends at once; last error: ERROR_IO_PENDING,
 *          started; WSAENOTSOCK; WSAEINVAL, not bound, listening, or connecting
 *          already, or not a stream socket; ERROR_INVALID_PARAMETER, no
 *          lpOverlapped; WSAEISCONN, connected; WSAEAFNOSUPPORT, another
 *          family; WSAEFAULT, name is NULL or namelen too small; WSAENOBUFS,
 *          out of memory or at a limit; WSAEOPNOTSUPP, as AcceptEx.
 * Packet:  one if pending and s has a port, whatever the notification mode;
 *          bytes: those of lpSendBuffer. ERROR_CONNECTION_REFUSED,
 *          ERROR_SEM_TIMEOUT, ERROR_NETWORK_UNREACHABLE,
 *          ERROR_HOST_UNREACHABLE, ERROR_INVALID_NETNAME (no port or address
 *          left), ERROR_NO_SYSTEM_RESOURCES: the socket may be tried again.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. Set SO_UPDATE_CONNECT_CONTEXT before shutdown or getpeername.
 * Source:  "LPFN_CONNECTEX callback function", Parameters and Remarks.
 * Test:    tests/conformance/connect.c */
BOOL PASCAL ConnectEx(SOCKET s, const struct sockaddr *name, int namelen,
                      PVOID lpSendBuffer, DWORD dwSendDataLength,
                      LPDWORD lpdwBytesSent, LPOVERLAPPED lpOverlapped)
    IOCP_API(ConnectEx);

/* Ends a connection in good order; may make the socket ready for another.
 * In:      s: connected. lpOverlapped: the request, borrowed until it ends;
 *          NULL waits. dwFlags: 0, the end of the stream is sent and receiving
 *          goes on; TF_REUSE_SOCKET, s is an unconnected socket afterwards, for
 *          the call (AcceptEx or ConnectEx) that had connected it; its port,
 *          key and modes stay. dwReserved: 0.
 * Out:     none.
 * Returns: TRUE: done, without lpOverlapped. FALSE; last error:
 *          ERROR_IO_PENDING, started; WSAENOTSOCK; WSAENOTCONN; WSAEINVAL,
 *          other flags or dwReserved not 0; WSAENOBUFS, out of memory or, with
 *          lpOverlapped, at a limit; WSAEOPNOTSUPP, as AcceptEx.
 * Packet:  one, with 0 bytes, if pending and s has a port, whatever the
 *          notification mode. WSAEMFILE, ERROR_NO_SYSTEM_RESOURCES: nothing to
 *          make the socket for TF_REUSE_SOCKET of; the connection has ended.
 * Blocks:  never with lpOverlapped; else until done.  Threads: any, at once.
 * Windows: same.
 * Source:  "LPFN_DISCONNECTEX callback function", Parameters and Remarks.
 * Test:    tests/conformance/disconnect.c */
BOOL PASCAL DisconnectEx(SOCKET s, LPOVERLAPPED lpOverlapped, DWORD dwFlags,
                         DWORD dwReserved) IOCP_API(DisconnectEx);

/* Sends pieces of memory and of files on a connected socket.
 * In:      lpPacketArray, nElementCount: the pieces, sent in order; NULL and 0
 *          for none; the array is copied. Of each: dwElFlags, TP_ELEMENT_MEMORY
 *          or TP_ELEMENT_FILE (also if neither is set), and TP_ELEMENT_EOP if
 *          what follows must not be sent with it: on a datagram socket a
 *          datagram ends there. cLength: its bytes; 0 of a file: up to its end.
 *          pBuffer: borrowed until the request ends. hFile: opened for reading;
 *          borrowed too. nFileOffset: where in it to start; -1: at the file
 *          pointer, which then moves behind the piece. nSendSize: on a datagram
 *          socket the size at which a datagram ends by itself, 0 for the
 *          largest there is, 0xFFFFFFFF for TP_ELEMENT_EOP alone; else a hint.
 *          lpOverlapped: the request, borrowed until it ends; its offset is not
 *          looked at; NULL waits. dwFlags: as TransmitFile; on a datagram
 *          socket hints only.
 * Out:     *lpOverlapped when the request ends.
 * Returns: as TransmitFile, and WSAEFAULT, the array or a piece of memory is
 *          nowhere; WSAEINVAL, more than 2,147,483,646 bytes in all, unknown
 *          dwElFlags or both kinds, an offset outside the file, TF_DISCONNECT
 *          or a file that is no disk file or opened with
 *          FILE_FLAG_NO_BUFFERING on a datagram socket; WSAEMSGSIZE, a datagram
 *          would be too long.
 * Packet:  one if TRUE or pending, lpOverlapped is given and the socket has a
 *          port; bytes: all pieces together, those sent if it fails.
 * Blocks:  never with lpOverlapped; else until all was sent.  Threads: any; its
 *          place among the socket's sends is the order of the calls.
 * Windows: same.
 * Source:  "LPFN_TRANSMITPACKETS callback function",
 *          "TRANSMIT_PACKETS_ELEMENT structure".
 * Test:    tests/conformance/transmit_packets.c */
BOOL PASCAL TransmitPackets(SOCKET hSocket,
                            LPTRANSMIT_PACKETS_ELEMENT lpPacketArray,
                            DWORD nElementCount, DWORD nSendSize,
                            LPOVERLAPPED lpOverlapped, DWORD dwFlags)
    IOCP_API(TransmitPackets);
#endif

#ifdef __cplusplus
}
#endif

#endif
