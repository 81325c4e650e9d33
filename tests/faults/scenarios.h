/* One scenario a kind of request; each a life from the start to the packet. */
#ifndef FAULTS_SCENARIOS_H
#define FAULTS_SCENARIOS_H

#include "faults/loop.h"

extern const struct scenario
    /* stream.c */
    stream_messages,
    stream_large_sends, stream_many_buffers, stream_events, stream_blocking,
    stream_skip, stream_cancelled, stream_closed,
    /* connect.c */
    accepting, accepting_data, connecting, connecting_data,
    connecting_cancelled, accepting_cancelled, accepting_closed, disconnecting,
    disconnecting_reuse, pairs_from_nothing,
    /* file.c */
    file_reads, file_writes, file_appends, file_synchronous, file_cancelled,
    file_closed, file_made, file_made_anew, file_from_nothing, file_fifo,
    file_fifo_cancelled,
    /* names.c */
    listing, resolving, controls,
    /* transmit.c */
    transmit_small, transmit_large, transmit_blocking, transmit_reuse,
    transmit_cancelled,
    /* other.c */
    posts, batches, events, threads, threads_late_keys, associations;

#endif
