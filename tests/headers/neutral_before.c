/* The neutral headers before everything POSIX has, sockets included: this is
 * how the library's own files use them. */
#include <iocp/types.h>
#include <iocp/errors.h>
/* After ours: */
#include "list_std_c.h"
#include "list_posix.h"
#include "list_sockets.h"

int length(struct sockaddr_in *address);
int length(struct sockaddr_in *address)
{
    return (int)sizeof *address;
}
