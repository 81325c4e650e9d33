/* What the secure functions of Microsoft's C run-time library have in common:
 * their types, their results, and who is told of a wrong argument.
 *
 * Functions of Microsoft's library that the C library of Linux has too are not
 * here: those are its own. A program that has others by these names leaves all
 * of them out by defining IOCP_NO_CRT. */
#ifndef IOCP_CRT_ERRORS_H
#define IOCP_CRT_ERRORS_H

#include "types.h"

#include <errno.h>

#include "crt_push.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef int errno_t;
typedef size_t rsize_t;

/* In place of a count: as much as there is room for. */
#define _TRUNCATE ((size_t)-1)
/* The result when that was not all. */
#define STRUNCATE 80
/* What a comparison gives that has nothing to compare. */
#define _NLSCMPERROR 0x7fffffff

/* What is called for a wrong argument. Its texts are NULL and its line is 0, as
 * in release builds on Windows. */
typedef void(__cdecl *_invalid_parameter_handler)(const WCHAR *expression,
                                                  const WCHAR *function,
                                                  const WCHAR *file,
                                                  unsigned int line,
                                                  uintptr_t reserved);

/* Says what is to be called for a wrong argument.
 * In:      handler: the function, for all threads; NULL: none.
 * Out:     none.
 * Returns: the one before, NULL for none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: differs: without a handler the program ends there; here the function
 *          returns its error.
 * Source:  "_set_invalid_parameter_handler", Remarks.
 * Test:    tests/conformance/crt_strings.c */
_invalid_parameter_handler __cdecl _set_invalid_parameter_handler(
    _invalid_parameter_handler handler)
    IOCP_API(_set_invalid_parameter_handler);

/* Gives the function that is called for a wrong argument.
 * In:      none.
 * Out:     none.
 * Returns: the function, NULL for none.
 * Packet:  none.
 * Blocks:  never.  Threads: any, at once.
 * Windows: same.
 * Source:  "_get_invalid_parameter_handler", Return value.
 * Test:    tests/conformance/crt_strings.c */
_invalid_parameter_handler __cdecl _get_invalid_parameter_handler(void)
    IOCP_API(_get_invalid_parameter_handler);

#ifdef __cplusplus
}
#endif

#include "crt_pop.h"

#endif
