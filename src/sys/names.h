/* Names and folders, as the file system keeps them: making, moving, linking.
 * All return 0 or -errno. */
#ifndef SYS_NAMES_H
#define SYS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int names_make_folder(const char *path);

/* Without `replace`, what is there already is -EEXIST. */
int names_move(const char *from, const char *to, bool replace);

/* `follow`: a link's target gets the name, and not the link. */
int names_link(const char *existing, const char *made, bool follow);

int names_symlink(const char *target, const char *made);

/* What the link says, a copy that the caller frees; NULL and errno. */
char *names_read_link(const char *path);

/* Gives `to` the permissions of `from`. */
int names_take_mode(const char *from, const char *to);

/* The folder of the program that runs; -ERANGE: more than `size` bytes. */
int names_program_folder(char *path, size_t size);

/* Writes the file back to its disk. */
int names_sync_file(const char *path);

/* Writes the folder that holds `path` back to its disk. */
int names_sync_folder_of(const char *path);

/* Whether anybody may write: READONLY and its opposite. */
int names_set_readonly(const char *path, bool readonly);

/* The time of the last write, in nanoseconds since 1970. */
int names_set_written(const char *path, int64_t unix_ns);

int names_enter(const char *folder);

/* The current folder; -ERANGE: more than `size` bytes. */
int names_current(char *path, size_t size);

/* The absolute form of a path, without "." and "..", without a look at the
 * disk. A copy that the caller frees; NULL when memory is out. One that ended
 * in a separator still does. */
char *names_absolute(const char *path);

struct names_space {
    uint64_t block, blocks, available, unused; /* block: bytes; counts */
};

int names_space(const char *path, struct names_space *space);

#endif
