/* qsort_s, bsearch_s, rand_s. */
#include <stdlib.h>

#include "crt/invalid.h"
#include "iocp/crt_stdlib.h"
#include "sys/handover.h"

/* Microsoft's functions have the context in front, the C library's behind. */
struct order {
    int(__cdecl *compare)(void *, const void *, const void *);
    void *context;
};

static int compare(const void *one, const void *other, void *argument)
{
    const struct order *order = argument;

    return order->compare(order->context, one, other);
}

void __cdecl qsort_s(void *base, size_t count, size_t size,
                     int(__cdecl *by)(void *, const void *, const void *),
                     void *context)
{
    struct order order = {by, context};

    if ((base == NULL && count > 0) || size == 0 || by == NULL)
        crt_invalid(EINVAL);
    else if (count > 1)
        qsort_r(base, count, size, compare, &order);
}

void *__cdecl bsearch_s(const void *key, const void *base, size_t count,
                        size_t size,
                        int(__cdecl *by)(void *, const void *, const void *),
                        void *context)
{
    const char *from = base;

    if (key == NULL || (base == NULL && count > 0) || size == 0 || by == NULL) {
        crt_invalid(EINVAL);
        return NULL;
    }
    while (count > 0) {
        const char *middle = from + count / 2 * size;
        int order = by(context, key, middle);

        if (order == 0)
            return (void *)middle;
        if (order > 0) {
            from = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}

errno_t __cdecl rand_s(unsigned *value)
{
    uint64_t secret;
    int rc;

    if (value == NULL)
        return crt_invalid(EINVAL);
    rc = handover_secret(&secret);
    *value = rc == 0 ? (unsigned)secret : 0;
    return rc == 0 ? 0 : (errno = -rc);
}
