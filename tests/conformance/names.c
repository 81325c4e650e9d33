/* gethostbyname and the wide forms of the name calls. */
#include "support.h"

/* Claim:  the empty name is this host.
 * Source: "gethostbyname function", Remarks.  Wine 8: same. */
static void this_host(void)
{
    struct hostent *entry;

    net_start();
    entry = gethostbyname("");
    CHECK(entry != NULL && entry->h_addr_list[0] != NULL);
}

/* Claim:  an address in text is its own answer: family, length, one address,
 *         no aliases.
 * Source: "gethostbyname function", Remarks.  Wine 8: same. */
static void host_by_address(void)
{
    struct hostent *entry;
    ULONG expected = htonl(INADDR_LOOPBACK);

    net_start();
    entry = gethostbyname("127.0.0.1");
    CHECK(entry != NULL);
    if (entry == NULL)
        return;
    CHECK(strcmp(entry->h_name, "127.0.0.1") == 0);
    CHECK(entry->h_addrtype == AF_INET && entry->h_length == 4);
    CHECK(memcmp(entry->h_addr, &expected, 4) == 0);
    CHECK(entry->h_addr_list[1] == NULL && entry->h_aliases[0] == NULL);
}

/* Claim:  GetAddrInfoW finds what getaddrinfo finds; the list is freed whole.
 * Source: "GetAddrInfoW function".  Wine 8: same. */
static void wide_lookup(void)
{
    static const WCHAR node[] = {'1', '2', '7', '.', '0',
                                 '.', '0', '.', '1', 0};
    static const WCHAR service[] = {'8', '0', '8', '0', 0};
    ADDRINFOW hints = {.ai_flags = AI_NUMERICHOST | AI_CANONNAME,
                       .ai_family = AF_INET,
                       .ai_socktype = SOCK_STREAM};
    ADDRINFOW *list = NULL;
    SOCKADDR_IN *address;

    net_start();
    CHECK(GetAddrInfoW(node, service, &hints, &list) == 0 && list != NULL);
    if (list == NULL)
        return;
    address = (SOCKADDR_IN *)(void *)list->ai_addr;
    CHECK(list->ai_family == AF_INET && list->ai_socktype == SOCK_STREAM);
    CHECK(list->ai_addrlen == sizeof *address);
    CHECK(address->sin_port == htons(8080));
    CHECK(address->sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    CHECK(list->ai_next == NULL);
    FreeAddrInfoW(list);
    CHECK(GetAddrInfoW(NULL, NULL, NULL, &list) == WSAHOST_NOT_FOUND);
}

/* Claim:  GetNameInfoW gives numbers as text; a buffer too small is 10014.
 * Source: "GetNameInfoW function".
 *         Wine 8: a buffer too small is 122. */
static void wide_name(void)
{
    struct address address = loopback(AF_INET, 80);
    WCHAR node[64], service[16];
    INT result;

    net_start();
    CHECK(GetNameInfoW(address_of(&address), address.length, node, 64, service,
                       16, NI_NUMERICHOST | NI_NUMERICSERV) == 0);
    CHECK(node[0] == '1' && node[8] == '1' && node[9] == 0);
    CHECK(service[0] == '8' && service[1] == '0' && service[2] == 0);
    result = GetNameInfoW(address_of(&address), address.length, node, 3, NULL,
                          0, NI_NUMERICHOST);
    DIFFERS(WINE_8, "a buffer too small is 122")
    CHECK(result == WSAEFAULT, "result %d", (int)result);
}

/* Claim:  addresses go to wide text and back; too little room is 87, another
 *         family 10047, no address 0.
 * Source: "InetPtonW function", "InetNtopW function".  Wine 8: same. */
static void wide_addresses(void)
{
    static const WCHAR text[] = {':', ':', '1', 0}, bad[] = {'x', 0};
    IN6_ADDR address, expected = IN6ADDR_LOOPBACK_INIT;
    WCHAR back[INET6_ADDRSTRLEN];

    net_start();
    CHECK(InetPtonW(AF_INET6, text, &address) == 1);
    CHECK(memcmp(&address, &expected, sizeof address) == 0);
    CHECK(InetNtopW(AF_INET6, &address, back, INET6_ADDRSTRLEN) == back);
    CHECK(memcmp(back, text, sizeof text) == 0);
    CHECK(InetPtonW(AF_INET6, bad, &address) == 0);
    CHECK_FAILS(InetNtopW(AF_INET6, &address, back, 3),
                ERROR_INVALID_PARAMETER);
    CHECK_FAILS(InetPtonW(AF_UNIX, text, &address) + 1, WSAEAFNOSUPPORT);
}

TAP_MAIN(CASE(this_host), CASE(host_by_address), CASE(wide_lookup),
         CASE(wide_name), CASE(wide_addresses))
