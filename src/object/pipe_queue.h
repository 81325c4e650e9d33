/* One direction of a pipe: data meets readers. Under the pipe's lock; what
 * ended is collected in a list, to be told when the lock is dropped. */
#ifndef OBJECT_PIPE_QUEUE_H
#define OBJECT_PIPE_QUEUE_H

#include "object/pipe.h"

void pipe_queue_init(struct pipe_queue *queue, size_t quota);

/* Takes a request out of its queue and into `ended`. */
void pipe_finish(struct pipe_request *request, NTSTATUS status,
                 struct list_node *ended);
/* Calls the end of each. No lock is held. */
void pipe_end_all(struct list_node *ended);

/* How much a write may bring without waiting. */
size_t pipe_queue_room(const struct pipe_queue *queue);

/* Queues a read, and gives it what there is. */
void pipe_queue_read(struct pipe_queue *queue, struct pipe_request *read,
                     bool messages, struct list_node *ended);
/* Queues a write and serves who waits to read. What they leave over is copied
 * if `copies`, and the write ends, else it waits. STATUS_PENDING, or
 * STATUS_INSUFFICIENT_RESOURCES: nothing was done. */
NTSTATUS pipe_queue_write(struct pipe_queue *queue, struct pipe_request *write,
                          bool messages, bool copies, struct list_node *ended);
/* The same for bytes that nobody waits for, whatever the quota. */
NTSTATUS pipe_queue_bytes(struct pipe_queue *queue, const char *bytes,
                          size_t len, bool messages, struct list_node *ended);

/* A write that waited is taken back; what was read of it stays read. */
void pipe_queue_withdraw(struct pipe_queue *queue, struct pipe_request *write,
                         struct list_node *ended);
/* Who waits to read or for the end of the reading is told `status`. */
void pipe_queue_break(struct pipe_queue *queue, NTSTATUS status,
                      struct list_node *ended);
/* The data is lost; whose write was not read to the end is told `status`. */
void pipe_queue_drop(struct pipe_queue *queue, NTSTATUS status,
                     struct list_node *ended);

size_t pipe_queue_copy(const struct pipe_queue *queue, char *buffer, size_t len,
                       bool messages);

#endif
