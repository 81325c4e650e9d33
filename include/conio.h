/* <conio.h>: keys of the terminal. */
#ifndef IOCP_CONIO_H
#define IOCP_CONIO_H

#include "iocp/crt_console.h"

#endif
