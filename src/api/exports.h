/* The functions of the library by name, for GetProcAddress: written by
 * scripts/exports.sh when the library is built. */
#ifndef API_EXPORTS_H
#define API_EXPORTS_H

#include <stddef.h>

struct export
{
    const char *name;
    void (*function)(void);
};

/* In the order of strcmp. */
extern const struct export exports[];
extern const size_t exports_count;

#endif
