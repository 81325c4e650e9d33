/* See rival.h. Nothing here runs once a message. */
#define _GNU_SOURCE
#include "rival.h"

#include <arpa/inet.h>
#include <err.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static long number_parse(const char *text, long low, long high)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (end == text || *end || value < low || value > high)
        errx(EXIT_FAILURE, "%s: want %ld to %ld", text, low, high);
    return value;
}

static void option_set(struct rival_options *options, const char *name,
                       const char *value)
{
    if (strcmp(name, "--port") == 0)
        options->port = (uint16_t)number_parse(value, 0, 65535);
    else if (strcmp(name, "--threads") == 0)
        options->threads = (int)number_parse(value, 1, 64);
    else if (strcmp(name, "--size") == 0)
        options->size = (size_t)number_parse(value, 1, 1 << 24);
    else
        errx(EXIT_FAILURE, "%s: unknown option", name);
}

static void stop_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
}

void rival_options_parse(struct rival_options *options, int argc, char **argv)
{
    struct rlimit limit;
    sigset_t set;

    *options = (struct rival_options){.threads = 1, .size = 8192};
    if (argc % 2 == 0)
        errx(EXIT_FAILURE, "options come as pairs of name and value");
    for (int i = 1; i < argc; i += 2)
        option_set(options, argv[i], argv[i + 1]);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(EXIT_FAILURE, "getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        err(EXIT_FAILURE, "setrlimit");
    stop_signals(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

int rival_listen(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 ||
        listen(fd, SOMAXCONN) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        err(EXIT_FAILURE, "listen on port %u", port);
    printf("listening on 127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

int rival_stop_fd(void)
{
    int fd = eventfd(0, EFD_CLOEXEC);

    if (fd < 0)
        err(EXIT_FAILURE, "eventfd");
    return fd;
}

void rival_wait(int stop_fd)
{
    sigset_t set;
    int signal_number;

    stop_signals(&set);
    sigwait(&set, &signal_number);
    if (eventfd_write(stop_fd, 1) != 0)
        err(EXIT_FAILURE, "eventfd_write");
}

void rival_no_delay(int fd)
{
    int on = 1;

    if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
        warn("TCP_NODELAY");
}
