/* The environment; names of the machine and of the user. */
#include "support.h"

#define ROOM 64
#define NAME "OPENIOCP_TEST"

static char text[ROOM];
static WCHAR wide[ROOM];

/* Claim:  what was set is got, with its length; without room the length needed
 *         with the NUL; what was taken away, or never there, is
 *         ERROR_ENVVAR_NOT_FOUND.
 * Source: "GetEnvironmentVariableA function", Return value;
 *         "SetEnvironmentVariableA function".  Wine 8: same. */
static void one_variable(void)
{
    CHECK_FAILS(GetEnvironmentVariableA(NAME, text, ROOM),
                ERROR_ENVVAR_NOT_FOUND);
    CHECK(SetEnvironmentVariableA(NAME, "value"));
    CHECK(GetEnvironmentVariableA(NAME, text, ROOM) == 5);
    CHECK(strcmp(text, "value") == 0);
    CHECK(GetEnvironmentVariableA(NAME, text, 6) == 5);
    CHECK(GetEnvironmentVariableA(NAME, text, 5) == 6);
    CHECK(GetEnvironmentVariableA(NAME, NULL, 0) == 6);
    CHECK(SetEnvironmentVariableA(NAME, "other value"));
    CHECK(GetEnvironmentVariableA(NAME, text, ROOM) == 11);
    CHECK(SetEnvironmentVariableA(NAME, NULL));
    CHECK_FAILS(GetEnvironmentVariableA(NAME, text, ROOM),
                ERROR_ENVVAR_NOT_FOUND);
}

/* Claim:  the same in UTF-16, of the same variables.
 * Source: "GetEnvironmentVariableW function".  Wine 8: same. */
static void in_utf16(void)
{
    CHECK(SetEnvironmentVariableW(u"OPENIOCP_TEST", u"w\u00e4rt"));
    CHECK(GetEnvironmentVariableW(u"OPENIOCP_TEST", wide, ROOM) == 4);
    CHECK(lstrcmpW(wide, u"w\u00e4rt") == 0);
    CHECK(GetEnvironmentVariableW(u"OPENIOCP_TEST", wide, 4) == 5);
    CHECK(GetEnvironmentVariableA(NAME, text, ROOM) > 3);
    CHECK(SetEnvironmentVariableW(u"OPENIOCP_TEST", NULL));
    CHECK_FAILS(GetEnvironmentVariableW(u"OPENIOCP_TEST", wide, ROOM),
                ERROR_ENVVAR_NOT_FOUND);
}

/* Claim:  a name in other capitals is the same variable.
 * Source: "SetEnvironmentVariableA function", lpName ("not case-sensitive").
 *         Wine 8: same. */
static void capitals(void)
{
    CHECK(SetEnvironmentVariableA("OpenIOCP_Test", "1"));
    CHECK(GetEnvironmentVariableA("OPENIOCP_TEST", text, ROOM) == 1);
    CHECK(SetEnvironmentVariableA("openiocp_test", "23"));
    CHECK(GetEnvironmentVariableA("OpenIOCP_Test", text, ROOM) == 2);
    CHECK(SetEnvironmentVariableA("OPENIOCP_TEST", NULL));
    CHECK_FAILS(GetEnvironmentVariableA("OpenIOCP_Test", text, ROOM),
                ERROR_ENVVAR_NOT_FOUND);
}

/* Claim:  a name with '=' is ERROR_INVALID_PARAMETER.
 * Source: "SetEnvironmentVariableA function", lpName.  Wine 8: same. */
static void bad_names(void)
{
    CHECK_FAILS(SetEnvironmentVariableA("A=B", "1"), ERROR_INVALID_PARAMETER);
    CHECK_FAILS(SetEnvironmentVariableA("", "1"), ERROR_INVALID_PARAMETER);
}

/* Claim:  %NAME% becomes the value; an unknown name stays; without room the
 *         length is told, with the NUL.
 * Source: "ExpandEnvironmentStringsA function", Parameters, Return value.
 *         Wine 8: same. */
static void expand(void)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"<%" NAME "%>", "<value>"},
        {"%" NAME "%%" NAME "%", "valuevalue"},
        {"%OPENIOCP_NO%", "%OPENIOCP_NO%"},
        {"100%", "100%"},
        {"5%%6", "5%%6"},
        {"a%OPENIOCP_NO%" NAME "%", "a%OPENIOCP_NO%" NAME "%"},
    };

    CHECK(SetEnvironmentVariableA(NAME, "value"));
    for (unsigned i = 0; i < COUNT_OF(rows); i++) {
        DWORD length = ExpandEnvironmentStringsA(rows[i].text, text, ROOM);

        CHECK(strcmp(text, rows[i].expected) == 0, "%s: %s", rows[i].text,
              text);
        CHECK(length >= strlen(rows[i].expected) + 1);
    }
    CHECK(ExpandEnvironmentStringsW(u"<%OPENIOCP_TEST%>", wide, ROOM) == 8);
    CHECK(lstrcmpW(wide, u"<value>") == 0);
    CHECK(ExpandEnvironmentStringsW(u"<%OPENIOCP_TEST%>", wide, 7) == 8);
    CHECK(ExpandEnvironmentStringsW(u"<%OPENIOCP_TEST%>", NULL, 0) == 8);
}

/* Claim:  the block holds every variable, and ends with two NULs.
 * Source: "GetEnvironmentStrings function", Remarks.  Wine 8: same. */
static void block(void)
{
    LPWCH all, each;
    int found = 0;

    CHECK(SetEnvironmentVariableA(NAME, "value"));
    all = GetEnvironmentStringsW();
    if (!CHECK(all != NULL))
        return;
    for (each = all; *each != 0; each += lstrlenW(each) + 1)
        found += lstrcmpW(each, u"OPENIOCP_TEST=value") == 0;
    CHECK(found == 1);
    CHECK(FreeEnvironmentStringsW(all));
}

/* Claim:  the machine has a short name; without room the size is told.
 * Source: "GetComputerNameA function", Parameters, Return value.
 *         Wine 8: same. */
static void computer_name(void)
{
    DWORD size = ROOM, small = 1;

    CHECK(GetComputerNameA(text, &size));
    CHECK(size == strlen(text) && size >= 1 && size <= MAX_COMPUTERNAME_LENGTH);
    for (const char *each = text; *each != '\0'; each++)
        CHECK(*each < 'a' || *each > 'z');
    CHECK_FAILS(GetComputerNameA(text, &small), ERROR_BUFFER_OVERFLOW);
    CHECK(small == size + 1);
    small = ROOM;
    CHECK(GetComputerNameW(wide, &small));
    CHECK(small == size && wide[size] == 0);
}

/* Claim:  and longer ones; another type is ERROR_INVALID_PARAMETER.
 * Source: "GetComputerNameExA function", Parameters, Return value.
 *         Wine 8: same. */
static void computer_name_ex(void)
{
    char full[512], host[512];
    DWORD size = sizeof full, host_size = sizeof host, small = 0;

    CHECK(GetComputerNameExA(ComputerNameDnsFullyQualified, full, &size));
    CHECK(size == strlen(full) && size > 0);
    CHECK(GetComputerNameExA(ComputerNameDnsHostname, host, &host_size));
    CHECK(host_size == strlen(host) && strchr(host, '.') == NULL);
    CHECK(strncmp(full, host, host_size) == 0);
    CHECK_FAILS(GetComputerNameExA(ComputerNameDnsHostname, NULL, &small),
                ERROR_MORE_DATA);
    CHECK(small == host_size + 1);
    CHECK_FAILS(GetComputerNameExA(ComputerNameMax, full, &size),
                ERROR_INVALID_PARAMETER);
}

/* Claim:  the user has a name, whose length counts the NUL.
 * Source: "GetUserNameA function", Parameters, Return value.  Wine 8: same. */
static void user_name(void)
{
    DWORD size = ROOM, small = 1;

    CHECK(GetUserNameA(text, &size));
    CHECK(size == strlen(text) + 1 && size > 1);
    CHECK_FAILS(GetUserNameA(text, &small), ERROR_INSUFFICIENT_BUFFER);
    CHECK(small == size);
    small = ROOM;
    CHECK(GetUserNameW(wide, &small) && small == size);
}

TAP_MAIN(CASE(one_variable), CASE(in_utf16), CASE(capitals), CASE(bad_names),
         CASE(expand), CASE(block), CASE(computer_name), CASE(computer_name_ex),
         CASE(user_name))
