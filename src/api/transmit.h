/* What TransmitFile and TransmitPackets share. */
#ifndef API_TRANSMIT_H
#define API_TRANSMIT_H

#include "api/winsock.h"
#include "object/file.h"

/* "The maximum value is 2,147,483,646" (TransmitFile). */
#define TRANSMIT_MAX 2147483646u

/* Whether the flags go together: 0 or the Winsock error. */
DWORD transmit_check_flags(DWORD flags);

/* Pins a file that may be read. On failure *file may be set, and pinned all
 * the same. */
NTSTATUS transmit_pin(HANDLE handle, struct io_object **file);

/* What reads of it are a multiple of. */
size_t transmit_granule(const struct io_object *file);

/* sendfile has no flag that says "do not wait": puts the socket into
 * non-blocking mode. The engine's other requests do not mind, they wait for
 * readiness anyway. */
NTSTATUS transmit_unblock(struct socket_object *socket);

/* The last error and the result of a call that ended with `status`. What is
 * refused has marked its OVERLAPPED too, but for a bad hEvent, which is told
 * before anything else. Gives the socket back. */
BOOL transmit_tell(struct socket_object *socket, OVERLAPPED *overlapped,
                   NTSTATUS status);

#endif
