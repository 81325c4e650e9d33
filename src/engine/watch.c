#include "engine/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>

#define WATCH_CHUNK ((size_t)256)

void watch_table_init(struct watch_table *table, int epoll_fd)
{
    table->epoll_fd = epoll_fd;
    table->chunks = NULL;
    table->chunk_count = 0;
}

void watch_table_fini(struct watch_table *table)
{
    for (size_t i = 0; i < table->chunk_count; i++)
        free(table->chunks[i]);
    free(table->chunks);
}

static struct watch *lookup(const struct watch_table *table, size_t fd)
{
    size_t index = fd / WATCH_CHUNK;

    if (index >= table->chunk_count || table->chunks[index] == NULL)
        return NULL;
    return &table->chunks[index][fd % WATCH_CHUNK];
}

/* Watches never move: lists point into them. */
static bool grow(struct watch_table *table, size_t index)
{
    size_t count = (index + 1) * 2;
    struct watch **chunks =
        realloc(table->chunks, count * sizeof(struct watch *));

    if (chunks == NULL)
        return false;
    for (size_t i = table->chunk_count; i < count; i++)
        chunks[i] = NULL;
    table->chunks = chunks;
    table->chunk_count = count;
    return true;
}

static struct watch *make(struct watch_table *table, size_t fd)
{
    size_t index = fd / WATCH_CHUNK;
    struct watch *chunk;

    if (index >= table->chunk_count && !grow(table, index))
        return NULL;
    chunk = calloc(WATCH_CHUNK, sizeof *chunk);
    if (chunk == NULL)
        return NULL;
    table->chunks[index] = chunk;
    return &chunk[fd % WATCH_CHUNK];
}

static int add(const struct watch_table *table, int fd, uint64_t file_id)
{
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET,
        .data.u64 = file_id << 32 | (uint32_t)fd,
    };
    int rc = epoll_ctl(table->epoll_fd, EPOLL_CTL_ADD, fd, &event);

    /* Registered under another file_id: a request was on its way while the
     * file behind the number changed. It is told anew what is ready. */
    if (rc != 0 && errno == EEXIST)
        rc = epoll_ctl(table->epoll_fd, EPOLL_CTL_MOD, fd, &event);
    if (rc == 0)
        return 0;
    /* The user's limit of registrations; no disk is full. */
    return errno == ENOSPC ? -ENOMEM : -errno;
}

int watch_get(struct watch_table *table, int fd, uint64_t file_id,
              struct watch **result)
{
    struct watch *watch = lookup(table, (size_t)fd);
    int rc;

    if (watch == NULL)
        watch = make(table, (size_t)fd);
    if (watch == NULL)
        return -ENOMEM;
    *result = watch;
    watch->useless = false;
    if (watch->file_id == file_id)
        return 0;
    rc = add(table, fd, file_id);
    if (rc < 0)
        return rc;
    watch->file_id = file_id;
    watch->readable = false; /* the first epoll_wait tells */
    watch->writable = true;  /* nearly always: try */
    watch->to_the_end = false;
    watch->nonblocking = false;
    return 0;
}

struct watch *watch_waited(const struct watch_table *table, int fd)
{
    return lookup(table, (size_t)fd);
}

struct watch *watch_find(struct watch_table *table, int fd, uint64_t file_id)
{
    struct watch *watch = lookup(table, (size_t)fd);

    return watch != NULL && watch->file_id == file_id ? watch : NULL;
}

struct watch *watch_event(struct watch_table *table,
                          const struct epoll_event *event)
{
    struct watch *watch = lookup(table, (uint32_t)event->data.u64);
    uint32_t bits = event->events;

    if (watch == NULL || (uint32_t)watch->file_id != event->data.u64 >> 32)
        return NULL;
    if (bits & (EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        watch->to_the_end = true;
    if (bits & ~(uint32_t)EPOLLOUT)
        watch->readable = true;
    if (bits & (EPOLLOUT | EPOLLHUP | EPOLLERR))
        watch->writable = true;
    return watch;
}

void watch_unused(struct watch_table *table, struct watch *watch, int fd)
{
    bool again = watch->useless;

    watch->useless = !again;
    if (!again)
        return;
    epoll_ctl(table->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    watch->file_id = 0;
}

int watch_unblock(struct watch *watch, int fd)
{
    int on = 1;

    if (watch->nonblocking)
        return 0;
    if (ioctl(fd, FIONBIO, &on) != 0)
        return -errno;
    watch->nonblocking = true;
    return 0;
}
