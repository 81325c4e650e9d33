/* The order of the checks is that of RFC 9110, 13.2.2. The tag is made of
 * size and time in 100 ns steps, so it is a strong one: a change that keeps
 * both is not seen by any server that does not read the file. */
#include "http/conditional.h"

#include "http/date.h"

#include <string.h>

void validators_init(struct validators *validators, uint64_t size,
                     uint64_t modified_ticks)
{
    struct text text;

    text_init(&text, validators->etag, sizeof validators->etag - 1);
    text_add(&text, "\"", 1);
    text_add_hex(&text, size);
    text_add(&text, "-", 1);
    text_add_hex(&text, modified_ticks);
    text_add(&text, "\"", 1);
    validators->etag[text.length] = 0;
    validators->modified_seconds = modified_ticks / 10000000;
}

/* Takes one entity tag off a list: the opaque part with its quotes. */
static bool next_tag(struct slice *list, struct slice *tag, bool *weak)
{
    const char *end;

    while (list->length && strchr(" \t,", list->bytes[0])) {
        list->bytes++;
        list->length--;
    }
    *weak = list->length > 2 && memcmp(list->bytes, "W/", 2) == 0;
    if (*weak) {
        list->bytes += 2;
        list->length -= 2;
    }
    if (list->length < 2 || list->bytes[0] != '"')
        return false; /* the end, or not a list of tags */
    end = memchr(list->bytes + 1, '"', list->length - 1);
    if (!end)
        return false;
    tag->bytes = list->bytes;
    tag->length = (size_t)(end + 1 - list->bytes);
    list->bytes += tag->length;
    list->length -= tag->length;
    return true;
}

static bool list_has_tag(struct slice list, const char *etag, bool strong)
{
    struct slice tag;
    bool weak;

    if (slice_equals(slice_trim(list), "*"))
        return true;
    while (next_tag(&list, &tag, &weak))
        if (slice_equals(tag, etag) && !(weak && strong))
            return true;
    return false;
}

/* Several lines of one list field are one list. */
static bool fields_have_tag(const struct request *request, enum field field,
                            const char *etag, bool strong)
{
    struct slice list;

    for (unsigned n = 0; request_field(request, field, n, &list); n++)
        if (list_has_tag(list, etag, strong))
            return true;
    return false;
}

static bool has_field(const struct request *request, enum field field)
{
    struct slice ignored;

    return request_field(request, field, 0, &ignored);
}

/* False also when the field is missing or no date: it is then ignored. */
static bool field_date(const struct request *request, enum field field,
                       uint64_t *seconds)
{
    struct slice value;

    return request_single_field(request, field, &value) &&
           date_parse(value, seconds);
}

enum condition condition_check(const struct request *request,
                               const struct validators *validators)
{
    uint64_t date;

    if (has_field(request, FIELD_IF_MATCH)) {
        if (!fields_have_tag(request, FIELD_IF_MATCH, validators->etag, true))
            return CONDITION_FAILED;
    } else if (field_date(request, FIELD_IF_UNMODIFIED_SINCE, &date)) {
        if (validators->modified_seconds > date)
            return CONDITION_FAILED;
    }
    if (has_field(request, FIELD_IF_NONE_MATCH)) {
        if (fields_have_tag(request, FIELD_IF_NONE_MATCH, validators->etag,
                            false))
            return CONDITION_NOT_MODIFIED;
    } else if (field_date(request, FIELD_IF_MODIFIED_SINCE, &date)) {
        if (validators->modified_seconds <= date)
            return CONDITION_NOT_MODIFIED;
    }
    return CONDITION_PASS;
}

/* A date is a strong validator only when the file was not still changing in
 * the second it names: RFC 9110, 8.8.2.2. */
static bool date_is_strong(const struct validators *validators,
                           uint64_t now_seconds)
{
    return validators->modified_seconds + 1 < now_seconds;
}

bool condition_allows_range(const struct request *request,
                            const struct validators *validators,
                            uint64_t now_seconds)
{
    struct slice value;
    uint64_t date;

    if (!has_field(request, FIELD_IF_RANGE))
        return true;
    if (!request_single_field(request, FIELD_IF_RANGE, &value))
        return false;
    if (value.length && value.bytes[0] == '"')
        return slice_equals(value, validators->etag);
    return date_parse(value, &date) && date == validators->modified_seconds &&
           date_is_strong(validators, now_seconds);
}
