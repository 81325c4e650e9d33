/* Two buffers take turns: workers fill one while the thread writes the other.
 * What clients send is escaped before it is copied, so that no request can
 * forge a line. */
#include "log.h"

#include <stdlib.h>
#include <string.h>

enum {
    FLUSH_MS = 200, /* a line reaches the file by then */
    LINE_BYTES = 16384,
    /* Longest part of each field that is logged, before escaping. */
    REQUEST_SHOWN = 2048,
    REFERER_SHOWN = 1024,
    AGENT_SHOWN = 512
};

static bool log_write_buffer(struct log *log, size_t length)
{
    return fwrite(log->writing, 1, length, log->file) == length &&
           fflush(log->file) == 0;
}

/* Takes the filled buffer and writes it. False when the log is to end. */
static bool log_turn(struct log *log)
{
    size_t length;
    char *full;
    bool stopping;

    EnterCriticalSection(&log->lock);
    full = log->filling;
    log->filling = log->writing;
    log->writing = full;
    length = log->filled;
    log->filled = 0;
    stopping = log->stopping;
    LeaveCriticalSection(&log->lock);
    if (length && !log_write_buffer(log, length) && !log->broken) {
        log->broken = true;
        fprintf(stderr, "openiocp-web: cannot write the access log\n");
    }
    return !stopping;
}

static DWORD WINAPI log_main(void *argument)
{
    struct log *log = argument;

    do
        WaitForSingleObject(log->wake, FLUSH_MS);
    while (log_turn(log));
    return 0;
}

static bool log_start(struct log *log)
{
    log->filling = malloc(LOG_BUFFER_BYTES);
    log->writing = malloc(LOG_BUFFER_BYTES);
    log->wake = CreateEventA(NULL, FALSE, FALSE, NULL);
    if (!log->filling || !log->writing || !log->wake)
        return false;
    log->thread = CreateThread(NULL, 0, log_main, log, 0, NULL);
    return log->thread != NULL;
}

static void log_free(struct log *log)
{
    if (log->file && log->file != stdout)
        fclose(log->file);
    if (log->wake)
        CloseHandle(log->wake);
    free(log->filling);
    free(log->writing);
    DeleteCriticalSection(&log->lock);
}

bool log_open(struct log *log, const char *path)
{
    memset(log, 0, sizeof *log);
    InitializeCriticalSection(&log->lock);
    log->file = strcmp(path, "-") == 0 ? stdout : fopen(path, "ab");
    if (log->file && log_start(log))
        return true;
    log_free(log);
    return false;
}

ULONGLONG log_close(struct log *log)
{
    EnterCriticalSection(&log->lock);
    log->stopping = true;
    LeaveCriticalSection(&log->lock);
    SetEvent(log->wake);
    WaitForSingleObject(log->thread, INFINITE);
    CloseHandle(log->thread);
    log_free(log);
    return log->lost;
}

static void add_limited(struct text *text, struct slice slice, size_t limit)
{
    bool cut = slice.length > limit;

    text_add_log(text, slice.bytes, cut ? limit : slice.length);
    if (cut)
        text_add_string(text, "...");
}

static void add_field(struct text *text, const struct log_line *line,
                      enum field field, size_t limit)
{
    struct slice value = {NULL, 0};

    text_add_string(text, " \"");
    if (line->request)
        request_field(line->request, field, 0, &value);
    if (value.length)
        add_limited(text, value, limit);
    else
        text_add_string(text, "-");
    text_add_string(text, "\"");
}

static void line_format(struct text *text, const struct log_line *line,
                        const char date[DATE_LOG_BYTES])
{
    text_add_string(text, line->peer);
    text_add_string(text, " - - [");
    text_add(text, date, DATE_LOG_BYTES);
    text_add_string(text, "] \"");
    if (line->request && line->used)
        add_limited(text, request_line(line->request, line->used),
                    REQUEST_SHOWN);
    else
        text_add_string(text, "-");
    text_add_string(text, "\" ");
    text_add_number(text, (uint64_t)line->status);
    text_add_string(text, " ");
    text_add_number(text, line->bytes);
    add_field(text, line, FIELD_REFERER, REFERER_SHOWN);
    add_field(text, line, FIELD_USER_AGENT, AGENT_SHOWN);
    text_add_string(text, "\n");
}

/* True when the buffer has just become half full. */
static bool append_locked(struct log *log, const struct text *text)
{
    bool was_low = log->filled < LOG_BUFFER_BYTES / 2;

    if (text->failed || text->length > LOG_BUFFER_BYTES - log->filled) {
        log->lost++;
        return false;
    }
    memcpy(log->filling + log->filled, text->bytes, text->length);
    log->filled += text->length;
    return was_low && log->filled >= LOG_BUFFER_BYTES / 2;
}

void log_write(struct log *log, const struct log_line *line,
               struct date_cache *dates)
{
    char storage[LINE_BYTES], date[DATE_LOG_BYTES];
    struct text text;
    bool urgent;

    date_cache_log(dates, date);
    text_init(&text, storage, sizeof storage);
    line_format(&text, line, date);
    EnterCriticalSection(&log->lock);
    urgent = append_locked(log, &text);
    LeaveCriticalSection(&log->lock);
    if (urgent)
        SetEvent(log->wake);
}
