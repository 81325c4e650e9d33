#include "sys/machine.h"

#include <stdio.h>
#include <unistd.h>

uint32_t machine_page_bytes(void)
{
    return (uint32_t)sysconf(_SC_PAGESIZE);
}

bool machine_is_arm64(void)
{
#if defined(__aarch64__)
    return true;
#else
    return false;
#endif
}

uint32_t machine_process_id(void)
{
    return (uint32_t)getpid();
}

/* Not exit(): atexit handlers and C++ destructors would run under the feet of
 * threads that still work. Not fflush(NULL): another thread may be blocked in
 * a read of standard input, and hold that stream's lock. */
_Noreturn void machine_exit(uint32_t exit_code)
{
    fflush(stdout);
    fflush(stderr);
    _exit((int)exit_code);
}
