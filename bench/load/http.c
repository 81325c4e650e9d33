#define _GNU_SOURCE
#include "http.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_MAX = 8192 };

const char *http_request(const char *path)
{
    char *request;

    if (asprintf(&request,
                 "GET %s HTTP/1.1\r\n"
                 "Host: 127.0.0.1\r\n"
                 "User-Agent: openiocp-load\r\n"
                 "Accept: */*\r\n\r\n",
                 path) < 0)
        err(EXIT_FAILURE, "asprintf");
    return request;
}

/* The head, and what came with it of the body, as text. */
static char *head_receive(int fd, char *head)
{
    size_t length = 0;
    char *end = NULL;

    while (!end && length < HEAD_MAX) {
        ssize_t got = recv(fd, head + length, HEAD_MAX - length, 0);

        if (got <= 0)
            errx(EXIT_FAILURE, "no HTTP answer");
        length += (size_t)got;
        head[length] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    if (!end)
        errx(EXIT_FAILURE, "HTTP head without end");
    return end + 4;
}

size_t http_answer_bytes(int fd, const char *request)
{
    char head[HEAD_MAX + 1];
    const char *field;
    char *body;

    if (send(fd, request, strlen(request), MSG_NOSIGNAL) < 0)
        err(EXIT_FAILURE, "send");
    body = head_receive(fd, head);
    close(fd);
    *(body - 1) = '\0';
    field = strcasestr(head, "\r\nContent-Length:");
    if (strncmp(head, "HTTP/1.1 200", 12) != 0 || !field)
        errx(EXIT_FAILURE, "unexpected HTTP answer: %.40s", head);
    return (size_t)(body - head) + strtoul(strchr(field, ':') + 1, NULL, 10);
}
