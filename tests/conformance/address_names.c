/* The older calls on addresses: inet_addr, inet_ntoa, getnameinfo and the text
 * of its errors. Numbers only: no name server is asked. */
#include "support.h"

#define NUMERIC (NI_NUMERICHOST | NI_NUMERICSERV)

/* Claim:  one to four parts, decimal, octal or hexadecimal, the last of which
 *         fills what is left; the result is in network byte order.
 * Source: "inet_addr function", Remarks.  Wine 8: same. */
static void numbers_in_text(void)
{
    static const struct {
        const char *text;
        DWORD address; /* host byte order */
    } rows[] = {
        {"127.0.0.1", 0x7f000001},       {"0.0.0.0", 0},
        {"4.3.2.16", 0x04030210},        {"004.003.002.020", 0x04030210},
        {"0x4.0x3.0x2.0x10", 0x4030210}, {"4.003.002.0x10", 0x04030210},
        {"255.255.255.254", 0xfffffffe}, {"0Xa.0xFf.1.2", 0x0aff0102},
        {"128.7.258", 0x80070102},       {"10.65539", 0x0a010003},
        {"1.2.65535", 0x0102ffff},       {"1.16777215", 0x01ffffff},
        {"2130706433", 0x7f000001},      {"0x7f000001", 0x7f000001},
    };

    net_start();
    for (unsigned i = 0; i < COUNT_OF(rows); i++)
        CHECK(inet_addr(rows[i].text) == htonl(rows[i].address), "%s: %x",
              rows[i].text, (unsigned)inet_addr(rows[i].text));
}

/* Claim:  what is no address is INADDR_NONE, and so is no text at all; a space
 *         is zero.
 * Source: "inet_addr function", Return value and Remarks.
 *         Wine 8: same. */
static void no_number(void)
{
    static const char *const bad[] = {
        "256.1.1.1", "1.2.3.256", "1.2.65536", "1.16777216", "4294967296",
        "1.2.3.4.5", "1.2.3.",    "1..2.3",    ".1.2.3",     "text",
        "1.2.3.x",   "08.1.1.1",  "0x.1.1.1",  "-1.2.3.4",   "::1",
    };

    net_start();
    for (unsigned i = 0; i < COUNT_OF(bad); i++)
        CHECK(inet_addr(bad[i]) == INADDR_NONE, "%s: %x", bad[i],
              (unsigned)inet_addr(bad[i]));
    CHECK(inet_addr("") == INADDR_NONE);
    CHECK(inet_addr(NULL) == INADDR_NONE);
    CHECK(inet_addr(" ") == 0);
    CHECK(inet_addr("255.255.255.255") == INADDR_NONE);
}

static DWORD WINAPI write_another(void *argument)
{
    struct in_addr other = {.s_addr = htonl(0x01020304)};

    (void)argument;
    CHECK(strcmp(inet_ntoa(other), "1.2.3.4") == 0);
    return 0;
}

/* Claim:  inet_ntoa writes four decimal numbers, into memory that other threads
 *         leave alone.
 * Source: "inet_ntoa function", Return value and Remarks.  Wine 8: same. */
static void text_of_numbers(void)
{
    static const char *const texts[] = {"0.0.0.0", "127.0.0.1", "10.20.30.40",
                                        "255.255.255.255", "1.0.200.0"};
    struct in_addr address;
    const char *text;

    net_start();
    for (unsigned i = 0; i < COUNT_OF(texts); i++) {
        CHECK(inet_pton(AF_INET, texts[i], &address) == 1);
        text = inet_ntoa(address);
        CHECK(strcmp(text, texts[i]) == 0, "%s", text);
    }
    text = inet_ntoa(address);
    thread_join(thread_start(write_another, NULL));
    CHECK(strcmp(text, "1.0.200.0") == 0, "%s", text);
}

static INT name_of(struct address *address, char *node, DWORD room,
                   char *service, DWORD service_room, INT flags)
{
    return getnameinfo(address_of(address), address->length, node, room,
                       service, service_room, flags);
}

/* Claim:  with NI_NUMERICHOST and NI_NUMERICSERV both names are numbers; the
 *         one whose buffer is NULL is not wanted.
 * Source: "getnameinfo function", Parameters and Remarks.  Wine 8: same. */
static void numeric_names(void)
{
    struct address ipv4 = loopback(AF_INET, 8080);
    struct address ipv6 = loopback(AF_INET6, 65535);
    char node[NI_MAXHOST] = "", service[NI_MAXSERV] = "";

    net_start();
    CHECK(name_of(&ipv4, node, sizeof node, service, sizeof service, NUMERIC) ==
          0);
    CHECK(strcmp(node, "127.0.0.1") == 0, "%s", node);
    CHECK(strcmp(service, "8080") == 0, "%s", service);
    CHECK(name_of(&ipv6, node, sizeof node, service, sizeof service, NUMERIC) ==
          0);
    CHECK(strcmp(node, "::1") == 0, "%s", node);
    CHECK(strcmp(service, "65535") == 0, "%s", service);
    CHECK(name_of(&ipv4, node, sizeof node, NULL, 0, NUMERIC) == 0);
    CHECK(strcmp(node, "127.0.0.1") == 0, "%s", node);
    CHECK(name_of(&ipv4, NULL, 0, service, sizeof service, NUMERIC) == 0);
    CHECK(strcmp(service, "8080") == 0, "%s", service);
}

/* Claim:  a port that belongs to no service is a number without
 *         NI_NUMERICSERV, too; one that does has its name.
 * Source: "getnameinfo function", Remarks.  Wine 8: same. */
static void names_of_services(void)
{
    struct address web = loopback(AF_INET, 80);
    struct address nothing = loopback(AF_INET, 65011);
    char service[NI_MAXSERV] = "";

    net_start();
    CHECK(name_of(&web, NULL, 0, service, sizeof service, 0) == 0);
    CHECK(strcmp(service, "http") == 0, "%s", service);
    CHECK(name_of(&nothing, NULL, 0, service, sizeof service, 0) == 0);
    CHECK(strcmp(service, "65011") == 0, "%s", service);
}

/* The call fails with this, returned and as the last error, which Wine 8 does
 * not set. */
#define REFUSED(call, code)                                                    \
    ({                                                                         \
        INT result_;                                                           \
                                                                               \
        WSASetLastError(0);                                                    \
        result_ = (call);                                                      \
        DIFFERS(WINE_8, "other errors, and not as the last error")             \
        CHECK(result_ == (code) && WSAGetLastError() == (code), "result %d",   \
              (int)result_);                                                   \
    })

/* Claim:  no address, or one that is too short, is 10014; a buffer with size 0
 *         10022; two NULL buffers 11001; another family 10047.
 * Source: "getnameinfo function", Return value.  Wine 8: has other errors, or
 *         none. */
static void bad_questions(void)
{
    struct address ipv4 = loopback(AF_INET, 80);
    struct address ipv6 = loopback(AF_INET6, 80), strange = ipv4;
    char node[NI_MAXHOST], service[NI_MAXSERV];

    net_start();
    REFUSED(getnameinfo(NULL, 16, node, sizeof node, NULL, 0, NUMERIC),
            WSAEFAULT);
    ipv4.length = 15;
    REFUSED(name_of(&ipv4, node, sizeof node, NULL, 0, NUMERIC), WSAEFAULT);
    ipv4.length = 16;
    ipv6.length = 16;
    REFUSED(name_of(&ipv6, node, sizeof node, NULL, 0, NUMERIC), WSAEFAULT);
    REFUSED(name_of(&ipv4, node, 0, service, sizeof service, NUMERIC),
            WSAEINVAL);
    REFUSED(name_of(&ipv4, node, sizeof node, service, 0, NUMERIC), WSAEINVAL);
    REFUSED(name_of(&ipv4, NULL, 0, NULL, 0, NUMERIC), WSAHOST_NOT_FOUND);
    address_of(&strange)->sa_family = 77;
    REFUSED(name_of(&strange, node, sizeof node, NULL, 0, NUMERIC),
            WSAEAFNOSUPPORT);
}

/* Claim:  the buffers hold the NUL too: exactly that is enough, less is 10014.
 * Source: "getnameinfo function", NodeBufferSize, ServiceBufferSize.
 *         Wine 8: is -12. */
static void room_for_the_names(void)
{
    struct address address = loopback(AF_INET, 8080);
    char node[NI_MAXHOST], service[NI_MAXSERV];

    net_start();
    CHECK(name_of(&address, node, sizeof "127.0.0.1", service, sizeof "8080",
                  NUMERIC) == 0);
    CHECK(strcmp(node, "127.0.0.1") == 0 && strcmp(service, "8080") == 0);
    REFUSED(name_of(&address, node, sizeof "127.0.0.1" - 1, NULL, 0, NUMERIC),
            WSAEFAULT);
    REFUSED(name_of(&address, NULL, 0, service, sizeof "8080" - 1, NUMERIC),
            WSAEFAULT);
}

/* Claim:  each error of getaddrinfo has a text, here one of its own, and so has
 *         what is none.
 * Source: "gai_strerrorA function", Remarks.  Wine 8: the compiler's own
 *         texts. */
static void error_texts(void)
{
    static const int codes[] = {EAI_AGAIN,   EAI_BADFLAGS, EAI_FAIL,
                                EAI_FAMILY,  EAI_MEMORY,   EAI_NONAME,
                                EAI_SERVICE, EAI_SOCKTYPE};
    char texts[COUNT_OF(codes)][512];

    for (unsigned i = 0; i < COUNT_OF(codes); i++) {
        snprintf(texts[i], sizeof texts[i], "%s", gai_strerrorA(codes[i]));
        CHECK(texts[i][0] != '\0', "%d", codes[i]);
        for (unsigned k = 0; k < i; k++)
            CHECK(tap_where() != NATIVE || strcmp(texts[i], texts[k]) != 0,
                  "%d, %d: %s", codes[i], codes[k], texts[i]);
    }
    CHECK(gai_strerrorA(0x3fffffff)[0] != '\0');
}

/* Claim:  the W form gives the same text.
 * Source: as above.  Wine 8: the compiler's own texts. */
static void wide_error_texts(void)
{
    const WCHAR *wide = gai_strerrorW(EAI_NONAME);
    const char *text = gai_strerrorA(EAI_NONAME);
    size_t at = 0;

    while (text[at] != '\0' && wide[at] == (WCHAR)(unsigned char)text[at])
        at++;
    CHECK(at > 0 && text[at] == '\0' && wide[at] == 0, "%s", text);
    CHECK(gai_strerrorW(0x3fffffff)[0] != 0);
}

TAP_MAIN(CASE(numbers_in_text), CASE(no_number), CASE(text_of_numbers),
         CASE(numeric_names), CASE(names_of_services), CASE(bad_questions),
         CASE(room_for_the_names), CASE(error_texts), CASE(wide_error_texts))
