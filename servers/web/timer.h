/* Deadlines of connections. Each kind has one fixed time-out, so its list is
 * in order of deadline by itself: arming, disarming and finding what is due
 * cost the same with ten connections as with ten thousand. */
#ifndef WEB_TIMER_H
#define WEB_TIMER_H

#include <winsock2.h>
#include <windows.h>

#include <stdbool.h>

enum timer_kind {
    TIMER_NONE,
    TIMER_IDLE,   /* no byte of a request yet */
    TIMER_HEAD,   /* from a request's first byte to its last */
    TIMER_SEND,   /* one piece of an answer */
    TIMER_LINGER, /* waiting for the peer's last byte */
    TIMER_KINDS
};

/* Lock key: (t) the lock of struct timers. */
struct timer {
    struct timer *next, *previous; /* (t) in the list of `kind`, or overdue */
    ULONGLONG deadline;            /* (t) by GetTickCount64 */
    enum timer_kind kind;          /* (t) TIMER_NONE when not armed */
    bool expired;                  /* (t) moved to the overdue list */
};

struct timer_list {
    struct timer *first, *last; /* (t) */
};

struct timers {
    CRITICAL_SECTION lock;
    struct timer_list lists[TIMER_KINDS]; /* (t) */
    struct timer_list overdue;            /* (t) */
    DWORD timeout_ms[TIMER_KINDS];        /* (c) */
    /* Asks the timer's request to end; called under the lock, must neither
     * block nor arm or disarm. It is repeated until the timer is disarmed. */
    void (*cancel)(struct timer *timer); /* (c) */
};

void timers_init(struct timers *timers, void (*cancel)(struct timer *));
void timers_fini(struct timers *timers);

/* A timer is armed before its request starts and disarmed when the request
 * is back. An armed timer's connection must not be freed. */
void timer_arm(struct timers *timers, struct timer *timer,
               enum timer_kind kind);
/* The kind that ran out, or TIMER_NONE when it was in time. */
enum timer_kind timer_disarm(struct timers *timers, struct timer *timer);

/* To be called a few times a second. */
void timers_expire(struct timers *timers);
/* Makes every timer of one kind due now. */
void timers_expire_kind(struct timers *timers, enum timer_kind kind);

#endif
