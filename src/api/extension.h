/* Microsoft's extension functions, as SIO_GET_EXTENSION_FUNCTION_POINTER hands
 * them out. */
#ifndef API_EXTENSION_H
#define API_EXTENSION_H

#include "iocp/socket_ext.h"

/* The function a GUID names, or NULL. */
void *extension_find(const GUID *guid);

#endif
