#include "children.h"

const char *child_program;

/* ---- The child ---- */

static int print(int count, char **words)
{
    for (int i = 0; i < count; i++)
        printf("[%s]", words[i]);
    printf("\n");
    return 0;
}

static int folder(void)
{
    char name[MAX_PATH];

    GetCurrentDirectoryA(sizeof name, name);
    printf("%s\n", name);
    return 0;
}

static int variable(const char *name)
{
    const char *value = getenv(name);

    printf("%s\n", value != NULL ? value : "(none)");
    return 0;
}

static int copy(void)
{
    int c;

    while ((c = getchar()) != EOF)
        putchar(c);
    return 0;
}

static void no_longer(void)
{
    printf("an exit function has run\n");
    fflush(stdout);
}

static DWORD WINAPI leave_all(void *code)
{
    ExitProcess((UINT)atoi(code));
}

/* By ExitProcess, on another thread than the first. */
static int leave(char *code)
{
    atexit(no_longer);
    printf("leaving\n");
    fflush(stdout);
    WaitForSingleObject(thread_start(leave_all, code), INFINITE);
    return 98;
}

int child_act(int count, char **words)
{
    if (strcmp(words[0], "exit") == 0 && count == 2)
        return atoi(words[1]);
    if (strcmp(words[0], "leave") == 0 && count == 2)
        return leave(words[1]);
    if (strcmp(words[0], "wait") == 0)
        Sleep(INFINITE);
    if (strcmp(words[0], "print") == 0)
        return print(count - 1, words + 1);
    if (strcmp(words[0], "folder") == 0)
        return folder();
    if (strcmp(words[0], "variable") == 0 && count == 2)
        return variable(words[1]);
    if (strcmp(words[0], "copy") == 0)
        return copy();
    if (strcmp(words[0], "say") == 0 && count == 2)
        return fprintf(stderr, "%s\n", words[1]) > 0 ? 0 : 1;
    return 99;
}

/* ---- The parent ---- */

void child_line(char line[LINE_SIZE], const char *action)
{
    snprintf(line, LINE_SIZE, "\"%s\" child %s", child_program, action);
}

PROCESS_INFORMATION child_start(const char *action, DWORD flags)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION child = {0};
    char line[LINE_SIZE];

    child_line(line, action);
    CHECK(CreateProcessA(NULL, line, NULL, NULL, FALSE, flags, NULL, NULL,
                         &startup, &child),
          "%s", line);
    return child;
}

void child_close(PROCESS_INFORMATION *child)
{
    CHECK(CloseHandle(child->hThread));
    CHECK(CloseHandle(child->hProcess));
}

void child_end(PROCESS_INFORMATION *child)
{
    CHECK(TerminateProcess(child->hProcess, 0));
    CHECK(wait_for(child->hProcess));
    child_close(child);
}

DWORD child_result(HANDLE process)
{
    DWORD code = UNTOUCHED;

    CHECK(wait_for(process));
    CHECK(GetExitCodeProcess(process, &code));
    return code;
}

HANDLE inheritable_file(void)
{
    SECURITY_ATTRIBUTES inherit = {.nLength = sizeof inherit,
                                   .bInheritHandle = TRUE};
    char name[NAME_SIZE];
    HANDLE file;

    temp_name(name);
    file = CreateFileA(name, GENERIC_READ | GENERIC_WRITE,
                       FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                       &inherit, CREATE_ALWAYS,
                       FILE_ATTRIBUTE_NORMAL | FILE_FLAG_DELETE_ON_CLOSE, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

STARTUPINFOA with_handles(HANDLE input, HANDLE output, HANDLE error)
{
    STARTUPINFOA startup = {
        .cb = sizeof startup,
        .dwFlags = STARTF_USESTDHANDLES,
        .hStdInput = input,
        .hStdOutput = output,
        .hStdError = error,
    };

    return startup;
}

void file_text(HANDLE file, char *text, DWORD size)
{
    DWORD got = 0, kept = 0;

    CHECK(SetFilePointer(file, 0, NULL, FILE_BEGIN) == 0);
    CHECK(ReadFile(file, text, size - 1, &got, NULL));
    for (DWORD i = 0; i < got; i++)
        if (text[i] != '\r')
            text[kept++] = text[i];
    text[kept] = '\0';
}
