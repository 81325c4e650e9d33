/* The neutral headers after everything POSIX has, sockets included. */
#include "list_std_c.h"
#include "list_posix.h"
#include "list_sockets.h"
/* After the others: */
#include <iocp/types.h>
#include <iocp/errors.h>

NTSTATUS status(OVERLAPPED *overlapped);
NTSTATUS status(OVERLAPPED *overlapped)
{
    return (NTSTATUS)overlapped->Internal;
}
