/* The command line. */
#ifndef WEB_OPTIONS_H
#define WEB_OPTIONS_H

#include <stdbool.h>

struct options {
    const char *directory;
    const char *address;
    const char *log; /* NULL: none */
    unsigned port;
    unsigned threads; /* 0: one a processor */
    unsigned connections;
    unsigned timeout_idle, timeout_header, timeout_send, timeout_drain;
    bool listing;
};

enum {
    EXIT_OK = 0,
    EXIT_START = 1, /* could not start */
    EXIT_USAGE = 2, /* the command line is wrong */
    EXIT_CUT = 3    /* stopped before all was sent */
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* OPTIONS_DONE after --help or --version, OPTIONS_WRONG after a message. */
enum options_result options_read(struct options *options, int argc,
                                 char **argv);

#endif
