"""The tally of reads: how many records a second it counts, and how soon a page shows what was read."""

from __future__ import annotations

import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Site

from bench.figures import Figure
from hoaban.counting import following
from hoaban.counting.models import JournalPosition
from hoaban.counting.tally import MACHINE, Tally
from hoaban.front.journal import FOLDER, JOURNAL, PAGE_COUNT, PAGES, SUFFIX, Read, packed
from hoaban.publication.followers import follow

RECORDS = int(os.environ.get("TALLY_RECORDS", "1000000"))
VISITORS, PAGES_READ, PROCESSES = 100_000, 20_000, 4
RECORDS_A_SECOND = 500
# Above every page of the installation whose database is used.
FIRST_PAGE = 50_000_000
TIMES = 5


def measure() -> list[Figure]:
    """Both figures, on the database that the bench uses."""
    call_command("migrate", verbosity=0)
    with a_site() as site:
        return [speed(site), delay(site)]


@contextmanager
def a_site() -> Iterator[int]:
    """A site whose sums go with it; its number."""
    made = Site.objects.create(hostname="tally.bench.example", root_page=Page.objects.get(depth=1))
    try:
        yield made.pk
    finally:
        made.delete()


@contextmanager
def a_state_folder() -> Iterator[Path]:
    """An empty state folder, gone afterwards with the positions that belong to it."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
        machine = Path(name) / FOLDER / MACHINE
        JournalPosition.objects.filter(machine=machine.read_text("ascii")).delete()


def speed(site: int) -> Figure:
    """Records counted in a second of the processor, the database's part among it (SQLite)."""
    with a_state_folder() as var:
        folder = following.private_folder(var)
        now = time.time_ns() // 1_000_000
        write_much(folder, site, now)
        tally = Tally(folder)
        began = time.process_time()
        counted = tally.tick(now + 10_000)
        seconds = time.process_time() - began
    return Figure("reads.tally", counted / seconds, "records/s of CPU", 300_000, note=f"{VISITORS} visitors, SQLite")


def write_much(folder: Path, site: int, now: int) -> None:
    """A journal as several processes leave it: few pages are read much, a tenth of the readers are robots."""
    chance = random.Random(20261125)
    visitors = [chance.getrandbits(64) for _ in range(VISITORS)]
    devices, kinds, hosts = (0, 1, 1, 1, 2, 3, 3), (1,) * 9 + (3,), (b"",) * 4 + (b"tim.example",)
    day = folder / JOURNAL / timezone.localdate().isoformat()
    day.mkdir(parents=True)
    files = [(day / f"{number:016x}{SUFFIX}").open("wb") for number in range(PROCESSES)]
    for number in range(RECORDS):
        at = now - (RECORDS - number) * 1000 // RECORDS_A_SECOND
        page = FIRST_PAGE + min(int(chance.paretovariate(0.7)), PAGES_READ)
        about = (chance.choice(kinds), chance.choice(devices), chance.getrandbits(16), at, site, page)
        openings = (0, chance.getrandbits(32), chance.getrandbits(32))
        read = Read(*about, chance.choice(visitors), chance.choice(hosts), chance.choice(openings))
        files[number % PROCESSES].write(packed(read))
    for file in files:
        file.close()


def delay(site: int) -> Figure:
    """The longest time from the record of a read until the file of counters holds it, of some reads."""
    stop = threading.Event()
    with a_state_folder() as var:
        counting = threading.Thread(target=follow, args=(following.COUNTING, var, stop))
        counting.start()
        try:
            waits = [seen_after(var / FOLDER, site, number) for number in range(TIMES)]
        finally:
            stop.set()
            counting.join()
    return Figure("reads.behind", max(waits), "s until shown", 5, note=f"longest of {TIMES}")


def seen_after(folder: Path, site: int, number: int) -> float:
    """Seconds until a page shows a read that is written now."""
    now, page = time.time_ns() // 1_000_000, FIRST_PAGE - 1 - number
    place = folder / JOURNAL / timezone.localdate().isoformat() / f"{number:016x}{SUFFIX}"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(packed(Read(1, 1, 0, now, site, page, number, b"", 0)))
    began = time.monotonic()
    while shown(folder, page) != 1:
        time.sleep(0.01)
    return time.monotonic() - began


def shown(folder: Path, page: int) -> int:
    """What the file of counters says of a page."""
    try:
        with (folder / PAGES).open("rb") as file:
            file.seek(page * PAGE_COUNT.size)
            return int.from_bytes(file.read(PAGE_COUNT.size), "little")
    except FileNotFoundError:
        return 0
