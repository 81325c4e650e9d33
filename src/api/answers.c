#include "api/answers.h"

#include <stdlib.h>

#include "base/last_error.h"
#include "base/thread_exit.h"
#include "iocp/errors.h"

static _Thread_local struct {
    struct exit_hook hook;
    void *rooms[ANSWER_KINDS];
} self;

static void free_all(void)
{
    for (unsigned i = 0; i < ANSWER_KINDS; i++) {
        free(self.rooms[i]);
        self.rooms[i] = NULL;
    }
}

void *answer_room(enum answer_kind kind, size_t size)
{
    if (self.rooms[kind] == NULL) {
        thread_exit_hook(&self.hook, free_all);
        self.rooms[kind] = calloc(1, size);
    }
    if (self.rooms[kind] == NULL)
        last_error_set(WSA_NOT_ENOUGH_MEMORY);
    return self.rooms[kind];
}
