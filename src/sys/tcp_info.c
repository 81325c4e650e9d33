/* <linux/tcp.h> has the whole tcp_info, the C library's header does not; the
 * two cannot be included in one file. */
#include "sys/tcp_info.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* By the kernel's numbers, of which 1 is the first. */
static const uint8_t states[] = {
    0,  /* none */
    4,  /* established */
    2,  /* syn sent */
    3,  /* syn received */
    5,  /* fin wait 1 */
    6,  /* fin wait 2 */
    10, /* time wait */
    0,  /* closed */
    7,  /* close wait */
    9,  /* last ack */
    1,  /* listening */
    8,  /* closing */
};

#define SYN_SENT 2
#define WINDOWS_CLOSED 0 /* of `states` */

static uint32_t least(uint64_t value)
{
    return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

/* An older kernel gives less, and the rest stays 0. */
static void fill(const struct tcp_info *info, struct tcp_numbers *numbers)
{
    uint32_t packets = info->tcpi_unacked;

    numbers->state =
        info->tcpi_state < sizeof states ? states[info->tcpi_state] : 0;
    numbers->timestamps = (info->tcpi_options & TCPI_OPT_TIMESTAMPS) != 0;
    numbers->mss = info->tcpi_snd_mss;
    numbers->rtt_us = info->tcpi_rtt;
    numbers->least_rtt_us = info->tcpi_min_rtt;
    if (info->tcpi_state == 10) /* a listener counts something else there */
        packets = 0;
    numbers->in_flight = least((uint64_t)packets * info->tcpi_snd_mss);
    numbers->congestion_window =
        least((uint64_t)info->tcpi_snd_cwnd * info->tcpi_snd_mss);
    numbers->send_window = info->tcpi_snd_wnd;
    numbers->receive_window = info->tcpi_rcv_space;
    numbers->sent = info->tcpi_bytes_sent;
    numbers->received = info->tcpi_bytes_received;
    numbers->retransmitted = least(info->tcpi_bytes_retrans);
    if (info->tcpi_state == SYN_SENT)
        numbers->syn_retransmitted = info->tcpi_retransmits;
}

int tcp_numbers_get(int fd, struct tcp_numbers *numbers)
{
    struct tcp_info info;
    socklen_t len = sizeof info;

    memset(&info, 0, sizeof info);
    memset(numbers, 0, sizeof *numbers);
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
        return -errno;
    fill(&info, numbers);
    return 0;
}

bool tcp_is_closed(int fd)
{
    struct tcp_numbers numbers;

    return tcp_numbers_get(fd, &numbers) == 0 &&
           numbers.state == WINDOWS_CLOSED;
}
