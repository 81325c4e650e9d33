#include "base/last_error.h"

static __thread uint32_t last_error;

uint32_t last_error_get(void)
{
    return last_error;
}

void last_error_set(uint32_t error)
{
    last_error = error;
}
