/* Capital letters, one unit for one unit, as Windows has them. */
#ifndef BASE_LETTER_CASE_H
#define BASE_LETTER_CASE_H

#include <stdint.h>

/* The capital of a letter; what has none stays. */
uint16_t letter_upper(uint16_t unit);

#endif
