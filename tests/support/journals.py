"""Writes journals as the front does, for tests that count them."""

from __future__ import annotations

import fcntl
import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hoaban.front.journal import JOURNAL, SUFFIX, Device, Kind, Read, packed

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


def milliseconds(text):
    """A moment in Viet Nam in milliseconds since 1970: `milliseconds("2026-11-25 10:00")`."""
    return round(datetime.fromisoformat(text).replace(tzinfo=VIET_NAM).timestamp() * 1000)


def day_of(moment):
    return datetime.fromtimestamp(moment // 1000, UTC).astimezone(VIET_NAM).date()


def where_it_is_noon():
    """A time zone in which no day changes during a test."""
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


def a_read(at, *, site=1, page=5, visitor=1, kind=Kind.SCRIPT, device=Device.PHONE, referrer=b"", mark=0, opening=0):
    return Read(int(kind), int(device), mark, at, site, page, visitor, referrer, opening)


def a_visitor(network, browser=0):
    """The number of a browser in a network: its upper 16 bits say the network alone."""
    return network << 48 | browser


def network_of(visitor):
    return visitor // 2**48


class Writer:
    """One process of a front: holds the segment of its day until it ends."""

    number = 0

    def __init__(self, folder):
        self.folder, self.day, self.file = folder, None, None

    def write(self, *reads):
        for read in reads:
            self.write_bytes(packed(read), day_of(read.milliseconds))

    def write_bytes(self, data, day):
        if day != self.day:
            self.end()
            Writer.number += 1
            place = self.folder / JOURNAL / day.isoformat() / f"{Writer.number:016x}{SUFFIX}"
            place.parent.mkdir(parents=True, exist_ok=True)
            self.file = place.open("ab", buffering=0)
            fcntl.flock(self.file, fcntl.LOCK_EX)
            self.day = day
        self.file.write(data)

    @property
    def name(self):
        return os.path.relpath(self.file.name, self.folder / JOURNAL)

    def end(self):
        if self.file is not None:
            self.file.close()
        self.day = self.file = None
