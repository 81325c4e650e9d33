/* <strsafe.h>: strings whose destinations have a length. */
#ifndef IOCP_STRSAFE_H
#define IOCP_STRSAFE_H

#include "iocp/crt_strsafe.h"

#endif
