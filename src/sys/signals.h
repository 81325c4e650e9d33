/* The signals that ask a process to stop, turned into something a thread can
 * wait for. */
#ifndef SYS_SIGNALS_H
#define SYS_SIGNALS_H

#include <stdbool.h>

enum stop_signal {
    STOP_INTERRUPT, /* SIGINT */
    STOP_QUIT,      /* SIGQUIT */
    STOP_TERMINATE, /* SIGTERM */
    STOP_HANGUP,    /* SIGHUP */
    STOP_SIGNALS,
};

/* Makes what signals_next waits on. 0 or -errno; may be called again. */
int signals_open(void);

/* Takes over the four signals: from here on signals_next reports them. A
 * hang-up that the process was started to ignore (nohup) stays ignored, and an
 * interrupt that signals_ignore_interrupt ignores. */
void signals_take(void);

/* Waits for the next of them. */
enum stop_signal signals_next(void);

/* Ignores SIGINT, as child processes then do too; or ends ignoring it. */
void signals_ignore_interrupt(bool ignore);

/* Sends one to a process group; 0: to the caller's. 0 or -errno: -ESRCH, there
 * is none, or the number is none; -EPERM. */
int signals_send(enum stop_signal which, unsigned group);

/* Lets the signal do what it does to a process that never asked: end it. */
_Noreturn void signals_default(enum stop_signal which);

#endif
