/* <io.h>: descriptors by Microsoft's names. */
#ifndef IOCP_IO_WRAPPER_H
#define IOCP_IO_WRAPPER_H

#include "iocp/crt_io.h"
#include "iocp/crt_stdio.h"

/* Programs write these beside the constants of <fcntl.h>. */
#ifndef O_BINARY
#define O_BINARY 0
#endif
#ifndef O_TEXT
#define O_TEXT 0
#endif

#endif
