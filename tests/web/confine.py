#!/usr/bin/env python3
"""No way out of the directory that openiocp-web serves."""
import os
import subprocess

from webtest import WINE, Server, Skip, Tree, case, check, equal, run

SECRET = b"the secret of this test"
tree = Tree()
tree.add("a.txt", b"inside")
tree.add("sub/b.txt", b"deeper")
for outside in ("secret.txt", "www-private/secret.txt"):
    os.makedirs(os.path.dirname(os.path.join(tree.base, outside)),
                exist_ok=True)
    with open(os.path.join(tree.base, outside), "wb") as secret_file:
        secret_file.write(SECRET)
server = Server(tree.path, "--listing")

UP = ("..", "%2e%2e", "%2E.", ".%2e", "..%00", "%252e%252e", "..%5c",
      "..;", ".. ", "..%20", "...", "%c0%ae%c0%ae", "%uff0e%uff0e",
      "..%c0%af", "%2e%2e%2f", "..%255c", "..%2f")
FILES = ("secret.txt", "www-private/secret.txt")


def refused(target):
    answer = server.raw(b"GET " + target.encode() + b" HTTP/1.1\r\n"
                        b"Host: x\r\n\r\n", watch_close=False)
    check(answer.status in (400, 403, 404),
          "%s gives %d" % (target, answer.status))
    check(SECRET not in answer.body, target + " gives the secret")


@case
def dots_do_not_climb_in_any_spelling():
    for up in UP:
        for file in FILES:
            for form in ("/UP/FILE", "/sub/UP/UP/FILE", "/UP//FILE",
                         "//UP/FILE", "/./UP/FILE", "/UP%2fFILE",
                         "/UP\\FILE", "/UP%5cFILE", "http://x/UP/FILE",
                         "UP/FILE", "/sub/../UP/FILE",
                         "/a.txt/../../UP/../FILE"):
                refused(form.replace("UP", up.replace(" ", "%20"))
                        .replace("FILE", file))
    refused("/" + "../" * 200 + "etc/passwd")
    refused("/" + "%2e%2e/" * 200 + "etc/passwd")


@case
def absolute_and_device_names_lead_nowhere():
    for target in ("//etc/passwd", "/" + tree.base + "/secret.txt",
                   "/%2fetc%2fpasswd", "/C:/windows/win.ini",
                   "/C%3a/windows/win.ini", "/C:%5cwindows%5cwin.ini",
                   "/Z:" + tree.base + "/secret.txt", "/a.txt:stream",
                   "/a.txt::$DATA", "/%5c%5c.%5cpipe%5cx", "/%5c%5c?%5cC:",
                   "/%5c%5c127.0.0.1%5cc$%5cx", "/~/x", "/~root/x",
                   "/sub%5cb.txt", "/sub%5c..%5ca.txt", "/ ", "/%20",
                   "/. ", "/.%20", "/sub/%20%20/b.txt", "/*"):
        refused(target)


@case
def nul_ends_no_name():
    for target in ("/a.txt%00", "/a.txt%00.html", "/%00", "/sub%00/../a.txt",
                   "/%00../secret.txt"):
        refused(target)


@case
def dots_inside_are_harmless():
    for target in ("/sub/../a.txt", "/sub/b.txt/../../a.txt", "//a.txt",
                   "/./a.txt", "/sub/%2e%2e/a.txt", "/%2e/a.txt"):
        equal(server.get(target).body, b"inside", target)


def link(name, target):
    path = os.path.join(tree.path, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.symlink(target, path)


@case
def links_that_leave_are_refused():
    link("links/file", "../../secret.txt")
    link("links/absolute", os.path.join(tree.base, "secret.txt"))
    link("links/dir", tree.base)
    link("links/sibling", os.path.join(tree.base, "www-private"))
    link("links/chain", "absolute")
    link("links/up", "../..")
    link("links/root", "/")
    link("indexed/index.html", "../../secret.txt")
    for target in ("/links/file", "/links/absolute", "/links/dir/secret.txt",
                   "/links/dir/", "/links/sibling/secret.txt",
                   "/links/sibling/", "/links/chain", "/links/up/secret.txt",
                   "/links/up/www-private/", "/links/root/etc/passwd",
                   "/links/root/", "/indexed/", "/indexed/index.html"):
        refused(target)


@case
def links_that_stay_are_followed():
    link("stay/file", "../a.txt")
    link("stay/dir", "../sub")
    link("stay/absolute", os.path.join(tree.path, "a.txt"))
    link("stay/out-and-in", "../../www/a.txt")
    equal(server.get("/stay/file").body, b"inside", "file")
    equal(server.get("/stay/dir/b.txt").body, b"deeper", "directory")
    equal(server.get("/stay/absolute").body, b"inside", "absolute")
    equal(server.get("/stay/out-and-in").body, b"inside", "out and in")


@case
def broken_links_are_not_there():
    link("broken/dangling", "nothing")
    link("broken/loop", "loop")
    link("broken/a", "b")
    link("broken/b", "a")
    for name in ("dangling", "loop", "a"):
        check(server.get("/broken/" + name).status in (403, 404), name)
    equal(server.get("/a.txt").status, 200, "still serving")


@case
def only_regular_files_are_opened():
    if WINE:
        raise Skip("Wine has no such attribute for them")
    os.mkfifo(os.path.join(tree.path, "fifo"))
    link("null", "/dev/null")
    for _ in range(10):                  # more than there are workers
        refused("/fifo")
        refused("/null")
    equal(server.get("/a.txt").status, 200, "still serving")


def become_nobody():
    """The super-user may read everything, so the server must not be it."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


@case
def unreadable_files_are_403():
    if WINE:
        raise Skip("Wine runs as whoever it was set up for")
    os.chmod(tree.base, 0o755)
    os.chmod(tree.add("private/file.txt", SECRET), 0)
    os.chmod(tree.add("closed/file.txt", SECRET), 0o644)
    os.chmod(os.path.join(tree.path, "closed"), 0)
    try:
        nobody = Server(tree.path, preexec=become_nobody)
    except (AssertionError, OSError, subprocess.SubprocessError) as why:
        raise Skip("the server does not run as nobody: %s" % why) from why
    with nobody:
        equal(nobody.get("/private/file.txt").status, 403, "file")
        equal(nobody.get("/closed/").status, 403, "directory")
        equal(nobody.get("/closed/file.txt").status, 403, "file in it")
        equal(nobody.get("/a.txt").status, 200, "others")


@case
def a_root_behind_a_link_is_served():
    os.symlink(tree.path, os.path.join(tree.base, "alias"))
    with Server(os.path.join(tree.base, "alias") + "/") as aliased:
        equal(aliased.get("/a.txt").body, b"inside", "through the link")
        equal(aliased.get("/links/file").status, 403, "still confined")


@case
def a_relative_root_is_served():
    before = os.getcwd()
    os.chdir(tree.base)
    try:
        with Server("www") as relative:
            equal(relative.get("/a.txt").body, b"inside", "inside")
            equal(relative.get("/../secret.txt").status, 400, "outside")
            equal(relative.get("/links/file").status, 403, "link")
    finally:
        os.chdir(before)


run()
