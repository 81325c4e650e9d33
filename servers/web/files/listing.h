/* The page that stands for a directory without an index. */
#ifndef WEB_FILES_LISTING_H
#define WEB_FILES_LISTING_H

#include "files/path.h"
#include "files/resource.h"

enum {
    LISTING_ENTRIES_LIMIT = 20000, /* more are counted, not shown */
    LISTING_PAGE_LIMIT = 16 << 20
};

/* Writes the page into `page`, an empty growing text. False when the
 * directory cannot be read or memory is out. */
bool listing_build(const struct root *root, const struct path *path,
                   struct text *page);

#endif
