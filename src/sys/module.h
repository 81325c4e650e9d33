/* What the dynamic linker has loaded. A module is named by its lowest address:
 * no other thing of the process has that one, and it can be checked. */
#ifndef SYS_MODULE_H
#define SYS_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#define MODULE_PATH_SIZE 4096

/* The lowest address of the program; of the module that has this address in
 * it, 0 if none has. */
uintptr_t module_program(void);
uintptr_t module_at(uintptr_t address);

/* Loads a file, counted. Its lowest address, and in *link what module_unload
 * takes; 0 and *error: -ENOENT, no such file, or one that it needs is missing;
 * -ENOEXEC, it is not for this machine. A name without a slash is looked for in
 * the dynamic linker's places. */
uintptr_t module_load(const char *path, void **link, int *error);
void module_unload(void *link);

/* The module of a file that is loaded, by its path or by the last part of it: 0
 * if there is none. */
uintptr_t module_named(const char *name);

/* Keeps a module for ever; false if there is none at this address. */
bool module_pin(uintptr_t base);

/* The address of what the module itself defines, not of what it uses; 0. */
uintptr_t module_symbol(uintptr_t base, const char *name);

/* The path of a module's file, or -ENOENT. */
int module_path(uintptr_t base, char path[MODULE_PATH_SIZE]);

#endif
