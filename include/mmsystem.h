/* <mmsystem.h>: the timer of winmm; no sound. */
#ifndef IOCP_MMSYSTEM_H
#define IOCP_MMSYSTEM_H

#include "iocp/multimedia_time.h"

#endif
