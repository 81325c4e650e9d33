/* Directory listings: names are collected first and sorted, directories in
 * front. Names are made harmless twice, for the link and for the page. */
#include "files/listing.h"

#include "http/date.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_LIMIT = 8 << 20 }; /* bytes of names kept */

struct entry {
    const char *name; /* borrowed from the names, see below */
    size_t offset;    /* in the names, while they still move */
    uint64_t size;
    uint64_t modified_ticks;
    bool is_directory;
};

struct entries {
    struct text names;  /* NUL after each */
    struct entry *list; /* owned */
    size_t count, capacity;
    size_t skipped;
};

static bool entries_grow(struct entries *entries)
{
    size_t capacity = entries->capacity ? 2 * entries->capacity : 64;
    struct entry *list;

    list = realloc(entries->list, capacity * sizeof *list);
    if (!list)
        return false;
    entries->list = list;
    entries->capacity = capacity;
    return true;
}

static bool entries_add(struct entries *entries, const WIN32_FIND_DATAA *data)
{
    struct entry *entry;

    if (entries->count == LISTING_ENTRIES_LIMIT) {
        entries->skipped++;
        return true;
    }
    if (entries->count == entries->capacity && !entries_grow(entries))
        return false;
    entry = &entries->list[entries->count++];
    entry->offset = entries->names.length;
    text_add(&entries->names, data->cFileName, strlen(data->cFileName) + 1);
    entry->size = (uint64_t)data->nFileSizeHigh << 32 | data->nFileSizeLow;
    entry->modified_ticks = date_ticks(data->ftLastWriteTime);
    entry->is_directory =
        (data->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    return !entries->names.failed;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool entries_read(struct entries *entries, const char *pattern)
{
    WIN32_FIND_DATAA data;
    HANDLE search = FindFirstFileA(pattern, &data);
    bool ok = true;

    if (search == INVALID_HANDLE_VALUE)
        return GetLastError() == ERROR_FILE_NOT_FOUND; /* nothing in it */
    do {
        if (!is_dots(data.cFileName))
            ok = entries_add(entries, &data);
    } while (ok && FindNextFileA(search, &data));
    FindClose(search);
    return ok;
}

static int entry_compare(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;

    if (left->is_directory != right->is_directory)
        return left->is_directory ? -1 : 1;
    return strcmp(left->name, right->name);
}

static void entries_sort(struct entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        entries->list[i].name = entries->names.bytes + entries->list[i].offset;
    if (entries->count)
        qsort(entries->list, entries->count, sizeof *entries->list,
              entry_compare);
}

/* "./" keeps a name with a colon from being read as a scheme. */
static void page_add_entry(struct text *page, const struct entry *entry)
{
    size_t length = strlen(entry->name);

    text_add_string(page, "<tr><td><a href=\"./");
    text_add_url(page, entry->name, length);
    text_add_string(page, entry->is_directory ? "/\">" : "\">");
    text_add_html(page, entry->name, length);
    text_add_string(page,
                    entry->is_directory ? "/</a></td><td>" : "</a></td><td>");
    date_add_http(page, entry->modified_ticks / 10000000);
    text_add_string(page, "</td><td>");
    if (!entry->is_directory)
        text_add_number(page, entry->size);
    text_add_string(page, "</td></tr>\n");
}

static void page_add_title(struct text *page, const struct path *path)
{
    text_add_string(page, "/");
    text_add_html(page, path->name, path->length);
    if (path->length)
        text_add_string(page, "/");
}

static void page_fill(struct text *page, const struct path *path,
                      const struct entries *entries)
{
    text_add_string(page, "<!DOCTYPE html>\n<html>\n<head>"
                          "<meta charset=\"utf-8\"><title>");
    page_add_title(page, path);
    text_add_string(page, "</title></head>\n<body>\n<h1>");
    page_add_title(page, path);
    text_add_string(page, "</h1>\n<table>\n");
    if (path->length)
        text_add_string(page, "<tr><td><a href=\"../\">../</a></td></tr>\n");
    for (size_t i = 0; i < entries->count; i++)
        page_add_entry(page, &entries->list[i]);
    text_add_string(page, "</table>\n");
    if (entries->skipped) {
        text_add_string(page, "<p>and ");
        text_add_number(page, entries->skipped);
        text_add_string(page, " more</p>\n");
    }
    text_add_string(page, "</body>\n</html>\n");
}

bool listing_build(const struct root *root, const struct path *path,
                   struct text *page)
{
    char pattern[FULL_PATH_BYTES];
    struct entries entries;
    bool ok;

    memset(&entries, 0, sizeof entries);
    text_init_growing(&entries.names, NAMES_LIMIT);
    ok = root_join(root, path->name, path->length ? "/*" : "*", pattern) &&
         entries_read(&entries, pattern);
    if (ok) {
        entries_sort(&entries);
        page_fill(page, path, &entries);
    }
    text_fini(&entries.names);
    free(entries.list);
    return ok && !page->failed;
}
