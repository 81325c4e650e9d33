/* The calling thread's last error; GetLastError and WSAGetLastError share it,
 * as on Windows. Only src/api sets it. */
#ifndef BASE_LAST_ERROR_H
#define BASE_LAST_ERROR_H

#include <stdint.h>

uint32_t last_error_get(void);
void last_error_set(uint32_t error);

#endif
