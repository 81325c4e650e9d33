/* WSADuplicateSocket. The ticket it fills is a protocol description whose
 * reserved fields say which socket is meant:
 *
 *   for this process     dwProviderReserved: a handle, made already
 *   for another process  dwServiceFlags2 and 3, then dwServiceFlags4 and
 *                        dwCatalogEntryId: whom to ask and for which;
 *                        dwProviderReserved: the process that made it
 *
 * Each works once. */
#include "api/socket_duplicate.h"

#include <string.h>

#include "api/protocol_info.h"
#include "api/winsock.h"
#include "iocp/connections.h"
#include "iocp/thread.h"
#include "object/socket_ticket.h"
#include "sys/handover.h"

static DWORD high(uint64_t value)
{
    return (DWORD)(value >> 32);
}

static uint64_t join(DWORD low, DWORD high_part)
{
    return (uint64_t)high_part << 32 | low;
}

/* ---- Making them ---- */

static DWORD promise_here(SOCKET s, WSAPROTOCOL_INFOA *info)
{
    HANDLE handle;
    NTSTATUS status =
        table_duplicate((HANDLE)s, OBJECT_SOCKET, TABLE_PROMISED, &handle);

    if (status != STATUS_SUCCESS)
        return errmap_winsock(status);
    info->dwProviderReserved = (DWORD)(uintptr_t)handle;
    return 0;
}

static DWORD promise_there(struct socket_object *socket, DWORD pid,
                           WSAPROTOCOL_INFOA *info)
{
    struct socket_ticket ticket;
    int rc;

    if (!handover_is_process(pid) || socket->role == SOCKET_CONNECTING)
        return WSAEINVAL;
    rc = socket_ticket_give(socket, pid, &ticket);
    if (rc < 0)
        return errmap_winsock(errmap_socket(-rc));
    info->dwServiceFlags2 = (DWORD)ticket.name;
    info->dwServiceFlags3 = high(ticket.name);
    info->dwServiceFlags4 = (DWORD)ticket.secret;
    info->dwCatalogEntryId = high(ticket.secret);
    info->dwProviderReserved = GetCurrentProcessId();
    return 0;
}

static DWORD fill(struct socket_object *socket, SOCKET s, DWORD pid,
                  WSAPROTOCOL_INFOA *info)
{
    protocol_info_a(socket, info);
    return pid == GetCurrentProcessId() ? promise_here(s, info)
                                        : promise_there(socket, pid, info);
}

/* `out`: where it goes, of whichever kind. */
static int duplicate(SOCKET s, DWORD pid, const void *out,
                     WSAPROTOCOL_INFOA *info, WSAPROTOCOL_INFOW *wide)
{
    struct socket_object *socket = winsock_get(s);
    DWORD error = WSAEFAULT;

    if (socket == NULL)
        return SOCKET_ERROR;
    if (address_is_possible(out)) {
        error = fill(socket, s, pid, info);
        protocol_info_w(socket, wide);
    }
    winsock_put(socket);
    return error != 0 ? winsock_error(error) : winsock_result(0);
}

int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD dwProcessId,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo)
{
    WSAPROTOCOL_INFOA info;
    WSAPROTOCOL_INFOW wide;
    int result = duplicate(s, dwProcessId, lpProtocolInfo, &info, &wide);

    if (result == 0)
        *lpProtocolInfo = info;
    return result;
}

int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD dwProcessId,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo)
{
    WSAPROTOCOL_INFOA info;
    WSAPROTOCOL_INFOW wide;
    int result = duplicate(s, dwProcessId, lpProtocolInfo, &info, &wide);

    if (result != 0)
        return result;
    memcpy(&wide, &info, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    *lpProtocolInfo = wide;
    return 0;
}

/* ---- Taking them ---- */

bool socket_is_duplicate(const WSAPROTOCOL_INFOA *info)
{
    return info->dwProviderReserved != 0;
}

static SOCKET take_here(const WSAPROTOCOL_INFOA *info)
{
    HANDLE handle = (HANDLE)(uintptr_t)info->dwProviderReserved;

    if (table_take_flag(handle, OBJECT_SOCKET, TABLE_PROMISED) !=
        STATUS_SUCCESS)
        return (SOCKET)winsock_error(WSAEINVAL);
    last_error_set(0);
    return (SOCKET)handle;
}

SOCKET socket_take_duplicate(const WSAPROTOCOL_INFOA *info)
{
    const struct socket_ticket ticket = {
        .name = join(info->dwServiceFlags2, info->dwServiceFlags3),
        .secret = join(info->dwServiceFlags4, info->dwCatalogEntryId),
    };
    struct socket_object *socket;
    int rc;

    if (ticket.name == 0)
        return take_here(info);
    socket = socket_ticket_take(&ticket, &rc);
    if (socket == NULL)
        return (SOCKET)winsock_result(rc);
    return winsock_publish(socket);
}
