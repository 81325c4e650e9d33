/* The kinds of load. Each connects, warms up, measures, and returns when
 * nothing is in flight any more. */
#ifndef BENCH_LOADS_H
#define BENCH_LOADS_H

#include "window.h"

/* Messages on connections that stay. */
void load_messages(const struct load_options *options, struct window *window);

/* Connections that come, send one message, have it back and go. */
void load_visits(const struct load_options *options, struct window *window);

/* Connections that say nothing, until the standard input ends. */
void load_hold(const struct load_options *options);

#endif
