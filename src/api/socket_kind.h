/* What a socket is to be: family, type and protocol, in Windows' numbers. */
#ifndef API_SOCKET_KIND_H
#define API_SOCKET_KIND_H

#include "iocp/types.h"

struct socket_kind {
    int family, type, protocol; /* 0: what the others imply */
};

/* Fills in what is 0, and checks it. 0 or the Winsock error. */
DWORD socket_kind_settle(struct socket_kind *kind);

#endif
