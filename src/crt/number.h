/* What reading numbers asks in more than one place. */
#ifndef CRT_NUMBER_H
#define CRT_NUMBER_H

/* Where the b is, if the number begins with 0b; NULL. The C library may read
 * such numbers, as C23 has them; Microsoft's reads the 0. */
const char *number_binary(const char *text);

#endif
