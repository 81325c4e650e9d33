#!/usr/bin/env python3
"""A file of more than 3 GiB through openiocp-web, in parts and whole."""
import hashlib
import os
import random
import shutil
import time

from webtest import Server, Skip, Tree, case, check, diag, equal, run

SIZE = (3 << 30) + 12345
MARKS = (0, 65536, (1 << 31) - 100, (1 << 31) + 500000, SIZE - 4000)
EDGE = 1 << 31

tree = Tree()
server = Server(tree.path, "--timeout-send", "30")


def make():
    """Sparse: holes with a few random blocks, kept to compare with."""
    path = os.path.join(tree.path, "big.bin")
    if not os.path.exists(path):
        source = random.Random(4)
        with open(path, "wb") as file:
            for mark in MARKS:
                file.seek(mark)
                file.write(source.randbytes(4000))
            file.truncate(SIZE)
        if os.stat(path).st_blocks * 512 > 1 << 30:
            os.unlink(path)
            raise Skip("this file system has no sparse files")
    return path


def local(first, length):
    with open(make(), "rb") as file:
        file.seek(first)
        return file.read(length)


def local_sum():
    total = hashlib.sha256()
    with open(make(), "rb") as file:
        while True:
            data = file.read(1 << 20)
            if not data:
                return total.hexdigest()
            total.update(data)


def fetch_sum(*fields):
    """Status, byte count and checksum of the answer's body."""
    total, count = hashlib.sha256(), 0
    with server.connect(receive_buffer=4 << 20) as client:
        client.request("/big.bin", *fields)
        answer = client.head()
        while count < answer.length():
            if not client.buffer:
                check(client.more(), "closed after %d bytes" % count)
            total.update(client.buffer)
            count += len(client.buffer)
            client.buffer = b""
        client.request("/big.bin", method="HEAD")
        equal(client.answer(True).status, 200, "afterwards")
    return answer.status, count, total.hexdigest()


@case
def head_tells_the_length():
    make()
    equal(server.get("/big.bin", method="HEAD").length(), SIZE, "length")


@case
def ranges_beyond_31_and_32_bits():
    for first, last in ((EDGE - 5, EDGE + 5), (EDGE, EDGE + 600000),
                        (EDGE - 1, EDGE - 1), (SIZE - 4001, SIZE - 1)):
        answer = server.get("/big.bin", "Range: bytes=%d-%d" % (first, last))
        equal(answer.status, 206, "status")
        equal(answer.fields["content-range"],
              "bytes %d-%d/%d" % (first, last, SIZE), "Content-Range")
        check(answer.body == local(first, last - first + 1),
              "bytes from %d" % first)
    answer = server.get("/big.bin", "Range: bytes=-4000")
    check(answer.body == local(SIZE - 4000, 4000), "suffix")


@case
def multipart_across_the_edge():
    answer = server.get("/big.bin", "Range: bytes=%d-%d,0-9,-10"
                        % (EDGE - 2000, EDGE + 2000))
    equal(answer.status, 206, "status")
    for first, length in ((EDGE - 2000, 4001), (0, 10), (SIZE - 10, 10)):
        check(b"\r\n\r\n" + local(first, length) + b"\r\n--" in answer.body,
              "part from %d" % first)


@case
def range_of_more_than_2_GiB():
    path = make()
    total = hashlib.sha256()
    with open(path, "rb") as file:
        file.seek(100)
        left = EDGE + 1000000
        while left:
            data = file.read(min(left, 1 << 20))
            total.update(data)
            left -= len(data)
    equal(fetch_sum("Range: bytes=100-%d" % (EDGE + 1000099)),
          (206, EDGE + 1000000, total.hexdigest()), "range")


@case
def whole_file_has_the_same_checksum():
    make()
    start = time.monotonic()
    got = fetch_sum()
    diag("3 GiB in %.1f s" % (time.monotonic() - start))
    equal(got, (200, SIZE, local_sum()), "whole")


def free_enough():
    return shutil.disk_usage(tree.base).free > 1 << 30


if not free_enough():
    diag("less than 1 GiB free; sparse files need little, going on")
run(900)
