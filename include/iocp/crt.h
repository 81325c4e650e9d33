/* What Microsoft's C run-time library adds to the standard headers. */
#ifndef IOCP_CRT_H
#define IOCP_CRT_H

#include "crt_errors.h"
#include "crt_format.h"
#include "crt_intrinsics.h"
#include "crt_memory.h"
#include "crt_number.h"
#include "crt_stdio.h"
#include "crt_stdlib.h"
#include "crt_string.h"
#include "crt_templates.h"
#include "crt_time.h"

#endif
