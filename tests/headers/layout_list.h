/* The one list of what a program can see of our headers: sizes, offsets,
 * constants. layout.c includes it with the macros INTEGER, SIZE, FIELD, NUMBER,
 * WIDE and GUID_VALUE defined; layout.sh checks that no constant is missing. */
#include "layout_constants.h"
#include "layout_errors.h"
#include "layout_files.h"
#include "layout_memory.h"
#include "layout_process.h"
#include "layout_processes.h"
#include "layout_sockets.h"
#include "layout_types.h"
#include "layout_threadpool.h"
