/* What Windows has no word for: which engine runs, descriptors behind handles,
 * foreign blocking code, counters, limits.
 *
 * Never needed by a program that came from Windows, and not included by
 * <windows.h>: such a program would not compile there any more. */
#ifndef IOCP_LINUX_H
#define IOCP_LINUX_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* IOCP_BACKEND_INFO.Features: what io_uring was found to offer. */
#define IOCP_FEATURE_SINGLE_ISSUER 0x00000001 /* one thread owns the ring */
#define IOCP_FEATURE_DEFER_TASKRUN 0x00000002 /* completions wait for it */
#define IOCP_FEATURE_SUBMIT_ALL 0x00000004    /* a bad request stops no other */
#define IOCP_FEATURE_NODROP 0x00000008        /* a full ring loses nothing */
#define IOCP_FEATURE_POLL_FIRST 0x00000010    /* a receive may wait first */
#define IOCP_FEATURE_RESTRICTIONS 0x00000020  /* a ring can be limited */
#define IOCP_FEATURE_FAST_POLL 0x00000040     /* waiting needs no thread */
#define IOCP_FEATURE_CURRENT_POSITION 0x00000080 /* pipes can be read */
#define IOCP_FEATURE_OP_POLL 0x00000100          /* the opcodes */
#define IOCP_FEATURE_OP_CANCEL 0x00000200
#define IOCP_FEATURE_OP_READ 0x00000400
#define IOCP_FEATURE_OP_WRITE 0x00000800
#define IOCP_FEATURE_OP_RECV 0x00001000
#define IOCP_FEATURE_OP_RECVMSG 0x00002000
#define IOCP_FEATURE_OP_SEND 0x00004000
#define IOCP_FEATURE_OP_SENDMSG 0x00008000
#define IOCP_FEATURE_OP_ACCEPT 0x00010000
#define IOCP_FEATURE_OP_CONNECT 0x00020000
#define IOCP_FEATURE_OP_SHUTDOWN 0x00040000

/* Without one of these the engine runs on epoll; the others it can miss. */
#define IOCP_FEATURES_REQUIRED 0x0007FFCF

/* Size is what the library filled in: check it before you use a field that a
 * later version added. */
typedef struct IOCP_BACKEND_INFO {
    DWORD Size;
    DWORD Features;   /* IOCP_FEATURE_ bits that io_uring has, even if it does
                       * not run; 0 where it refused or nobody tried */
    CHAR Name[16];    /* "uring", "epoll", or "none": nothing may run here */
    CHAR Reason[208]; /* why this one, one sentence for a log */
    /* The first version ended here, at 232. */
    DWORD Shards;   /* rings, each with its thread; 1 for epoll, 0 for none */
    DWORD Reserved; /* 0 */
} IOCP_BACKEND_INFO;

IOCP_SIZE(IOCP_BACKEND_INFO, 240);
IOCP_AT(IOCP_BACKEND_INFO, Features, 4);
IOCP_AT(IOCP_BACKEND_INFO, Name, 8);
IOCP_AT(IOCP_BACKEND_INFO, Reason, 24);
IOCP_AT(IOCP_BACKEND_INFO, Shards, 232);

typedef struct IOCP_PORT_STATISTICS {
    DWORD Size;
    DWORD Concurrency;   /* how many threads may run */
    DWORD Running;       /* how many do; may exceed Concurrency for a while */
    DWORD Parked;        /* how many wait for a packet */
    ULONGLONG Queued;    /* packets in the queue now */
    ULONGLONG Delivered; /* packets taken since the port was made */
    /* The first version ended here, at 32. */
    ULONGLONG InFlight; /* requests from their start until their packet leaves
                         * the queue: what PortRequests limits */
    ULONGLONG Posted;   /* of those in the queue, by the program: PortPosts */
    ULONGLONG Refused;  /* starts and posts over these two limits, ever */
} IOCP_PORT_STATISTICS;

IOCP_SIZE(IOCP_PORT_STATISTICS, 56);
IOCP_AT(IOCP_PORT_STATISTICS, Concurrency, 4);
IOCP_AT(IOCP_PORT_STATISTICS, Running, 8);
IOCP_AT(IOCP_PORT_STATISTICS, Parked, 12);
IOCP_AT(IOCP_PORT_STATISTICS, Queued, 16);
IOCP_AT(IOCP_PORT_STATISTICS, Delivered, 24);
IOCP_AT(IOCP_PORT_STATISTICS, InFlight, 32);
IOCP_AT(IOCP_PORT_STATISTICS, Posted, 40);
IOCP_AT(IOCP_PORT_STATISTICS, Refused, 48);

/* How many there may be at once; the call that wants one more fails. At least
 * 1 each; 0xFFFFFFFF is as good as none. The table of defaults, errors and
 * what counts from when to when: docs/semantics/limits.md. */
typedef struct IOCP_LIMITS {
    DWORD Size;
    DWORD HandleRequests;  /* requests in flight on one file or socket */
    DWORD PortRequests;    /* requests of one port, until dequeued */
    DWORD ProcessRequests; /* requests in flight in the process */
    DWORD PortPosts;       /* posted packets in one port */
    DWORD Handles;         /* open handles and sockets; at most 1,048,576 */
} IOCP_LIMITS;

IOCP_SIZE(IOCP_LIMITS, 24);
IOCP_AT(IOCP_LIMITS, HandleRequests, 4);
IOCP_AT(IOCP_LIMITS, PortRequests, 8);
IOCP_AT(IOCP_LIMITS, ProcessRequests, 12);
IOCP_AT(IOCP_LIMITS, PortPosts, 16);
IOCP_AT(IOCP_LIMITS, Handles, 20);

/* Tells which back-end the engine runs on, and why; starts it if it was not.
 * In:      size: sizeof(IOCP_BACKEND_INFO) of the caller, at least 232.
 *          Environment: IOCP_BACKEND=uring or epoll forces the choice, auto is
 *          the default, another word lets nothing run. IOCP_FEATURES_MASK hides
 *          bits of Features, to try a lesser kernel. IOCP_DIRECT=never: on
 *          uring no request is carried out by epoll, not even when there is
 *          little to do. IOCP_SHARDS=N: N rings, at most 32, if that many can
 *          be made; IOCP_SHARDS=N..M: N at first, up to M while one runs more
 *          than 80 % of the time in long turns; the default is one, up to half
 *          the processors. If io_uring is not there or not allowed and nobody
 *          asked for epoll, the start writes one line to standard error;
 *          IOCP_LOG=0 or quiet silences it, with IOCP_LOG=1 every start writes
 *          one.
 * Out:     *info, as much as size has room for; also on failure, where Name is
 *          "none" and Reason says what was missing.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, info is NULL or
 *          size is too small (nothing is written); ERROR_NOT_SUPPORTED, no
 *          back-end may run here; ERROR_NO_SYSTEM_RESOURCES, out of memory or
 *          descriptors: try again.
 * Packet:  none.
 * Blocks:  never for long.  Threads: any, at once.
 * Windows: not there.
 * Source:  none.
 * Test:    tests/linux/backend_test.c, tests/linux/shards_test.c */
BOOL IocpGetBackend(IOCP_BACKEND_INFO *info, DWORD size)
    IOCP_API(IocpGetBackend);

/* Gives the descriptor behind a file or socket handle.
 * In:      handle: a file or a socket.
 * Out:     none.
 * Returns: the descriptor, borrowed: valid while the handle is open, not to be
 *          closed, and not to be read or written while requests are pending; or
 *          -1; last error: ERROR_INVALID_HANDLE, not a handle with a
 *          descriptor.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: not there.
 * Source:  none.  Test: tests/linux/descriptors_test.c */
int IocpGetFileDescriptor(HANDLE handle) IOCP_API(IocpGetFileDescriptor);

/* Gives the version of the library that runs.
 * In:      none.
 * Out:     none.
 * Returns: major << 16 | minor << 8 | patch.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: not there.
 * Source:  none.  Test: tests/linux/descriptors_test.c */
DWORD IocpGetVersion(VOID) IOCP_API(IocpGetVersion);

/* Says that the calling thread is about to block outside the library (a
 * database call, poll, a pthread mutex), so that its port may let another
 * thread run.
 * In:      none.
 * Out:     none.
 * Returns: nothing; the last error is unchanged. Without effect on a thread
 *          that belongs to no port. Calls nest.
 * Packet:  none; a queued packet may go to a parked thread at once.
 * Blocks:  never.  Threads: any.
 * Windows: not there; the Windows kernel sees every block by itself. The
 *          library sees the blocking calls of its own at once, and this one;
 *          others it finds a fraction of a millisecond later, when packets
 *          wait for it.
 * Source:  none.  Test: tests/linux/foreign_test.c */
VOID IocpEnterBlocking(VOID) IOCP_API(IocpEnterBlocking);

/* Says that the foreign code is done: the thread counts as running again, at
 * once, even if the port is then over its limit.
 * In:      none.
 * Out:     none.
 * Returns: nothing; the last error is unchanged.
 * Packet:  none.
 * Blocks:  never.  Threads: the one that called IocpEnterBlocking.
 * Windows: not there.
 * Source:  none.  Test: tests/linux/foreign_test.c */
VOID IocpLeaveBlocking(VOID) IOCP_API(IocpLeaveBlocking);

/* Gives a port's counters at one moment.
 * In:      port: the port. size: sizeof(IOCP_PORT_STATISTICS) of the caller: a
 *          program built against an older, smaller one gets what that held.
 * Out:     *stats, Size saying how much of it; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a port;
 *          ERROR_INVALID_PARAMETER, stats is NULL or size is below 32.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once; InFlight may be ahead of the others
 *          by what starts meanwhile.
 * Windows: not there.
 * Source:  none.  Test: tests/linux/limits_test.c */
BOOL IocpGetPortStatistics(HANDLE port, IOCP_PORT_STATISTICS *stats, DWORD size)
    IOCP_API(IocpGetPortStatistics);

/* Gives the limits in force.
 * In:      size: sizeof(IOCP_LIMITS) of the caller.
 * Out:     *limits; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, limits is NULL
 *          or size is too small.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: not there.
 * Source:  none.  Test: tests/linux/limits_test.c */
BOOL IocpGetLimits(IOCP_LIMITS *limits, DWORD size) IOCP_API(IocpGetLimits);

/* Sets limits, for all handles and ports of the process, from the next call
 * that starts something on. What has started is never touched: below a limit
 * that was lowered there is room again when enough of it has ended.
 * In:      limits: a field of 0 leaves that limit as it is; Size is not looked
 *          at; Handles above 1,048,576 is taken for that. size:
 *          sizeof(IOCP_LIMITS) of the caller; of what a later version added all
 *          must be 0.
 * Out:     none.
 * Returns: TRUE, or FALSE and no limit is changed; last error:
 *          ERROR_INVALID_PARAMETER, limits is NULL, size is too small or above
 *          256, or a field that this library does not know is not 0.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once; of two calls each limit has the value
 *          of one.
 * Windows: not there; its quotas are the system's.
 * Source:  none.  Test: tests/linux/limits_test.c */
BOOL IocpSetLimits(const IOCP_LIMITS *limits, DWORD size)
    IOCP_API(IocpSetLimits);

#ifdef __cplusplus
}
#endif

#endif
