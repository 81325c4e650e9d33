/* What descriptors are ready for: asked once, or told by the kernel. */
#ifndef SYS_READY_H
#define SYS_READY_H

#include <stddef.h>
#include <stdint.h>

/* The kernel's own numbers. */
enum ready_bit {
    READY_IN = 0x1,
    READY_PRI = 0x2,
    READY_OUT = 0x4,
    READY_ERROR = 0x8,   /* found, never wanted */
    READY_HANGUP = 0x10, /* found, never wanted */
    READY_PEER_END = 0x2000,
};

struct ready {
    int fd; /* below 0: left out */
    int16_t wanted, found;
};

/* Waits until one of them is ready, or for so long. 0 or -errno; a signal ends
 * the wait too, and is no error. */
int ready_wait(struct ready *entries, size_t count, uint64_t wait_ns);

/* Of one descriptor, without waiting. */
int16_t ready_now(int fd);

/* A watch tells when a descriptor becomes ready for anything, each time anew
 * (edge-triggered), until the descriptor is closed. A descriptor or -errno. */
int ready_watch_open(void);
/* Adds one, or changes what is told of it to `token`. 0 or -errno. */
int ready_watch_add(int watch, int fd, uint64_t token);
void ready_watch_remove(int watch, int fd);
/* Waits; the number of tokens, 0 when a signal came, or -errno. */
int ready_watch_wait(int watch, uint64_t *tokens, int room);

#endif
