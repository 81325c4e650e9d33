/* <crtdbg.h>: what it is in release builds on Windows, nothing at all; also in
 * programs compiled with _DEBUG, as there is no debug form of the C library.
 * Leaks are found by -fsanitize=address. */
#ifndef IOCP_CRTDBG_H
#define IOCP_CRTDBG_H

#define _CRT_WARN 0
#define _CRT_ERROR 1
#define _CRT_ASSERT 2

#define _CRTDBG_MODE_FILE 0x1
#define _CRTDBG_MODE_DEBUG 0x2
#define _CRTDBG_MODE_WNDW 0x4
#define _CRTDBG_REPORT_MODE -1
#define _CRTDBG_INVALID_HFILE ((void *)-1)
#define _CRTDBG_HFILE_ERROR ((void *)-2)
#define _CRTDBG_FILE_STDOUT ((void *)-4)
#define _CRTDBG_FILE_STDERR ((void *)-5)
#define _CRTDBG_REPORT_FILE ((void *)-6)

#define _CRTDBG_ALLOC_MEM_DF 0x01
#define _CRTDBG_DELAY_FREE_MEM_DF 0x02
#define _CRTDBG_CHECK_ALWAYS_DF 0x04
#define _CRTDBG_CHECK_CRT_DF 0x10
#define _CRTDBG_LEAK_CHECK_DF 0x20
#define _CRTDBG_REPORT_FLAG -1

#define _ASSERT(condition) ((void)0)
#define _ASSERTE(condition) ((void)0)
#define _RPT0(kind, text) ((void)0)
#define _RPT1(kind, text, one) ((void)0)
#define _RPT2(kind, text, one, two) ((void)0)
#define _RPTF0(kind, text) ((void)0)
#define _RPTF1(kind, text, one) ((void)0)
#define _RPTF2(kind, text, one, two) ((void)0)

#define _CrtSetDbgFlag(flags) ((int)0)
#define _CrtSetReportMode(kind, mode) ((int)0)
#define _CrtSetReportFile(kind, file) ((void *)0)
#define _CrtSetBreakAlloc(number) ((long)0)
#define _CrtDumpMemoryLeaks() ((int)0)
#define _CrtCheckMemory() ((int)1)
#define _CrtDbgBreak() ((void)0)
#define _CrtMemCheckpoint(state) ((void)0)
#define _CrtMemDifference(difference, before, after) ((int)0)
#define _CrtMemDumpStatistics(state) ((void)0)
#define _CrtMemDumpAllObjectsSince(state) ((void)0)

#endif
