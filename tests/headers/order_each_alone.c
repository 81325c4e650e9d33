/* One header alone, as the command line says: -DHEADER='<mswsock.h>'. */
#include HEADER

typedef int nothing_else;
