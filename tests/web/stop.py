#!/usr/bin/env python3
"""Starting and stopping of openiocp-web: messages, signals, exit codes."""
import hashlib
import os
import random
import signal
import socket
import subprocess

from webtest import (DEADLINE, PROGRAM, WINE, Server, Skip, Tree, case,
                     check, equal, run, until)

tree = Tree()
tree.add("a.txt", b"alpha\n")
DATA = random.Random(5).randbytes(1 << 20) * 48
tree.add("big.bin", DATA)
REQUEST = b"GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n"


def needs_signals():
    if WINE:
        raise Skip("Wine does not turn signals into console events")


def refuses(server):
    try:
        with socket.create_connection((server.host, server.port), DEADLINE):
            return False
    except ConnectionError:
        return True


def program(*arguments):
    return subprocess.run([PROGRAM, *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          universal_newlines=True, timeout=3 * DEADLINE,
                          check=False)


@case
def usage_errors_are_2():
    for arguments in ((), ("--nonsense", "x"), ("--port",), ("--port", "x"),
                      ("--port", "65536", "x"), ("--port", "-1", "x"),
                      ("--threads", "0", "x"), ("--threads=", "x"),
                      ("--connections", "1x", "x"), ("a", "b"), ("--",),
                      ("--timeout-idle", "0", "x"), ("-x", "x")):
        done = program(*arguments)
        equal(done.returncode, 2, "exit code of %r" % (arguments,))
        equal(done.stdout, "", "standard output of %r" % (arguments,))
        check("--help" in done.stderr, "a hint for %r" % (arguments,))


@case
def help_and_version_are_0():
    done = program("--help")
    equal(done.returncode, 0, "--help")
    for word in ("--port", "--address", "--threads", "--connections",
                 "--listing", "--log", "--timeout-idle", "--timeout-header",
                 "--timeout-send", "Exit codes", "--version"):
        check(word in done.stdout, word)
    done = program("--version")
    equal(done.returncode, 0, "--version")
    check(done.stdout.startswith("openiocp-web "), done.stdout)


@case
def failures_to_start_are_1():
    file = os.path.join(tree.path, "a.txt")
    with Server(tree.path) as server:
        for arguments in (("/nonexistent",), (file,),
                          ("--port", str(server.port), tree.path),
                          ("--address", "not.an.address", tree.path),
                          ("--log", "/nonexistent/log", tree.path)):
            done = program("--port", "0", *arguments)
            equal(done.returncode, 1, "exit code of %r" % (arguments,))
            equal(done.stdout, "", "standard output of %r" % (arguments,))
            check(done.stderr, "a message for %r" % (arguments,))


@case
def the_first_line_says_where():
    with Server(tree.path, "--address=127.0.0.1", "--threads", "1") as server:
        equal(server.directory, tree.path, "directory")
        equal(server.get("/a.txt").body, b"alpha\n", "one thread")


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            return True
    except OSError:
        return False


@case
def ipv6_addresses_are_served():
    if not has_ipv6():
        raise Skip("this machine has no ::1")
    with Server(tree.path, "--threads=3", "--address", "::1") as server:
        equal(server.first_line, "serving %s on http://[::1]:%d/"
              % (tree.path, server.port), "line")
        equal(server.get("/a.txt").body, b"alpha\n", "over IPv6")


@case
def a_download_in_progress_is_finished():
    needs_signals()
    with Server(tree.path) as server, \
            server.connect(receive_buffer=65536) as client:
        client.request("/big.bin")
        equal(client.head().length(), len(DATA), "length")
        server.signal(signal.SIGTERM)
        until(lambda: refuses(server), "the listener's end")
        check(server.process.poll() is None, "still there")
        body = client.body(len(DATA))
        check(hashlib.sha256(body).digest() == hashlib.sha256(DATA).digest(),
              "the whole file")
        check(client.at_end(), "then closed")
        equal(server.wait(), 0, "exit code")


@case
def idle_connections_do_not_delay_the_stop():
    needs_signals()
    for number in (signal.SIGTERM, signal.SIGINT):
        with Server(tree.path) as server:
            idle = [server.connect() for _ in range(30)]
            for client in idle[::2]:
                client.send(REQUEST)
                equal(client.answer().status, 200, "answer")
            server.signal(number)
            for client in idle:
                check(client.at_end(), "closed")
            equal(server.wait(), 0, "exit code")


@case
def a_request_in_progress_is_answered():
    needs_signals()
    with Server(tree.path) as server, server.connect() as client:
        client.send(REQUEST + REQUEST[:10])
        equal(client.answer().keeps, True, "before")
        server.signal(signal.SIGTERM)
        until(lambda: refuses(server), "the listener's end")
        client.send(REQUEST[10:])
        answer = client.answer()
        equal((answer.status, answer.keeps), (200, False), "answer")
        check(client.at_end(), "closed")
        equal(server.wait(), 0, "exit code")


@case
def a_reader_that_stops_is_cut_at_the_deadline():
    needs_signals()
    with Server(tree.path, "--timeout-drain", "1") as server, \
            server.connect(receive_buffer=65536) as client:
        client.request("/big.bin")
        client.head()
        server.signal(signal.SIGTERM)
        equal(server.wait(), 3, "exit code")


@case
def a_second_signal_ends_at_once():
    needs_signals()
    for first, second in ((signal.SIGTERM, signal.SIGTERM),
                          (signal.SIGINT, signal.SIGINT),
                          (signal.SIGTERM, signal.SIGINT)):
        with Server(tree.path) as server, \
                server.connect(receive_buffer=65536) as client:
            client.request("/big.bin")
            client.head()
            server.signal(first)
            until(lambda server=server: refuses(server), "the first signal")
            server.signal(second)
            equal(server.wait(), 3, "exit code")


@case
def the_log_is_complete_after_a_stop():
    needs_signals()
    log = os.path.join(tree.base, "log")
    with Server(tree.path, "--log", log) as server:
        for _ in range(100):
            server.get("/a.txt")
        server.signal(signal.SIGTERM)
        equal(server.wait(), 0, "exit code")
    with open(log, encoding="ascii") as file:
        equal(len(file.readlines()), 100, "lines")


@case
def the_port_is_free_again_at_once():
    needs_signals()
    with Server(tree.path) as server:
        with server.connect() as client:     # the server closes first
            client.send(REQUEST.replace(b"x\r\n", b"x\r\nConnection: close"
                                                  b"\r\n"))
            client.answer()
            check(client.at_end(), "closed")
        port = server.port
        server.signal(signal.SIGTERM)
        equal(server.wait(), 0, "exit code")
    with Server(tree.path, "--port", str(port)) as server:
        equal(server.port, port, "port")
        equal(server.get("/a.txt").status, 200, "answer")


run()
