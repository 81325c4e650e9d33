/* OutputDebugString, IsDebuggerPresent. */
#include "iocp/debug.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/utf.h"
#include "sys/console.h"
#include "sys/machine.h"

BOOL WINAPI IsDebuggerPresent(VOID)
{
    return machine_is_debugged();
}

/* On Windows nobody sees it either, unless he asked. */
VOID WINAPI OutputDebugStringA(LPCSTR text)
{
    if (text != NULL && (log_is_detailed() || machine_is_debugged()))
        console_complain(text);
}

VOID WINAPI OutputDebugStringW(LPCWSTR text)
{
    char *utf8 = text != NULL ? utf8_from_utf16(text) : NULL;

    OutputDebugStringA(utf8);
    free(utf8);
}

VOID WINAPI DebugBreak(VOID)
{
    machine_break();
}
