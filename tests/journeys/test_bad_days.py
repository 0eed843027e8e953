"""The whole installation on bad days: processes killed at any instant, the database away, the desk gone.

A short run; BAD_DAYS_KILLS=200 makes it as long as the promise is.
"""

from __future__ import annotations

import os
import random
import signal
import time

import requests

from hoaban.front.directory import Outgoing, PublishedDirectory
from tests.support.command import HOABAN, get, hoaban
from tests.support.installation import ARTICLES, Publisher, Reader, a_running_portal, children, shown, until

KILLS = int(os.environ.get("BAD_DAYS_KILLS", "6"))


def test_killing_anything_at_any_instant_loses_no_publish_and_leaves_no_half_page(tmp_path):
    chance = random.Random(20261124)
    with a_running_portal(tmp_path) as (supervisor, port):
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
                until(lambda name=victim: name in children(supervisor.pid))
                pid = children(supervisor.pid)[victim]
                os.kill(pid, signal.SIGKILL)
                until(lambda name=victim, pid=pid: children(supervisor.pid).get(name, pid) != pid)
            killed.append(victim)
        publisher.finish()
        until(lambda: len(children(supervisor.pid)) == 3)
        for pk, number in publisher.acknowledged.items():
            until(lambda pk=pk, number=number: shown(port, publisher.addresses[pk]) >= number)
        # What was committed and not acknowledged any more is pressed too.
        until(lambda: hoaban(tmp_path, "verify", HOABAN_MODE="development").returncode == 0)
        reader.finish()
        assert_half_a_page_would_be_noticed(tmp_path, port, publisher)
    assert len(killed) == KILLS
    assert reader.read > KILLS
    assert reader.faults == []
    assert len(reader.seen) > ARTICLES, "it saw pages change"
    assert reader.seen <= publisher.published, "every answer was a version that was published, to the byte"
    verified = hoaban(tmp_path, "verify", HOABAN_MODE="development")
    assert verified.returncode == 0, verified.stdout
    assert "0 differ" in verified.stdout


def assert_half_a_page_would_be_noticed(var, port, publisher):
    """The proof can fail: what is put into the directory by another hand is no version that was published."""
    directory, address = PublishedDirectory(var / "published"), "/tin-tuc/bai-0/"
    whole = directory.read("localhost", address)
    for body in (whole.replace("Một đoạn văn dài".encode(), "Một đoạn khác".encode(), 1), whole):
        directory.write([Outgoing("localhost", address, body)])
        directory.move_on()
        reader = Reader(port)
        reader.start()
        until(lambda reader=reader: reader.read > ARTICLES)
        reader.finish()
        assert bool(reader.seen - publisher.published) is (body != whole)


def test_everything_published_is_read_while_database_desk_and_press_are_gone(tmp_path):
    with a_running_portal(tmp_path) as (supervisor, port):
        published = {
            "/" + str(path.parent.relative_to(tmp_path / "published/localhost")).lstrip(".") + "/"
            for path in (tmp_path / "published/localhost").rglob("index.html")
        }
        assert len(published) > ARTICLES
        until(lambda: len(children(supervisor.pid)) == 3)
        gone = children(supervisor.pid)
        os.kill(supervisor.pid, signal.SIGSTOP)
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
            os.kill(supervisor.pid, signal.SIGCONT)
        until(lambda: requests.get(f"http://127.0.0.1:{port}/quan-tri/login/", timeout=20).status_code == 200)


def test_what_stops_is_started_again(tmp_path):
    with a_running_portal(tmp_path) as (supervisor, port):
        for name in ("front", "desk", "worker"):
            before = children(supervisor.pid)[name]
            os.kill(before, signal.SIGKILL)
            until(lambda name=name, before=before: children(supervisor.pid).get(name, before) != before)
            assert get(port, "/").status_code == 200
    assert supervisor.returncode == 0
    assert HOABAN
