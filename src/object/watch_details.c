#include "object/watch_details.h"

#include <stdlib.h>
#include <string.h>

#include "iocp/file.h"

/* As GetFileAttributes has them. */
static DWORD attributes_of(const struct dir_entry *entry)
{
    DWORD attributes = entry->is_readonly ? FILE_ATTRIBUTE_READONLY : 0;

    if (entry->is_folder)
        return attributes | FILE_ATTRIBUTE_DIRECTORY;
    if (entry->is_link)
        return attributes | FILE_ATTRIBUTE_REPARSE_POINT |
               (entry->leads_to_folder ? FILE_ATTRIBUTE_DIRECTORY : 0);
    return attributes |
           (entry->is_regular ? FILE_ATTRIBUTE_ARCHIVE : FILE_ATTRIBUTE_DEVICE);
}

static uint64_t parent_of(int root, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct dir_details parent = {.index = 0};
    char *folder = slash != NULL ? strndup(path, (size_t)(slash - path)) : NULL;

    if (slash == NULL || folder != NULL)
        dir_stat_below(root, folder != NULL ? folder : "", &parent);
    free(folder);
    return parent.index;
}

void watch_details_of(int root, const char *path, struct watch_details *details)
{
    memset(details, 0, sizeof *details);
    details->parent_id = parent_of(root, path);
    details->known = dir_stat_below(root, path, &details->file) == 0;
    if (details->known)
        details->attributes = attributes_of(&details->file.entry);
}
