/* <conio.h>: keys. */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/utf.h"
#include "iocp/crt_console.h"
#include "port/concurrency.h"
#include "sys/keyboard.h"

static int read_key(bool echo)
{
    int key;

    concurrency_block();
    key = keyboard_read(echo);
    concurrency_unblock();
    if (key >= 0)
        return key;
    errno = -key;
    return -1;
}

int __cdecl _getch(void)
{
    return read_key(false);
}

int __cdecl _getche(void)
{
    return read_key(true);
}

/* The second unit of a key that has two; 0: none. */
static _Atomic uint16_t second_unit;

int __cdecl _kbhit(void)
{
    return atomic_load(&second_unit) != 0 || keyboard_waits();
}

/* How many bytes the character has that begins with this one. */
static size_t bytes_of(int first)
{
    if (first < 0xC0)
        return 1;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

WCHAR __cdecl _getwch(void)
{
    uint16_t units[2] = {atomic_exchange(&second_unit, 0), 0};
    char text[4];
    size_t count = 0, want = 1;

    if (units[0] != 0)
        return units[0];
    while (count < want) {
        int key = read_key(false);

        if (key < 0)
            return 0xFFFF;
        if (count == 0)
            want = bytes_of(key);
        text[count++] = (char)key;
    }
    if (utf8_to_utf16(text, count, units, 2) > 1)
        atomic_store(&second_unit, units[1]);
    return units[0];
}
