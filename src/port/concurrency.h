/* Who counts as running on which port.
 *
 * A thread belongs to the port it last dequeued from, until it dequeues from
 * another, exits, or the port dies. While it blocks inside this library it
 * gives its slot away, and takes it back unconditionally when it resumes:
 * running may exceed the limit for a while, no thread is ever stopped. */
#ifndef PORT_CONCURRENCY_H
#define PORT_CONCURRENCY_H

/* Bracket every place where a library call really blocks. They nest. Holds no
 * lock on entry. Free for threads that belong to no port. */
void concurrency_block(void);
void concurrency_unblock(void);

#endif
