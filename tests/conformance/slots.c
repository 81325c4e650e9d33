#include "slots.h"

#define NAME_ROOM 80

const char *slot_name(void)
{
    static char names[2][NAME_ROOM];
    static unsigned next;
    char *name = names[next++ % 2];

    snprintf(name, NAME_ROOM, "\\\\.\\mailslot\\openiocp\\%lu-%u",
             (unsigned long)GetCurrentProcessId(), next);
    return name;
}

HANDLE slot_new(const char *name, DWORD max, DWORD timeout)
{
    HANDLE slot = CreateMailslotA(name, max, timeout, NULL);

    CHECK(slot != INVALID_HANDLE_VALUE);
    return slot;
}

HANDLE writer_by(const char *name, DWORD access, DWORD share)
{
    return CreateFileA(name, access, share, NULL, OPEN_EXISTING,
                       FILE_ATTRIBUTE_NORMAL, NULL);
}

HANDLE writer_new(const char *name)
{
    HANDLE writer =
        writer_by(name, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE);

    CHECK(writer != INVALID_HANDLE_VALUE);
    return writer;
}

void put(HANDLE writer, const char *text)
{
    DWORD count = UNTOUCHED;

    CHECK(WriteFile(writer, text, (DWORD)strlen(text), &count, NULL));
    CHECK(count == strlen(text));
}

int holds(HANDLE slot, const char *text)
{
    char buf[64];
    DWORD count = UNTOUCHED;

    return CHECK(ReadFile(slot, buf, sizeof buf, &count, NULL)) &&
           count == strlen(text) && memcmp(buf, text, count) == 0;
}

int has(HANDLE slot, DWORD next, DWORD count)
{
    DWORD got_next = UNTOUCHED, got_count = UNTOUCHED;

    return CHECK(GetMailslotInfo(slot, NULL, &got_next, &got_count, NULL)) &&
           got_next == next && got_count == count;
}

void pend(HANDLE slot, void *buf, DWORD room, OVERLAPPED *ov)
{
    CHECK_FAILS(ReadFile(slot, buf, room, NULL, ov), ERROR_IO_PENDING);
}
