/* The C library's table, in a locale of our own: that of the program may be
 * "C", which knows no letters beyond ASCII. */
#include "base/letter_case.h"

#include <locale.h>
#include <pthread.h>
#include <wctype.h>

static locale_t unicode; /* NULL: the machine has no such locale */

static void make_locale(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

uint16_t letter_upper(uint16_t unit)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    wint_t upper;

    if (unit < 0x80)
        return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 0x20u) : unit;
    pthread_once(&once, make_locale);
    if (unicode == (locale_t)0)
        return unit;
    upper = towupper_l(unit, unicode);
    return upper < 0x10000 ? (uint16_t)upper : unit;
}
