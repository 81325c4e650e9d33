/* Two handles of one file and their locks: what the cases share. */
#ifndef FILE_LOCKS_H
#define FILE_LOCKS_H

#include "support.h"

#define SHARES (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)
#define AT_ONCE LOCKFILE_FAIL_IMMEDIATELY
#define EXCLUSIVE LOCKFILE_EXCLUSIVE_LOCK
#define NOT_158 "says 33"
#define NO_PACKET "locks post no packets"
#define NO_LOCKS "fcntl locks keep nobody from reading or writing"

/* Two handles of one file of 100 bytes. */
struct two {
    HANDLE one, other;
};

static inline HANDLE open_named(const char *name, DWORD flags)
{
    HANDLE file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, SHARES, NULL,
                              OPEN_EXISTING, flags, NULL);

    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

static inline struct two two_new(DWORD one, DWORD other)
{
    char name[NAME_SIZE];
    struct two two;

    temp_name(name);
    file_make(name, 100);
    two.one = open_named(name, one);
    two.other = open_named(name, other | FILE_FLAG_DELETE_ON_CLOSE);
    return two;
}

static inline void two_close(struct two *two)
{
    CloseHandle(two->one);
    CloseHandle(two->other);
}

static inline BOOL lock_at(HANDLE file, DWORD flags, ULONGLONG start,
                           DWORD length)
{
    OVERLAPPED place = overlapped_at(start);

    return LockFileEx(file, flags | AT_ONCE, 0, length, 0, &place);
}

static inline BOOL unlock_at(HANDLE file, ULONGLONG start, DWORD length)
{
    OVERLAPPED place = overlapped_at(start);

    return UnlockFileEx(file, 0, length, 0, &place);
}

static inline BOOL read_at(HANDLE file, ULONGLONG start, DWORD length)
{
    OVERLAPPED place = overlapped_at(start);
    char data[100];
    DWORD count;

    return ReadFile(file, data, length, &count, &place) && count == length;
}

static inline BOOL write_at(HANDLE file, ULONGLONG start, DWORD length)
{
    OVERLAPPED place = overlapped_at(start);
    char data[100] = "";
    DWORD count;

    return WriteFile(file, data, length, &count, &place) && count == length;
}

/* An asynchronous wait for [0, 10): CHECKs that it is pending. */
static inline void pend_lock(HANDLE file, OVERLAPPED *overlapped)
{
    CHECK_FAILS(LockFileEx(file, EXCLUSIVE, 0, 10, 0, overlapped),
                ERROR_IO_PENDING);
}

#endif
