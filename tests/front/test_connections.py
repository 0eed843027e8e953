"""What a connection may do: order, limits, deadlines, framing, and a clean end."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.machine import ROOT
from tests.support.requests_at_fault import FAULTS, HEAD, HIDDEN, POST
from tests.support.wire import HOST, Site, Wire, request, running_front, until


def test_the_front_runs_without_django(front):
    loaded = subprocess.run(
        [sys.executable, "-c", "import hoaban.front.server, sys; print(*sorted(sys.modules))"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "uvicorn" in loaded
    rooms = {name.split(".")[1] for name in loaded if name.startswith("hoaban.")}
    assert rooms <= {"front", "kit"}
    assert [name for name in loaded if name.split(".")[0] in {"django", "wagtail"}] == []
    assert "django" not in Path(f"/proc/{front.process.pid}/maps").read_text()


def test_wrong_options_are_told_in_a_sentence():
    for said in ([], ["{}"], ["nonsense"]):
        ended = subprocess.run(
            [sys.executable, "-m", "hoaban.front.server", *said],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


def test_answers_come_in_the_order_of_the_questions(front, desk):
    with Wire(front.port) as wire:
        wire.send(
            request("/") + request("/tep/wait/order") + request("/tin-tuc/") + request("/tep/echo") + request("/")
        )
        assert wire.reply().body.startswith(b"<!DOCTYPE")
        until(lambda: desk.is_waiting("order"))
        assert front.ask("/").status == 200, "others do not wait"
        desk.let_go("order")
        assert wire.reply().body == b"waited"
        assert wire.reply().body.startswith(b"<p>news")
        assert wire.reply()["x-desk"] == "yes"
        assert wire.reply().body.startswith(b"<!DOCTYPE")


def test_many_questions_at_once_and_one_letter_at_a_time(front):
    with Wire(front.port) as wire:
        wire.send(request("/") * 500)
        assert {wire.reply().status for _ in range(500)} == {200}
        for byte in request("/tin-tuc/"):
            wire.send(bytes([byte]))
        assert wire.reply().body.startswith(b"<p>news")


@pytest.mark.parametrize("size", [5, 200_000])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_nobody_asked_for_does_not_disturb_the_next_question(front, size, chunked):
    body = b"GET /tep/echo HTTP/1.1\r\n\r\n".ljust(size, b"x")[:size]
    sent = request("/", body=body)
    if chunked:
        sent = request("/", Transfer_Encoding="chunked") + b"%x\r\n%b\r\n0\r\nX-Trailer: 1\r\n\r\n" % (size, body)
    with Wire(front.port) as wire:
        wire.send(sent + request("/tin-tuc/"))
        assert wire.reply().body.startswith(b"<!DOCTYPE")
        assert wire.reply().body.startswith(b"<p>news")


def test_a_connection_is_kept_or_closed_as_asked(front):
    with Wire(front.port) as wire:
        assert wire.ask("/", Connection="keep-alive").status == 200
        closing = wire.ask("/", Connection="close")
        assert closing["connection"] == "close"
        assert wire.is_over()
    old = front.raw(b"GET / HTTP/1.0\r\nHost: " + HOST.encode() + b"\r\nConnection: keep-alive\r\n\r\n")
    assert old.startswith(b"HTTP/1.1 200")
    late = front.raw(HEAD + b"Connection: close\r\n\r\n" + HIDDEN)
    assert late.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_smuggled_behind_a_faulty_request(front, desk, fault):
    before = desk.asked()
    answer = front.raw(FAULTS[fault] + HIDDEN)
    assert answer.startswith(b"HTTP/1.1 400") or (not answer and "chunk" in fault), answer[:200]
    assert answer.count(b"HTTP/1.1 ") <= 1
    assert not [line for line in desk.asked()[len(before) :] if "hidden" in line]
    # The kept connections to the desk are still in step.
    for number in range(3):
        assert front.ask(f"/tep/echo/{number}", "POST", b"abc")["x-desk"] == "yes"


def test_a_fault_behind_a_question_does_not_take_its_answer_away(front, desk):
    with Wire(front.port) as wire:
        wire.send(request("/") + request("/tep/wait/fault") + b"\x00nonsense" + HIDDEN)
        assert wire.reply().status == 200
        until(lambda: desk.is_waiting("fault"))
        desk.let_go("fault")
        assert wire.reply().body == b"waited"
        assert wire.is_over()


def test_an_upgrade_is_ignored(front):
    asked = HEAD + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n"
    answer = front.raw(asked + HIDDEN)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /" + b"a" * 9000, 414),
        (HEAD + b"X: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (HEAD + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(40)) + b"\r\n", 431),
        (HEAD + b"X: 1\r\n" * 100 + b"\r\n", 431),
        (HEAD + b"X: 1\r\n" * 99 + b"\r\n", 200),
        (HEAD + b"X: " + b"a" * 31_000 + b"\r\n\r\n", 200),
    ],
)
def test_a_head_has_its_limits(front, sent, status):
    with Wire(front.port) as wire:
        assert wire.send(sent).reply().status == status
        assert status == 200 or wire.is_over()


@pytest.mark.parametrize("start", [HEAD + b"X: ", POST + b"Transfer-Encoding: chunked\r\n\r\n1;", b"GET /"])
def test_a_head_without_end_costs_no_memory(front, start):
    before = front.resident()
    with Wire(front.port) as wire:
        wire.send(start)
        sent = sum(wire.offer(b"a" * 32_768) for _ in range(3000))
    assert sent < 50_000_000, "the connection was cut"
    assert front.resident() - before < 5_000_000
    assert front.ask("/").status == 200


def test_trailers_are_no_headers(front):
    chunked = request("/tep/echo", "POST", Transfer_Encoding="chunked")
    with Wire(front.port) as wire:
        wire.send(chunked + b"3\r\nabc\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\nCookie: a=b\r\n\r\n")
        said = wire.reply().body
    assert b"6.6.6.6" not in said
    assert b"COOKIE" not in said


@pytest.fixture(scope="module")
def hasty(site, desk):
    """A front that waits for less long, so that the tests do too."""
    limits = {
        "head_seconds": 0.5,
        "idle_seconds": 1.0,
        "body_seconds": 0.5,
        "write_seconds": 0.5,
        "linger_seconds": 0.3,
    }
    with running_front(site.root, desk.socket, limits=limits) as front:
        yield front


def test_half_heads_hold_nobody_up_and_are_closed(hasty):
    with ExitStack() as held:
        wires = [held.enter_context(Wire(hasty.port)) for _ in range(100)]
        for wire in wires:
            wire.send(HEAD + b"X-Slow: ")
        assert hasty.ask("/").status == 200
        assert hasty.ask("/tep/echo").status == 200
        assert {wire.reply().status for wire in wires} == {408}
        assert all(wire.is_over() for wire in wires)


def test_one_letter_now_and_then_does_not_prolong_the_wait(hasty):
    with Wire(hasty.port) as wire:
        wire.send(HEAD + b"X-Slow: ")
        wire.socket.settimeout(0.05)
        answered = b""
        while not answered:
            wire.send(b"a")
            try:
                answered = wire.socket.recv(100)
            except TimeoutError:
                continue
        assert answered.startswith(b"HTTP/1.1 408")


def test_who_says_nothing_is_told_nothing(hasty):
    assert hasty.raw(b"") == b""
    with Wire(hasty.port) as wire:
        assert wire.ask("/").status == 200
        assert wire.is_over()


@pytest.mark.parametrize(
    "framing", [b"Content-Length: 10000\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc"]
)
def test_a_body_that_does_not_come_is_given_up(hasty, framing):
    answer = hasty.raw(POST + framing)
    assert answer.startswith(b"HTTP/1.1 408")
    assert hasty.ask("/tep/echo", "POST", b"abc")["x-desk"] == "yes"


def test_a_reader_who_takes_nothing_is_cut(hasty, site):
    site.write("/_files/aa/phim.webm", bytes(40_000_000))
    with Wire(hasty.port) as wire:
        wire.send(request("/_files/aa/phim.webm"))
        until(lambda: "phim.webm" in hasty.opened())
        until(lambda: "phim.webm" not in hasty.opened())
        assert 0 < wire.rest() < 40_000_000


def test_a_slow_reader_who_reads_is_served(hasty, site):
    body = site.write("/_files/bb/phim.webm", os.urandom(6_000_000))
    with Wire(hasty.port) as wire:
        wire.send(request("/_files/bb/phim.webm"))
        assert wire.reply().body == body


def test_two_thousand_who_only_stay(tmp_path, desk):
    site = Site(tmp_path)
    site.write("/", b"here")
    with running_front(site.root, desk.socket) as front, ExitStack() as held:
        before = front.resident()
        wires = []
        for _ in range(2000):
            one = held.enter_context(socket.create_connection(("127.0.0.1", front.port)))
            one.sendall(request("/"))
            wires.append(one)
        assert all(one.recv(15) == b"HTTP/1.1 200 OK" for one in wires)
        assert front.ask("/").body == b"here"
        assert front.resident() - before < 60_000_000


def test_a_stop_lets_what_is_under_way_finish(tmp_path, desk):
    site = Site(tmp_path)
    site.write("/", b"here")
    with running_front(site.root, desk.socket) as front, Wire(front.port) as idle, Wire(front.port) as busy:
        assert idle.ask("/").body == b"here"
        busy.send(request("/tep/wait/stop"))
        until(lambda: desk.is_waiting("stop"))
        front.process.send_signal(signal.SIGTERM)
        assert idle.is_over()
        desk.let_go("stop")
        assert busy.reply().body == b"waited"
        assert front.process.wait(10) == 0
