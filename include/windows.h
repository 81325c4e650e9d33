/* <windows.h>: everything of the library but sockets.
 *
 * Unlike Windows' own it never includes the old <winsock.h>, so <winsock2.h>
 * may follow, precede, or be left out, with or without WIN32_LEAN_AND_MEAN.
 *
 * A program that asks for _WIN32 must be compiled with -D_WIN32 itself; nothing
 * here defines it. Standard and POSIX headers work with it too, with one
 * exception that has nothing to do with these: libstdc++'s <filesystem>. Under
 * _WIN32 it compiles and links, but its paths are wide, the library of Linux
 * reads them as narrow, and directory_iterator throws.
 *
 * Functions are bound to symbols of their own (iocp_CreateFileA), so libc's
 * functions of the same name stay what they are. */
#ifndef IOCP_WINDOWS_H
#define IOCP_WINDOWS_H

/* Programs look at these to see whether Windows' header was included. */
#ifndef _WINDOWS_
#define _WINDOWS_
#endif
#ifndef _INC_WINDOWS
#define _INC_WINDOWS
#endif

#include <ctype.h>

#include "iocp/types.h"
#include "sdkddkver.h"
#include "winapifamily.h"

#include "iocp/affinity.h"
#include "iocp/command_line.h"
#include "iocp/console.h"
#include "iocp/debug.h"
#include "iocp/environment.h"
#include "iocp/error_codes.h"
#include "iocp/exception.h"
#include "iocp/memory.h"
#include "iocp/message_box.h"
#include "iocp/module.h"
#include "iocp/processor.h"
#include "iocp/slist.h"
#include "iocp/memory_status.h"
#include "iocp/system.h"
#include "iocp/text.h"
#include "iocp/thread.h"
#include "iocp/thread_priority.h"
#include "iocp/topology.h"
#include "iocp/version.h"
#include "iocp/times.h"
#include "iocp/virtual_memory.h"

#include "iocp/locks.h"
#include "iocp/mutex.h"
#include "iocp/slots.h"
#include "iocp/sync.h"
#include "iocp/timer.h"

#include "iocp/handle.h"
#include "iocp/io.h"

#include "iocp/directory.h"
#include "iocp/file.h"
#include "iocp/mailslot.h"
#include "iocp/mapping.h"
#include "iocp/job.h"
#include "iocp/pipe.h"
#include "iocp/port.h"
#include "iocp/process.h"
#include "iocp/threadpool.h"
#include "iocp/threadpool_legacy.h"
#include "iocp/threadpool_objects.h"

/* Windows has these from <string.h>, <stdio.h>, <stdlib.h>, <time.h>, which are
 * the C library's here. */
#ifndef IOCP_NO_CRT
#include "iocp/crt.h"
#endif

/* Windows has these two from a part that WIN32_LEAN_AND_MEAN leaves out; they
 * get in the way of std::byte under `using namespace std`, there as here. */
#ifndef WIN32_LEAN_AND_MEAN
#include "iocp/multimedia_time.h"
typedef unsigned char byte;
typedef unsigned char boolean;
#endif

#endif
