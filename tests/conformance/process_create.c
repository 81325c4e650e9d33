/* CreateProcess: what the new process is given, and what is refused. */
#include "children.h"

#define TEXT_SIZE 1024

/* Runs a command line with standard output in a file; what it wrote. */
static void run(const char *application, char *line, DWORD flags,
                void *environment, const char *folder, char *text)
{
    HANDLE output = inheritable_file();
    STARTUPINFOA startup =
        with_handles(INVALID_HANDLE_VALUE, output, INVALID_HANDLE_VALUE);
    PROCESS_INFORMATION child = {0};

    *text = '\0';
    if (CHECK(CreateProcessA(application, line, NULL, NULL, TRUE, flags,
                             environment, folder, &startup, &child),
              "%s", line)) {
        CHECK(child_result(child.hProcess) == 0);
        child_close(&child);
        file_text(output, text, TEXT_SIZE);
    }
    CloseHandle(output);
}

static void run_action(const char *action, char *text)
{
    char line[LINE_SIZE];

    child_line(line, action);
    run(NULL, line, 0, NULL, NULL, text);
}

/* "Arguments are delimited by white space"; quotation marks and backslashes as
 * in "Parsing C command-line arguments". */
static void arguments(void)
{
    static const struct {
        const char *line, *printed;
    } cases[] = {
        {"print", "\n"},
        {"print a b  c\td", "[a][b][c][d]\n"},
        {"print \"a b\" c\"d e\"f", "[a b][cd ef]\n"},
        {"print \"\" x", "[][x]\n"},
        {"print a\\b a\\\\b", "[a\\b][a\\\\b]\n"},
        {"print a\\\"b", "[a\"b]\n"},
        {"print \"a b\\\\\" c", "[a b\\][c]\n"},
        {"print a\\\\\\\"b c", "[a\\\"b][c]\n"},
        {"print \"a\\\"b c\"", "[a\"b c]\n"},
        {"print \xC3\xA4", "[\xC3\xA4]\n"},
        {"print trailing ", "[trailing]\n"},
    };
    char text[TEXT_SIZE];

    for (unsigned i = 0; i + 2 < COUNT_OF(cases); i++) {
        run_action(cases[i].line, text);
        CHECK(strcmp(text, cases[i].printed) == 0, "%s: %s", cases[i].line,
              text);
    }
}

/* "lpApplicationName specifies the module to execute, lpCommandLine specifies
 * the command line": the first argument may be anything. */
static void application_and_line(void)
{
    char line[] = "\"some thing\" child print [0]", text[TEXT_SIZE];

    run(child_program, line, 0, NULL, NULL, text);
    CHECK(strcmp(text, "[[0]]\n") == 0, "%s", text);
}

/* lpCurrentDirectory. */
static void current_folder(void)
{
    char line[LINE_SIZE], text[TEXT_SIZE], name[NAME_SIZE], here[MAX_PATH];
    const char *last;

    temp_name(name);
    last = strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name;
    GetCurrentDirectoryA(sizeof here, here);
    CHECK(tap_make_folder(name));
    child_line(line, "folder");
    run(NULL, line, 0, NULL, name, text);
    CHECK(strstr(text, last) != NULL, "%s", text);
    run(NULL, line, 0, NULL, NULL, text);
    CHECK(strncmp(text, here, strlen(here)) == 0 && strstr(text, last) == NULL,
          "%s", text);
    CHECK(tap_remove_folder(name));
}

/* lpEnvironment: a block of texts, in bytes or with CREATE_UNICODE_ENVIRONMENT
 * in UTF-16. */
static void environment(void)
{
    char narrow[] = "IOCP_ONE=1\0IOCP_TWO=zwei drei\0";
    WCHAR wide[64];
    char line[LINE_SIZE], text[TEXT_SIZE];

    for (unsigned i = 0; i < sizeof narrow; i++)
        wide[i] = (unsigned char)narrow[i];
    child_line(line, "variable IOCP_TWO");
    run(NULL, line, 0, narrow, NULL, text);
    CHECK(strcmp(text, "zwei drei\n") == 0, "%s", text);
    run(NULL, line, CREATE_UNICODE_ENVIRONMENT, wide, NULL, text);
    CHECK(strcmp(text, "zwei drei\n") == 0, "%s", text);
    run(NULL, line, 0, NULL, NULL, text);
    CHECK(strcmp(text, "(none)\n") == 0, "%s", text);
}

/* "If this parameter is NULL, the new process uses the environment of the
 * calling process". */
static void inherited_environment(void)
{
    char text[TEXT_SIZE];

    run_action("variable PATH", text);
    CHECK(strcmp(text, "(none)\n") != 0);
}

/* STARTF_USESTDHANDLES: each of the three. */
static void standard_handles(void)
{
    HANDLE input = inheritable_file(), output = inheritable_file(),
           error = inheritable_file();
    STARTUPINFOA startup = with_handles(input, output, error);
    PROCESS_INFORMATION child;
    char line[LINE_SIZE], text[TEXT_SIZE];
    DWORD done;

    CHECK(WriteFile(input, "through\n", 8, &done, NULL));
    CHECK(SetFilePointer(input, 0, NULL, FILE_BEGIN) == 0);
    child_line(line, "copy");
    if (CHECK(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL,
                             &startup, &child))) {
        CHECK(child_result(child.hProcess) == 0);
        child_close(&child);
    }
    file_text(output, text, sizeof text);
    CHECK(strcmp(text, "through\n") == 0, "%s", text);

    child_line(line, "say words");
    if (CHECK(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL,
                             &startup, &child))) {
        CHECK(child_result(child.hProcess) == 0);
        child_close(&child);
    }
    file_text(error, text, sizeof text);
    CHECK(strcmp(text, "words\n") == 0, "%s", text);
    CloseHandle(input);
    CloseHandle(output);
    CloseHandle(error);
}

/* One file as two of them. */
static void same_file_twice(void)
{
    HANDLE both = inheritable_file();
    STARTUPINFOA startup = with_handles(INVALID_HANDLE_VALUE, both, both);
    PROCESS_INFORMATION child;
    char line[LINE_SIZE], text[TEXT_SIZE];

    child_line(line, "say either");
    if (CHECK(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL,
                             &startup, &child))) {
        CHECK(child_result(child.hProcess) == 0);
        child_close(&child);
    }
    file_text(both, text, sizeof text);
    CHECK(strcmp(text, "either\n") == 0, "%s", text);
    CloseHandle(both);
}

/* CREATE_SUSPENDED: "the primary thread of the new process is created in a
 * suspended state, and does not run until ResumeThread". */
static void suspended(void)
{
    PROCESS_INFORMATION child = child_start("exit 7", CREATE_SUSPENDED);
    DWORD code = UNTOUCHED;

    CHECK(WaitForSingleObject(child.hProcess, QUIET) == WAIT_TIMEOUT);
    CHECK(GetExitCodeProcess(child.hProcess, &code) && code == STILL_ACTIVE);
    CHECK(ResumeThread(child.hThread) == 1);
    CHECK(child_result(child.hProcess) == 7);
    child_close(&child);
}

static void suspended_and_ended(void)
{
    PROCESS_INFORMATION child = child_start("exit 7", CREATE_SUSPENDED);

    CHECK(TerminateProcess(child.hProcess, 8));
    CHECK(child_result(child.hProcess) == 8);
    child_close(&child);
}

/* ExitProcess: any thread ends the process, with its exit code; functions of
 * atexit do not run. */
static void exit_process(void)
{
    HANDLE output = inheritable_file();
    STARTUPINFOA startup =
        with_handles(INVALID_HANDLE_VALUE, output, INVALID_HANDLE_VALUE);
    PROCESS_INFORMATION child;
    char line[LINE_SIZE], text[TEXT_SIZE];

    child_line(line, "leave 21");
    if (CHECK(CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL,
                             &startup, &child))) {
        CHECK(child_result(child.hProcess) == 21);
        child_close(&child);
    }
    file_text(output, text, sizeof text);
    CHECK(strcmp(text, "leaving\n") == 0, "%s", text);
    CloseHandle(output);
}

/* PROCESS_INFORMATION: ids, and a handle of the first thread. */
static void ids(void)
{
    PROCESS_INFORMATION child = child_start("exit 5", CREATE_SUSPENDED);
    DWORD code = UNTOUCHED;

    CHECK(child.dwProcessId != 0 && child.dwThreadId != 0);
    CHECK(child.dwProcessId != GetCurrentProcessId());
    CHECK(GetProcessId(child.hProcess) == child.dwProcessId);
    CHECK(GetThreadId(child.hThread) == child.dwThreadId);
    CHECK(GetExitCodeThread(child.hThread, &code) && code == STILL_ACTIVE);
    CHECK(!is_set(child.hThread));
    CHECK(ResumeThread(child.hThread) == 1);
    CHECK(wait_for(child.hThread));
    CHECK(GetExitCodeThread(child.hThread, &code) && code == 5);
    child_close(&child);
}

static BOOL start(const char *application, char *line, DWORD flags,
                  const char *folder, PROCESS_INFORMATION *child)
{
    STARTUPINFOA startup = {.cb = sizeof startup};

    return CreateProcessA(application, line, NULL, NULL, FALSE, flags, NULL,
                          folder, &startup, child);
}

/* What there is no program for. *lpProcessInformation stays. */
static void no_program(void)
{
    PROCESS_INFORMATION child = {0};
    char missing[] = "no-such-program-of-ours.exe and words";
    char folder[] = "no-such-folder/program.exe";
    char here[MAX_PATH];

    GetCurrentDirectoryA(sizeof here, here);
    CHECK_FAILS(start(NULL, missing, 0, NULL, &child), ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(start("no-such-program.exe", NULL, 0, NULL, &child),
                ERROR_FILE_NOT_FOUND);
    CHECK_FAILS(start(folder, NULL, 0, NULL, &child), ERROR_PATH_NOT_FOUND);
    DIFFERS(WINE_8, "says ERROR_INVALID_HANDLE of a folder")
    CHECK_FAILS(start(here, NULL, 0, NULL, &child), ERROR_ACCESS_DENIED);
    CHECK(child.hProcess == NULL && child.dwProcessId == 0);
}

static void nothing_named(void)
{
    PROCESS_INFORMATION child;

    if (tap_where() == WINE_8)
        SKIP("crashes");
    CHECK_FAILS(start(NULL, NULL, 0, NULL, &child), ERROR_INVALID_PARAMETER);
}

/* A file that is none. */
static void bad_format(void)
{
    PROCESS_INFORMATION child;
    char name[NAME_SIZE];

    temp_name(name);
    file_make(name, 4096);
    CHECK_FAILS(start(name, NULL, 0, NULL, &child), ERROR_BAD_EXE_FORMAT);
    CHECK(DeleteFileA(name));
}

/* A folder to begin in that is none. */
static void bad_folder(void)
{
    PROCESS_INFORMATION child;
    char line[LINE_SIZE];

    child_line(line, "exit 0");
    CHECK_FAILS(start(NULL, line, 0, "no-such-folder-of-ours", &child),
                ERROR_DIRECTORY);
    CHECK_FAILS(
        start(NULL, line, CREATE_SUSPENDED, "no-such-folder-of-ours", &child),
        ERROR_DIRECTORY);
}

/* "This flag is not valid with DETACHED_PROCESS" (Process Creation Flags). */
static void flags_that_exclude(void)
{
    PROCESS_INFORMATION child = {0};
    char line[LINE_SIZE];

    child_line(line, "exit 0");
    DIFFERS(WINE_8, "makes it")
    CHECK_FAILS(
        start(NULL, line, DETACHED_PROCESS | CREATE_NEW_CONSOLE, NULL, &child),
        ERROR_INVALID_PARAMETER);
}

/* Flags that a child does not notice. */
static void flags(void)
{
    static const DWORD all[] = {
        CREATE_NEW_PROCESS_GROUP, DETACHED_PROCESS,
        CREATE_NO_WINDOW,         NORMAL_PRIORITY_CLASS,
        IDLE_PRIORITY_CLASS,      BELOW_NORMAL_PRIORITY_CLASS,
        CREATE_BREAKAWAY_FROM_JOB};

    for (unsigned i = 0; i < COUNT_OF(all); i++) {
        PROCESS_INFORMATION child = child_start("exit 3", all[i]);

        CHECK(child_result(child.hProcess) == 3, "%#lx", (long)all[i]);
        child_close(&child);
    }
}

/* CreateProcessW: the same in UTF-16; letters beyond ASCII arrive. */
static void wide(void)
{
    static const char action[] = "print \xC3\xA4 z";
    HANDLE output = inheritable_file();
    STARTUPINFOW startup = {.cb = sizeof startup,
                            .dwFlags = STARTF_USESTDHANDLES,
                            .hStdOutput = output};
    PROCESS_INFORMATION child;
    WCHAR line[LINE_SIZE] = {0};
    char narrow[LINE_SIZE], text[TEXT_SIZE];
    unsigned j = 0;

    child_line(narrow, action);
    for (unsigned i = 0; narrow[i] != '\0'; i++)
        line[j++] = (unsigned char)narrow[i] == 0xC3
                        ? (WCHAR)((unsigned char)narrow[++i] + 0x40)
                        : (WCHAR)narrow[i];
    if (CHECK(CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL,
                             &startup, &child))) {
        CHECK(child_result(child.hProcess) == 0);
        child_close(&child);
    }
    file_text(output, text, sizeof text);
    CHECK(strstr(text, "[z]\n") != NULL, "%s", text);
    CloseHandle(output);
}

CHILDREN_MAIN(CASE_LONG(arguments, 60), CASE(application_and_line),
              CASE(current_folder), CASE(environment),
              CASE(inherited_environment), CASE(standard_handles),
              CASE(same_file_twice), CASE(suspended), CASE(suspended_and_ended),
              CASE(exit_process), CASE(ids), CASE(no_program),
              CASE(nothing_named), CASE(bad_format), CASE(bad_folder),
              CASE(flags_that_exclude), CASE_LONG(flags, 60), CASE(wide))
