/* Memory that belongs to a thread until its next call of the same kind, as the
 * name calls of Winsock 1 give it. On the heap: in thread-local storage it
 * would be too much for a program that loads the library when it runs already.
 */
#ifndef API_ANSWERS_H
#define API_ANSWERS_H

#include <stddef.h>

enum answer_kind {
    ANSWER_HOST_BY_NAME,
    ANSWER_HOST_BY_ADDRESS,
    ANSWER_NAMES, /* of services and protocols */
    ANSWER_ERROR_TEXT,
    ANSWER_KINDS
};

/* `size` bytes, the same at each call of a kind, zeros at first. NULL when
 * memory is out, which is the last error then. */
void *answer_room(enum answer_kind kind, size_t size);

#endif
