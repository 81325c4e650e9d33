/* Which processors processes and threads run on.
 *
 * Processors come in groups of up to 64, and have numbers in their group. Up to
 * 64 processors there is one group, whose numbers are Linux' own, unless some
 * processors are missing there. A thread that nobody has bound may run in all
 * groups, as since Windows 11; its group is then the first in which it may. */
#ifndef IOCP_AFFINITY_H
#define IOCP_AFFINITY_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MAXIMUM_PROC_PER_GROUP 64
#define MAXIMUM_PROCESSORS MAXIMUM_PROC_PER_GROUP
#define ALL_PROCESSOR_GROUPS 0xffff

typedef struct _GROUP_AFFINITY {
    KAFFINITY Mask; /* a bit a processor */
    WORD Group;
    WORD Reserved[3]; /* 0 */
} GROUP_AFFINITY, *PGROUP_AFFINITY;

IOCP_SIZE(GROUP_AFFINITY, 16);
IOCP_AT(GROUP_AFFINITY, Group, 8);
IOCP_AT(GROUP_AFFINITY, Reserved, 10);

typedef struct _PROCESSOR_NUMBER {
    WORD Group;
    BYTE Number; /* in the group */
    BYTE Reserved;
} PROCESSOR_NUMBER, *PPROCESSOR_NUMBER;

IOCP_SIZE(PROCESSOR_NUMBER, 4);
IOCP_AT(PROCESSOR_NUMBER, Number, 2);

/* Binds a process, and all its threads.
 * In:      hProcess: with PROCESS_SET_INFORMATION. dwProcessAffinityMask: a bit
 *          a processor of its group, not 0, none that the machine has not.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, another mask;
 *          ERROR_INVALID_HANDLE, not a process; ERROR_ACCESS_DENIED, not opened
 *          for that, not permitted, or it has ended.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. Of a process in several groups those beyond the first are
 *          taken away.
 * Source:  "SetProcessAffinityMask function", Remarks.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI SetProcessAffinityMask(HANDLE hProcess,
                                   DWORD_PTR dwProcessAffinityMask)
    IOCP_API(SetProcessAffinityMask);

/* Tells in which groups a process may run.
 * In:      hProcess: with PROCESS_QUERY_INFORMATION or
 *          PROCESS_QUERY_LIMITED_INFORMATION. *GroupCount: room in GroupArray.
 * Out:     *GroupCount: how many groups there are, also when that is too many;
 *          GroupArray: their numbers; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INSUFFICIENT_BUFFER, no room;
 *          ERROR_INVALID_HANDLE, not a process; ERROR_ACCESS_DENIED, not opened
 *          for that; ERROR_NOACCESS, a pointer is NULL;
 *          ERROR_INVALID_PARAMETER, it has ended.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetProcessGroupAffinity function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI GetProcessGroupAffinity(HANDLE hProcess, PUSHORT GroupCount,
                                    PUSHORT GroupArray)
    IOCP_API(GetProcessGroupAffinity);

/* Binds a thread to processors of its group.
 * In:      hThread: a thread. dwThreadAffinityMask: a bit a processor, not 0,
 *          none that its process may not use; all bits set: all of those.
 * Out:     none.
 * Returns: the mask before, or 0; last error: ERROR_INVALID_PARAMETER, another
 *          mask; ERROR_INVALID_HANDLE, not a thread; ERROR_ACCESS_DENIED, not
 *          permitted, or it has ended.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SetThreadAffinityMask function", Return value and Remarks.
 * Test:    tests/conformance/affinity.c */
DWORD_PTR WINAPI SetThreadAffinityMask(HANDLE hThread,
                                       DWORD_PTR dwThreadAffinityMask)
    IOCP_API(SetThreadAffinityMask);

/* Tells which processors a thread may run on.
 * In:      hThread: a thread.
 * Out:     *GroupAffinity: its group, and a bit a processor; untouched on
 *          failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a thread;
 *          ERROR_NOACCESS, GroupAffinity is NULL; ERROR_ACCESS_DENIED, the
 *          thread has ended.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: tells it of a thread that has ended too.
 * Source:  "GetThreadGroupAffinity function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI GetThreadGroupAffinity(HANDLE hThread,
                                   PGROUP_AFFINITY GroupAffinity)
    IOCP_API(GetThreadGroupAffinity);

/* Binds a thread to processors of any one group.
 * In:      hThread: a thread. GroupAffinity: the group and a bit a processor,
 *          not 0, none that its process may not use; Reserved is 0.
 * Out:     *PreviousGroupAffinity, unless it is NULL: as GetThreadGroupAffinity
 *          has it before; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such group,
 *          another mask, or Reserved is not 0; ERROR_NOACCESS, GroupAffinity is
 *          NULL; ERROR_INVALID_HANDLE, not a thread; ERROR_ACCESS_DENIED, not
 *          permitted, or it has ended.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "SetThreadGroupAffinity function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI SetThreadGroupAffinity(HANDLE hThread,
                                   CONST GROUP_AFFINITY *GroupAffinity,
                                   PGROUP_AFFINITY PreviousGroupAffinity)
    IOCP_API(SetThreadGroupAffinity);

/* Names the processor a thread is best run on.
 * In:      hThread: a thread. dwIdealProcessor: the number of a processor of
 *          the calling thread's group; MAXIMUM_PROCESSORS only asks.
 * Out:     none.
 * Returns: the number before, or (DWORD)-1; last error:
 *          ERROR_INVALID_PARAMETER, no such processor; ERROR_INVALID_HANDLE,
 *          not a thread of this process.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: Linux has no such wish, so it is remembered and nothing
 *          more. Until one is named it is told as spread by the thread's id.
 * Source:  "SetThreadIdealProcessor function", Parameters and Return value.
 * Test:    tests/conformance/affinity.c */
DWORD WINAPI SetThreadIdealProcessor(HANDLE hThread, DWORD dwIdealProcessor)
    IOCP_API(SetThreadIdealProcessor);

/* The same with a group.
 * In:      hThread: a thread. lpIdealProcessor: a processor; Reserved is 0.
 * Out:     *lpPreviousIdealProcessor, unless it is NULL: the one before;
 *          untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no such
 *          processor, or Reserved is not 0; ERROR_NOACCESS, lpIdealProcessor is
 *          NULL; ERROR_INVALID_HANDLE, not a thread of this process.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as above.
 * Source:  "SetThreadIdealProcessorEx function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI
SetThreadIdealProcessorEx(HANDLE hThread, PPROCESSOR_NUMBER lpIdealProcessor,
                          PPROCESSOR_NUMBER lpPreviousIdealProcessor)
    IOCP_API(SetThreadIdealProcessorEx);

/* Tells the processor a thread is best run on.
 * In:      hThread: a thread.
 * Out:     *lpIdealProcessor; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_NOACCESS, lpIdealProcessor is
 *          NULL; ERROR_INVALID_HANDLE, not a thread of this process.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: as above.
 * Source:  "GetThreadIdealProcessorEx function", Parameters.
 * Test:    tests/conformance/affinity.c */
BOOL WINAPI GetThreadIdealProcessorEx(HANDLE hThread,
                                      PPROCESSOR_NUMBER lpIdealProcessor)
    IOCP_API(GetThreadIdealProcessorEx);

#ifdef __cplusplus
}
#endif

#endif
