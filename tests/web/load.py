#!/usr/bin/env python3
"""wrk against openiocp-web: a thousand connections, no error allowed.

  WRK_SECONDS      how long, default 10
  WRK_CONNECTIONS  how many, default 1000
"""
import os
import re
import resource
import shutil
import subprocess

from webtest import SCALE, Server, Skip, Tree, case, check, diag, equal, run

SECONDS = int(os.environ.get("WRK_SECONDS", "10"))
CONNECTIONS = int(os.environ.get("WRK_CONNECTIONS", "1000"))

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

tree = Tree()
tree.add("small.txt", b"s" * 612)
tree.add("large.bin", b"l" * 300000)
server = Server(tree.path)


def wrk(target, connections, seconds):
    if not shutil.which("wrk"):
        raise Skip("wrk is not installed")
    if hard < connections + 300:
        raise Skip("too few descriptors: %d" % hard)
    done = subprocess.run(
        ["wrk", "-t2", "-c%d" % connections, "-d%ds" % seconds, "--timeout",
         "%ds" % (10 * SCALE), "--latency",
         "http://127.0.0.1:%d%s" % (server.port, target)],
        stdout=subprocess.PIPE, universal_newlines=True, check=True,
        timeout=(seconds + 60) * SCALE)
    diag(done.stdout)
    check("Socket errors" not in done.stdout, "socket errors")
    check("Non-2xx" not in done.stdout, "other answers than 200")
    requests = re.search(r"([0-9]+) requests in", done.stdout)
    check(requests and int(requests[1]) >= connections, "enough requests")


@case
def small_files_to_many_connections():
    wrk("/small.txt", CONNECTIONS, SECONDS)


@case
def large_files_to_some_connections():
    wrk("/large.bin", min(CONNECTIONS, 100), max(SECONDS // 3, 1))


@case
def the_server_is_well_afterwards():
    equal(server.get("/small.txt").body, b"s" * 612, "answer")


run(120 + 3 * SECONDS)
