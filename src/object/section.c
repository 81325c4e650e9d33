#include "object/section.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/lock.h"
#include "iocp/errors.h"
#include "sys/fd.h"
#include "sys/name_claim.h"

static struct lock name_lock = LOCK_INITIALISER(LOCK_OBJECT);
static struct list_node named_sections = {&named_sections, &named_sections};

static void section_destroy(struct object *object)
{
    struct section *section = (struct section *)object;

    free(section->name);
    if (section->fd >= 0)
        fd_close(section->fd);
    free(section);
}

static const struct object_ops section_ops = {
    .name = "section",
    .destroy = section_destroy,
};

/* The name goes with the last opener. What is in the list so has one, and with
 * it a reference. */
static void section_leave(struct section *section)
{
    lock_take(&name_lock);
    if (--section->openers == 0) {
        list_remove(&section->named);
        if (section->claim >= 0)
            name_give_up(NAME_MAPPINGS, section->name, section->claim);
        section->claim = -1;
    }
    lock_drop(&name_lock);
}

/* The last handle is gone. */
static void mapping_close(struct object *object)
{
    struct mapping *mapping = (struct mapping *)object;

    section_leave(mapping->section);
    mapping->left = true;
}

static void mapping_destroy(struct object *object)
{
    struct mapping *mapping = (struct mapping *)object;

    if (!mapping->left) /* it never had a handle */
        section_leave(mapping->section);
    object_put(&mapping->section->head);
    free(mapping);
}

static const struct object_ops mapping_ops = {
    .name = "mapping",
    .close = mapping_close,
    .destroy = mapping_destroy,
};

static struct section *section_new(int fd, uint64_t size, DWORD protect,
                                   const char *name)
{
    struct section *section = calloc(1, sizeof *section);

    if (section == NULL)
        return NULL;
    section->claim = -1;
    object_init(&section->head, OBJECT_MAPPING, &section_ops);
    list_init(&section->named);
    section->fd = fd;
    section->size = size;
    section->protect = protect;
    section->openers = 1;
    if (name == NULL)
        return section;
    section->name = strdup(name);
    if (section->name == NULL) {
        free(section);
        return NULL;
    }
    return section;
}

static struct section *find_locked(const char *name)
{
    LIST_FOR_EACH (node, &named_sections) {
        struct section *section = LIST_ITEM(node, struct section, named);

        if (strcmp(section->name, name) != 0)
            continue;
        object_get(&section->head);
        section->openers++;
        return section;
    }
    return NULL;
}

struct section *section_find(const char *name, NTSTATUS *status)
{
    struct section *found;

    *status = STATUS_SUCCESS;
    lock_take(&name_lock);
    found = find_locked(name);
    if (found == NULL)
        *status = name_is_elsewhere(NAME_MAPPINGS, name)
                      ? STATUS_NOT_SUPPORTED
                      : STATUS_OBJECT_NAME_NOT_FOUND;
    lock_drop(&name_lock);
    return found;
}

static bool enter_locked(struct section *section)
{
    int claim = name_claim(NAME_MAPPINGS, section->name);

    if (claim == -EBUSY)
        return false;
    section->claim = claim;
    list_append(&named_sections, &section->named);
    return true;
}

/* The section of that name: the one that is there, or this one from now on.
 * NULL: another process has it. */
static struct section *find_or_enter(struct section *section)
{
    struct section *found;

    lock_take(&name_lock);
    found = find_locked(section->name);
    if (found == NULL && enter_locked(section))
        found = section;
    lock_drop(&name_lock);
    return found;
}

struct section *section_open(int fd, uint64_t size, DWORD protect,
                             const char *name, bool *existed, NTSTATUS *status)
{
    struct section *section = section_new(fd, size, protect, name);
    struct section *found;

    *existed = false;
    *status = section != NULL ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    if (section == NULL || name == NULL)
        return section;
    found = find_or_enter(section);
    if (found == section)
        return section;
    *existed = found != NULL;
    if (found == NULL) {
        *status = STATUS_OBJECT_NAME_COLLISION;
        section->fd = -1; /* still the caller's */
    }
    object_put(&section->head);
    return found;
}

struct mapping *mapping_new(struct section *section, DWORD access)
{
    struct mapping *mapping = calloc(1, sizeof *mapping);

    if (mapping == NULL) {
        section_leave(section);
        object_put(&section->head);
        return NULL;
    }
    object_init(&mapping->head, OBJECT_MAPPING, &mapping_ops);
    mapping->section = section;
    mapping->access = access;
    return mapping;
}
