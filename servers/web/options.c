/* Options by hand, since Windows has no getopt: "--name value" and
 * "--name=value", in any order, and exactly one directory. */
#include "options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "0.1.0"

static const char usage[] =
    "usage: openiocp-web [options] DIR\n"
    "Serves the files below DIR over HTTP/1.1.\n"
    "\n"
    "  --address A          numeric address to listen on (127.0.0.1)\n"
    "  --port N             port, 0 takes a free one (8080)\n"
    "  --threads N          worker threads (one a processor)\n"
    "  --connections N      connections served at once (16384)\n"
    "  --listing            show directories that have no index.html\n"
    "  --log FILE           access log, combined format; - is stdout (none)\n"
    "  --timeout-idle S     seconds between two requests (60)\n"
    "  --timeout-header S   seconds for a whole request to arrive (20)\n"
    "  --timeout-send S     seconds without progress in sending (60)\n"
    "  --timeout-drain S    seconds for answers to finish at a stop (30)\n"
    "  --help, --version    say so and exit\n"
    "\n"
    "SIGINT and SIGTERM stop it: nothing is accepted any more, what is being\n"
    "sent is finished. A second signal ends it at once.\n"
    "\n"
    "Exit codes: 0 stopped after all answers were sent, 1 could not start,\n"
    "2 wrong command line, 3 stopped before all answers were sent.\n";

struct number_option {
    const char *name;
    size_t offset;
    unsigned least, most;
};

#define NUMBER(name, field, least, most)                                       \
    {                                                                          \
        name, offsetof(struct options, field), least, most                     \
    }

/* The longest time-out still fits in milliseconds. */
static const struct number_option numbers[] = {
    NUMBER("--port", port, 0, 65535),
    NUMBER("--threads", threads, 1, 1024),
    NUMBER("--connections", connections, 1, 1000000),
    NUMBER("--timeout-idle", timeout_idle, 1, 1000000),
    NUMBER("--timeout-header", timeout_header, 1, 1000000),
    NUMBER("--timeout-send", timeout_send, 1, 1000000),
    NUMBER("--timeout-drain", timeout_drain, 0, 1000000),
};

static bool wrong(const char *what, const char *argument)
{
    fprintf(stderr, "openiocp-web: %s: %s\n", what, argument);
    return false;
}

static bool read_number(const struct number_option *option,
                        struct options *options, const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);

    if (*value < '0' || *value > '9' || *end || number < option->least ||
        number > option->most)
        return wrong("not a valid number", value);
    *(unsigned *)((char *)options + option->offset) = (unsigned)number;
    return true;
}

static bool set_value(struct options *options, const char *name,
                      const char *value)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(numbers[i].name, name) == 0)
            return read_number(&numbers[i], options, value);
    if (strcmp(name, "--address") == 0)
        options->address = value;
    else if (strcmp(name, "--log") == 0)
        options->log = value;
    else
        return wrong("no such option", name);
    return true;
}

/* Handles argv[*at] and moves on past what it has used. */
static bool read_option(struct options *options, char **argv, int *at)
{
    char *name = argv[(*at)++];
    char *equals = strchr(name, '=');

    if (strcmp(name, "--listing") == 0) {
        options->listing = true;
        return true;
    }
    if (equals) {
        *equals = 0;
        return set_value(options, name, equals + 1);
    }
    if (!argv[*at])
        return wrong("no such option, or its value is missing", name);
    return set_value(options, name, argv[(*at)++]);
}

static bool read_directory(struct options *options, char *argument)
{
    if (options->directory)
        return wrong("more than one directory", argument);
    options->directory = argument;
    return true;
}

static bool read_all(struct options *options, char **argv)
{
    bool only_names = false;
    int at = 1;

    while (argv[at]) {
        bool is_option = !only_names && argv[at][0] == '-' && argv[at][1];

        if (is_option && strcmp(argv[at], "--") == 0) {
            only_names = true;
            at++;
        } else if (is_option ? !read_option(options, argv, &at)
                             : !read_directory(options, argv[at++])) {
            return false;
        }
    }
    return options->directory || wrong("missing argument", "DIR");
}

static bool tell(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return true;
        }
        if (strcmp(argv[i], "--version") == 0) {
            puts("openiocp-web " VERSION);
            return true;
        }
    }
    return false;
}

enum options_result options_read(struct options *options, int argc, char **argv)
{
    static const struct options defaults = {
        .address = "127.0.0.1",
        .port = 8080,
        .connections = 16384,
        .timeout_idle = 60,
        .timeout_header = 20,
        .timeout_send = 60,
        .timeout_drain = 30,
    };

    *options = defaults;
    if (tell(argc, argv))
        return OPTIONS_DONE;
    if (read_all(options, argv))
        return OPTIONS_RUN;
    fputs("Try openiocp-web --help.\n", stderr);
    return OPTIONS_WRONG;
}
