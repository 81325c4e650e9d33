/* Descriptors for other processes of the same user. Who hands them out listens
 * by a name that only those know whom it told; the kernel says who asks. */
#ifndef SYS_HANDOVER_H
#define SYS_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Nobody can guess it. 0 or -errno. */
int handover_secret(uint64_t *secret);

/* Whether a process of this number is there. */
bool handover_is_process(uint32_t pid);

/* Another descriptor of the same open file, or -errno. */
int handover_copy(int fd);

/* Listens by this name: a descriptor or -errno. */
int handover_listen(uint64_t name);

/* Waits for the next that asks for something: a descriptor to answer by, who
 * asks and for what; or -errno, and the listener is of no use any more. */
int handover_next(int listener, uint32_t *pid, uint64_t *secret);

/* Answers with a descriptor and some bytes; -1 and none refuse. The connection
 * is gone afterwards, `fd` still the caller's. */
void handover_answer(int connection, int fd, const void *bytes, size_t len);

/* Asks who listens by `name`: a descriptor, with exactly `len` bytes; or
 * -errno, -EINVAL if there is none for us. */
int handover_ask(uint64_t name, uint64_t secret, void *bytes, size_t len);

#endif
