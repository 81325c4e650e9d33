/* Names, services and addresses: getaddrinfo, getnameinfo, the inet_ family and
 * the byte order calls. The C library does the work, behind sys/resolve.h: its
 * functions have the same names and cannot be called from here.
 *
 * getaddrinfo and getnameinfo return their error and set it as the last error
 * too, as on Windows; they need WSAStartup, the others do not. */
#include <stdio.h>
#include <stdlib.h>

#include "api/message_text.h"
#include "api/winsock.h"
#include "iocp/address.h"
#include "port/concurrency.h"
#include "sys/resolve.h"

const struct in6_addr in6addr_any = IN6ADDR_ANY_INIT;
const struct in6_addr in6addr_loopback = IN6ADDR_LOOPBACK_INIT;

static INT result_is(DWORD error)
{
    last_error_set(error);
    return (INT)error;
}

static DWORD code_of(enum resolve_result result)
{
    static const DWORD codes[] = {
        [RESOLVE_OK] = 0,
        [RESOLVE_AGAIN] = EAI_AGAIN,
        [RESOLVE_BAD_FLAGS] = EAI_BADFLAGS,
        [RESOLVE_FAILED] = EAI_FAIL,
        [RESOLVE_FAMILY] = EAI_FAMILY,
        [RESOLVE_MEMORY] = EAI_MEMORY,
        [RESOLVE_NO_DATA] = EAI_NODATA,
        [RESOLVE_NO_NAME] = EAI_NONAME,
        [RESOLVE_SERVICE] = EAI_SERVICE,
        [RESOLVE_TYPE] = EAI_SOCKTYPE,
        [RESOLVE_TOO_LONG] = WSAEFAULT,
    };

    return codes[result];
}

/* ---- getaddrinfo ---- */

/* One result: a single allocation, so that freeing is one call an entry. */
struct result {
    ADDRINFOA info; /* first: the caller holds its address */
    SOCKADDR_IN6 address;
    char canonical[];
};

struct results {
    int type, protocol; /* as asked for: Windows gives them back */
    ADDRINFOA *first;
    ADDRINFOA **link; /* where the next one goes */
};

_Static_assert(sizeof(SOCKADDR_IN6) >= ADDRESS_IP_MAX, "every address fits");

static bool append(void *context, const struct resolve_entry *entry)
{
    struct results *results = context;
    size_t name_bytes =
        entry->canonical != NULL ? strlen(entry->canonical) + 1 : 0;
    struct result *result = calloc(1, sizeof *result + name_bytes);

    if (result == NULL)
        return false;
    memcpy(&result->address, entry->address.bytes, entry->address.len);
    if (name_bytes != 0) {
        memcpy(result->canonical, entry->canonical, name_bytes);
        result->info.ai_canonname = result->canonical;
    }
    result->info.ai_family = entry->family;
    result->info.ai_socktype = results->type;
    result->info.ai_protocol = results->protocol;
    result->info.ai_addrlen = entry->address.len;
    result->info.ai_addr = (SOCKADDR *)(void *)&result->address;
    *results->link = &result->info;
    results->link = &result->info.ai_next;
    return true;
}

/* A protocol without a type means the type it belongs to. */
static int type_of(const ADDRINFOA *hints)
{
    if (hints->ai_socktype != 0 || hints->ai_protocol == 0)
        return hints->ai_socktype;
    switch (hints->ai_protocol) {
    case IPPROTO_TCP:
        return SOCK_STREAM;
    case IPPROTO_UDP:
        return SOCK_DGRAM;
    default:
        return SOCK_RAW;
    }
}

/* The other members must be zero or NULL, else WSANO_RECOVERY (getaddrinfo,
 * pHints). */
static bool hints_are_clean(const ADDRINFOA *hints)
{
    return hints->ai_addrlen == 0 && hints->ai_canonname == NULL &&
           hints->ai_addr == NULL && hints->ai_next == NULL;
}

static DWORD look_up(const struct resolve_query *query, ADDRINFOA **list)
{
    struct results results = {
        .type = query->type,
        .protocol = query->protocol,
    };
    enum resolve_result result;

    results.link = &results.first;
    concurrency_block();
    result = resolve_addresses(query, append, &results);
    concurrency_unblock();
    if (result != RESOLVE_OK) {
        freeaddrinfo(results.first);
        return code_of(result);
    }
    *list = results.first;
    return 0;
}

INT WSAAPI getaddrinfo(PCSTR pNodeName, PCSTR pServiceName,
                       const ADDRINFOA *pHints, PADDRINFOA *ppResult)
{
    struct resolve_query query = {.node = pNodeName, .service = pServiceName};

    if (!winsock_started())
        return WSANOTINITIALISED;
    if (ppResult == NULL)
        return result_is(WSAEFAULT);
    *ppResult = NULL;
    if (pNodeName == NULL && pServiceName == NULL)
        return result_is(WSAHOST_NOT_FOUND);
    if (pHints != NULL) {
        if (!hints_are_clean(pHints))
            return result_is(WSANO_RECOVERY);
        query.flags = pHints->ai_flags;
        query.family = pHints->ai_family;
        query.type = type_of(pHints);
        query.protocol = pHints->ai_protocol;
    }
    return result_is(look_up(&query, ppResult));
}

VOID WSAAPI freeaddrinfo(PADDRINFOA pAddrInfo)
{
    while (pAddrInfo != NULL) {
        ADDRINFOA *next = pAddrInfo->ai_next;

        free(CONTAINING_RECORD(pAddrInfo, struct result, info));
        pAddrInfo = next;
    }
}

/* Valid until the thread's next call of it. */
char *WSAAPI gai_strerrorA(int ecode)
{
    static _Thread_local char text[128];
    const char *known = message_text((DWORD)ecode);

    if (known != NULL)
        snprintf(text, sizeof text, "%s", known);
    else
        snprintf(text, sizeof text, "Unknown error %d.", ecode);
    return text;
}

/* ---- getnameinfo ---- */

static DWORD name_of(const SOCKADDR *name, socklen_t namelen, char *node,
                     DWORD node_bytes, char *service, DWORD service_bytes,
                     INT flags)
{
    struct address address;
    enum resolve_result result;
    int rc;

    if (name == NULL || namelen < 0)
        return WSAEFAULT;
    rc = address_to_linux(name, (uint32_t)namelen, &address);
    if (rc < 0)
        return errmap_winsock(errmap_socket(-rc));
    if (node == NULL && service == NULL)
        return WSAHOST_NOT_FOUND;
    if ((node != NULL && node_bytes == 0) ||
        (service != NULL && service_bytes == 0))
        return WSAEINVAL; /* wanted, but without room */
    concurrency_block();
    result = resolve_name(&address, node, node != NULL ? node_bytes : 0,
                          service, service != NULL ? service_bytes : 0, flags);
    concurrency_unblock();
    return code_of(result);
}

INT WSAAPI getnameinfo(const SOCKADDR *pSockaddr, socklen_t SockaddrLength,
                       PCHAR pNodeBuffer, DWORD NodeBufferSize,
                       PCHAR pServiceBuffer, DWORD ServiceBufferSize, INT Flags)
{
    if (!winsock_started())
        return WSANOTINITIALISED;
    return result_is(name_of(pSockaddr, SockaddrLength, pNodeBuffer,
                             NodeBufferSize, pServiceBuffer, ServiceBufferSize,
                             Flags));
}

/* ---- Addresses as text ---- */

INT WSAAPI inet_pton(INT Family, PCSTR pszAddrString, PVOID pAddrBuf)
{
    int rc;

    if (pszAddrString == NULL || pAddrBuf == NULL) {
        last_error_set(WSAEFAULT);
        return -1;
    }
    rc = resolve_parse(Family, pszAddrString, pAddrBuf);
    if (rc >= 0)
        return rc;
    last_error_set(WSAEAFNOSUPPORT);
    return -1;
}

/* A buffer that is missing or too short is ERROR_INVALID_PARAMETER (inet_ntop,
 * Return value). */
PCSTR WSAAPI inet_ntop(INT Family, const VOID *pAddr, PSTR pStringBuf,
                       size_t StringBufSize)
{
    if (Family != AF_INET && Family != AF_INET6)
        last_error_set(WSAEAFNOSUPPORT);
    else if (pAddr == NULL || pStringBuf == NULL ||
             resolve_format(Family, pAddr, pStringBuf, StringBufSize) != 0)
        last_error_set(ERROR_INVALID_PARAMETER);
    else
        return pStringBuf;
    return NULL;
}

/* NULL and "" are INADDR_NONE, a single space is zero (inet_addr, Return value
 * and Remarks). 255.255.255.255 cannot be told from a failure. */
unsigned int WSAAPI inet_addr(const char *cp)
{
    uint32_t address;

    if (cp == NULL)
        return INADDR_NONE;
    if (strcmp(cp, " ") == 0)
        return INADDR_ANY;
    return resolve_parse_loose(cp, &address) ? address : INADDR_NONE;
}

/* Valid only until the thread's next Winsock call (inet_ntoa, Remarks). */
char *WSAAPI inet_ntoa(struct in_addr in)
{
    static _Thread_local char text[sizeof "255.255.255.255"];

    snprintf(text, sizeof text, "%u.%u.%u.%u", in.S_un.S_un_b.s_b1,
             in.S_un.S_un_b.s_b2, in.S_un.S_un_b.s_b3, in.S_un.S_un_b.s_b4);
    return text;
}

/* ---- Byte order ---- */

#define HOST_IS_LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

u_short WSAAPI htons(u_short hostshort)
{
    return HOST_IS_LITTLE ? __builtin_bswap16(hostshort) : hostshort;
}

u_long WSAAPI htonl(u_long hostlong)
{
    return HOST_IS_LITTLE ? __builtin_bswap32(hostlong) : hostlong;
}

u_short WSAAPI ntohs(u_short netshort)
{
    return htons(netshort);
}

u_long WSAAPI ntohl(u_long netlong)
{
    return htonl(netlong);
}
