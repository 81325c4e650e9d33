/* What the parts of the soak share: requests that are counted, streams whose
 * bytes are known, a generator of numbers. Win32 and C headers only; what asks
 * Linux is in leaks.c. */
#ifndef SOAK_H
#define SOAK_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#define TAP_LAST_ERROR GetLastError()
#include "../harness/tap.h"

#define SIZE_MAX_BITS 18 /* of one transfer: 256 KiB */
#define KEY_QUIT ((ULONG_PTR)1)
#define KEY_WORK ((ULONG_PTR)2)
#define STATUS_OF(overlapped) ((DWORD)(overlapped)->Internal)

/* ---- Numbers ---- */

/* From 0 to below `sides`; each thread has a row of its own, from the seed. */
unsigned dice(unsigned sides);
void dice_seed(unsigned seed);
/* 1 byte to 256 KiB, small ones as often as large ones. */
DWORD some_size(void);

/* ---- Streams ---- */

/* The bytes of a stream are a piece of one long row, which begins again. */
void pattern_make(void);
void pattern_copy(void *to, unsigned base, ULONGLONG at, DWORD size);
BOOL pattern_is(const void *data, unsigned base, ULONGLONG at, DWORD size);

/* ---- Requests ---- */

struct request;

/* What has ended: the owner looks, starts more, and gives the request back. */
typedef void (*ended_fn)(struct request *request, DWORD error, DWORD bytes);

struct request {
    OVERLAPPED overlapped; /* first: a packet names it */
    volatile LONG state;
    volatile LONG holders;  /* threads about to cancel it */
    volatile LONG asked;    /* somebody did */
    volatile LONG *blanket; /* or asked for all of its handle, ever */
    HANDLE volatile handle;
    ended_fn ended;
    void *owner;
    char *buffer; /* of `size`; ends with the request */
    DWORD size;
    unsigned extra; /* the owner's */
    BOOL over;      /* the owner's: it has ended, but others were before it */
    DWORD error, bytes;
    struct request *next;
};

extern HANDLE port;
extern volatile LONG stopping; /* nothing is opened any more */

/* How many there may be at once. */
void requests_make(unsigned count);
void requests_free(void);

/* One in flight, with a buffer. */
struct request *request_begin(HANDLE handle, ended_fn ended, void *owner,
                              DWORD size);

/* What a call gave: TRUE if the request is to be seen to by the caller, now:
 * the handle is in skip mode and no packet comes. *error is 0, or why. */
enum outcome { PENDS, HAS_ENDED, REFUSED };
enum outcome request_started(struct request *request, BOOL done, BOOL skips,
                             DWORD *error);

/* The refused one never was. */
void request_undo(struct request *request);

/* Its buffer is gone, and it may be used again. */
void request_give(struct request *request);

/* By a packet: a second one, or one of something else, fails. */
void request_packet(OVERLAPPED *overlapped, BOOL done, DWORD bytes);

/* Asks to end one of all, if it is in flight. */
void request_cancel_any(void);

LONG requests_in_flight(void);
void requests_report(void);

/* Whether it may have ended as cancelled. */
BOOL request_was_asked(const struct request *request);

/* ---- What is done ---- */

/* Connections and pipes (streams.c, opening.c). */
void streams_open(unsigned connections, unsigned pipes);
void streams_disturb(void); /* one of them, somehow */
void streams_close(void);   /* begins to */
unsigned streams_left(void);
void streams_free(void);
void streams_report(void);

/* Files and datagrams (others.c). */
void others_open(unsigned files, unsigned datagrams);
void others_disturb(void);
void others_close(void);
void others_free(void);
void others_report(void);

/* ---- Leaks (leaks.c) ---- */

struct kept {
    long blocks, lent; /* of memory; requests and packets of the pools */
    int descriptors;
};

struct kept kept_now(void);
/* Looks until no more is kept than before, or it never will be. */
struct kept kept_at_last(const struct kept *before);
/* Requests the library still counts for the port, and packets in it. */
unsigned long long port_holds(HANDLE counted);

#endif
