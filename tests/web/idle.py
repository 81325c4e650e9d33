#!/usr/bin/env python3
"""Many idle connections to openiocp-web while others are served.

  WEB_IDLE      how many, default 10000
  WEB_IDLE_KIB  the most a connection may cost, default 24; more for
                sanitizers
"""
import os
import resource
import time

from webtest import WINE, Server, Skip, Tree, case, check, diag, equal, run

COUNT = int(os.environ.get("WEB_IDLE", "10000"))
NEEDED = COUNT + 400
MOST_KIB = int(os.environ.get("WEB_IDLE_KIB", "24"))

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if hard == resource.RLIM_INFINITY or hard >= NEEDED:
    # The server inherits it.
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, NEEDED), hard))
    hard = NEEDED

tree = Tree()
tree.add("a.txt", b"alpha\n")
tree.add("b.bin", b"b" * 100000)


def resident_kib(server):
    """Of the process, 0 where that cannot be read."""
    try:
        with open("/proc/%d/status" % server.process.pid,
                  encoding="ascii") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def open_idle(server):
    """Every tenth has had an answer, the others have never spoken."""
    idle = []
    for number in range(COUNT):
        client = server.connect()
        if number % 10 == 0:
            client.request("/a.txt")
            equal(client.answer().status, 200, "answer %d" % number)
        idle.append(client)
    return idle


def serve_others(server):
    start = time.monotonic()
    for _ in range(200):
        equal(server.get("/a.txt").body, b"alpha\n", "another client")
        equal(len(server.get("/b.bin").body), 100000, "another client")
    return time.monotonic() - start


@case
def idle_connections_are_held_while_others_are_served():
    if hard < NEEDED:
        raise Skip("the hard limit of descriptors is %d, %d are needed"
                   % (hard, NEEDED))
    server = Server(tree.path, "--connections", str(COUNT + 200),
                    "--timeout-idle", "600")
    before, alone = resident_kib(server), serve_others(server)
    idle = open_idle(server)
    crowded = serve_others(server)
    grown = resident_kib(server) - before
    diag("400 requests: %.2f s alone, %.2f s beside %d idle connections"
         % (alone, crowded, COUNT))
    diag("memory grew by %.1f KiB a connection" % (grown / COUNT))
    check(WINE or grown / COUNT < MOST_KIB, "memory of an idle connection")
    for client in idle:
        client.request("/a.txt")
    for client in idle:
        equal(client.answer().body, b"alpha\n", "an idle one wakes up")
        client.close()
    equal(server.get("/a.txt").body, b"alpha\n", "afterwards")


run(600)
