/* <shellapi.h>: CommandLineToArgvW, and nothing else of the shell. */
#ifndef IOCP_SHELLAPI_H
#define IOCP_SHELLAPI_H

#include "iocp/command_line.h"

#endif
