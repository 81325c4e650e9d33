/* One descriptor in reserve. Used by the shard's thread only. */
#include "sys/fd.h"

static int spare = -1;

bool fd_spare_lend(void)
{
    if (spare < 0)
        return false;
    fd_close(spare);
    spare = -1;
    return true;
}

void fd_spare_restore(void)
{
    if (spare < 0)
        spare = fd_open_null();
}
