/* What epoll told about each descriptor, by number.
 *
 * A descriptor is registered once, edge-triggered: the kernel tells when it
 * becomes ready, and we remember until a system call finds that it is not any
 * more. A number is used again after close(2), and io_replace_fd puts another
 * open file behind it: the kernel forgets the registration with the file, so
 * each request names the file it means by its file_id (object/io_object.h) and
 * events carry the low half of it. */
#ifndef ENGINE_WATCH_H
#define ENGINE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"

struct epoll_event;

struct watch {
    uint64_t file_id : 56; /* enough for ever, as they count up; 0: unused */
    bool readable : 1;     /* a receive, read or accept may find something */
    bool writable : 1;     /* a send, write or connect may get on */
    /* A short read does not mean drained: the end of the stream, an error or
     * urgent data may be behind it and was told already. Until EAGAIN. */
    bool to_the_end : 1;
    bool nonblocking : 1; /* O_NONBLOCK is set */
    bool useless : 1; /* an event was for nobody, and no request came since */
    struct list_node *receives; /* engine_ios that wait for `readable` */
    struct list_node *sends;    /* ... for `writable` */
};

_Static_assert(sizeof(struct watch) == 24, "every silent connection has one");

struct watch_table {
    int epoll_fd;          /* borrowed */
    struct watch **chunks; /* owned, by descriptor / WATCH_CHUNK */
    size_t chunk_count;
};

void watch_table_init(struct watch_table *table, int epoll_fd);
void watch_table_fini(struct watch_table *table);

/* The watch of a descriptor, which is registered if it was not. 0 or -errno;
 * -EPERM: of a kind that cannot be waited for. */
int watch_get(struct watch_table *table, int fd, uint64_t file_id,
              struct watch **watch);

/* The same, but NULL when it is not registered. */
struct watch *watch_find(struct watch_table *table, int fd, uint64_t file_id);

/* That of a descriptor on which an io waits, whatever file is behind it now. */
struct watch *watch_waited(const struct watch_table *table, int fd);

/* Whom an event is for, its flags raised; NULL: for a file long gone. */
struct watch *watch_event(struct watch_table *table,
                          const struct epoll_event *event);

/* Nobody waited for what an event told. Once is nothing: the next request may
 * be on its way. If it happens again and none came in between, who uses the
 * descriptor does so without us (engine/balance.h), and events of it only wake
 * threads for nothing: it is registered anew when a request comes. */
void watch_unused(struct watch_table *table, struct watch *watch, int fd);

/* Makes system calls on it return at once, if they do not. 0 or -errno. */
int watch_unblock(struct watch *watch, int fd);

#endif
