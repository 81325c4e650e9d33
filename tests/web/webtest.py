"""What the tests of openiocp-web share: TAP, a server to talk to, raw HTTP.

Environment:
  WEB_SERVER                the server's program (needed)
  WEB_WINE                  set: it runs under Wine, which cannot do all
  IOCP_TEST_TIMEOUT_SCALE   factor on every deadline, default 1

Nothing here sleeps to let something happen: every wait is for an event and
has a deadline. Only processes started here are signalled, by their id.
"""
import atexit
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

SCALE = float(os.environ.get("IOCP_TEST_TIMEOUT_SCALE", "1"))
WINE = bool(os.environ.get("WEB_WINE"))
DEADLINE = 20 * SCALE

if "WEB_SERVER" not in os.environ:
    print("1..0 # SKIP WEB_SERVER names no server")
    sys.exit(77)
PROGRAM = os.path.abspath(os.environ["WEB_SERVER"])


class Skip(Exception):
    """A case that cannot be judged here."""


cases = []


def case(function):
    """A function without arguments is one line of TAP."""
    cases.append(function)
    return function


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def equal(got, wanted, what):
    check(got == wanted, "%s: got %r, wanted %r" % (what, got, wanted))


def diag(text):
    for line in str(text).splitlines():
        print("# " + line, flush=True)


def run(limit=300):
    """Runs all cases of the calling script; the whole may take `limit`."""
    signal.signal(signal.SIGALRM, overdue)
    signal.alarm(int(limit * SCALE))
    print("1..%d" % len(cases), flush=True)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for number, function in enumerate(cases, 1):
        counts[run_case(number, function)] += 1
    Server.end_all()
    print("# %(passed)d passed, %(failed)d failed, %(skipped)d skipped"
          % counts)
    sys.exit(1 if counts["failed"] else 0)


def run_case(number, function):
    name = function.__name__.replace("_", " ")
    try:
        function()
    except Skip as why:
        print("ok %d - %s # SKIP %s" % (number, name, why), flush=True)
        return "skipped"
    except Exception as error:                # pylint: disable=broad-except
        print("not ok %d - %s" % (number, name), flush=True)
        diag("%s: %s" % (type(error).__name__, error))
        diag(traceback.format_exc())
        return "failed"
    print("ok %d - %s" % (number, name), flush=True)
    return "passed"


def overdue(*_):
    print("Bail out! the script took too long", flush=True)
    Server.end_all()
    os._exit(1)                               # pylint: disable=protected-access


def until(condition, what, seconds=None):
    """Waits for a condition that nothing announces."""
    end = time.monotonic() + (seconds or 20) * SCALE
    while not condition():
        check(time.monotonic() < end, "waited in vain for " + what)
        select.select([], [], [], 0.02)


class Tree:
    """A directory to serve; goes away with the script."""

    def __init__(self):
        self.base = tempfile.mkdtemp(prefix="webtest-")
        self.path = os.path.join(self.base, "www")
        os.mkdir(self.path)
        Server.temporary.append(self.base)

    def add(self, name, content=b"", mtime=None):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
        if mtime is not None:
            os.utime(path, (mtime, mtime))
        return path

    def mkdir(self, name):
        os.makedirs(os.path.join(self.path, name), exist_ok=True)


class Server:
    """A running server, on a port the system chose."""
    running = []
    temporary = []

    def __init__(self, directory, *options, preexec=None):
        command = [PROGRAM, "--port", "0"]
        command += list(options) + [directory]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
                                        preexec_fn=preexec)
        Server.running.append(self)
        self.output = b""
        self.first_line = self.read_line()
        match = re.fullmatch(r"serving (.*) on http://(.*):([0-9]+)/",
                             self.first_line)
        check(match, "odd first line: %r" % self.first_line)
        self.directory = match.group(1)
        self.host = match.group(2).strip("[]")
        self.port = int(match.group(3))

    def read_line(self, seconds=60):
        """The next line of its standard output."""
        end = time.monotonic() + seconds * SCALE
        while b"\n" not in self.output:
            left = end - time.monotonic()
            check(left > 0, "no line from the server")
            ready = select.select([self.process.stdout], [], [], left)[0]
            if ready:
                more = os.read(self.process.stdout.fileno(), 65536)
                check(more, "the server ended: %s" % self.process.poll())
                self.output += more
        line, self.output = self.output.split(b"\n", 1)
        return line.decode("latin-1").rstrip("\r")

    def connect(self, receive_buffer=None):
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        link = socket.socket(family, socket.SOCK_STREAM)
        if receive_buffer:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                            receive_buffer)
        link.settimeout(DEADLINE)
        link.connect((self.host, self.port))
        return Client(link)

    def get(self, target, *fields, method="GET"):
        """One request on a connection of its own."""
        with self.connect() as client:
            client.request(target, *fields, method=method)
            return client.answer(method == "HEAD")

    def raw(self, data, watch_close=True):
        """The answer to exactly these bytes, and whether it then closed."""
        with self.connect() as client:
            client.send(data)
            answer = client.answer(data.startswith(b"HEAD"))
            if watch_close:
                answer.closed = client.at_end(0.3) if answer.keeps \
                    else client.at_end()
            return answer

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=20):
        return self.process.wait(seconds * SCALE)

    def stop(self):
        """Ends it whatever its state. Not for tests of stopping."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(2 * SCALE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        if self in Server.running:
            Server.running.remove(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @classmethod
    def end_all(cls):
        for server in list(cls.running):
            server.stop()
        for path in cls.temporary:
            shutil.rmtree(path, ignore_errors=True)
        cls.temporary.clear()


class Answer:
    """A parsed answer; `fields` has lower-case names."""

    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/1\.1 ([0-9]{3}) [ -~]+", lines[0])
        check(match, "odd status line: %r" % lines[0])
        self.status = int(match.group(1))
        self.fields = {}
        for line in lines[1:]:
            match = re.fullmatch(r"([A-Za-z-]+): ([ -~]*)", line)
            check(match, "odd header line: %r" % line)
            name = match.group(1).lower()
            check(name not in self.fields, "doubled field " + name)
            self.fields[name] = match.group(2)
        self.body = b""
        self.closed = None

    @property
    def keeps(self):
        return self.fields.get("connection") != "close"

    def length(self):
        return int(self.fields["content-length"])


class Client:
    """One connection, read through a buffer."""

    def __init__(self, link):
        self.link = link
        self.buffer = b""

    def send(self, data):
        self.link.sendall(data)

    def request(self, target, *fields, method="GET"):
        lines = ["%s %s HTTP/1.1" % (method, target), "Host: test"]
        self.send("\r\n".join(lines + list(fields) + ["", ""])
                  .encode("latin-1"))

    def more(self):
        data = self.link.recv(262144)
        self.buffer += data
        return len(data)

    def head(self):
        """The next answer's head; its body is left to be read."""
        while b"\r\n\r\n" not in self.buffer:
            check(self.more(), "closed in the head: %r" % self.buffer[:200])
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        return Answer(head)

    def body(self, length):
        body = bytearray()               # grows without being copied
        while len(body) + len(self.buffer) < length:
            body += self.buffer
            self.buffer = b""
            check(self.more(), "closed after %d bytes of body" % len(body))
        rest = length - len(body)
        body += self.buffer[:rest]
        self.buffer = self.buffer[rest:]
        return bytes(body)

    def answer(self, head_only=False):
        answer = self.head()
        if answer.status != 304 and not head_only:
            answer.body = self.body(answer.length())
        return answer

    def at_end(self, seconds=None):
        """True when the server closes within the time, saying no more."""
        self.link.settimeout(seconds or DEADLINE)
        try:
            return not self.buffer and self.more() == 0
        except socket.timeout:
            return False
        except ConnectionError:
            return True
        finally:
            self.link.settimeout(DEADLINE)

    def close(self):
        self.link.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


atexit.register(Server.end_all)
