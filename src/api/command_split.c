#include "api/command_split.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* In the name of the program backslashes are nothing special, and quotation
 * marks only switch. */
static const char *take_name(const char *line, char **to)
{
    bool quoted = false;

    for (; *line != '\0' && (quoted || !is_blank(*line)); line++)
        if (*line == '"')
            quoted = !quoted;
        else
            *(*to)++ = *line;
    *(*to)++ = '\0';
    return line;
}

/* Backslashes before a quotation mark: each two stand for one, and an odd one
 * makes the mark a character. Returns where to go on: at the mark, if it is
 * one. */
static const char *take_backslashes(const char *line, char **to)
{
    size_t count = strspn(line, "\\");
    bool marked = line[count] == '"';

    memset(*to, '\\', marked ? count / 2 : count);
    *to += marked ? count / 2 : count;
    line += count;
    if (marked && count % 2 != 0)
        *(*to)++ = *line++;
    return line;
}

/* Two marks inside of a quoted part are one character. */
static const char *take_argument(const char *line, char **to)
{
    bool quoted = false;

    while (*line != '\0' && (quoted || !is_blank(*line)))
        if (*line == '\\')
            line = take_backslashes(line, to);
        else if (*line != '"')
            *(*to)++ = *line++;
        else if (quoted && line[1] == '"') {
            *(*to)++ = '"';
            line += 2;
        } else {
            quoted = !quoted;
            line++;
        }
    *(*to)++ = '\0';
    return line;
}

char **command_line_split(const char *first, const char *line)
{
    /* Every second character can be an argument; each ends with a NUL. */
    size_t len = strlen(line), most = len / 2 + 3;
    size_t first_bytes = first != NULL ? strlen(first) + 1 : 0;
    char **arguments =
        malloc(most * sizeof *arguments + first_bytes + len + most);
    char *to;
    size_t count = 1;

    if (arguments == NULL)
        return NULL;
    to = (char *)(arguments + most);
    arguments[0] = to;
    if (first != NULL) {
        memcpy(to, first, first_bytes);
        to += first_bytes;
    } else
        line = take_name(line, &to);
    for (;;) {
        line += strspn(line, " \t");
        if (*line == '\0')
            break;
        arguments[count++] = to;
        line = take_argument(line, &to);
    }
    arguments[count] = NULL;
    return arguments;
}

struct command_word command_line_quoted(const char *line)
{
    struct command_word word;

    line += strspn(line, " \t");
    if (*line != '"') {
        word.begin = line;
        word.end = line + strcspn(line, " \t");
        word.rest = word.end;
        return word;
    }
    word.begin = line + 1;
    word.end = word.begin + strcspn(word.begin, "\"");
    word.rest = *word.end == '"' ? word.end + 1 : word.end;
    return word;
}
