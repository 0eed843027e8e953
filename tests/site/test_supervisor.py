"""What the supervisor decides, without processes: when something starts again, what is ended, where it listens."""

import os
import signal
import socket
import tempfile
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from hoaban.front.process_states import ProcessState, ask
from hoaban.kit.processes import alone
from hoaban.site import supervised_process as module
from hoaban.site.front_options import front_options
from hoaban.site.options import Options
from hoaban.site.supervised_process import (
    AGAIN_AND_AGAIN,
    FIRST_BACK_OFF,
    LONGEST_BACK_OFF,
    SECONDS_OF_A_GOOD_LIFE,
    SECONDS_OF_AGAIN,
    SupervisedProcess,
)
from hoaban.site.supervisor import (
    LOCK,
    LONGEST_SOCKET_PATH,
    PRIVATE_FOLDERS,
    AddressNotFree,
    ServedAlready,
    Supervisor,
    SupervisorOptions,
    UnusableFolder,
    become_supervisor,
    desk_socket,
    keep_private,
    listening_addresses,
    make_sure_it_is_free,
    socket_path,
)
from hoaban.site.watchdog import Watchdog, restarts
from tests.support.command import free_port


class Child:
    """A process of the tests: lives until it is told to have ended."""

    pid = 4_242

    def __init__(self, code=None):
        self.code, self.signals = code, []

    def poll(self):
        return self.code

    def terminate(self):
        self.signals.append("TERM")

    def wait(self, timeout=None):
        if self.code is None and timeout is not None:
            raise module.subprocess.TimeoutExpired("child", timeout)
        return self.code


@pytest.fixture
def killed(monkeypatch):
    """The groups that were ended."""
    ended = []
    monkeypatch.setattr(module.os, "killpg", lambda pid, number: ended.append((pid, number)))
    return ended


@pytest.fixture
def started(monkeypatch):
    """What was started, instead of starting it."""
    begun = []

    def start(command, **_named):
        begun.append(command)
        return Child()

    monkeypatch.setattr(module.subprocess, "Popen", start)
    return begun


def a_process(**fields):
    return SupervisedProcess("desk", ["desk"], **fields)


def test_what_runs_is_not_started_again(started):
    process = a_process()
    for now in (0.0, 1.0, 2.0):
        process.start_if_due({}, now)
    assert started == [["desk"]]


def test_what_died_of_its_start_waits_longer_each_time(started, killed, capsys):
    process, pauses, now = a_process(), [], 0.0
    for _number in range(8):
        process.start_if_due({}, now)
        process.running.code = 1
        process.start_if_due({}, now)
        assert process.running is None, "the back-off is not over"
        pauses.append(process.start_at - now)
        now = process.start_at
    assert pauses[:3] == pytest.approx([FIRST_BACK_OFF * 2, FIRST_BACK_OFF * 4, FIRST_BACK_OFF * 8])
    assert pauses[-1] == pytest.approx(LONGEST_BACK_OFF)
    assert "The desk stopped (code 1); it starts again in 0.4 s." in capsys.readouterr().out
    assert len(killed) == 8, "what it had started goes with it"


@pytest.mark.parametrize(
    ("lived", "was_silent", "pause"),
    [
        (SECONDS_OF_A_GOOD_LIFE, False, FIRST_BACK_OFF),
        (SECONDS_OF_A_GOOD_LIFE - 0.1, False, 4.0),
        (SECONDS_OF_A_GOOD_LIFE * 10, True, 4.0),
    ],
)
def test_a_good_life_is_no_reason_to_wait(killed, lived, was_silent, pause):
    process = a_process(back_off=2.0, was_silent=was_silent, running=Child(-9))
    process.note_exit(-9, lived)
    assert process.start_at - lived == pytest.approx(pause)
    assert not process.was_silent


def listening_for(seconds):
    return SimpleNamespace(silence=lambda *_words: seconds, listen=lambda _now: [])


def test_what_is_silent_is_ended_with_all_that_it_started(killed, capsys):
    process = a_process(running=Child())
    assert process.kill_if_silent(listening_for(42.0), 100.0) == 42.0
    assert killed == [(Child.pid, signal.SIGKILL)]
    assert process.was_silent
    assert "The desk has answered nothing for 42 s and is ended." in capsys.readouterr().out


def test_what_answers_or_does_not_run_is_left_alone(killed):
    assert a_process(running=Child()).kill_if_silent(listening_for(0.0), 100.0) == 0
    assert a_process().kill_if_silent(listening_for(42.0), 100.0) == 0
    assert killed == []


def test_a_restart_of_what_was_silent_is_remembered(killed, tmp_path):
    process = a_process(running=Child())
    Supervisor([process, a_process()], {}, None, listening_for(42.0), tmp_path).kill_silent()
    assert [(each.name, each.seconds) for each in restarts(tmp_path)] == [("desk", 42)]


def test_who_is_asked_to_finish_is_ended_only_when_the_time_is_over(killed):
    process = a_process(running=Child())
    process.stop()
    assert process.running.signals == ["TERM"]
    process.running.wait = lambda timeout=None: 0 if timeout is None else Child.wait(process.running, timeout)
    process.end(0.0)
    assert killed == [(Child.pid, signal.SIGKILL)]


def test_who_has_finished_or_never_ran_is_asked_nothing(killed):
    done = a_process(running=Child(0))
    for process in (done, a_process()):
        process.stop()
        process.end(0.0)
    assert done.running.signals == []
    assert killed == []


def test_a_supervisor_that_is_stopped_stops_all_and_tells_systemd(started, killed, monkeypatch, tmp_path):
    said = []
    processes = [a_process(), SupervisedProcess("worker", ["worker"])]
    notifier = SimpleNamespace(look=lambda: said.append("look"), say=said.append)
    watchdog = listening_for(0.0)
    supervisor = Supervisor(processes, {}, notifier, watchdog, tmp_path)
    monkeypatch.setattr(module.signal, "signal", lambda *_words: None)
    watchdog.wait = lambda _seconds: supervisor.ask_to_stop(signal.SIGTERM, None)
    monkeypatch.setattr(Child, "wait", lambda _self, _timeout=None: 0)
    supervisor.run()
    assert started == [["desk"], ["worker"]]
    assert said == ["look", "STOPPING=1"]
    assert [process.running.signals for process in processes] == [["TERM"], ["TERM"]]


def test_what_waits_for_another_starts_when_that_is_done_and_that_is_not_started_again(started, killed):
    first = a_process(is_once=True)
    second = SupervisedProcess("worker", ["worker"], after=first)
    for process in (first, second):
        process.start_if_due({}, 0.0)
    assert (started, second.running) == ([["desk"]], None)
    first.running.code = 1
    first.start_if_due({}, 1.0)
    second.start_if_due({}, 2.0)
    assert second.running is None, "what failed is not done"
    first.start_if_due({}, 3.0)
    first.running.code = 0
    for process in (first, second, first):
        process.start_if_due({}, 4.0)
    assert started == [["desk"], ["desk"], ["worker"]]


def heard(age=0.5, troubles=()):
    return SimpleNamespace(age_of_beat=lambda *_words: age, troubles_of=lambda *_words: troubles)


@pytest.mark.parametrize(
    ("fields", "watchdog", "state"),
    [
        ({"running": Child()}, heard(), ("ok", ())),
        ({"running": Child()}, heard(age=None), ("starts", ())),
        ({"running": Child()}, heard(age=6.0), ("answers nothing", ())),
        ({"running": Child()}, heard(troubles=("press: full",)), ("does not do all of its work", ("press: full",))),
        ({}, heard(), ("starts again", ())),
        ({"is_done": True}, heard(), ("ok", ())),
        ({"after": SupervisedProcess("preparation", [])}, heard(), ("waits for the preparation", ())),
    ],
)
def test_how_a_process_is(fields, watchdog, state):
    assert a_process(**fields).state(watchdog, 100.0) == ProcessState(*state)


def test_who_ends_again_and_again_is_told_until_it_lives_well(killed):
    process, now = a_process(), 0.0
    for _number in range(AGAIN_AND_AGAIN):
        assert process.state(heard(), now).state != "ends again and again"
        process.running = Child(1)
        process.note_exit(1, now)
        now += 1.0
    process.running = Child()
    assert process.state(heard(), now).state == "ends again and again"
    assert process.state(heard(), SECONDS_OF_AGAIN).state == "ok"


def test_who_asks_the_supervisor_hears_how_all_are(tmp_path):
    watchdog = Watchdog(tmp_path / "sock", seconds=30, threads=1)
    supervisor = Supervisor([a_process()], {}, None, watchdog, tmp_path)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(ask(watchdog.path)))
    asking.start()
    watchdog.wait(10)
    supervisor.kill_silent()
    asking.join(10)
    watchdog.socket.close()
    assert answers == [{"desk": ProcessState("starts again")}]
    assert ask(tmp_path / "nobody") is None


# Addresses and sockets -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "ipv6", "addresses"),
    [
        ("127.0.0.1", False, ["127.0.0.1"]),
        ("127.0.0.1", True, ["127.0.0.1", "::1"]),
        ("0.0.0.0", True, ["0.0.0.0", "::"]),
        ("192.0.2.7", True, ["192.0.2.7"]),
        ("::1", True, ["::1"]),
    ],
)
def test_the_ipv6_counterpart_is_listened_at_where_there_is_one(tmp_path, address, ipv6, addresses):
    assert listening_addresses(Options(var=tmp_path, address=address, ipv6=ipv6)) == addresses


def test_a_port_that_is_free_and_one_that_was_just_left_are_good():
    port = free_port()
    make_sure_it_is_free("127.0.0.1", port)
    make_sure_it_is_free("127.0.0.1", port)


def test_an_address_that_this_machine_does_not_have_is_told():
    with pytest.raises(AddressNotFree, match=r"Port 8000 at 192\.0\.2\.7 cannot be used: .* hoaban serve --port 8001"):
        make_sure_it_is_free("192.0.2.7", 8000)


def test_a_socket_lies_in_the_state_folder_where_the_path_is_short_enough(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    room = LONGEST_SOCKET_PATH - len("/desk.sock")
    short, long = Path("/" + "v" * (room - 1)), Path("/" + "v" * room)
    assert desk_socket(short) == short / "desk.sock"
    moved = desk_socket(long)
    assert moved.parent.parent == tmp_path
    assert moved.parent.stat().st_mode & 0o777 == 0o700
    assert desk_socket(long) == moved
    assert socket_path(long.with_name("w" * room), "desk.sock") != moved


def test_what_is_made_private_is_there_and_the_way_to_the_published_stays(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "published").mkdir(mode=0o755)
    keep_private(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"published", *PRIVATE_FOLDERS}
    assert tmp_path.stat().st_mode & 0o777 == 0o711
    assert (tmp_path / "published").stat().st_mode & 0o777 == 0o755
    keep_private(tmp_path)


@pytest.fixture
def became(monkeypatch):
    """The program that this process would turn into, with its environment."""
    turned = []
    monkeypatch.setattr(module.os, "execve", lambda *words: turned.append(words))
    return turned


def test_the_supervisor_gets_everything_that_it_must_know(became, tmp_path, capsys):
    options = Options(var=tmp_path, hosts=("a.example",), port=free_port(), silence=7, threads=3)
    become_supervisor(options, front_options(options), fills=True)
    ((_program, command, environment),) = became
    told = SupervisorOptions.from_json(command[-1])
    assert (told.var, told.silence, told.desk_threads) == (tmp_path, 7, 3)
    assert told.front == front_options(options)
    assert environment["HOABAN_VAR"] == str(tmp_path)
    assert environment["HOABAN_PORT"] == str(options.port)
    assert environment.items() >= {k: v for k, v in os.environ.items() if not k.startswith("HOABAN_")}.items()
    assert f"http://127.0.0.1:{options.port}/ (stop with Ctrl-C)" in capsys.readouterr().out


def test_a_port_that_is_taken_is_told_before_anything_is_written(became, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        options = Options(var=tmp_path, hosts=("a.example",), port=other.getsockname()[1])
        with pytest.raises(AddressNotFree):
            become_supervisor(options, front_options(options), fills=True)
    assert became == []
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_a_second_one_on_the_same_folder_is_refused_whatever_its_port(became, tmp_path):
    options = Options(var=tmp_path, hosts=("a.example",), port=free_port())
    with alone(tmp_path / LOCK), pytest.raises(ServedAlready, match=f"The process {os.getpid()} serves the state"):
        become_supervisor(options, front_options(options), fills=True)
    assert became == []


def test_a_folder_that_cannot_be_written_is_told(became, tmp_path):
    (tmp_path / "file").touch()
    options = Options(var=tmp_path / "file", hosts=("a.example",), port=free_port())
    with pytest.raises(UnusableFolder, match=r"cannot be written: .* choose another one"):
        become_supervisor(options, front_options(options), fills=True)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"var": "/x"}', '{"var": "/x", "front": "{}", "more": 1}'])
def test_what_no_supervisor_was_told_is_refused(text):
    with pytest.raises((TypeError, ValueError, KeyError)):
        SupervisorOptions.from_json(text)
