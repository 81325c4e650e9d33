#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_line(const char *format, va_list arguments)
{
    char line[512];
    int prefix = snprintf(line, sizeof line, "openiocp: ");
    int len = vsnprintf(line + prefix, sizeof line - (size_t)prefix - 1, format,
                        arguments);
    size_t total = (size_t)prefix + (size_t)(len > 0 ? len : 0);

    if (total > sizeof line - 2)
        total = sizeof line - 2;
    line[total++] = '\n';
    /* One write, so that lines of several threads do not mix. */
    if (write(STDERR_FILENO, line, total) < 0)
        return;
}

enum wish { QUIET, USUAL, DETAILS };

/* IOCP_LOG: 0 or quiet; not set; anything else. */
static enum wish wish(void)
{
    const char *word = getenv("IOCP_LOG");

    if (word == NULL || *word == '\0')
        return USUAL;
    return strcmp(word, "0") == 0 || strcmp(word, "quiet") == 0 ? QUIET
                                                                : DETAILS;
}

bool log_is_detailed(void)
{
    return wish() == DETAILS;
}

void log_line(const char *format, ...)
{
    va_list arguments;

    if (wish() == QUIET)
        return;
    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
}

void log_detail(const char *format, ...)
{
    va_list arguments;

    if (wish() != DETAILS)
        return;
    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
}
