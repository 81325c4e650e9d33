/* Strings of UTF-16, and the way between them and bytes. */
#define UNIT WCHAR
#define NAME(narrow, wide) wide
#include "crt/text.h"

#include "base/utf.h"

/* ---- Between UTF-16 and bytes: whole characters at a time ---- */

/* A conversion of base/utf.h on its side of the two. */
struct conversion {
    const void *from;
    size_t len; /* without the end */
    size_t unit;
};

static size_t convert_into(const struct conversion *way, void *to, size_t size)
{
    if (way->unit == sizeof(char))
        return utf8_to_utf16(way->from, way->len, to, size);
    return utf16_to_utf8(way->from, way->len, to, size);
}

struct destination {
    void *at;
    size_t size, unit;
    size_t *converted;
};

static void leave_empty(const struct destination *to)
{
    if (to->at != NULL && to->size > 0)
        memset(to->at, 0, to->unit);
    if (to->converted != NULL)
        *to->converted = 0;
}

static errno_t fail(const struct destination *to, errno_t error)
{
    leave_empty(to);
    return crt_invalid(error);
}

static bool is_text(const struct conversion *way)
{
    if (way->unit == sizeof(char))
        return utf8_is_text(way->from, way->len);
    return utf16_is_text(way->from, way->len);
}

/* How much of the text is in `room` characters, which are written, with an end:
 * it holds no zero itself. */
static size_t put(const struct destination *to, const struct conversion *way,
                  size_t room)
{
    memset(to->at, 0, (room + 1) * to->unit);
    convert_into(way, to->at, room);
    return to->unit == sizeof(char) ? strlen(to->at) : utf16_length(to->at);
}

static errno_t transcode(const struct destination *to,
                         const struct conversion *way, size_t count)
{
    size_t need = convert_into(way, NULL, 0);
    bool cut = false;

    /* No wrong argument: the handler does not hear of it. */
    if (!is_text(way)) {
        leave_empty(to);
        return errno = EILSEQ;
    }
    if (to->at != NULL) {
        need = need < count ? need : count;
        cut = need >= to->size;
        if (cut && count != _TRUNCATE)
            return fail(to, ERANGE);
        need = put(to, way, cut ? to->size - 1 : need);
    }
    if (to->converted != NULL)
        *to->converted = need + 1;
    return cut ? STRUNCATE : 0;
}

/* No more is converted than the count and the room let through. One character
 * that has no room tells that the text is too long. */
static size_t limit_of(const struct destination *to, size_t count)
{
    if (to->at == NULL)
        return SIZE_MAX;
    return count < to->size ? count : to->size;
}

errno_t __cdecl mbstowcs_s(size_t *converted, WCHAR *to, size_t size,
                           const char *from, size_t count)
{
    const struct destination destination = {to, size, sizeof *to, converted};
    struct conversion way = {from, 0, sizeof *from};

    if ((to == NULL) != (size == 0) || from == NULL)
        return fail(&destination, EINVAL);
    way.len = utf8_start(from, limit_of(&destination, count));
    return transcode(&destination, &way, count);
}

errno_t __cdecl wcstombs_s(size_t *converted, char *to, size_t size,
                           const WCHAR *from, size_t count)
{
    const struct destination destination = {to, size, sizeof *to, converted};
    struct conversion way = {from, 0, sizeof *from};

    if ((to == NULL) != (size == 0) || from == NULL)
        return fail(&destination, EINVAL);
    way.len = utf16_start(from, limit_of(&destination, count));
    return transcode(&destination, &way, count);
}
