/* Days and file times, for the calls about time. */
#ifndef API_CALENDAR_H
#define API_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/types.h"

/* 100 ns units from 1601-01-01 to 1970-01-01. */
#define UNIX_EPOCH 116444736000000000
#define UNITS_PER_SECOND 10000000
#define UNITS_PER_MINUTE (60 * (int64_t)UNITS_PER_SECOND)

/* 0 for a month that is none. */
int calendar_days_in_month(int year, int month);

/* Units since 1601; false: there is no such day or time. */
bool calendar_units(const SYSTEMTIME *time, int64_t *units);

/* The other way; false: before 1601. */
bool calendar_time(int64_t units, LPSYSTEMTIME time);

FILETIME calendar_file_time(int64_t units);

#endif
