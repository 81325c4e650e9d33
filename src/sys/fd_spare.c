/* One descriptor in reserve. Any thread. */
#include <stdatomic.h>

#include "sys/fd.h"

static _Atomic int spare = -1;

bool fd_spare_lend(void)
{
    int fd = atomic_exchange(&spare, -1);

    if (fd < 0)
        return false;
    fd_close(fd);
    return true;
}

void fd_spare_restore(void)
{
    int none = -1, fd;

    if (atomic_load(&spare) >= 0)
        return;
    fd = fd_open_null();
    if (fd >= 0 && !atomic_compare_exchange_strong(&spare, &none, fd))
        fd_close(fd); /* somebody else was faster */
}
