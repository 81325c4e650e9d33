/* The load generator's command line. */
#ifndef BENCH_LOAD_OPTIONS_H
#define BENCH_LOAD_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum load_mode {
    LOAD_MESSAGES, /* connections stay, messages go round */
    LOAD_VISITS,   /* connections come and go, one message each */
    LOAD_HOLD      /* connections stay silent until standard input ends */
};

enum { LOAD_PIDS_MAX = 4 };

struct load_options {
    enum load_mode mode;
    const char *path;    /* ask a web server for this; NULL: an echo server */
    const char *address; /* IPv4, dotted */
    uint16_t port;
    int connections;
    size_t size;               /* bytes a message */
    unsigned warmup_ms;        /* before the window */
    unsigned measure_ms;       /* the window */
    int cpu;                   /* pin the client here; -1: anywhere */
    pid_t pids[LOAD_PIDS_MAX]; /* the server, whose CPU time is read */
    int pid_count;             /* 0: nobody is watched */
    const char *gate;          /* perf's "CONTROL,ANSWER" fifos, or NULL */
};

/* Ends the process with the usage text when the line makes no sense. */
void load_options_parse(struct load_options *options, int argc, char **argv);

#endif
