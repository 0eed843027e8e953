"""Thousands who hold a connection and say nothing, or half a question, while others read.

A short run; IDLE_CONNECTIONS=10000 makes it as long as the promise is.
"""

import os
import resource
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.machine import ROOT
from tests.support.wire import HOST, Site, Wire, running_front, until

IDLE = int(os.environ.get("IDLE_CONNECTIONS", "5000"))
IN_ONE_PROCESS = 2500
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\nX-Slow: "
READS = 50


@contextmanager
def held(port, count, said=b""):
    """Connections that other processes hold."""
    command = [sys.executable, str(ROOT / "tests/front/many_idle.py"), str(port)]
    shares = [min(IN_ONE_PROCESS, count - begun) for begun in range(0, count, IN_ONE_PROCESS)]
    processes = [
        subprocess.Popen([*command, str(share), said.hex()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for share in shares
    ]
    try:
        assert [int(process.stdout.readline()) for process in processes] == shares
        yield
    finally:
        for process in processes:
            process.stdin.close()
            process.wait(30)
            process.stdout.close()


def sockets_of(front):
    return sum(name.startswith("socket:") for name in front.opened())


@pytest.mark.parametrize(
    ("count", "said"), [(IDLE, b""), (500, HALF_A_HEAD)], ids=["who say nothing", "who say half a question"]
)
def test_others_read_while_many_hold_a_connection(tmp_path, count, said):
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count + 500:
        pytest.skip(f"A process may open {soft} files here, and {count} connections are more.")
    site = Site(tmp_path)
    body = site.write("/", b"<p>here</p>" * 500)
    # They are to be held for as long as the test reads, however slow the machine is.
    patient = {"head_seconds": 300, "idle_seconds": 300}
    with running_front(site.root, tmp_path / "no-desk", limits=patient) as front:
        for _ in range(READS):
            assert front.ask("/").body == body
        before = front.resident()
        with held(front.port, count, said):
            until(lambda: sockets_of(front) >= count, 60)
            with Wire(front.port) as kept:
                for _ in range(READS):
                    assert front.ask("/").body == body
                    assert kept.ask("/").body == body
            assert sockets_of(front) >= count, "they were held all the time"
            assert front.resident() - before < 200 * 1024 * 1024
        until(lambda: sockets_of(front) < count, 60)
        assert front.ask("/").body == body
