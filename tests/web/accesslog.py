#!/usr/bin/env python3
"""The access log of openiocp-web."""
import os
import re

from webtest import Server, Tree, case, check, equal, run, until

LINE = re.compile(
    r'(\S+) - - \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000)\] '
    r'"((?:[^"\\]|\\.)*)" (\d{3}) (\d+) '
    r'"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"\r?\n')

tree = Tree()
tree.add("a.txt", b"alpha\n")
LOG = os.path.join(tree.base, "log")
server = Server(tree.path, "--log", LOG)


def lines():
    if not os.path.exists(LOG):
        return []
    with open(LOG, "rb") as file:
        data = file.read()
    for byte in data:
        check(byte in (10, 13) or 32 <= byte < 127, "only plain characters")
    return [line + "\n" for line in data.decode().split("\n")[:-1]]


def logged(count):
    """The newest lines, once there are `count` more than before."""
    until(lambda: len(lines()) >= logged.seen + count, "log lines")
    new = lines()[logged.seen:]
    equal(len(new), count, "number of lines")
    logged.seen += count
    matches = [LINE.fullmatch(line) for line in new]
    check(all(matches), "format of %r" % new)
    return [match.groups() for match in matches]


logged.seen = 0


@case
def lines_are_in_the_combined_format():
    server.get("/a.txt?q", "Referer: http://x/y", "User-Agent: test/1.0 (a)")
    (line,) = logged(1)
    equal(line[0], "127.0.0.1", "address")
    equal(line[2:], ("GET /a.txt?q HTTP/1.1", "200", "6", "http://x/y",
                     "test/1.0 (a)"), "the rest")


@case
def missing_fields_are_dashes():
    server.get("/a.txt", method="HEAD")
    (line,) = logged(1)
    equal(line[2:], ("HEAD /a.txt HTTP/1.1", "200", "0", "-", "-"), "line")


@case
def bytes_are_those_of_the_body():
    for path, header, *wanted in (("/a.txt", "Range: bytes=1-3", "206", "3"),
                                  ("/no", "X: 1", "404", "14"),
                                  ("/a.txt", "If-None-Match: *", "304", "0")):
        server.get(path, header)
        (line,) = logged(1)  # those of other connections may overtake it
        equal(list(line[3:5]), wanted, "status and bytes")


@case
def clients_cannot_forge_lines():
    server.get("/a.txt", 'User-Agent: "\\" 200 0 "x\x80\xff\t',
               'Referer: \\"\\')
    (line,) = logged(1)
    equal(line[5], r'\\\"\\', "Referer")
    equal(line[6], r'\"\\\" 200 0 \"x\x80\xff', "User-Agent")
    for raw, shown in ((b'GET /a"b\x1b[2J HTTP/1.1',
                        r'GET /a\"b\x1b[2J HTTP/1.1'),
                       (b"\x00\x01\x7f\xff", r"\x00\x01\x7f\xff"),
                       (b"GET /%0d%0aforged HTTP/1.1",
                        "GET /%0d%0aforged HTTP/1.1")):
        server.raw(raw + b"\r\nforged - - []\r\n\r\n")
        (line,) = logged(1)
        equal(line[2], shown, "request line")


@case
def long_fields_are_cut():
    server.get("/" + "a" * 4000, "User-Agent: " + "b" * 3000)
    (line,) = logged(1)
    check(line[2].startswith("GET /aaaa") and line[2].endswith("a..."),
          "request line")
    check(line[6].startswith("bbbb") and line[6].endswith("b..."), "agent")
    server.raw(b"GET /" + b"\xff" * 8500)
    (line,) = logged(1)
    equal(line[3], "400", "all escapes")


@case
def every_answer_has_one_line_in_order():
    with server.connect() as client:
        for number in range(200):
            client.request("/%d" % number)
        for _ in range(200):
            client.answer()
    got = [line[2] for line in logged(200)]
    equal(got, ["GET /%d HTTP/1.1" % n for n in range(200)], "order")


@case
def a_dash_is_the_standard_output():
    with Server(tree.path, "--log", "-") as other:
        other.get("/a.txt")
        line = other.read_line()
        check(LINE.fullmatch(line + "\n"), "format of %r" % line)


@case
def an_existing_log_is_continued():
    before = len(lines())
    with Server(tree.path, "--log", LOG) as other:
        other.get("/a.txt", "User-Agent: second")
        logged(1)
    check(len(lines()) == before + 1, "one line more")


run()
