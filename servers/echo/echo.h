/* The echo server as main.c sees it: started, announced and stopped once. */
#ifndef SERVERS_ECHO_H
#define SERVERS_ECHO_H

enum {
    ECHO_THREAD_LIMIT = 64,   /* what --threads accepts */
    ECHO_STOP_LIMIT_MS = 5000 /* then it ends whatever is still in flight */
};

struct echo_options {
    unsigned short port; /* 0: any free one */
    DWORD threads;       /* workers, and the port's concurrency value */
    DWORD buffer_bytes;  /* receive buffer of each connection */
};

/* Listens on 127.0.0.1 and starts the workers; ends the process on failure. */
void echo_start(const struct echo_options *options);

/* Prints `listening on 127.0.0.1:PORT`, for whoever waits to connect. */
void echo_announce(void);

/* Cancels what is in flight, takes every packet, joins the workers. */
void echo_stop(void);

/* Reports a failure nothing can be done about, and ends the process. */
void echo_fail(const char *what, DWORD error);

#endif
