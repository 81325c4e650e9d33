#include "api/process_program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/command_split.h"
#include "api/entry.h"
#include "sys/path.h"
#include "sys/process.h"

static bool has_folder(const char *path)
{
    return strchr(path, '/') != NULL;
}

static bool has_extension(const char *path)
{
    const char *name = strrchr(path, '/');

    return strchr(name != NULL ? name : path, '.') != NULL;
}

static NTSTATUS program_status(int rc, const char *path)
{
    return rc == -ENOEXEC ? STATUS_FROM_CODE(ERROR_BAD_EXE_FORMAT)
                          : entry_status(rc, path);
}

/* 0 and the path, which may be looked for; or -errno. */
static int find_as_it_is(const char *name, char **path)
{
    int rc;

    if (!has_folder(name)) {
        *path = process_find_program(name, &rc);
        return *path != NULL ? 0 : rc;
    }
    rc = process_check_program(name);
    if (rc != 0)
        return rc;
    *path = strdup(name);
    return *path != NULL ? 0 : -ENOMEM;
}

/* Programs of Linux have no extension: Windows' own rule comes second. */
static int find_path(const char *name, char **path)
{
    int rc = find_as_it_is(name, path);
    size_t len = strlen(name);
    char *with;

    if (rc != -ENOENT || has_extension(name))
        return rc;
    with = malloc(len + sizeof ".exe");
    if (with == NULL)
        return -ENOMEM;
    memcpy(with, name, len);
    memcpy(with + len, ".exe", sizeof ".exe");
    rc = find_as_it_is(with, path);
    free(with);
    return rc;
}

/* `len` characters of a Windows name. */
static NTSTATUS find_named(const char *name, size_t len, char **path)
{
    char *copy = strndup(name, len), *here;
    NTSTATUS status = STATUS_NO_MEMORY;
    int rc;

    if (copy == NULL)
        return status;
    here = path_from_windows(copy);
    free(copy);
    if (here == NULL)
        return status;
    rc = find_path(here, path);
    if (rc == 0)
        status = STATUS_SUCCESS;
    else if (rc != -ENOMEM)
        status = program_status(rc, here);
    /* A name without a folder was looked for in several. */
    if (status == STATUS_OBJECT_PATH_NOT_FOUND && !has_folder(here) && len > 0)
        status = STATUS_OBJECT_NAME_NOT_FOUND;
    free(here);
    return status;
}

/* Without quotation marks the name may have spaces: it is the shortest that
 * names a program (CreateProcessW, lpApplicationName). */
static NTSTATUS find_in_line(const char *line, struct program *program)
{
    struct command_word word = command_line_quoted(line);
    bool quoted = word.begin > line && word.begin[-1] == '"';
    NTSTATUS first = STATUS_SUCCESS, status;
    char *name;

    for (;;) {
        status = find_named(word.begin, (size_t)(word.end - word.begin),
                            &program->path);
        if (first == STATUS_SUCCESS)
            first = status;
        if (status == STATUS_SUCCESS || quoted || *word.end == '\0')
            break;
        word.end += strspn(word.end, " \t");
        word.end += strcspn(word.end, " \t");
        word.rest = word.end;
    }
    if (status != STATUS_SUCCESS)
        return first;
    name = strndup(word.begin, (size_t)(word.end - word.begin));
    if (name != NULL)
        program->arguments = command_line_split(name, word.rest);
    free(name);
    return program->arguments != NULL ? status : STATUS_NO_MEMORY;
}

/* "The function will not use the search path", nor add an extension. */
static NTSTATUS find_application(const char *application, const char *line,
                                 struct program *program)
{
    char *path = entry_path(application);
    int rc;

    if (path == NULL)
        return STATUS_FROM_CODE(last_error_get());
    program->path = path;
    rc = process_check_program(path);
    if (rc != 0)
        return program_status(rc, path);
    program->arguments = line != NULL ? command_line_split(NULL, line)
                                      : command_line_split(application, "");
    return program->arguments != NULL ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

/* From the caller's folder, not from the one the child begins in. */
NTSTATUS program_find(const char *application, const char *line,
                      struct program *program)
{
    NTSTATUS status = application != NULL
                          ? find_application(application, line, program)
                          : find_in_line(line, program);
    char *absolute;

    if (status != STATUS_SUCCESS)
        return status;
    absolute = process_absolute(program->path);
    if (absolute == NULL)
        return STATUS_NO_MEMORY;
    free(program->path);
    program->path = absolute;
    return STATUS_SUCCESS;
}

void program_free(struct program *program)
{
    free(program->path);
    free(program->arguments);
}
