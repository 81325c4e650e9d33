/* The trap: with IP_RECVERR on the kernel keeps each ICMP error in a queue of
 * its own, and while that is not empty the socket polls as ready. Whoever is
 * told of an error takes it from there as well. */
#include "sys/envelope.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "sys/net.h"

void envelope_address(const struct envelope *envelope, struct msghdr *message)
{
    if (envelope->peer.len > 0) {
        message->msg_name = (void *)(uintptr_t)envelope->peer.bytes;
        message->msg_namelen = envelope->peer.len;
    }
    message->msg_control = envelope->control;
    message->msg_controllen = envelope->control_room;
}

void envelope_open(struct envelope *envelope, struct msghdr *message)
{
    message->msg_name = envelope->peer.bytes;
    message->msg_namelen = sizeof envelope->peer.bytes;
    message->msg_control = envelope->control;
    message->msg_controllen = envelope->control_room;
}

void envelope_close(struct envelope *envelope, const struct msghdr *message)
{
    envelope->peer.len = message->msg_namelen;
    envelope->control_len = (uint32_t)message->msg_controllen;
    envelope->control_cut = (message->msg_flags & MSG_CTRUNC) != 0;
}

static int message_flags(uint32_t flags)
{
    return MSG_DONTWAIT | MSG_NOSIGNAL | (flags & SOCKET_PEEK ? MSG_PEEK : 0) |
           (flags & SOCKET_OOB ? MSG_OOB : 0);
}

ssize_t envelope_receive(int fd, const struct iovec *iov, uint32_t count,
                         uint32_t flags, struct envelope *envelope,
                         bool *truncated)
{
    struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)iov,
        .msg_iovlen = count,
    };
    ssize_t rc;

    envelope_open(envelope, &message);
    do
        rc = recvmsg(fd, &message, message_flags(flags));
    while (rc < 0 && errno == EINTR);
    if (rc < 0)
        return -errno;
    envelope_close(envelope, &message);
    *truncated = (message.msg_flags & MSG_TRUNC) != 0;
    return rc;
}

ssize_t envelope_send(int fd, const struct iovec *iov, uint32_t count,
                      uint32_t flags, const struct envelope *envelope)
{
    struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)iov,
        .msg_iovlen = count,
    };
    ssize_t rc;

    envelope_address(envelope, &message);
    do
        rc = sendmsg(fd, &message, message_flags(flags));
    while (rc < 0 && errno == EINTR);
    return rc < 0 ? -errno : rc;
}

/* A socket of IPv6 has both: it may carry IPv4. A failure means that it has
 * one only. */
void socket_hear_unreachable(int fd, bool on)
{
    int value = on;

    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &value, sizeof value);
    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &value, sizeof value);
}

/* The error a message of the queue tells of; 0: it is no news from the network.
 */
static int error_from_network(struct msghdr *message)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    struct sock_extended_err error;

    if (control == NULL || control->cmsg_len < CMSG_LEN(sizeof error))
        return 0;
    memcpy(&error, CMSG_DATA(control), sizeof error);
    return error.ee_origin == SO_EE_ORIGIN_ICMP ||
                   error.ee_origin == SO_EE_ORIGIN_ICMP6
               ? (int)error.ee_errno
               : 0;
}

/* Errors of our own sends are in the queue too; their calls have told. */
int socket_take_unreachable(int fd)
{
    union {
        char bytes[256];
        struct cmsghdr align;
    } control;
    struct msghdr message;
    int error;

    do {
        message = (struct msghdr){
            .msg_control = control.bytes,
            .msg_controllen = sizeof control.bytes,
        };
        if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
            return 0;
        error = error_from_network(&message);
    } while (error == 0);
    return error;
}
