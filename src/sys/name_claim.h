/* Which process of this user has a name: events and their likes, and mappings.
 * They are shared inside a process only, so a second process that makes one of
 * the same name has to be told. A claim is a locked file in the folder of the
 * pipes (sys/pipe_socket.h); the kernel ends it with the process. */
#ifndef SYS_NAME_CLAIM_H
#define SYS_NAME_CLAIM_H

#include <stdbool.h>

/* Names of one space have nothing to do with those of the other. */
enum name_space { NAME_OBJECTS, NAME_MAPPINGS };

/* A descriptor, the claim; -EBUSY: another process has the name. Other errors:
 * nobody can know, there is no such folder. */
int name_claim(enum name_space space, const char *name);
void name_give_up(enum name_space space, const char *name, int claim);

/* Whether another process has it; for a name that this one has not, and cannot
 * claim meanwhile: a claim of its own would be told too. */
bool name_is_elsewhere(enum name_space space, const char *name);

#endif
