/* The library's own words, on standard error. log_line is for what whoever runs
 * the program must know though nobody asked: the engine fell back, or none may
 * run. IOCP_LOG=0 or quiet silences it; any other word lets log_detail speak
 * too. Errors of calls are never printed, they are returned. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* Whether log_detail speaks. */
bool log_is_detailed(void);

__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_detail(const char *format, ...);

#endif
