/* Strings with a size and an HRESULT, of char. */
#define UNIT char
#define NAME(narrow, wide) narrow
#include "crt/strsafe.h"
