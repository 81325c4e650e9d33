/* Memory that is not ours: of the program, its libraries, malloc, stacks. Only
 * the kernel knows it, and of pages it knows less than Windows tells. */
#ifndef OBJECT_REGION_FOREIGN_H
#define OBJECT_REGION_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "iocp/virtual_memory.h"

/* Whether there is memory from `start` to `end` without a gap; `protect`, which
 * may be NULL, is how the first page is. */
bool foreign_is_mapped(uintptr_t start, uintptr_t end, DWORD *protect);

/* What is at `page`, which nothing of ours holds from `low` to `high`. */
void foreign_query(uintptr_t page, uintptr_t low, uintptr_t high,
                   MEMORY_BASIC_INFORMATION *out);

#endif
