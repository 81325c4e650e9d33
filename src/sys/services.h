/* The names of services and protocols, as the C library's files have them, and
 * of this host. What is found points into the caller's memory. */
#ifndef SYS_SERVICES_H
#define SYS_SERVICES_H

#include <stddef.h>

struct service_entry {
    char *name;
    char **aliases;
    char *protocol;
    int port; /* network order */
};

/* 0, -ENOENT, or -ERANGE: `bytes` are too few. `protocol` NULL: any. */
int service_by_name(const char *name, const char *protocol, char *room,
                    size_t bytes, struct service_entry *entry);
int service_by_port(int port, const char *protocol, char *room, size_t bytes,
                    struct service_entry *entry);

struct protocol_entry {
    char *name;
    char **aliases;
    int number;
};

int protocol_by_name(const char *name, char *room, size_t bytes,
                     struct protocol_entry *entry);
int protocol_by_number(int number, char *room, size_t bytes,
                       struct protocol_entry *entry);

/* The name of this host and a NUL. 0 or -errno: -ENAMETOOLONG. */
int services_host_name(char *name, size_t bytes);

#endif
