/* What the conformance cases share: ports, packets, sockets, files, threads.
 * Win32 and C headers only, here and in every case: the same sources are run
 * on Wine by mingw and on the library. A helper that fails reports through
 * CHECK, so a case needs no code for what it does not test.
 *
 * DWORD is a long there and an int here: cast what you print. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>
#include <process.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAP_LAST_ERROR GetLastError()
#include "../harness/tap.h"

#define KEY ((ULONG_PTR)0x5eed)
#define OTHER_KEY ((ULONG_PTR)0xf00d)
#define UNTOUCHED 0xdeadbeefu      /* what an untouched DWORD holds */
#define PENDING ((ULONG_PTR)0x103) /* STATUS_PENDING */
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Waits that must end get DEADLINE; waits that must not end get QUIET. */
#define DEADLINE tap_scaled(5000)
/* For waits that begin before let_it_block, which takes seconds if it must; in
 * Wine, where it does not, some of them do not end. */
#define DEADLINE_AFTER_BLOCKING                                                \
    (tap_where() == WINE_8 ? DEADLINE / 2 : 2 * DEADLINE)
#define QUIET 40

/* The call returns 0 (FALSE, NULL) and the last error is `code`, set by it.
 * A call with another failure value is compared: `f() != SOCKET_ERROR`. */
#define CHECK_FAILS(call, code)                                                \
    ({                                                                         \
        const char *differs_ = tap_take_difference();                          \
        int failed_;                                                           \
        DWORD error_;                                                          \
                                                                               \
        SetLastError(UNTOUCHED);                                               \
        failed_ = !(call);                                                     \
        error_ = GetLastError();                                               \
        failed_ ? tap_error(differs_, error_, (code), TAP_HERE, #call)         \
                : tap_fail(differs_, TAP_HERE, #call, error_,                  \
                           "expected to fail with " #code);                    \
    })

/* ---- Ports and packets ------------------------------------------------ */

struct packet {
    BOOL ok;     /* what GetQueuedCompletionStatus returned */
    DWORD error; /* last error, 0 when ok */
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *overlapped; /* NULL and !ok: nothing was dequeued */
};

HANDLE port_new(DWORD concurrency);

/* Associates; the handle may be a SOCKET cast. */
void port_add(HANDLE port, HANDLE file, ULONG_PTR key);
void post(HANDLE port, DWORD bytes, ULONG_PTR key, OVERLAPPED *overlapped);

struct packet packet_next(HANDLE port, DWORD ms);

/* The next packet is exactly this one. `error` 0 means GQCS gives TRUE. */
#define CHECK_PACKET(port, key, overlapped, bytes, error)                      \
    check_packet((port), (key), (overlapped), (bytes), (error), TAP_HERE)
int check_packet(HANDLE port, ULONG_PTR key, OVERLAPPED *overlapped,
                 DWORD bytes, DWORD error, const char *file, int line);

/* Nothing is queued, and nothing comes for QUIET ms. */
#define CHECK_NO_PACKET(port) check_no_packet((port), TAP_HERE)
int check_no_packet(HANDLE port, const char *file, int line);

/* An OVERLAPPED at its start: Internal and InternalHigh hold UNTOUCHED. */
OVERLAPPED overlapped_new(HANDLE event);
OVERLAPPED overlapped_at(ULONGLONG offset);

/* The handle with its low bit set: "no packet, please". */
HANDLE without_packet(HANDLE event);

/* ---- Events and threads ----------------------------------------------- */

HANDLE duplicate_of(HANDLE source);
HANDLE event_new(void);      /* manual reset, unset */
int is_set(HANDLE event);    /* tests without waiting */
int wait_for(HANDLE handle); /* waits for DEADLINE */

/* Waits for the condition, looking every ms; false at the deadline. */
#define WAIT_UNTIL(condition)                                                  \
    ({                                                                         \
        ULONGLONG end_ = GetTickCount64() + DEADLINE;                          \
        int met_;                                                              \
                                                                               \
        while (!(met_ = !!(condition)) && GetTickCount64() < end_)             \
            Sleep(1);                                                          \
        met_;                                                                  \
    })

/* Long enough for a thread that said it is about to block to be blocked:
 * Win32 has no way to ask. */
void let_it_block(void);

HANDLE thread_start(LPTHREAD_START_ROUTINE run, void *argument);
void thread_join(HANDLE thread);

/* ---- Sockets ---------------------------------------------------------- */

struct address {
    struct sockaddr_storage storage;
    int length;
};

struct pair {
    SOCKET mine, peer; /* a connected stream, both ends ours */
};

struct extensions {
    LPFN_ACCEPTEX accept;
    LPFN_GETACCEPTEXSOCKADDRS sockaddrs;
    LPFN_CONNECTEX connect;
    LPFN_DISCONNECTEX disconnect;
    LPFN_TRANSMITFILE transmit;
};

void net_start(void); /* WSAStartup, once */
const struct extensions *extensions(void);

/* family AF_INET or AF_INET6; port 0 = any. */
struct address loopback(int family, unsigned short port);
/* Of ASCII text, into as many units. */
void widen(const char *text, WCHAR *wide);

struct sockaddr *address_of(struct address *address);
struct address bound_address(SOCKET socket);

SOCKET tcp_new(int family);
SOCKET tcp_bound(int family); /* to loopback, any port */
SOCKET listener_new(int family, struct address *address);
struct pair pair_new(int family);
struct pair pair_on(HANDLE port, ULONG_PTR key); /* `mine` associated */
void pair_close(struct pair *pair);
SOCKET connected_to(struct address *address);
SOCKET udp_bound(struct address *address); /* loopback, any port */
void udp_pair(SOCKET *one, SOCKET *other); /* connected datagrams */

/* Closes with a reset instead of a FIN. */
void reset_close(SOCKET socket);

void send_all(SOCKET socket, const void *data, int length);
void recv_all(SOCKET socket, void *data, int length);

/* `size` bytes that differ from place to place, the same each time. */
void fill_pattern(void *data, size_t size, unsigned seed);

/* Start a request with one buffer: 0 done at once, else the last error, 997
 * being a success too (see started). */
int start_recv(SOCKET socket, void *data, ULONG length, OVERLAPPED *overlapped);
int start_send(SOCKET socket, const void *data, ULONG length,
               OVERLAPPED *overlapped);
int started(int result);

/* A receive that cannot finish now: CHECKs that it is pending. */
void pend_recv(SOCKET socket, void *data, ULONG length, OVERLAPPED *overlapped);

/* AcceptEx without data; `buf` holds at least ACCEPT_ROOM bytes. */
#define ACCEPT_ROOM (2 * (sizeof(struct sockaddr_storage) + 16))
int start_accept(SOCKET listener, SOCKET acceptor, void *buf,
                 OVERLAPPED *overlapped);
int start_connect(SOCKET socket, struct address *to, OVERLAPPED *overlapped);

/* WSAGetOverlappedResult without waiting: 0, or the Winsock error. */
int wsa_result(SOCKET socket, OVERLAPPED *overlapped, DWORD *bytes);

/* ---- Files ------------------------------------------------------------ */

/* A fresh name in $TEST_TMP, or in the current folder. */
#define NAME_SIZE 512
void temp_name(char name[NAME_SIZE]);

/* A new file of `size` pattern bytes, gone with its last handle. */
HANDLE file_new(DWORD flags, DWORD size);
#define ASYNC FILE_FLAG_OVERLAPPED

/* Creates `name` to hold `size` pattern bytes, closed again. */
void file_make(const char *name, DWORD size);

/* Start a request at a place: 0 done at once, else the last error. */
int start_read(HANDLE file, void *data, DWORD length, OVERLAPPED *overlapped);
int start_write(HANDLE file, const void *data, DWORD length,
                OVERLAPPED *overlapped);

#endif
