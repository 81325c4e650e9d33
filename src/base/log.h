/* The library's own words, on standard error: one line when no back-end may
 * run here; details only if IOCP_LOG is set. Errors of calls are never
 * printed, they are returned. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

__attribute__((format(printf, 1, 2))) void log_line(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_detail(const char *format, ...);

#endif
