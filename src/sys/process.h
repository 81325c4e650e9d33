/* Other processes: starting them, being told of their end, ending them.
 *
 * All of it goes by descriptors of processes (pidfd): a number may name another
 * process by the time it is used. Only our own children are waited for, each by
 * its descriptor, so that the program's children are never taken from it. */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

/* What to start. All of it is borrowed for the call. */
struct process_start {
    const char *path;
    char *const *arguments;   /* ended by NULL */
    char *const *environment; /* ended by NULL */
    const char *folder;       /* to begin in; NULL: the caller's */
    int stdio[3];             /* become 0, 1, 2; below 0: the caller's own */
    int niceness;             /* 0: the caller's; an attempt */
    bool own_group;           /* Ctrl+C of the terminal does not reach it */
    bool own_session;         /* no terminal at all */
    bool only_stdio;          /* no other descriptor, however it was opened */
    bool suspended;           /* runs nothing before process_release */
};

struct process_started {
    int pid;
    int pidfd;
    int gate; /* for process_release; -1: it runs */
};

/* 0 or -errno; *bad_folder tells a folder that is none from a bad program. It
 * returns when the program runs or could not be started; a suspended one is
 * looked at only as far as that is possible without running it. */
int process_start(const struct process_start *start,
                  struct process_started *started, bool *bad_folder);

/* Lets a suspended process go; gives the gate back. */
void process_release(int gate);

/* Waits for a child to end that is about to; closes its descriptor. */
void process_bury(int pidfd);

/* A descriptor of a process, or -errno: -ESRCH when there is none. */
int process_open_pid(uint32_t pid);

/* SIGKILL, or with `kill` false just whether it may be sent. 0 or -errno. */
int process_signal(int pidfd, bool kill);

enum process_end {
    PROCESS_RUNS,
    PROCESS_EXITED,     /* `number` is its exit code, of 8 bits */
    PROCESS_KILLED,     /* `number` is the signal */
    PROCESS_END_UNKNOWN /* somebody else was told, and the kernel forgets */
};

struct process_usage {
    uint64_t user_ns, system_ns;
    uint64_t page_faults;
};

struct process_ending {
    enum process_end how;
    int number;
    struct process_usage usage; /* zeros if not known */
};

/* What became of it; never waits. `reaps`: it is our child, and no zombie after
 * this. Else it may be a child of the program's, which stays for that. */
void process_ending(int pid, int pidfd, bool reaps,
                    struct process_ending *ending);

/* What it has used so far, and when it was started (since 1970). 0 or -errno.
 */
int process_used(int pid, int pidfd, struct process_usage *usage,
                 int64_t *started_ns);

/* The same of the calling thread. */
void thread_used(struct process_usage *usage);

/* And of any thread, by hundredths of a second. */
int thread_used_by(int pid, int thread_id, struct process_usage *usage,
                   int64_t *started_ns);

/* The path of a program that is looked for by its name alone: beside the
 * calling program, in the current folder, in PATH. The caller frees it. NULL:
 * there is none; *error says -ENOENT, -EACCES, -ENOEXEC or -ENOMEM. */
char *process_find_program(const char *name, int *error);

/* Whether a path names a program. 0, or -errno: -ENOEXEC when nobody may run
 * it. */
int process_check_program(const char *path);

/* The absolute form of a path; the caller frees it. NULL: no memory. */
char *process_absolute(const char *path);

#endif
