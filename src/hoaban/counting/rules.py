"""What counts: the rules by which reads become sums. No database and no clock: time is what the records say.

Whatever the batches in which reads are taken, the sums are the same; so what was counted before a stop can be taken
once more, for the memory that it leaves, and its sums be thrown away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from hoaban.counting.shares import UNSEEN, Shares
from hoaban.front.journal import PERSONS, Device, Kind, Row

HOUR = 3_600_000
# The double-click rule of the COUNTER code of practice.
REPEAT = 30_000
PAUSE = 30 * 60_000
# A host from which visitors of fewer networks came on a day is named nowhere: one reader who lies about the browser can
# seem to be many visitors, but comes from one network.
FEWEST_NETWORKS = 5
# What texts that tell the rules to people take their numbers from.
TOLD = {"seconds": REPEAT // 1_000, "minutes": PAUSE // 60_000}
# Forged referrers cost no more than this, for each site and day.
MOST_REFERRERS = 50_000
# What the front makes of the network alone are the bits of a visitor's number from this one on.
NETWORK = 48
# So many visitors of one site and day are remembered, in some 300 MB at most. Whoever holds a large network of IPv6 can
# seem to be any number of them; reads of those who come later count, but make neither a visit nor a visitor.
MOST_VISITORS = 2_000_000
# No number of a page: stands where readers came to any page of the site.
ANY_PAGE = -1
HOST = re.compile(rb"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
# Bare numbers, which compare faster than members of an enumeration.
READ_BY_PERSONS = frozenset(map(int, PERSONS))
PICTURE, ROBOT = int(Kind.PICTURE), int(Kind.ROBOT)
LAST_DEVICE = max(map(int, Device))
# In the sums of a page: reads by device, and behind them requests of robots.
ROBOTS = LAST_DEVICE + 1

# Who was shown a page: its number, and the visitor's, in whose random bits that of the address is mixed.
Shown = tuple[int, int]
# When that was, and the number of the opening.
Moment = tuple[int, int]


@dataclass(slots=True)
class Referrer:
    """A host that readers of a day came from, to a page or to any; its reads wait until enough networks did."""

    networks: set[int] = field(default_factory=set)
    waiting: int = 0


@dataclass(slots=True)
class Day:
    """What is remembered of the visitors of one site on one day.

    `seen`: by visitor the newest read, whoever read last at the end; of `MOST_VISITORS` at most. `recent`, `older`: by
    page, visitor and mark of the address the last read that counted, with the number of its opening; each holds some 30
    seconds, and what is older than both cannot make a repeat any more.
    """

    date: date
    seen: dict[int, int] = field(default_factory=dict)
    recent: dict[Shown, Moment] = field(default_factory=dict)
    older: dict[Shown, Moment] = field(default_factory=dict)
    rotate_at: int = 0
    referrers: dict[tuple[int, bytes], Referrer] = field(default_factory=dict)
    shares: Shares = field(default_factory=Shares)

    def rotate(self, at: int) -> tuple[dict[Shown, Moment], dict[Shown, Moment]]:
        """Forget what is too old to matter; returns `recent` and `older`."""
        self.older, self.recent, self.rotate_at = self.recent, {}, at + REPEAT
        return self.recent, self.older


@dataclass(slots=True)
class Hour:
    """The sums of one site in one hour that nobody has stored yet."""

    site: int
    start: int
    day: Day
    visits: int = 0
    visitors: int = 0
    visitors_of_day: int = 0
    pictures: int = 0
    repeats: int = 0
    robots: int = 0
    previews: int = 0
    excess: int = 0
    # By page: reads by device, requests of robots.
    pages: dict[int, list[int]] = field(default_factory=dict)
    # By page, or `ANY_PAGE`, and host.
    referrers: dict[tuple[int, bytes], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def reads(self) -> int:
        return sum(sum(numbers[:ROBOTS]) for numbers in self.pages.values())


class Rules:
    """The rules with their memory of the visitors of the day; `zone` says when a day begins."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        # Hours of the portal's clock may begin at another minute than those of the world's.
        offset = zone.utcoffset(datetime.fromtimestamp(0, UTC)) or timedelta()
        self.shift = round(offset.total_seconds()) * 1000 % HOUR
        self.days: dict[tuple[int, date], Day] = {}
        self.hours: dict[tuple[int, int], Hour] = {}

    def take(self, reads: Iterable[Row]) -> None:
        """Add reads to the sums that nobody has collected yet; they come in the order of their time."""
        start, end, of_site = 0, 0, -1
        for kind, device, mark, at, site, page, visitor, referrer, opening in reads:
            if site != of_site or not start <= at < end:
                hour = self.hour_of(site, at)
                start, end, of_site, day, pages = hour.start, hour.start + HOUR, site, hour.day, hour.pages
                seen, recent, older = day.seen, day.recent, day.older
                shares, of_holders, of_pages = day.shares, day.shares.of_holders, day.shares.of_pages
            if kind not in READ_BY_PERSONS:
                note_other(hour, kind, page)
                continue
            if at >= day.rotate_at:
                recent, older = day.rotate(at)
            key = page, visitor ^ mark
            counted = recent.get(key) or older.get(key)
            # A page that was opened anew is somebody's read, however alike others are, unless it was told twice.
            is_repeat = (
                counted is not None and -REPEAT < at - counted[0] < REPEAT and (opening == 0 or opening == counted[1])
            )
            holder = visitor >> NETWORK
            many = of_holders.get(holder, 0)
            if is_repeat or (many >= UNSEEN and not shares.admits(page, holder)):
                note_uncounted(hour, visitor, at, is_repeat=is_repeat)
                continue
            last = seen.pop(visitor, None)
            # A clock that was set back makes nobody older.
            seen[visitor] = at if last is None or at > last else last
            if last is None or last < start or last < at - PAUSE:
                note_visit(hour, last, at)
            recent[key] = at, opening
            of_holders[holder] = many + 1
            of_pages[page] = of_pages.get(page, 0) + 1
            shares.total += 1
            sums = pages.get(page) or sums_of_page(hour, page)
            sums[device & LAST_DEVICE] += 1
            if kind == PICTURE or (referrer and referrer[0]):
                note_further(hour, kind, page, referrer, visitor)

    def hour_of(self, site: int, at: int) -> Hour:
        """The sums of the hour of a moment, begun where there are none."""
        number = (at + self.shift) // HOUR
        hour = self.hours.get((site, number))
        if hour is None:
            start = number * HOUR - self.shift
            of_day = datetime.fromtimestamp(start // 1000, self.zone).date()
            day = self.days.setdefault((site, of_day), Day(of_day))
            hour = self.hours[site, number] = Hour(site, start, day)
        return hour

    def collected(self) -> list[Hour]:
        """The sums since the last time; whoever takes them stores them."""
        found = list(self.hours.values())
        self.hours.clear()
        return found

    def forget_before(self, first: date) -> None:
        """Forget the visitors of all days before this one."""
        for key in [key for key in self.days if key[1] < first]:
            del self.days[key]

    def present(self, site: int, since: int) -> int:
        """How many visitors of a site have read something since a moment in milliseconds."""
        present = 0
        for (of_site, _date), day in self.days.items():
            if of_site == site:
                for at in reversed(day.seen.values()):
                    if at < since:
                        break
                    present += 1
        return present


def note_uncounted(hour: Hour, visitor: int, at: int, *, is_repeat: bool) -> None:
    """Count apart what was shown once more, which keeps a visit alive, or is too much of one holder."""
    if not is_repeat:
        hour.excess += 1
        return
    hour.repeats += 1
    seen = hour.day.seen
    last = seen.pop(visitor, None)
    seen[visitor] = at if last is None or at > last else last
    if last is None or last < hour.start or last < at - PAUSE:
        note_visit(hour, last, at)


def note_visit(hour: Hour, last: int | None, at: int) -> None:
    """Count a visitor who was not here on this day, in this hour or since a pause; `last` is the newest read before."""
    if last is None:
        if len(hour.day.seen) > MOST_VISITORS:
            # This one is the newest; a visitor whom nobody remembers would be another one with each read.
            hour.day.seen.popitem()
            return
        hour.visitors_of_day += 1
    if last is None or last < hour.start:
        hour.visitors += 1
    if last is None or last < at - PAUSE:
        hour.visits += 1


def note_further(hour: Hour, kind: int, page: int, referrer: bytes, visitor: int) -> None:
    """Count what few reads have: that no script told of them, and a host that the reader came from."""
    if kind == PICTURE:
        hour.pictures += 1
    if referrer and referrer[0]:
        host = referrer.rstrip(b"\0")
        if HOST.fullmatch(host):
            note_referrer(hour, (ANY_PAGE, host), visitor)
            note_referrer(hour, (page, host), visitor)


def sums_of_page(hour: Hour, page: int) -> list[int]:
    """The sums of a page in an hour, begun where there are none."""
    return hour.pages.setdefault(page, [0] * (ROBOTS + 1))


def note_other(hour: Hour, kind: int, page: int) -> None:
    """Count apart what no person read."""
    if kind == ROBOT:
        hour.robots += 1
        sums_of_page(hour, page)[ROBOTS] += 1
    elif kind == Kind.PREVIEW:
        hour.previews += 1
    elif kind == Kind.EXCESS:
        hour.excess += 1


def note_referrer(hour: Hour, key: tuple[int, bytes], visitor: int) -> None:
    """Count a read for a page and the host from which the reader came, as soon as enough networks of the day did."""
    known = hour.day.referrers
    found = known.get(key)
    if found is None:
        if len(known) >= MOST_REFERRERS:
            return
        found = known[key] = Referrer()
    if len(found.networks) < FEWEST_NETWORKS:
        found.networks.add(visitor >> NETWORK)
    found.waiting += 1
    if len(found.networks) >= FEWEST_NETWORKS:
        hour.referrers[key] += found.waiting
        found.waiting = 0


def moment_of(hour: Hour) -> datetime:
    """When an hour began, in UTC, as the database keeps it."""
    return datetime.fromtimestamp(hour.start // 1000, UTC)
