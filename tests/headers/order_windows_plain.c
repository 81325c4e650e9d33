/* The order that fails on Windows and that old programs save by a trick; here
 * it works with and without the trick. */
#define _WINSOCKAPI_
#include <windows.h>
#include <winsock2.h>
#include <mswsock.h>
#include <ws2tcpip.h>

SOCKET listener = INVALID_SOCKET;
HANDLE port = INVALID_HANDLE_VALUE;
