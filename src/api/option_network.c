/* Options whose numbers mean something else to the kernel: path MTU, time-outs
 * of TCP, interfaces in one byte order or the other. */
#include "api/option.h"

#include "iocp/byte_order.h"
#include "iocp/socket_options.h"

/* ---- The path's MTU ---- */

/* By PMTUD_STATE: the kernel's IP_PMTUDISC_ numbers. */
static const uint8_t discoveries[] = {
    [IP_PMTUDISC_NOT_SET] = 1,
    [IP_PMTUDISC_DO] = 2,
    [IP_PMTUDISC_DONT] = 0,
    [IP_PMTUDISC_PROBE] = 3,
};

static DWORD set_kernel(struct socket_object *socket,
                        const struct option *option, DWORD number)
{
    const union option_value value = {.number = number};

    return option_set_number(socket, option, &value);
}

DWORD option_set_discovery(struct socket_object *socket,
                           const struct option *option,
                           const union option_value *value)
{
    if (value->number >= IP_PMTUDISC_MAX)
        return WSAEINVAL;
    return set_kernel(socket, option, discoveries[value->number]);
}

DWORD option_get_discovery(struct socket_object *socket,
                           const struct option *option,
                           union option_value *value)
{
    DWORD error = option_get_number(socket, option, value);
    DWORD state = IP_PMTUDISC_NOT_SET;

    while (state < IP_PMTUDISC_MAX && discoveries[state] != value->number)
        state++;
    value->number = state < IP_PMTUDISC_MAX ? state : IP_PMTUDISC_NOT_SET;
    return error;
}

/* A flag on Windows, and the same thing as IP_MTU_DISCOVER here. */
DWORD option_set_whole(struct socket_object *socket,
                       const struct option *option,
                       const union option_value *value)
{
    return set_kernel(
        socket, option,
        discoveries[value->number != 0 ? IP_PMTUDISC_DO : IP_PMTUDISC_DONT]);
}

DWORD option_get_whole(struct socket_object *socket,
                       const struct option *option, union option_value *value)
{
    DWORD error = option_get_number(socket, option, value);

    value->number = value->number == discoveries[IP_PMTUDISC_DO];
    return error;
}

/* ---- TCP ---- */

/* "It is illegal to set TCP_KEEPCNT to a value greater than 255"; the kernel
 * counts to 127. */
DWORD option_set_keep_count(struct socket_object *socket,
                            const struct option *option,
                            const union option_value *value)
{
    if (value->number == 0 || value->number > 255)
        return WSAEINVAL;
    return set_kernel(socket, option, min(value->number, 127u));
}

#define FOR_EVER 0xFFFFFFFFu /* -1 */
#define LONGEST_MS 0x7FFFFFFFu

/* Seconds; the kernel counts milliseconds, and -1 becomes the most it can. */
DWORD option_set_patience(struct socket_object *socket,
                          const struct option *option,
                          const union option_value *value)
{
    DWORD seconds = value->number;

    return set_kernel(socket, option,
                      seconds > LONGEST_MS / 1000 ? LONGEST_MS
                                                  : seconds * 1000);
}

DWORD option_get_patience(struct socket_object *socket,
                          const struct option *option,
                          union option_value *value)
{
    DWORD error = option_get_number(socket, option, value);

    value->number =
        value->number == LONGEST_MS ? FOR_EVER : value->number / 1000;
    return error;
}

/* Urgent data is BSD's way here, and cannot be another. */
DWORD option_set_bsd_urgent(struct socket_object *socket,
                            const struct option *option,
                            const union option_value *value)
{
    (void)socket;
    (void)option;
    return value->number == 0 ? WSAENOPROTOOPT : 0;
}

DWORD option_get_one(struct socket_object *socket, const struct option *option,
                     union option_value *value)
{
    (void)socket;
    (void)option;
    value->number = TRUE;
    return 0;
}

/* ---- Interfaces ---- */

/* IPv4's is set in network order and read in host order; IPv6's is in host
 * order (IPPROTO_IP and IPPROTO_IPV6 socket options). The kernel has both in
 * network order. */
DWORD option_get_interface(struct socket_object *socket,
                           const struct option *option,
                           union option_value *value)
{
    DWORD error = option_get_number(socket, option, value);

    value->number = ntohl(value->number);
    return error;
}

DWORD option_set_v6_interface(struct socket_object *socket,
                              const struct option *option,
                              const union option_value *value)
{
    return set_kernel(socket, option, htonl(value->number));
}
