/* What the cases of pipes share. */
#ifndef PIPES_H
#define PIPES_H

#include "support.h"

#define PIPE_BYTES (PIPE_TYPE_BYTE | PIPE_READMODE_BYTE)
#define PIPE_MESSAGES (PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE)
#define QUOTA 1000

/* A name that no other program uses. */
#define PIPE_NAME_SIZE 64
void pipe_name(char name[PIPE_NAME_SIZE]);

struct pipe_pair {
    HANDLE server, client;
    char name[PIPE_NAME_SIZE];
};

/* The server end alone, asynchronous and duplex; QUOTA bytes each way. */
struct pipe_pair pipe_server(DWORD mode);
/* Both ends, asynchronous. A client reads bytes unless the mode is messages. */
struct pipe_pair pipe_pair(DWORD mode);
/* The same with the server end on a port. */
struct pipe_pair pipe_on(HANDLE port, DWORD mode);
/* The same with the client's end there too, of the other key. */
struct pipe_pair pipe_both_on(HANDLE port, DWORD mode);
HANDLE pipe_client(const char *name, DWORD flags);
void pipe_close(struct pipe_pair *pair);

/* Synchronous use of an asynchronous handle, for what ends at once. */
int pipe_send(HANDLE pipe, const void *data, DWORD length);
int pipe_holds(HANDLE pipe, const char *text);

/* A request that ends later: CHECKs that it is pending. */
void pend_read(HANDLE pipe, void *data, DWORD length, OVERLAPPED *overlapped);
void pend_write(HANDLE pipe, const void *data, DWORD length,
                OVERLAPPED *overlapped);
int start_connect_pipe(HANDLE pipe, OVERLAPPED *overlapped);

#endif
