/* Threads.
 *
 * A thread may be made by any means: one that came from pthread_create may call
 * everything in the library too. Only those made here have a handle. */
#ifndef IOCP_THREAD_H
#define IOCP_THREAD_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CREATE_SUSPENDED 0x4
#define STACK_SIZE_PARAM_IS_A_RESERVATION 0x10000
#define STILL_ACTIVE ((DWORD)0x103)
#define THREAD_TERMINATE 0x0001
#define THREAD_SET_CONTEXT 0x0010

/* What a thread runs; the result is its exit code. */
typedef DWORD(WINAPI *PTHREAD_START_ROUTINE)(LPVOID lpThreadParameter);
typedef PTHREAD_START_ROUTINE LPTHREAD_START_ROUTINE;

/* Makes a thread.
 * In:      lpThreadAttributes: NULL, or ignored. dwStackSize: bytes of stack
 *          that are needed at once: if they are more than usual, the stack has
 *          that many; 0 for the usual. lpStartAddress, lpParameter: what it
 *          runs, on what. dwCreationFlags: 0; CREATE_SUSPENDED, it does nothing
 *          until ResumeThread; STACK_SIZE_PARAM_IS_A_RESERVATION: dwStackSize
 *          is the whole stack, also if it is less than usual, but 64 KiB at
 *          least. lpThreadId: NULL, or where its id goes.
 * Out:     *lpThreadId: the id, valid while the thread runs.
 * Returns: a handle, signalled when the thread has ended, to be closed by the
 *          caller; or NULL; last error: ERROR_INVALID_PARAMETER, no function or
 *          other flags; ERROR_NOT_ENOUGH_MEMORY, no memory, or none for a stack
 *          of that size; ERROR_NO_SYSTEM_RESOURCES, no thread or handle left.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, but that the usual stack is what the executable says, often
 *          1 MiB; here the system's (ulimit -s), 1 MiB at least. It takes
 *          memory as it is used.
 * Source:  "CreateThread function", Parameters, Return value and Remarks.
 * Test:    tests/conformance/threads.c, tests/linux/threads_test.c */
HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES lpThreadAttributes,
                           SIZE_T dwStackSize,
                           LPTHREAD_START_ROUTINE lpStartAddress,
                           LPVOID lpParameter, DWORD dwCreationFlags,
                           LPDWORD lpThreadId) IOCP_API(CreateThread);

/* Ends the calling thread.
 * In:      dwExitCode: what GetExitCodeThread gives from now on.
 * Out:     none.
 * Returns: never.
 * Packet:  requests the thread started on handles with a port run on; those on
 *          handles without one are cancelled, and post nothing.
 * Blocks:  never.  Threads: any. The main thread may: the process then lives as
 *          long as its other threads.
 * Windows: same. C++ destructors of the thread's frames run, as pthread_exit
 *          makes them.
 * Source:  "ExitThread function", Remarks.
 * Test:    tests/conformance/threads.c */
DECLSPEC_NORETURN VOID WINAPI ExitThread(DWORD dwExitCode) IOCP_API(ExitThread);

/* Ends the calling thread. Another one it does not end.
 * In:      hThread: the calling thread, by any of its handles. dwExitCode: its
 *          exit code.
 * Out:     none.
 * Returns: not, for the calling thread, as ExitThread; TRUE, it had ended, and
 *          keeps its exit code; or FALSE; last error: ERROR_NOT_SUPPORTED, it
 *          is another thread that runs; ERROR_INVALID_HANDLE, no thread.
 * Packet:  as ExitThread.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: there another thread ends, wherever it is, with all locks
 *          that it holds left taken. Nothing that can be asked of a thread here
 *          does that and leaves a process that works.
 * Source:  "TerminateThread function", Remarks.
 * Test:    tests/conformance/exceptions.c */
BOOL WINAPI TerminateThread(HANDLE hThread, DWORD dwExitCode)
    IOCP_API(TerminateThread);

/* Gives a thread's exit code.
 * In:      hThread: a thread.
 * Out:     *lpExitCode: all 32 bits of the result; STILL_ACTIVE while it runs.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a thread;
 *          ERROR_NOACCESS, lpExitCode is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetExitCodeThread function", Remarks.
 * Test:    tests/conformance/threads.c */
BOOL WINAPI GetExitCodeThread(HANDLE hThread, LPDWORD lpExitCode)
    IOCP_API(GetExitCodeThread);

/* Starts a thread made with CREATE_SUSPENDED.
 * In:      hThread: a thread, or the first one of a process that was made so.
 * Out:     none.
 * Returns: how often it was suspended before: 1 the first time, 0 when it runs
 *          already; or (DWORD)-1; last error: ERROR_INVALID_HANDLE, not a
 *          thread.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; there is no SuspendThread yet.
 * Source:  "ResumeThread function", Return value.
 * Test:    tests/conformance/threads.c */
DWORD WINAPI ResumeThread(HANDLE hThread) IOCP_API(ResumeThread);

/* What QueueUserAPC has a thread call. */
typedef VOID(NTAPI *PAPCFUNC)(ULONG_PTR Parameter);

typedef enum _QUEUE_USER_APC_FLAGS {
    QUEUE_USER_APC_FLAGS_NONE = 0x0,
    QUEUE_USER_APC_FLAGS_SPECIAL_USER_APC = 0x1,
    QUEUE_USER_APC_CALLBACK_DATA_CONTEXT = 0x10000
} QUEUE_USER_APC_FLAGS;

/* Asks a thread to call a function the next time it waits alertably: an APC.
 * In:      pfnAPC: the function. hThread: the thread, or GetCurrentThread().
 *          dwData: its argument.
 * Out:     none.
 * Returns: nonzero: queued; the thread runs all it finds queued, oldest first,
 *          and its wait returns WAIT_IO_COMPLETION. A thread that has not begun
 *          runs it before its own function; one that ends drops it. Or 0; last
 *          error: ERROR_INVALID_HANDLE, not a thread; ERROR_GEN_FAILURE, the
 *          thread has ended; ERROR_INVALID_PARAMETER, pfnAPC is NULL;
 *          ERROR_NO_SYSTEM_RESOURCES, no memory.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: takes NULL, and calls it.
 * Source:  "QueueUserAPC function", Remarks.
 * Test:    tests/conformance/apc.c */
DWORD WINAPI QueueUserAPC(PAPCFUNC pfnAPC, HANDLE hThread, ULONG_PTR dwData)
    IOCP_API(QueueUserAPC);

/* The same with flags.
 * In:      Flags: QUEUE_USER_APC_FLAGS_NONE. The others as above.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: as above; ERROR_NOT_SUPPORTED for
 *          QUEUE_USER_APC_FLAGS_SPECIAL_USER_APC; ERROR_INVALID_PARAMETER,
 *          other flags.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: has special APCs, which interrupt a thread at any place.
 * Source:  "QueueUserAPC2 function", Parameters.
 * Test:    tests/linux/apc_test.c */
BOOL WINAPI QueueUserAPC2(PAPCFUNC ApcRoutine, HANDLE Thread, ULONG_PTR Data,
                          QUEUE_USER_APC_FLAGS Flags) IOCP_API(QueueUserAPC2);

/* Gives a handle that means the calling thread, whoever uses it.
 * In:      none.
 * Out:     none.
 * Returns: (HANDLE)-2; need not be closed.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetCurrentThread function", Remarks.
 * Test:    tests/conformance/threads.c */
HANDLE WINAPI GetCurrentThread(VOID) IOCP_API(GetCurrentThread);

/* Gives the calling thread's id.
 * In:      none.
 * Out:     none.
 * Returns: the id, never 0; on Linux it is the kernel's thread id.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetCurrentThreadId function", Return value.
 * Test:    tests/conformance/threads.c */
DWORD WINAPI GetCurrentThreadId(VOID) IOCP_API(GetCurrentThreadId);

/* Gives the id of a thread.
 * In:      Thread: a thread.
 * Out:     none.
 * Returns: the id, or 0; last error: ERROR_INVALID_HANDLE, not a thread.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetThreadId function", Return value.
 * Test:    tests/conformance/threads.c */
DWORD WINAPI GetThreadId(HANDLE Thread) IOCP_API(GetThreadId);

/* Tells when a thread was made, has ended, and what it has used.
 * In:      hThread: a thread.
 * Out:     *lpCreationTime, *lpExitTime: UTC; the second is 0 while it runs.
 *          *lpKernelTime, *lpUserTime: amounts of 100 ns. All untouched on
 *          failure.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_HANDLE, not a thread;
 *          ERROR_NOACCESS, a pointer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same; of other threads that run the kernel tells hundredths of a
 *          second. Of the first thread of a process that has ended it is what
 *          the process used.
 * Source:  "GetThreadTimes function", Parameters.
 * Test:    tests/conformance/thread_times.c */
BOOL WINAPI GetThreadTimes(HANDLE hThread, LPFILETIME lpCreationTime,
                           LPFILETIME lpExitTime, LPFILETIME lpKernelTime,
                           LPFILETIME lpUserTime) IOCP_API(GetThreadTimes);

/* Gives a handle that means the calling process.
 * In:      none.
 * Out:     none.
 * Returns: (HANDLE)-1; need not be closed.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same. Beware: INVALID_HANDLE_VALUE is the same value.
 * Source:  "GetCurrentProcess function", Remarks.
 * Test:    tests/conformance/threads.c */
HANDLE WINAPI GetCurrentProcess(VOID) IOCP_API(GetCurrentProcess);

/* Gives the calling process's id.
 * In:      none.
 * Out:     none.
 * Returns: the id; on Linux that of getpid().
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "GetCurrentProcessId function", Return value.
 * Test:    tests/conformance/threads.c */
DWORD WINAPI GetCurrentProcessId(VOID) IOCP_API(GetCurrentProcessId);

/* Offers the processor to another thread.
 * In:      none.
 * Out:     none.
 * Returns: TRUE if another may have run, else FALSE.
 * Packet:  none.
 * Blocks:  never for long.  Threads: any, at once.
 * Windows: differs: Linux does not tell, so it is always TRUE.
 * Source:  "SwitchToThread function", Return value.
 * Test:    tests/conformance/threads.c */
BOOL WINAPI SwitchToThread(VOID) IOCP_API(SwitchToThread);

#ifdef __cplusplus
}
#endif

#endif
