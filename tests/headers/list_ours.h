/* Every public header. */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <mstcpip.h>
#include <afunix.h>
#include <windows.h>
#include <ntsecapi.h>
#include <shellapi.h>
#include <winternl.h>
#include <versionhelpers.h>
#include <process.h>
#include <tchar.h>
#include <ntstatus.h>
#include <iocp/linux.h>
