#!/usr/bin/env python3
"""Clients of openiocp-web that are silent, slow, or do not read."""
import os
import random
import re
import select
import socket
import struct
import time

from webtest import (SCALE, WINE, Server, Skip, Tree, case, check, diag,
                     equal, run, until)

IDLE = 3
HEADER = 2
SEND = 2
SIZE = 96 << 20

tree = Tree()
tree.add("a.txt", b"alpha\n")
DATA = random.Random(3).randbytes(1 << 20)
tree.add("big.bin", DATA * (SIZE >> 20))
LOG = os.path.join(tree.base, "log")
server = Server(tree.path, "--timeout-idle", str(IDLE), "--timeout-header",
                str(HEADER), "--timeout-send", str(SEND), "--log", LOG)
REQUEST = b"GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n"


def seconds_to_end(client, start):
    """Since `start`, which is before the last that the server heard."""
    check(client.at_end(), "closed without a word")
    return time.monotonic() - start


def trickle(client, data):
    """Sends a byte whenever the server has been quiet for a while. The
    answer it gets to hear before the data is out, or None."""
    for byte in data:
        if select.select([client.link], [], [], 0.1)[0]:
            return client.answer()
        client.send(bytes([byte]))
    return None


@case
def silent_clients_are_closed():
    start = time.monotonic()
    with server.connect() as client:
        taken = seconds_to_end(client, start)
    check(taken >= IDLE * 0.9, "not before the time-out: %.2f" % taken)
    check(taken < (IDLE + 5) * SCALE, "soon after it: %.2f" % taken)


@case
def idle_connections_are_closed_after_an_answer():
    with server.connect() as client:
        for _ in range(3):
            start = time.monotonic()
            client.send(REQUEST)
            equal(client.answer().status, 200, "answer")
        check(seconds_to_end(client, start) >= IDLE * 0.9, "not before")


@case
def activity_renews_the_idle_time():
    with server.connect() as client:
        start = time.monotonic()
        while time.monotonic() - start < 3 * IDLE:
            check(not select.select([client.link], [], [], IDLE / 5)[0],
                  "not closed between requests")
            client.send(REQUEST)
            equal(client.answer().status, 200, "answer")


@case
def trickled_heads_are_408():
    with server.connect() as client:
        start = time.monotonic()
        answer = trickle(client, b"GET /a.txt HTTP/1.1\r\nHost: x\r\nN: "
                         + b"x" * 1000)
        taken = time.monotonic() - start
        check(answer, "an answer before the end of the head")
        equal(answer.status, 408, "status")
        check(not answer.keeps, "Connection: close")
        check(taken >= HEADER * 0.9, "not early: %.2f" % taken)
        check(taken < (HEADER + 5) * SCALE, "not late: %.2f" % taken)
        check(client.at_end(), "closed")


@case
def half_a_request_is_408():
    for start in (b"G", REQUEST[:-1], REQUEST + REQUEST[:20]):
        with server.connect() as client:
            client.send(start)
            if start.startswith(REQUEST):
                equal(client.answer().status, 200, "whole one before")
            equal(client.answer().status, 408, "half a request")
            check(client.at_end(), "closed")


@case
def trickled_bodies_are_408():
    with server.connect() as client:
        client.send(b"GET /a.txt HTTP/1.1\r\nHost: x\r\n"
                    b"Content-Length: 1000\r\n\r\n")
        answer = trickle(client, b"x" * 999)
        check(answer and answer.status == 408, "408 during the body")


@case
def slow_but_complete_heads_are_served():
    with server.connect() as client:
        check(trickle(client, b"GET /a") is None, "no answer yet")
        client.send(REQUEST[6:])
        equal(client.answer().body, b"alpha\n", "answer")


def logged(mark):
    with open(LOG, encoding="latin-1") as file:
        return [line for line in file if mark in line]


@case
def readers_that_stop_are_dropped():
    with server.connect(receive_buffer=65536) as client:
        client.request("/big.bin?stop")
        equal(client.head().length(), SIZE, "length")
        until(lambda: logged("big.bin?stop"), "the line of the dropped one",
              SEND + 20)
        sent = int(re.search(r'" 200 ([0-9]+) ', logged("?stop")[0])[1])
        check(sent < SIZE, "not all was sent: %d" % sent)
        received = len(client.buffer)
        try:
            while client.more():
                received, client.buffer = received + len(client.buffer), b""
        except ConnectionError:
            pass
        check(received < SIZE, "the client sees the cut")


@case
def readers_that_are_slow_get_everything():
    rate, start = (3 << 20), time.monotonic()
    with server.connect(receive_buffer=65536) as client:
        client.request("/big.bin", "Range: bytes=0-%d" % ((24 << 20) - 1))
        client.head()
        received = len(client.buffer)
        while received < 24 << 20:
            early = start + received / rate - time.monotonic()
            if early > 0:
                select.select([], [], [], early)
            received += len(client.link.recv(65536))
    equal(received, 24 << 20, "all of it")
    diag("%.1f s with a send time-out of %d s"
         % (time.monotonic() - start, SEND))


@case
def others_are_served_meanwhile():
    slow = [server.connect(receive_buffer=65536) for _ in range(40)]
    for number, client in enumerate(slow):
        client.send((b"GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n",
                     b"GET /a.txt HT", b"")[number % 3])
    for _ in range(50):
        equal(server.get("/a.txt").body, b"alpha\n", "a quick client")
    for client in slow:
        client.close()


@case
def a_file_that_shrinks_ends_the_connection():
    if WINE:
        raise Skip("Windows does not shrink a file that is being sent")
    path = tree.add("shrinks.bin", DATA * 64)
    with server.connect(receive_buffer=65536) as client:
        client.request("/shrinks.bin")
        length = client.head().length()
        os.truncate(path, 1 << 20)
        received = len(client.buffer)
        client.buffer = b""
        try:
            while client.more():
                received, client.buffer = received + len(client.buffer), b""
        except ConnectionError:
            pass
        check(received < length, "fewer bytes than promised, then the end")
    equal(server.get("/shrinks.bin").length(), 1 << 20, "the next one")


@case
def vanished_clients_do_no_harm():
    for number in range(200):
        client = server.connect()
        client.send((REQUEST, REQUEST[:9], REQUEST * 30,
                     REQUEST.replace(b"a.txt", b"big.bin"))[number % 4])
        if number % 3 == 0:              # a reset instead of an end
            client.link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                   struct.pack("ii", 1, 0))
        client.close()
    equal(server.get("/a.txt").body, b"alpha\n", "still serving")


run()
