"""Whatever readers, writers, tallies, clocks and damage do in whatever order, the sums are those of the definitions."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from wagtail.models import Site

from hoaban.counting import tally
from hoaban.counting.models import GroupDay, JournalPosition, PageReads, PageReferrerDay, Period, SiteDay, SiteHour
from hoaban.counting.tally import Tally
from hoaban.front.journal import PAGE_COUNT, PAGES, Kind
from tests.builders import a_portal
from tests.counting import expected
from tests.support.journals import DAY, HOUR, MINUTE, SECOND, Writer, a_read, a_visitor, milliseconds

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
PACKAGE = str(Path(tally.__file__).parent)
NO_SITE = 999_999
EXAMPLES = {"sqlite": 25, "postgresql": 8}
MACHINES, WRITERS = 2, 3
steps = st.one_of(
    st.integers(1, 3 * SECOND),
    st.integers(25 * SECOND, 35 * SECOND),
    st.integers(25 * MINUTE, 35 * MINUTE),
    st.integers(HOUR, 26 * HOUR),
)
kinds = st.sampled_from([Kind.SCRIPT] * 8 + [Kind.PICTURE, Kind.ROBOT, Kind.PREVIEW, Kind.EXCESS])
visitors = st.tuples(st.integers(1, 3), st.integers(0, 1))
showings = st.fixed_dictionaries({"mark": st.sampled_from([0, 256]), "opening": st.integers(0, 3)})
places = st.tuples(st.integers(0, MACHINES - 1), st.integers(0, WRITERS - 1))


class Killed(BaseException):
    """The process is gone, between two lines of the tally."""


@contextmanager
def killed_before_line(number):
    """End what runs in the block before the given line of this room's code, counted as they are run."""
    left = number

    def trace(frame, event, _argument):
        nonlocal left
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise Killed
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    except Killed:
        pass
    finally:
        sys.settrace(before)


class Process(Writer):
    """One process of a front. Its time never goes back; `crowd` are the readers that it meets."""

    def __init__(self, folder, crowd):
        super().__init__(folder)
        self.crowd, self.time = crowd, 0


class Machine:
    """One machine with some processes of a front and a tally."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="hb-reads-"))
        self.reads, self.damaged, self.tally = [], 0, None
        self.processes = [Process(self.folder, 0) for _ in range(WRITERS)]

    def tick(self, now):
        if self.tally is None:
            self.tally = Tally(self.folder)
        self.tally.tick(now)

    def shown(self, page):
        data = (self.folder / PAGES).read_bytes()[page * PAGE_COUNT.size :][: PAGE_COUNT.size]
        return PAGE_COUNT.unpack(data)[0] if data else 0


class Counting(RuleBasedStateMachine):
    """Two machines that share a database."""

    def __init__(self):
        super().__init__()
        for model in (PageReads, SiteDay, SiteHour, GroupDay, PageReferrerDay, JournalPosition):
            model.objects.all().delete()
        self.site = Site.objects.get().pk
        self.now, self.crowds = milliseconds("2026-11-25 22:00"), 0
        self.machines = [Machine() for _ in range(MACHINES)]

    @rule(place=places, page=st.integers(1, 2), visitor=visitors, kind=kinds, device=st.integers(1, 3),
          referrer=st.sampled_from([b"", b"tim.example", b"bao.example"]), is_known_site=st.integers(0, 9),
          showing=showings)  # fmt: skip
    def read(self, place, page, visitor, kind, device, referrer, is_known_site, showing):
        self.now += 1
        machine, process = self.process(place)
        process.time = max(process.time, self.now)
        site = self.site if is_known_site else NO_SITE
        about = {"site": site, "page": page, "kind": kind, "device": device, "referrer": referrer, **showing}
        network, browser = visitor
        read = a_read(process.time, visitor=a_visitor(100 * process.crowd + network, browser), **about)
        process.write(read)
        machine.reads.append(read)

    @rule(place=places, networks=st.integers(4, 6), browsers=st.integers(1, 2))
    def come_from_the_same_host(self, place, networks, browsers):
        for network in range(networks):
            for browser in range(browsers):
                self.read(place, 1, (network, browser), Kind.SCRIPT, 1, b"tim.example", 1, {})

    @rule(step=steps)
    def wait(self, step):
        self.now += step

    @rule(step=st.integers(1, 2 * HOUR))
    def set_the_clock_back(self, step):
        """Others read from now on: what happens between two clocks to one and the same reader has no right answer."""
        self.now -= step
        for machine in self.machines:
            for process in machine.processes:
                self.crowds += 1
                process.crowd = self.crowds
        self.crowds += 1

    @rule(place=places)
    def start_a_process_again(self, place):
        machine, process = self.process(place)
        process.end()
        machine.processes[place[1]] = Process(machine.folder, self.crowds)

    @rule(place=places, rest=st.binary(min_size=80, max_size=80))
    def damage_a_record(self, place, rest):
        machine, process = self.process(place)
        if process.day is not None:
            process.write_bytes(rest, process.day)
            machine.damaged += 1

    @rule(place=places, rest=st.binary(min_size=1, max_size=79))
    def leave_half_a_record(self, place, rest):
        machine, process = self.process(place)
        if process.day is not None:
            process.write_bytes(rest, process.day)
            machine.damaged += 1
            self.start_a_process_again(place)

    @rule(which=st.integers(0, MACHINES - 1))
    def count(self, which):
        self.machines[which].tick(self.now)

    @rule(which=st.integers(0, MACHINES - 1), line=st.integers(1, 700))
    def kill_a_tally(self, which, line):
        machine = self.machines[which]
        with killed_before_line(line):
            machine.tick(self.now)
        machine.tally = None

    @rule()
    def compare(self):
        # What the other machine counted is looked at every ten seconds.
        for _ in range(3):
            self.now += 10 * SECOND
            for machine in self.machines:
                machine.tick(self.now)
        right = expected.together(
            expected.of_machine([read for read in machine.reads if read.site != NO_SITE]) for machine in self.machines
        )
        found = stored()
        assert found == {table: right.get(table, {}) for table in found}
        assert right.keys() <= found.keys()
        for page in (1, 2):
            count = sum(sums["reads"] for (_site, of, _day), sums in right.get("pages", {}).items() if of == page)
            assert {period_sum(page, period) for period in Period} == {count}
            assert {machine.shown(page) for machine in self.machines} == {count}
        for machine in self.machines:
            figures = json.loads((machine.folder / f"sites/{self.site}.json").read_text())
            assert figures["visits-all"] == sum(sums["visits"] for sums in right.get("days", {}).values())

    def teardown(self):
        for machine in self.machines:
            for process in machine.processes:
                process.end()
        self.now += 2 * DAY + 3 * HOUR
        self.compare()
        for machine in self.machines:
            assert list(machine.folder.rglob("*.reads")) == []
        damaged = sum(JournalPosition.objects.values_list("damaged", flat=True))
        assert damaged == sum(machine.damaged for machine in self.machines)
        for machine in self.machines:
            shutil.rmtree(machine.folder)

    def process(self, place):
        machine = self.machines[place[0]]
        return machine, machine.processes[place[1]]


def period_sum(page, period):
    return sum(PageReads.objects.filter(page_number=page, period=period).values_list("reads", flat=True))


def stored():
    """What the tables say, without zeros."""

    def rows(model, keys, numbers):
        found = model.values(*keys, *numbers)
        sums = {tuple(row[key] for key in keys): Counter({name: row[name] for name in numbers}) for row in found}
        return {key: +numbers for key, numbers in sums.items() if +numbers}

    days = PageReads.objects.filter(period=Period.DAY)
    pages = rows(days, ("site_id", "page_number", "start"), ("reads", "phones", "robots"))
    hours = rows(SiteHour.objects, ("site_id", "hour"), ("reads", "visits", "visitors"))
    hosts = GroupDay.objects.filter(kind="referrer").values_list("site_id", "day", "name", "reads")
    hosts_of_pages = PageReferrerDay.objects.values_list("site_id", "page_number", "day", "host", "reads")
    return {
        "pages": pages,
        "days": rows(SiteDay.objects, ("site_id", "day"), expected.COLUMNS_OF_DAY),
        "hours": {(site, round(hour.timestamp() * 1000)): numbers for (site, hour), numbers in hours.items()},
        "hosts": {tuple(key): reads for *key, reads in hosts},
        "hosts of pages": {tuple(key): reads for *key, reads in hosts_of_pages},
    }


def test_the_sums_are_those_of_the_definitions():
    a_portal()
    quietly = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    kept = settings(
        max_examples=EXAMPLES[connection.vendor], stateful_step_count=40, deadline=None, suppress_health_check=quietly
    )
    run_state_machine_as_test(Counting, settings=kept)
