/* The calls of Winsock 1 that name services, protocols and hosts. Each gives
 * memory that is the thread's until its next such call. */
#include "iocp/hosts.h"

#include <limits.h>
#include <string.h>

#include "api/answers.h"
#include "api/winsock.h"
#include "base/utf.h"
#include "iocp/address.h"
#include "sys/services.h"

#define ROOM_BYTES 2048 /* names and aliases of one entry */
#define NAME_BYTES 256  /* "it is always adequate" (gethostname, Remarks) */

/* ---- Services and protocols ---- */

static struct servent *give_service(int rc, const struct service_entry *entry)
{
    static _Thread_local SERVENT answer;

    if (rc < 0) {
        last_error_set(WSANO_DATA);
        return NULL;
    }
    answer.s_name = entry->name;
    answer.s_aliases = entry->aliases;
    answer.s_proto = entry->protocol;
    answer.s_port = (short)entry->port;
    last_error_set(0);
    return &answer;
}

/* NULL: the last error says why there is no answer. */
static char *begin(void)
{
    return winsock_started() ? answer_room(ANSWER_NAMES, ROOM_BYTES) : NULL;
}

struct servent *WSAAPI getservbyname(const char *name, const char *proto)
{
    struct service_entry entry;
    char *room = begin();

    if (room == NULL)
        return NULL;
    if (name == NULL) {
        last_error_set(WSANO_DATA);
        return NULL;
    }
    return give_service(service_by_name(name, proto, room, ROOM_BYTES, &entry),
                        &entry);
}

/* The port is in network order, in the low 16 bits. */
struct servent *WSAAPI getservbyport(int port, const char *proto)
{
    struct service_entry entry;
    char *room = begin();

    if (room == NULL)
        return NULL;
    return give_service(
        service_by_port((unsigned short)port, proto, room, ROOM_BYTES, &entry),
        &entry);
}

static struct protoent *give_protocol(int rc,
                                      const struct protocol_entry *entry)
{
    static _Thread_local PROTOENT answer;

    if (rc < 0) {
        last_error_set(WSANO_DATA);
        return NULL;
    }
    answer.p_name = entry->name;
    answer.p_aliases = entry->aliases;
    answer.p_proto = (short)entry->number;
    last_error_set(0);
    return &answer;
}

struct protoent *WSAAPI getprotobyname(const char *name)
{
    struct protocol_entry entry;
    char *room = begin();

    if (room == NULL)
        return NULL;
    if (name == NULL) {
        last_error_set(WSANO_DATA);
        return NULL;
    }
    return give_protocol(protocol_by_name(name, room, ROOM_BYTES, &entry),
                         &entry);
}

struct protoent *WSAAPI getprotobynumber(int number)
{
    struct protocol_entry entry;
    char *room = begin();

    if (room == NULL)
        return NULL;
    return give_protocol(protocol_by_number(number, room, ROOM_BYTES, &entry),
                         &entry);
}

/* ---- The host that has an address ---- */

struct host_answer {
    HOSTENT entry;
    char name[NI_MAXHOST];
    IN6_ADDR address; /* or an IN_ADDR, the shorter */
    char *list[2];
    char *aliases[1];
};

/* 0, or WSAEAFNOSUPPORT: not carried; WSAEFAULT: too short. */
static DWORD address_of(const char *bytes, int len, int family,
                        SOCKADDR_IN6 *name, int *name_len)
{
    SOCKADDR_IN ipv4 = {.sin_family = AF_INET};

    if (family != AF_INET && family != AF_INET6)
        return WSAEAFNOSUPPORT;
    if (bytes == NULL ||
        len < (int)(family == AF_INET ? sizeof(IN_ADDR) : sizeof(IN6_ADDR)))
        return WSAEFAULT;
    memset(name, 0, sizeof *name);
    if (family == AF_INET6) {
        name->sin6_family = AF_INET6;
        memcpy(&name->sin6_addr, bytes, sizeof name->sin6_addr);
        *name_len = sizeof *name;
        return 0;
    }
    memcpy(&ipv4.sin_addr, bytes, sizeof ipv4.sin_addr);
    memcpy(name, &ipv4, sizeof ipv4);
    *name_len = sizeof ipv4;
    return 0;
}

static struct hostent *give_host(struct host_answer *answer, const char *bytes,
                                 int family)
{
    size_t len = family == AF_INET ? sizeof(IN_ADDR) : sizeof(IN6_ADDR);

    memcpy(&answer->address, bytes, len);
    answer->list[0] = (char *)&answer->address;
    answer->entry = (HOSTENT){
        .h_name = answer->name,
        .h_aliases = answer->aliases,
        .h_addrtype = (short)family,
        .h_length = (short)len,
        .h_addr_list = answer->list,
    };
    return &answer->entry;
}

struct hostent *WSAAPI gethostbyaddr(const char *addr, int len, int type)
{
    struct host_answer *answer;
    SOCKADDR_IN6 name;
    int name_len;
    DWORD error;

    if (!winsock_started())
        return NULL;
    error = address_of(addr, len, type, &name, &name_len);
    if (error != 0) {
        last_error_set(error);
        return NULL;
    }
    answer = answer_room(ANSWER_HOST_BY_ADDRESS, sizeof *answer);
    if (answer == NULL ||
        getnameinfo((const SOCKADDR *)(const void *)&name, name_len,
                    answer->name, sizeof answer->name, NULL, 0,
                    NI_NAMEREQD) != 0)
        return NULL;
    return give_host(answer, addr, type);
}

/* ---- This host's name ---- */

/* A negative int has become a large size_t. */
int WSAAPI gethostname(char *name, size_t namelen)
{
    char whole[NAME_BYTES];
    size_t bytes;

    if (!winsock_started())
        return SOCKET_ERROR;
    if (services_host_name(whole, sizeof whole) < 0)
        return winsock_error(WSAENETDOWN);
    bytes = strlen(whole) + 1;
    if (name == NULL || namelen < bytes || namelen > INT_MAX)
        return winsock_error(WSAEFAULT);
    memcpy(name, whole, bytes);
    return winsock_result(0);
}

int WSAAPI GetHostNameW(PWSTR name, int namelen)
{
    char whole[NAME_BYTES];
    size_t bytes;

    if (gethostname(whole, sizeof whole) != 0)
        return SOCKET_ERROR;
    bytes = strlen(whole) + 1;
    if (name == NULL || namelen < 0 ||
        utf8_to_utf16(whole, bytes, NULL, 0) > (size_t)namelen)
        return winsock_error(WSAEFAULT);
    utf8_to_utf16(whole, bytes, (uint16_t *)name, (size_t)namelen);
    return winsock_result(0);
}
