/* Memory by pages: reserving addresses, committing memory to them, protecting,
 * asking. Addresses are handed out in steps of 64 KiB, memory in pages
 * (SYSTEM_INFO tells both). Views of files (mapping.h) are pages too.
 *
 * Sizes are rounded as on Windows: every page is meant that holds a byte of the
 * range. */
#ifndef IOCP_VIRTUAL_MEMORY_H
#define IOCP_VIRTUAL_MEMORY_H

#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PAGE_NOACCESS 0x01
#define PAGE_READONLY 0x02
#define PAGE_READWRITE 0x04
#define PAGE_WRITECOPY 0x08
#define PAGE_EXECUTE 0x10
#define PAGE_EXECUTE_READ 0x20
#define PAGE_EXECUTE_READWRITE 0x40
#define PAGE_EXECUTE_WRITECOPY 0x80
#define PAGE_GUARD 0x100
#define PAGE_NOCACHE 0x200
#define PAGE_WRITECOMBINE 0x400

#define MEM_COMMIT 0x00001000
#define MEM_RESERVE 0x00002000
#define MEM_DECOMMIT 0x00004000
#define MEM_RELEASE 0x00008000
#define MEM_FREE 0x00010000
#define MEM_PRIVATE 0x00020000
#define MEM_MAPPED 0x00040000
#define MEM_RESET 0x00080000
#define MEM_TOP_DOWN 0x00100000
#define MEM_WRITE_WATCH 0x00200000
#define MEM_PHYSICAL 0x00400000
#define MEM_RESET_UNDO 0x01000000
#define MEM_IMAGE 0x01000000
#define MEM_LARGE_PAGES 0x20000000

#define NUMA_NO_PREFERRED_NODE ((DWORD)-1)

/* Pages that are alike. */
typedef struct _MEMORY_BASIC_INFORMATION {
    PVOID BaseAddress;    /* the first of them */
    PVOID AllocationBase; /* what was given out begins here */
    DWORD AllocationProtect;
    SIZE_T RegionSize; /* bytes */
    DWORD State;       /* MEM_COMMIT, MEM_RESERVE, MEM_FREE */
    DWORD Protect;     /* PAGE_; 0 for reserved pages */
    DWORD Type;        /* MEM_PRIVATE, MEM_MAPPED, MEM_IMAGE */
} MEMORY_BASIC_INFORMATION, *PMEMORY_BASIC_INFORMATION;

IOCP_SIZE(MEMORY_BASIC_INFORMATION, 48);
IOCP_AT(MEMORY_BASIC_INFORMATION, AllocationProtect, 16);
IOCP_AT(MEMORY_BASIC_INFORMATION, RegionSize, 24);
IOCP_AT(MEMORY_BASIC_INFORMATION, State, 32);
IOCP_AT(MEMORY_BASIC_INFORMATION, Type, 40);

/* Reserves addresses, commits memory to them, or both.
 * In:      lpAddress: where, NULL: anywhere; reserving rounds it down to 64
 *          KiB, committing to a page. dwSize: bytes, not 0. flAllocationType:
 *          MEM_RESERVE, MEM_COMMIT (without an address it reserves too), both;
 *          or MEM_RESET alone: what the pages hold is not needed any more.
 *          MEM_TOP_DOWN changes nothing. flProtect: PAGE_, of what is
 *          committed; PAGE_NOCACHE and PAGE_WRITECOMBINE change nothing.
 * Out:     none.
 * Returns: the first address; new memory is zero. Or NULL; last error:
 *          ERROR_INVALID_PARAMETER, a size, an address, a protection or flags
 *          that cannot be; ERROR_INVALID_ADDRESS, addresses to reserve are in
 *          use, or those to commit are not all reserved by one call;
 *          ERROR_NOT_ENOUGH_MEMORY, no such piece of addresses is free;
 *          ERROR_COMMITMENT_LIMIT, the system promises no more memory;
 *          ERROR_NOT_SUPPORTED, PAGE_GUARD, MEM_WRITE_WATCH, MEM_PHYSICAL,
 *          MEM_RESET_UNDO; ERROR_PRIVILEGE_NOT_HELD, MEM_LARGE_PAGES.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: has guard pages, write watching and, for who may lock
 *          memory, large pages.
 * Source:  "VirtualAlloc function", Parameters, Remarks.
 * Test:    tests/conformance/virtual_memory.c */
LPVOID WINAPI VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize,
                           DWORD flAllocationType, DWORD flProtect)
    IOCP_API(VirtualAlloc);

/* VirtualAlloc, for a process that a handle names.
 * In:      hProcess: GetCurrentProcess(). The rest as above.
 * Out:     none.
 * Returns: as above; and ERROR_INVALID_HANDLE, another process or none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: reaches other processes.
 * Source:  "VirtualAllocEx function", Parameters.
 * Test:    tests/conformance/virtual_memory.c */
LPVOID WINAPI VirtualAllocEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize,
                             DWORD flAllocationType, DWORD flProtect)
    IOCP_API(VirtualAllocEx);

/* VirtualAllocEx, with the node of memory that the pages are best in.
 * In:      nndPreferred: a node, or NUMA_NO_PREFERRED_NODE. The rest as above.
 * Out:     none.
 * Returns: as above; and ERROR_INVALID_PARAMETER, no such node.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: reaches other processes. Where the kernel takes no such
 *          wish the pages are anywhere; a wish given when addresses are
 *          reserved ends when their memory is decommitted.
 * Source:  "VirtualAllocExNuma function", Parameters.
 * Test:    tests/conformance/topology.c */
LPVOID WINAPI VirtualAllocExNuma(HANDLE hProcess, LPVOID lpAddress,
                                 SIZE_T dwSize, DWORD flAllocationType,
                                 DWORD flProtect, DWORD nndPreferred)
    IOCP_API(VirtualAllocExNuma);

/* Takes the memory of pages back, or all that was reserved.
 * In:      lpAddress: with MEM_RELEASE what VirtualAlloc returned, with
 *          MEM_DECOMMIT the first page. dwSize: 0 with MEM_RELEASE; bytes with
 *          MEM_DECOMMIT, or 0 for all that begins at lpAddress. dwFreeType: one
 *          of the two.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, a size with
 *          MEM_RELEASE, another type, pages beyond the end, a view of a file;
 *          ERROR_INVALID_ADDRESS, nothing of VirtualAlloc's is, or begins,
 *          there; ERROR_COMMITMENT_LIMIT, the kernel's list of ranges is full.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "VirtualFree function", Parameters, Remarks.
 * Test:    tests/conformance/virtual_memory.c */
BOOL WINAPI VirtualFree(LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)
    IOCP_API(VirtualFree);

/* VirtualFree, for a process that a handle names.
 * In:      hProcess: GetCurrentProcess(). The rest as above.
 * Out:     none.
 * Returns: as above; and ERROR_INVALID_HANDLE, another process or none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: reaches other processes.
 * Source:  "VirtualFreeEx function", Parameters.
 * Test:    tests/conformance/virtual_memory.c */
BOOL WINAPI VirtualFreeEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize,
                          DWORD dwFreeType) IOCP_API(VirtualFreeEx);

/* Changes what may be done with committed pages.
 * In:      lpAddress, dwSize: pages of one allocation, not 0. flNewProtect:
 *          PAGE_. Memory that is not of VirtualAlloc (the program's code, its
 *          stacks, malloc's) may be protected too, at one's own risk.
 * Out:     *lpflOldProtect: how the first page was; untouched on failure.
 * Returns: TRUE, or FALSE; last error: ERROR_NOACCESS, lpflOldProtect is NULL;
 *          ERROR_INVALID_PARAMETER, a protection that cannot be;
 *          ERROR_INVALID_ADDRESS, a page that is not committed or not of the
 *          same allocation; ERROR_NOT_SUPPORTED, PAGE_GUARD;
 *          ERROR_COMMITMENT_LIMIT, no memory for it; ERROR_ACCESS_DENIED, more
 *          than the file of a view allows.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: has guard pages.
 * Source:  "VirtualProtect function", Parameters, Remarks.
 * Test:    tests/conformance/virtual_memory.c */
BOOL WINAPI VirtualProtect(LPVOID lpAddress, SIZE_T dwSize, DWORD flNewProtect,
                           PDWORD lpflOldProtect) IOCP_API(VirtualProtect);

/* VirtualProtect, for a process that a handle names.
 * In:      hProcess: GetCurrentProcess(). The rest as above.
 * Out:     as above.
 * Returns: as above; and ERROR_INVALID_HANDLE, another process or none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: reaches other processes.
 * Source:  "VirtualProtectEx function", Parameters.
 * Test:    tests/conformance/virtual_memory.c */
BOOL WINAPI VirtualProtectEx(HANDLE hProcess, LPVOID lpAddress, SIZE_T dwSize,
                             DWORD flNewProtect, PDWORD lpflOldProtect)
    IOCP_API(VirtualProtectEx);

/* Tells what is at an address.
 * In:      lpAddress: any. dwLength: bytes at lpBuffer.
 * Out:     *lpBuffer: the pages from that of lpAddress on that are like it.
 * Returns: the bytes written, or 0; last error: ERROR_BAD_LENGTH, fewer than
 *          the structure has; ERROR_INVALID_PARAMETER, no address of a program;
 *          ERROR_NOACCESS, lpBuffer is NULL.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: what is not of VirtualAlloc or MapViewOfFile is told by the
 *          kernel's ranges: a program and its libraries are MEM_IMAGE, one
 *          range each an allocation.
 * Source:  "VirtualQuery function", Remarks.
 * Test:    tests/conformance/virtual_memory.c */
SIZE_T WINAPI VirtualQuery(LPCVOID lpAddress,
                           PMEMORY_BASIC_INFORMATION lpBuffer, SIZE_T dwLength)
    IOCP_API(VirtualQuery);

/* VirtualQuery, for a process that a handle names.
 * In:      hProcess: GetCurrentProcess(). The rest as above.
 * Out:     as above.
 * Returns: as above; and ERROR_INVALID_HANDLE, another process or none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: reaches other processes.
 * Source:  "VirtualQueryEx function", Parameters.
 * Test:    tests/conformance/virtual_memory.c */
SIZE_T WINAPI VirtualQueryEx(HANDLE hProcess, LPCVOID lpAddress,
                             PMEMORY_BASIC_INFORMATION lpBuffer,
                             SIZE_T dwLength) IOCP_API(VirtualQueryEx);

/* Keeps pages in memory.
 * In:      lpAddress, dwSize: committed pages, not 0.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_INVALID_PARAMETER, no bytes;
 *          ERROR_NOACCESS, a page that is not committed, or PAGE_NOACCESS;
 *          ERROR_WORKING_SET_QUOTA, more than the process may lock
 *          (RLIMIT_MEMLOCK).
 * Packet:  none.
 * Blocks:  until the pages are in memory.  Threads: any, at once.
 * Windows: differs: the limit is of the working set.
 * Source:  "VirtualLock function", Remarks.
 * Test:    tests/conformance/virtual_memory.c */
BOOL WINAPI VirtualLock(LPVOID lpAddress, SIZE_T dwSize) IOCP_API(VirtualLock);

/* Ends that.
 * In:      lpAddress, dwSize: pages that are locked, not 0.
 * Out:     none.
 * Returns: TRUE, or FALSE; last error: ERROR_NOT_LOCKED, a page of
 *          VirtualAlloc's is not; ERROR_INVALID_PARAMETER, no bytes;
 *          ERROR_NOACCESS, no memory there.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: tells it of all memory.
 * Source:  "VirtualUnlock function", Remarks.
 * Test:    tests/conformance/virtual_memory.c */
BOOL WINAPI VirtualUnlock(LPVOID lpAddress, SIZE_T dwSize)
    IOCP_API(VirtualUnlock);

/* Tells how large a large page is.
 * In:      none.
 * Out:     none.
 * Returns: 0: there are none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: most processors have some.
 * Source:  "GetLargePageMinimum function", Return value.
 * Test:    tests/conformance/virtual_memory.c */
SIZE_T WINAPI GetLargePageMinimum(VOID) IOCP_API(GetLargePageMinimum);

#ifdef __cplusplus
}
#endif

#endif
