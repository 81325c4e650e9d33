/* What jobs tell their ports: for job.c and job_processes.c only.
 *
 * Messages are packets that were made before they are needed: what a process
 * will be told of at its end is reserved when it joins, so that none is lost.
 * They leave a job in the order of events: each is put into the outbox under
 * the lock, and one thread at a time empties that, without it. */
#ifndef OBJECT_JOB_MESSAGE_H
#define OBJECT_JOB_MESSAGE_H

#include "base/lock.h"
#include "object/job.h"

/* JOB_OBJECT_MSG_, Windows' numbers. */
enum job_event {
    JOB_EVENT_ACTIVE_PROCESS_LIMIT = 3,
    JOB_EVENT_ACTIVE_PROCESS_ZERO = 4,
    JOB_EVENT_NEW_PROCESS = 6,
    JOB_EVENT_EXIT_PROCESS = 7,
    JOB_EVENT_ABNORMAL_EXIT_PROCESS = 8,
};

struct job_message {
    struct packet packet;
    struct port *port; /* counted, while in an outbox */
};

/* A process in one of its jobs. */
struct member {
    struct list_node link;   /* job->members */
    uint64_t number;         /* (c) rises along the list */
    struct job *job;         /* counted */
    struct process *process; /* counted */
    struct member *outer;    /* owned: in the job around */
    /* Owned until they are sent. */
    struct job_message *started, *exited, *emptied;
};

/* One lock over all jobs: a process joins and leaves several in one step. */
extern struct lock job_lock;

/* Whether its processes end with its last handle. */
bool job_kills_locked(const struct job *job);

struct job_message *job_message_new(void);

/* Into the outbox, or away if nobody listens. Takes the message. */
void job_tell_locked(struct job *job, struct job_message *message,
                     enum job_event event, const struct process *process);

/* Sends what is in the outbox; the caller has a reference on the job. The
 * second, also of the jobs around it. */
void job_send(struct job *job);
void job_send_chain(struct job *job);

#endif
