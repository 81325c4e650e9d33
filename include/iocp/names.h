/* Names of hosts in UTF-16: the rest of what <ws2tcpip.h> has beside
 * address.h. */
#ifndef IOCP_NAMES_H
#define IOCP_NAMES_H

#include "address.h"
#include "hosts.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct addrinfoW {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct sockaddr *ai_addr;
    struct addrinfoW *ai_next;
} ADDRINFOW, *PADDRINFOW;

IOCP_SIZE(ADDRINFOW, 48);
IOCP_AT(ADDRINFOW, ai_addrlen, 16);
IOCP_AT(ADDRINFOW, ai_canonname, 24);
IOCP_AT(ADDRINFOW, ai_addr, 32);
IOCP_AT(ADDRINFOW, ai_next, 40);

/* The same for names in UTF-16; FreeAddrInfoW frees the list. */
INT WSAAPI GetAddrInfoW(PCWSTR pNodeName, PCWSTR pServiceName,
                        const ADDRINFOW *pHints, PADDRINFOW *ppResult)
    IOCP_API(GetAddrInfoW);

/* The same for the lists of GetAddrInfoW. */
VOID WSAAPI FreeAddrInfoW(PADDRINFOW pAddrInfo) IOCP_API(FreeAddrInfoW);

/* The same for text in UTF-16, of getnameinfo. */
INT WSAAPI GetNameInfoW(const SOCKADDR *pSockaddr, socklen_t SockaddrLength,
                        PWCHAR pNodeBuffer, DWORD NodeBufferSize,
                        PWCHAR pServiceBuffer, DWORD ServiceBufferSize,
                        INT Flags) IOCP_API(GetNameInfoW);

/* The same for text in UTF-16, of inet_pton. */
INT WSAAPI InetPtonW(INT Family, PCWSTR pszAddrString, PVOID pAddrBuf)
    IOCP_API(InetPtonW);

/* The same for text in UTF-16, of inet_ntop; the size counts characters. */
PCWSTR WSAAPI InetNtopW(INT Family, const VOID *pAddr, PWSTR pStringBuf,
                        size_t StringBufSize) IOCP_API(InetNtopW);

/* The same for text in UTF-16, of gai_strerrorA, whose text it replaces; NULL:
 * memory is out. */
WCHAR *WSAAPI gai_strerrorW(int ecode) IOCP_API(gai_strerrorW);

#define GetAddrInfoA getaddrinfo
#define FreeAddrInfoA freeaddrinfo
#define GetNameInfoA getnameinfo
#ifdef UNICODE
typedef ADDRINFOW ADDRINFOT, *PADDRINFOT;
typedef ADDRINFOW ADDRINFO, *LPADDRINFO;
#define GetAddrInfo GetAddrInfoW
#define FreeAddrInfo FreeAddrInfoW
#define GetNameInfo GetNameInfoW
#define gai_strerror gai_strerrorW
#define InetPton InetPtonW
#define InetNtop InetNtopW
#else
typedef ADDRINFOA ADDRINFOT, *PADDRINFOT;
#define GetAddrInfo GetAddrInfoA
#define FreeAddrInfo FreeAddrInfoA
#define GetNameInfo GetNameInfoA
#endif

#ifdef __cplusplus
}
#endif

#endif
