#include "sys/handover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/fd.h"

/* For one who asks and then says nothing, and for one who does not answer. */
#define PATIENCE_SECONDS 5
#define WAITING_MAX 64
/* Until descriptors or memory may be there again. */
#define RETRY_US 10000

int handover_secret(uint64_t *secret)
{
    ssize_t got;

    do
        got = getrandom(secret, sizeof *secret, 0);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)sizeof *secret ? 0 : -errno;
}

bool handover_is_process(uint32_t pid)
{
    return pid != 0 && pid <= INT32_MAX && getpgid((pid_t)pid) >= 0;
}

int handover_copy(int fd)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

    return copy < 0 ? -errno : copy;
}

/* A name beside the file system: it goes with its socket. */
static socklen_t name_of(uint64_t number, struct sockaddr_un *name)
{
    int len;

    memset(name, 0, sizeof *name);
    name->sun_family = AF_UNIX;
    len = snprintf(name->sun_path + 1, sizeof name->sun_path - 1,
                   "openiocp-%016llx", (unsigned long long)number);
    return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
                       (size_t)len);
}

static int new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    return fd < 0 ? -errno : fd;
}

static int give_up(int fd, int rc)
{
    fd_close(fd);
    return rc;
}

int handover_listen(uint64_t name)
{
    struct sockaddr_un address;
    socklen_t len = name_of(name, &address);
    int fd = new_socket();

    if (fd < 0)
        return fd;
    if (bind(fd, (struct sockaddr *)&address, len) < 0 ||
        listen(fd, WAITING_MAX) < 0)
        return give_up(fd, -errno);
    return fd;
}

static void limit_patience(int fd)
{
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

static bool is_of_user(int fd, uint32_t *pid)
{
    struct ucred who;
    socklen_t len = sizeof who;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0 ||
        who.uid != geteuid())
        return false;
    *pid = (uint32_t)who.pid;
    return true;
}

static bool is_of_the_moment(int error)
{
    return error == EINTR || error == ECONNABORTED || error == EMFILE ||
           error == ENFILE || error == ENOMEM || error == ENOBUFS;
}

int handover_next(int listener, uint32_t *pid, uint64_t *secret)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

        if (fd < 0 && is_of_the_moment(errno)) {
            usleep(RETRY_US);
            continue;
        }
        if (fd < 0)
            return -errno;
        limit_patience(fd);
        if (is_of_user(fd, pid) &&
            recv(fd, secret, sizeof *secret, 0) == (ssize_t)sizeof *secret)
            return fd;
        fd_close(fd);
    }
}

union control {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
};

static void attach(struct msghdr *message, union control *control, int fd)
{
    struct cmsghdr *header;

    memset(control, 0, sizeof *control);
    message->msg_control = control->bytes;
    message->msg_controllen = sizeof control->bytes;
    header = CMSG_FIRSTHDR(message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
}

void handover_answer(int connection, int fd, const void *bytes, size_t len)
{
    struct iovec part = {(void *)(uintptr_t)bytes, len};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union control control;

    if (fd >= 0) {
        attach(&message, &control, fd);
        sendmsg(connection, &message, MSG_NOSIGNAL);
    }
    fd_close(connection);
}

static int detach(struct msghdr *message)
{
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    int fd;

    if (header == NULL || header->cmsg_level != SOL_SOCKET ||
        header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof fd))
        return -EINVAL;
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

static int receive(int connection, void *bytes, size_t len)
{
    struct iovec part = {bytes, len};
    union control control;
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    ssize_t got;
    int fd;

    do
        got = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return -EINVAL;
    fd = detach(&message);
    if (fd >= 0 && (size_t)got != len)
        return give_up(fd, -EINVAL);
    return fd;
}

int handover_ask(uint64_t name, uint64_t secret, void *bytes, size_t len)
{
    struct sockaddr_un address;
    socklen_t address_len = name_of(name, &address);
    int connection = new_socket();
    uint32_t pid;

    if (connection < 0)
        return connection;
    limit_patience(connection);
    if (connect(connection, (struct sockaddr *)&address, address_len) < 0 ||
        !is_of_user(connection, &pid) ||
        send(connection, &secret, sizeof secret, MSG_NOSIGNAL) < 0)
        return give_up(connection, -EINVAL);
    return give_up(connection, receive(connection, bytes, len));
}
