/* fopen_s and its kin; <io.h> and <direct.h>. */
#include "crt_handler.h"

#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <malloc.h>
#include <stdbool.h>
#ifdef __MINGW32__
#include <share.h>
#include <sys/stat.h>
#endif

static char name[NAME_SIZE];

static void start(void)
{
    _set_invalid_parameter_handler(note);
    temp_name(name);
}

static WCHAR *wide_of(const char *text)
{
    static WCHAR wide[NAME_SIZE];

    for (unsigned i = 0; i < NAME_SIZE; i++) {
        wide[i] = (WCHAR)(unsigned char)text[i];
        if (text[i] == '\0')
            break;
    }
    return wide;
}

/* Claim:  a file that is opened, and why one is not.
 * Source: "fopen_s", Return value.  Wine 8: same. */
static void open_file(void)
{
    FILE *file = (FILE *)name;

    start();
    CHECK(fopen_s(&file, name, "rb") == ENOENT && file == NULL);
    CHECK(fopen_s(&file, name, "wb") == 0 && file != NULL);
    if (file != NULL) {
        CHECK(fputs("abc", file) >= 0 && _fileno(file) > 2);
        fclose(file);
    }
    CHECK(_wfopen_s(&file, wide_of(name), u"rb") == 0 && file != NULL);
    if (file != NULL) {
        CHECK(_fseeki64(file, 1, SEEK_SET) == 0 && fgetc(file) == 'b' &&
              _ftelli64(file) == 2);
        fclose(file);
    }
    CHECK(_unlink(name) == 0);
}

/* Claim:  a folder opens for nobody, and within a file is nothing.
 * Source: "fopen_s", Return value.  Wine 8: same. */
static void open_no_file(void)
{
    FILE *file = (FILE *)name;
    char inside[NAME_SIZE + 4];

    start();
    CHECK(_mkdir(name) == 0);
    CHECK(fopen_s(&file, name, "rb") == EACCES && file == NULL);
    CHECK(fopen_s(&file, name, "wb") == EACCES && file == NULL);
    errno = 0;
    CHECK(_fsopen(name, "rb", _SH_DENYNO) == NULL && errno == EACCES);
    errno = 0;
    CHECK(_wfopen(wide_of(name), u"rb") == NULL && errno == EACCES);
    CHECK(_rmdir(name) == 0);
    file_make(name, 1);
    sprintf(inside, "%s/a", name);
    CHECK(fopen_s(&file, inside, "rb") == ENOENT && file == NULL);
    CHECK(fopen_s(&file, inside, "wb") == ENOENT && file == NULL);
    CHECK(_unlink(name) == 0);
}

/* Claim:  nothing to open, or no way.
 * Source: "fopen_s", Return value.  Wine 8: same. */
static void open_nothing(void)
{
    FILE *file = (FILE *)name;

    start();
    CHECK(fopen_s(NULL, name, "wb") == EINVAL);
    CHECK(fopen_s(&file, NULL, "wb") == EINVAL);
    CHECK(fopen_s(&file, name, NULL) == EINVAL);
    CHECK(_access(name, 0) == -1 && errno == ENOENT);
}

/* Claim:  the letters of Microsoft open files too.
 * Source: "fopen_s", Remarks.  Wine 8: same. */
static void modes(void)
{
    FILE *file = NULL;

    start();
    CHECK(fopen_s(&file, name, "w+tc") == 0 && file != NULL);
    if (file != NULL)
        fclose(file);
    file = _fsopen(name, "rbN", _SH_DENYWR);
    CHECK(file != NULL);
    if (file != NULL) {
        FILE *again = NULL;

        CHECK(freopen_s(&again, name, "rb", file) == 0 && again == file);
        fclose(file);
    }
    _unlink(name);
}

/* Claim:  descriptors: bytes, places, lengths.
 * Source: "_open", "_read", "_write", "_lseeki64", "_chsize_s".
 *         Wine 8: same. */
static void descriptors(void)
{
    char text[8] = "";
    int fd;

    start();
    fd = _open(name, _O_CREAT | _O_EXCL | _O_RDWR | _O_BINARY,
               _S_IREAD | _S_IWRITE);
    if (!CHECK(fd > 2))
        return;
    CHECK(_write(fd, "abcdef", 6) == 6 && _telli64(fd) == 6);
    CHECK(_lseeki64(fd, -4, SEEK_END) == 2 && _lseek(fd, 1, SEEK_CUR) == 3);
    CHECK(_read(fd, text, 7) == 3 && memcmp(text, "def", 3) == 0);
    CHECK(_read(fd, text, 7) == 0);
    CHECK(_chsize(fd, 4) == 0 && _filelengthi64(fd) == 4);
    CHECK(_chsize_s(fd, 9) == 0 && _filelengthi64(fd) == 9);
    CHECK(_commit(fd) == 0 && _isatty(fd) == 0);
    CHECK(_close(fd) == 0);
    CHECK(_open(name, _O_CREAT | _O_EXCL | _O_RDWR, _S_IREAD) == -1 &&
          errno == EEXIST);
    CHECK(_unlink(name) == 0);
}

static bool was_told(int error)
{
    bool was = told == 1 && errno == error;

    told = 0;
    errno = 0;
    return was;
}

#define CHECK_TOLD(failed, error)                                              \
    (DIFFERS(WINE_8, "no handler") CHECK((failed) && was_told(error)))

static void close_opened(int fd)
{
    if (fd >= 0)
        _close(fd);
}

/* Claim:  flags that fit no file leave it as it is.
 * Source: "_open", Remarks.  Wine 8: opens it, or has other errors. */
static void wrong_flags(void)
{
    int fd = 7;

    start();
    told = 0;
    file_make(name, 10);
    fd = _open(name, _O_RDONLY | _O_TRUNC);
    CHECK_TOLD(fd == -1, EINVAL);
    close_opened(fd);
    fd = _wopen(wide_of(name), _O_WRONLY | _O_RDWR);
    CHECK_TOLD(fd == -1, EINVAL);
    close_opened(fd);
    DIFFERS(WINE_8, "opens it")
    CHECK(_sopen_s(&fd, name, _O_CREAT | _O_RDWR, _SH_DENYNO, 0x1000) ==
              EINVAL &&
          fd == -1 && was_told(EINVAL));
    close_opened(fd);
    fd = _open(name, _O_RDONLY);
    DIFFERS(WINE_8, "emptied")
    CHECK(fd >= 0 && _filelengthi64(fd) == 10);
    _close(fd);
    CHECK(_sopen_s(&fd, name, _O_RDWR, _SH_DENYNO, 0x1000) == 0);
    _close(fd);
    CHECK(_unlink(name) == 0);
}

/* Claim:  what only reads keeps its length.
 * Source: "_chsize_s", "_chsize", Return value.  Wine 8: same error for both.
 */
static void only_reads(void)
{
    int fd;

    start();
    file_make(name, 10);
    fd = _open(name, _O_RDONLY);
    errno = 0;
    DIFFERS(WINE_8, "EACCES") CHECK(_chsize_s(fd, 5) == EBADF);
    errno = 0;
    DIFFERS(WINE_8, "EINVAL") CHECK(_chsize(fd, 5) == -1 && errno == EACCES);
    CHECK(_filelengthi64(fd) == 10);
    _close(fd);
    CHECK(_unlink(name) == 0);
}

/* Claim:  the handler is called for what is no descriptor, and for a place
 *         that is counted from nowhere.
 * Source: "_read", "_write", "_close", "_lseek", "_chsize_s", ..., Return
 *         value.  Wine 8: not called. */
static void handler_of_descriptors(void)
{
    char text[8];

    start();
    told = 0;
    CHECK_TOLD(_read(1000, text, 8) == -1, EBADF);
    CHECK_TOLD(_write(1000, text, 8) == -1, EBADF);
    CHECK_TOLD(_write(1000, text, 0) == -1, EBADF);
    CHECK_TOLD(_lseek(1000, 0, SEEK_SET) == -1, EBADF);
    CHECK_TOLD(_telli64(1000) == -1, EBADF);
    CHECK_TOLD(_filelengthi64(1000) == -1, EBADF);
    CHECK_TOLD(_commit(1000) == -1, EBADF);
    CHECK_TOLD(_setmode(1000, _O_BINARY) == -1, EBADF);
    CHECK_TOLD(_chsize_s(1000, 5) == EBADF, EBADF);
    CHECK_TOLD(_close(1000) == -1, EBADF);
    CHECK_TOLD(_lseeki64(0, 0, 3) == -1, EINVAL);
    CHECK_TOLD(_lseek(0, 0, -1) == -1, EINVAL);
}

/* Claim:  what is no descriptor: -1, EBADF.
 * Source: "_read", "_write", "_close", Return value.  Wine 8: same. */
static void no_descriptor(void)
{
    char text[8];

    start();
    errno = 0;
    CHECK(_read(1000, text, 8) == -1 && errno == EBADF);
    errno = 0;
    CHECK(_write(1000, text, 8) == -1 && errno == EBADF);
    errno = 0;
    CHECK(_lseeki64(1000, 0, SEEK_SET) == -1 && errno == EBADF);
    errno = 0;
    DIFFERS(WINE_8, "no errno") CHECK(_commit(1000) == -1 && errno == EBADF);
    errno = 0;
    CHECK(_close(1000) == -1 && errno == EBADF);
    CHECK(_isatty(1000) == 0);
}

/* Claim:  whether a file is there and may be written.
 * Source: "_access_s", Return value.  Wine 8: same. */
static void access_to(void)
{
    start();
    CHECK(_access_s(name, 0) == ENOENT);
    file_make(name, 10);
    CHECK(_access_s(name, 0) == 0 && _access(name, 6) == 0);
    CHECK(_access_s(name, 1000) == EINVAL);
    CHECK(_access_s(NULL, 0) == EINVAL);
    _unlink(name);
    CHECK(_unlink(name) == -1 && errno == ENOENT);
}

/* Claim:  folders: made, entered, taken away.
 * Source: "_mkdir", "_chdir", "_getcwd", "_rmdir".  Wine 8: same. */
static void folders(void)
{
    char before[1024], inside[1024];

    start();
    CHECK(_getcwd(before, sizeof before) == before);
    CHECK(_mkdir(name) == 0);
    CHECK(_mkdir(name) == -1 && errno == EEXIST);
    CHECK(_chdir(name) == 0);
    CHECK(_getcwd(inside, sizeof inside) == inside &&
          strcmp(before, inside) != 0);
    CHECK(_getcwd(inside, 2) == NULL && errno == ERANGE);
    CHECK(_chdir(before) == 0);
    CHECK(_rmdir(name) == 0);
    CHECK(_rmdir(name) == -1 && errno == ENOENT);
    CHECK(_chdir(name) == -1 && errno == ENOENT);
}

/* Claim:  memory of its own is as long as was asked for.
 * Source: "_getcwd", Remarks.  Wine 8: same. */
static void folder_with_room(void)
{
    char *path = _getcwd(NULL, 5000), *least = _getcwd(NULL, 1);

    start();
    if (!CHECK(path != NULL && least != NULL))
        return;
    CHECK(strcmp(path, least) == 0);
    CHECK(_msize(path) >= 5000);
    free(path);
    free(least);
}

/* Claim:  a folder is no file, and a file no folder.
 * Source: "_open", "_unlink", "_rmdir", Return value.  Wine 8: other errors. */
static void wrong_kind(void)
{
    start();
    CHECK(_mkdir(name) == 0);
    errno = 0;
    CHECK(_open(name, _O_RDONLY) == -1 && errno == EACCES);
    errno = 0;
    CHECK(_open(name, _O_RDWR) == -1 && errno == EACCES);
    errno = 0;
    DIFFERS(WINE_8, "EACCES") CHECK(_unlink(name) == -1 && errno == ENOENT);
    CHECK(_rmdir(name) == 0);
    file_make(name, 1);
    errno = 0;
    DIFFERS(WINE_8, "EINVAL") CHECK(_rmdir(name) == -1 && errno == ENOTEMPTY);
    CHECK(_access(name, 0) == 0);
    CHECK(_unlink(name) == 0);
}

/* Claim:  a read-only file stays.
 * Source: "_unlink", Return value.  Wine 8: same. */
static void read_only_file(void)
{
    start();
    file_make(name, 1);
    CHECK(SetFileAttributesA(name, FILE_ATTRIBUTE_READONLY));
    errno = 0;
    CHECK(_unlink(name) == -1 && errno == EACCES);
    CHECK(SetFileAttributesA(name, FILE_ATTRIBUTE_NORMAL));
    CHECK(_unlink(name) == 0);
}

/* Claim:  a folder with something in it stays.
 * Source: "_rmdir", Return value.  Wine 8: same. */
static void full_folder(void)
{
    char inside[NAME_SIZE + 4];

    start();
    CHECK(_mkdir(name) == 0);
    sprintf(inside, "%s/a", name);
    file_make(inside, 1);
    errno = 0;
    CHECK(_rmdir(name) == -1 && errno == ENOTEMPTY);
    CHECK(_unlink(inside) == 0 && _rmdir(name) == 0);
}

/* Claim:  what would be within a file is not there.
 * Source: "_open", "_access", "_unlink", "_rmdir", Return value.
 *         Wine 8: same. */
static void within_a_file(void)
{
    char inside[NAME_SIZE + 4];

    start();
    file_make(name, 1);
    sprintf(inside, "%s/a", name);
    errno = 0;
    CHECK(_open(inside, _O_RDONLY) == -1 && errno == ENOENT);
    errno = 0;
    CHECK(_access(inside, 0) == -1 && errno == ENOENT);
    errno = 0;
    CHECK(_unlink(inside) == -1 && errno == ENOENT);
    errno = 0;
    CHECK(_rmdir(inside) == -1 && errno == ENOENT);
    CHECK(_unlink(name) == 0);
}

/* Claim:  lines of a descriptor end as its mode says.
 * Source: "_setmode", Return value.  Wine 8: same. */
static void binary(void)
{
    start();
    CHECK(_setmode(_fileno(stdout), _O_BINARY) != -1);
    CHECK(_setmode(_fileno(stdout), _O_BINARY) == _O_BINARY);
    errno = 0;
    CHECK(_setmode(_fileno(stdout), 77) == -1 && errno == EINVAL);
}

TAP_MAIN(CASE(open_file), CASE(open_no_file), CASE(open_nothing), CASE(modes),
         CASE(descriptors), CASE(wrong_flags), CASE(only_reads),
         CASE(handler_of_descriptors), CASE(no_descriptor), CASE(access_to),
         CASE(folders), CASE(folder_with_room), CASE(wrong_kind),
         CASE(read_only_file), CASE(full_folder), CASE(within_a_file),
         CASE(binary))
