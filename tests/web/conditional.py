#!/usr/bin/env python3
"""Conditional requests to openiocp-web: RFC 9110, 13."""
import os
import threading

from webtest import (WINE, Server, Skip, Tree, case, check, equal, run,
                     until)

tree = Tree()
PATH = tree.add("a.txt", b"alpha\n", 1500000000)
server = Server(tree.path, "--listing")
ETAG = server.get("/a.txt").fields["etag"]
AT = "Fri, 14 Jul 2017 02:40:00 GMT"
BEFORE = "Fri, 14 Jul 2017 02:39:59 GMT"
AFTER = "Fri, 14 Jul 2017 02:40:01 GMT"


def statuses(table):
    for fields, wanted in table:
        for method in ("GET", "HEAD"):
            answer = server.get("/a.txt", *fields, method=method)
            equal(answer.status, wanted, "%s with %r" % (method, fields))


@case
def if_none_match():
    statuses([(["If-None-Match: " + ETAG], 304),
              (["If-None-Match: W/" + ETAG], 304),
              (["If-None-Match: *"], 304),
              (["If-None-Match: \"x\", W/\"y,z\" ,%s" % ETAG], 304),
              (["If-None-Match: \"x\"", "If-None-Match: " + ETAG], 304),
              (["If-None-Match: \"x\""], 200),
              (["If-None-Match: " + ETAG.strip('"')], 200),
              (["If-None-Match: \"x" + ETAG], 200),
              (["If-None-Match:"], 200)])


@case
def if_modified_since():
    statuses([(["If-Modified-Since: " + AT], 304),
              (["If-Modified-Since: " + AFTER], 304),
              (["If-Modified-Since: " + BEFORE], 200),
              (["If-Modified-Since: Friday, 14-Jul-17 02:40:00 GMT"], 304),
              (["If-Modified-Since: Fri Jul 14 02:40:00 2017"], 304),
              (["If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"], 200),
              (["If-Modified-Since: Sun Nov  6 08:49:37 1994"], 200),
              (["If-Modified-Since: Fri, 30 Dec 9999 00:00:00 GMT"], 304),
              (["If-Modified-Since: Fri, 14 Jul 2017 02:40:00 CET"], 200),
              (["If-Modified-Since: Fri, 14 Foo 2017 02:40:00 GMT"], 200),
              (["If-Modified-Since: Fri, 44 Jul 2017 02:40:00 GMT"], 200),
              (["If-Modified-Since: nonsense"], 200),
              (["If-Modified-Since: "], 200),
              (["If-Modified-Since: " + AT, "If-Modified-Since: " + AT],
               200)])


@case
def if_none_match_outranks_the_date():
    statuses([(["If-None-Match: \"x\"", "If-Modified-Since: " + AFTER], 200),
              (["If-None-Match: " + ETAG, "If-Modified-Since: " + BEFORE],
               304)])


@case
def if_match():
    statuses([(["If-Match: " + ETAG], 200),
              (["If-Match: *"], 200),
              (["If-Match: \"x\", " + ETAG], 200),
              (["If-Match: \"x\"", "If-Match: " + ETAG], 200),
              (["If-Match: W/" + ETAG], 412),
              (["If-Match: \"x\""], 412),
              (["If-Match: "], 412),
              (["If-Match: " + ETAG, "If-None-Match: " + ETAG], 304)])


@case
def if_unmodified_since():
    statuses([(["If-Unmodified-Since: " + AT], 200),
              (["If-Unmodified-Since: " + AFTER], 200),
              (["If-Unmodified-Since: " + BEFORE], 412),
              (["If-Unmodified-Since: nonsense"], 200),
              (["If-Match: " + ETAG, "If-Unmodified-Since: " + BEFORE], 200),
              (["If-Unmodified-Since: " + AT, "If-Modified-Since: " + AT],
               304)])


@case
def not_modified_has_validators_and_no_body():
    with server.connect() as client:
        client.request("/a.txt", "If-None-Match: *")
        answer = client.answer()
        equal(answer.fields["etag"], ETAG, "ETag")
        equal(answer.fields["last-modified"], AT, "Last-Modified")
        check("content-length" not in answer.fields, "no length")
        client.request("/a.txt")
        equal(client.answer().body, b"alpha\n", "next answer")


@case
def a_changed_file_has_another_tag():
    tree.add("b.txt", b"one", 1500000000)
    first = server.get("/b.txt").fields["etag"]
    equal(server.get("/b.txt").fields["etag"], first, "same file")
    tree.add("b.txt", b"two", 1500000001)
    second = server.get("/b.txt").fields["etag"]
    check(first != second, "other time")
    tree.add("b.txt", b"three", 1500000001)
    check(server.get("/b.txt").fields["etag"] != second, "other size")
    os.utime(PATH, ns=(1500000000 * 10**9, 1500000000 * 10**9 + 5000))
    check(server.get("/a.txt").fields["etag"] != ETAG, "microseconds")
    os.utime(PATH, (1500000000, 1500000000))


class Replacer(threading.Thread):
    """Renames new files over an old one until told to stop."""

    def __init__(self, name):
        super().__init__()
        self.name_served = name
        self.stop = threading.Event()

    def run(self):
        number = 0
        while not self.stop.is_set():
            number += 1
            new = tree.add("new.tmp", b"%d " % number * 1000)
            os.rename(new, os.path.join(tree.path, self.name_served))


@case
def a_file_replaced_all_the_time_is_always_there():
    if WINE:
        raise Skip("an open file is not replaced on Windows")
    tree.add("c.txt", b"0 " * 1000)
    replacer = Replacer("c.txt")
    replacer.start()
    try:
        with server.connect() as client:
            for _ in range(1500):
                client.request("/c.txt")
                answer = client.answer()
                equal(answer.status, 200, "status")
                equal(len(set(answer.body.split())), 1, "never a mixture")
    finally:
        replacer.stop.set()
        replacer.join()


@case
def the_next_request_sees_a_change():
    """Files that were just served are still open in the server."""
    path = tree.add("d.txt", b"first")
    with server.connect() as client:
        def body():
            client.request("/d.txt")
            return client.answer().body

        equal(body(), b"first", "a new file")
        equal(body(), b"first", "the same again")
        tree.add("d.txt", b"longer")
        equal(body(), b"longer", "written over")
        if WINE:
            return
        os.rename(tree.add("e.txt", b"other", 1000), path)
        equal(body(), b"other", "replaced by another file")
        os.rename(tree.add("e.txt", b"third", 2000), path)
        equal(body(), b"third", "by one of the same length")
        os.remove(path)
        client.request("/d.txt")
        equal(client.answer().status, 404, "removed")
        os.symlink("/etc/hostname", path)
        client.request("/d.txt")
        equal(client.answer().status, 403, "a link that leads outside")


@case
def exchanged_folders_are_seen_soon():
    if WINE:
        raise Skip("an open file holds its folder on Windows")
    for folder in ("f", "g"):
        tree.add(folder + "/a.txt", folder.encode(), 1000)
    top = tree.path
    equal(server.get("/f/a.txt").body, b"f", "before")
    os.rename(os.path.join(top, "f"), os.path.join(top, "h"))
    os.rename(os.path.join(top, "g"), os.path.join(top, "f"))
    until(lambda: server.get("/f/a.txt").body == b"g", "the other folder", 5)


@case
def conditions_do_not_apply_to_what_has_no_validators():
    for target, status in (("/no", 404), ("/", 200)):
        equal(server.get(target, "If-None-Match: *").status, status, target)
        equal(server.get(target, 'If-Match: "x"').status, status, target)


run()
