/* The list of a folder is read through a descriptor of its own, so that two
 * handles of one folder do not disturb each other. */
#include "object/listing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "object/file.h"

struct listing {
    struct lock lock;      /* level object */
    bool in_root;          /* (o) it has no "." and ".." */
    struct dir_list *list; /* (o) owned; NULL before the first call */
    unsigned dots;         /* (o) how many of ".", ".." are still to come */
    const char *kept;      /* (o) the next name, if it was read already */
};

static struct listing *listing_of(struct file_object *file)
{
    struct listing *made, *there = NULL;

    if (file->listing != NULL)
        return file->listing;
    made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    lock_init(&made->lock, LOCK_OBJECT);
    if (atomic_compare_exchange_strong(&file->listing, &there, made))
        return made;
    free(made);
    return there;
}

static int begin_locked(struct listing *listing, int fd)
{
    struct dir_details here, above;
    int rc;

    if (listing->list != NULL)
        dir_close(listing->list);
    listing->list = NULL;
    listing->kept = NULL;
    rc = dir_open_below(fd, &listing->list);
    if (rc != 0)
        return rc;
    listing->in_root = dir_stat_below(fd, ".", &here) == 0 &&
                       dir_stat_below(fd, "..", &above) == 0 &&
                       here.index == above.index;
    listing->dots = listing->in_root ? 0 : 2;
    return 0;
}

struct listing *listing_enter(struct file_object *file, bool restart, int *rc)
{
    struct listing *listing = listing_of(file);

    *rc = listing != NULL ? 0 : -ENOMEM;
    if (listing == NULL)
        return NULL;
    lock_take(&listing->lock);
    if (restart || listing->list == NULL)
        *rc = begin_locked(listing, file->io.fd);
    if (*rc == 0)
        return listing;
    lock_drop(&listing->lock);
    return NULL;
}

void listing_leave(struct listing *listing)
{
    lock_drop(&listing->lock);
}

static const char *next_name(struct listing *listing)
{
    if (listing->dots > 0)
        return listing->dots-- == 2 ? "." : "..";
    return dir_next(listing->list);
}

/* What vanished meanwhile is left out. */
bool listing_peek(struct listing *listing, const char **name,
                  struct dir_details *details)
{
    do {
        if (listing->kept == NULL)
            listing->kept = next_name(listing);
        if (listing->kept == NULL)
            return false;
        *name = listing->kept;
        if (dir_details_in(listing->list, *name, details) == 0)
            return true;
        listing->kept = NULL;
    } while (true);
}

void listing_advance(struct listing *listing)
{
    listing->kept = NULL;
}

void listing_free(struct listing *listing)
{
    if (listing->list != NULL)
        dir_close(listing->list);
    free(listing);
}
