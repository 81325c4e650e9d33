#include "linux/network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define PATH_MTU 1000

/* The head of what is answered goes with the answer. */
struct message {
    struct icmphdr icmp;
    struct iphdr ip;
    struct udphdr udp;
};

static int raw;

bool network_own(void)
{
    struct ifreq lo = {.ifr_name = "lo"};

    if (unshare(CLONE_NEWNET) != 0 &&
        unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return false;
    lo.ifr_flags = IFF_UP;
    raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    return raw >= 0 && ioctl(raw, SIOCSIFFLAGS, &lo) == 0;
}

static uint16_t sum_of(const void *data, size_t len)
{
    const uint16_t *words = data;
    uint32_t sum = 0;

    for (size_t i = 0; i < len / 2; i++)
        sum += words[i];
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t) ~(sum + (sum >> 16));
}

bool network_answer(enum network_answer answer, unsigned from, unsigned to)
{
    struct sockaddr_in here = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct message message = {
        .icmp = {.type = ICMP_DEST_UNREACH, .code = (uint8_t)answer},
        .ip = {.version = 4,
               .ihl = 5,
               .protocol = IPPROTO_UDP,
               .tot_len = htons(sizeof message.ip + sizeof message.udp),
               .ttl = 64,
               .saddr = htonl(INADDR_LOOPBACK),
               .daddr = htonl(INADDR_LOOPBACK)},
        .udp = {.source = (uint16_t)from,
                .dest = (uint16_t)to,
                .len = htons(sizeof message.udp)},
    };

    if (answer == ANSWER_TOO_LONG)
        message.icmp.un.frag.mtu = htons(PATH_MTU);
    message.ip.check = sum_of(&message.ip, sizeof message.ip);
    message.icmp.checksum = sum_of(&message, sizeof message);
    return sendto(raw, &message, sizeof message, 0, (struct sockaddr *)&here,
                  sizeof here) == (ssize_t)sizeof message;
}
