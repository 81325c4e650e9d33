/* Standard input, output and error, and the terminal behind a descriptor. */
#ifndef SYS_CONSOLE_H
#define SYS_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

struct console_opened {
    int fd; /* a descriptor of its own: closing it leaves 0, 1, 2 alone */
    bool readable, writable;
};

/* What standard descriptor 0, 1 or 2 names. 0 or -errno: -EBADF, nothing. */
int console_open(int number, struct console_opened *opened);

bool console_is_terminal(int fd);

struct console_mode {
    bool signals; /* Ctrl+C is one */
    bool lines;   /* input comes line by line */
    bool echo;
};

/* 0 or -errno: -ENOTTY, no terminal. */
int console_get_mode(int fd, struct console_mode *mode);
int console_set_mode(int fd, const struct console_mode *mode);

/* All of it, or -errno. May wait. */
int console_write(int fd, const char *text, size_t len);

/* Text to standard error, which may not be there. May wait. */
void console_complain(const char *text);

#endif
