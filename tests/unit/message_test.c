/* Every number of iocp/error_codes.h has a text, and the table is in order: a
 * row out of order would not be found. */
#include "api/message_text.h"

#include <string.h>

#include "harness/tap.h"

static const DWORD numbers[] = {
    0,     1,     2,     3,     4,     5,     6,     7,     8,     12,    13,
    14,    15,    16,    17,    18,    19,    21,    23,    24,    27,    29,
    30,    31,    32,    33,    38,    39,    50,    51,    52,    53,    54,
    57,    58,    59,    64,    67,    68,    71,    80,    82,    87,    109,
    110,   111,   112,   120,   121,   122,   123,   126,   127,   131,   144,
    145,   156,   158,   160,   161,   170,   183,   191,   192,   193,   203,
    205,   206,   208,   230,   231,   232,   233,   234,   240,   255,   258,
    259,   267,   288,   298,   307,   317,   400,   401,   433,   487,   535,
    536,   735,   736,   745,   995,   996,   997,   998,   1004,  1006,  1022,
    1100,  1101,  1102,  1103,  1104,  1113,  1117,  1129,  1131,  1132,  1150,
    1168,  1175,  1214,  1225,  1226,  1227,  1228,  1229,  1230,  1231,  1232,
    1233,  1234,  1235,  1236,  1237,  1238,  1256,  1314,  1450,  1453,  1454,
    1455,  1460,  1464,  1656,  1784,  1816,  1921,  4390,  4392,  5023,  10004,
    10009, 10013, 10014, 10022, 10024, 10035, 10036, 10037, 10038, 10039, 10040,
    10041, 10042, 10043, 10044, 10045, 10046, 10047, 10048, 10049, 10050, 10051,
    10052, 10053, 10054, 10055, 10056, 10057, 10058, 10059, 10060, 10061, 10062,
    10063, 10064, 10065, 10066, 10067, 10068, 10069, 10070, 10071, 10091, 10092,
    10093, 10101, 10102, 10103, 10104, 10105, 10106, 10107, 10108, 10109, 10110,
    10111, 10112, 11001, 11002, 11003, 11004,
};

#define COUNT (sizeof numbers / sizeof numbers[0])

static void every_number_has_a_text(void)
{
    for (unsigned i = 0; i < COUNT; i++) {
        const char *text = message_text(numbers[i]);

        CHECK(text != NULL && *text != '\0', "%u has none", numbers[i]);
    }
}

/* FormatMessage adds the line end, and a percent sign would start an insert. */
static void texts_are_plain_sentences(void)
{
    for (unsigned i = 0; i < COUNT; i++) {
        const char *text = message_text(numbers[i]);

        CHECK(text == NULL || strpbrk(text, "%\r\n") == NULL, "%u", numbers[i]);
        CHECK(text == NULL || text[strlen(text) - 1] == '.', "%u", numbers[i]);
    }
}

static void other_numbers_have_none(void)
{
    unsigned found = 0;

    for (DWORD code = 0; code < 70000; code++)
        found += message_text(code) != NULL;
    CHECK(found == COUNT, "%u texts for %zu numbers", found, COUNT);
    CHECK(message_text(0xFFFFFFFF) == NULL);
}

TAP_MAIN(CASE(every_number_has_a_text), CASE(texts_are_plain_sentences),
         CASE(other_numbers_have_none))
