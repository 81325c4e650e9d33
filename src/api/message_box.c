#include "iocp/message_box.h"

#include <stdlib.h>

#include "api/api.h"
#include "base/utf.h"
#include "sys/console.h"

#define BUTTONS 3u /* at most */

/* Of each MB_ number, from the left. */
static const int buttons[][BUTTONS] = {
    [MB_OK] = {IDOK},
    [MB_OKCANCEL] = {IDOK, IDCANCEL},
    [MB_ABORTRETRYIGNORE] = {IDABORT, IDRETRY, IDIGNORE},
    [MB_YESNOCANCEL] = {IDYES, IDNO, IDCANCEL},
    [MB_YESNO] = {IDYES, IDNO},
    [MB_RETRYCANCEL] = {IDRETRY, IDCANCEL},
    [MB_CANCELTRYCONTINUE] = {IDCANCEL, IDTRYAGAIN, IDCONTINUE},
};

/* A default that the box does not have is the first one. */
static int default_button(UINT type)
{
    const int *row = buttons[type & 0xF];
    UINT number = type >> 8 & 0xF;

    return number < BUTTONS && row[number] != 0 ? row[number] : row[0];
}

static void say(const char *caption, const char *text)
{
    console_complain(caption);
    console_complain(": ");
    console_complain(text);
    console_complain("\n");
}

int WINAPI MessageBoxA(HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType)
{
    (void)hWnd;
    if ((uType & 0xF) >= sizeof buttons / sizeof *buttons) {
        api_error(ERROR_INVALID_MSGBOX_STYLE);
        return 0;
    }
    say(lpCaption != NULL ? lpCaption : "Error", lpText != NULL ? lpText : "");
    return default_button(uType);
}

int WINAPI MessageBoxW(HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType)
{
    char *text = lpText != NULL ? utf8_from_utf16(lpText) : NULL;
    char *caption = lpCaption != NULL ? utf8_from_utf16(lpCaption) : NULL;
    int button = MessageBoxA(hWnd, text, caption, uType);

    free(text);
    free(caption);
    return button;
}
