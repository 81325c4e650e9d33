"""openiocp-web against nginx: the same files, keep-alive, both write an access
log in the combined format, each with one worker on one CPU.

nginx as its manual advises for static files: sendfile, tcp_nopush, a buffered
log. `nginx-cache` keeps files open as well (open_file_cache): it may then serve
for a minute what is no longer there. openiocp-web keeps them for a second, and
looks at each request whether the name still means the same file.
"""
import getpass
import os
import shutil
import socket
import time

import page
from parts import echo
from parts import files
import servers

SIZES = {"1 KiB": files.KIB, "64 KiB": 64 * files.KIB, "1 MiB": files.MIB}
CONNECTIONS = 64
COLUMNS = [page.Column("req/CPU s", "requests_cpu_s", "median", 0),
           page.Column("to nginx", "requests_cpu_s", "ratio", 2),
           page.Column("(best)", "requests_cpu_s", "best", 2, True),
           page.Column("CPU us", "cpu_us", "median", 1),
           page.Column("switches", "switches", "median", 2),
           page.Column("p50 us", "p50_us", "median", 1),
           page.Column("req/s", "rate", "median", 0)]
CONFIGURATION = """
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
daemon off;
events {{ worker_connections 4096; }}
http {{
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    tcp_nodelay on;
    keepalive_timeout 65;
    keepalive_requests 1000000000;
    access_log {folder}/nginx-access.log combined buffer=64k flush=1s;
    client_body_temp_path {folder}/nginx-temp;
    proxy_temp_path {folder}/nginx-temp;
    fastcgi_temp_path {folder}/nginx-temp;
    uwsgi_temp_path {folder}/nginx-temp;
    scgi_temp_path {folder}/nginx-temp;
    {cache}
    server {{ listen 127.0.0.1:{port} reuseport; root {root}; }}
}}
"""
CACHE = ("open_file_cache max=1000; open_file_cache_valid 60s; "
         "open_file_cache_min_uses 1;")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx(servers.Server):
    """It prints nothing: we choose the port and ask until it answers."""

    def __init__(self, bench, root, cache, log):
        self.chosen = free_port()
        self.configuration = bench.path("nginx.conf")
        with open(self.configuration, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(
                folder=bench.folder, port=self.chosen, root=root,
                user=user_line(),
                cache=CACHE if cache else ""))
        super().__init__([program(), "-c", self.configuration, "-e",
                          bench.path("nginx-error.log")], log)

    def port_wait(self):
        end = time.monotonic() + servers.START_LIMIT_S
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.chosen), 1).close()
            except OSError:
                time.sleep(0.02)
            else:
                if self.pids:
                    return self.chosen
        raise servers.RunFailed(f"nginx: exit {self.process.poll()}")

    @property
    def pids(self):
        """Its worker: the master only waits."""
        pid = self.process.pid
        path = f"/proc/{pid}/task/{pid}/children"
        with open(path, encoding="ascii") as file:
            return [int(word) for word in file.read().split()]


def user_line():
    """As root, nginx would give its worker to somebody who may not read here.
    """
    return f"user {getpass.getuser()};" if os.geteuid() == 0 else ""


def program():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def root_make(bench):
    root = bench.path("www")
    os.makedirs(root, exist_ok=True)
    for name, size in SIZES.items():
        with open(os.path.join(root, file_name(name)), "wb") as file:
            file.write(os.urandom(size))
    os.makedirs(bench.path("nginx-temp"), exist_ok=True)
    return root


def file_name(row):
    return row.replace(" ", "-") + ".bin"


def server(bench, variant, root, log):
    if variant != "openiocp":
        return Nginx(bench, root, variant == "nginx-cache", log)
    return servers.Server(
        [bench.program("openiocp-web"), "--port", 0, "--threads", 1, "--log",
         bench.path("openiocp-access.log"), root], log)


def run(bench):
    variants = bench.present({"openiocp": "openiocp-web"})
    if program():
        variants = ["nginx", "nginx-cache"] + variants
    else:
        bench.leave_out("nginx (not installed)")
    root = root_make(bench)
    print(f"\nWeb: one file, {CONNECTIONS} kept connections; figures are a "
          "request")
    for row in SIZES:
        options = ["--connections", CONNECTIONS, "--path",
                   "/" + file_name(row)] + echo.times(bench, 2)

        def once(variant):
            with bench.log() as log, \
                    server(bench, variant, root, log) as started:
                figures = servers.load_run(bench.load, started, options)
            return {**figures, "requests_cpu_s": 1e6 / figures["cpu_us"]}

        bench.rounds("web", row, variants, bench.arguments.rounds, once)
        page.table(bench.results, "web", row, COLUMNS, ["nginx"])
    for name in ("nginx-access.log", "openiocp-access.log"):
        if os.path.exists(bench.path(name)):
            os.remove(bench.path(name))
