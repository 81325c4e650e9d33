/* The load generator's command line. */
#ifndef BENCH_LOAD_OPTIONS_H
#define BENCH_LOAD_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct load_options {
    const char *address; /* IPv4, dotted */
    uint16_t port;
    int connections;
    size_t size;         /* bytes a message */
    unsigned warmup_ms;  /* before the window */
    unsigned measure_ms; /* the window */
    int cpu;             /* pin the client here; -1: anywhere */
    pid_t pid;           /* the server, whose CPU time is read; 0: none */
    const char *gate;    /* perf's "CONTROL,ANSWER" fifos, or NULL */
};

/* Ends the process with the usage text when the line makes no sense. */
void load_options_parse(struct load_options *options, int argc, char **argv);

#endif
