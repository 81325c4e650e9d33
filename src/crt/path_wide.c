/* Names of files in UTF-16. */
#define UNIT WCHAR
#define NAME(narrow, wide) wide
#include "crt/path.h"
