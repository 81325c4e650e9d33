#!/usr/bin/env python3
"""Answers of openiocp-web: status codes, fields, framing, pipelining."""
import email.utils
import html
import random
import time
import urllib.parse

from webtest import (WINE, Server, Tree, case, check, equal, run)

# Windows has no names with < and >.
ODD_NAME = "with space & 'x'.html" if WINE else "with space & <x>'\".html"

tree = Tree()
tree.add("a.txt", b"alpha\n", 1500000000)
tree.add("empty.txt")
tree.add(ODD_NAME, b"<p>")
tree.add("site/index.html", b"<h1>site</h1>")
tree.add("bare/one.css", b"p{}")
tree.mkdir("bare/deeper")
BIG = random.Random(1).randbytes(700001)
tree.add("big.bin", BIG)
server = Server(tree.path)
lister = Server(tree.path, "--listing")


def raw_status(data, status, closed=None):
    answer = server.raw(data)
    equal(answer.status, status, "status of %r" % data[:60])
    equal(len(answer.body), answer.length(), "length of %r" % data[:60])
    if closed is not None:
        equal(answer.closed, closed, "closed after %r" % data[:60])
        equal(not answer.keeps, closed, "Connection field of %r" % data[:60])
    return answer


def with_fields(*fields, version="1.1", method="GET", host=True):
    lines = ["%s /a.txt HTTP/%s" % (method, version)]
    lines += ["Host: test"] if host else []
    return "\r\n".join(lines + list(fields) + ["", ""]).encode("latin-1")


@case
def get_sends_the_file_and_describes_it():
    answer = server.get("/a.txt")
    equal(answer.status, 200, "status")
    equal(answer.body, b"alpha\n", "body")
    equal(answer.fields["content-type"], "text/plain", "type")
    equal(answer.fields["accept-ranges"], "bytes", "Accept-Ranges")
    equal(answer.fields["last-modified"], "Fri, 14 Jul 2017 02:40:00 GMT",
          "Last-Modified")
    check(answer.fields["etag"].startswith('"'), "ETag is strong")
    now = email.utils.parsedate_to_datetime(answer.fields["date"])
    check(abs(now.timestamp() - time.time()) < 60, "Date is now")


@case
def head_has_the_same_fields_and_no_body():
    with server.connect() as client:
        client.request("/big.bin", method="HEAD")
        client.request("/big.bin")
        head, get = client.answer(True), client.answer()
    head.fields.pop("date")
    get.fields.pop("date")
    equal(head.status, 200, "status")
    equal(head.fields, get.fields, "fields")
    equal(get.body, BIG, "body after the HEAD")


@case
def empty_file_has_length_0():
    equal(server.get("/empty.txt").body, b"", "body")
    equal(server.get("/empty.txt").length(), 0, "length")
    equal(server.get("/empty.txt", method="HEAD").length(), 0, "HEAD")


@case
def index_html_stands_for_its_directory():
    answer = server.get("/site/")
    equal((answer.status, answer.body), (200, b"<h1>site</h1>"), "answer")
    equal(answer.fields["content-type"], "text/html", "type")
    equal(lister.get("/site/").body, b"<h1>site</h1>", "with --listing")


@case
def directory_without_index_is_403_or_a_listing():
    equal(server.get("/bare/").status, 403, "without --listing")
    equal(server.get("/").status, 403, "root without --listing")
    answer = lister.get("/bare/")
    equal(answer.status, 200, "with --listing")
    check(b'href="./deeper/"' in answer.body, "directory in the listing")
    check(b'href="./one.css"' in answer.body, "file in the listing")
    equal(lister.get("/bare/", method="HEAD").length(), len(answer.body),
          "HEAD length")


@case
def listing_escapes_names():
    body = lister.get("/").body
    link = urllib.parse.quote(ODD_NAME)
    check('href="./%s"' % link in body.decode(), "link")
    check(">%s<" % html.escape(ODD_NAME).replace("&#x27;", "&#39;")
          in body.decode(), "text")
    check(b"<x>" not in body, "no tag from a name")


@case
def directory_without_slash_is_redirected():
    answer = server.get("/site?q=1&r=%20")
    equal(answer.status, 301, "status")
    equal(answer.fields["location"], "/site/?q=1&r=%20", "Location")
    equal(server.get("//site").fields["location"], "/site/",
          "never a Location that names another host")
    equal(server.get("/bare/%64eeper").fields["location"], "/bare/deeper/",
          "nested")


@case
def missing_things_are_404():
    for target in ("/no", "/no/", "/no/deeper", "/a.txt/", "/a.txt/x",
                   "/site/no.html", "/" + "n" * 300, "/" + "d/" * 1000):
        equal(server.get(target).status, 404, target[:20])


@case
def types_follow_the_ending():
    wanted = {"x.html": "text/html", "x.CSS": "text/css",
              "x.js": "text/javascript", "x.png": "image/png",
              "x.svg": "image/svg+xml", "x.tar.gz": "application/gzip",
              "x.json": "application/json", "x.woff2": "font/woff2",
              "x": "application/octet-stream",
              "x.unheard": "application/octet-stream"}
    for name, kind in wanted.items():
        tree.add("types/" + name, b"x")
        equal(server.get("/types/" + name).fields["content-type"], kind,
              name)


@case
def targets_are_decoded_once():
    equal(server.get("/%61%2Etxt").body, b"alpha\n", "letters")
    everything = "".join("%%%02x" % ord(c) for c in ODD_NAME)
    equal(server.get("/" + everything).body, b"<p>", "specials")
    equal(server.get("/%2561.txt").status, 404, "twice")
    equal(server.get("/site/../a.txt").body, b"alpha\n", "dot segments")
    equal(server.get("/./site/./index.html?x").status, 200, "query")
    for bad in ("/%", "/%4", "/%zz", "/%0", "/a%00.txt", "/a.txt#part"):
        equal(server.get(bad).status, 400, bad)


@case
def absolute_targets_are_understood():
    equal(server.get("http://elsewhere/a.txt").body, b"alpha\n", "http")
    equal(server.get("https://e:1/a.txt?x").body, b"alpha\n", "https")
    equal(server.get("http://elsewhere").status, 403, "no path is /")
    equal(server.get("ftp://elsewhere/a.txt").status, 400, "other scheme")
    equal(server.get("*").status, 400, "asterisk")


@case
def other_methods_are_405_with_allow():
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        answer = raw_status(with_fields(method=method), 405, False)
        equal(answer.fields["allow"], "GET, HEAD", "Allow")
    raw_status(b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", 405, True)


@case
def unknown_methods_are_501():
    for method in ("BREW", "get", "GETX", "G"):
        raw_status(with_fields(method=method), 501, True)
    raw_status(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, True)
    raw_status(b"GET@ / HTTP/1.1\r\n\r\n", 400, True)


@case
def other_versions_are_505():
    for version in ("1.2", "2.0", "3.0", "0.9"):
        raw_status(with_fields(version=version), 505, True)
    raw_status(b"GET /a.txt\r\n\r\n", 505, True)
    raw_status(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, True)
    for version in ("x.y", "1.10", "1.1 ", "11", "1"):
        raw_status(with_fields(version=version), 400, True)
    raw_status(b"GET / RTSP/1.0\r\nHost: x\r\n\r\n", 400, True)


@case
def malformed_requests_are_400_and_close():
    for data in (b"GET  /a.txt HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"GET /a.txt  HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"GET a.txt HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"GET /a\xe4 HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"GET /a\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"GET /a.txt HTTP/1.1\r\n Host: x\r\n\r\n",
                 with_fields("no colon"), with_fields("Space : x"),
                 with_fields(": x"), with_fields("N\x01: x"),
                 with_fields("N: x\x01y"), with_fields("N: x\x00y"),
                 with_fields("N: a\rb")):
        raw_status(data, 400, True)


@case
def two_ways_to_read_a_request_are_refused():
    chunked = "Transfer-Encoding: chunked"
    for data in (with_fields("Content-Length: 1", chunked),
                 with_fields(chunked, "Content-Length: 1"),
                 with_fields("Content-Length: 1", "Content-Length: 1"),
                 with_fields("Content-Length: 1, 1"),
                 with_fields("Content-Length: +1"),
                 with_fields("Content-Length: -1"),
                 with_fields("Content-Length: 99999999999999999999999"),
                 with_fields("Transfer-Encoding: gzip"),
                 with_fields("Transfer-Encoding: chunked, gzip"),
                 with_fields(chunked, version="1.0"),
                 with_fields("N: folded\r\n line"),
                 with_fields("N:\r\n\tfolded"),
                 with_fields("N: a\nM: b"),
                 b"GET /a.txt HTTP/1.1\nHost: x\r\n\r\n",
                 b"GET /a.txt HTTP/1.1\nHost: x\n\n"):
        raw_status(data, 400, True)


@case
def host_is_needed_once_and_well_formed():
    raw_status(with_fields(host=False), 400, True)
    raw_status(with_fields("Host: other"), 400, True)
    for host in ("a b", "a/b", "user@host", "a\\b", "<x>", 'a"b'):
        raw_status(with_fields("Host: " + host, host=False), 400, True)
    for host in ("", "a", "a.b:80", "[::1]:8080", "HOST"):
        raw_status(with_fields("Host: " + host, host=False), 200, False)
    raw_status(with_fields(host=False, version="1.0"), 200, True)


@case
def long_targets_are_414():
    equal(server.get("/" + "a" * 4095).status, 404, "4096 bytes")
    for length in (4097, 5000, 20000):
        raw_status(b"GET /" + b"a" * (length - 1) + b" HTTP/1.1\r\n"
                   b"Host: x\r\n\r\n", 414, True)


@case
def large_heads_are_431():
    def of_size(size):
        start = with_fields("N: ")[:-4]
        return start + b"x" * (size - len(start) - 4) + b"\r\n\r\n"
    raw_status(of_size(8192), 200, False)
    for size in (8193, 8600, 9000, 100000):
        raw_status(of_size(size), 431, True)
    raw_status(with_fields(*["N: x"] * 3000), 431, True)
    raw_status(with_fields(*["Range: x"] * 100), 431, True)
    raw_status(b"\r\n" * 20000, 431, True)


@case
def http_1_1_keeps_the_connection():
    with server.connect() as client:
        for _ in range(20):
            client.request("/a.txt")
            answer = client.answer()
            check("connection" not in answer.fields, "no Connection field")
        client.request("/a.txt", "Connection: close")
        equal(client.answer().keeps, False, "Connection: close")
        check(client.at_end(), "closed as asked")


@case
def http_1_0_closes_unless_asked():
    raw_status(with_fields(version="1.0"), 200, True)
    answer = raw_status(with_fields("Connection: keep-alive",
                                    version="1.0"), 200, False)
    equal(answer.fields["connection"], "keep-alive", "said so")


@case
def errors_keep_the_connection_when_framing_is_sure():
    with server.connect() as client:
        for target, status in (("/no", 404), ("/%zz", 400), ("/bare/", 403),
                               ("/site", 301), ("/a.txt", 200)):
            client.request(target)
            equal(client.answer().status, status, target)


@case
def pipelined_requests_are_answered_in_order():
    targets = ["/a.txt", "/no", "/big.bin", "/site/", "/empty.txt", "/site"]
    wanted = [200, 404, 200, 200, 200, 301]
    with server.connect() as client:
        data = b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % t.encode()
                        for t in targets)
        client.send(data * 20)
        for _ in range(20):
            answers = [client.answer() for _ in targets]
            equal([a.status for a in answers], wanted, "statuses")
            equal(answers[2].body, BIG, "body")
        client.request("/a.txt", "Connection: close")
        equal(client.answer().body, b"alpha\n", "afterwards")
        check(client.at_end(), "closed")


@case
def requests_may_come_in_any_pieces():
    data = (b"\r\n" + with_fields("User-Agent: bits and pieces")
            + with_fields("Content-Length: 4") + b"GET "
            + b"HEAD /a.txt HTTP/1.1\r\nHost: x\r\n\r\n")
    with server.connect() as client:
        for byte in data:
            client.send(bytes([byte]))
        for head_only in (False, False, True):
            equal(client.answer(head_only).status, 200, "byte by byte")
    with server.connect() as client:
        for cut in range(1, len(data)):
            client.send(data[:cut])
            client.send(data[cut:])
            for head_only in (False, False, True):
                equal(client.answer(head_only).status, 200, "cut %d" % cut)


@case
def nothing_follows_a_request_that_closes():
    with server.connect() as client:
        client.send(with_fields("Connection: close") + with_fields())
        equal(client.answer().status, 200, "first")
        check(client.at_end(), "no second answer")


@case
def small_bodies_are_read_and_dropped():
    chunks = b"5;name=x\r\nhello\r\n1\r\nx\r\n0\r\nTrailer: t\r\n\r\n"
    with server.connect() as client:
        for size in (1, 100, 8192, 8600, 65000):
            client.send(with_fields("Content-Length: %d" % size)
                        + b"b" * size)
            equal(client.answer().body, b"alpha\n", "after %d bytes" % size)
        for _ in range(3):
            client.send(with_fields("Transfer-Encoding: chunked") + chunks)
            equal(client.answer().body, b"alpha\n", "after chunks")
        client.send(with_fields("Content-Length: 0") + with_fields())
        equal(client.answer().status, 200, "length 0")
        equal(client.answer().status, 200, "next")


@case
def large_bodies_are_413():
    raw_status(with_fields("Content-Length: 65537"), 413, True)
    raw_status(with_fields("Content-Length: 18446744073709551615"), 413,
               True)
    raw_status(with_fields("Transfer-Encoding: chunked")
               + b"400\r\n" + b"x" * 1024 + b"\r\n"
               + (b"400\r\n" + b"x" * 1024 + b"\r\n") * 70, 413, True)
    raw_status(with_fields("Transfer-Encoding: chunked") + b"zz\r\n", 400,
               True)


@case
def answers_do_not_wait_for_unwanted_bodies():
    raw_status(with_fields("Content-Length: 10", method="POST"), 405, True)
    raw_status(with_fields("Content-Length: 10", "Expect: 100-continue"),
               200, True)
    raw_status(with_fields("Expect: 100-continue"), 200, False)
    raw_status(with_fields("Expect: wonders"), 417, True)


@case
def upgrades_are_ignored():
    answer = raw_status(with_fields("Upgrade: h2c", "Connection: upgrade"),
                        200, False)
    equal(answer.body, b"alpha\n", "body")


@case
def an_answer_survives_unread_request_bytes():
    for _ in range(20):
        with server.connect() as client:
            client.send(with_fields("Content-Length: 5000000",
                                    method="POST") + b"x" * 100000)
            equal(client.answer().status, 405, "answer arrives")


def mutated(random_source):
    data = bytearray(with_fields("Range: bytes=0-1,3-", "If-None-Match: *",
                                 "Content-Length: 3") + b"abc")
    for _ in range(random_source.randint(1, 4)):
        at = random_source.randrange(len(data))
        what = random_source.randrange(3)
        if what == 0:
            data[at] = random_source.randrange(256)
        elif what == 1:
            del data[at:at + random_source.randint(1, 20)]
        else:
            data[at:at] = data[:random_source.randint(1, 40)]
    return bytes(data)


@case
def damaged_requests_get_an_answer_or_the_end():
    for seed in range(300):
        data = mutated(random.Random(seed))
        with server.connect() as client:
            client.send(data)
            client.link.shutdown(1)
            try:
                while client.more():
                    pass
            except ConnectionError:
                pass
            check(not client.buffer or client.buffer.startswith(b"HTTP/1.1 "),
                  "seed %d: %r" % (seed, client.buffer[:80]))
    equal(server.get("/a.txt").status, 200, "still serving")


run()
