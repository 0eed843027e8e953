"""One process at a time."""

import signal
import subprocess
import sys

import pytest

from hoaban.kit.processes import LockHeld, alone
from tests.machine import ROOT

HOLD = """
import sys
from pathlib import Path
from hoaban.kit.processes import alone
with alone(Path(sys.argv[1]), wait=True):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(lock):
    command = [sys.executable, "-c", HOLD, str(lock)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env={"PYTHONPATH": str(ROOT / "src")}, **pipes)


def test_a_second_one_is_told_or_waits_until_the_first_is_killed(tmp_path):
    lock = tmp_path / "a" / "lock"
    with holder(lock) as first:
        assert first.stdout.readline() == "held\n"
        with pytest.raises(LockHeld, match="lock"), alone(lock):
            pass
        with holder(lock) as second:
            first.send_signal(signal.SIGKILL)
            assert second.stdout.readline() == "held\n"
            second.stdin.close()
    with alone(lock):
        pass
