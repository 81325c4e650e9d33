/* The older and the wide forms of the name calls, on those of names.c. */
#include "iocp/names.h"

#include <stdlib.h>
#include <string.h>

#include "api/answers.h"
#include "api/winsock.h"
#include "base/utf.h"
#include "sys/resolve.h"

#define HOST_ADDRESSES_MAX 32u
#define TEXT_MAX 80 /* longer is no address */
#define ERROR_TEXT_MAX 128u

/* ---- The host ---- */

/* What the thread's last gethostbyname gave. */
struct answer {
    HOSTENT entry;
    char name[NI_MAXHOST];
    IN_ADDR addresses[HOST_ADDRESSES_MAX];
    char *list[HOST_ADDRESSES_MAX + 1];
    char *aliases[1];
};

static void fill(struct answer *answer, const char *name,
                 const ADDRINFOA *found)
{
    unsigned count = 0;

    memset(answer, 0, sizeof *answer);
    if (found->ai_canonname != NULL)
        name = found->ai_canonname;
    strncpy(answer->name, name, sizeof answer->name - 1);
    for (; found != NULL && count < HOST_ADDRESSES_MAX;
         found = found->ai_next, count++) {
        const void *address = found->ai_addr;

        answer->addresses[count] = ((const SOCKADDR_IN *)address)->sin_addr;
        answer->list[count] = (char *)&answer->addresses[count];
    }
    answer->entry = (HOSTENT){
        .h_name = answer->name,
        .h_aliases = answer->aliases,
        .h_addrtype = AF_INET,
        .h_length = sizeof(IN_ADDR),
        .h_addr_list = answer->list,
    };
}

struct hostent *WSAAPI gethostbyname(const char *name)
{
    const ADDRINFOA hints = {.ai_flags = AI_CANONNAME, .ai_family = AF_INET};
    struct answer *answer = answer_room(ANSWER_HOST_BY_NAME, sizeof *answer);
    ADDRINFOA *found;

    if (answer == NULL)
        return NULL;
    if (name == NULL)
        name = "";
    if (getaddrinfo(name, NULL, &hints, &found) != 0)
        return NULL;
    fill(answer, name, found);
    freeaddrinfo(found);
    return &answer->entry;
}

/* ---- Wide text ---- */

/* With its NUL; false when there is too little room. */
static bool widen(const char *text, PWSTR wide, size_t room)
{
    size_t bytes = strlen(text) + 1;

    if (utf8_to_utf16(text, bytes, NULL, 0) > room)
        return false;
    utf8_to_utf16(text, bytes, (uint16_t *)wide, room);
    return true;
}

INT WSAAPI InetPtonW(INT Family, PCWSTR pszAddrString, PVOID pAddrBuf)
{
    char *text;
    INT result;

    if (!utf8_copy(pszAddrString, &text)) {
        last_error_set(WSA_NOT_ENOUGH_MEMORY);
        return -1;
    }
    result = inet_pton(Family, text, pAddrBuf);
    free(text);
    return result;
}

PCWSTR WSAAPI InetNtopW(INT Family, const VOID *pAddr, PWSTR pStringBuf,
                        size_t StringBufSize)
{
    char text[TEXT_MAX];

    if (inet_ntop(Family, pAddr, text, sizeof text) == NULL)
        return NULL;
    if (pStringBuf != NULL && widen(text, pStringBuf, StringBufSize))
        return pStringBuf;
    last_error_set(ERROR_INVALID_PARAMETER);
    return NULL;
}

/* Each byte of the narrow text is one unit at most, so it fits. */
WCHAR *WSAAPI gai_strerrorW(int ecode)
{
    WCHAR *text = answer_room(ANSWER_ERROR_TEXT, ERROR_TEXT_MAX * sizeof *text);

    if (text != NULL && !widen(gai_strerrorA(ecode), text, ERROR_TEXT_MAX))
        text[0] = 0;
    return text;
}

/* ---- GetAddrInfoW ---- */

struct wide_result {
    ADDRINFOW info; /* first: the caller holds its address */
    SOCKADDR_IN6 address;
    WCHAR canonical[];
};

static ADDRINFOW *wide_copy(const ADDRINFOA *from)
{
    size_t name_units =
        from->ai_canonname != NULL
            ? utf8_to_utf16(from->ai_canonname, strlen(from->ai_canonname) + 1,
                            NULL, 0)
            : 0;
    struct wide_result *result =
        calloc(1, sizeof *result + name_units * sizeof(WCHAR));

    if (result == NULL)
        return NULL;
    memcpy(&result->info, from, sizeof result->info);
    memcpy(&result->address, from->ai_addr, from->ai_addrlen);
    result->info.ai_addr = (SOCKADDR *)(void *)&result->address;
    result->info.ai_next = NULL;
    result->info.ai_canonname = NULL;
    if (name_units != 0) {
        widen(from->ai_canonname, result->canonical, name_units);
        result->info.ai_canonname = result->canonical;
    }
    return &result->info;
}

static INT copy_list(const ADDRINFOA *from, PADDRINFOW *list)
{
    ADDRINFOW *first = NULL, **link = &first;

    for (; from != NULL; from = from->ai_next) {
        *link = wide_copy(from);
        if (*link == NULL) {
            FreeAddrInfoW(first);
            last_error_set(WSA_NOT_ENOUGH_MEMORY);
            return WSA_NOT_ENOUGH_MEMORY;
        }
        link = &(*link)->ai_next;
    }
    *list = first;
    return 0;
}

static INT look_up(PCWSTR node, PCWSTR service, const ADDRINFOA *hints,
                   ADDRINFOA **list)
{
    char *node_text = NULL, *service_text = NULL;
    INT result = WSA_NOT_ENOUGH_MEMORY;

    if (utf8_copy(node, &node_text) && utf8_copy(service, &service_text))
        result = getaddrinfo(node_text, service_text, hints, list);
    else
        last_error_set(WSA_NOT_ENOUGH_MEMORY);
    free(node_text);
    free(service_text);
    return result;
}

INT WSAAPI GetAddrInfoW(PCWSTR pNodeName, PCWSTR pServiceName,
                        const ADDRINFOW *pHints, PADDRINFOW *ppResult)
{
    ADDRINFOA hints, *list;
    INT result;

    if (!winsock_started())
        return WSANOTINITIALISED;
    if (ppResult == NULL) {
        last_error_set(WSAEFAULT);
        return WSAEFAULT;
    }
    *ppResult = NULL;
    if (pHints != NULL)
        memcpy(&hints, pHints, sizeof hints);
    result =
        look_up(pNodeName, pServiceName, pHints != NULL ? &hints : NULL, &list);
    if (result != 0)
        return result;
    result = copy_list(list, ppResult);
    freeaddrinfo(list);
    return result;
}

VOID WSAAPI FreeAddrInfoW(PADDRINFOW pAddrInfo)
{
    while (pAddrInfo != NULL) {
        ADDRINFOW *next = pAddrInfo->ai_next;

        free(CONTAINING_RECORD(pAddrInfo, struct wide_result, info));
        pAddrInfo = next;
    }
}

INT WSAAPI GetNameInfoW(const SOCKADDR *pSockaddr, socklen_t SockaddrLength,
                        PWCHAR pNodeBuffer, DWORD NodeBufferSize,
                        PWCHAR pServiceBuffer, DWORD ServiceBufferSize,
                        INT Flags)
{
    char node[NI_MAXHOST] = "", service[NI_MAXSERV] = "";
    DWORD node_room = NodeBufferSize != 0 ? sizeof node : 0;
    DWORD service_room = ServiceBufferSize != 0 ? sizeof service : 0;
    INT result = getnameinfo(
        pSockaddr, SockaddrLength, pNodeBuffer != NULL ? node : NULL, node_room,
        pServiceBuffer != NULL ? service : NULL, service_room, Flags);

    if (result != 0)
        return result;
    if ((pNodeBuffer != NULL && !widen(node, pNodeBuffer, NodeBufferSize)) ||
        (pServiceBuffer != NULL &&
         !widen(service, pServiceBuffer, ServiceBufferSize))) {
        last_error_set(WSAEFAULT);
        return WSAEFAULT;
    }
    return 0;
}
