/* Job objects: groups of processes, and the port that is told of their coming
 * and going.
 *
 * A job has the processes that were assigned to it, and those that a process of
 * it makes by a call of this library. Jobs nest: a process is in its innermost
 * job and in all that are around it. */
#ifndef OBJECT_JOB_H
#define OBJECT_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "iocp/types.h"
#include "object/object.h"
#include "object/process.h"
#include "port/packet.h"
#include "sync/named.h"
#include "sync/waitable.h"

struct port;

/* JOB_OBJECT_LIMIT_ bits that mean something here. */
enum job_limit {
    JOB_LIMIT_ACTIVE_PROCESS = 0x8,
    JOB_LIMIT_DIE_ON_EXCEPTION = 0x400, /* as all processes do */
    JOB_LIMIT_BREAKAWAY_OK = 0x800,
    JOB_LIMIT_SILENT_BREAKAWAY_OK = 0x1000,
    JOB_LIMIT_KILL_ON_CLOSE = 0x2000,
};

struct job_limits {
    uint32_t flags;
    uint32_t active_processes;
};

struct job {
    struct object head;
    struct waitable signal; /* set by the end of a job's time, which no job
                             * has: never */
    uint32_t
        maker; /* (c) the process: a child of fork has copies, and no say */
    struct named named;         /* until the last handle is closed */
    struct job *parent;         /* (job lock) set once; counted; around this */
    struct list_node members;   /* (job lock) oldest first */
    uint32_t active, total;     /* (job lock) processes: now, ever */
    uint32_t terminated;        /* (job lock) for a limit */
    struct job_limits limits;   /* (job lock) */
    struct process_usage used;  /* (job lock) by those that have left */
    struct port *port;          /* (job lock) counted; NULL: none */
    ULONG_PTR key;              /* (job lock) of the port's packets */
    struct packet_queue outbox; /* (job lock) messages not yet with a port */
    bool sending;               /* (job lock) somebody empties it */
};

/* A new job with one reference, no handle and no name; or NULL. */
struct object *job_new(void);

/* STATUS_ACCESS_DENIED: it has ended, or is in a job that does not fit in;
 * STATUS_QUOTA_EXCEEDED: the job has its fill, and the process was ended. */
NTSTATUS job_assign(struct job *job, struct process *process);

/* For a process that the calling one makes: whether it may leave its jobs, and
 * putting it into them if it does not. */
NTSTATUS job_check_breakaway(bool wanted);
NTSTATUS job_inherit(struct process *child, bool breakaway);

/* Whether it is in this job, or with NULL in any. */
bool job_has(struct job *job, struct process *process);

/* The innermost job of the calling process, with a reference, or NULL. */
struct job *job_of_caller(void);

/* Ends all processes of the job. The calling one, if it is in, comes last and
 * does not return. */
void job_terminate(struct job *job, uint32_t exit_code);

/* From here on messages go to `port`, which learns of the processes there are;
 * NULL: to nobody. STATUS_INVALID_PARAMETER: it has a port. */
NTSTATUS job_associate(struct job *job, struct port *port, ULONG_PTR key);

void job_set_limits(struct job *job, const struct job_limits *limits);

struct job_account {
    struct job_limits limits;
    uint32_t active, total, terminated;
    struct process_usage used;
};
void job_account(struct job *job, struct job_account *account);

/* Stores at most `room` ids; returns how many there are. */
uint32_t job_list(struct job *job, ULONG_PTR *ids, uint32_t room);

/* The calling process ends in good order: its handles are closed by that. */
void job_process_ends(void);

#endif
