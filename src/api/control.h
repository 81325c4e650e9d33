/* An ioctl on its way, and the functions behind the codes of WSAIoctl. */
#ifndef API_CONTROL_H
#define API_CONTROL_H

#include <string.h>

#include "iocp/socket.h"
#include "object/socket.h"

struct control {
    struct socket_object *socket;
    SOCKET name; /* by which the program knows it */
    const void *in;
    DWORD in_len;
    void *out;
    DWORD out_len;
    DWORD returned; /* bytes written to `out`; needed, if it is too small */
};

/* 0 or the Winsock error. */
typedef DWORD control_run(struct control *control);

/* True: `in` holds that much, and is copied. */
static inline BOOL control_take(const struct control *control, void *value,
                                DWORD bytes)
{
    if (control->in == NULL || control->in_len < bytes)
        return FALSE;
    memcpy(value, control->in, bytes);
    return TRUE;
}

/* Gives the one value that the ioctl is about: 0 or WSAEFAULT. */
static inline DWORD control_give(struct control *control, const void *value,
                                 DWORD bytes)
{
    control->returned = bytes;
    if (control->out == NULL || control->out_len < bytes)
        return WSAEFAULT;
    memcpy(control->out, value, bytes);
    return 0;
}

/* ioctl_network.c: interfaces and routes. */
control_run control_address_list;
control_run control_interface_list;
control_run control_route;
control_run control_broadcast;

/* ioctl_tcp.c: what TCP knows of a connection. */
control_run control_keep_alive;
control_run control_tcp_info;
control_run control_send_backlog;
control_run control_fast_loopback;

#endif
