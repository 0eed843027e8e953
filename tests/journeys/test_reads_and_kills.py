"""Whatever is killed whenever, each read that was answered counts exactly once: on PostgreSQL, with real processes.

A run of twenty kills; READ_KILLS=50 makes it as long as the promise is.
"""

from __future__ import annotations

import os
import random
import secrets
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from hoaban.front.journal import FOLDER, JOURNAL, RECORD
from tests.machine import ROOT
from tests.support.installation import a_small_portal_on_postgresql, python, until
from tests.support.journals import where_it_is_noon

KILLS = int(os.environ.get("READ_KILLS", "20"))
COUNT = """
import threading
import django; django.setup()
from django.conf import settings
from dataclasses import replace
from hoaban.publication.followers import follow
from hoaban.counting.following import COUNTING
follow(replace(COUNTING, seconds=0.1), settings.VAR, threading.Event())
"""


class Scene:
    """An installation with two processes that write reads and one that counts them."""

    def __init__(self, var, server, zone):
        self.var, self.server = var, server
        self.options = {"HOABAN_DATABASE_URL": server.address, "HOABAN_TIME_ZONE": zone}
        self.day = datetime.now(ZoneInfo(zone)).date().isoformat()
        self.site = self.ask("SELECT id FROM wagtailcore_site")
        self.said = Path(tempfile.mkdtemp(dir=var))
        self.tally = self.count()
        self.writers = [self.write() for _ in range(2)]

    def start(self, *words, **how):
        command, settings = python(self.var, *words, **self.options)
        return subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL, **how)

    def count(self):
        return self.start("-c", COUNT)

    def write(self):
        name = f"{secrets.randbits(63):016x}"
        with (self.said / name).open("wb") as said:
            words = (str(self.var / FOLDER), self.day, str(self.site), name)
            return self.start("-m", "tests.counting.writing_process", *words, stdout=said)

    def kill_a_tally(self):
        self.tally.kill()
        self.tally.wait()
        self.tally = self.count()

    def kill_a_writer(self):
        writer = self.writers.pop(0)
        writer.kill()
        writer.wait()
        self.writers.append(self.write())

    def kill_the_database(self):
        self.server.kill()
        self.server.start()

    def end(self):
        for process in (*self.writers, self.tally):
            process.kill()
            process.wait()

    def ask(self, question):
        with psycopg.connect(self.server.address) as connection:
            return connection.execute(question).fetchone()[0]

    def counted(self):
        return int(self.ask("SELECT coalesce(sum(reads), 0) FROM counting_siteday"))

    def turn(self):
        return self.ask("SELECT \"offset\" FROM counting_journalposition WHERE segment = ''")

    def answered(self):
        return sum(place.stat().st_size for place in self.said.iterdir())

    def written(self):
        return sum(place.stat().st_size for place in (self.var / FOLDER / JOURNAL).rglob("*.reads")) // RECORD.size


def test_each_answered_read_counts_exactly_once(tmp_path):
    chance = random.Random(20261125)
    with a_small_portal_on_postgresql(tmp_path) as server:
        zone = where_it_is_noon()
        scene = Scene(tmp_path, server, zone)
        killed = 0
        try:
            until(lambda: scene.counted() > 0)
            for _ in range(KILLS):
                before = scene.answered()
                time.sleep(chance.uniform(0.05, 1.0))  # the instant is what is left to chance
                act = chance.choice([scene.kill_a_tally, scene.kill_a_writer, scene.kill_the_database])
                killed += act == scene.kill_a_writer
                act()
                until(lambda before=before: scene.answered() > before)
            for writer in scene.writers:
                writer.kill()
                writer.wait()
            killed += len(scene.writers)
            until(lambda: scene.counted() >= scene.written())
            scene.kill_a_tally()
            # What is written now is counted last, so that nothing else can be on its way.
            turn, last = scene.turn(), scene.write()
            until(lambda: scene.turn() > turn)
            last.kill()
            last.wait()
            killed += 1
            until(lambda: scene.counted() >= scene.written())
            assert scene.counted() == scene.written()
            assert scene.answered() <= scene.written() <= scene.answered() + killed
            pages = scene.ask("SELECT sum(reads) FROM counting_pagereads WHERE period = 'ever'")
            assert int(pages) == scene.counted()
        finally:
            scene.end()
