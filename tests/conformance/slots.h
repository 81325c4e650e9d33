/* What the two areas on mailslots share: mailslots.c and mailslot_reads.c. */
#ifndef SLOTS_H
#define SLOTS_H

#include "support.h"

const char *slot_name(void); /* that no other program uses */
HANDLE slot_new(const char *name, DWORD max, DWORD timeout);
HANDLE writer_by(const char *name, DWORD access, DWORD share);
HANDLE writer_new(const char *name); /* shares writing */

void put(HANDLE writer, const char *text);
int holds(HANDLE slot, const char *text); /* reads it */

/* What GetMailslotInfo says of the messages. */
int has(HANDLE slot, DWORD next, DWORD count);

/* A read that ends later: CHECKs that it is pending. */
void pend(HANDLE slot, void *buf, DWORD room, OVERLAPPED *ov);

#endif
