/* Child processes for the cases: the test program itself, started again as
 * `PROGRAM child ACTION ARGUMENTS...`. CHILDREN_MAIN takes the place of
 * TAP_MAIN. */
#ifndef CHILDREN_H
#define CHILDREN_H

#include "support.h"

/* Actions: exit CODE; wait, until it is ended; print ARGUMENTS, in brackets;
 * folder; variable NAME; copy, of standard input to output; say WORD, to
 * standard error; leave CODE, by ExitProcess. */
#define CHILDREN_MAIN(...)                                                     \
    int main(int argc, char **argv)                                            \
    {                                                                          \
        static const struct tap_case cases[] = {__VA_ARGS__};                  \
                                                                               \
        if (argc > 2 && strcmp(argv[1], "child") == 0)                         \
            return child_act(argc - 2, argv + 2);                              \
        child_program = argv[0];                                               \
        return tap_main(argc, argv, cases, sizeof cases / sizeof *cases);      \
    }

extern const char *child_program;
int child_act(int count, char **words);

/* "PROGRAM" child ACTION */
#define LINE_SIZE 2048
void child_line(char line[LINE_SIZE], const char *action);

/* Starts a child, which must succeed. */
PROCESS_INFORMATION child_start(const char *action, DWORD flags);
void child_close(PROCESS_INFORMATION *child);

/* Ends it, waits for that, and closes its handles. */
void child_end(PROCESS_INFORMATION *child);

/* Waits for its end; its exit code. */
DWORD child_result(HANDLE process);

/* A file that children may inherit, gone with its last handle. */
HANDLE inheritable_file(void);

/* A STARTUPINFO with these three. */
STARTUPINFOA with_handles(HANDLE input, HANDLE output, HANDLE error);

/* What is in a file, as a text without carriage returns. */
void file_text(HANDLE file, char *text, DWORD size);

#endif
