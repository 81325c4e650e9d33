#include "watched.h"

HANDLE folder_open(const char *path, DWORD access, DWORD flags)
{
    return CreateFileA(
        path, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
        NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);
}

void place_make(struct place *place)
{
    temp_name(place->path);
    CHECK(tap_make_folder(place->path));
    place->folder = folder_open(place->path, FILE_LIST_DIRECTORY, ASYNC);
    CHECK(place->folder != INVALID_HANDLE_VALUE);
    place->port = NULL;
    place->overlapped = overlapped_new(NULL);
}

void place_make_on_port(struct place *place)
{
    place_make(place);
    place->port = port_new(0);
    port_add(place->port, place->folder, KEY);
}

void place_end(struct place *place)
{
    if (place->folder != NULL)
        CloseHandle(place->folder);
    if (place->port != NULL)
        CloseHandle(place->port);
    tap_remove_folder(place->path);
}

const char *in(const struct place *place, const char *name)
{
    static char paths[4][NAME_SIZE + 64];
    static unsigned turn;
    char *path = paths[turn++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", place->path, name);
    return path;
}

BOOL ask(struct place *place, BOOL subtree, DWORD filter, DWORD length)
{
    place->overlapped = overlapped_new(NULL);
    return ReadDirectoryChangesW(place->folder, place->buffer.bytes, length,
                                 subtree, filter, NULL, &place->overlapped,
                                 NULL);
}

BOOL start(struct place *place, BOOL subtree, DWORD filter)
{
    return ask(place, subtree, filter, sizeof place->buffer);
}

DWORD result(struct place *place)
{
    DWORD bytes = UNTOUCHED;

    if (!CHECK(WAIT_UNTIL(HasOverlappedIoCompleted(&place->overlapped)))) {
        CancelIo(place->folder);
        return 0;
    }
    CHECK(GetOverlappedResult(place->folder, &place->overlapped, &bytes, TRUE));
    return bytes;
}

unsigned split(const char *at, DWORD bytes, struct record *records,
               unsigned max)
{
    unsigned count = 0;
    DWORD next = 0;

    while (bytes > 0 && count < max) {
        const FILE_NOTIFY_INFORMATION *info =
            (const FILE_NOTIFY_INFORMATION *)(const void *)(at += next);
        DWORD units = info->FileNameLength / 2;

        if (tap_where() != WINE_8) /* which does not align them */
            CHECK(((uintptr_t)at & 3) == 0);
        for (DWORD i = 0; i < units && i < 255; i++)
            records[count].name[i] = (char)info->FileName[i];
        records[count].name[units < 255 ? units : 255] = '\0';
        records[count].action = info->Action;
        count++;
        next = info->NextEntryOffset;
        if (next == 0)
            break;
    }
    return count;
}

unsigned gather(struct place *place, BOOL subtree, DWORD filter,
                struct record *records, unsigned count)
{
    unsigned have = 0;

    while (have < count) {
        struct record some[64];
        unsigned got = split(place->buffer.bytes, result(place), some, 64);

        if (!CHECK(got > 0, "a completion without records"))
            break;
        for (unsigned i = 0; i < got && have < count; i++)
            if (some[i].action != FILE_ACTION_MODIFIED)
                records[have++] = some[i];
        if (have < count && !CHECK(start(place, subtree, filter)))
            break;
    }
    return have;
}

int is(const struct record *record, DWORD action, const char *name)
{
    return CHECK(record->action == action && strcmp(record->name, name) == 0,
                 "action %lu of %s", (unsigned long)record->action,
                 record->name);
}
