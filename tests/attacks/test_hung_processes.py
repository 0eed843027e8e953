"""A process that answers nothing is restarted by the supervisor, whatever holds it; one that is busy is left alone."""

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from hoaban.site.watchdog import Watchdog, note_restart, restarts
from tests.attacks.portal import SECONDS, cookie_of_an_editor, logged, pids_of
from tests.support.command import get
from tests.support.installation import until
from tests.support.wire import Wire, request

MB = 1024 * 1024
# With the cookie Django looks for the token in the form, so the desk reads all of it before it refuses.
TOKEN = f"csrftoken={'a' * 32}"
DESK = ("/tim-kiem/?q=hoa", "/quan-tri/login/", "/tep/0/khong.pdf")


def test_four_forms_that_do_not_end_hold_neither_search_nor_sign_in(portal):
    kind = "application/x-www-form-urlencoded"
    head = {"Host": f"127.0.0.1:{portal.port}", "Content_Type": kind, "Cookie": TOKEN}
    with ExitStack() as held:
        wires = [held.enter_context(Wire(portal.port)) for _ in range(4)]
        for wire in wires:
            wire.send(request("/quan-tri/login/", "POST", Content_Length="900000", **head) + b"x" * 270_000)
        for path in DESK:
            assert get(portal.port, path).status_code in {200, 404}, path
        for wire in wires:
            assert wire.send(b"x" * 630_000).reply().status == 403, "no token, but the desk has seen all of it"


@pytest.mark.parametrize("cookie", ["", "sessionid=abcdefghijklmnopqrstuvwxyz012345"])
def test_an_upload_of_nobody_is_refused_before_it_comes(portal, cookie):
    head = {"Host": f"127.0.0.1:{portal.port}", "Cookie": cookie, "Content_Length": str(200 * MB)}
    with Wire(portal.port) as wire:
        reply = wire.send(request("/quan-tri/documents/multiple/add/", "POST", **head)).reply()
    assert (reply.status, reply["connection"]) == (413, "close")
    assert "1 MB" in reply.body.decode()


def test_slow_uploads_of_an_editor_hold_neither_search_nor_sign_in(portal):
    cookies = f"{cookie_of_an_editor(portal)}; {TOKEN}"
    beginning = b'--x\r\nContent-Disposition: form-data; name="files[]"; filename="a.pdf"\r\n\r\n'
    end = b"\r\n--x--\r\n"
    head = {
        "Host": f"127.0.0.1:{portal.port}",
        "Cookie": cookies,
        "Content_Type": "multipart/form-data; boundary=x",
        "Content_Length": str(len(beginning) + 3 * MB + len(end)),
    }
    before = pids_of(portal.supervisor)
    with ExitStack() as held:
        wires = [held.enter_context(Wire(portal.port)) for _ in range(6)]
        for wire in wires:
            wire.send(request("/quan-tri/documents/multiple/add/", "POST", **head) + beginning + b"x" * 2 * MB)
        for path in DESK:
            assert get(portal.port, path).status_code in {200, 404}, path
        for wire in wires:
            assert wire.send(b"x" * MB + end).reply().status == 403, "all of it, and no token"
    assert pids_of(portal.supervisor) == before, "a busy desk is not ended"


def test_a_desk_whose_interpreter_is_held_is_restarted(portal):
    before = pids_of(portal.supervisor)
    with Wire(portal.port) as wire:
        wire.send(request("/tep/hold", Host=f"127.0.0.1:{portal.port}"))
        assert logged(portal, "The desk has answered nothing for")
    until(lambda: pids_of(portal.supervisor).get("desk", before["desk"]) != before["desk"])
    until(lambda: requests.get(f"http://127.0.0.1:{portal.port}/tim-kiem/?q=hoa", timeout=30).status_code == 200)
    after = pids_of(portal.supervisor)
    assert (after["front"], after["worker"]) == (before["front"], before["worker"])
    last = restarts(portal.var)[-1]
    assert last.name == "desk"
    assert last.seconds >= SECONDS


@pytest.mark.parametrize("name", ["desk", "front", "worker"])
def test_a_process_that_is_stopped_is_restarted(portal, name):
    before = pids_of(portal.supervisor)
    # What answers for the desk is what its process has started.
    os.killpg(before[name], signal.SIGSTOP)
    assert logged(portal, f"The {name} has answered nothing for")
    until(lambda: pids_of(portal.supervisor).get(name, before[name]) != before[name])
    until(lambda: not Path(f"/proc/{before[name]}").exists())
    assert get(portal.port, "/tim-kiem/?q=hoa").status_code == 200
    assert restarts(portal.var)[-1].name == name


@pytest.fixture
def watch(tmp_path):
    watch = Watchdog(tmp_path / "supervisor.sock", seconds=30, threads=4)
    # Beats are noted by hand, so the clock is too.
    watch.since = watch.looked_at = 0.0
    group = os.getpgid(0)
    yield SimpleNamespace(
        note=lambda now, busy=0, done=0: watch.note(f"desk {os.getpid()} {busy} {done}".encode(), now),
        silence=lambda now: watch.silence("desk", group, 0.0, now),
        listen=watch.listen,
    )
    watch.socket.close()


def test_silence_is_counted_from_the_last_beat(watch):
    watch.note(10)
    assert watch.silence(39) == 0
    assert watch.silence(41) == 31


def test_a_process_that_has_not_begun_to_beat_has_time_to_load(watch):
    assert watch.silence(119) == 0
    assert watch.silence(121) == 121


def test_hands_that_are_all_busy_are_no_silence_until_none_was_done_for_long(watch):
    for now in range(0, 301, 10):
        watch.note(now, busy=4, done=7)
        assert watch.silence(now) == 0
    watch.note(302, busy=4, done=7)
    assert watch.silence(302) == 302


def test_one_request_that_takes_hours_is_no_silence(watch):
    for now in range(0, 7200, 10):
        watch.note(now, busy=3, done=7)
        assert watch.silence(now) == 0


def test_a_machine_that_slept_has_not_been_silent(watch):
    for now in (1, 2, 3):
        watch.listen(now)
    watch.note(3)
    watch.listen(5000)
    assert watch.silence(5000) == 0
    for now in range(5001, 5032):
        watch.listen(now)
    assert watch.silence(5031) == 31


def test_nonsense_and_the_dead_are_passed_over(tmp_path):
    watch = Watchdog(tmp_path / "supervisor.sock", seconds=30, threads=4)
    now = time.monotonic()
    for beat in (b"", b"desk", b"desk 1 2", b"desk a b c", b"\xff 1 2 3", b"desk 999999999 0 0"):
        watch.note(beat, now - 100)
    assert watch.silence("desk", 999_999_999, now - 100, now) == 0
    watch.socket.close()


def test_restarts_are_remembered_and_not_for_ever(tmp_path):
    for number in range(60):
        note_restart(tmp_path, "desk", number)
    (tmp_path / "restarts.jsonl").open("a").write("half a li")
    assert [each.seconds for each in restarts(tmp_path)] == list(range(10, 60))
    assert restarts(tmp_path / "nowhere") == []
