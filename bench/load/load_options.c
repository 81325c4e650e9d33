/* Options come as pairs of name and value. */
#include "load_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void usage(void)
{
    fprintf(
        stderr,
        "usage: load --port N [--address IPV4] [--connections N]\n"
        "            [--mode messages|visits|hold] [--path HTTP_PATH]\n"
        "            [--size BYTES] [--warmup-ms N] [--measure-ms N]\n"
        "            [--cpu N] [--pid SERVER]... [--gate CONTROL,ANSWER]\n");
    exit(EXIT_FAILURE);
}

static long number_parse(const char *text, long low, long high)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (end == text || *end || value < low || value > high)
        usage();
    return value;
}

static enum load_mode mode_parse(const char *text)
{
    if (strcmp(text, "messages") == 0)
        return LOAD_MESSAGES;
    if (strcmp(text, "visits") == 0)
        return LOAD_VISITS;
    if (strcmp(text, "hold") != 0)
        usage();
    return LOAD_HOLD;
}

static void pid_add(struct load_options *options, long pid)
{
    if (options->pid_count == LOAD_PIDS_MAX)
        usage();
    options->pids[options->pid_count++] = (pid_t)pid;
}

static void option_set(struct load_options *options, const char *name,
                       const char *value)
{
    if (strcmp(name, "--address") == 0)
        options->address = value;
    else if (strcmp(name, "--port") == 0)
        options->port = (uint16_t)number_parse(value, 1, 65535);
    else if (strcmp(name, "--connections") == 0)
        options->connections = (int)number_parse(value, 1, 1000000);
    else if (strcmp(name, "--size") == 0)
        options->size = (size_t)number_parse(value, 1, 1 << 20);
    else if (strcmp(name, "--warmup-ms") == 0)
        options->warmup_ms = (unsigned)number_parse(value, 0, 3600000);
    else if (strcmp(name, "--measure-ms") == 0)
        options->measure_ms = (unsigned)number_parse(value, 1, 3600000);
    else if (strcmp(name, "--cpu") == 0)
        options->cpu = (int)number_parse(value, 0, 1023);
    else if (strcmp(name, "--pid") == 0)
        pid_add(options, number_parse(value, 1, 1 << 30));
    else if (strcmp(name, "--mode") == 0)
        options->mode = mode_parse(value);
    else if (strcmp(name, "--path") == 0)
        options->path = value;
    else if (strcmp(name, "--gate") == 0)
        options->gate = value;
    else
        usage();
}

void load_options_parse(struct load_options *options, int argc, char **argv)
{
    *options = (struct load_options){.address = "127.0.0.1",
                                     .connections = 1,
                                     .size = 64,
                                     .warmup_ms = 80,
                                     .measure_ms = 250,
                                     .cpu = -1};
    if (argc % 2 == 0)
        usage();
    for (int i = 1; i < argc; i += 2)
        option_set(options, argv[i], argv[i + 1]);
    if (options->port == 0)
        usage();
}
