/* The order Windows documents: <winsock2.h>, then <windows.h>. */
#include <winsock2.h>
#include <windows.h>
#include <mswsock.h>
#include <ws2tcpip.h>

SOCKET listener = INVALID_SOCKET;
HANDLE port = INVALID_HANDLE_VALUE;
