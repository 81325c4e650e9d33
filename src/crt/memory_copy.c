/* memcpy_s and memmove_s, of bytes and of units of UTF-16. */
#include <string.h>

#include "crt/invalid.h"
#include "iocp/crt_string.h"

errno_t __cdecl memcpy_s(void *to, rsize_t size, const void *from,
                         rsize_t count)
{
    if (count == 0)
        return 0;
    if (to == NULL)
        return crt_invalid(EINVAL);
    if (from == NULL || count > size) {
        memset(to, 0, size);
        return crt_invalid(from == NULL ? EINVAL : ERANGE);
    }
    memmove(to, from, count); /* whoever overlaps is better off */
    return 0;
}

errno_t __cdecl memmove_s(void *to, rsize_t size, const void *from,
                          rsize_t count)
{
    if (count == 0)
        return 0;
    if (to == NULL || from == NULL)
        return crt_invalid(EINVAL);
    if (count > size)
        return crt_invalid(ERANGE);
    memmove(to, from, count);
    return 0;
}

/* More units than memory can hold are more than there is room for. */
static rsize_t bytes_of(rsize_t units)
{
    return units <= SIZE_MAX / sizeof(WCHAR) ? units * sizeof(WCHAR) : SIZE_MAX;
}

errno_t __cdecl wmemcpy_s(WCHAR *to, rsize_t size, const WCHAR *from,
                          rsize_t count)
{
    return memcpy_s(to, bytes_of(size), from, bytes_of(count));
}

errno_t __cdecl wmemmove_s(WCHAR *to, rsize_t size, const WCHAR *from,
                           rsize_t count)
{
    return memmove_s(to, bytes_of(size), from, bytes_of(count));
}
