/* <afunix.h>: sockets named by files, see iocp/unix_address.h. */
#ifndef _AFUNIX_
#define _AFUNIX_

#include "winsock2.h"

#include "iocp/unix_address.h"

#endif
