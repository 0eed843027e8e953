"""The whole installation on bad days: processes killed at any instant, the database away, the desk gone.

A short run; BAD_DAYS_KILLS=200 makes it as long as the promise is.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.machine import ROOT
from tests.site.test_command import HOABAN, environment, free_port, get, hoaban, serving

KILLS = int(os.environ.get("BAD_DAYS_KILLS", "12"))
ARTICLES = 5
NUMBERS = re.compile(r"Số (\d+)</h1>.*?Mở đầu (\d+)\..*?Thân bài (\d+)\.", re.DOTALL)
MAKE = f"""
import django; django.setup()
from tests.builders import a_portal, a_section, an_article
from hoaban.site import trial
from django.conf import settings
trial.make_ready(settings.HOABAN)
section = a_section(a_portal())
for number in range({ARTICLES}):
    an_article(section, "Số 0", slug=f"bai-{{number}}", lead="Mở đầu 0.", text="Thân bài 0.")
"""


def python(var, *words, **options):
    settings = {"HOABAN_MODE": "development", "DJANGO_SETTINGS_MODULE": "hoaban.site.settings", **options}
    return [sys.executable, *words], {**environment(var, settings), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


def a_small_portal(var):
    command, settings = python(var, "-c", MAKE)
    subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True)


def until(true, seconds=60):
    """Wait until something is true; fail where it does not become so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "This did not come true in time."
        time.sleep(0.02)


def children(pid):
    """By name (front, desk, worker) the processes that the keeper keeps."""
    found = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        names = {b"hoaban.front.server": "front", b"hoaban.site.desk": "desk", b"hoaban.site.worker": "worker"}
        found.update({names[word]: int(child) for word in words if word in names})
    return found


class Publisher:
    """The process that publishes, and what it was told is safe."""

    def __init__(self, var):
        self.var, self.acknowledged, self.addresses, self.next = var, {}, {}, 1
        self.start()

    def start(self):
        command, settings = python(self.var, "tests/journeys/publisher.py", str(self.next))
        self.process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, args=(self.process,), daemon=True).start()

    def listen(self, process):
        for line in process.stdout:
            pk, number, address = line.split()
            self.acknowledged[int(pk)] = int(number)
            self.addresses[int(pk)] = address
            self.next = max(self.next, int(number) + 1)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.next += 1

    def again(self):
        self.kill()
        self.start()


class Reader(threading.Thread):
    """Reads published pages all the time; whatever is answered must be one whole version."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.done, self.read, self.refused, self.faults = port, threading.Event(), 0, 0, []

    def run(self):
        while not self.done.is_set():
            address = f"http://127.0.0.1:{self.port}/tin-tuc/bai-{self.read % ARTICLES}/"
            try:
                answer = requests.get(address, timeout=20)
            except requests.RequestException:
                self.refused += 1
                continue
            self.read += 1
            found = NUMBERS.search(answer.text)
            whole = answer.status_code == 200 and found and len(set(found.groups())) == 1
            if not whole or not answer.text.rstrip().endswith("</html>"):
                self.faults.append((answer.status_code, found and found.groups(), answer.text[-60:]))


@contextmanager
def a_running_portal(var):
    a_small_portal(var)
    port = free_port()
    with serving(var, port, "--empty") as (keeper, _said):
        until(lambda: '"complete": true' in read(var / "published/hosts.json"))
        yield keeper, port


def read(path):
    return path.read_text() if path.exists() else ""


def test_killing_anything_at_any_instant_loses_no_publish_and_leaves_no_half_page(tmp_path):
    chance = random.Random(20261124)
    with a_running_portal(tmp_path) as (keeper, port):
        publisher, reader = Publisher(tmp_path), Reader(port)
        until(lambda: len(publisher.addresses) == ARTICLES)
        reader.start()
        killed = []
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.05, 1.0))  # the instant is what is left to chance
            victim = chance.choice(["front", "desk", "worker", "publisher"])
            if victim == "publisher":
                publisher.again()
            else:
                until(lambda name=victim: name in children(keeper.pid))
                pid = children(keeper.pid)[victim]
                os.kill(pid, signal.SIGKILL)
                until(lambda name=victim, pid=pid: children(keeper.pid).get(name, pid) != pid)
            killed.append(victim)
        publisher.kill()
        until(lambda: len(children(keeper.pid)) == 3)
        for pk, number in publisher.acknowledged.items():
            until(lambda pk=pk, number=number: shown(port, publisher.addresses[pk]) >= number)
        reader.done.set()
        reader.join()
    assert len(killed) == KILLS
    assert reader.read > KILLS
    assert reader.faults == []
    verified = hoaban(tmp_path, "verify", HOABAN_MODE="development")
    assert verified.returncode == 0, verified.stdout
    assert "0 differ" in verified.stdout


def shown(port, address):
    """The number that the published page carries."""
    return int(NUMBERS.search(get(port, address).text)[1])


def test_everything_published_is_read_while_database_desk_and_press_are_gone(tmp_path):
    with a_running_portal(tmp_path) as (keeper, port):
        published = {
            "/" + str(path.parent.relative_to(tmp_path / "published/localhost")).lstrip(".") + "/"
            for path in (tmp_path / "published/localhost").rglob("index.html")
        }
        assert len(published) > ARTICLES
        until(lambda: len(children(keeper.pid)) == 3)
        gone = children(keeper.pid)
        os.kill(keeper.pid, signal.SIGSTOP)
        try:
            for name in ("desk", "worker"):
                os.killpg(gone[name], signal.SIGKILL)
            database = tmp_path / "hoaban.sqlite3"
            database.rename(tmp_path / "away.sqlite3")
            for address in sorted(published):
                answer = requests.get(f"http://127.0.0.1:{port}{address.replace('//', '/')}", timeout=20)
                assert answer.status_code == 200, address
            refused = requests.get(f"http://127.0.0.1:{port}/quan-tri/login/", timeout=20)
            assert refused.status_code == 503
            assert "Traceback" not in refused.text
            (tmp_path / "away.sqlite3").rename(database)
        finally:
            os.kill(keeper.pid, signal.SIGCONT)
        until(lambda: requests.get(f"http://127.0.0.1:{port}/quan-tri/login/", timeout=20).status_code == 200)


@pytest.mark.parametrize("name", ["front", "desk", "worker"])
def test_what_stops_is_started_again(tmp_path, name):
    with a_running_portal(tmp_path) as (keeper, port):
        before = children(keeper.pid)[name]
        os.kill(before, signal.SIGKILL)
        until(lambda: children(keeper.pid).get(name, before) != before)
        assert get(port, "/").status_code == 200
    assert keeper.returncode == 0
    assert HOABAN
