/* <process.h>: threads by Microsoft's C run-time library.
 *
 * Windows programs prefer these to CreateThread because the run-time library
 * there keeps records for each thread; here they are the same threads. */
#ifndef IOCP_PROCESS_H
#define IOCP_PROCESS_H

#include "iocp/types.h"

#include "iocp/crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Makes a thread, as CreateThread does.
 * In:      security: ignored. stack_size: as for CreateThread.
 *          start_address, arglist: what it runs, on what; the result is its
 *          exit code. initflag: 0, CREATE_SUSPENDED,
 *          STACK_SIZE_PARAM_IS_A_RESERVATION. thrdaddr: NULL, or where its id
 *          goes.
 * Out:     *thrdaddr: the id.
 * Returns: the handle as an integer, to be closed by CloseHandle; or 0; errno:
 *          EINVAL, no function, of which the handler is told; EAGAIN, no thread
 *          can be made.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_beginthread, _beginthreadex", Return value and Remarks.
 * Test:    tests/conformance/threads.c */
uintptr_t __cdecl _beginthreadex(void *security, unsigned stack_size,
                                 unsigned(__stdcall *start_address)(void *),
                                 void *arglist, unsigned initflag,
                                 unsigned *thrdaddr) IOCP_API(_beginthreadex);

/* Ends the calling thread, as ExitThread does.
 * In:      retval: its exit code.
 * Out:     none.
 * Returns: never.
 * Packet:  as ExitThread.
 * Blocks:  never.  Threads: any.
 * Windows: same. The handle stays open.
 * Source:  "_endthread, _endthreadex", Remarks.
 * Test:    tests/conformance/threads.c */
DECLSPEC_NORETURN void __cdecl _endthreadex(unsigned retval)
    IOCP_API(_endthreadex);

/* Ends the calling thread, and closes its handle if _beginthread made it.
 * In:      none.
 * Out:     none.
 * Returns: never.
 * Packet:  as ExitThread.
 * Blocks:  never.  Threads: any.
 * Windows: same.
 * Source:  "_endthread, _endthreadex", Remarks.
 * Test:    tests/conformance/threads.c */
DECLSPEC_NORETURN void __cdecl _endthread(void) IOCP_API(_endthread);

/* Makes a thread whose handle closes by itself when it ends.
 * In:      start_address, arglist: what it runs, on what. stack_size: as for
 *          CreateThread, without the flag.
 * Out:     none.
 * Returns: a handle as an integer, which must not be closed and may be dead
 *          already; or (uintptr_t)-1; errno: EINVAL, no function, of which the
 *          handler is told; EACCES, no memory; EAGAIN, no thread can be made.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_beginthread, _beginthreadex", Return value and Remarks.
 * Test:    tests/conformance/threads.c */
uintptr_t __cdecl _beginthread(void(__cdecl *start_address)(void *),
                               unsigned stack_size, void *arglist)
    IOCP_API(_beginthread);

/* Gives the calling process's id.
 * In:      none.
 * Out:     none.
 * Returns: as GetCurrentProcessId.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_getpid", Return value.
 * Test:    tests/conformance/threads.c */
int __cdecl _getpid(void) IOCP_API(_getpid);

#ifdef __cplusplus
}
#endif

#include "iocp/crt_pop.h"

#endif
