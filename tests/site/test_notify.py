"""What systemd hears from `hoaban serve`, and what a stop leaves behind."""

import contextlib
import signal
import socket
import subprocess
from pathlib import Path

from tests.machine import ROOT
from tests.support import template
from tests.support.command import HOABAN, environment, free_port, get
from tests.support.wire import until


def below(pid):
    """A process and everything that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in below(int(child)))]


def lives(pid):
    return Path(f"/proc/{pid}").exists()


def test_systemd_hears_that_the_front_answers_and_a_stop_leaves_nothing(tmp_path):
    port, heard_at = free_port(), tmp_path / "notify"
    template.begin(tmp_path / "var")
    with contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(heard_at))
        manager.settimeout(100)
        said = environment(tmp_path / "var", {"HOABAN_MODE": "development", "NOTIFY_SOCKET": str(heard_at)})
        with subprocess.Popen([*HOABAN, "serve", "--port", str(port), "--empty"], cwd=ROOT, env=said) as process:
            assert manager.recv(100) == b"READY=1"
            assert get(port, "/_health").status_code == 200
            until(lambda: get(port, "/quan-tri/login/").status_code == 200, 60)
            started = below(process.pid)
            assert len(started) >= 4
            for pid in started[1:]:
                assert b"NOTIFY_SOCKET" not in Path(f"/proc/{pid}/environ").read_bytes()
            process.send_signal(signal.SIGTERM)
            assert manager.recv(100) == b"STOPPING=1"
            assert process.wait(20) == 0
        assert [pid for pid in started if lives(pid)] == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
