/* Strings of char. */
#define UNIT char
#define NAME(narrow, wide) narrow
#include "crt/text.h"

errno_t __cdecl strerror_s(char *to, size_t size, int error)
{
    char room[128];

    if (to == NULL || size == 0)
        return crt_invalid(EINVAL);
    strncpy_s(to, size, strerror_r(error, room, sizeof room), _TRUNCATE);
    return 0;
}
