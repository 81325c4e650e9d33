/* Strings with a size and an HRESULT, of UTF-16. */
#define UNIT WCHAR
#define NAME(narrow, wide) wide
#include "crt/strsafe.h"
