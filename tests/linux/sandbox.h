/* Seccomp filters, to be where less is allowed. In force for the calling thread
 * and every one it starts from then on, for good. */
#ifndef LINUX_SANDBOX_H
#define LINUX_SANDBOX_H

#include <stdbool.h>

/* io_uring_setup gives `error`. False: no filters here. */
bool sandbox_io_uring(int error);

/* Docker's default profile, as far as it can be told from here. */
bool sandbox_docker(void);

/* What a supervisor answers to a call: 0, let it happen, or -errno. */
typedef int sandbox_judge(unsigned what);

/* Asks `setup` about the flags of each io_uring_setup and `change` about the
 * opcode of each io_uring_register; NULL lets all happen. */
bool sandbox_supervise(sandbox_judge *setup, sandbox_judge *change);

#endif
