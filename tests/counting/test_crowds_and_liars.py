"""A crowd behind one carrier is counted, one machine that lies is bounded: the model of decision 0027."""

from __future__ import annotations

import random
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoaban.counting import shares
from hoaban.counting.rules import Rules
from hoaban.counting.shares import FREE_OF_PAGE, FREE_OF_SITE, TIMES_OTHERS, UNSEEN, HeavyHitters
from tests.support.journals import HOUR, MINUTE, SECOND, a_read, a_visitor, milliseconds

BEGIN = milliseconds("2026-11-25 14:00")
PAGE = 5
# Chrome names no model any more, so that most readers of one carrier seem to have the same browser.
FROZEN = 0


def counted(reads):
    """The reads that count, and what the sums say of all others."""
    rules = Rules(ZoneInfo("Asia/Ho_Chi_Minh"))
    rules.take(sorted(reads, key=lambda read: read.milliseconds))
    hours = rules.collected()
    return sum(hour.reads for hour in hours), sum(hour.repeats for hour in hours), sum(hour.excess for hour in hours)


def opened(chance, at, network, *, address=0, browser=FROZEN, page=PAGE):
    """Somebody opens a page: it draws a number for its own life."""
    about = {"page": page, "mark": address, "opening": chance.randrange(1, 2**32)}
    return a_read(at, visitor=a_visitor(network, browser), **about)


def storm(chance, *, readers, networks, seconds, page=PAGE):
    """A warning that all people of a province read at once, most of them by a few networks of carriers.

    `networks`: their shares. A twentieth reload the page within half a minute; those are no further reads. Each network
    has 250 addresses, with many people behind each. Returns the reads and how many of them are honest ones.
    """
    reads, honest = [], 0
    for _ in range(readers):
        network = chance.choices(range(len(networks)), networks)[0]
        browser = FROZEN if chance.random() < 0.7 else chance.randrange(1, 400)
        at, address = BEGIN + chance.randrange(seconds * SECOND), chance.randrange(250)
        reads.append(opened(chance, at, network, address=address, browser=browser, page=page))
        honest += 1
        if chance.random() < 0.05:
            visitor = a_visitor(network, browser)
            reads.append(a_read(at + chance.randrange(1, 25 * SECOND), visitor=visitor, mark=address, page=page))
    return reads, honest


@pytest.mark.parametrize(
    ("readers", "networks", "seconds"),
    [
        pytest.param(200, [1], 1.5, id="a bus of one carrier"),
        pytest.param(900, [1], 60, id="a school behind one address range"),
        pytest.param(20_000, [60, 20, 20], 600, id="one carrier has most of a province"),
        pytest.param(20_000, [1] * 90, 300, id="many networks of three carriers"),
    ],
)
def test_an_honest_crowd_is_counted_to_within_two_percent(readers, networks, seconds):
    reads, honest = storm(random.Random(readers), readers=readers, networks=networks, seconds=round(seconds * 2) // 2)
    found, repeats, excess = counted(reads)
    assert abs(found - honest) <= 0.02 * honest, (found, repeats, excess)
    assert repeats >= 0.9 * (len(reads) - honest), "who reloads is no further reader"


def test_a_crowd_behind_one_single_address_is_counted_too():
    chance = random.Random(7)
    assert counted([opened(chance, BEGIN + 7 * number, 1) for number in range(200)]) == (200, 0, 0)


def a_liar(chance, *, minutes, pages, browsers=1):
    """One machine that sends what the front takes of a network, each report like one of a new reader."""
    return [
        opened(
            chance,
            BEGIN + minute * MINUTE + 10 * number,
            999,
            address=chance.randrange(250),
            browser=chance.randrange(browsers),
            page=chance.choice(pages),
        )
        for minute in range(minutes)
        for number in range(2_000)
    ]


@pytest.mark.parametrize("browsers", [1, 1000])
def test_one_machine_that_lies_about_a_page_is_bounded(browsers):
    chance = random.Random(1)
    lies = a_liar(chance, minutes=10, pages=[PAGE], browsers=browsers)
    free = UNSEEN + FREE_OF_PAGE
    assert counted(lies) == (free, 0, 20_000 - free)
    honest, readers = storm(chance, readers=3_000, networks=[1] * 20, seconds=600)
    gain = counted(lies + honest)[0] - readers
    assert free <= gain <= UNSEEN + TIMES_OTHERS * (readers + UNSEEN), (
        "beyond what is free, no more than others make likely"
    )


def test_one_machine_that_lies_about_all_pages_is_bounded():
    chance = random.Random(2)
    found, _repeats, excess = counted(a_liar(chance, minutes=10, pages=range(1, 500), browsers=1000))
    assert (found, excess) == (FREE_OF_SITE, 20_000 - FREE_OF_SITE)


def test_lies_take_nothing_from_others():
    chance = random.Random(3)
    honest, _readers = storm(chance, readers=5_000, networks=[1] * 10, seconds=600)
    alone = counted(honest)[0]
    rules = Rules(ZoneInfo("Asia/Ho_Chi_Minh"))
    liar = a_visitor(999)
    lies = a_liar(chance, minutes=10, pages=[PAGE])
    rules.take(sorted([*honest, *lies], key=lambda read: read.milliseconds))
    (hour,) = rules.collected()
    (day,) = rules.days.values()
    assert hour.reads - day.shares.of_holders[liar >> 48] == alone


def test_what_is_bounded_makes_neither_visits_nor_visitors():
    chance = random.Random(4)
    rules = Rules(ZoneInfo("Asia/Ho_Chi_Minh"))
    rules.take(a_liar(chance, minutes=10, pages=range(1, 500), browsers=10**6))
    (hour,) = rules.collected()
    assert hour.visitors == hour.visits <= FREE_OF_SITE


def test_the_next_day_begins_anew():
    chance = random.Random(5)
    lies = a_liar(chance, minutes=2, pages=[PAGE])
    tomorrow = [read._replace(milliseconds=read.milliseconds + 24 * HOUR) for read in lies]
    assert counted([*lies, *tomorrow])[0] == 2 * (UNSEEN + FREE_OF_PAGE)


@pytest.mark.parametrize(
    ("first", "second", "counts"),
    [
        pytest.param({"opening": 7}, {"opening": 8}, 2, id="two people who look alike"),
        pytest.param({"opening": 7}, {"opening": 7}, 1, id="one report told twice"),
        pytest.param({"opening": 7}, {}, 1, id="opened, then reloaded"),
        pytest.param({}, {}, 1, id="without script, or of an older version, twice"),
        pytest.param({"mark": 1}, {"mark": 2}, 2, id="two addresses of one carrier"),
        pytest.param({"opening": 7, "mark": 1}, {"mark": 2}, 2, id="a reload of somebody else"),
    ],
)
def test_who_is_a_further_reader_within_thirty_seconds(first, second, counts):
    assert counted([a_read(BEGIN, **first), a_read(BEGIN + 29 * SECOND, **second)])[0] == counts
    assert counted([a_read(BEGIN, **first), a_read(BEGIN + 31 * SECOND, **second)])[0] == 2


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2)), max_size=80), st.integers(1, 80))
@settings(max_examples=200, deadline=None)
def test_shares_are_those_of_their_definition_whatever_the_batches(reads, batch):
    """Against the plain sums of what counted before, with small numbers so that every bound is met."""
    right: list[tuple[int, int]] = []
    looked_at: list[tuple[int, int]] = []
    for page, network in reads:
        on_site = Counter(holder for _page, holder in right)
        if on_site[network] >= 2:
            on_page = sum(of == page for of, _holder in right)
            own = looked_at.count((page, network))
            bounds = (own, on_page, 3), (on_site[network], len(right), 8)
            if any(mine >= free and mine >= TIMES_OTHERS * (of_all - mine) for mine, of_all, free in bounds):
                continue
            looked_at.append((page, network))
        right.append((page, network))
    rules = Rules(ZoneInfo("Asia/Ho_Chi_Minh"))
    rows = [
        a_read(BEGIN + at, page=page, visitor=a_visitor(network), opening=at + 1)
        for at, (page, network) in enumerate(reads)
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("UNSEEN", 2), ("FREE_OF_PAGE", 3), ("FREE_OF_SITE", 8)):
            patch.setattr(shares, name, value)
        patch.setattr("hoaban.counting.rules.UNSEEN", 2)
        found = []
        for begin in range(0, len(rows), batch):
            rules.take(rows[begin : begin + batch])
            found += rules.collected()
    assert sum(hour.reads for hour in found) == len(right)
    assert sum(hour.excess for hour in found) == len(reads) - len(right)


@given(st.lists(st.integers(0, 20), max_size=300), st.integers(1, 8))
def test_what_comes_often_is_never_counted_too_high_and_too_low_by_a_share_at_most(keys, most):
    found = HeavyHitters(most)
    for key in keys:
        found.add(key)
    assert len(found.counts) <= most
    for key, right in Counter(keys).items():
        assert right - len(keys) / (most + 1) <= found.counts.get(key, 0) <= right
