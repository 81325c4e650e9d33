/* The codes of WSAIoctl that ask for interfaces and routes. */
#include "api/control.h"
#include "api/winsock.h"
#include "iocp/interfaces.h"
#include "sys/interfaces.h"

static DWORD code_of(int rc)
{
    return rc < 0 ? errmap_winsock(errmap_socket(-rc)) : 0;
}

/* ---- SIO_ADDRESS_LIST_QUERY ---- */

#define LISTED_MAX 256 /* addresses of one family; more are left out */

struct listing {
    unsigned count;
    struct address addresses[LISTED_MAX];
};

/* What the page leaves out: on the loopback interface all addresses that are
 * good on this machine alone. */
static bool list_address(void *context, const struct interface_address *entry)
{
    struct listing *listing = context;

    if (!entry->narrower)
        listing->addresses[listing->count++] = entry->address;
    return listing->count < LISTED_MAX;
}

/* The structures, then the addresses they point to. */
static void write_list(const struct listing *listing, void *out)
{
    SOCKET_ADDRESS_LIST *list = out;
    char *place = (char *)&list->Address[listing->count];

    list->iAddressCount = (INT)listing->count;
    for (unsigned i = 0; i < listing->count; i++) {
        const struct address *address = &listing->addresses[i];

        list->Address[i].lpSockaddr = (SOCKADDR *)(void *)place;
        list->Address[i].iSockaddrLength = (INT)address->len;
        memcpy(place, address->bytes, address->len);
        place += address->len;
    }
}

DWORD control_address_list(struct control *control)
{
    struct listing listing = {.count = 0};
    DWORD error = code_of(
        interfaces_each(control->socket->family, list_address, &listing));
    size_t bytes = offsetof(SOCKET_ADDRESS_LIST, Address);

    if (error != 0)
        return error;
    for (unsigned i = 0; i < listing.count; i++)
        bytes += sizeof(SOCKET_ADDRESS) + listing.addresses[i].len;
    control->returned = (DWORD)bytes;
    if (control->out == NULL || control->out_len < bytes)
        return WSAEFAULT;
    write_list(&listing, control->out);
    return 0;
}

/* ---- SIO_GET_INTERFACE_LIST ---- */

static void put_address(sockaddr_gen *to, const struct address *from)
{
    memset(to, 0, sizeof *to);
    if (from->len <= sizeof *to)
        memcpy(to, from->bytes, from->len);
}

/* Without a broadcast address of its own an interface has 255.255.255.255. */
static bool list_interface(void *context, const struct interface_address *entry)
{
    struct control *control = context;
    INTERFACE_INFO info = {.iiFlags = entry->flags};
    DWORD at = control->returned;

    control->returned = at + (DWORD)sizeof info;
    if (control->out == NULL || control->returned > control->out_len)
        return false;
    put_address(&info.iiAddress, &entry->address);
    put_address(&info.iiNetmask, &entry->mask);
    put_address(&info.iiBroadcastAddress, &entry->broadcast);
    if (entry->broadcast.len == 0) {
        info.iiBroadcastAddress.AddressIn.sin_family = AF_INET;
        info.iiBroadcastAddress.AddressIn.sin_addr.s_addr = INADDR_BROADCAST;
    }
    memcpy((char *)control->out + at, &info, sizeof info);
    return true;
}

/* It pends on Windows, and too little room is told by its end. Nothing says how
 * much would have been enough. */
DWORD control_interface_list(struct control *control)
{
    DWORD error = code_of(interfaces_each(AF_INET, list_interface, control));

    if (error != 0 || control->returned <= control->out_len)
        return error;
    control->returned = 0;
    return WSAEFAULT;
}

/* ---- SIO_ROUTING_INTERFACE_QUERY, SIO_GET_BROADCAST_ADDRESS ---- */

DWORD control_route(struct control *control)
{
    struct address there, source = {.len = 0};
    int rc = address_to_linux(control->in, control->in_len, &there);

    if (rc == 0)
        rc = interface_toward(&there, &source);
    if (rc < 0)
        return code_of(rc);
    return control_give(control, source.bytes, source.len);
}

/* IPv6 has none (WSAIoctl, Return value). */
DWORD control_broadcast(struct control *control)
{
    const SOCKADDR_IN everybody = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = INADDR_BROADCAST,
    };

    if (control->socket->family != AF_INET)
        return WSAENOPROTOOPT;
    return control_give(control, &everybody, sizeof everybody);
}
