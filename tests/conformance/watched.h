/* What the cases of watched folders share. */
#ifndef WATCHED_H
#define WATCHED_H

#include "support.h"

#define EVERY_NAME (FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME)

/* A folder of its own for each case, watched through a handle. */
struct place {
    char path[NAME_SIZE];
    HANDLE folder, port;
    OVERLAPPED overlapped;
    union {
        DWORD aligned;
        char bytes[4096];
    } buffer;
};

/* One record, its name as ASCII. */
struct record {
    DWORD action;
    char name[256];
};

HANDLE folder_open(const char *path, DWORD access, DWORD flags);

void place_make(struct place *place);
void place_make_on_port(struct place *place);

/* Ends what is pending; the folder has to be empty. */
void place_end(struct place *place);

/* The path of a name in the place; valid for the next three calls. */
const char *in(const struct place *place, const char *name);

/* Asks for changes: with this buffer, with all of it. */
BOOL ask(struct place *place, BOOL subtree, DWORD filter, DWORD length);
BOOL start(struct place *place, BOOL subtree, DWORD filter);

/* Waits for the end without a port: its bytes. */
DWORD result(struct place *place);

/* Splits a buffer: how many records there are. */
unsigned split(const char *at, DWORD bytes, struct record *records,
               unsigned max);

/* Asks until `count` records have come that are no MODIFIED of a folder, which
 * may come in between. */
unsigned gather(struct place *place, BOOL subtree, DWORD filter,
                struct record *records, unsigned count);

int is(const struct record *record, DWORD action, const char *name);

#endif
