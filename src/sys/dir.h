/* Names in the file system: what a file is, the list of a folder, removing. */
#ifndef SYS_DIR_H
#define SYS_DIR_H

#include <stdbool.h>
#include <stdint.h>

struct dir_entry {
    uint64_t size;
    int64_t created_ns; /* since 1970; the last change where unknown */
    int64_t accessed_ns;
    int64_t written_ns;
    bool is_folder;
    bool is_regular;
    bool is_link;         /* itself; dir_stat: one that leads nowhere */
    bool leads_to_folder; /* of a link itself: by now */
    bool leads_nowhere;   /* likewise */
    bool is_readonly;     /* nobody may write */
};

/* What the name stands for, links followed. 0 or -errno. */
int dir_stat(const char *path, struct dir_entry *entry);

/* What the name is: a link itself, also with a slash behind its name. */
int dir_look(const char *path, struct dir_entry *entry);

/* Fills in where the link leads; `path` may be "": the open link. */
void dir_follow(int fd, const char *path, struct dir_entry *link);

/* More of a name. In an open folder links are not followed. */
struct dir_details {
    struct dir_entry entry;
    uint64_t allocated, index;
    int64_t changed_ns;
};
int dir_details(const char *path, struct dir_details *details); /* followed */
int dir_stat_below(int folder, const char *path, struct dir_details *details);

/* The path without the slashes behind it. A copy that the caller frees; NULL
 * when memory is out. */
char *dir_bare_name(const char *path);

/* Removes a file. 0 or -errno. */
int dir_unlink(const char *path);

/* Removes an empty folder. 0 or -errno. */
int dir_remove(const char *path);

/* The list of a folder, in the file system's order, without "." and "..".
 * dir_open: 0 or -errno. dir_next: the next name, valid until the call after
 * it, or NULL at the end. */
struct dir_list;
int dir_open(const char *path, struct dir_list **list);
int dir_open_below(int folder, struct dir_list **list); /* an open folder */
const char *dir_next(struct dir_list *list);
void dir_close(struct dir_list *list);

/* As dir_look, for a name of the list. */
int dir_stat_in(struct dir_list *list, const char *name,
                struct dir_entry *entry);

/* The same with more of it. */
int dir_details_in(struct dir_list *list, const char *name,
                   struct dir_details *details);

#endif
