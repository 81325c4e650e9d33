/* What the calls on modules have in common. */
#ifndef API_MODULE_H
#define API_MODULE_H

#include <stdbool.h>

#include "base/errmap.h"
#include "iocp/module.h"

#define MODULE_NOT_FOUND STATUS_FROM_CODE(ERROR_MOD_NOT_FOUND)

/* A system library by its name; NULL if it has no such name. */
HMODULE module_system_named(const char *name);
bool module_is_system(HMODULE module);

/* The lowest address of a module that is loaded, NULL being the program; 0 for
 * all else, system libraries too. */
uintptr_t module_base_of(HMODULE module);

/* What is behind the last separator of a name. */
const char *module_last_part(const char *name);

/* The name with the ending that a shared object has here: with ".so" in place
 * of ".dll", or behind a name without a dot. NULL if it has another ending, or
 * memory is out. The caller frees it. */
char *module_with_ending(const char *path);

/* Loads a file, counted. */
NTSTATUS module_open(const char *path, HMODULE *module);

#endif
