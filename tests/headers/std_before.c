/* Standard and POSIX headers first, then ours. */
#include "list_std_c.h"
#ifdef __cplusplus
#include "list_std_cxx.h"
#endif
#include "list_posix.h"
/* After the others: */
#include "list_ours.h"

u_long still_32_bits[sizeof(u_long) == 4 ? 1 : -1];
socklen_t still_an_int[(socklen_t)-1 < 0 ? 1 : -1];
