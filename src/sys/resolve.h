/* Names and the text of addresses, on the C library's resolver. Families,
 * types, protocols and flags are Windows' numbers throughout, and so is the
 * layout of addresses, except where it says linux. */
#ifndef SYS_RESOLVE_H
#define SYS_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sys/address.h"

enum resolve_result {
    RESOLVE_OK,
    RESOLVE_AGAIN, /* the name server did not answer */
    RESOLVE_BAD_FLAGS,
    RESOLVE_FAILED, /* the name server failed for good */
    RESOLVE_FAMILY, /* not carried */
    RESOLVE_MEMORY,
    RESOLVE_NO_DATA, /* the name exists, with no address */
    RESOLVE_NO_NAME,
    RESOLVE_SERVICE,  /* no such service of this type */
    RESOLVE_TYPE,     /* no such socket type, or not of this protocol */
    RESOLVE_TOO_LONG, /* does not fit the buffer */
};

struct resolve_query {
    const char *node;    /* NULL: this host; "": this host by its name */
    const char *service; /* NULL: port 0 */
    int flags, family;
    int type; /* 0: any; each address is then given once */
    int protocol;
};

struct resolve_entry {
    int family;
    struct address address;
    const char *canonical; /* borrowed until `take` returns; may be NULL */
};

/* False: memory is out. */
typedef bool resolve_take(void *context, const struct resolve_entry *entry);

/* Calls `take` for each address. BLOCKS while a name server is asked. */
enum resolve_result resolve_addresses(const struct resolve_query *query,
                                      resolve_take *take, void *context);

/* The name of an address, of its port, or both; a length of 0 leaves one out.
 * BLOCKS while a name server is asked. */
enum resolve_result resolve_name(const struct address *linux_address,
                                 char *node, uint32_t node_bytes, char *service,
                                 uint32_t service_bytes, int flags);

/* "1.2.3.4", "::1" to 4 or 16 bytes in network order. 1, or 0 when it is no
 * such text, or -EAFNOSUPPORT. */
int resolve_parse(int family, const char *text, void *bytes);

/* inet_addr's forms: one to four numbers, decimal, octal or hexadecimal. */
bool resolve_parse_loose(const char *text, uint32_t *address);

/* The other way. 0, -ENOSPC or -EAFNOSUPPORT. */
int resolve_format(int family, const void *bytes, char *text, size_t len);

#endif
