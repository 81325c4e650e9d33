/* Targets are decoded exactly once, then split; so no second decoding can
 * turn a harmless name into "..". This is the first of two fences: what a
 * symbolic link does to a clean name is seen only after opening
 * (resource.c). */
#include "files/path.h"

#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* A proxy-style target, "http://host/path", loses its first two parts. */
static bool strip_authority(struct slice *target)
{
    const char *slash;
    size_t skip;

    if (target->length && target->bytes[0] == '/')
        return true;
    if (target->length > 7 && memcmp(target->bytes, "http://", 7) == 0)
        skip = 7;
    else if (target->length > 8 && memcmp(target->bytes, "https://", 8) == 0)
        skip = 8;
    else
        return false;
    slash = memchr(target->bytes + skip, '/', target->length - skip);
    if (!slash) {
        *target = slice_of("/");
        return true;
    }
    target->length -= (size_t)(slash - target->bytes);
    target->bytes = slash;
    return true;
}

/* Cuts the query off. A fragment must not be sent: RFC 9112, 3.2. */
static bool split_query(struct path *path, struct slice *target)
{
    const char *mark = memchr(target->bytes, '?', target->length);

    if (memchr(target->bytes, '#', target->length))
        return false;
    path->has_query = mark != NULL;
    if (mark) {
        size_t before = (size_t)(mark - target->bytes);

        path->query.bytes = mark + 1;
        path->query.length = target->length - before - 1;
        target->length = before;
    }
    return true;
}

static bool percent_decode(struct slice in, char *out, size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < in.length; i++) {
        char c = in.bytes[i];

        if (c == '%') {
            int high = i + 2 < in.length ? hex_value(in.bytes[i + 1]) : -1;
            int low = high >= 0 ? hex_value(in.bytes[i + 2]) : -1;

            if (low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == 0)
            return false;
        out[(*length)++] = c;
    }
    return true;
}

/* Windows reads a backslash as a separator, a colon as a drive or a stream,
 * and drops dots and spaces at the end of a name; no served file has them. */
static bool segment_is_servable(struct slice segment)
{
    size_t dull = 0;

    if (memchr(segment.bytes, '\\', segment.length) ||
        memchr(segment.bytes, ':', segment.length))
        return false;
    while (dull < segment.length &&
           (segment.bytes[dull] == '.' || segment.bytes[dull] == ' '))
        dull++;
    return dull < segment.length;
}

static bool climb(struct path *path)
{
    if (!path->length)
        return false; /* above the root */
    while (path->length && path->name[path->length - 1] != '/')
        path->length--;
    if (path->length)
        path->length--;
    return true;
}

static void append(struct path *path, struct slice segment)
{
    if (path->length)
        path->name[path->length++] = '/';
    memcpy(path->name + path->length, segment.bytes, segment.length);
    path->length += segment.length;
}

/* Writes into `name` what the segments of `decoded` amount to; never longer
 * than what was read. */
static int join_segments(struct path *path, struct slice decoded)
{
    struct slice segment;

    while (slice_split(&decoded, '/', &segment)) {
        path->slash = true;
        if (slice_equals(segment, "") || slice_equals(segment, "."))
            continue;
        if (slice_equals(segment, "..")) {
            if (!climb(path))
                return 400;
            continue;
        }
        if (!segment_is_servable(segment))
            return 404;
        path->slash = false;
        append(path, segment);
    }
    path->name[path->length] = 0;
    return 0;
}

int path_decode(struct path *path, struct slice target)
{
    char decoded[REQUEST_TARGET_LIMIT];
    size_t length;

    path->length = 0;
    path->slash = false;
    path->query = (struct slice){NULL, 0};
    if (target.length > sizeof decoded)
        return 414;
    if (!strip_authority(&target) || !split_query(path, &target) ||
        !percent_decode(target, decoded, &length))
        return 400;
    return join_segments(path, (struct slice){decoded, length});
}
