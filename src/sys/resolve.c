#include "sys/resolve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HOST_NAME_BYTES 256

/* A bit of Windows and its bit here. */
struct flag {
    int windows, ours;
};

static const struct flag lookup_flags[] = {
    {0x1, AI_PASSIVE},     {0x2, AI_CANONNAME}, {0x4, AI_NUMERICHOST},
    {0x8, AI_NUMERICSERV}, {0x100, AI_ALL},     {0x400, AI_ADDRCONFIG},
    {0x800, AI_V4MAPPED},
};

static const struct flag name_flags[] = {
    {0x1, NI_NOFQDN},      {0x2, NI_NUMERICHOST}, {0x4, NI_NAMEREQD},
    {0x8, NI_NUMERICSERV}, {0x10, NI_DGRAM},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* False when a bit has no meaning. */
static bool flags_to_linux(const struct flag *flags, size_t count, int windows,
                           int *ours)
{
    *ours = 0;
    for (size_t i = 0; i < count; i++)
        if (windows & flags[i].windows) {
            *ours |= flags[i].ours;
            windows &= ~flags[i].windows;
        }
    return windows == 0;
}

static enum resolve_result result_of(int error)
{
    switch (error) {
    case 0:
        return RESOLVE_OK;
    case EAI_AGAIN:
        return RESOLVE_AGAIN;
    case EAI_BADFLAGS:
        return RESOLVE_BAD_FLAGS;
    case EAI_FAMILY:
        return RESOLVE_FAMILY;
    case EAI_MEMORY:
        return RESOLVE_MEMORY;
    case EAI_NODATA:
        return RESOLVE_NO_DATA;
    case EAI_NONAME:
    case EAI_ADDRFAMILY: /* "::1" where IPv4 was asked for */
        return RESOLVE_NO_NAME;
    case EAI_SERVICE:
        return RESOLVE_SERVICE;
    case EAI_SOCKTYPE:
        return RESOLVE_TYPE;
    case EAI_OVERFLOW:
        return RESOLVE_TOO_LONG;
    case EAI_SYSTEM:
        return errno == ENOMEM ? RESOLVE_MEMORY : RESOLVE_FAILED;
    default:
        return RESOLVE_FAILED;
    }
}

/* The C library gives every address once a type when none is asked for, Windows
 * once. Streams stand for all; a service that only datagrams have is found
 * when they fail. */
static int look_up(const struct resolve_query *query, const char *node,
                   struct addrinfo *hints, struct addrinfo **list)
{
    int error;

    hints->ai_socktype = query->type != 0 ? query->type : SOCK_STREAM;
    error = getaddrinfo(node, query->service, hints, list);
    if (error != EAI_SERVICE || query->type != 0)
        return error;
    hints->ai_socktype = SOCK_DGRAM;
    return getaddrinfo(node, query->service, hints, list);
}

static enum resolve_result give(const struct addrinfo *list, resolve_take *take,
                                void *context)
{
    bool any = false;

    for (; list != NULL; list = list->ai_next) {
        struct resolve_entry entry = {
            .family = family_to_windows(list->ai_family),
            .canonical = list->ai_canonname,
        };

        if (address_to_windows(list->ai_addr, list->ai_addrlen,
                               &entry.address) < 0)
            continue;
        if (!take(context, &entry))
            return RESOLVE_MEMORY;
        any = true;
    }
    return any ? RESOLVE_OK : RESOLVE_NO_DATA;
}

/* Two ways to ask for every address of this host (getaddrinfo, Remarks). */
static bool is_this_host(const char *node)
{
    return *node == '\0' || strcmp(node, "..localmachine") == 0;
}

enum resolve_result resolve_addresses(const struct resolve_query *query,
                                      resolve_take *take, void *context)
{
    struct addrinfo hints, *list;
    char own_name[HOST_NAME_BYTES];
    const char *node = query->node;
    enum resolve_result result;

    memset(&hints, 0, sizeof hints);
    hints.ai_family = family_to_linux(query->family);
    hints.ai_protocol = query->protocol;
    if (hints.ai_family < 0)
        return RESOLVE_FAMILY;
    if (!flags_to_linux(lookup_flags, COUNT(lookup_flags), query->flags,
                        &hints.ai_flags))
        return RESOLVE_BAD_FLAGS;
    if (node != NULL && is_this_host(node)) {
        if (gethostname(own_name, sizeof own_name) < 0)
            return RESOLVE_FAILED;
        own_name[sizeof own_name - 1] = '\0';
        node = own_name;
    }
    result = result_of(look_up(query, node, &hints, &list));
    if (result != RESOLVE_OK)
        return result;
    result = give(list, take, context);
    freeaddrinfo(list);
    return result;
}

enum resolve_result resolve_name(const struct address *linux_address,
                                 char *node, uint32_t node_bytes, char *service,
                                 uint32_t service_bytes, int flags)
{
    const struct sockaddr *name =
        (const struct sockaddr *)(const void *)linux_address->bytes;
    int ours;

    if (!flags_to_linux(name_flags, COUNT(name_flags), flags, &ours))
        return RESOLVE_BAD_FLAGS;
    return result_of(getnameinfo(name, linux_address->len, node, node_bytes,
                                 service, service_bytes, ours));
}

int resolve_parse(int family, const char *text, void *bytes)
{
    int ours = family_to_linux(family);

    if (ours != AF_INET && ours != AF_INET6)
        return -EAFNOSUPPORT;
    return inet_pton(ours, text, bytes) == 1;
}

bool resolve_parse_loose(const char *text, uint32_t *address)
{
    struct in_addr parsed;

    if (inet_aton(text, &parsed) == 0)
        return false;
    *address = parsed.s_addr;
    return true;
}

int resolve_format(int family, const void *bytes, char *text, size_t len)
{
    int ours = family_to_linux(family);

    if (ours != AF_INET && ours != AF_INET6)
        return -EAFNOSUPPORT;
    if (len > INT32_MAX) /* socklen_t has 32 bits */
        len = INT32_MAX;
    return inet_ntop(ours, bytes, text, (socklen_t)len) == NULL ? -ENOSPC : 0;
}
