/* Addresses as text with their ports, the list of protocols, and the byte order
 * calls that name a socket. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

static const struct text {
    int family;
    const char *text;
    unsigned short port;
    unsigned scope;
} texts[] = {
    {AF_INET, "0.0.0.0", 0, 0},
    {AF_INET, "127.0.0.1:80", 80, 0},
    {AF_INET, "255.255.255.255:65535", 65535, 0},
    {AF_INET6, "::1", 0, 0},
    {AF_INET6, "::", 0, 0},
    {AF_INET6, "[::1]:443", 443, 0},
    {AF_INET6, "fe80::abcd%7", 0, 7},
    {AF_INET6, "[fe80::1%3]:99", 99, 3},
    {AF_INET6, "2001:db8::1:0:0:1", 0, 0},
};

static INT parse(const char *text, int family, struct address *address)
{
    char copy[80];

    snprintf(copy, sizeof copy, "%s", text);
    memset(address, 0, sizeof *address);
    address->length = sizeof address->storage;
    return WSAStringToAddressA(copy, family, NULL, address_of(address),
                               &address->length);
}

/* Claim:  what WSAStringToAddress reads, WSAAddressToString writes: a port that
 *         is not 0, brackets around IPv6 with one, the scope.
 * Source: "WSAAddressToStringW function", "WSAStringToAddressW function",
 *         Remarks.  Wine 8: same. */
static void there_and_back(void)
{
    net_start();
    for (unsigned i = 0; i < COUNT_OF(texts); i++) {
        struct address address;
        struct sockaddr_in6 *name = (void *)&address.storage;
        char back[80];
        DWORD length = sizeof back;

        CHECK(parse(texts[i].text, texts[i].family, &address) == 0, "%s",
              texts[i].text);
        CHECK(address.length == (texts[i].family == AF_INET ? 16 : 28));
        CHECK(name->sin6_family == texts[i].family);
        CHECK(name->sin6_port == htons(texts[i].port), "%s", texts[i].text);
        if (texts[i].family == AF_INET6)
            CHECK(name->sin6_scope_id == texts[i].scope, "%s", texts[i].text);
        CHECK(WSAAddressToStringA(address_of(&address), (DWORD)address.length,
                                  NULL, back, &length) == 0);
        CHECK(strcmp(back, texts[i].text) == 0, "%s: %s", texts[i].text, back);
        CHECK(length == strlen(back) + 1);
    }
}

/* Claim:  the same in UTF-16.
 * Source: as above.  Wine 8: same. */
static void there_and_back_wide(void)
{
    net_start();
    for (unsigned i = 0; i < COUNT_OF(texts); i++) {
        struct address address = {.length = sizeof address.storage};
        WCHAR text[80], back[80];
        DWORD length = 80;
        size_t at = 0;

        do
            text[at] = (WCHAR)(unsigned char)texts[i].text[at];
        while (text[at++] != 0);
        CHECK(WSAStringToAddressW(text, texts[i].family, NULL,
                                  address_of(&address), &address.length) == 0);
        CHECK(WSAAddressToStringW(address_of(&address), (DWORD)address.length,
                                  NULL, back, &length) == 0);
        CHECK(length == at && memcmp(text, back, at * sizeof *text) == 0);
    }
}

/* Claim:  text that is no address of the family is 10022, and so is a family
 *         that is neither.
 * Source: "WSAStringToAddressW function", Return value.  Wine 8: same. */
static void no_address(void)
{
    static const struct {
        int family;
        const char *text;
    } wrong[] = {
        {AF_INET, ""},          {AF_INET, "hello"},
        {AF_INET, "1.2.3.4:"},  {AF_INET, "1.2.3.4:x"},
        {AF_INET, "1.2.3.256"}, {AF_INET, "::1"},
        {AF_INET6, "1.2.3.4"},  {AF_INET6, ""},
        {AF_INET6, "[::1"},     {AF_INET6, "[::1]:x"},
        {AF_INET6, "::1::"},    {AF_INET, "1.2.3.4:65536"},
        {AF_UNSPEC, "1.2.3.4"}, {99, "1.2.3.4"},
    };
    struct address address;

    net_start();
    for (unsigned i = 0; i < COUNT_OF(wrong); i++) {
        INT result = parse(wrong[i].text, wrong[i].family, &address);

        CHECK(result == SOCKET_ERROR && WSAGetLastError() == WSAEINVAL,
              "\"%s\", %d: %d, error %d", wrong[i].text, wrong[i].family,
              (int)result, WSAGetLastError());
    }
}

/* Claim:  too little room for the address is 10014, and the room needed is
 *         told; pointers that are NULL.
 * Source: "WSAStringToAddressW function", lpAddressLength.  Wine 8: sets
 *         no error for NULL. */
static void room_for_the_address(void)
{
    struct sockaddr_in6 name;
    INT length = 3;
    char ipv4[] = "1.2.3.4", ipv6[] = "::1";

    net_start();
    FAILS(WSAStringToAddressA(ipv4, AF_INET, NULL, (LPSOCKADDR)&name, &length),
          WSAEFAULT);
    CHECK(length == sizeof(struct sockaddr_in), "%d", (int)length);
    length = sizeof(struct sockaddr_in);
    FAILS(WSAStringToAddressA(ipv6, AF_INET6, NULL, (LPSOCKADDR)&name, &length),
          WSAEFAULT);
    CHECK(length == sizeof name, "%d", (int)length);
    DIFFERS(WINE_8, "sets no error")
    FAILS(WSAStringToAddressA(ipv4, AF_INET, NULL, NULL, &length), WSAEFAULT);
    DIFFERS(WINE_8, "sets no error")
    FAILS(WSAStringToAddressA(ipv4, AF_INET, NULL, (LPSOCKADDR)&name, NULL),
          WSAEFAULT);
    FAILS(WSAStringToAddressA(NULL, AF_INET, NULL, (LPSOCKADDR)&name, &length),
          WSAEINVAL);
}

/* Claim:  too little room for the text is 10014, and the room needed, with the
 *         NUL, is told; exactly that is enough.
 * Source: "WSAAddressToStringW function", lpdwAddressStringLength.
 *         Wine 8: same. */
static void room_for_the_text(void)
{
    struct address address = loopback(AF_INET, 8080);
    char text[32];
    WCHAR wide[32];
    DWORD length = 5;

    net_start();
    FAILS(WSAAddressToStringA(address_of(&address), (DWORD)address.length, NULL,
                              text, &length),
          WSAEFAULT);
    CHECK(length == sizeof "127.0.0.1:8080");
    CHECK(WSAAddressToStringA(address_of(&address), (DWORD)address.length, NULL,
                              text, &length) == 0);
    CHECK(strcmp(text, "127.0.0.1:8080") == 0);
    length--;
    FAILS(WSAAddressToStringW(address_of(&address), (DWORD)address.length, NULL,
                              wide, &length),
          WSAEFAULT);
    CHECK(length == sizeof "127.0.0.1:8080");
}

/* Claim:  WSAAddressToString looks at all its arguments.
 * Source: "WSAAddressToStringW function", Return value.  Wine 8: sets no error
 *         for most. */
static void bad_addresses(void)
{
    struct address address = loopback(AF_INET, 1);
    struct sockaddr strange = {.sa_family = 77};
    char text[32];
    DWORD length = sizeof text;

    net_start();
    DIFFERS(WINE_8, "sets no error")
    FAILS(WSAAddressToStringA(NULL, 16, NULL, text, &length), WSAEINVAL);
    if (tap_where() == NATIVE) /* Wine 8 reads and writes it */
        FAILS(WSAAddressToStringA(address_of(&address), 16, NULL, text, NULL),
              WSAEINVAL);
    DIFFERS(WINE_8, "sets no error")
    FAILS(WSAAddressToStringA(address_of(&address), 16, NULL, NULL, &length),
          WSAEFAULT);
    FAILS(WSAAddressToStringA(&strange, sizeof strange, NULL, text, &length),
          WSAEINVAL);
    DIFFERS(WINE_8, "sets no error")
    FAILS(WSAAddressToStringA(address_of(&address), 15, NULL, text, &length),
          WSAEINVAL);
}

/* Claim:  WSAEnumProtocols knows TCP and UDP of both families; those that are
 *         asked for alone, if any are; without room it says how much.
 * Source: "WSAEnumProtocolsW function", Return value.  Wine 8: more of them. */
static void protocols(void)
{
    WSAPROTOCOL_INFOA list[64];
    WSAPROTOCOL_INFOW wide[64];
    INT tcp[] = {IPPROTO_TCP, 0}, none[] = {253, 0};
    DWORD length = 0;
    int count, found = 0;

    net_start();
    FAILS(WSAEnumProtocolsA(NULL, NULL, &length), WSAENOBUFS);
    CHECK(length >= 4 * sizeof *list && length <= sizeof list);
    count = WSAEnumProtocolsA(NULL, list, &length);
    CHECK(count == (int)(length / sizeof *list));
    for (int i = 0; i < count; i++)
        found |= 1 << (2 * (list[i].iAddressFamily == AF_INET6) +
                       (list[i].iProtocol == IPPROTO_UDP));
    CHECK(found == 15, "%x", found);
    length = sizeof wide;
    count = WSAEnumProtocolsW(tcp, wide, &length);
    CHECK(count >= 2);
    for (int i = 0; i < count; i++)
        CHECK(wide[i].iProtocol == IPPROTO_TCP &&
              wide[i].iSocketType == SOCK_STREAM && wide[i].szProtocol[0] != 0);
    length = sizeof wide;
    CHECK(WSAEnumProtocolsW(none, wide, &length) == 0);
    if (tap_where() == NATIVE) /* Wine 8 reads it */
        FAILS(WSAEnumProtocolsA(NULL, list, NULL), WSAEFAULT);
}

/* Claim:  WSAHtonl and its kin convert for a socket, and want one.
 * Source: "WSAHtonl function", Return value.  Wine 8: asks for no socket. */
static void byte_order(void)
{
    SOCKET socket = tcp_new(AF_INET);
    u_long number = 0;
    u_short small = 0;

    CHECK(WSAHtonl(socket, 0x01020304, &number) == 0 &&
          number == htonl(0x01020304));
    CHECK(WSANtohl(socket, number, &number) == 0 && number == 0x01020304);
    CHECK(WSAHtons(socket, 0x0506, &small) == 0 && small == htons(0x0506));
    CHECK(WSANtohs(socket, small, &small) == 0 && small == 0x0506);
    FAILS(WSAHtonl(socket, 1, NULL), WSAEFAULT);
    DIFFERS(WINE_8, "succeeds")
    FAILS(WSANtohs(socket, 1, NULL), WSAEFAULT);
    closesocket(socket);
    DIFFERS(WINE_8, "asks for no socket")
    FAILS(WSAHtonl(INVALID_SOCKET, 1, &number), WSAENOTSOCK);
    DIFFERS(WINE_8, "asks for no socket")
    FAILS(WSANtohs(socket, 1, &small), WSAENOTSOCK);
}

TAP_MAIN(CASE(there_and_back), CASE(there_and_back_wide), CASE(no_address),
         CASE(room_for_the_address), CASE(room_for_the_text),
         CASE(bad_addresses), CASE(protocols), CASE(byte_order))
