#include "sys/services.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

static int service_result(int error, const struct servent *found,
                          struct service_entry *entry)
{
    if (found == NULL)
        return error == ERANGE ? -ERANGE : -ENOENT;
    entry->name = found->s_name;
    entry->aliases = found->s_aliases;
    entry->protocol = found->s_proto;
    entry->port = found->s_port;
    return 0;
}

int service_by_name(const char *name, const char *protocol, char *room,
                    size_t bytes, struct service_entry *entry)
{
    struct servent value, *found = NULL;
    int error = getservbyname_r(name, protocol, &value, room, bytes, &found);

    return service_result(error, found, entry);
}

int service_by_port(int port, const char *protocol, char *room, size_t bytes,
                    struct service_entry *entry)
{
    struct servent value, *found = NULL;
    int error = getservbyport_r(port, protocol, &value, room, bytes, &found);

    return service_result(error, found, entry);
}

static int protocol_result(int error, const struct protoent *found,
                           struct protocol_entry *entry)
{
    if (found == NULL)
        return error == ERANGE ? -ERANGE : -ENOENT;
    entry->name = found->p_name;
    entry->aliases = found->p_aliases;
    entry->number = found->p_proto;
    return 0;
}

int protocol_by_name(const char *name, char *room, size_t bytes,
                     struct protocol_entry *entry)
{
    struct protoent value, *found = NULL;
    int error = getprotobyname_r(name, &value, room, bytes, &found);

    return protocol_result(error, found, entry);
}

int protocol_by_number(int number, char *room, size_t bytes,
                       struct protocol_entry *entry)
{
    struct protoent value, *found = NULL;
    int error = getprotobynumber_r(number, &value, room, bytes, &found);

    return protocol_result(error, found, entry);
}

/* The C library cuts a name that does not fit, with or without a NUL. */
int services_host_name(char *name, size_t bytes)
{
    if (gethostname(name, bytes) < 0)
        return -errno;
    return memchr(name, '\0', bytes) != NULL ? 0 : -ENAMETOOLONG;
}
