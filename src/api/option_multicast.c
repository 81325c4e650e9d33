/* Options about groups of receivers. IPv4's older forms name an interface by
 * its address or number in one field; they all become the newer form here. */
#include <string.h>

#include "api/option.h"
#include "base/errmap.h"
#include "sys/multicast.h"

static DWORD code_of(int rc)
{
    return rc < 0 ? errmap_winsock(errmap_socket(-rc)) : 0;
}

static enum multicast_change change_of(const struct option *option)
{
    return (enum multicast_change)option->change;
}

/* ---- IPv4: ip_mreq, ip_mreq_source ---- */

static void put_ipv4(struct address *address, IN_ADDR from)
{
    const SOCKADDR_IN name = {.sin_family = AF_INET, .sin_addr = from};

    address_to_linux(&name, sizeof name, address);
}

static DWORD change_ipv4(struct socket_object *socket,
                         const struct option *option, IN_ADDR group,
                         IN_ADDR source, IN_ADDR interface)
{
    struct address group_address, source_address;
    uint32_t number;
    int rc = multicast_number(interface.s_addr, &number);

    put_ipv4(&group_address, group);
    put_ipv4(&source_address, source);
    if (rc == 0)
        rc = multicast_change(socket->io.fd, change_of(option), number,
                              &group_address, &source_address);
    return code_of(rc);
}

DWORD option_set_member(struct socket_object *socket,
                        const struct option *option,
                        const union option_value *value)
{
    return change_ipv4(socket, option, value->member.imr_multiaddr,
                       value->member.imr_multiaddr,
                       value->member.imr_interface);
}

DWORD option_set_source_member(struct socket_object *socket,
                               const struct option *option,
                               const union option_value *value)
{
    return change_ipv4(socket, option, value->source.imr_multiaddr,
                       value->source.imr_sourceaddr,
                       value->source.imr_interface);
}

/* ---- IPv6: ipv6_mreq ---- */

DWORD option_set_v6_member(struct socket_object *socket,
                           const struct option *option,
                           const union option_value *value)
{
    const SOCKADDR_IN6 name = {
        .sin6_family = AF_INET6,
        .sin6_addr = value->v6_member.ipv6mr_multiaddr,
    };
    struct address group;

    address_to_linux(&name, sizeof name, &group);
    return code_of(multicast_change(socket->io.fd, change_of(option),
                                    value->v6_member.ipv6mr_interface, &group,
                                    NULL));
}

/* ---- Either: group_req, group_source_req ---- */

DWORD option_set_group(struct socket_object *socket,
                       const struct option *option,
                       const union option_value *value)
{
    struct address group;
    int rc = address_to_linux(&value->group.gr_group,
                              sizeof value->group.gr_group, &group);

    if (rc < 0 || value->group.gr_group.ss_family != socket->family)
        return WSAEINVAL;
    return code_of(multicast_change(socket->io.fd, change_of(option),
                                    value->group.gr_interface, &group, NULL));
}

DWORD option_set_group_source(struct socket_object *socket,
                              const struct option *option,
                              const union option_value *value)
{
    const GROUP_SOURCE_REQ *request = &value->group_source;
    struct address group, source;

    if (request->gsr_group.ss_family != socket->family ||
        request->gsr_source.ss_family != socket->family ||
        address_to_linux(&request->gsr_group, sizeof request->gsr_group,
                         &group) < 0 ||
        address_to_linux(&request->gsr_source, sizeof request->gsr_source,
                         &source) < 0)
        return WSAEINVAL;
    return code_of(multicast_change(socket->io.fd, change_of(option),
                                    request->gsr_interface, &group, &source));
}

/* ---- IP_MULTICAST_IF ---- */

DWORD option_set_multicast_if(struct socket_object *socket,
                              const struct option *option,
                              const union option_value *value)
{
    (void)option;
    return code_of(multicast_send_by(socket->io.fd, value->number));
}

DWORD option_get_multicast_if(struct socket_object *socket,
                              const struct option *option,
                              union option_value *value)
{
    uint32_t name = 0;
    int rc = multicast_sent_by(socket->io.fd, &name);

    (void)option;
    value->number = name;
    return code_of(rc);
}
