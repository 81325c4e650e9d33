/* Sockets over which named pipes reach other processes of the same user. They
 * stand in a folder that only this user may enter: XDG_RUNTIME_DIR/openiocp, or
 * /tmp/openiocp-UID. Whoever is at the other end is this user's, which both
 * sides ask the kernel and not each other. Packets keep their bounds
 * (SOCK_SEQPACKET). Errors are negative errno values. */
#ifndef SYS_PIPE_SOCKET_H
#define SYS_PIPE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIPE_FOLDER_BYTES 66u /* with a file, in a sockaddr_un */
#define PIPE_FILE_BYTES 42u

struct pipe_folder {
    char path[PIPE_FOLDER_BYTES];
    int lock; /* owned; -1: not locked */
};

/* Finds the folder, and looks whose it is. With `make` it is made, and locked
 * until it is closed: one process at a time, or one thread, puts sockets there.
 * BLOCKS while another one does, who waits for nothing. -ENOENT: there is none;
 * -EPERM: it is not this user's alone. */
int pipe_folder_open(struct pipe_folder *folder, bool make);
void pipe_folder_close(struct pipe_folder *folder);

/* Removes what processes left behind that are gone. The folder is locked. */
void pipe_folder_sweep(const struct pipe_folder *folder);

/* The file of a pipe's name, whose case does not matter. */
void pipe_socket_file(const char *name, char file[PIPE_FILE_BYTES]);

/* A listening socket that never blocks, in the locked folder. -EADDRINUSE: a
 * process that lives has one of that name. */
int pipe_socket_listen(const struct pipe_folder *folder, const char *file);
void pipe_socket_unlink(const struct pipe_folder *folder, const char *file);

/* -ENOENT, -ECONNREFUSED: nobody listens; -EAGAIN: nobody answered in
 * `patience_ms`. The socket does not block. BLOCKS until it is connected. */
int pipe_socket_connect(const struct pipe_folder *folder, const char *file,
                        uint32_t patience_ms);
/* -EAGAIN: nobody waits; -EINVAL: it was shut. */
int pipe_socket_accept(int listener);
/* Whose process the other end is. -EPERM: another user's. */
int pipe_socket_peer(int fd, uint32_t *process);

/* One packet of two parts, whole or not at all. 0, or -EAGAIN: no room now. */
int pipe_socket_send(int fd, const void *head, size_t head_len,
                     const void *data, size_t len);
/* The bytes of a packet; 0: the other end is closed; -EAGAIN: none now;
 * -EMSGSIZE: it was longer than `room`. */
int pipe_socket_receive(int fd, void *buffer, size_t room);
/* Ends the connection, or the listening, and tells who watches the socket. */
void pipe_socket_shut(int fd);

/* Has a watch (sys/ready.h) tell of packets, ends and, if `room`, of room;
 * again if there are some now. */
int pipe_socket_watch(int watch, int fd, uint64_t token, bool room);

/* Calls these around each fork(), the last one in the child. */
int pipe_socket_at_fork(void (*before)(void), void (*after)(void),
                        void (*in_child)(void));

#endif
