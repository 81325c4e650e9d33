/* From the request's target to a name below the root. */
#ifndef WEB_FILES_PATH_H
#define WEB_FILES_PATH_H

#include "http/request.h"

struct path {
    char name[REQUEST_TARGET_LIMIT + 1]; /* "a/b", "" for the root itself */
    size_t length;
    bool slash;         /* the target named a directory */
    struct slice query; /* as sent, without its '?' */
    bool has_query;
};

/* 0, or the status that answers a target with no acceptable name: 400 when
 * it is malformed or climbs out, 404 when no served file can have the name. */
int path_decode(struct path *path, struct slice target);

#endif
