/* <versionhelpers.h>: IsWindows8OrGreater and its kin. */
#ifndef IOCP_VERSIONHELPERS_H
#define IOCP_VERSIONHELPERS_H

#include "iocp/version_helpers.h"

#endif
