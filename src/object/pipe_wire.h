/* What two processes say to each other over the connection of a pipe's client:
 * one connection a client's end. The process that made the instance carries out
 * the requests of the other one, and answers each once.
 *
 * A packet is a pipe_frame and up to PIPE_FRAME_DATA bytes. Both sides are one
 * machine's, so numbers are as they are in memory; their sizes are fixed, as
 * one side may have other pointers. */
#ifndef OBJECT_PIPE_WIRE_H
#define OBJECT_PIPE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#define PIPE_WIRE_VERSION 0x69637031u /* "icp1" */
#define PIPE_FRAME_DATA 32768u
/* What a client's unanswered requests may take in the other process. */
#define PIPE_CHARGE_MAX ((size_t)64 << 20)
#define PIPE_CHARGE_MIN ((size_t)4096)

enum pipe_frame_kind {
    /* Of the client. The first: version, and the name as data. Its answer has a
     * pipe_greeting as data. */
    PIPE_HELLO_OPEN, /* first: enum pipe_access */
    PIPE_HELLO_WAIT, /* STATUS_PENDING, and first: the pipe's time-out, is
                      * followed by another answer when an instance listens
                      * or all are gone */
    /* first: enum pipe_action; second: bytes that follow, with it and in
     * PIPE_DATA; len: bytes wanted. */
    PIPE_ASK_NOW,  /* nothing is done if it had to wait: STATUS_PENDING */
    PIPE_ASK_WAIT, /* answered when it ended */
    PIPE_CANCEL,   /* what it names is answered soon, unless it was already */
    /* Of both: data of the request. */
    PIPE_DATA,
    /* Of the server. len: bytes that went through; the last of those read are
     * its data. */
    PIPE_ANSWER,
    PIPE_QUEUED, /* it waits: what came with it is in the pipe. Where the
                  * request has PIPE_TELL_QUEUED, and perhaps after its answer
                  */
    PIPE_LEFT,   /* the process ends: what nobody has read. first: the message
                  * goes on in the next one */
    PIPE_FRAME_KINDS,
};

enum pipe_access { PIPE_TO_READ = 1 << 0, PIPE_TO_WRITE = 1 << 1 };

#define PIPE_TELL_QUEUED 0x100u /* with the action in `first` */
#define PIPE_ACTION_MASK 0xFFu

struct pipe_frame {
    uint32_t kind;
    int32_t status;
    uint64_t id; /* of the request; HELLO: PIPE_WIRE_VERSION */
    uint64_t len;
    uint64_t first, second;
};

struct pipe_packet {
    struct pipe_frame frame;
    char data[PIPE_FRAME_DATA];
};

struct pipe_greeting {
    uint32_t message_type, inbound, outbound, instances_max, timeout_ms;
    uint32_t reserved;
    uint64_t quota[2];
};

/* Bits of PIPE_SET_MODE, in `len`. */
enum pipe_mode_bit { PIPE_MODE_MESSAGE = 1 << 0, PIPE_MODE_NOWAIT = 1 << 1 };

/* Requests that never wait and exist between processes only; they go on where
 * enum pipe_action ends. */
enum pipe_question {
    PIPE_PEEK = 16, /* len: bytes wanted; answer: first, available; second, left
                     * of the message */
    PIPE_SET_MODE,
    PIPE_INSPECT, /* answer: first, instances */
    PIPE_BYE,     /* the end is closed; what waits is cancelled */
};

#endif
