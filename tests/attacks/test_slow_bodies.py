"""Who sends slowly, sends without end, or does not read what he asked for, holds no thread of the desk."""

import json
import signal
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.support.nginx import running_nginx
from tests.support.wire import Wire, request, running_front, until

MB = 1024 * 1024
# As the attack was found: most of a form at once, then next to nothing.
LENGTH, AT_ONCE = 900_000, 270_000
THREADS = 8
ELSEWHERE = "127.0.1.1"
FRAMINGS = {
    "with a length": ({"Content_Length": str(LENGTH)}, b"x" * AT_ONCE, b"x" * (LENGTH - AT_ONCE)),
    "in chunks": (
        {"Transfer_Encoding": "chunked"},
        b"%x\r\n%b\r\n" % (AT_ONCE, b"x" * AT_ONCE),
        b"%x\r\n%b\r\n0\r\n\r\n" % (LENGTH - AT_ONCE, b"x" * (LENGTH - AT_ONCE)),
    ),
}


@pytest.fixture(scope="module")
def front(site, desk):
    with running_front(site.root, desk.socket, desk_threads=THREADS) as front:
        yield front


@pytest.fixture
def nginx(front, site, tmp_path):
    with running_nginx(tmp_path, site.root, front.port) as nginx:
        yield nginx


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("door", ["front", "nginx"])
def test_forms_that_do_not_end_are_not_shown_to_the_desk(front, nginx, desk, door, framing):
    server = {"front": front, "nginx": nginx}[door]
    head, first, rest = FRAMINGS[framing]
    before = len(desk.asked())
    with ExitStack() as held:
        wires = [held.enter_context(Wire(server.port)) for _ in range(2 * THREADS)]
        for wire in wires:
            wire.send(request("/tep/echo/slow", "POST", **head) + first)
        # By now the front has as much of each as it would have shown.
        assert json.loads(server.ask("/tep/echo/quick", "POST", b"x" * AT_ONCE).body)["count"] == AT_ONCE
        assert [line for line in desk.asked()[before:] if "slow" in line] == []
        for wire in wires:
            assert json.loads(wire.send(rest).reply().body)["count"] == LENGTH
    assert len([line for line in desk.asked()[before:] if "slow" in line]) == len(wires)


@pytest.mark.parametrize("door", ["front", "nginx"])
def test_a_cookie_alone_opens_no_way_for_an_upload(front, nginx, desk, door):
    server, before = {"front": front, "nginx": nginx}[door], len(desk.asked())
    head = {"Content_Length": str(200 * MB), "Cookie": "sessionid=forged", "X_Hoaban_Announces": "5"}
    with Wire(server.port) as wire:
        reply = wire.send(request("/tep/echo", "POST", **head)).reply()
        assert (reply.status, reply.body) == (413, b"too large for you")
    with Wire(server.port) as wire:
        wire.send(request("/tep/echo", "POST", Transfer_Encoding="chunked", Cookie="sessionid=forged"))
        for _ in range(17):
            wire.offer(b"10000\r\n" + bytes(65536) + b"\r\n")
        assert wire.reply().status == 413
    assert desk.asked()[before:] == [], "nothing but the announcement"


def test_nobody_announces_in_the_name_of_the_front(front):
    assert "HTTP_X_HOABAN_ANNOUNCES" not in json.loads(front.ask("/tep/echo", X_Hoaban_Announces="5").body)


def test_slow_uploads_of_editors_leave_half_of_the_threads(front, desk):
    size, before = 3 * MB, len(desk.asked())
    with ExitStack() as held:
        wires = [held.enter_context(Wire(front.port)) for _ in range(THREADS + 4)]
        for wire in wires:
            head = {"Content_Length": str(size), "Cookie": "sessionid=real"}
            wire.send(request("/tep/echo/upload", "POST", **head) + bytes(2 * MB))
        assert front.ask("/tep/echo/quick", "POST", b"abc").status == 200
        assert len([line for line in desk.asked()[before:] if "upload" in line]) <= THREADS // 2
        for wire in wires:
            assert json.loads(wire.send(bytes(MB)).reply().body)["count"] == size


def test_who_does_not_read_holds_no_thread(front):
    with ExitStack() as held:
        wires = []
        for _ in range(2 * THREADS):
            wire = held.enter_context(Wire(front.port))
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wires.append(wire.send(request("/tep/film")))
        assert [wire.line() for wire in wires] == ["HTTP/1.1 200 OK"] * len(wires)
        assert front.ask("/tep/echo").status == 200
    with Wire(front.port) as wire:
        assert len(wire.ask("/tep/film").body) == 500 * 65536


def test_a_body_that_falls_behind_the_average_is_given_up(site, desk):
    limits = {"body_seconds": 0.5, "body_least": 1, "body_rate": 1_000_000}
    with running_front(site.root, desk.socket, limits=limits) as front, Wire(front.port) as wire:
        wire.send(request("/tep/echo", "POST", Content_Length=str(LENGTH)))
        wire.socket.settimeout(0.05)
        answered, sent = b"", 0
        while not answered and sent < LENGTH:
            sent += wire.offer(b"x" * 2000)
            try:
                answered = wire.socket.recv(100)
            except TimeoutError:
                continue
        assert answered.startswith(b"HTTP/1.1 408")


def test_the_oldest_body_of_a_network_gives_way(site, desk):
    limits = {"bodies_of_network": 3}
    with running_front(site.root, desk.socket, limits=limits) as front, ExitStack() as held:
        wires = [held.enter_context(Wire(front.port)) for _ in range(3)]
        for number, wire in enumerate(wires):
            wire.send(request(f"/tep/echo/{number}", "POST", Content_Length="10", Expect="100-continue"))
            assert wire.reply().status == 100, "it is waited for by now"
        assert front.ask("/tep/echo", "POST", b"abc").status == 200, "who comes behind them is not locked out"
        assert wires[0].reply().status == 408
        for wire in wires[1:]:
            assert json.loads(wire.send(b"x" * 10).reply().body)["count"] == 10


def test_where_all_are_too_many_the_network_that_has_most_gives_way(site, desk):
    limits = {"bodies_of_network": 3, "bodies": 4}
    with running_front(site.root, desk.socket, limits=limits) as front, ExitStack() as held:
        sources = [ELSEWHERE, *["127.0.0.1"] * 3]
        wires = [held.enter_context(Wire(front.port, source=source)) for source in sources]
        for wire in wires:
            wire.send(request("/tep/echo", "POST", Content_Length="10", Expect="100-continue"))
            assert wire.reply().status == 100
        with Wire(front.port, source="127.0.2.1") as third:
            assert third.ask("/tep/echo", "POST", b"abc").status == 200
        assert wires[1].reply().status == 408
        assert json.loads(wires[0].send(b"x" * 10).reply().body)["count"] == 10


def kept_files(front, folder):
    """The files of a folder that the front holds open; they need no name there."""
    found = []
    for each in Path(f"/proc/{front.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(each.readlink())
    return [path for path in found if path.parent == folder]


@pytest.mark.parametrize("end", ["the visitor leaves", "the front is killed", "the body is complete"])
def test_no_file_stays(tmp_path, site, desk, end):
    spool = tmp_path / "spool"
    with running_front(site.root, desk.socket, spool=str(spool)) as front:
        with Wire(front.port) as wire:
            wire.send(request("/tep/echo", "POST", Content_Length=str(LENGTH)) + b"x" * AT_ONCE)
            until(lambda: kept_files(front, spool))
            assert list(spool.iterdir()) == []
            assert spool.stat().st_mode & 0o077 == 0
            if end == "the front is killed":
                front.process.send_signal(signal.SIGKILL)
                front.process.wait()
            elif end == "the body is complete":
                wire.send(b"x" * (LENGTH - AT_ONCE))
                assert json.loads(wire.reply().body)["count"] == LENGTH
        if end != "the front is killed":
            until(lambda: not kept_files(front, spool))
    assert list(spool.iterdir()) == []


def test_a_full_folder_is_said_and_everything_else_goes_on(tmp_path, site, desk):
    limits = {"forms_on_disk": 600_000}
    with running_front(site.root, desk.socket, spool=str(tmp_path), limits=limits) as front, Wire(front.port) as wire:
        reply = wire.send(request("/tep/echo", "POST", Content_Length=str(LENGTH)) + bytes(LENGTH)).reply()
        assert (reply.status, reply["retry-after"]) == (503, "10")
        assert front.ask("/tep/echo", "POST", b"x" * 500_000).status == 200
        assert front.ask("/").status == 200
