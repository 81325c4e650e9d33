/* The platform-free part of the harness: judging checks, counting, printing.
 * It must never touch the last error while checks pass, nor need a lock: a
 * check may sit in any thread of a case. */
#define __USE_MINGW_ANSI_STDIO 1
#include "tap.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Failures told one by one; a loop that fails throughout need not drown us. */
#define MOST_FAILURES 20

/* What the running case has collected. The first reason of each kind is the
 * one printed; a racing second one is lost, which does no harm. */
static atomic_uint failed, expected_failures, unexpected_passes;
static _Atomic(const char *) skip_reason, difference_reason;

/* Set by DIFFERS, used up by the next check of the same thread. */
static _Thread_local const char *difference;

enum tap_where tap_where(void)
{
    static atomic_int known = -1;

    if (known < 0)
        known = (int)tap_platform();
    return (enum tap_where)known;
}

unsigned tap_scaled(unsigned ms)
{
    const char *scale = getenv("IOCP_TEST_TIMEOUT_SCALE");
    double factor = scale ? atof(scale) : 1.0;

    return factor > 0 ? (unsigned)(ms * factor) : ms;
}

static void diag_v(const char *format, va_list arguments)
{
    char text[1024];

    vsnprintf(text, sizeof text, format, arguments);
    for (char *line = text, *end; line; line = end) {
        end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        if (*line && strcmp(line, " ") != 0)
            printf("# %s\n", line);
    }
    fflush(stdout);
}

void tap_diag(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    diag_v(format, arguments);
    va_end(arguments);
}

void tap_differs(enum tap_where where, const char *why)
{
    difference = where == tap_where() ? why : NULL;
}

const char *tap_take_difference(void)
{
    const char *why = difference;

    difference = NULL;
    return why;
}

int tap_pass(const char *differs, const char *file, int line, const char *what)
{
    if (!differs)
        return 1;
    unexpected_passes++;
    difference_reason = differs;
    tap_diag("%s:%d: passed, yet expected to differ: %s (%s)", file, line, what,
             differs);
    return 1;
}

int tap_fail(const char *differs, const char *file, int line, const char *what,
             unsigned long last_error, const char *format, ...)
{
    va_list arguments;

    if (differs) {
        expected_failures++;
        difference_reason = differs;
    } else if (failed++ == MOST_FAILURES) {
        tap_diag("and so on");
    }
    if (failed > MOST_FAILURES)
        return 0;
    tap_diag("%s:%d: %s: %s (last error %lu)", file, line,
             differs ? "differs" : "failed", what, last_error);
    va_start(arguments, format);
    diag_v(format, arguments);
    va_end(arguments);
    return 0;
}

int tap_error(const char *differs, unsigned long actual, unsigned long expected,
              const char *file, int line, const char *what)
{
    if (actual == expected)
        return tap_pass(differs, file, line, what);
    return tap_fail(differs, file, line, what, actual, "expected error %lu",
                    expected);
}

void tap_skip(const char *why)
{
    skip_reason = why;
}

int tap_run_here(const struct tap_case *one, char *directive)
{
    failed = expected_failures = unexpected_passes = 0;
    skip_reason = difference_reason = NULL;
    one->run();

    *directive = '\0';
    if (failed)
        return 0;
    if (expected_failures && unexpected_passes)
        return 0; /* half of what was expected */
    if (difference_reason)
        snprintf(directive, TAP_DIRECTIVE, " # TODO %s", difference_reason);
    else if (skip_reason)
        snprintf(directive, TAP_DIRECTIVE, " # SKIP %s", skip_reason);
    return !expected_failures;
}

void tap_print(int ok, unsigned number, const char *name, const char *directive)
{
    printf("%sok %u - %s%s\n", ok ? "" : "not ", number, name, directive);
    fflush(stdout);
}

/* Runs all cases; returns how many went wrong (an unexpected pass did). */
static unsigned run_all(const struct tap_case *cases, unsigned count)
{
    unsigned wrong = 0, skipped = 0, differing = 0;

    printf("1..%u\n", count);
    for (unsigned i = 0; i < count; i++) {
        char directive[TAP_DIRECTIVE] = "";
        int ok = tap_run_apart(&cases[i], directive);
        int todo = strstr(directive, "# TODO") != NULL;

        tap_print(ok, i + 1, cases[i].name, directive);
        wrong += todo ? ok : !ok;
        differing += todo && !ok;
        skipped += strstr(directive, "# SKIP") != NULL;
    }
    printf("# %u passed, %u failed, %u skipped, %u differ as expected\n",
           count - wrong - skipped - differing, wrong, skipped, differing);
    fflush(stdout);
    return wrong;
}

static int run_named(const char *name, const struct tap_case *cases,
                     unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char directive[TAP_DIRECTIVE];
        int ok;

        if (strcmp(cases[i].name, name) != 0)
            continue;
        printf("1..1\n");
        fflush(stdout);
        ok = tap_run_here(&cases[i], directive);
        tap_print(ok, 1, name, directive);
        return !ok && !strstr(directive, "# TODO");
    }
    fprintf(stderr, "no case named %s\n", name);
    return 2;
}

int tap_main(int argc, char **argv, const struct tap_case *cases,
             unsigned count)
{
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (unsigned i = 0; i < count; i++)
            printf("%s\n", cases[i].name);
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "--case") == 0)
        return run_named(argv[2], cases, count);
    if (argc != 1) {
        fprintf(stderr, "usage: %s [--list | --case NAME]\n", argv[0]);
        return 2;
    }
    return run_all(cases, count) != 0;
}
