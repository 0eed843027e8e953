"""What a long act shows, to people and to files; and what systemd is told of the front."""

import contextlib
import io
import logging
import os
import socket
import threading

import pytest

from hoaban.site import progress as module
from hoaban.site.notify import VARIABLE, Notifier
from hoaban.site.progress import SECONDS_BETWEEN_LINES, bar_progress, in_words, line_progress, shown


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test puts forward."""
    hand = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: hand[0])
    return hand


@pytest.mark.parametrize(
    ("seconds", "done", "left", "words"),
    [
        (10, 0, 5, "no telling how long"),
        (10, -1, 5, "no telling how long"),
        (10, 10, 0, "about 0 s left"),
        (10, 10, 119, "about 119 s left"),
        (10, 10, 120, "about 2 min left"),
        (60, 1, 600, "about 600 min left"),
    ],
)
def test_the_rest_is_told_in_words(seconds, done, left, words):
    assert in_words(seconds, done, left) == words


def test_a_line_comes_every_few_seconds_and_at_the_end(clock, capsys):
    progress = line_progress("Pressing")
    progress(1, 100, "/a/")
    assert capsys.readouterr().out == ""
    clock[0] += SECONDS_BETWEEN_LINES
    progress(10, 100, "/b/")
    progress(11, 100, "/c/")
    assert capsys.readouterr().out == "Pressing: 10 of 100, about 45 s left (/b/)\n"
    progress(100, 100, "/d/")
    assert capsys.readouterr().out == "Pressing: 100 of 100 (/d/)\n"


def test_the_pace_is_that_of_the_last_lines(clock, capsys):
    progress = line_progress("Pressing")
    for done in (*range(1, 10), 109):
        clock[0] += SECONDS_BETWEEN_LINES
        progress(done, 1_000, "/")
    assert "109 of 1000, about 255 s left" not in capsys.readouterr().out, "the slow beginning counts no more"


def test_nothing_to_do_is_an_end(capsys):
    line_progress("Pressing")(0, 0, "nothing")
    assert capsys.readouterr().out == "Pressing: 0 of 0 (nothing)\n"


class Bar:
    n = total = 0
    said = ""

    def set_postfix_str(self, said, refresh):
        self.said = said

    def update(self, by):
        self.n += by


def test_a_bar_stands_where_the_act_is():
    bar = Bar()
    progress = bar_progress(bar)
    progress(3, 10, "x" * 60)
    assert (bar.n, bar.total, len(bar.said)) == (3, 10, 40)
    progress(2, 20, "again")
    assert (bar.n, bar.total, bar.said) == (2, 20, "again")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "bar"), [(Terminal(), True), (io.StringIO(), False)])
def test_a_bar_is_for_terminals_alone(monkeypatch, capsys, stream, bar):
    monkeypatch.setattr(module.sys, "stderr", stream)
    with shown("Pressing") as progress:
        progress(5, 5, "/")
    assert ("Pressing" in stream.getvalue()) is bar
    assert (capsys.readouterr().out == "") is bar


def fails_behind_a_bar(log):
    with shown("Pressing"):
        log.info("hidden")
        log.warning("told")
        raise ZeroDivisionError


def test_only_warnings_are_logged_meanwhile_also_after_a_fault(caplog):
    log = logging.getLogger("hoaban.test")
    with caplog.at_level("INFO"):
        with pytest.raises(ZeroDivisionError):
            fails_behind_a_bar(log)
        log.info("after")
    assert [record.message for record in caplog.records] == ["told", "after"]


# systemd -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def a_front(answer):
    """A socket that answers one question."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError), server.accept()[0] as connection:
                connection.recv(1_000)
                connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """systemd, as far as it listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "notify"))
        heard.setblocking(False)
        monkeypatch.setenv(VARIABLE, str(tmp_path / "notify"))
        yield heard


@pytest.mark.parametrize(
    ("answer", "good"),
    [(b"HTTP/1.1 200 OK\r\n\r\n", True), (b"HTTP/1.1 503 Away\r\n\r\n", False), (b"HTTP/1.1 20", False), (b"x", False)],
)
def test_the_front_is_ready_when_it_answers_well(answer, good):
    with a_front(answer) as port:
        assert Notifier("127.0.0.1", port).answers() is good


def test_systemd_is_told_once(manager):
    with a_front(b"HTTP/1.1 200 OK\r\n\r\n") as port:
        notifier = Notifier("127.0.0.1", port)
        assert VARIABLE not in os.environ, "no process below speaks in its name"
        notifier.look()
        notifier.look()
    assert manager.recv(100) == b"READY=1"
    with pytest.raises(BlockingIOError):
        manager.recv(100)
    notifier.say("STOPPING=1")
    assert manager.recv(100) == b"STOPPING=1"


def test_a_front_that_is_not_there_yet_is_looked_for_again(manager):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        notifier = Notifier("127.0.0.1", taken.getsockname()[1])
        notifier.look()
        assert notifier.waits


def test_without_systemd_nobody_is_asked(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    notifier = Notifier("127.0.0.1", 1)
    monkeypatch.setattr(notifier, "answers", lambda: pytest.fail("It asked."))
    notifier.look()
    notifier.say("STOPPING=1")


def test_a_manager_that_is_gone_is_no_reason_to_stop(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    Notifier("127.0.0.1", 1).say("STOPPING=1")


def test_a_name_in_the_kernel_is_spoken_to_as_well(monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(f"\0hoaban-test-{os.getpid()}")
        monkeypatch.setenv(VARIABLE, f"@hoaban-test-{os.getpid()}")
        Notifier("127.0.0.1", 1).say("STOPPING=1")
        assert heard.recv(100) == b"STOPPING=1"
