/* One answer on its way out: a head, then bytes from memory or from a file,
 * handed to the connection in pieces of the size it likes. */
#ifndef WEB_HTTP_ANSWER_H
#define WEB_HTTP_ANSWER_H

#include "files/shared_file.h"
#include "http/conditional.h"
#include "http/date.h"
#include "http/range.h"

enum {
    ANSWER_HEAD_BYTES = 1024, /* every head but a long redirect's */
    ANSWER_REDIRECT_LIMIT = 32768
};

struct answer {
    int status;
    bool keep_alive;          /* another request may follow */
    bool old_client;          /* HTTP/1.0: keeping alive is news */
    bool head_only;           /* HEAD: lengths, but no bytes */
    bool begun;               /* the head has been handed out */
    struct shared_file *file; /* one use; NULL if none */
    uint64_t size;            /* of the whole file */
    const char *type;         /* borrowed, constant */
    struct byte_range ranges[RANGE_LIMIT];
    size_t range_count, range_index;
    uint64_t position; /* in the current range */
    struct text head;  /* goes before the next file bytes */
    struct text tail;  /* closes a multipart body */
    struct text body;  /* owned bytes, when there is no file */
    size_t body_position;
    size_t head_bytes; /* of the HTTP head itself */
    uint64_t sent;     /* bytes the transport has taken */
    char boundary[16];
    char head_storage[ANSWER_HEAD_BYTES];
    char tail_storage[32];
};

/* What the next send carries; borrowed from the answer until the next call. */
struct piece {
    const char *head, *body, *tail;
    size_t head_length, body_length, tail_length;
    uint64_t file_offset;
    uint32_t file_length; /* 0: nothing from the file */
};

void answer_init(struct answer *answer);
void answer_fini(struct answer *answer);

/* Exactly one of these makes the answer. */
void answer_with_status(struct answer *answer, int status,
                        struct date_cache *dates);
void answer_with_redirect(struct answer *answer, struct slice path,
                          const struct slice *query, struct date_cache *dates);
/* Takes over `page`. */
void answer_with_page(struct answer *answer, struct text *page,
                      struct date_cache *dates);
/* Takes over the use of `file`; decides by the request's conditions and ranges.
 */
void answer_with_file(struct answer *answer, const struct request *request,
                      struct shared_file *file, uint64_t size,
                      uint64_t modified_ticks, const char *type,
                      struct date_cache *dates);

/* The next piece with at most `limit` body bytes. False after the last. */
bool answer_next(struct answer *answer, uint32_t limit, struct piece *piece);

/* Body bytes among those sent so far. */
uint64_t answer_body_sent(const struct answer *answer);

#endif
