#!/usr/bin/env python3
"""The limits of openiocp-web: connections and descriptors."""
import resource

from webtest import WINE, Server, Skip, Tree, case, check, equal, run, until

LIMIT = 4
tree = Tree()
tree.add("a.txt", b"alpha\n")
server = Server(tree.path, "--connections", str(LIMIT))


def held():
    """A connection that surely counts: it has had an answer."""
    client = server.connect()
    client.request("/a.txt")
    status = client.answer().status
    if status != 200:
        client.close()
        return None
    return client


def settled():
    """As many connections as are allowed, none else left over."""
    clients = []

    def fill():
        client = held()
        if client:
            clients.append(client)
        return len(clients) == LIMIT
    until(fill, "%d connections" % LIMIT)
    return clients


@case
def one_too_many_is_503():
    clients = settled()
    for _ in range(10):
        with server.connect() as client:
            client.send(b"GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = client.answer()
            equal(answer.status, 503, "status")
            check(not answer.keeps, "Connection: close")
            equal(answer.fields["retry-after"], "1", "Retry-After")
            check(client.at_end(), "closed")
    for client in clients:
        client.request("/a.txt")
        equal(client.answer().status, 200, "those inside are served")
        client.close()


@case
def room_is_used_again():
    for _ in range(5):
        for client in settled():
            client.close()


@case
def a_crowd_is_refused_and_forgotten():
    clients = settled()
    crowd = [server.connect() for _ in range(400)]
    equal(crowd[0].answer().status, 503, "the first")
    for client in crowd + clients:
        client.close()
    for client in settled():
        client.close()


def few_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))


@case
def running_out_of_descriptors_passes():
    if WINE:
        raise Skip("the descriptors are not the server's own")
    with Server(tree.path, preexec=few_descriptors) as small:
        crowd = [small.connect() for _ in range(300)]
        for client in crowd[:10]:
            client.request("/a.txt")
        check(crowd[0].answer().status in (200, 503), "an answer anyhow")
        for client in crowd:
            client.close()
        for _ in range(50):
            equal(small.get("/a.txt").body, b"alpha\n", "afterwards")


run()
