/* Posts a packet and gets it, as often as the argument says. */
#include <windows.h>

#include <stdlib.h>

int main(int argc, char **argv)
{
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    int rounds = argc > 1 ? atoi(argv[1]) : 1;

    while (rounds-- > 0) {
        OVERLAPPED *overlapped;
        ULONG_PTR key;
        DWORD bytes;

        if (!PostQueuedCompletionStatus(port, 1, 2, NULL) ||
            !GetQueuedCompletionStatus(port, &bytes, &key, &overlapped,
                                       INFINITE))
            return 1;
    }
    return 0;
}
