/* Faults that somebody could write into the port. Each is one place where the
 * model does the wrong thing if -DFAULT names it, and scripts/model.sh fails
 * if Spin finds nothing wrong then: a test that cannot fail is a defect. */

#define NONE_AT_ALL 0

/* waiters.c */
#define NO_WAKE 1               /* no futex_wake for who is ASLEEP */
#define WAKE_ONLY_PARKED 2      /* futex_wake for the wrong ones */
#define NEXT_READ_LATE 3        /* wake_next is read after the exchange */
#define PLAIN_STORE 4           /* ASLEEP is stored without a look */
#define NO_VALUE_CHECK 5        /* futex_wait does not compare the word */
#define TRUSTS_FUTEX 6          /* a return of futex_wait is taken for news */

/* port.c */
#define OLDEST_FIRST 7          /* the oldest waiter is handed the packet */
#define PUSH_FORGETS_DISPATCH 8
#define DOWN_FORGETS_DISPATCH 9
#define LIMIT_IGNORED 10        /* port_wait takes without a free slot */
#define LATE_IGNORES_HANDED 11  /* unpark_late believes that it is parked */
#define NO_SECOND_PARK 12       /* ... or hears not, and leaves */
#define LATE_KEEPS_LINK 13      /* unpark_late leaves the waiter on the stack */
#define BRACKET_STAYS 14        /* a dequeue does not end concurrency_block */
#define HANDED_NOT_COUNTED 15   /* hand_over_locked does not take the slot */
#define PUSH_AFTER_CLOSE 16     /* a closed port queues */
#define CLOSE_KEEPS_QUEUE 17    /* port_close discards nothing */
#define CLOSE_KEEPS_PARKED 18   /* port_close forgets the last waiter */

/* concurrency.c */
#define EXIT_KEEPS_SLOT 19      /* a thread ends and stays counted */
#define UNBLOCK_ALWAYS 20       /* unblock takes a slot never given */
#define AWAY_STAYS 21           /* a call does not end being away */

/* lookout.c */
#define LOOK_FORGETS_DISPATCH 22

#ifndef FAULT
#define FAULT NONE_AT_ALL
#endif
#define fault(name) (FAULT == name)
