/* Names of services, protocols and hosts, by the calls of Winsock 1. */
#include "support.h"

#define FAILS(call, code) CHECK_FAILS((call) != SOCKET_ERROR, code)

/* Claim:  a service is found by name and by port, of a protocol or of any; the
 *         port is in network order.
 * Source: "getservbyname function", "getservbyport function".  Wine 8: same. */
static void known_service(void)
{
    struct servent *entry;

    net_start();
    entry = getservbyname("http", "tcp");
    CHECK(entry != NULL);
    if (entry == NULL)
        return;
    CHECK(strcmp(entry->s_name, "http") == 0);
    CHECK(strcmp(entry->s_proto, "tcp") == 0);
    CHECK((u_short)entry->s_port == htons(80));
    CHECK(entry->s_aliases != NULL);
    CHECK(getservbyname("http", NULL) != NULL);
    entry = getservbyport(htons(53), "udp");
    CHECK(entry != NULL && strcmp(entry->s_name, "domain") == 0);
    CHECK(getservbyport(htons(53), NULL) != NULL);
}

/* Claim:  no such service, or not of this protocol, is 11004.
 * Source: "getservbyname function", Return value.  Wine 8: same. */
static void unknown_service(void)
{
    net_start();
    CHECK_FAILS(getservbyname("no such service", "tcp") != NULL, WSANO_DATA);
    CHECK_FAILS(getservbyname("http", "no such protocol") != NULL, WSANO_DATA);
    CHECK_FAILS(getservbyport(htons(3), "udp") != NULL, WSANO_DATA);
}

/* Claim:  protocols are found by name and number; another is 11004.
 * Source: "getprotobyname function", "getprotobynumber function".
 *         Wine 8: same. */
static void protocols(void)
{
    struct protoent *entry;

    net_start();
    entry = getprotobyname("tcp");
    CHECK(entry != NULL && entry->p_proto == IPPROTO_TCP);
    entry = getprotobynumber(IPPROTO_UDP);
    CHECK(entry != NULL && strcmp(entry->p_name, "udp") == 0);
    CHECK(entry != NULL && entry->p_aliases != NULL);
    CHECK_FAILS(getprotobyname("no such protocol") != NULL, WSANO_DATA);
    CHECK_FAILS(getprotobynumber(254) != NULL, WSANO_DATA);
}

/* Claim:  gethostname gives what is found again as this host, and wants room
 *         for all of it and the NUL.
 * Source: "gethostname function", Return value and Remarks.  Wine 8: same. */
static void host_name(void)
{
    char name[256] = "", again[256];
    int length;

    net_start();
    CHECK(gethostname(name, sizeof name) == 0);
    length = (int)strlen(name);
    CHECK(length > 0);
    CHECK(gethostname(again, length + 1) == 0 && strcmp(again, name) == 0);
    FAILS(gethostname(again, length), WSAEFAULT);
    FAILS(gethostname(again, 0), WSAEFAULT);
    FAILS(gethostname(NULL, 256), WSAEFAULT);
}

/* Claim:  GetHostNameW gives the same name.
 * Source: "GetHostNameW function".  Wine 8: same. */
static void host_name_wide(void)
{
    char name[256] = "";
    WCHAR wide[256];
    int length;

    net_start();
    CHECK(gethostname(name, sizeof name) == 0);
    CHECK(GetHostNameW(wide, 256) == 0);
    for (length = 0; name[length] != 0; length++)
        CHECK(wide[length] == (unsigned char)name[length]);
    CHECK(wide[length] == 0);
    FAILS(GetHostNameW(wide, length), WSAEFAULT);
    FAILS(GetHostNameW(NULL, 256), WSAEFAULT);
}

/* Claim:  the host of the loopback address has a name, and the address is given
 *         back with it.
 * Source: "gethostbyaddr function".  Wine 8: same. */
static void host_of_address(void)
{
    ULONG address = htonl(INADDR_LOOPBACK);
    struct hostent *entry;

    net_start();
    entry = gethostbyaddr((char *)&address, sizeof address, AF_INET);
    CHECK(entry != NULL && entry->h_name[0] != 0);
    if (entry == NULL)
        return;
    CHECK(entry->h_addrtype == AF_INET && entry->h_length == 4);
    CHECK(memcmp(entry->h_addr_list[0], &address, 4) == 0);
    CHECK(entry->h_addr_list[1] == NULL && entry->h_aliases != NULL);
}

/* Claim:  gethostbyaddr looks at its arguments: 10014 for a short address,
 *         10047 for another family.
 * Source: "gethostbyaddr function", Return value.  Wine 8: faults
 *         for the first. */
static void bad_host_addresses(void)
{
    ULONG address = htonl(INADDR_LOOPBACK);

    net_start();
    if (tap_where() == NATIVE) { /* Wine 8 reads beyond it, and NULL */
        CHECK_FAILS(gethostbyaddr((char *)&address, 3, AF_INET) != NULL,
                    WSAEFAULT);
        CHECK_FAILS(gethostbyaddr(NULL, 4, AF_INET) != NULL, WSAEFAULT);
    }
    CHECK_FAILS(gethostbyaddr((char *)&address, 4, 77) != NULL,
                WSAEAFNOSUPPORT);
}

TAP_MAIN(CASE(known_service), CASE(unknown_service), CASE(protocols),
         CASE(host_name), CASE(host_name_wide), CASE(host_of_address),
         CASE(bad_host_addresses))
