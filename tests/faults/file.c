/* ReadFile, WriteFile, CreateFile. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults/scenarios.h"

#define SIZE 20000u

static bool open_async(struct stage *stage)
{
    return stage_port(stage) && stage_file(stage, SIZE, FILE_FLAG_OVERLAPPED);
}

static bool start_read(struct stage *stage, struct request *request,
                       unsigned char *bytes, DWORD count, DWORD offset)
{
    request->overlapped.Offset = offset;
    return stage_start(
        stage, request, CALL_READ,
        ReadFile(stage->file, bytes, count, NULL, &request->overlapped));
}

static bool start_write(struct stage *stage, struct request *request,
                        const unsigned char *bytes, DWORD count, DWORD offset)
{
    request->overlapped.Offset = offset;
    request->overlapped.OffsetHigh = offset == MAXDWORD ? MAXDWORD : 0;
    return stage_start(
        stage, request, CALL_WRITE,
        WriteFile(stage->file, bytes, count, NULL, &request->overlapped));
}

static bool holds(const unsigned char *bytes, DWORD from, DWORD count)
{
    for (DWORD i = 0; i < count; i++)
        if (bytes[i] != stage_byte(from + i))
            return complain("byte %lu is wrong", (unsigned long)(from + i));
    return true;
}

/* Two at once, of which one reaches over the end of the file. */
static bool reads(struct stage *stage)
{
    static unsigned char bytes[2][SIZE];
    struct request requests[2] = {0};
    bool ok = start_read(stage, &requests[0], bytes[0], SIZE, 0) &&
              start_read(stage, &requests[1], bytes[1], SIZE, SIZE - 100) &&
              stage_finish(stage, &requests[0]) &&
              stage_finish(stage, &requests[1]) && requests[0].bytes == SIZE &&
              requests[1].bytes == 100 && holds(bytes[0], 0, SIZE) &&
              holds(bytes[1], SIZE - 100, 100);

    return stage_close(stage) && ok;
}

const struct scenario file_reads = {"ReadFile", open_async, reads};

static bool reads_back(struct stage *stage, DWORD offset, DWORD from,
                       DWORD count)
{
    static unsigned char in[SIZE];
    struct request request = {0};

    return start_read(stage, &request, in, count, offset) &&
           stage_finish(stage, &request) && request.bytes == count &&
           holds(in, from, count);
}

static bool write_at(struct stage *stage, DWORD offset)
{
    static unsigned char out[SIZE];
    struct request request = {0};

    for (DWORD i = 0; i < SIZE; i++)
        out[i] = stage_byte(i);
    if (!start_write(stage, &request, out, SIZE, offset))
        return false;
    if (stage_finish(stage, &request))
        return request.bytes == SIZE;
    return request.bytes == 0 ? false
                              : complain("a write that failed has a count");
}

static bool writes(struct stage *stage)
{
    bool ok = write_at(stage, 5000) && reads_back(stage, 5000, 0, SIZE);

    return stage_close(stage) && ok;
}

static bool appends(struct stage *stage)
{
    bool ok = write_at(stage, MAXDWORD) && reads_back(stage, SIZE, 0, SIZE);

    return stage_close(stage) && ok;
}

const struct scenario file_writes = {"WriteFile", open_async, writes};
const struct scenario file_appends = {"WriteFile at the end", open_async,
                                      appends};

static bool open_sync(struct stage *stage)
{
    return stage_file(stage, SIZE, 0);
}

/* A handle without FILE_FLAG_OVERLAPPED; writes it back, too. */
static bool synchronous(struct stage *stage)
{
    static unsigned char bytes[SIZE];
    DWORD count = 0;
    bool ok =
        call_ok(CALL_READ, ReadFile(stage->file, bytes, SIZE, &count, NULL)) &&
        count == SIZE && holds(bytes, 0, SIZE) &&
        call_ok(CALL_WRITE,
                WriteFile(stage->file, bytes, 1000, &count, NULL)) &&
        count == 1000 && call_ok(CALL_WRITE, FlushFileBuffers(stage->file)) &&
        call_ok(CALL_WRITE, SetEndOfFile(stage->file));

    return stage_close(stage) && ok;
}

const struct scenario file_synchronous = {"synchronous files", open_sync,
                                          synchronous};

static bool start_both(struct stage *stage, struct request requests[2])
{
    static unsigned char in[SIZE], out[SIZE];

    return start_read(stage, &requests[0], in, SIZE, 0) &&
           start_write(stage, &requests[1], out, SIZE, SIZE);
}

static bool cancelled(struct stage *stage)
{
    struct request requests[2] = {0};
    bool ok = start_both(stage, requests);

    stage->cancelled = true;
    CancelIoEx(stage->file, NULL);
    return stage_close(stage) && ok;
}

static bool closed(struct stage *stage)
{
    struct request requests[2] = {0};
    bool ok = start_both(stage, requests);

    return stage_close(stage) && ok;
}

const struct scenario file_cancelled = {"cancelled files", open_async,
                                        cancelled};
const struct scenario file_closed = {"closed files", open_async, closed};

/* A FIFO has no places: the read waits for what is written. */
static bool open_fifo(struct stage *stage)
{
    unlink(stage_file_name());
    if (mkfifo(stage_file_name(), 0600) != 0 || !stage_port(stage))
        return false;
    stage->file =
        CreateFileA(stage_file_name(), GENERIC_READ | GENERIC_WRITE, 0, NULL,
                    OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    unlink(stage_file_name());
    return stage->file != INVALID_HANDLE_VALUE &&
           CreateIoCompletionPort(stage->file, stage->port, 2, 0) ==
               stage->port;
}

static bool through_fifo(struct stage *stage)
{
    unsigned char in[10] = {0};
    struct request receive = {0}, send = {0};
    bool ok = start_read(stage, &receive, in, sizeof in, 0) &&
              start_write(stage, &send, (const unsigned char *)"abc", 3, 0) &&
              stage_finish(stage, &send) && stage_finish(stage, &receive) &&
              send.bytes == 3 && receive.bytes >= 1 &&
              memcmp(in, "abc", receive.bytes) == 0;

    return stage_close(stage) && ok;
}

const struct scenario file_fifo = {"a FIFO", open_fifo, through_fifo};

static bool cancel_fifo(struct stage *stage)
{
    unsigned char in[10];
    struct request receive = {0};
    bool ok = start_read(stage, &receive, in, sizeof in, 0);

    stage->cancelled = true;
    if (ok)
        CancelIoEx(stage->file, &receive.overlapped);
    stage_finish(stage, &receive);
    return stage_close(stage) && ok;
}

const struct scenario file_fifo_cancelled = {"a FIFO cancelled", open_fifo,
                                             cancel_fifo};

static HANDLE create(DWORD disposition, DWORD flags)
{
    HANDLE file = CreateFileA(stage_file_name(), GENERIC_READ | GENERIC_WRITE,
                              0, NULL, disposition, flags, NULL);

    call_ok(CALL_CREATE_FILE, file != INVALID_HANDLE_VALUE);
    return file;
}

static bool is_there(void)
{
    return GetFileAttributesA(stage_file_name()) != INVALID_FILE_ATTRIBUTES;
}

static bool without_file(struct stage *stage)
{
    (void)stage;
    DeleteFileA(stage_file_name());
    return true;
}

/* A file that could not be opened must not have been made either. */
static bool made(struct stage *stage)
{
    bool ok;

    stage->file = create(CREATE_NEW, FILE_FLAG_DELETE_ON_CLOSE);
    ok = stage->file != INVALID_HANDLE_VALUE;
    if (!ok && is_there())
        complain("CreateFile failed, and there is the file");
    return stage_close(stage) && ok &&
           (!is_there() || complain("closed, and not deleted"));
}

const struct scenario file_made = {"CREATE_NEW", without_file, made};

static bool with_file(struct stage *stage)
{
    bool ok = stage_file(stage, SIZE, 0);

    CloseHandle(stage->file);
    stage->file = INVALID_HANDLE_VALUE;
    return ok;
}

static bool made_anew(struct stage *stage)
{
    LARGE_INTEGER size = {.QuadPart = -1};
    bool ok;

    stage->file = create(CREATE_ALWAYS, 0);
    ok = stage->file != INVALID_HANDLE_VALUE &&
         GetFileSizeEx(stage->file, &size) && size.QuadPart == 0;
    return stage_close(stage) && ok;
}

const struct scenario file_made_anew = {"CREATE_ALWAYS", with_file, made_anew};

static bool from_nothing(struct stage *stage)
{
    bool ok = open_async(stage) && reads_back(stage, 100, 100, SIZE - 100) &&
              write_at(stage, 0);

    return stage_close(stage) && ok;
}

const struct scenario file_from_nothing = {"files", NULL, from_nothing};
