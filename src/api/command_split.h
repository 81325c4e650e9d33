/* Command lines: one text, from which Windows programs make their arguments. */
#ifndef API_COMMAND_LINE_H
#define API_COMMAND_LINE_H

/* The arguments in a command line, by the rules of Microsoft's C library
 * ("Parsing C command-line arguments"), ended by NULL. `first`, unless NULL, is
 * the first one, and the line is what comes behind it. One block, which the
 * caller frees; NULL: no memory. */
char **command_line_split(const char *first, const char *line);

/* Where the first word of a line ends, and where it begins behind spaces and
 * quotation marks. */
struct command_word {
    const char *begin, *end, *rest;
};
struct command_word command_line_quoted(const char *line);

#endif
