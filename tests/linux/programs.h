/* Programs started by CreateProcess. */
#ifndef LINUX_PROGRAMS_H
#define LINUX_PROGRAMS_H

#include <stdbool.h>

#include <windows.h>

/* By its command line. */
PROCESS_INFORMATION program_start(const char *line, BOOL inherits, DWORD flags);
/* What the shell runs. */
PROCESS_INFORMATION program_shell(const char *script);
/* Waits for the end: the exit code. */
DWORD program_result(HANDLE process);
/* Closes both handles. */
void program_forget(PROCESS_INFORMATION *program);

/* Waits until no process has that id, for a while. */
bool program_is_gone(DWORD pid);

#endif
