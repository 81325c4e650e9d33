/* <tchar.h> is wide for UNICODE and for _UNICODE alike: either is defined. */
#include <windows.h>

#include <tchar.h>

IOCP_STATIC_ASSERT(sizeof(_T("ab")) == 3 * sizeof(WCHAR), "_T is wide");
IOCP_STATIC_ASSERT(sizeof(_TEXT("ab")) == 3 * sizeof(WCHAR), "_TEXT is wide");

int main(void)
{
    FILE *(*open)(const WCHAR *, const WCHAR *) = _tfopen;

    return (int)_tcslen(_T("ab")) + (open(_T("a"), _T("r")) != NULL) +
           _tprintf(_T("%d"), 1);
}
