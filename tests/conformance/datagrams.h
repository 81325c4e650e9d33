/* Two datagram sockets, one of them on a port: what their cases share. */
#ifndef DATAGRAMS_H
#define DATAGRAMS_H

#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) == 0, code)
#define FAILS_ERROR(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

struct rig {
    HANDLE port;
    SOCKET mine, peer; /* bound, not connected; `mine` has the port */
    struct address mine_at, peer_at;
    OVERLAPPED ov;
    struct address from;
    char buf[64];
    DWORD flags, bytes;
};

static inline struct rig rig_new(void)
{
    struct rig rig;

    memset(&rig, 0, sizeof rig);
    rig.port = port_new(0);
    rig.mine = udp_bound(&rig.mine_at);
    rig.peer = udp_bound(&rig.peer_at);
    port_add(rig.port, (HANDLE)rig.mine, KEY);
    rig.ov = overlapped_new(NULL);
    rig.from.length = sizeof rig.from.storage;
    rig.bytes = UNTOUCHED;
    return rig;
}

static inline void rig_free(struct rig *rig)
{
    CHECK_NO_PACKET(rig->port);
    closesocket(rig->mine);
    closesocket(rig->peer);
    CloseHandle(rig->port);
}

static inline int same_address(const struct address *one,
                               const struct address *other)
{
    const struct sockaddr_in *left = (const void *)&one->storage;
    const struct sockaddr_in *right = (const void *)&other->storage;

    return one->length == other->length && left->sin_family == AF_INET &&
           left->sin_port == right->sin_port &&
           left->sin_addr.s_addr == right->sin_addr.s_addr;
}

static inline void send_one(SOCKET socket, const char *text, struct address *to)
{
    int length = (int)strlen(text);

    CHECK(sendto(socket, text, length, 0, address_of(to), to->length) ==
          length);
}

/* WSARecvFrom: 0 done at once, else the last error. */
static inline int receive_from(struct rig *rig, ULONG room, OVERLAPPED *ov)
{
    WSABUF buffer = {.len = room, .buf = rig->buf};

    return WSARecvFrom(rig->mine, &buffer, 1, ov != NULL ? NULL : &rig->bytes,
                       &rig->flags, address_of(&rig->from), &rig->from.length,
                       ov, NULL) == 0
               ? 0
               : WSAGetLastError();
}

#endif
