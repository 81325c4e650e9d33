#include "crt/invalid.h"

#include <stdatomic.h>
#include <stddef.h>

static _Atomic(_invalid_parameter_handler) installed;

_invalid_parameter_handler __cdecl _set_invalid_parameter_handler(
    _invalid_parameter_handler handler)
{
    return atomic_exchange(&installed, handler);
}

_invalid_parameter_handler __cdecl _get_invalid_parameter_handler(void)
{
    return atomic_load(&installed);
}

errno_t crt_invalid(errno_t error)
{
    _invalid_parameter_handler handler = atomic_load(&installed);

    errno = error;
    if (handler != NULL)
        handler(NULL, NULL, NULL, 0, 0);
    errno = error;
    return error;
}
