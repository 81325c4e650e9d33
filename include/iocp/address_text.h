/* Addresses as text with their ports, the protocols there are, and byte order
 * by socket: the rest of what <winsock2.h> has of names. */
#ifndef IOCP_ADDRESS_TEXT_H
#define IOCP_ADDRESS_TEXT_H

#include "socket_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writes an address with its port and scope.
 * In:      lpsaAddress, dwAddressLength: the address. lpProtocolInfo: ignored.
 *          *lpdwAddressStringLength: room in lpszAddressString, in characters.
 * Out:     lpszAddressString: text and a NUL, "1.2.3.4:5" or "[fe80::1%2]:5",
 *          without a port that is 0. *lpdwAddressStringLength: its length with
 *          the NUL; with WSAEFAULT what is needed.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEFAULT, the room is too small or
 *          lpszAddressString is NULL; WSAEINVAL, another pointer is NULL, an
 *          unknown family, or dwAddressLength too small; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAAddressToStringW function", Return value and Remarks.
 * Test:    tests/conformance/address_text.c */
INT WSAAPI WSAAddressToStringA(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo,
                               LPSTR lpszAddressString,
                               LPDWORD lpdwAddressStringLength)
    IOCP_API(WSAAddressToStringA);

/* The same for text in UTF-16. */
INT WSAAPI WSAAddressToStringW(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo,
                               LPWSTR lpszAddressString,
                               LPDWORD lpdwAddressStringLength)
    IOCP_API(WSAAddressToStringW);

/* Reads an address, with a port and a scope if there are.
 * In:      AddressString: as WSAAddressToString writes it. AddressFamily:
 *          AF_INET or AF_INET6. lpProtocolInfo: ignored. *lpAddressLength: room
 *          at lpAddress.
 * Out:     *lpAddress: the address; *lpAddressLength: its length; with
 *          WSAEFAULT what is needed.
 * Returns: 0, or SOCKET_ERROR; last error: WSAEFAULT, the room is too small, or
 *          lpAddress or lpAddressLength is NULL; WSAEINVAL, no such text, or
 *          another family; WSA_NOT_ENOUGH_MEMORY; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAStringToAddressW function", Return value and Remarks.
 * Test:    tests/conformance/address_text.c */
INT WSAAPI WSAStringToAddressA(LPSTR AddressString, INT AddressFamily,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength)
    IOCP_API(WSAStringToAddressA);

/* The same for text in UTF-16. */
INT WSAAPI WSAStringToAddressW(LPWSTR AddressString, INT AddressFamily,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength)
    IOCP_API(WSAStringToAddressW);

/* Tells which protocols there are: TCP and UDP, for IPv4 and IPv6.
 * In:      lpiProtocols: NULL for all, or protocols wanted, 0 behind them.
 *          *lpdwBufferLength: room at lpProtocolBuffer, in bytes.
 * Out:     lpProtocolBuffer: an array. *lpdwBufferLength: with WSAENOBUFS what
 *          is needed.
 * Returns: how many, or SOCKET_ERROR; last error: WSAENOBUFS, the room is too
 *          small; WSAEFAULT, lpdwBufferLength is NULL; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there is no catalogue of providers behind it.
 * Source:  "WSAEnumProtocolsW function", Return value.
 * Test:    tests/conformance/address_text.c */
int WSAAPI WSAEnumProtocolsA(LPINT lpiProtocols,
                             LPWSAPROTOCOL_INFOA lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
    IOCP_API(WSAEnumProtocolsA);

/* The same for UTF-16. */
int WSAAPI WSAEnumProtocolsW(LPINT lpiProtocols,
                             LPWSAPROTOCOL_INFOW lpProtocolBuffer,
                             LPDWORD lpdwBufferLength)
    IOCP_API(WSAEnumProtocolsW);

/* Converts a number to the byte order of a socket's network.
 * In:      s: any socket. hostlong: the number.
 * Out:     *lpnetlong: on 0 only.
 * Returns: 0, or SOCKET_ERROR; last error: WSAENOTSOCK; WSAEFAULT, lpnetlong is
 *          NULL; WSANOTINITIALISED.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAHtonl function", Return value.
 * Test:    tests/conformance/address_text.c */
int WSAAPI WSAHtonl(SOCKET s, u_long hostlong, u_long *lpnetlong)
    IOCP_API(WSAHtonl);

/* Converts a short number to the byte order of a socket's network.
 * In:      s: any socket. hostshort: the number.
 * Out:     *lpnetshort: on 0 only.
 * Returns: as WSAHtonl.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSAHtons function", Return value.
 * Test:    tests/conformance/address_text.c */
int WSAAPI WSAHtons(SOCKET s, u_short hostshort, u_short *lpnetshort)
    IOCP_API(WSAHtons);

/* Converts a number from the byte order of a socket's network.
 * In:      s: any socket. netlong: the number.
 * Out:     *lphostlong: on 0 only.
 * Returns: as WSAHtonl.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSANtohl function", Return value.
 * Test:    tests/conformance/address_text.c */
int WSAAPI WSANtohl(SOCKET s, u_long netlong, u_long *lphostlong)
    IOCP_API(WSANtohl);

/* Converts a short number from the byte order of a socket's network.
 * In:      s: any socket. netshort: the number.
 * Out:     *lphostshort: on 0 only.
 * Returns: as WSAHtonl.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "WSANtohs function", Return value.
 * Test:    tests/conformance/address_text.c */
int WSAAPI WSANtohs(SOCKET s, u_short netshort, u_short *lphostshort)
    IOCP_API(WSANtohs);

#ifdef UNICODE
#define WSAAddressToString WSAAddressToStringW
#define WSAStringToAddress WSAStringToAddressW
#define WSAEnumProtocols WSAEnumProtocolsW
#else
#define WSAAddressToString WSAAddressToStringA
#define WSAStringToAddress WSAStringToAddressA
#define WSAEnumProtocols WSAEnumProtocolsA
#endif

#ifdef __cplusplus
}
#endif

#endif
