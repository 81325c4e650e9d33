/* One row of the option tables, and the functions the rows name. */
#ifndef API_OPTION_H
#define API_OPTION_H

#include "iocp/address.h"
#include "iocp/socket.h"
#include "iocp/socket_options.h"
#include "object/socket.h"
#include "sys/net.h"

union option_value {
    DWORD number;
    LINGER linger;
    SOCKET socket;
    WSAPROTOCOL_INFOA info_a;
    WSAPROTOCOL_INFOW info_w;
    IP_MREQ member;
    IP_MREQ_SOURCE source;
    IPV6_MREQ v6_member;
    GROUP_REQ group;
    GROUP_SOURCE_REQ group_source;
};

struct option;

/* 0 or the Winsock error. */
typedef DWORD option_setter(struct socket_object *socket,
                            const struct option *option,
                            const union option_value *value);
typedef DWORD option_getter(struct socket_object *socket,
                            const struct option *option,
                            union option_value *value);

struct option {
    int name;
    int least, full;    /* bytes: what the caller must give; what is used */
    int type;           /* SOCK_STREAM, SOCK_DGRAM: only these; 0: any socket */
    option_setter *set; /* NULL: cannot be set */
    option_getter *get; /* NULL: cannot be read */
    enum socket_option kernel; /* for the functions that ask the kernel */
    uint8_t change;            /* enum multicast_change */
    uint8_t control; /* enum control_kind, for what comes with datagrams */
    size_t field;    /* for those that keep a uint32_t in the object */
};

/* option_values.c: the kernel's flags and numbers; SO_ERROR; what the object
 * keeps; linger; sharing an address. */
option_setter option_set_flag;
option_getter option_get_number;
option_getter option_get_flag;
option_setter option_set_number;
option_getter option_get_error;
option_setter option_set_kept;
option_getter option_get_kept;
option_setter option_set_size;
option_getter option_get_size;
option_setter option_set_control;
option_getter option_get_control;
option_setter option_set_linger;
option_getter option_get_linger;
option_setter option_set_dont_linger;
option_getter option_get_dont_linger;
option_setter option_set_reuse;
option_setter option_set_exclusive;

/* option_context.c: what a socket is and how it came to be connected; options
 * that do nothing. */
option_getter option_get_type;
option_getter option_get_listening;
option_getter option_get_max_message;
option_getter option_get_info_a;
option_getter option_get_info_w;
option_getter option_get_connect_time;
option_setter option_set_accept_context;
option_setter option_set_connect_context;
option_setter option_set_ignored;
option_getter option_get_zero;
option_setter option_set_conditional;

/* option_network.c: what means something else to the kernel. */
option_setter option_set_discovery;
option_getter option_get_discovery;
option_setter option_set_whole;
option_getter option_get_whole;
option_setter option_set_keep_count;
option_setter option_set_patience;
option_getter option_get_patience;
option_setter option_set_bsd_urgent;
option_getter option_get_one;
option_getter option_get_interface;
option_setter option_set_v6_interface;

/* option_multicast.c */
option_setter option_set_member;
option_setter option_set_source_member;
option_setter option_set_v6_member;
option_setter option_set_group;
option_setter option_set_group_source;
option_setter option_set_multicast_if;
option_getter option_get_multicast_if;

#endif
