/* Files: reading and writing pages that lie apart in memory. */
#ifndef IOCP_FILE_SCATTER_H
#define IOCP_FILE_SCATTER_H

#include "io.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef void *PVOID64;

/* One page of memory; a list of them ends with a NULL. */
typedef union _FILE_SEGMENT_ELEMENT {
    PVOID64 Buffer;
    ULONGLONG Alignment;
} FILE_SEGMENT_ELEMENT, *PFILE_SEGMENT_ELEMENT;

IOCP_SIZE(FILE_SEGMENT_ELEMENT, 8);
IOCP_AT(FILE_SEGMENT_ELEMENT, Buffer, 0);

/* Reads a piece of a file into several pages, in their order.
 * In:      hFile: a file opened for reading with FILE_FLAG_OVERLAPPED and
 *          FILE_FLAG_NO_BUFFERING. aSegmentArray: a page of 4,096 bytes each,
 *          beginning at a multiple of that; as many as the count needs, then a
 *          NULL. The list may go after the call, the pages are borrowed until
 *          the request ends. nNumberOfBytesToRead: a multiple of 512.
 *          lpReserved: NULL. lpOverlapped: the request, borrowed until it ends;
 *          Offset and OffsetHigh, a multiple of 512, say where to read.
 * Out:     the pages, and lpOverlapped's status and count, when it ends.
 * Returns: FALSE; last error: ERROR_IO_PENDING, started;
 *          ERROR_INVALID_PARAMETER, a handle opened otherwise, no OVERLAPPED,
 *          what is no such multiple, a page that is not aligned, lpReserved;
 *          ERROR_NOACCESS, no page (WriteFileGather:
 *          ERROR_INVALID_USER_BUFFER); ERROR_ACCESS_DENIED,
 * ERROR_INVALID_HANDLE, ERROR_LOCK_VIOLATION, ERROR_NOT_ENOUGH_MEMORY,
 *          ERROR_NO_SYSTEM_RESOURCES, as for ReadFile.
 * Packet:  one when it ends, with the count, or with ERROR_HANDLE_EOF.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, but pages that are not neighbours in memory take a step each.
 * Source:  "ReadFileScatter function", Parameters.
 * Test:    tests/conformance/file_scatter.c */
BOOL WINAPI ReadFileScatter(HANDLE hFile, FILE_SEGMENT_ELEMENT *aSegmentArray,
                            DWORD nNumberOfBytesToRead, LPDWORD lpReserved,
                            LPOVERLAPPED lpOverlapped)
    IOCP_API(ReadFileScatter);

/* Writes several pages to one piece of a file, in their order.
 * In:      hFile: a file opened for writing, else as ReadFileScatter.
 *          aSegmentArray, nNumberOfBytesToWrite, lpReserved, lpOverlapped: as
 *          there.
 * Out:     lpOverlapped's status and count, when it ends.
 * Returns: FALSE; last error: ERROR_IO_PENDING, started; others as there.
 * Packet:  one when it ends, with the count.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same, as there.
 * Source:  "WriteFileGather function", Parameters.
 * Test:    tests/conformance/file_scatter.c */
BOOL WINAPI WriteFileGather(HANDLE hFile, FILE_SEGMENT_ELEMENT *aSegmentArray,
                            DWORD nNumberOfBytesToWrite, LPDWORD lpReserved,
                            LPOVERLAPPED lpOverlapped)
    IOCP_API(WriteFileGather);

#ifdef __cplusplus
}
#endif

#endif
