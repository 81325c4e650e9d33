/* See queue_condvar.h. POSIX world. The signal is sent after the lock is
 * dropped, and glibc makes it free when nobody waits: no strawman.
 */
#define _GNU_SOURCE
#include "queue_condvar.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct queue_condvar {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    unsigned capacity;
    unsigned head;  /* the oldest packet */
    unsigned count; /* packets from there on */
    struct queue_packet packets[];
};

static void fail(const char *what)
{
    fprintf(stderr, "queue_condvar: %s\n", what);
    exit(EXIT_FAILURE);
}

struct queue_condvar *queue_condvar_new(unsigned capacity)
{
    struct queue_condvar *queue =
        calloc(1, sizeof(*queue) + capacity * sizeof(queue->packets[0]));

    if (!queue)
        fail("out of memory");
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    queue->capacity = capacity;
    return queue;
}

void queue_condvar_free(struct queue_condvar *queue)
{
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

void queue_condvar_push(struct queue_condvar *queue, struct queue_packet packet)
{
    pthread_mutex_lock(&queue->lock);
    if (queue->count == queue->capacity)
        fail("full");
    queue->packets[(queue->head + queue->count) % queue->capacity] = packet;
    queue->count++;
    pthread_mutex_unlock(&queue->lock);
    pthread_cond_signal(&queue->filled);
}

struct queue_packet queue_condvar_pop(struct queue_condvar *queue)
{
    struct queue_packet packet;

    pthread_mutex_lock(&queue->lock);
    while (queue->count == 0)
        pthread_cond_wait(&queue->filled, &queue->lock);
    packet = queue->packets[queue->head];
    queue->head = (queue->head + 1) % queue->capacity;
    queue->count--;
    pthread_mutex_unlock(&queue->lock);
    return packet;
}

uint64_t queue_clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
