/* The whole test framework: a table of cases, four words, TAP on stdout.
 *
 * This header names neither Win32 nor POSIX, so both worlds may include it;
 * the two words that read the last error expand GetLastError() in the file
 * that uses them. Nothing here changes the last error of a passing check.
 *
 *   CHECK(cond, fmt...)           fails the case when cond is false, goes on
 *   CHECK_ERROR(code)             the last error, read at once, is code
 *   SKIP(why)                     ends the case as skipped (in its function)
 *   DIFFERS(WINE_8, why) CHECK()  expected to fail there; passing is reported
 *
 * A check is an expression: `if (!CHECK(...)) return;` is how to give up.
 * A program runs every case, or with `--case NAME` that one; `--list` lists.
 * Deadlines, and what is passed through tap_scaled, are multiplied by the
 * environment variable IOCP_TEST_TIMEOUT_SCALE. */
#ifndef TAP_H
#define TAP_H

enum tap_where { NATIVE, WINDOWS, WINE_8, WINE_OTHER };

struct tap_case {
    const char *name;
    void (*run)(void);
    unsigned seconds; /* the case's deadline */
};

#define CASE(name) CASE_LONG(name, 20)
/* clang-format off */
#define CASE_LONG(name, seconds) { #name, name, seconds }
/* clang-format on */

/* Defines main; one CASE an argument. */
#define TAP_MAIN(...)                                                          \
    int main(int argc, char **argv)                                            \
    {                                                                          \
        static const struct tap_case cases[] = {__VA_ARGS__};                  \
        return tap_main(argc, argv, cases, sizeof cases / sizeof *cases);      \
    }

/* What a failing CHECK prints besides its own words; a Win32 source defines it
 * as GetLastError() before including this. */
#ifndef TAP_LAST_ERROR
#define TAP_LAST_ERROR 0
#endif

/* DIFFERS is taken first: checks inside the condition are none of it. */
#define CHECK(cond, ...)                                                       \
    ({                                                                         \
        const char *differs_ = tap_take_difference();                          \
        (cond) ? tap_pass(differs_, TAP_HERE, #cond)                           \
               : tap_fail(differs_, TAP_HERE, #cond, TAP_LAST_ERROR,           \
                          " " __VA_ARGS__);                                    \
    })
#define CHECK_ERROR(code)                                                      \
    tap_error(tap_take_difference(), GetLastError(), (code), TAP_HERE, #code)
#define DIFFERS(where, why) tap_differs((where), (why)),
#define SKIP(why) return tap_skip(why)
#define TAP_HERE __FILE__, __LINE__
#ifdef __MINGW32__
#define TAP_FORMAT(f, a) __attribute__((format(gnu_printf, f, a)))
#else
#define TAP_FORMAT(f, a) __attribute__((format(printf, f, a)))
#endif

int tap_main(int argc, char **argv, const struct tap_case *cases,
             unsigned count);
enum tap_where tap_where(void);   /* found out at run time */
unsigned tap_scaled(unsigned ms); /* times IOCP_TEST_TIMEOUT_SCALE */
/* Waits `ms`, and on Linux on until every other thread of the process sleeps or
 * has run for long enough to have come to its wait. Nothing that a case may
 * rely on instead of an event. */
void tap_settle(unsigned ms);
void tap_diag(const char *format, ...) TAP_FORMAT(1, 2);

/* Behind the words; any thread of the case may use them. The judging ones
 * return whether the check passed; `differs` is why it need not, or NULL. */
void tap_differs(enum tap_where where, const char *why);
const char *tap_take_difference(void);
int tap_pass(const char *differs, const char *file, int line, const char *what);
int tap_fail(const char *differs, const char *file, int line, const char *what,
             unsigned long last_error, const char *format, ...)
    TAP_FORMAT(6, 7);
int tap_error(const char *differs, unsigned long actual, unsigned long expected,
              const char *file, int line, const char *what);
void tap_skip(const char *why);

/* Folders: the C library has no word for them. 0 on failure. A file or folder
 * is renamed by rename(). */
int tap_make_folder(const char *name);
int tap_remove_folder(const char *name); /* an empty one */

/* Between tap.c and its platform part (tap_posix.c, tap_win.c).
 * tap_run_here runs a case in this process and leaves what follows "ok N -
 * NAME" in directive; tap_run_apart also survives its hang or crash as well
 * as the platform allows. Both return whether the line says "ok". */
#define TAP_DIRECTIVE 512
int tap_run_here(const struct tap_case *one, char *directive);
int tap_run_apart(const struct tap_case *one, char *directive);
void tap_print(int ok, unsigned number, const char *name,
               const char *directive);
enum tap_where tap_platform(void);

#endif
