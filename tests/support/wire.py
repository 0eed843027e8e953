"""Bytes on a socket, for tests that have to see exactly what goes out and what comes back."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from hoaban.front.directory import Outgoing, PublishedDirectory
from hoaban.front.hosts import Hosts
from hoaban.front.limits import Limits
from hoaban.front.options import FrontOptions
from tests.machine import ROOT

HOST = "xa.hoaban.example"
MB = 1024 * 1024
PATIENCE = 10


def until(happens, seconds=PATIENCE):
    """Ask again and again until something is true; what it was then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = happens()
        if found:
            return found
        select.select([], [], [], 0.01)
    raise AssertionError(f"It did not happen within {seconds} s.")


@dataclass
class Reply:
    """One answer as it came."""

    status: int
    headers: list = field(default_factory=list)
    body: bytes = b""

    def __getitem__(self, name):
        return next((value for each, value in self.headers if each == name), None)

    @property
    def lasting(self):
        """Everything that is not the time of day."""
        return self.status, [pair for pair in self.headers if pair[0] != "date"], self.body


class Wire:
    """One connection to the front."""

    def __init__(self, port, timeout=PATIENCE, source="127.0.0.1"):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.file.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)
        return self

    def offer(self, data):
        """Send as long as the other side takes it; how much it took."""
        try:
            self.socket.sendall(data)
        except ConnectionError:
            return 0
        return len(data)

    def ask(self, target, method="GET", body=b"", **headers):
        return self.send(request(target, method, body, **headers)).reply(method)

    def line(self):
        found = self.file.readline()
        if not found:
            raise ConnectionResetError
        return found.rstrip(b"\r\n").decode("latin-1")

    def reply(self, method="GET"):
        status = int(self.line().split()[1])
        headers = []
        while text := self.line():
            name, _, value = text.partition(":")
            headers.append((name.lower(), value.strip()))
        reply = Reply(status, headers)
        if method != "HEAD" and status not in {100, 204, 304}:
            reply.body = self.body(reply)
        return reply

    def body(self, reply):
        if reply["transfer-encoding"] == "chunked":
            pieces = []
            while size := int(self.line(), 16):
                pieces.append(self.file.read(size))
                self.line()
            self.line()
            return b"".join(pieces)
        return self.file.read(int(reply["content-length"])) if reply["content-length"] else self.file.read()

    def rest(self):
        """How many bytes still come before the other side ends the connection."""
        found = 0
        with suppress(ConnectionError):
            while piece := self.socket.recv(1_000_000):
                found += len(piece)
        return found

    def is_over(self):
        """Whether the other side has ended the connection, with nothing more to read."""
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True


def request(target, method="GET", body=b"", **headers):
    """A request as bytes; underscores of header names stand for hyphens, a header None is left out."""
    said = {"Host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
    if body and "Transfer-Encoding" not in said:
        said.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items() if value is not None)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Running:
    """A process that listens, with its figures."""

    def __init__(self, process, port=0):
        self.process = process
        self.port = port

    def ask(self, target, method="GET", body=b"", **headers):
        with Wire(self.port) as wire:
            return wire.ask(target, method, body, **headers)

    def raw(self, data):
        """Everything that comes back for these bytes until the front ends the connection."""
        with Wire(self.port) as wire:
            wire.send(data)
            return wire.file.read()

    def resident(self):
        """Bytes of memory in use."""
        figures = Path(f"/proc/{self.process.pid}/statm").read_text()
        return int(figures.split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def opened(self):
        """Names of the files that it holds open."""
        found = []
        for each in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found.append(each.readlink().name)
        return found

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        finally:
            self.process.kill()
            self.process.wait()


def front_options(root, **said):
    """The options of a front over a directory, with what a test says besides."""
    options = {
        "reads": Path(f"{root}-reads"),
        "addresses": (("127.0.0.1", 0),),
        "desk_socket": Path("/nowhere"),
        "desk_threads": 4,
        "desk_prefixes": ("/quan-tri/", "/tim-kiem/", "/en/tim-kiem/", "/tep/", "/static/", "/media/", "/qr/", "/api/"),
        "https": False,
        "time_zone": "Asia/Ho_Chi_Minh",
        "allowed_hosts": (),
        "trusted_proxies": (),
        "limit_memory": 64 * MB,
        "limit_form": MB,
        "limit_body": 1100 * MB,
    }
    return FrontOptions(root=root, **options | said)


@contextmanager
def running_front(root, desk_socket, *, probe=Wire, **said):
    """A real front over a directory, stopped in the end."""
    limits = Limits(**{"sweep_seconds": 0.1, **said.pop("limits", {})})
    options = front_options(root, desk_socket=desk_socket, limits=limits, **said)
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "hoaban.front.server", options.as_json()],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    front = Running(process)
    try:
        front.port = int(process.stdout.readline().rpartition(b":")[2])
        with probe(front.port) as wire:
            assert wire.ask("/_health").status == 200
        yield front
    finally:
        front.stop()
        process.stdout.close()


class Site:
    """A published directory that a test fills."""

    def __init__(self, root, **hosts):
        self.directory = PublishedDirectory(root)
        self.root = root
        self.say_hosts(**hosts)

    def say_hosts(self, **said):
        hosts = {"folders": {HOST: "xa"}, "default": "xa", "complete": True, **said}
        self.directory.write_hosts(Hosts(**hosts))
        self.directory.move_on()

    def write(self, address, body=b"", folder="xa"):
        self.directory.write([Outgoing(folder, address, body or f"<p>{address}</p>".encode())])
        self.directory.move_on()
        return body
