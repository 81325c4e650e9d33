/* What the kernel knows of one TCP connection. */
#ifndef SYS_TCP_INFO_H
#define SYS_TCP_INFO_H

#include <stdbool.h>
#include <stdint.h>

struct tcp_numbers {
    int state; /* Windows' TCPSTATE */
    bool timestamps;
    uint32_t mss;
    uint32_t rtt_us, least_rtt_us;
    uint32_t in_flight, congestion_window; /* bytes */
    uint32_t send_window, receive_window;  /* bytes; 0: not told */
    uint64_t sent, received;               /* bytes, without headers */
    uint32_t retransmitted;                /* bytes */
    uint8_t syn_retransmitted;             /* while it is connecting */
};

/* 0 or -errno: -EOPNOTSUPP, it is no TCP socket. */
int tcp_numbers_get(int fd, struct tcp_numbers *numbers);

/* A connection that is not any more. */
bool tcp_is_closed(int fd);

#endif
