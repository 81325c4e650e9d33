/* Ours first, then standard and POSIX headers. */
#include "list_ours.h"
/* After ours: */
#include "list_std_c.h"
#ifdef __cplusplus
#include "list_std_cxx.h"
#endif
#include "list_posix.h"

u_long still_32_bits[sizeof(u_long) == 4 ? 1 : -1];
socklen_t still_an_int[(socklen_t)-1 < 0 ? 1 : -1];
