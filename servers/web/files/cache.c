#include "files/cache.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct cache_entry {
    struct cache_entry *next;            /* in its bucket */
    struct cache_entry *older, *younger; /* in the order they came */
    struct shared_file *file;            /* one use */
    ULONGLONG came_ms;
    char path[];
};

void cache_init(struct cache *cache)
{
    memset(cache, 0, sizeof *cache);
    InitializeCriticalSection(&cache->lock);
}

static struct cache_entry **bucket_of(struct cache *cache, const char *path)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * 16777619u;
    return &cache->buckets[(hash ^ hash >> 16) % CACHE_BUCKETS];
}

/* The link that points at the entry, or the end of its bucket. */
static struct cache_entry **find_locked(struct cache *cache, const char *path)
{
    struct cache_entry **link = bucket_of(cache, path);

    while (*link && strcmp((*link)->path, path) != 0)
        link = &(*link)->next;
    return link;
}

/* Off all lists; its memory and its use of the file are the caller's. */
static struct cache_entry *take_locked(struct cache *cache,
                                       struct cache_entry **link)
{
    struct cache_entry *entry = *link;

    *link = entry->next;
    if (entry->older)
        entry->older->younger = entry->younger;
    else
        cache->oldest = entry->younger;
    if (entry->younger)
        entry->younger->older = entry->older;
    else
        cache->newest = entry->older;
    cache->count--;
    return entry;
}

static void put_locked(struct cache *cache, struct cache_entry *entry)
{
    struct cache_entry **bucket = bucket_of(cache, entry->path);

    entry->next = *bucket;
    *bucket = entry;
    entry->younger = NULL;
    entry->older = cache->newest;
    if (cache->newest)
        cache->newest->younger = entry;
    else
        cache->oldest = entry;
    cache->newest = entry;
    cache->count++;
}

static void entry_free(struct cache_entry *entry)
{
    if (!entry)
        return;
    shared_file_put(entry->file);
    free(entry);
}

static bool is_old(const struct cache_entry *entry)
{
    return GetTickCount64() - entry->came_ms >= CACHE_LIFE_MS;
}

struct shared_file *cache_find(struct cache *cache, const char *path)
{
    struct shared_file *file = NULL;
    struct cache_entry *entry;

    EnterCriticalSection(&cache->lock);
    entry = *find_locked(cache, path);
    if (entry && !is_old(entry)) {
        file = entry->file;
        shared_file_get(file);
    }
    LeaveCriticalSection(&cache->lock);
    return file;
}

/* Closing a file may take a while: not under the lock. */
void cache_forget(struct cache *cache, const char *path)
{
    struct cache_entry **link, *entry = NULL;

    EnterCriticalSection(&cache->lock);
    link = find_locked(cache, path);
    if (*link)
        entry = take_locked(cache, link);
    LeaveCriticalSection(&cache->lock);
    entry_free(entry);
}

void cache_add(struct cache *cache, const char *path, struct shared_file *file)
{
    size_t bytes = strlen(path) + 1;
    struct cache_entry *entry = malloc(sizeof *entry + bytes);
    struct cache_entry **link, *same = NULL, *oldest = NULL;

    if (!entry)
        return;
    memcpy(entry->path, path, bytes);
    entry->file = file;
    shared_file_get(file);
    entry->came_ms = GetTickCount64();
    EnterCriticalSection(&cache->lock);
    link = find_locked(cache, path);
    if (*link)
        same = take_locked(cache, link);
    if (cache->count == CACHE_FILES)
        oldest = take_locked(cache, find_locked(cache, cache->oldest->path));
    put_locked(cache, entry);
    LeaveCriticalSection(&cache->lock);
    entry_free(same);
    entry_free(oldest);
}

/* One that may be let go, or NULL. */
static struct cache_entry *take_old(struct cache *cache, bool all)
{
    struct cache_entry *entry;

    EnterCriticalSection(&cache->lock);
    entry = cache->oldest;
    if (entry && (all || is_old(entry)))
        take_locked(cache, find_locked(cache, entry->path));
    else
        entry = NULL;
    LeaveCriticalSection(&cache->lock);
    return entry;
}

void cache_expire(struct cache *cache)
{
    struct cache_entry *entry;

    while ((entry = take_old(cache, false)) != NULL)
        entry_free(entry);
}

void cache_fini(struct cache *cache)
{
    struct cache_entry *entry;

    while ((entry = take_old(cache, true)) != NULL)
        entry_free(entry);
    DeleteCriticalSection(&cache->lock);
}
