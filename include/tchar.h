/* <tchar.h>: text that is narrow or wide as UNICODE says.
 *
 * The two literals and the entry point only: the _t functions belong to
 * Microsoft's C run-time library. */
#ifndef IOCP_TCHAR_H
#define IOCP_TCHAR_H

#include "iocp/types.h"

#define _T(literal) TEXT(literal)
#define _TEXT(literal) TEXT(literal)
#ifndef UNICODE
#define _tmain main
#endif

#endif
