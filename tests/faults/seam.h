/* The seams where the library meets what may fail: memory, threads, system
 * calls, io_uring's entries. The linker puts our wrappers in between (--wrap,
 * the list is in meson.build); each counts its calls, and the one that was
 * planned fails.
 *
 * The trap: a call that the C library or liburing makes inside itself does not
 * pass here. What fails there is covered by real shortage (limits_test.c). */
#ifndef FAULTS_SEAM_H
#define FAULTS_SEAM_H

#include <stdbool.h>

enum seam {
    SEAM_MEMORY, /* malloc, calloc, realloc, aligned_alloc, strdup */
    SEAM_THREAD, /* pthread_create */
    SEAM_KEY,    /* pthread_setspecific, of a key that needs memory */
    SEAM_SOCKET,
    SEAM_BIND,
    SEAM_LISTEN,
    SEAM_ACCEPT,
    SEAM_CONNECT,
    SEAM_RECEIVE, /* recv, recvmsg */
    SEAM_SEND,    /* send, sendmsg */
    SEAM_OPTION,  /* setsockopt, getsockopt */
    SEAM_PEER,    /* getpeername */
    SEAM_OPEN,
    SEAM_READ,  /* preadv2 */
    SEAM_WRITE, /* pwritev2 */
    SEAM_WAKE,  /* write: the eventfds, pipes */
    SEAM_SENDFILE,
    SEAM_TRUNCATE,
    SEAM_SYNC,
    SEAM_DUP,
    SEAM_EPOLL_CREATE,
    SEAM_EPOLL_CTL,
    SEAM_EPOLL_WAIT,
    SEAM_EVENTFD,
    SEAM_FUTEX, /* waits only */
    SEAM_RING,  /* io_uring_queue_init_params */
    SEAM_ENTER, /* io_uring_submit_and_... */
    SEAM_SQE_RECEIVE,
    SEAM_SQE_SEND,
    SEAM_SQE_ACCEPT,
    SEAM_SQE_CONNECT,
    SEAM_SQE_READ,
    SEAM_SQE_WRITE,
    SEAM_SQE_POLL,
    SEAM_SQE_SHUTDOWN,
    SEAMS
};

const char *seam_name(enum seam seam);

/* Instead of an errno: the transfer is made, but only half of it. */
#define SEAM_SHORT (-1)

/* From here on the nth call of `seam` (from 1) fails, once. nth 0: none does.
 * Counts start at 0. */
void seam_arm(enum seam seam, unsigned nth, int error);

/* Nothing fails any more; whether something did. Counts stay. */
bool seam_disarm(void);

unsigned seam_count(enum seam seam);

/* For the wrappers: counts the call. 0: let it pass; else how it fails. */
int seam_fault(enum seam seam);

/* Blocks of memory the program holds, without those in the library's pools;
 * and what the pools have lent. */
long seam_blocks(void);
long seam_lent(void);

#endif
