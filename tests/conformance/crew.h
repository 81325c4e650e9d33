/* A crew of threads that dequeues from one port, for the cases about the
 * concurrency value and the order of waking. The key of a packet says what
 * the thread that got it does next; the OVERLAPPED pointer is its argument.
 * The main thread never dequeues from the port, so it never counts. */
#ifndef CREW_H
#define CREW_H

#include "support.h"

#define CREW 16
#define NO_LIMIT "the concurrency value is ignored"
#define OLDEST "the thread that waits longest is woken first"

enum task {
    NOTHING,   /* go on dequeuing */
    SPIN,      /* until *argument is not 0, without blocking */
    SPIN_EXIT, /* the same, then end the thread */
    SPIN_MOVE, /* the same, then dequeue once from crew.other */
    SLEEP,     /* ms = argument */
    WAIT,      /* for the event */
    WAIT_MANY, /* for the event or another */
    ENTER,     /* the critical section, and leave it */
    RECEIVE,   /* a byte from the socket, blocking */
    ACCEPT,    /* a connection of the socket, blocking */
    QUIT       /* end the thread */
};

struct crew {
    HANDLE port, other, idle; /* idle: an event never set */
    HANDLE threads[CREW];
    int size;
    volatile LONG waiting;         /* threads that reached a dequeue */
    volatile LONG taken, finished; /* packets */
    volatile LONG running, most;   /* between dequeue and next */
    volatile LONG taker[64];       /* thread number of each packet */
    volatile LONG members;
};

void crew_start(struct crew *crew, DWORD concurrency, int size);
void crew_end(struct crew *crew);
void give(struct crew *crew, enum task task, volatile void *argument);
void spin(volatile LONG *flag);

#endif
