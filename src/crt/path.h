/* The parts of file names, for narrow and wide text: UNIT and NAME as in
 * crt/text.h. */
#include <stdbool.h>
#include <string.h>

#include "crt/invalid.h"
#include "iocp/crt_stdlib.h"
#include "iocp/crt_string.h"

struct part {
    const UNIT *from;
    size_t len;
    UNIT *to;
    size_t size;
};

enum { DRIVE, FOLDER, FILE_NAME, EXTENSION, PARTS };

static bool is_separator(UNIT unit)
{
    return unit == '/' || unit == '\\';
}

/* Where the parts are: an extension begins at the last dot of the name. */
static void find_parts(const UNIT *path, struct part parts[PARTS])
{
    size_t drive = path[0] != 0 && path[1] == ':' ? 2 : 0;
    const UNIT *name = path + drive, *dot, *end;

    for (end = name; *end != 0; end++)
        if (is_separator(*end))
            name = end + 1;
    dot = end;
    for (const UNIT *at = end; at > name; at--)
        if (at[-1] == '.') {
            dot = at - 1;
            break;
        }
    parts[DRIVE].from = path;
    parts[DRIVE].len = drive;
    parts[FOLDER].from = path + drive;
    parts[FOLDER].len = (size_t)(name - path) - drive;
    parts[FILE_NAME].from = name;
    parts[FILE_NAME].len = (size_t)(dot - name);
    parts[EXTENSION].from = dot;
    parts[EXTENSION].len = (size_t)(end - dot);
}

static errno_t empty_parts(const struct part parts[PARTS], errno_t error)
{
    for (int i = 0; i < PARTS; i++)
        if (parts[i].to != NULL && parts[i].size > 0)
            parts[i].to[0] = 0;
    return crt_invalid(error);
}

static errno_t split(const UNIT *path, struct part parts[PARTS])
{
    bool wrong = path == NULL;

    for (int i = 0; i < PARTS; i++)
        wrong |= (parts[i].to == NULL) != (parts[i].size == 0);
    if (wrong)
        return empty_parts(parts, EINVAL);
    find_parts(path, parts);
    for (int i = 0; i < PARTS; i++)
        if (parts[i].to != NULL && parts[i].len >= parts[i].size)
            return empty_parts(parts, ERANGE);
    for (int i = 0; i < PARTS; i++)
        if (parts[i].to != NULL) {
            memcpy(parts[i].to, parts[i].from, parts[i].len * sizeof(UNIT));
            parts[i].to[parts[i].len] = 0;
        }
    return 0;
}

errno_t __cdecl NAME(_splitpath_s,
                     _wsplitpath_s)(const UNIT *path, UNIT *drive,
                                    size_t drive_size, UNIT *folder,
                                    size_t folder_size, UNIT *name,
                                    size_t name_size, UNIT *extension,
                                    size_t extension_size)
{
    struct part parts[PARTS] = {
        [DRIVE] = {.to = drive, .size = drive_size},
        [FOLDER] = {.to = folder, .size = folder_size},
        [FILE_NAME] = {.to = name, .size = name_size},
        [EXTENSION] = {.to = extension, .size = extension_size},
    };

    return split(path, parts);
}

void __cdecl NAME(_splitpath, _wsplitpath)(const UNIT *path, UNIT *drive,
                                           UNIT *folder, UNIT *name,
                                           UNIT *extension)
{
    NAME(_splitpath_s, _wsplitpath_s)
    (path, drive, drive != NULL ? _MAX_DRIVE : 0, folder,
     folder != NULL ? _MAX_DIR : 0, name, name != NULL ? _MAX_FNAME : 0,
     extension, extension != NULL ? _MAX_EXT : 0);
}

/* ---- Together ---- */

struct made {
    UNIT *to;
    size_t size, len;
    bool full;
};

static void add(struct made *made, const UNIT *text, size_t len)
{
    if (made->full || len >= made->size - made->len) {
        made->full = true;
        return;
    }
    memcpy(made->to + made->len, text, len * sizeof(UNIT));
    made->len += len;
}

static void add_unit(struct made *made, UNIT unit)
{
    add(made, &unit, 1);
}

static void add_text(struct made *made, const UNIT *text)
{
    add(made, text, NAME(strnlen_s, wcsnlen_s)(text, SIZE_MAX));
}

static void add_folder(struct made *made, const UNIT *folder)
{
    bool ended = false, slash = false;

    for (const UNIT *at = folder; *at != 0; at++) {
        ended = is_separator(*at);
        slash |= *at == '/';
    }
    add_text(made, folder);
    if (!ended)
        add_unit(made, slash ? '/' : '\\');
}

errno_t __cdecl NAME(_makepath_s,
                     _wmakepath_s)(UNIT *to, size_t size, const UNIT *drive,
                                   const UNIT *folder, const UNIT *name,
                                   const UNIT *extension)
{
    struct made made = {.to = to, .size = size};

    if (to == NULL || size == 0)
        return crt_invalid(EINVAL);
    if (drive != NULL && *drive != 0) {
        add_unit(&made, *drive);
        add_unit(&made, ':');
    }
    if (folder != NULL && *folder != 0)
        add_folder(&made, folder);
    if (name != NULL)
        add_text(&made, name);
    if (extension != NULL && *extension != 0 && *extension != '.')
        add_unit(&made, '.');
    if (extension != NULL)
        add_text(&made, extension);
    to[made.full ? 0 : made.len] = 0;
    return made.full ? crt_invalid(ERANGE) : 0;
}
