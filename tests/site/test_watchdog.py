"""What the watchdog hears and concludes, on a clock of the tests; and what it remembers for the doctor."""

import json
import os
import socket
from contextlib import closing
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

from hoaban.site import watchdog as module
from hoaban.site.watchdog import (
    LONGEST_GAP,
    MOST_REMEMBERED,
    RESTARTS,
    SECONDS_TO_BEGIN,
    TIMES_LONGER,
    Watchdog,
    group_of,
    note_restart,
    restarts,
)

GROUP = os.getpgid(0)
ME = os.getpid()
SILENCE, THREADS = 30.0, 4


@pytest.fixture
def watchdog(tmp_path):
    """One that has looked at second 0 of its clock, and takes that for its beginning."""
    made = Watchdog(tmp_path / "sock", seconds=SILENCE, threads=THREADS)
    made.since = made.looked_at = 0.0
    yield made
    made.socket.close()


def beat(busy=0, done=0, name="desk", pid=ME):
    return f"{name} {pid} {busy} {done}".encode()


def silence(watchdog, now, started_at=0.0, name="desk", group=GROUP):
    return watchdog.silence(name, group, started_at, now)


@pytest.mark.parametrize(("now", "seconds"), [(SILENCE, 0.0), (SILENCE + 1, SILENCE + 1), (500.0, 500.0)])
def test_who_has_beaten_once_must_go_on(watchdog, now, seconds):
    watchdog.note(beat(), 0.0)
    assert silence(watchdog, now) == seconds


@pytest.mark.parametrize(("now", "seconds"), [(SECONDS_TO_BEGIN, 0.0), (SECONDS_TO_BEGIN + 1, SECONDS_TO_BEGIN + 1)])
def test_who_has_not_begun_may_load_for_long(watchdog, now, seconds):
    assert silence(watchdog, now) == seconds


def test_a_longer_silence_is_also_the_time_to_begin(watchdog):
    watchdog.seconds = SECONDS_TO_BEGIN * 2
    assert silence(watchdog, SECONDS_TO_BEGIN + 1) == 0


def test_a_beat_ends_a_silence(watchdog):
    watchdog.note(beat(), 0.0)
    watchdog.note(beat(), SILENCE + 1)
    assert silence(watchdog, SILENCE * 2) == 0


def test_nothing_counts_before_the_start_of_the_process(watchdog):
    watchdog.note(beat(), 0.0)
    assert silence(watchdog, SILENCE + 1, started_at=SILENCE) == 0


def test_with_no_limit_nobody_is_ever_silent(watchdog):
    watchdog.seconds = 0
    watchdog.note(beat(), 0.0)
    assert silence(watchdog, 10_000.0) == 0


@pytest.mark.parametrize(
    ("busy", "done_later", "silent"),
    [
        (THREADS, 0, True),
        (THREADS + 1, 0, True),
        (THREADS - 1, 0, False),
        (THREADS, 1, False),
    ],
)
def test_threads_that_are_all_stuck_are_silent_though_the_heart_beats(watchdog, busy, done_later, silent):
    long = SILENCE * TIMES_LONGER
    watchdog.note(beat(busy=busy), 0.0)
    watchdog.note(beat(busy=busy, done=done_later), long)
    watchdog.note(beat(busy=busy, done=done_later), long + 1)
    assert (silence(watchdog, long + 1) > 0) is silent


def test_one_process_of_several_is_enough_to_be_silent(watchdog, monkeypatch):
    monkeypatch.setattr(module, "group_of", lambda _pid: GROUP)
    watchdog.note(beat(pid=1), 0.0)
    watchdog.note(beat(pid=2), SILENCE + 1)
    assert silence(watchdog, SILENCE + 2) == SILENCE + 2


def test_who_has_ended_and_who_is_anothers_is_forgotten(watchdog, monkeypatch):
    monkeypatch.setattr(module, "group_of", {1: GROUP, 2: GROUP + 1, 3: 0}.get)
    for pid in (1, 2, 3):
        watchdog.note(beat(pid=pid), 0.0)
    watchdog.note(beat(name="front", pid=2), 0.0)
    assert len(watchdog.heartbeats_of("desk", GROUP)) == 1
    assert set(watchdog.heartbeats) == {("desk", 1), ("front", 2)}


@pytest.mark.parametrize(
    "nonsense", [b"", b"desk", b"desk 1 2", b"desk 1 2 3 4", b"desk one 2 3", b"\xff 1 2 3", b"desk 1 2 3.5"]
)
def test_what_is_no_beat_is_passed_over(watchdog, nonsense):
    watchdog.note(nonsense, 0.0)
    assert watchdog.heartbeats == {}


def test_beats_are_heard_at_a_socket_of_the_owner_alone(watchdog):
    assert watchdog.path.stat().st_mode & 0o077 == 0
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as heart:
        for done in (1, 2, 3):
            heart.sendto(beat(done=done), str(watchdog.path))
        heart.sendto(b"x" * 1_000, str(watchdog.path))
    watchdog.listen(1.0)
    assert [(last.at, last.done) for last in watchdog.heartbeats.values()] == [(1.0, 3)]


def test_a_socket_that_somebody_took_away_is_made_anew_and_accuses_nobody(watchdog, monkeypatch):
    watchdog.note(beat(), 0.0)
    watchdog.path.unlink()
    assert silence(watchdog, SILENCE + 1) > 0
    watchdog.listen(SILENCE + 1)
    assert silence(watchdog, SILENCE + 1) == 0
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as heart:
        heart.sendto(beat(done=7), str(watchdog.path))
    watchdog.listen(SILENCE + 2)
    assert [last.done for last in watchdog.heartbeats.values()] == [7]


def test_a_socket_that_cannot_be_made_anew_is_heard_on_and_accuses_nobody(watchdog, monkeypatch):
    watchdog.path.unlink()
    with monkeypatch.context() as patch:
        patch.setattr(watchdog, "opened", Mock(side_effect=OSError("no such folder")))
        watchdog.note(beat(), 0.0)
        watchdog.listen(SILENCE + 1)
        assert silence(watchdog, SILENCE + 1) == 0
        watchdog.wait(0)
    watchdog.listen(SILENCE + 2)
    assert watchdog.path.exists()


def test_a_socket_that_was_left_behind_is_no_obstacle(watchdog, tmp_path):
    again = Watchdog(tmp_path / "sock", seconds=SILENCE, threads=THREADS)
    again.socket.close()


@pytest.mark.parametrize(("gap", "silent"), [(LONGEST_GAP, True), (LONGEST_GAP + 1, False)])
def test_a_supervisor_that_slept_accuses_nobody(watchdog, gap, silent):
    watchdog.note(beat(), 0.0)
    watchdog.looked_at = SILENCE
    watchdog.listen(SILENCE + gap)
    assert (silence(watchdog, SILENCE + gap) > 0) is silent


def test_the_group_of_a_process_that_is_gone_is_none():
    assert group_of(2**22 + 1) == 0
    assert group_of(ME) == GROUP


def test_restarts_are_remembered_in_order_and_only_so_many(tmp_path):
    assert restarts(tmp_path) == []
    for number in range(MOST_REMEMBERED + 5):
        note_restart(tmp_path, "desk", number + 0.6)
    found = restarts(tmp_path)
    assert [each.seconds for each in found] == list(range(6, MOST_REMEMBERED + 6))
    assert {each.name for each in found} == {"desk"}
    assert abs((datetime.now(UTC) - found[-1].at).total_seconds()) < 3600
    assert [path.name for path in tmp_path.iterdir()] == [RESTARTS]


@pytest.mark.parametrize("line", ["", "{", "[]", "{}", '{"at": "never", "name": "desk", "seconds": 1}', "null"])
def test_a_line_that_cannot_be_read_hides_no_other(tmp_path, line):
    good = json.dumps({"at": "2026-12-05T08:00:00+00:00", "name": "front", "seconds": 31})
    (tmp_path / RESTARTS).write_text(f"{line}\n{good}\n")
    assert [(each.name, each.seconds) for each in restarts(tmp_path)] == [("front", 31)]


def test_a_disk_that_takes_nothing_stops_nobody(tmp_path):
    note_restart(tmp_path / "nowhere", "desk", 31)
    assert restarts(tmp_path / "nowhere") == []
