/* The text of an error number. */
#ifndef API_MESSAGE_TEXT_H
#define API_MESSAGE_TEXT_H

#include "iocp/types.h"

/* One English sentence without a line end; NULL for an unknown number. */
const char *message_text(DWORD code);

#endif
