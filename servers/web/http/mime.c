/* The table is sorted for bsearch; a name without a known ending is sent as
 * bytes, so that no browser takes it for a page. No charset is added: the
 * files may be in any. */
#include "http/mime.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { EXTENSION_BYTES = 12 }; /* longest below, with its NUL */

struct mime {
    char extension[EXTENSION_BYTES];
    const char *type;
};

static const struct mime table[] = {
    {"7z", "application/x-7z-compressed"},
    {"aac", "audio/aac"},
    {"apng", "image/apng"},
    {"atom", "application/atom+xml"},
    {"avi", "video/x-msvideo"},
    {"avif", "image/avif"},
    {"bmp", "image/bmp"},
    {"bz2", "application/x-bzip2"},
    {"css", "text/css"},
    {"csv", "text/csv"},
    {"deb", "application/vnd.debian.binary-package"},
    {"eot", "application/vnd.ms-fontobject"},
    {"epub", "application/epub+zip"},
    {"flac", "audio/flac"},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"ico", "image/vnd.microsoft.icon"},
    {"ics", "text/calendar"},
    {"iso", "application/x-iso9660-image"},
    {"jar", "application/java-archive"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript"},
    {"json", "application/json"},
    {"jsonld", "application/ld+json"},
    {"log", "text/plain"},
    {"m4a", "audio/mp4"},
    {"md", "text/markdown"},
    {"mjs", "text/javascript"},
    {"mkv", "video/x-matroska"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpeg", "video/mpeg"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"opus", "audio/ogg"},
    {"otf", "font/otf"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"ps", "application/postscript"},
    {"rss", "application/rss+xml"},
    {"rtf", "application/rtf"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain"},
    {"wasm", "application/wasm"},
    {"wav", "audio/wav"},
    {"weba", "audio/webm"},
    {"webm", "video/webm"},
    {"webmanifest", "application/manifest+json"},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xhtml", "application/xhtml+xml"},
    {"xml", "application/xml"},
    {"xz", "application/x-xz"},
    {"zip", "application/zip"},
    {"zst", "application/zstd"},
};

static int mime_compare(const void *key, const void *entry)
{
    return strcmp(key, ((const struct mime *)entry)->extension);
}

/* The ending in lower case; false when there is none or it is too long. */
static int extension_of(const char *path, char out[EXTENSION_BYTES])
{
    const char *dot = strrchr(path, '.');
    size_t length = 0;

    if (!dot || strchr(dot, '/'))
        return 0;
    for (dot++; dot[length]; length++) {
        char c = dot[length];

        if (length + 1 == EXTENSION_BYTES)
            return 0;
        out[length] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    out[length] = 0;
    return length > 0;
}

const char *mime_type(const char *path)
{
    char extension[EXTENSION_BYTES];
    const struct mime *found = NULL;

    if (extension_of(path, extension))
        found = bsearch(extension, table, sizeof table / sizeof *table,
                        sizeof *table, mime_compare);
    return found ? found->type : "application/octet-stream";
}
