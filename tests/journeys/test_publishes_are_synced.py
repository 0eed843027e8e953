"""What is acknowledged as published was brought to the disk before: the order of the system calls shows it.

A stand-in for a power cut and no proof: what a disk says that it has kept is believed. A short run;
SYNCED_PUBLISHES=200 makes it as long as the promise is.
"""

from __future__ import annotations

import os
import re
import subprocess

from tests.machine import ROOT, program
from tests.support.installation import a_small_portal, python

PUBLISHES = int(os.environ.get("SYNCED_PUBLISHES", "5"))
PUBLISH = f"""
import django; django.setup()
from django.db import connection
from tests.support.publisher import publish
connection.cursor().execute("%s")
for number in range({PUBLISHES}):
    publish(number)
"""
TO_THE_LOG = re.compile(r"(pwrite64|fdatasync|fsync)\(\d+<[^>]*-wal>.* = \d+")
ACKNOWLEDGED = re.compile(r'write\(1<[^>]*>, "done ')


def acknowledged(tmp_path, first="SELECT 1"):
    """For each acknowledged publish whether all that was written to the database's log before it was synced."""
    calls = tmp_path / "calls"
    command, settings = python(tmp_path, "-c", PUBLISH % first)
    trace = [program("strace"), "-f", "-y", "-s", "8", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", str(calls)]
    subprocess.run([*trace, *command], cwd=ROOT, env=settings, check=True, capture_output=True)
    found, written, synced = [], 0, 0
    for call in calls.read_text(encoding="utf-8", errors="replace").splitlines():
        to_the_log = TO_THE_LOG.search(call)
        if to_the_log and to_the_log[1] == "pwrite64":
            written, synced = written + 1, 0
        elif to_the_log:
            synced += 1
        elif ACKNOWLEDGED.search(call):
            assert written, "a publish writes into the log"
            found.append(synced > 0)
            written = 0
    return found


def test_every_acknowledged_publish_was_synced_before(tmp_path):
    a_small_portal(tmp_path)
    assert acknowledged(tmp_path) == [True] * PUBLISHES
    assert False in acknowledged(tmp_path, "PRAGMA synchronous = NORMAL"), "a database that does not sync is caught"
