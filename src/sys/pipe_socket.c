#include "sys/pipe_socket.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/hash.h"
#include "sys/ready.h"

#define BACKLOG 4096
#define SWEPT_MAX 1000 /* files looked at in one sweep */
#define LOCK_FILE ".lock"

/* ---- The folder ---- */

/* A folder of the session is the user's own; /tmp is everybody's, where a name
 * that is taken may be somebody else's trap: see look_at. */
static int folder_path(char *path)
{
    const char *session = secure_getenv("XDG_RUNTIME_DIR");
    int len;

    if (session != NULL && session[0] == '/') {
        len = snprintf(path, PIPE_FOLDER_BYTES, "%s/openiocp", session);
        if (len < (int)PIPE_FOLDER_BYTES)
            return 0;
    }
    len = snprintf(path, PIPE_FOLDER_BYTES, "/tmp/openiocp-%u",
                   (unsigned)geteuid());
    return len < (int)PIPE_FOLDER_BYTES ? 0 : -ENAMETOOLONG;
}

/* The user's own, closed to all others, and no link to somewhere. */
static int look_at(const char *path)
{
    struct stat info;
    int fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int rc = 0;

    if (fd < 0)
        return errno == ENOENT ? -ENOENT : -EPERM;
    if (fstat(fd, &info) != 0 || info.st_uid != geteuid() ||
        (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        rc = -EPERM;
    close(fd);
    return rc;
}

/* Locks of an open file, not of the process: threads exclude each other too. */
static int take_lock(struct pipe_folder *folder)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[PIPE_FOLDER_BYTES + sizeof LOCK_FILE];
    int rc;

    snprintf(path, sizeof path, "%s/%s", folder->path, LOCK_FILE);
    folder->lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (folder->lock < 0)
        return -errno;
    do
        rc = fcntl(folder->lock, F_OFD_SETLKW, &whole);
    while (rc != 0 && errno == EINTR);
    if (rc == 0)
        return 0;
    rc = -errno;
    pipe_folder_close(folder);
    return rc;
}

int pipe_folder_open(struct pipe_folder *folder, bool make)
{
    int rc = folder_path(folder->path);

    folder->lock = -1;
    if (rc == 0 && make && mkdir(folder->path, 0700) != 0 && errno != EEXIST)
        rc = -errno;
    if (rc == 0)
        rc = look_at(folder->path);
    if (rc == 0 && make)
        rc = take_lock(folder);
    return rc;
}

void pipe_folder_close(struct pipe_folder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    folder->lock = -1;
}

/* ---- Names ---- */

static unsigned char folded(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static char plain(unsigned char c)
{
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return (char)c;
    return '_';
}

/* Its beginning, for who lists the folder, and a hash of all of it: names may
 * be longer than files'. The full name is told in the first packet. */
void pipe_socket_file(const char *name, char file[PIPE_FILE_BYTES])
{
    uint64_t hash = HASH_START;
    size_t len = 0;

    for (; *name != '\0'; name++) {
        hash = hash_add(hash, folded(*name));
        if (len < 24)
            file[len++] = plain(folded(*name));
    }
    snprintf(file + len, PIPE_FILE_BYTES - len, "-%016llx",
             (unsigned long long)hash);
}

static int address_of(const struct pipe_folder *folder, const char *file,
                      struct sockaddr_un *address)
{
    int room = (int)sizeof address->sun_path;

    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    return snprintf(address->sun_path, (size_t)room, "%s/%s", folder->path,
                    file) < room
               ? 0
               : -ENAMETOOLONG;
}

void pipe_socket_unlink(const struct pipe_folder *folder, const char *file)
{
    struct sockaddr_un address;

    if (address_of(folder, file, &address) == 0)
        unlink(address.sun_path);
}

/* ---- Listening and connecting ---- */

static int socket_open(int flags)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0);

    return fd < 0 ? -errno : fd;
}

/* A process that ended leaves its file behind, and nobody listens there. One
 * that has no room for us now (-EAGAIN) lives. */
static bool is_stale(const struct sockaddr_un *address)
{
    int fd = socket_open(SOCK_NONBLOCK);
    bool refused;

    if (fd < 0)
        return false;
    refused =
        connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
        errno == ECONNREFUSED;
    close(fd);
    return refused;
}

void pipe_folder_sweep(const struct pipe_folder *folder)
{
    DIR *list = opendir(folder->path);
    struct sockaddr_un address;
    const struct dirent *entry;

    if (list == NULL)
        return;
    for (int i = 0; i < SWEPT_MAX && (entry = readdir(list)) != NULL; i++)
        if (entry->d_name[0] != '.' &&
            address_of(folder, entry->d_name, &address) == 0 &&
            is_stale(&address))
            unlink(address.sun_path);
    closedir(list);
}

static int bind_and_listen(int fd, const struct sockaddr_un *address)
{
    int rc = bind(fd, (const struct sockaddr *)address, sizeof *address);

    if (rc != 0 && errno == EADDRINUSE) {
        if (!is_stale(address))
            return -EADDRINUSE;
        unlink(address->sun_path);
        rc = bind(fd, (const struct sockaddr *)address, sizeof *address);
    }
    return rc == 0 && listen(fd, BACKLOG) == 0 ? 0 : -errno;
}

int pipe_socket_listen(const struct pipe_folder *folder, const char *file)
{
    struct sockaddr_un address;
    int rc = address_of(folder, file, &address);
    int fd = rc == 0 ? socket_open(SOCK_NONBLOCK) : rc;

    if (fd < 0)
        return fd;
    rc = bind_and_listen(fd, &address);
    if (rc == 0)
        return fd;
    close(fd);
    return rc;
}

static int unblock(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 ? 0 : -errno;
}

/* Who listens may have no room for one more at the moment: so long we wait. */
static int connect_patiently(int fd, const struct sockaddr_un *address,
                             uint32_t patience_ms)
{
    const struct timeval patience = {.tv_sec = patience_ms / 1000,
                                     .tv_usec =
                                         (long)(patience_ms % 1000) * 1000};
    int rc;

    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    do
        rc = connect(fd, (const struct sockaddr *)address, sizeof *address);
    while (rc != 0 && errno == EINTR);
    return rc == 0 ? unblock(fd) : -errno;
}

int pipe_socket_connect(const struct pipe_folder *folder, const char *file,
                        uint32_t patience_ms)
{
    struct sockaddr_un address;
    int rc = address_of(folder, file, &address);
    int fd = rc == 0 ? socket_open(0) : rc;

    if (fd < 0)
        return fd;
    rc = connect_patiently(fd, &address, patience_ms);
    if (rc == 0)
        return fd;
    close(fd);
    return rc;
}

int pipe_socket_accept(int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd >= 0)
        return fd;
    /* The kernel says nothing of the end of the listening here. */
    if (errno == EAGAIN && (ready_now(listener) & READY_HANGUP) != 0)
        return -EINVAL;
    return -errno;
}

int pipe_socket_peer(int fd, uint32_t *process)
{
    struct ucred peer;
    socklen_t len = sizeof peer;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
        return -errno;
    *process = (uint32_t)peer.pid;
    return peer.uid == geteuid() ? 0 : -EPERM;
}

/* ---- Packets ---- */

int pipe_socket_send(int fd, const void *head, size_t head_len,
                     const void *data, size_t len)
{
    struct iovec parts[] = {{(void *)(uintptr_t)head, head_len},
                            {(void *)(uintptr_t)data, len}};
    const struct msghdr message = {.msg_iov = parts,
                                   .msg_iovlen = len > 0 ? 2 : 1};
    ssize_t sent;

    do
        sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : 0;
}

/* A peer that ended with something unread is told as a reset, once, and before
 * what it had sent: that comes with the next try. Descriptors that a peer sends
 * along are dropped by the kernel, as there is no room for them. */
int pipe_socket_receive(int fd, void *buffer, size_t room)
{
    struct iovec part = {buffer, room};
    bool reset = false;

    for (;;) {
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        ssize_t len = recvmsg(fd, &message, MSG_DONTWAIT);

        if (len < 0 && (errno == EINTR || (errno == ECONNRESET && !reset))) {
            reset = errno == ECONNRESET;
            continue;
        }
        if (len < 0)
            return -errno;
        return (message.msg_flags & MSG_TRUNC) != 0 ? -EMSGSIZE : (int)len;
    }
}

void pipe_socket_shut(int fd)
{
    shutdown(fd, SHUT_RDWR);
}

/* Edge-triggered: asking again tells again of what there is. */
int pipe_socket_watch(int watch, int fd, uint64_t token, bool room)
{
    struct epoll_event event = {
        .events =
            EPOLLIN | EPOLLRDHUP | EPOLLET | (room ? (uint32_t)EPOLLOUT : 0),
        .data.u64 = token,
    };
    int rc = epoll_ctl(watch, EPOLL_CTL_ADD, fd, &event);

    if (rc != 0 && errno == EEXIST)
        rc = epoll_ctl(watch, EPOLL_CTL_MOD, fd, &event);
    return rc == 0 ? 0 : -errno;
}

int pipe_socket_at_fork(void (*before)(void), void (*after)(void),
                        void (*in_child)(void))
{
    return -pthread_atfork(before, after, in_child);
}
