/* Patterns of FindFirstFile: the meaning that * and ? have there. */
#ifndef API_PATTERN_H
#define API_PATTERN_H

#include <stdbool.h>

struct pattern;

/* NULL when memory is out. */
struct pattern *pattern_new(const char *utf8);
void pattern_free(struct pattern *pattern);

/* One caller at a time. */
bool pattern_fits(struct pattern *pattern, const char *name);

#endif
