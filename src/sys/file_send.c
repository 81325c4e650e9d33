#include "sys/file_send.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "sys/disk.h"

/* Up to here a copy costs less than a system call for each of the parts, and
 * reading tells exactly what is in memory. */
#define SMALL_MAX ((size_t)16 << 10)

struct sending {
    int file, socket;
    int64_t offset;
    const struct iovec *parts; /* head, file, tail */
    uint32_t flags;
    bool full;
};

static int64_t send_parts(struct sending *sending, const struct iovec *parts,
                          size_t count, bool more)
{
    struct msghdr message = {
        .msg_iov = (struct iovec *)(uintptr_t)parts,
        .msg_iovlen = count,
    };
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0);
    size_t len = 0;
    ssize_t sent;

    for (size_t i = 0; i < count; i++)
        len += parts[i].iov_len;
    do
        sent = sendmsg(sending->socket, &message, flags);
    while (sent < 0 && errno == EINTR);
    sending->full = sent < 0 ? errno == EAGAIN : (size_t)sent < len;
    return sent < 0 ? -errno : sent;
}

/* What goes wrong without waiting, a read that may wait will find as well. */
static int64_t read_part(const struct sending *sending, void *buffer,
                         size_t len)
{
    int64_t count;

    if (sending->flags & FILE_SEND_WAIT)
        return disk_read_some(sending->file, buffer, len, sending->offset);
    count = disk_read_cached(sending->file, buffer, len, sending->offset);
    return count < 0 ? -ENODATA : count;
}

/* Not inlined: a frame of that size is touched page by page when it is made
 * (-fstack-clash-protection), which sendfile's way need not pay. */
__attribute__((noinline)) static int64_t by_buffer(struct sending *sending)
{
    char buffer[SMALL_MAX];
    size_t left = sending->parts[1].iov_len;
    int64_t count =
        read_part(sending, buffer, left < SMALL_MAX ? left : SMALL_MAX);
    struct iovec parts[3] = {sending->parts[0], {buffer, (size_t)count}};
    bool last = (size_t)count == left;

    if (count <= 0)
        return count;
    parts[2] = sending->parts[2];
    return send_parts(sending, parts, last ? 3 : 2,
                      !last || (sending->flags & FILE_SEND_MORE) != 0);
}

static bool byte_in_memory(const struct sending *sending, size_t distance)
{
    char byte;

    return disk_read_cached(sending->file, &byte, 1,
                            sending->offset + (int64_t)distance) >= 0;
}

/* A look at both ends. Pages come and go in runs: what is missing in between is
 * little, and waiting for it is short. (cachestat(2) knows exactly, but tells
 * only those who may write the file.) */
static bool in_memory(const struct sending *sending)
{
    return (sending->flags & (FILE_SEND_SEEN | FILE_SEND_WAIT)) != 0 ||
           (byte_in_memory(sending, 0) &&
            byte_in_memory(sending, sending->parts[1].iov_len - 1));
}

/* Until the socket is full: that it is must be known for certain, as the end
 * of the file makes it short too. */
static int64_t send_file(struct sending *sending)
{
    size_t len = sending->parts[1].iov_len, done = 0;
    off_t from = sending->offset;
    ssize_t count = 1;

    while (count > 0 && done < len) {
        do
            count = sendfile(sending->socket, sending->file, &from, len - done);
        while (count < 0 && errno == EINTR);
        done += count > 0 ? (size_t)count : 0;
    }
    sending->full = count < 0 && errno == EAGAIN;
    if (done > 0)
        return (int64_t)done;
    return count < 0 ? -errno : count;
}

/* sendfile to a socket whose peer has left raises SIGPIPE in the calling thread
 * and has no flag against it; to block the signal around each call would double
 * or treble their number. So where nobody has asked for that signal a handler
 * keeps it off these calls. Every other SIGPIPE ends the program, as it would
 * without us, and programs that are started from here find nothing changed. */
static __thread volatile sig_atomic_t sending_file
    __attribute__((tls_model("initial-exec")));

static void on_sigpipe(int number)
{
    if (sending_file)
        return;
    signal(number, SIG_DFL);
    raise(number); /* comes when this returns */
}

static void catch_sigpipe(void)
{
    struct sigaction ours = {.sa_handler = on_sigpipe, .sa_flags = SA_RESTART};
    struct sigaction present;

    if (sigaction(SIGPIPE, NULL, &present) == 0 &&
        (present.sa_flags & SA_SIGINFO) == 0 && present.sa_handler == SIG_DFL)
        sigaction(SIGPIPE, &ours, NULL);
}

static int64_t send_file_quietly(struct sending *sending)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int64_t sent;

    pthread_once(&once, catch_sigpipe);
    sending_file = 1;
    sent = send_file(sending);
    sending_file = 0;
    return sent;
}

/* One part; whether the next may follow. *sent: all bytes so far, or how the
 * first of them failed. */
static bool went(int64_t *sent, int64_t result, size_t len)
{
    if (result > 0)
        *sent += result;
    else if (*sent == 0)
        *sent = result;
    return result == (int64_t)len;
}

static int64_t by_sendfile(struct sending *sending)
{
    const struct iovec *head = &sending->parts[0], *tail = &sending->parts[2];
    size_t len = sending->parts[1].iov_len;
    int64_t sent = 0;

    if (!in_memory(sending))
        return -ENODATA;
    if (head->iov_len > 0 &&
        !went(&sent, send_parts(sending, head, 1, true), head->iov_len))
        return sent;
    if (went(&sent, send_file_quietly(sending), len) && tail->iov_len > 0)
        went(&sent,
             send_parts(sending, tail, 1,
                        (sending->flags & FILE_SEND_MORE) != 0),
             tail->iov_len);
    return sent;
}

int64_t file_send(int file, int64_t offset, int socket,
                  const struct iovec parts[3], uint32_t flags, bool *full)
{
    struct sending sending = {.file = file,
                              .socket = socket,
                              .offset = offset,
                              .parts = parts,
                              .flags = flags};
    bool alone = parts[0].iov_len == 0 && parts[2].iov_len == 0;
    int64_t sent;

    if (parts[1].iov_len <= SMALL_MAX &&
        !(alone && (flags & FILE_SEND_SEEN) != 0))
        sent = by_buffer(&sending);
    else
        sent = by_sendfile(&sending);
    if (sent == -EINVAL) /* not from this file system */
        sent = by_buffer(&sending);
    *full = sending.full;
    return sent;
}
