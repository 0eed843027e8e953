"""Several processes render for one press; helpers that are killed take nothing with them."""

import os
import signal
import subprocess
from pathlib import Path

from tests.machine import ROOT
from tests.support.command import hoaban
from tests.support.installation import a_small_portal, python, until

# Enough for many shares, and plain.
MORE = "import django; django.setup(); from hoaban.demo.bulk import fill_articles; fill_articles(500)"
MODE = {"HOABAN_MODE": "development"}


def helpers_of(pid):
    """Processes that the press started to render for it."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes()
        if b"spawn_main" in words:
            found.append(int(child))
    return found


def test_helpers_may_die_and_the_result_is_the_same(tmp_path):
    a_small_portal(tmp_path)
    command, settings = python(tmp_path, "-c", MORE)
    subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True)
    command, settings = python(tmp_path, "-m", "hoaban.site.command", "press", "--all", HOABAN_PRESSES="2")
    pressing = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    killed = set()
    try:
        until(lambda: helpers_of(pressing.pid))
        for helper in helpers_of(pressing.pid):
            os.kill(helper, signal.SIGKILL)
            killed.add(helper)
        said, warned = pressing.communicate(timeout=120)
    finally:
        pressing.kill()
    assert killed
    assert "A helper of the press died" in warned, warned
    assert pressing.returncode == 0, said + warned
    verified = hoaban(tmp_path, "verify", **MODE)
    assert "0 differ" in verified.stdout, verified.stdout
