/* The other order Windows allows: WIN32_LEAN_AND_MEAN keeps <winsock.h> out. */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

SOCKET listener = INVALID_SOCKET;
HANDLE port = INVALID_HANDLE_VALUE;
