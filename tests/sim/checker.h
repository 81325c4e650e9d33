/* The promises of a port, checked each time its lock is dropped. */
#ifndef SIM_CHECKER_H
#define SIM_CHECKER_H

struct lock;

/* The caller still holds it. */
void checker_lock_dropped(struct lock *lock);

/* The calling thread is about to end for good. */
void checker_thread_ended(void);

/* At the end of a world: no packet is left anywhere. */
void checker_finish(void);

#endif
