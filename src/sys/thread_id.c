#include "sys/thread_id.h"

#include <unistd.h>

uint32_t sys_thread_id(void)
{
    static __thread uint32_t id;

    if (id == 0)
        id = (uint32_t)gettid();
    return id;
}
