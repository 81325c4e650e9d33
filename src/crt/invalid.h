/* What a function of Microsoft's C run-time library does about a wrong
 * argument: errno, the handler, and the error as its result. */
#ifndef CRT_INVALID_H
#define CRT_INVALID_H

#include "iocp/crt_errors.h"

/* Sets errno, tells the handler, gives the error back. Windows ends a program
 * that has set no handler; a server that lives on with an error it was given is
 * better off. */
errno_t crt_invalid(errno_t error);

#endif
