/* <conio.h>: keys. */
#include <errno.h>

#include "iocp/crt_console.h"
#include "port/concurrency.h"
#include "sys/keyboard.h"

int __cdecl _kbhit(void)
{
    return keyboard_waits();
}

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
