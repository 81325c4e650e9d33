/* Reading of Range fields. The rule behind every doubt: ignoring the field is
 * always allowed, sending wrong bytes never. */
#include "http/range.h"

#include <string.h>

static bool read_number(struct slice *rest, uint64_t *number)
{
    uint64_t value = 0;
    size_t digits = 0;

    while (digits < rest->length && rest->bytes[digits] >= '0' &&
           rest->bytes[digits] <= '9') {
        unsigned digit = (unsigned)(rest->bytes[digits++] - '0');

        if (value > (UINT64_MAX - digit) / 10)
            value = UINT64_MAX; /* beyond every file: saturate */
        else
            value = value * 10 + digit;
    }
    rest->bytes += digits;
    rest->length -= digits;
    *number = value;
    return digits > 0;
}

static bool take_dash(struct slice *rest)
{
    if (!rest->length || rest->bytes[0] != '-')
        return false;
    rest->bytes++;
    rest->length--;
    return true;
}

/* One "first-last", "first-" or "-suffix". False when malformed; a range
 * outside the file comes back with length 0. */
static bool read_spec(struct slice spec, uint64_t size,
                      struct byte_range *range)
{
    uint64_t first = 0, last = UINT64_MAX;
    bool has_first = read_number(&spec, &first);
    bool has_last;

    if (!take_dash(&spec))
        return false;
    has_last = read_number(&spec, &last);
    if (spec.length || (!has_first && !has_last))
        return false;
    if (!has_first) {
        range->length = last < size ? last : size;
        range->first = size - range->length;
        return true;
    }
    if (!has_last)
        last = UINT64_MAX;
    if (last < first)
        return false;
    range->first = first;
    if (first >= size)
        range->length = 0;
    else
        range->length = (last < size - 1 ? last : size - 1) - first + 1;
    return true;
}

/* Every element must be well formed, or the whole field is ignored. Empty
 * elements are allowed in a list. */
static bool read_list(struct slice list, uint64_t size,
                      struct byte_range ranges[RANGE_LIMIT], size_t *count,
                      size_t *elements)
{
    struct slice element;

    while (slice_split(&list, ',', &element)) {
        struct byte_range range;

        element = slice_trim(element);
        if (!element.length)
            continue;
        if (!read_spec(element, size, &range) || *elements == RANGE_LIMIT)
            return false;
        ++*elements;
        if (range.length)
            ranges[(*count)++] = range;
    }
    return *elements > 0;
}

enum range_result range_parse(struct slice field, uint64_t size,
                              struct byte_range ranges[RANGE_LIMIT],
                              size_t *count)
{
    struct slice unit;
    size_t elements = 0;
    uint64_t total = 0;

    *count = 0;
    if (!slice_split(&field, '=', &unit) || !field.bytes ||
        !slice_equals_nocase(slice_trim(unit), "bytes"))
        return RANGE_IGNORED;
    if (!read_list(field, size, ranges, count, &elements))
        return RANGE_IGNORED;
    if (*count == 0)
        return RANGE_UNSATISFIABLE;
    for (size_t i = 0; i < *count; i++) {
        if (ranges[i].length > size - total)
            return RANGE_IGNORED; /* they overlap: the file is less */
        total += ranges[i].length;
    }
    return RANGE_SATISFIABLE;
}
