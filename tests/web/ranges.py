#!/usr/bin/env python3
"""Range and If-Range of openiocp-web."""
import email
import random
import time

from webtest import Server, Tree, case, check, equal, run

tree = Tree()
DATA = random.Random(2).randbytes(100000)
tree.add("data.txt", DATA, 1500000000)
tree.add("empty.txt", b"", 1500000000)
server = Server(tree.path)
ETAG = server.get("/data.txt").fields["etag"]
DATE = "Fri, 14 Jul 2017 02:40:00 GMT"


def ranged(field, *fields):
    return server.get("/data.txt", "Range: " + field, *fields)


def parts_of(answer):
    kind = answer.fields["content-type"]
    check(kind.startswith("multipart/byteranges; boundary="), kind)
    message = email.message_from_bytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + answer.body)
    check(message.is_multipart() and not message.defects, "multipart body")
    boundary = b"--" + message.get_boundary().encode()
    bodies = answer.body.split(b"\r\n" + boundary)[1:-1]
    return [(part["content-range"], part["content-type"],
             body.split(b"\r\n\r\n", 1)[1])
            for part, body in zip(message.get_payload(), bodies)]


def is_whole(answer):
    return answer.status == 200 and answer.body == DATA \
        and "content-range" not in answer.fields


@case
def one_range_is_206():
    for field, first, last in (("bytes=0-0", 0, 0), ("bytes=0-9", 0, 9),
                               ("bytes=99999-99999", 99999, 99999),
                               ("bytes=500-", 500, 99999),
                               ("bytes=-500", 99500, 99999),
                               ("bytes=-100001", 0, 99999),
                               ("bytes=99990-100050", 99990, 99999),
                               ("bytes=0-99999999999999999999999", 0, 99999),
                               ("bytes=0-", 0, 99999),
                               ("Bytes = 5-6 ", 5, 6),
                               ("bytes=,5-6, ,", 5, 6),
                               ("bytes=5-6,200000-", 5, 6)):
        answer = ranged(field)
        equal(answer.status, 206, field)
        equal(answer.fields["content-range"],
              "bytes %d-%d/100000" % (first, last), field)
        equal(answer.body, DATA[first:last + 1], field)
        equal(answer.fields["content-type"], "text/plain", "type")
        equal(answer.fields["etag"], ETAG, "ETag")


@case
def range_outside_is_416():
    for field in ("bytes=100000-", "bytes=100000-100001", "bytes=-0",
                  "bytes=99999999999999999999-", "bytes=200000-,-0"):
        answer = ranged(field)
        equal(answer.status, 416, field)
        equal(answer.fields["content-range"], "bytes */100000", field)


@case
def odd_ranges_are_ignored():
    for field in ("bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5",
                  "bytes=6-5", "bytes=0-1-2", "bytes=0 -1", "bytes=1-2,x",
                  "lines=1-2", "", "bytes=--5", "bytes=0-0x5", ",bytes=1-2",
                  "bytes=" + ",".join("%d-%d" % (i, i) for i in range(17)),
                  "bytes=0-99999,0-99999", "bytes=0-,1-"):
        check(is_whole(ranged(field)), field)
    check(is_whole(ranged("bytes=0-1", "Range: bytes=2-3")), "two fields")


@case
def several_ranges_are_multipart():
    ranges = [(0, 0), (99999, 99999), (50, 4999), (3, 4), (60000, 69999)]
    answer = ranged("bytes=" + ",".join("%d-%d" % r for r in ranges))
    equal(answer.status, 206, "status")
    check("content-range" not in answer.fields, "only parts have it")
    wanted = [("bytes %d-%d/100000" % r, "text/plain", DATA[r[0]:r[1] + 1])
              for r in ranges]
    equal(parts_of(answer), wanted, "parts")
    sixteen = ",".join("%d-%d" % (i * 10, i * 10 + 3) for i in range(16))
    equal(len(parts_of(ranged("bytes=" + sixteen))), 16, "sixteen")


@case
def multipart_leaves_the_connection_usable():
    with server.connect() as client:
        for _ in range(5):
            client.request("/data.txt", "Range: bytes=0-9,20-29")
            equal(len(parts_of(client.answer())), 2, "parts")
            client.request("/data.txt", "Range: bytes=7-8")
            equal(client.answer().body, DATA[7:9], "next")


@case
def head_ignores_range():
    answer = server.get("/data.txt", "Range: bytes=0-9", method="HEAD")
    equal((answer.status, answer.length()), (200, 100000), "HEAD")


@case
def ranges_of_an_empty_file():
    answer = server.get("/empty.txt", "Range: bytes=0-")
    equal(answer.status, 416, "status")
    equal(answer.fields["content-range"], "bytes */0", "Content-Range")


@case
def if_range_honours_only_the_same_file():
    for value in (ETAG, DATE, "Friday, 14-Jul-17 02:40:00 GMT"):
        equal(ranged("bytes=1-2", "If-Range: " + value).status, 206, value)
    for value in ('"other"', "W/" + ETAG, "*", ETAG[:-1], "", "nonsense",
                  ETAG + ", " + ETAG, "Fri, 14 Jul 2017 02:40:01 GMT",
                  "Fri, 14 Jul 2017 02:39:59 GMT"):
        check(is_whole(ranged("bytes=1-2", "If-Range: " + value)), value)
    check(is_whole(ranged("bytes=1-2", "If-Range: " + ETAG,
                          "If-Range: " + ETAG)), "two fields")
    equal(server.get("/data.txt", "If-Range: " + ETAG).status, 200,
          "without Range")


@case
def if_range_with_a_fresh_date_is_weak():
    tree.add("fresh.txt", b"0123456789", int(time.time()) + 100)
    date = server.get("/fresh.txt").fields["last-modified"]
    equal(server.get("/fresh.txt", "Range: bytes=1-2",
                     "If-Range: " + date).status, 200, "fresh")


@case
def conditions_come_before_ranges():
    equal(ranged("bytes=1-2", "If-None-Match: " + ETAG).status, 304, "304")
    equal(ranged("bytes=1-2", 'If-Match: "x"').status, 412, "412")
    equal(ranged("bytes=1-2", "If-Match: " + ETAG).status, 206, "206")


run()
