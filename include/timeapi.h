/* <timeapi.h>: the timer of winmm. */
#ifndef IOCP_TIMEAPI_H
#define IOCP_TIMEAPI_H

#include "iocp/multimedia_time.h"

#endif
