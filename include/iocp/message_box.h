/* MessageBox: what a server says when it cannot start. There are no windows
 * here; the text goes to standard error. */
#ifndef IOCP_MESSAGE_BOX_H
#define IOCP_MESSAGE_BOX_H

#include "error_codes.h"
#include "types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A window; there are none, so that it is NULL. */
typedef struct HWND__ *HWND;

#define MB_OK 0x0
#define MB_OKCANCEL 0x1
#define MB_ABORTRETRYIGNORE 0x2
#define MB_YESNOCANCEL 0x3
#define MB_YESNO 0x4
#define MB_RETRYCANCEL 0x5
#define MB_CANCELTRYCONTINUE 0x6
#define MB_ICONHAND 0x10
#define MB_ICONSTOP MB_ICONHAND
#define MB_ICONERROR MB_ICONHAND
#define MB_ICONQUESTION 0x20
#define MB_ICONEXCLAMATION 0x30
#define MB_ICONWARNING MB_ICONEXCLAMATION
#define MB_ICONASTERISK 0x40
#define MB_ICONINFORMATION MB_ICONASTERISK
#define MB_DEFBUTTON1 0x0
#define MB_DEFBUTTON2 0x100
#define MB_DEFBUTTON3 0x200
#define MB_APPLMODAL 0x0
#define MB_SYSTEMMODAL 0x1000
#define MB_TASKMODAL 0x2000
#define MB_SETFOREGROUND 0x10000
#define MB_TOPMOST 0x40000
#define MB_SERVICE_NOTIFICATION 0x200000

#define IDOK 1
#define IDCANCEL 2
#define IDABORT 3
#define IDRETRY 4
#define IDIGNORE 5
#define IDYES 6
#define IDNO 7
#define IDTRYAGAIN 10
#define IDCONTINUE 11

/* Tells the user something.
 * In:      hWnd: ignored. lpText, lpCaption: the text and what stands before
 *          it; NULL: none, and "Error". uType: MB_ buttons, one of them as the
 *          default; the rest is ignored.
 * Out:     none.
 * Returns: the default button: IDOK, IDYES ...; 0; last error:
 *          ERROR_INVALID_MSGBOX_STYLE: there are no such buttons.
 * Packet:  none.
 * Blocks:  until standard error has taken it.  Threads: any, at once.
 * Windows: differs: a window, and the button that the user chose.
 * Source:  "MessageBoxA function", Return value.
 * Test:    tests/linux/exception_test.c */
int WINAPI MessageBoxA(HWND hWnd, LPCSTR lpText, LPCSTR lpCaption, UINT uType)
    IOCP_API(MessageBoxA);

/* The same for UTF-16 text. */
int WINAPI MessageBoxW(HWND hWnd, LPCWSTR lpText, LPCWSTR lpCaption, UINT uType)
    IOCP_API(MessageBoxW);

#ifdef UNICODE
#define MessageBox MessageBoxW
#else
#define MessageBox MessageBoxA
#endif

#ifdef __cplusplus
}
#endif

#endif
