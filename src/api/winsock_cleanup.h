/* The last WSACleanup. */
#ifndef API_WINSOCK_CLEANUP_H
#define API_WINSOCK_CLEANUP_H

/* Cancels the requests of every socket of the process, and keeps no socket
 * for later. */
void winsock_cancel_everything(void);

#endif
