"""The whole installation counts: what is answered is summed exactly, and nothing of a reader stays anywhere."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sqlite3
import threading
import time
from contextlib import closing

from hoaban.front.journal import RECORD
from tests.support.command import get
from tests.support.installation import a_running_portal, children, until
from tests.support.journals import where_it_is_noon
from tests.support.wire import Wire, request

ADDRESSES, REPORTS = 500, 10_000
KILLS = int(os.environ.get("READ_KILLS", "5"))
ARTICLE = "/tin-tuc/bai-0/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
)
COOKIE, AGENT = "phien=Bi-Mat-Cua-Ban-Doc", f"{PHONE} May-Rieng/7.31"
TOTALS = "reads repeats robots previews excess".split()
OPTIONS = {"HOABAN_TRUSTED_PROXIES": "127.0.0.1", "HOABAN_TIME_ZONE": where_it_is_noon()}


def address(number):
    """An address in a network of its own."""
    return f"203.{number % 250}.{number // 250}.77"


def report(number, agent=AGENT):
    """A report of a reader's browser, with everything that could be kept of the reader."""
    told = {"Content_Type": "text/plain", "User_Agent": agent, "X_Forwarded_For": address(number), "Cookie": COOKIE}
    told["Host"] = "localhost"
    return request("/_reads", "POST", f"{ARTICLE}\n".encode(), **told)


def totals(var):
    """How many records became sums, whatever they count as."""
    with closing(sqlite3.connect(var / "hoaban.sqlite3", timeout=30)) as database:
        found = database.execute(
            f"SELECT {', '.join(f'coalesce(sum({name}), 0)' for name in TOTALS)} FROM counting_siteday"
        )
        return dict(zip(TOTALS, found.fetchone(), strict=True))


def places_that_hold(var, *marks):
    """Every file below a folder, and every table, in which one of the marks stands."""
    files = [path for path in var.rglob("*") if path.is_file()]
    found = [path.name for path in files if any(mark in path.read_bytes() for mark in marks)]
    with closing(sqlite3.connect(var / "hoaban.sqlite3", timeout=30)) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in database.execute(f'SELECT * FROM "{table}"'):
                text = repr(row).encode()
                found += [table for mark in marks if mark in text]
    return found


def shown(port):
    """The figures that the front answers now; a browser that prefetches asks, so that it changes none of them."""
    with Wire(port) as wire:
        told = {"Content_Type": "text/plain", "User_Agent": PHONE, "Sec_Purpose": "prefetch", "Host": "localhost"}
        return json.loads(wire.send(request("/_reads", "POST", f"{ARTICLE}\n".encode(), **told)).reply().body)


def test_after_ten_thousand_reports_nothing_of_a_reader_lies_anywhere(tmp_path, capfd):
    marks = [b"Bi-Mat-Cua-Ban-Doc", b"May-Rieng", *(address(number).encode() for number in range(ADDRESSES))]
    with a_running_portal(tmp_path, **OPTIONS) as (_supervisor, port):
        with Wire(port) as wire:
            for start in range(0, REPORTS, 100):
                wire.send(b"".join(report(number % ADDRESSES) for number in range(start, start + 100)))
                assert {wire.reply().status for _ in range(100)} == {200}
        until(lambda: sum(totals(tmp_path).values()) == REPORTS)
        assert totals(tmp_path)["reads"] >= ADDRESSES
        until(lambda: shown(port).get("reads") == totals(tmp_path)["reads"])
        assert {"hoaban.sqlite3", "wagtailcore_page"} <= set(places_that_hold(tmp_path, b"bai-0")), (
            "it finds what is there"
        )
        assert places_that_hold(tmp_path, *marks) == []
    assert places_that_hold(tmp_path, *marks) == []
    said = "".join(capfd.readouterr()).encode()
    assert not [mark for mark in marks if mark in said]


class Readers(threading.Thread):
    """Reports reads all the time, each from another network; counts those that were answered, and those cut off."""

    def __init__(self, port, numbers):
        super().__init__(daemon=True)
        self.port, self.numbers, self.done, self.answered, self.cut_off = port, numbers, threading.Event(), 0, 0

    def run(self):
        while not self.done.is_set():
            try:
                with Wire(self.port) as wire:
                    while not self.done.is_set():
                        self.report(wire)
            except OSError:
                time.sleep(0.02)  # until the front is back

    def report(self, wire):
        number = next(self.numbers)
        wire.send(report(number % 50_000))
        self.cut_off += 1
        status = wire.reply().status
        assert status == 200, status
        self.answered, self.cut_off = self.answered + 1, self.cut_off - 1


def test_every_answered_report_counts_exactly_once_whatever_is_killed(tmp_path):
    chance = random.Random(20261125)
    with a_running_portal(tmp_path, **OPTIONS) as (supervisor, port):
        numbers = itertools.count()
        readers = [Readers(port, numbers) for _ in range(3)]
        for reader in readers:
            reader.start()
        for _ in range(KILLS):
            before = sum(totals(tmp_path).values())
            time.sleep(chance.uniform(0.05, 1.5))  # the instant is what is left to chance
            name = chance.choice(["front", "worker"])
            # One that was killed shortly before waits longer and longer until it is started again.
            until(lambda name=name: name in children(supervisor.pid))
            os.kill(children(supervisor.pid)[name], signal.SIGKILL)
            until(lambda before=before: sum(totals(tmp_path).values()) > before)
        for reader in readers:
            reader.done.set()
            reader.join()
        journal = (tmp_path / "reads/journal").rglob("*.reads")
        written = sum(path.stat().st_size for path in journal) // RECORD.size
        answered, cut_off = (sum(getattr(reader, name) for reader in readers) for name in ("answered", "cut_off"))
        assert answered <= written <= answered + cut_off
        until(lambda: sum(totals(tmp_path).values()) >= written)
        until(lambda: {"front", "worker"} <= children(supervisor.pid).keys())
        assert get(port, "/_health").status_code == 200, "asked until the front is back"
        before = totals(tmp_path)
        os.kill(children(supervisor.pid)["worker"], signal.SIGKILL)
        turn = turn_of(tmp_path)
        with Wire(port) as wire:
            assert wire.send(report(1)).reply().status == 200
        until(lambda: turn_of(tmp_path) > turn)
        assert sum(before.values()) == written
        assert sum(totals(tmp_path).values()) == written + 1


def turn_of(var):
    """How often the tally has counted."""
    with closing(sqlite3.connect(var / "hoaban.sqlite3", timeout=30)) as database:
        return database.execute("SELECT offset FROM counting_journalposition WHERE segment = ''").fetchone()[0]
