/* Winsock 2: the calls of <winsock2.h>.
 *
 * A SOCKET is a handle: CreateIoCompletionPort, CancelIoEx, ReadFile and the
 * rest of io.h take it, cast to HANDLE. The last error of Winsock and that of
 * Win32 are one value; a Winsock call that succeeds sets it to 0.
 *
 * Given anything but an open socket, each call here fails with WSAENOTSOCK
 * before it looks at its other arguments; before WSAStartup, with
 * WSANOTINITIALISED. What starts a request or waits fails with WSAEOPNOTSUPP
 * where no engine may run (see IocpGetBackend). Only WSARecv, WSASend and
 * WSAIoctl with an OVERLAPPED post packets; AcceptEx, ConnectEx, DisconnectEx
 * and TransmitFile are in socket_ext.h. */
#ifndef IOCP_SOCKET_H
#define IOCP_SOCKET_H

#include "byte_order.h"
#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Makes Winsock ready for this process; may be called again.
 * In:      wVersionRequested: MAKEWORD(2, 2), or an older version.
 * Out:     *lpWSAData: the version that will be used, and texts.
 * Returns: 0, or the error itself, not by WSAGetLastError:
 *          WSAVERNOTSUPPORTED, a version below 1.0; WSAEFAULT, lpWSAData is
 *          NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAStartup function", Return value.
 * Test:    tests/conformance/socket_basic.c */
int WSAAPI WSAStartup(WORD wVersionRequested, LPWSADATA lpWSAData)
    IOCP_API(WSAStartup);

/* Undoes one WSAStartup; the last one ends every socket.
 * In:      none.
 * Out:     none.
 * Returns: 0, or SOCKET_ERROR; last error: WSANOTINITIALISED.
 * Packet:  none of its own; after the last one pending requests end, with
 *          WSA_OPERATION_ABORTED.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSACleanup function", Return value.
 * Test:    tests/conformance/socket_basic.c */
int WSAAPI WSACleanup(void) IOCP_API(WSACleanup);

/* Gives the calling thread's last error.
 * In:      none.
 * Out:     none.
 * Returns: the number; the same value as GetLastError.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAGetLastError function", Return value.
 * Test:    tests/conformance/socket_basic.c */
int WSAAPI WSAGetLastError(void) IOCP_API(WSAGetLastError);

/* Sets the calling thread's last error.
 * In:      iError: any number.
 * Out:     none.
 * Returns: nothing.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSASetLastError function", Remarks.
 * Test:    tests/conformance/system.c */
void WSAAPI WSASetLastError(int iError) IOCP_API(WSASetLastError);

/* Makes a socket, overlapped or not as the flags say.
 * In:      af, type, protocol: AF_INET or AF_INET6 with SOCK_STREAM or
 *          SOCK_DGRAM, and the protocol, or 0 for the usual one; AF_UNIX with
 *          SOCK_STREAM and 0 (unix_address.h). What is 0 follows from the
 *          rest: a protocol implies the type, no type and no protocol is
 *          TCP's, no family AF_INET.
 *          lpProtocolInfo: NULL, or a description: from WSADuplicateSocket,
 *          it is the socket (the other arguments are not looked at); else it
 *          has what af, type or protocol leave to it as 0 or
 *          FROM_PROTOCOL_INFO.
 *          g: 0. dwFlags: WSA_FLAG_OVERLAPPED, without
 *          which the socket is synchronous and cannot be associated with a
 *          port; WSA_FLAG_NO_HANDLE_INHERIT, a child process does not get it.
 * Out:     none.
 * Returns: the socket, to be closed by closesocket; or INVALID_SOCKET; last
 *          error: WSAESOCKTNOSUPPORT, unknown type; WSAEAFNOSUPPORT, unknown
 *          family; WSAEPROTONOSUPPORT, unknown protocol or one that does not
 *          fit the type; WSAEMFILE, no descriptor left; WSAENOBUFS, out of
 *          memory or handles; WSAEINVAL, unknown flags, neither family nor
 *          protocol, or a description from WSADuplicateSocket that was used
 *          before or is not for this process; WSAEFAULT, lpProtocolInfo is
 *          nowhere; WSAEACCES, SOCK_RAW and not permitted.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSASocketA function", Parameters and Return value.
 * Test:    tests/conformance/socket_basic.c */
SOCKET WSAAPI WSASocketA(int af, int type, int protocol,
                         LPWSAPROTOCOL_INFOA lpProtocolInfo, GROUP g,
                         DWORD dwFlags) IOCP_API(WSASocketA);

/* The same for a protocol description in UTF-16. */
SOCKET WSAAPI WSASocketW(int af, int type, int protocol,
                         LPWSAPROTOCOL_INFOW lpProtocolInfo, GROUP g,
                         DWORD dwFlags) IOCP_API(WSASocketW);

/* Makes an overlapped socket.
 * In:      as WSASocket.
 * Out:     none.
 * Returns: as WSASocket.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "socket function", Remarks.
 * Test:    tests/conformance/socket_basic.c */
SOCKET WSAAPI socket(int af, int type, int protocol) IOCP_API(socket);

/* Gives a socket its local address.
 * In:      name, namelen: a sockaddr_in or sockaddr_in6; port 0 picks one.
 * Out:     none.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEINVAL, it has one already;
 *          WSAEADDRINUSE, another socket has it; WSAEADDRNOTAVAIL, not an
 *          address of this host; WSAEAFNOSUPPORT, another family;
 *          WSAEFAULT, name is NULL or namelen too small; WSAEACCES, not
 *          permitted.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "bind function", Return value.
 * Test:    tests/conformance/address.c */
int WSAAPI bind(SOCKET s, const struct sockaddr *name, int namelen)
    IOCP_API(bind);

/* Makes a socket take connections.
 * In:      s: bound. backlog: how many may wait; SOMAXCONN for the most.
 * Out:     none.
 * Returns: 0, also if it listens already, or SOCKET_ERROR; last error:
 *          WSAEINVAL, not bound, or connecting; WSAEISCONN, connected;
 *          WSAEOPNOTSUPP, not a stream socket; WSAEADDRINUSE, another socket
 *          listens there.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "listen function", Return value.
 * Test:    tests/conformance/socket_state.c */
int WSAAPI listen(SOCKET s, int backlog) IOCP_API(listen);

/* Takes the next connection.
 * In:      s: listening. addr, addrlen: both NULL, or room for the peer's
 *          address and its size.
 * Out:     *addr: the peer's address; *addrlen: its length.
 * Returns: a new socket, overlapped if s is; or INVALID_SOCKET; last error:
 *          WSAEINVAL, not listening; WSAEOPNOTSUPP, not a stream socket;
 *          WSAEWOULDBLOCK, none is there and s does not block; WSAEFAULT, the
 *          room is too small; WSAEMFILE, no descriptor left; WSAENOBUFS, out
 *          of memory or handles; WSAEINTR, s was closed meanwhile.
 * Packet:  none.
 * Blocks:  until there is one, unless FIONBIO is set.  Threads: any, at once.
 * Windows: same.
 * Source:  "accept function", Return value.
 * Test:    tests/conformance/socket_state.c */
SOCKET WSAAPI accept(SOCKET s, struct sockaddr *addr, int *addrlen)
    IOCP_API(accept);

/* Connects a socket, or sets the peer of a datagram socket.
 * In:      name, namelen: the peer. A datagram socket may have another one
 *          already, whom it keeps if this fails; for zeros, with or without
 *          the family, it has none from then on.
 * Out:     none.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEWOULDBLOCK, started, and s does
 *          not block; WSAEALREADY, it is still under way; WSAEISCONN,
 *          connected; WSAEINVAL, listening, in an AcceptEx, or a ConnectEx is
 *          pending or waits for SO_UPDATE_CONNECT_CONTEXT; WSAECONNREFUSED,
 *          WSAETIMEDOUT, WSAENETUNREACH, WSAEHOSTUNREACH, from the network;
 *          WSAEADDRNOTAVAIL, no address to connect to; WSAEAFNOSUPPORT, another
 *          family; WSAEFAULT, name is NULL or namelen too small; WSAENOBUFS,
 *          out of memory or, if it does not block, at a limit (IocpSetLimits);
 *          WSAEACCES, 255.255.255.255 without SO_BROADCAST.
 * Packet:  none.
 * Blocks:  until connected or refused, unless FIONBIO is set.  Threads: any.
 * Windows: same.
 * Source:  "connect function", Return value.
 * Test:    tests/conformance/socket_state.c */
int WSAAPI connect(SOCKET s, const struct sockaddr *name, int namelen)
    IOCP_API(connect);

/* Sends on a connected socket.
 * In:      buf, len: what, len from 0. flags: MSG_OOB or MSG_DONTROUTE.
 * Out:     none.
 * Returns: the number of bytes taken: len, or less if s does not block; or
 *          SOCKET_ERROR; last error: WSAEWOULDBLOCK, no room and s does not
 *          block; WSAENOTCONN; WSAESHUTDOWN, after shutdown; WSAECONNRESET, the
 *          peer reset the connection; WSAECONNABORTED, this side lost it;
 *          WSAEMSGSIZE, the datagram is too long; WSAETIMEDOUT, SO_SNDTIMEO;
 *          WSAEFAULT, a bad buffer or len below 0; WSAEOPNOTSUPP, other flags;
 *          WSAENOBUFS, out of memory.
 * Packet:  none.
 * Blocks:  until all is taken, unless FIONBIO is set.  Threads: any;
 *          concurrent sends may mix.
 * Windows: same.
 * Source:  "send function", Return value.
 * Test:    tests/conformance/socket_basic.c */
int WSAAPI send(SOCKET s, const char *buf, int len, int flags) IOCP_API(send);

/* Receives from a connected socket.
 * In:      buf, len: room. flags: MSG_PEEK, MSG_OOB or MSG_WAITALL.
 * Out:     buf: the bytes; a datagram too long for it is cut.
 * Returns: the number of bytes; 0: the peer sent its last byte (streams); or
 *          SOCKET_ERROR; last error: WSAEWOULDBLOCK, nothing there and s does
 *          not block; WSAEMSGSIZE, the datagram was cut; WSAENOTCONN;
 *          WSAESHUTDOWN, after shutdown; WSAECONNRESET, the peer reset the
 *          connection, or an earlier datagram found nobody; WSAETIMEDOUT,
 *          SO_RCVTIMEO; WSAEFAULT, a bad buffer or len below 0; WSAEINVAL, an
 *          unbound datagram socket; WSAEOPNOTSUPP, flags that do not go
 *          together; WSAENOBUFS, out of memory.
 * Packet:  none.
 * Blocks:  until at least one byte is there, unless FIONBIO is set.
 *          Threads: any.
 * Windows: same.
 * Source:  "recv function", Return value.
 * Test:    tests/conformance/socket_basic.c */
int WSAAPI recv(SOCKET s, char *buf, int len, int flags) IOCP_API(recv);

/* Ends one direction of a connection, or both.
 * In:      how: SD_RECEIVE, SD_SEND (the peer sees the end of the stream) or
 *          SD_BOTH. A datagram socket need not be connected.
 * Out:     none.
 * Returns: 0, also when repeated, or SOCKET_ERROR; last error: WSAENOTCONN, not
 *          connected, or SO_UPDATE_ACCEPT_CONTEXT or SO_UPDATE_CONNECT_CONTEXT
 *          is missing; WSAEINVAL, another how; WSAENOBUFS, out of memory or at
 *          a limit (IocpSetLimits) while sends are pending.
 * Packet:  none, and none pending ends by it: SD_RECEIVE lets a pending receive
 *          have the next data.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "shutdown function", Remarks.
 * Test:    tests/conformance/socket_state.c */
int WSAAPI shutdown(SOCKET s, int how) IOCP_API(shutdown);

/* Closes a socket; the same as CloseHandle.
 * In:      s: not valid any more when the call returns.
 * Out:     none.
 * Returns: 0, or SOCKET_ERROR; last error: WSAENOTSOCK; WSANOTINITIALISED.
 * Packet:  none of its own; each pending request ends and posts its own:
 *          receives and sends of a connected stream with
 *          ERROR_CONNECTION_ABORTED, all others with ERROR_OPERATION_ABORTED.
 * Blocks:  never, whatever SO_LINGER says.  Threads: any.
 * Windows: differs: SO_LINGER with a time does not wait, data goes out behind
 *          the call; with time 0 the connection is reset.
 * Source:  "closesocket function", Remarks.
 * Test:    tests/conformance/socket_close.c */
int WSAAPI closesocket(SOCKET s) IOCP_API(closesocket);

/* Sets an option of a socket.
 * In:      level: SOL_SOCKET, IPPROTO_TCP, IPPROTO_IP or IPPROTO_IPV6. optname:
 *          the option. optval, optlen: its value, in Windows' form: timeouts
 *          are a DWORD of milliseconds; SO_UPDATE_ACCEPT_CONTEXT takes the
 *          listening SOCKET; SO_UPDATE_CONNECT_CONTEXT takes NULL and 0.
 * Out:     none.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEFAULT, optval is NULL or optlen
 *          too small; WSAENOPROTOOPT, unknown option, or not one of such a
 *          socket; WSAEINVAL, unknown level, a bad value, or an SO_UPDATE_
 *          option of the other call; WSAENOTCONN, an SO_UPDATE_ option and not
 *          connected; WSAENOTSOCK, also when SO_UPDATE_ACCEPT_CONTEXT names no
 *          socket.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "setsockopt function", Remarks.
 * Test:    tests/conformance/socket_options.c */
int WSAAPI setsockopt(SOCKET s, int level, int optname, const char *optval,
                      int optlen) IOCP_API(setsockopt);

/* Gives an option of a socket.
 * In:      level, optname: as setsockopt. *optlen: room in optval.
 * Out:     optval: the value, *optlen: its length; untouched on failure.
 *          SO_RCVBUF and SO_SNDBUF give what was set. SO_CONNECT_TIME gives
 *          seconds, or 0xFFFFFFFF if not connected.
 * Returns: as setsockopt.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "getsockopt function", Remarks.
 * Test:    tests/conformance/socket_options.c */
int WSAAPI getsockopt(SOCKET s, int level, int optname, char *optval,
                      int *optlen) IOCP_API(getsockopt);

/* Sets whether a socket blocks, or tells what is there to read.
 * In:      cmd: FIONBIO, *argp nonzero makes calls return WSAEWOULDBLOCK
 *          instead of blocking; FIONREAD; SIOCATMARK.
 * Out:     *argp: FIONREAD: bytes to read, or the size of the next datagram;
 *          SIOCATMARK: 0 if urgent data is there with other data before it.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEFAULT, argp is NULL;
 *          WSAEOPNOTSUPP, another cmd.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. Requests with an OVERLAPPED never fail with WSAEWOULDBLOCK,
 *          whatever FIONBIO says.
 * Source:  "ioctlsocket function", Parameters.
 * Test:    tests/conformance/socket_basic.c */
int WSAAPI ioctlsocket(SOCKET s, LONG cmd, u_long *argp) IOCP_API(ioctlsocket);

/* Gives the local address of a socket.
 * In:      *namelen: room in name.
 * Out:     *name: the address, *namelen: its length; untouched on failure.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEINVAL, not bound, or
 *          SO_UPDATE_ACCEPT_CONTEXT is missing; WSAEFAULT, the room is too
 *          small or a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "getsockname function", Return value.
 * Test:    tests/conformance/address.c */
int WSAAPI getsockname(SOCKET s, struct sockaddr *name, int *namelen)
    IOCP_API(getsockname);

/* Gives the address of the peer.
 * In:      *namelen: room in name.
 * Out:     *name: the address, *namelen: its length; untouched on failure.
 * Returns: 0, also once the connection is over, or SOCKET_ERROR; last error:
 *          WSAENOTCONN, not connected, or an SO_UPDATE_ option is missing;
 *          WSAEFAULT, as getsockname.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "getpeername function", Return value.
 * Test:    tests/conformance/address.c */
int WSAAPI getpeername(SOCKET s, struct sockaddr *name, int *namelen)
    IOCP_API(getpeername);

/* Does one of many things to a socket.
 * In:      dwIoControlCode: SIO_GET_EXTENSION_FUNCTION_POINTER, the in buffer
 *          holds a WSAID_ value and the out buffer takes the function;
 *          SIO_KEEPALIVE_VALS, SIO_UDP_CONNRESET, SIO_LOOPBACK_FAST_PATH;
 *          FIONBIO, FIONREAD, SIOCATMARK; and the queries of socket_ioctl.h,
 *          interfaces.h and tcp_info.h. lpcbBytesReturned: required, always.
 *          lpOverlapped: NULL, or the request, borrowed until it ends.
 *          lpCompletionRoutine: as WSARecv.
 * Out:     lpvOutBuffer: on 0. *lpcbBytesReturned: on 0; with WSAEFAULT, what a
 *          query needs.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEINVAL, an unknown WSAID_ value
 *          or version, a code of another kind of socket, or a routine on a
 *          socket with a port; WSAENOPROTOOPT, SIO_KEEPALIVE_VALS on datagrams,
 *          SIO_GET_BROADCAST_ADDRESS on IPv6; WSAENETUNREACH, no route;
 *          WSAENOTCONN, it asks for a connection; WSAEFAULT, a buffer is NULL
 *          or too small, or lpcbBytesReturned is NULL; WSAEOPNOTSUPP, an
 *          unknown code, without lpOverlapped; WSA_IO_PENDING, started;
 *          WSAENOTSOCK; WSA_INVALID_HANDLE, hEvent is not an event; WSAENOBUFS,
 *          out of memory, or its packet at a limit (IocpSetLimits).
 * Packet:  one, with 0 bytes, if lpOverlapped is given, s has a port, and the
 *          call returned 0 or pending. An unknown code pends, then ends with
 *          ERROR_NOT_SUPPORTED; SIO_GET_INTERFACE_LIST pends, with its bytes.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAIoctl function", Parameters and Remarks; "Winsock IOCTLs".
 * Test:    tests/conformance/socket_ioctl.c, packet_rules.c, apc_sockets.c */
int WSAAPI WSAIoctl(SOCKET s, DWORD dwIoControlCode, LPVOID lpvInBuffer,
                    DWORD cbInBuffer, LPVOID lpvOutBuffer, DWORD cbOutBuffer,
                    LPDWORD lpcbBytesReturned, LPWSAOVERLAPPED lpOverlapped,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WSAIoctl);

/* Receives into one or more buffers.
 * In:      lpBuffers, dwBufferCount: the buffers, filled in order; at least
 *          one. The array is copied; the memory it points to is borrowed until
 *          the request ends. A buffer of 0 bytes waits for data and takes none.
 *          *lpFlags: MSG_PEEK, MSG_OOB, MSG_WAITALL, MSG_PUSH_IMMEDIATE or
 *          MSG_PARTIAL. lpOverlapped: the request, borrowed until it ends; NULL
 *          for an ordinary recv. lpCompletionRoutine: NULL, or what this thread
 *          calls in its first alertable wait after the end, also if the call
 *          returned 0; hEvent is not looked at then. It is told Winsock's error
 *          and the flags. If the thread ends first, the request is cancelled
 *          and nothing called. Ignored without lpOverlapped.
 * Out:     *lpNumberOfBytesRecvd and *lpFlags: on 0 only. The first may be NULL
 *          if lpOverlapped is not.
 * Returns: 0: done; 0 bytes on a stream: the peer sent its last byte.
 *          SOCKET_ERROR; last error: WSA_IO_PENDING, started; WSAEMSGSIZE, the
 *          datagram was cut (it is received, and a packet follows);
 *          WSAECONNRESET, the peer reset the connection; WSAENOTCONN;
 *          WSAESHUTDOWN, after shutdown; WSAEINVAL, no buffer, an unbound
 *          datagram socket, or a routine on a socket with a port; WSAEFAULT, a
 *          bad pointer; WSAEOPNOTSUPP, flags that do not go together;
 *          WSAEWOULDBLOCK and WSAETIMEDOUT (SO_RCVTIMEO), without
 *          lpOverlapped only; WSAENOTSOCK; WSA_INVALID_HANDLE, hEvent is not an
 *          event; WSAENOBUFS, out of memory, more than 1024 buffers or, with
 *          lpOverlapped, at a limit (IocpSetLimits).
 * Packet:  one if it returned 0, pending or WSAEMSGSIZE, lpOverlapped is given
 *          and s has a port; see the rules in port.h. A reset gives
 *          ERROR_NETNAME_DELETED there.
 * Blocks:  never with lpOverlapped on an overlapped socket; else as recv.
 *          Threads: any; receives are filled in the order they were posted.
 * Windows: same.
 * Source:  "WSARecv function", Parameters and Remarks.
 * Test:    tests/conformance/socket_recv.c, apc_sockets.c */
int WSAAPI WSARecv(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                   LPDWORD lpNumberOfBytesRecvd, LPDWORD lpFlags,
                   LPWSAOVERLAPPED lpOverlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WSARecv);

/* Sends one or more buffers.
 * In:      lpBuffers, dwBufferCount: the buffers, sent in order. The array is
 *          copied; the memory it points to is borrowed until the request ends.
 *          dwFlags: MSG_OOB, MSG_DONTROUTE or MSG_PARTIAL. lpOverlapped,
 *          lpCompletionRoutine: as WSARecv.
 * Out:     *lpNumberOfBytesSent: on 0 only; may be NULL if lpOverlapped is not.
 * Returns: 0: done. SOCKET_ERROR; last error: WSA_IO_PENDING, started;
 *          WSAECONNRESET, the peer reset the connection; WSAECONNABORTED, this
 *          side lost it; WSAENOTCONN; WSAESHUTDOWN, after shutdown;
 *          WSAEMSGSIZE, the datagram is too long (nothing is sent, no packet);
 *          WSAEINVAL, no buffer, or a routine on a socket with a port;
 *          WSAEFAULT, a bad pointer; WSAEOPNOTSUPP, other flags;
 *          WSAEWOULDBLOCK and WSAETIMEDOUT (SO_SNDTIMEO), without lpOverlapped
 *          only; WSAENOTSOCK; WSA_INVALID_HANDLE, hEvent is not an event;
 *          WSAENOBUFS, out of memory, more than 1024 buffers or, with
 *          lpOverlapped, at a limit (IocpSetLimits).
 * Packet:  one if it returned 0 or pending, lpOverlapped is given and s has a
 *          port; see the rules in port.h. It comes when every byte was taken:
 *          there is no partial success.
 * Blocks:  never with lpOverlapped on an overlapped socket; else as send.
 *          Threads: any; sends go out in the order they were posted.
 * Windows: same.
 * Source:  "WSASend function", Parameters and Remarks.
 * Test:    tests/conformance/socket_send.c, apc_sockets.c */
int WSAAPI WSASend(SOCKET s, LPWSABUF lpBuffers, DWORD dwBufferCount,
                   LPDWORD lpNumberOfBytesSent, DWORD dwFlags,
                   LPWSAOVERLAPPED lpOverlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine)
    IOCP_API(WSASend);

/* Gives the result of a request on a socket.
 * In:      s: the socket. lpOverlapped: the request. fWait: whether to wait for
 *          its end.
 * Out:     *lpcbTransfer: the count, *lpdwFlags: the flags of a receive; once
 *          the request has ended, also in failure.
 * Returns: TRUE: it succeeded. FALSE; last error: WSA_IO_INCOMPLETE, pending
 *          and fWait is FALSE; WSAENOTSOCK; WSAEFAULT, a pointer is NULL; else
 *          the Winsock number of its status (a reset: WSAECONNRESET, where
 *          GetOverlappedResult says ERROR_NETNAME_DELETED).
 * Packet:  none, and the request's own packet stays in the port.
 * Blocks:  with fWait until the request ends. Not alertable.  Threads: any, at
 *          once.
 * Windows: same.
 * Source:  "WSAGetOverlappedResult function", Remarks.
 * Test:    tests/conformance/overlapped.c */
BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED lpOverlapped,
                                   LPDWORD lpcbTransfer, BOOL fWait,
                                   LPDWORD lpdwFlags)
    IOCP_API(WSAGetOverlappedResult);

#ifdef UNICODE
#define WSASocket WSASocketW
#else
#define WSASocket WSASocketA
#endif

#ifdef __cplusplus
}
#endif

#endif
