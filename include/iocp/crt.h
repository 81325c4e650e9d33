/* What Microsoft's C run-time library adds to the standard headers. */
#ifndef IOCP_CRT_H
#define IOCP_CRT_H

#include "crt_errors.h"
#include "crt_format.h"
#include "crt_number.h"
#include "crt_string.h"
#include "crt_templates.h"

#endif
