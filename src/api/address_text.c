/* Addresses as text with their ports, and the byte order calls that name a
 * socket. */
#include "iocp/address_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/winsock.h"
#include "base/utf.h"
#include "iocp/address.h"
#include "sys/resolve.h"

#define TEXT_BYTES 80 /* "[", an address, "%", a scope, "]:", a port, NUL */

/* ---- To text ---- */

static void write_ipv4(const SOCKADDR_IN *name, char *text)
{
    char address[INET_ADDRSTRLEN];

    resolve_format(AF_INET, &name->sin_addr, address, sizeof address);
    if (name->sin_port != 0)
        snprintf(text, TEXT_BYTES, "%s:%u", address, ntohs(name->sin_port));
    else
        snprintf(text, TEXT_BYTES, "%s", address);
}

static void write_ipv6(const SOCKADDR_IN6 *name, char *text)
{
    char address[INET6_ADDRSTRLEN], scope[12] = "";

    resolve_format(AF_INET6, &name->sin6_addr, address, sizeof address);
    if (name->sin6_scope_id != 0)
        snprintf(scope, sizeof scope, "%%%u", name->sin6_scope_id);
    if (name->sin6_port != 0)
        snprintf(text, TEXT_BYTES, "[%.46s%s]:%u", address, scope,
                 ntohs(name->sin6_port));
    else
        snprintf(text, TEXT_BYTES, "%.46s%s", address, scope);
}

/* 0, or WSAEINVAL. */
static DWORD write_text(const SOCKADDR *name, DWORD len, char *text)
{
    if (name == NULL || len < sizeof name->sa_family ||
        address_len_of(name->sa_family) == 0 ||
        len < address_len_of(name->sa_family))
        return WSAEINVAL;
    if (name->sa_family == AF_INET)
        write_ipv4((const SOCKADDR_IN *)(const void *)name, text);
    else
        write_ipv6((const SOCKADDR_IN6 *)(const void *)name, text);
    return 0;
}

INT WSAAPI WSAAddressToStringA(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo,
                               LPSTR lpszAddressString,
                               LPDWORD lpdwAddressStringLength)
{
    char text[TEXT_BYTES];
    DWORD error, needed, room;

    (void)lpProtocolInfo;
    if (!winsock_started())
        return SOCKET_ERROR;
    error = write_text(lpsaAddress, dwAddressLength, text);
    if (error == 0 && lpdwAddressStringLength == NULL)
        error = WSAEINVAL;
    if (error != 0)
        return winsock_error(error);
    needed = (DWORD)strlen(text) + 1;
    room = *lpdwAddressStringLength;
    *lpdwAddressStringLength = needed;
    if (lpszAddressString == NULL || room < needed)
        return winsock_error(WSAEFAULT);
    memcpy(lpszAddressString, text, needed);
    return winsock_result(0);
}

/* The text is ASCII: as many characters in either form. */
INT WSAAPI WSAAddressToStringW(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo,
                               LPWSTR lpszAddressString,
                               LPDWORD lpdwAddressStringLength)
{
    char text[TEXT_BYTES];
    char *narrow = lpszAddressString != NULL ? text : NULL;
    DWORD room = 0;
    INT result;

    (void)lpProtocolInfo;
    if (lpdwAddressStringLength != NULL)
        room = min(*lpdwAddressStringLength, (DWORD)TEXT_BYTES);
    result =
        WSAAddressToStringA(lpsaAddress, dwAddressLength, NULL, narrow,
                            lpdwAddressStringLength != NULL ? &room : NULL);
    if (lpdwAddressStringLength != NULL &&
        (result == 0 || last_error_get() == WSAEFAULT))
        *lpdwAddressStringLength = room;
    for (DWORD i = 0; result == 0 && i < room; i++)
        lpszAddressString[i] = (WCHAR)text[i];
    return result;
}

/* ---- From text ---- */

/* A number up to `most`, with nothing behind it. */
static bool read_number(const char *text, ULONG most, ULONG *number)
{
    char *end;
    unsigned long value;

    if (*text < '0' || *text > '9')
        return false;
    value = strtoul(text, &end, 10);
    *number = (ULONG)value;
    return *end == '\0' && value <= most;
}

static bool read_port(const char *text, USHORT *port)
{
    ULONG number;

    if (!read_number(text, 65535, &number))
        return false;
    *port = htons((USHORT)number);
    return true;
}

/* Both take the text apart in place. */
static bool read_ipv4(char *text, SOCKADDR_IN *name)
{
    char *colon = strchr(text, ':');

    name->sin_family = AF_INET;
    if (colon != NULL) {
        *colon = '\0';
        if (!read_port(colon + 1, &name->sin_port))
            return false;
    }
    return resolve_parse(AF_INET, text, &name->sin_addr) == 1;
}

static bool read_ipv6(char *text, SOCKADDR_IN6 *name)
{
    char *end, *scope;
    ULONG number;

    name->sin6_family = AF_INET6;
    if (*text == '[') {
        end = strchr(++text, ']');
        if (end == NULL)
            return false;
        *end++ = '\0';
        if (*end != '\0' &&
            (*end != ':' || !read_port(end + 1, &name->sin6_port)))
            return false;
    }
    scope = strchr(text, '%');
    if (scope != NULL) {
        *scope = '\0';
        if (!read_number(scope + 1, UINT32_MAX, &number))
            return false;
        name->sin6_scope_id = number;
    }
    return resolve_parse(AF_INET6, text, &name->sin6_addr) == 1;
}

static DWORD read_text(char *text, INT family, LPSOCKADDR address, LPINT len)
{
    SOCKADDR_IN6 name;
    INT needed = (INT)address_len_of(family);
    INT room = *len;

    memset(&name, 0, sizeof name);
    if (needed == 0)
        return WSAEINVAL;
    if (family == AF_INET ? !read_ipv4(text, (SOCKADDR_IN *)(void *)&name)
                          : !read_ipv6(text, &name))
        return WSAEINVAL;
    *len = needed;
    if (room < needed)
        return WSAEFAULT;
    memcpy(address, &name, (size_t)needed);
    return 0;
}

/* `text` is from malloc, or NULL. */
static INT convert(char *text, BOOL given, INT family, LPSOCKADDR address,
                   LPINT len)
{
    DWORD error;

    if (!given)
        error = WSAEINVAL;
    else if (text == NULL)
        error = WSA_NOT_ENOUGH_MEMORY;
    else if (address == NULL || len == NULL)
        error = WSAEFAULT;
    else
        error = read_text(text, family, address, len);
    free(text);
    return error != 0 ? winsock_error(error) : winsock_result(0);
}

INT WSAAPI WSAStringToAddressA(LPSTR AddressString, INT AddressFamily,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength)
{
    (void)lpProtocolInfo;
    if (!winsock_started())
        return SOCKET_ERROR;
    return convert(AddressString != NULL ? strdup(AddressString) : NULL,
                   AddressString != NULL, AddressFamily, lpAddress,
                   lpAddressLength);
}

INT WSAAPI WSAStringToAddressW(LPWSTR AddressString, INT AddressFamily,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength)
{
    (void)lpProtocolInfo;
    if (!winsock_started())
        return SOCKET_ERROR;
    return convert(
        AddressString != NULL ? utf8_from_utf16((const uint16_t *)AddressString)
                              : NULL,
        AddressString != NULL, AddressFamily, lpAddress, lpAddressLength);
}

/* ---- Byte order ---- */

static int reorder(SOCKET s, const void *value, void *out, size_t bytes)
{
    struct socket_object *socket = winsock_get(s);

    if (socket == NULL)
        return SOCKET_ERROR;
    winsock_put(socket);
    if (out == NULL)
        return winsock_error(WSAEFAULT);
    memcpy(out, value, bytes);
    return winsock_result(0);
}

int WSAAPI WSAHtonl(SOCKET s, u_long hostlong, u_long *lpnetlong)
{
    u_long value = htonl(hostlong);

    return reorder(s, &value, lpnetlong, sizeof value);
}

int WSAAPI WSAHtons(SOCKET s, u_short hostshort, u_short *lpnetshort)
{
    u_short value = htons(hostshort);

    return reorder(s, &value, lpnetshort, sizeof value);
}

int WSAAPI WSANtohl(SOCKET s, u_long netlong, u_long *lphostlong)
{
    return WSAHtonl(s, netlong, lphostlong); /* the same exchange of bytes */
}

int WSAAPI WSANtohs(SOCKET s, u_short netshort, u_short *lphostshort)
{
    return WSAHtons(s, netshort, lphostshort);
}
