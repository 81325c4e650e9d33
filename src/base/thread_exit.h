/* What the library keeps for a thread is given back when the thread ends,
 * whoever made the thread. */
#ifndef BASE_THREAD_EXIT_H
#define BASE_THREAD_EXIT_H

#include <stdbool.h>

/* Lives in thread-local storage of its user; zero to begin with. */
struct exit_hook {
    bool registered;
    void (*run)(void);
    struct exit_hook *next;
};

/* Has `run` called once when the calling thread ends; the newest first. Calling
 * it again for a registered hook costs a look. */
void thread_exit_hook(struct exit_hook *hook, void (*run)(void));

#endif
