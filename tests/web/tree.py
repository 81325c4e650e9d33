#!/usr/bin/env python3
"""Every regular file below a directory, through openiocp-web.

  WEB_TREE      the directory, default /usr/share/doc
  WEB_TREE_CAP  at most so many files, default all
"""
import hashlib
import os
import stat
import threading
import urllib.parse

from webtest import Server, case, check, diag, run

ROOT = os.path.realpath(os.environ.get("WEB_TREE", "/usr/share/doc"))
CAP = int(os.environ.get("WEB_TREE_CAP", "0"))
CLIENTS = 8

server = Server(ROOT)


def all_files():
    for folder, _, names in os.walk(ROOT):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if stat.S_ISREG(os.lstat(path).st_mode):
                yield path


def servable(path):
    """Names with these characters are refused on purpose; see README.md.
    A target is at most 4096 bytes."""
    return not any(c in path for c in "\\:") and len(path) < 1300


class Worker(threading.Thread):
    """Takes files off the list, all over one connection."""

    def __init__(self, todo):
        super().__init__()
        self.todo = todo
        self.done = self.bytes = 0
        self.wrong = []

    def run(self):
        with server.connect() as client:
            while self.todo and len(self.wrong) < 10:
                try:
                    path = self.todo.pop()
                except IndexError:
                    return
                self.compare(client, path)

    def compare(self, client, path):
        target = urllib.parse.quote(path[len(ROOT):])
        try:
            client.request(target)
            answer = client.answer()
            with open(path, "rb") as file:
                wanted = hashlib.sha256(file.read()).digest()
            if answer.status != 200 \
                    or hashlib.sha256(answer.body).digest() != wanted:
                self.wrong.append("%d %s" % (answer.status, path))
            self.bytes += len(answer.body)
        except (AssertionError, OSError) as error:
            self.wrong.append("%s %s" % (error, path))
            return
        self.done += 1


@case
def every_file_arrives_unchanged():
    todo = [path for path in all_files() if servable(path)]
    if CAP:
        todo = todo[:CAP]
    count = len(todo)
    check(count, "files below " + ROOT)
    workers = [Worker(todo) for _ in range(CLIENTS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    wrong = [line for worker in workers for line in worker.wrong]
    diag("%d files, %d bytes below %s"
         % (sum(w.done for w in workers), sum(w.bytes for w in workers),
            ROOT))
    check(not wrong, "differ: " + "; ".join(wrong[:10]))
    check(sum(w.done for w in workers) == count, "not all were fetched")


run(900)
