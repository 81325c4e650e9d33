/* The least program that shows a port, an engine and the headers at work, as C
 * and as C++. */
#include <WinSock2.h>
#include <WS2tcpip.h>
#include <MSWSock.h>
#include <Windows.h>
#include <stdio.h>

int main(void)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    DWORD bytes = 0;
    ULONG_PTR key = 0;
    LPOVERLAPPED overlapped = NULL;
    OVERLAPPED request;
    char text[1];
    HANDLE file =
        CreateFileA("/proc/self/cmdline", GENERIC_READ, FILE_SHARE_READ, NULL,
                    OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);

    ZeroMemory(&request, sizeof request);
    if (!PostQueuedCompletionStatus(port, 1, 2, NULL) ||
        !GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0) ||
        bytes != 1 || key != 2)
        return 1;
    if (CreateIoCompletionPort(file, port, 3, 0) != port ||
        ReadFile(file, text, sizeof text, NULL, &request) ||
        GetLastError() != ERROR_IO_PENDING ||
        !GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE))
        return 2;
    return bytes == 1 && key == 3 && overlapped == &request ? 0 : 3;
}
