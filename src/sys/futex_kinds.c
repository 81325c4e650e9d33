#include "sys/futex_kinds.h"

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

void futex_wait_as(enum futex_kind kind, _Atomic uint32_t *word,
                   uint32_t expected)
{
    int saved = errno;

    syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, NULL, NULL,
            kind);
    errno = saved;
}

int futex_wake_kind(enum futex_kind kind, _Atomic uint32_t *word, int count)
{
    int saved = errno;
    long woken = syscall(SYS_futex, word, FUTEX_WAKE_BITSET_PRIVATE, count,
                         NULL, NULL, kind);

    errno = saved;
    return woken > 0 ? (int)woken : 0;
}
