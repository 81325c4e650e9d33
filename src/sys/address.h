/* Socket addresses. Windows and Linux lay sockaddr out alike but number the
 * family of IPv6 differently: 23 there, 10 here. */
#ifndef SYS_ADDRESS_H
#define SYS_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#define ADDRESS_MAX 110u   /* sockaddr_un, in either layout */
#define ADDRESS_IP_MAX 28u /* sockaddr_in6 */

struct address {
    uint32_t len;
    unsigned char bytes[ADDRESS_MAX];
};

/* Of IPv4 or IPv6, where many are kept. */
struct ip_address {
    uint32_t len;
    unsigned char bytes[ADDRESS_IP_MAX];
};

/* Between the two layouts; towards Linux of IP alone (for the others see
 * sys/unix_socket.h). 0, or -EAFNOSUPPORT for families we do not carry, or
 * -EFAULT when `len` is too short for the family. The family of the result is
 * the other side's. */
int address_to_linux(const void *bytes, uint32_t len, struct address *address);
int address_to_windows(const void *bytes, uint32_t len,
                       struct address *address);

/* The family number of a socket() call; negative when not carried. */
int family_to_linux(int windows_family);
int family_to_windows(int linux_family);

/* The exact length of a family's address (Windows' number); 0 if unknown. */
uint32_t address_len_of(int windows_family);

/* Whether it is the address that stands for any, 0.0.0.0 or ::, whatever the
 * port. In Linux' layout. */
bool address_is_any(const struct address *address);

/* The port in an address of either layout, in host order; 0 if none. */
uint16_t address_port(const struct address *address);
void address_set_port(struct address *address, uint16_t port);

#endif
