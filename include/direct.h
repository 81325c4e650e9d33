/* <direct.h>: folders by Microsoft's names. mkdir and chdir themselves are
 * those of <sys/stat.h> and <unistd.h>. */
#ifndef IOCP_DIRECT_H
#define IOCP_DIRECT_H

#include "iocp/crt_io.h"

#endif
